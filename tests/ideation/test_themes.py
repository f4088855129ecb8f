import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import NameTaken, Theme
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, ThemeFactory


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"ideation:{name}", args=[team.slug, *args])


def columns(client: Client, team: Team) -> dict[str, list[str]]:
    soup = BeautifulSoup(client.get(at("themes", team)).content, "html.parser")
    return {
        section.h2.find(string=True).strip(): [str(box["value"]) for box in section.select("[name=ideas]")]
        for section in soup.select("section.app-theme")
    }


def test_ideas_stand_under_their_theme_and_those_without_come_first(
    client: Client, team: Team, member: Membership
) -> None:
    data = ThemeFactory(team=team, name="Data")
    ThemeFactory(team=team, name="Letters")
    ThemeFactory(name="Theirs")
    one, two = IdeaFactory(team=team, theme=data), IdeaFactory(team=team)

    shown = columns(client, team)

    assert shown == {"No theme": [str(two.number)], "Data": [str(one.number)], "Letters": []}
    assert list(shown) == ["No theme", "Data", "Letters"]


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


def test_several_ideas_move_at_once(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team, name="Data")
    one, two, three = IdeaFactory.create_batch(3, team=team)

    response = client.post(at("moves", team), {"ideas": [one.number, three.number], "theme": data.pk}, follow=True)

    assert "2 ideas moved to Data" in response.content.decode()
    assert list(data.ideas.all()) == [one, three]
    event = team.events.first()
    assert (event.what, event.detail) == ("Data", {"ideas": [one.number, three.number]})

    client.post(at("moves", team), {"ideas": [one.number], "theme": "none"})

    assert set(team.ideas.filter(theme=None)) == {one, two}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"ideas": ["1"]}, "Choose the theme to move them to"),
        ({"theme": "none"}, "Select the ideas to move"),
        ({}, "Select the ideas to move"),
        ({"ideas": ["1", "99"], "theme": "none"}, "Select ideas from the list"),
        ({"ideas": ["1", "9" * 30], "theme": "none"}, "Select ideas from the list"),
        ({"ideas": ["1", "x"], "theme": "none"}, "Select ideas from the list"),
        ({"ideas": ["1"], "theme": "9" * 30}, "Choose a theme from the list"),
    ],
)
def test_a_move_that_makes_no_sense_keeps_what_was_selected(
    client: Client, team: Team, member: Membership, sent: dict[str, list[str]], message: str
) -> None:
    data = ThemeFactory(team=team)
    idea = IdeaFactory(team=team, theme=data)
    assert idea.number == 1

    response = client.post(at("moves", team), sent)

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert message in soup.select_one(".govuk-error-summary").text
    for link in soup.select(".govuk-error-summary a"):
        assert soup.select_one(str(link["href"]))
    assert bool(soup.select("[name=ideas][checked]")) == ("ideas" in sent)
    idea.refresh_from_db()
    assert idea.theme == data


def test_another_teams_theme_and_idea_are_out_of_reach(client: Client, team: Team, member: Membership) -> None:
    idea, theirs, theme = IdeaFactory(team=team), IdeaFactory(number=50), ThemeFactory(name="Theirs")

    assert client.post(at("moves", team), {"ideas": [idea.number], "theme": theme.pk}).status_code == 422
    assert client.post(at("moves", team), {"ideas": [theirs.number], "theme": "none"}).status_code == 422
    for name in ["theme", "theme_deletion"]:
        assert client.get(at(name, team, theme.pk)).status_code == 404
        assert client.post(at(name, team, theme.pk), {"name": "Mine"}).status_code == 404
    assert Theme.objects.get().name == "Theirs"


def test_an_observer_sees_themes_and_changes_none(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    theme = ThemeFactory(team=team, name="Data")
    idea = IdeaFactory(team=team, theme=theme)

    soup = BeautifulSoup(client.get(at("themes", team)).content, "html.parser")
    assert idea.title in soup.text
    assert not soup.select("main form")
    for address in [at("new_theme", team), at("moves", team), at("theme", team, theme.pk)]:
        assert client.post(address, {"name": "Mine", "ideas": [1], "theme": "none"}).status_code == 403
    assert client.post(at("theme_deletion", team, theme.pk)).status_code == 403
    assert [theme.name for theme in team.themes.all()] == ["Data"]


@pytest.mark.parametrize("ideas", [10, 200])
def test_the_page_costs_the_same_whatever_its_length(
    client: Client, team: Team, member: Membership, ideas: int, django_assert_num_queries
) -> None:
    themes = ThemeFactory.create_batch(5, team=team)
    problem = ProblemFactory(team=team)
    for n in range(ideas):
        IdeaFactory(team=team, theme=themes[n % 5], problems=[problem])

    with django_assert_num_queries(6):
        client.get(at("themes", team))
