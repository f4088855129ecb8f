import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import NameTaken, Theme
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ThemeFactory


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"ideation:{name}", args=[team.slug, *args])


def test_themes_are_listed_with_how_many_ideas_stand_in_them(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team, name="Data")
    ThemeFactory(team=team, name="Letters")
    ThemeFactory(name="Theirs")
    one, two = IdeaFactory.create_batch(2, team=team, theme=data)
    one.merge_into(two, by=member.user)

    soup = BeautifulSoup(client.get(at("themes", team)).content, "html.parser")

    rows = [row.span.get_text(" ", strip=True) for row in soup.select(".app-theme")]
    assert rows == ["Data 1 idea", "Letters 0 ideas"]


def test_a_theme_is_added_once(client: Client, team: Team, member: Membership) -> None:
    assert client.post(at("new_theme", team), {"name": " Data "}).status_code == 302
    assert team.themes.get().name == "Data"
    assert team.events.first().verb == Event.Verb.CREATED

    response = client.post(at("new_theme", team), {"name": "DATA"})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert "There is a theme with this name already" in soup.select_one(".govuk-error-summary").text
    assert soup.select_one("[name=name]")["value"] == "DATA"
    assert team.themes.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "\0"])
def test_a_name_that_makes_no_sense_is_refused(client: Client, team: Team, member: Membership, name: str) -> None:
    theme = ThemeFactory(team=team, name="Data")

    for address in [at("new_theme", team), at("theme", team, theme.pk)]:
        response = client.post(address, {"name": name})
        assert response.status_code == 422
        assert "Error: " in BeautifulSoup(response.content, "html.parser").title.text
    assert [theme.name for theme in team.themes.all()] == ["Data"]


def test_a_theme_is_renamed_and_keeps_its_ideas(client: Client, team: Team, member: Membership) -> None:
    theme = ThemeFactory(team=team, name="Data")
    idea = IdeaFactory(team=team, theme=theme)

    assert b'value="Data"' in client.get(at("theme", team, theme.pk)).content
    client.post(at("theme", team, theme.pk), {"name": "data"})

    idea.refresh_from_db()
    assert idea.theme is not None
    assert idea.theme.name == "data"
    assert team.events.first().verb == Event.Verb.CHANGED


def test_a_theme_does_not_take_the_name_of_another(client: Client, team: Team, member: Membership) -> None:
    theme, other = ThemeFactory(team=team, name="Data"), ThemeFactory(team=team, name="Letters")

    assert client.post(at("theme", team, theme.pk), {"name": "letters"}).status_code == 422
    with pytest.raises(NameTaken):
        theme.rename("LETTERS", by=member.user)
    assert {theme.name for theme in team.themes.all()} == {"Data", other.name}
    assert not team.events.exists()


def test_deleting_a_theme_keeps_its_ideas(client: Client, team: Team, member: Membership) -> None:
    theme = ThemeFactory(team=team, name="Data")
    idea = IdeaFactory(team=team, theme=theme)

    page = client.get(at("theme_deletion", team, theme.pk)).content.decode()
    assert "1 idea in it is kept, without a theme." in page
    assert team.themes.exists()

    assert client.post(at("theme_deletion", team, theme.pk)).status_code == 302

    assert not team.themes.exists()
    idea.refresh_from_db()
    assert idea.theme is None
    assert team.events.first().verb == Event.Verb.DELETED


def test_another_teams_theme_is_out_of_reach(client: Client, team: Team, member: Membership) -> None:
    theme = ThemeFactory(name="Theirs")

    for name in ["theme", "theme_deletion"]:
        assert client.get(at(name, team, theme.pk)).status_code == 404
        assert client.post(at(name, team, theme.pk), {"name": "Mine"}).status_code == 404
    assert Theme.objects.get().name == "Theirs"


def test_an_observer_sees_themes_and_changes_none(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    theme = ThemeFactory(team=team, name="Data")

    soup = BeautifulSoup(client.get(at("themes", team)).content, "html.parser")
    assert "Data" in soup.text
    assert not soup.select("main form")
    for address in [at("new_theme", team), at("theme", team, theme.pk)]:
        assert client.post(address, {"name": "Mine"}).status_code == 403
    assert client.post(at("theme_deletion", team, theme.pk)).status_code == 403
    assert [theme.name for theme in team.themes.all()] == ["Data"]
