from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import Idea, Move, Scope
from teams.models import Event, Membership, Team
from tests.factories import (
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    ThemeFactory,
    UserGroupFactory,
)


def at(team: Team, name: str = "wall", **query: Any) -> str:
    return f"{reverse(f'ideation:{name}', args=[team.slug])}?{urlencode(query)}"


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def wall(client: Client, team: Team, **query: Any) -> BeautifulSoup:
    response = client.get(at(team, **query))
    assert response.status_code == 200
    return soup_of(response)


def columns(soup: BeautifulSoup) -> dict[str, list[str]]:
    """The references of the notes in each column, by its heading without the count."""
    return {
        str(column.ul["data-name"]): [f"I{note['data-number']}" for note in column.select(".app-note")]
        for column in soup.select(".app-wall__column")
    }


def polled(client: Client, team: Team, version: str, **query: Any) -> Any:
    return client.get(at(team, **query, version=version), headers={"HX-Request": "true"})


def version_of(soup: BeautifulSoup) -> str:
    return str(soup.select_one("#version")["value"])


def test_notes_stand_under_their_theme_and_those_without_come_first(
    client: Client, team: Team, member: Membership
) -> None:
    data = ThemeFactory(team=team, name="Data")
    ThemeFactory(team=team, name="Letters")
    ThemeFactory(name="Theirs")
    one, two = IdeaFactory(team=team, theme=data), IdeaFactory(team=team)

    shown = columns(wall(client, team))

    assert list(shown.items()) == [
        ("No theme", [two.reference]),
        ("Data", [one.reference]),
        ("Letters", []),
    ]


def test_a_note_says_for_whom_it_is_by_colour_and_label_and_which_problems_it_answers(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    problem = ProblemFactory(team=team, user_group=schools)
    idea = IdeaFactory(team=team, title="One form", problems=[problem])

    note = wall(client, team).select_one(".app-note")

    assert "app-note--green" in note["class"]
    text = note.get_text(" ", strip=True)
    assert "I1 One form" in text
    assert "SCH" in text
    assert "Schools" in text
    assert problem.reference in text
    assert note.select_one(f"a[href='{idea.get_absolute_url()}']")
    assert note.label["for"] == note.input["id"]


def test_the_keyboard_gets_from_each_note_to_where_it_is_moved(client: Client, team: Team, member: Membership) -> None:
    IdeaFactory.create_batch(2, team=team)
    soup = wall(client, team)
    form = soup.select_one("#id_move_theme")
    links = [note.input.find_next("a") for note in soup.select(".app-note")]
    assert [link["href"] for link in links] == [f"#{form['id']}"] * 2
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert not wall(client, team).select("main a[href^='#']")


def test_by_problem_an_idea_stands_under_each_that_it_answers_and_under_the_one_that_stands_for_a_merged_one(
    client: Client, team: Team, member: Membership
) -> None:
    first, second, merged = ProblemFactory.create_batch(3, team=team, user_group=UserGroupFactory(team=team))
    merged.merge_into(second, by=member.user)
    IdeaFactory(team=team, problems=[first, second])
    IdeaFactory(team=team, problems=[merged])
    IdeaFactory(team=team)

    soup = wall(client, team, by="problem")

    assert columns(soup) == {
        "No problem": ["I3"],
        f"P1 {first.title}": ["I1"],
        f"P2 {second.title}": ["I1", "I2"],
    }
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_by_scope_every_scope_is_a_column(client: Client, team: Team, organiser: Membership) -> None:
    IdeaFactory(team=team, scope=Scope.IN_MVP)
    IdeaFactory(team=team)

    soup = wall(client, team, by="scope")

    assert columns(soup) == {
        "Not placed": ["I2"],
        "In scope for the MVP": ["I1"],
        "Out of scope for the MVP": [],
        "Completely out of scope for the service": [],
    }
    assert soup.select_one(f".app-note a[href='/teams/{team.slug}/ideas/1/scope/']")


def test_by_group_an_idea_stands_with_each_group_and_a_group_without_any_is_seen(
    client: Client, team: Team, member: Membership
) -> None:
    schools, providers, nobodys = (
        UserGroupFactory(team=team, name=name) for name in ("Schools", "Providers", "Others")
    )
    theirs = [ProblemFactory(team=team, user_group=group) for group in (schools, providers)]
    ours = ProblemFactory(team=team, user_group=None, kind="business")
    IdeaFactory(team=team, problems=theirs)
    IdeaFactory(team=team, problems=[ours])

    shown = columns(wall(client, team, by="group"))

    assert shown == {"Schools": ["I1"], "Providers": ["I1"], "Others": [], "The organisation itself": ["I2"]}
    assert nobodys.name in shown


def test_filters_narrow_the_wall_whatever_the_columns(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team, name="Data")
    IdeaFactory(team=team, title="A clearer letter", theme=data)
    IdeaFactory(team=team, title="A form", scope=Scope.IN_MVP)

    assert columns(wall(client, team, words="letter")) == {"No theme": [], "Data": ["I1"]}
    assert columns(wall(client, team, theme=data.pk)) == {"No theme": [], "Data": ["I1"]}
    soup = wall(client, team, by="group", scope="in_mvp")
    assert columns(soup) == {"Nobody yet: no problem": ["I2"]}
    assert "2 notes, 2 ideas. The filters let 1 through" in " ".join(soup.select_one("#counts").text.split())
    assert "No idea fits these filters" in wall(client, team, words="nothing").text


@pytest.mark.parametrize("query", [{"by": "x"}, {"by": ""}, {"version": "x"}, {"words": "\0"}, {"show": "merged"}])
def test_a_strange_address_is_never_an_error(
    client: Client, team: Team, member: Membership, query: dict[str, str]
) -> None:
    IdeaFactory(team=team)

    assert wall(client, team, **query).h1.text == "Wall of ideas"


def test_notes_and_ideas_are_counted_apart(client: Client, team: Team, member: Membership) -> None:
    parts = IdeaFactory.create_batch(3, team=team)
    Idea.make_of(team, parts[:2], by=member.user, problems=[], title="Both")

    soup = wall(client, team)

    assert soup.select_one("#counts").text.strip() == "3 notes, 2 ideas"
    assert columns(soup) == {"No theme": ["I3", "I4"]}
    assert "with 2 merged into it" in soup.select_one("#note-4").text


def test_a_team_without_ideas_is_told_where_they_come_from(client: Client, team: Team, member: Membership) -> None:
    soup = wall(client, team)

    assert "There are no ideas yet" in soup.text
    assert not soup.select(".app-wall")


def test_several_ideas_move_at_once_and_the_wall_stays_as_it_was_shown(
    client: Client, team: Team, member: Membership
) -> None:
    data = ThemeFactory(team=team, name="Data")
    one, two, three = IdeaFactory.create_batch(3, team=team)

    response = client.post(
        at(team, "moves", by="group", words="idea"), {"ideas": [one.number, three.number], "theme": data.pk}
    )

    assert response.headers["Location"] == at(team, by="group", words="idea")
    assert "2 ideas moved to Data" in client.get(response.headers["Location"]).content.decode()
    assert list(data.ideas.all()) == [one, three]
    event = team.events.first()
    assert (event.verb, event.what, event.detail) == (
        Event.Verb.MOVED,
        "Data",
        {"ideas": [one.number, three.number]},
    )

    client.post(at(team, "moves"), {"ideas": [one.number], "theme": "none"})

    assert set(team.ideas.filter(theme=None)) == {one, two}


def test_what_is_there_already_is_not_moved_again(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team)
    idea = IdeaFactory(team=team, theme=data)

    client.post(at(team, "moves"), {"ideas": [idea.number], "theme": data.pk})

    assert not Move.objects.exists()
    assert not team.events.exists()


def test_ideas_move_to_a_new_theme(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team)

    client.post(at(team, "moves"), {"ideas": [idea.number], "new_theme": "Letters"})

    idea.refresh_from_db()
    assert idea.theme.name == "Letters"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"ideas": ["1"]}, "Choose the theme to move them to, or enter a new one"),
        ({"theme": "none"}, "Select the ideas to move"),
        ({}, "Select the ideas to move"),
        ({"ideas": ["1", "99"], "theme": "none"}, "Select ideas from the wall"),
        ({"ideas": ["1", "9" * 30], "theme": "none"}, "Select ideas from the wall"),
        ({"ideas": ["1", "x"], "theme": "none"}, "Select ideas from the wall"),
        ({"ideas": ["1"], "theme": "9" * 30}, "Choose a theme from the list"),
        ({"ideas": ["1"], "new_theme": "x" * 101}, "The name of the theme must be 100 characters or fewer"),
    ],
)
def test_a_move_that_makes_no_sense_keeps_what_was_selected(
    client: Client, team: Team, member: Membership, sent: dict[str, list[str]], message: str
) -> None:
    data = ThemeFactory(team=team)
    idea = IdeaFactory(team=team, theme=data)
    assert idea.number == 1

    response = client.post(at(team, "moves"), sent)

    assert response.status_code == 422
    soup = soup_of(response)
    assert soup.title.text.strip().startswith("Error: ")
    assert message in soup.select_one(".govuk-error-summary").text
    for link in soup.select(".govuk-error-summary a"):
        assert soup.select_one(str(link["href"]))
    assert bool(soup.select("[name=ideas][checked]")) == ("ideas" in sent)
    idea.refresh_from_db()
    assert idea.theme == data


def test_a_script_is_told_whether_a_note_was_moved_and_gets_no_page(
    client: Client, team: Team, member: Membership
) -> None:
    IdeaFactory(team=team)

    moved = client.post(at(team, "moves"), {"ideas": ["1"], "new_theme": "Data"}, headers={"HX-Request": "true"})
    refused = client.post(at(team, "moves"), {"ideas": ["2"], "theme": "none"}, headers={"HX-Request": "true"})

    assert (moved.status_code, moved.content) == (204, b"")
    assert refused.status_code == 422
    assert refused.content.decode().startswith("Select ideas from the wall")
    assert refused.headers["Content-Type"].startswith("text/plain")


def test_another_teams_theme_and_idea_and_a_merged_one_are_out_of_reach(
    client: Client, team: Team, member: Membership
) -> None:
    idea, other, theirs, theme = IdeaFactory(team=team), IdeaFactory(team=team), IdeaFactory(number=50), ThemeFactory()
    other.merge_into(idea, by=member.user)

    for sent in (
        {"ideas": [idea.number], "theme": theme.pk},
        {"ideas": [theirs.number], "theme": "none"},
        {"ideas": [other.number], "new_theme": "Data"},
    ):
        assert client.post(at(team, "moves"), sent).status_code == 422
    assert not Move.objects.exists()


def test_an_observer_sees_the_wall_and_moves_nothing(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    idea = IdeaFactory(team=team)

    soup = wall(client, team)

    assert idea.title in soup.text
    assert not soup.select("[name=ideas]")
    assert not soup.select("#moving")
    assert client.post(at(team, "moves"), {"ideas": [1], "theme": "none"}).status_code == 403


def test_a_poll_gets_the_columns_once_something_has_changed(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team, name="Data")
    idea = IdeaFactory(team=team)
    version = version_of(wall(client, team))
    assert polled(client, team, version).status_code == 204

    Idea.move(team, [idea], theme=data, by=MembershipFactory(team=team).user)

    response = polled(client, team, version)
    soup = soup_of(response)
    assert columns(soup) == {"No theme": [], "Data": ["I1"]}
    assert not soup.select("html, [name=theme], [name=words], [name=new_theme]")
    assert polled(client, team, version_of(soup)).status_code == 204


def test_a_poll_that_finds_nothing_new_costs_four_statements(
    client: Client, team: Team, member: Membership, django_assert_num_queries
) -> None:
    IdeaFactory.create_batch(3, team=team)
    version = version_of(wall(client, team))

    with django_assert_num_queries(4):
        assert polled(client, team, version).status_code == 204


@pytest.mark.parametrize("ideas", [10, 300])
def test_the_wall_costs_the_same_whatever_its_length(
    client: Client, team: Team, member: Membership, ideas: int, django_assert_num_queries
) -> None:
    themes = ThemeFactory.create_batch(5, team=team)
    problems = ProblemFactory.create_batch(4, team=team)
    for n in range(ideas):
        IdeaFactory(team=team, theme=themes[n % 5], problems=problems[: n % 4])

    with django_assert_num_queries(11):
        client.get(at(team))


def told(soup: BeautifulSoup) -> list[str]:
    return [line.text.strip() for line in soup.select("#told .app-news__item p")]


def test_who_moved_a_note_that_somebody_moves_after_them_is_told_until_they_hide_it(
    client: Client, team: Team, member: Membership
) -> None:
    data, words = ThemeFactory(team=team, name="Data"), ThemeFactory(team=team, name="Communications")
    idea, other = IdeaFactory.create_batch(2, team=team)
    sam = MembershipFactory(team=team, user__name="Sam").user
    Idea.move(team, [idea, other], theme=data, by=member.user)
    version = version_of(wall(client, team))
    assert told(wall(client, team)) == []

    Idea.move(team, [idea], theme=words, by=sam)

    expected = ["I1, which you moved to Data, was moved to Communications by Sam."]
    assert told(soup_of(polled(client, team, version))) == expected
    assert told(wall(client, team)) == expected
    hide = wall(client, team).select_one("#told form")
    response = client.post(str(hide["action"]), {"until": hide.select_one("[name=until]")["value"]})
    assert response.status_code == 302
    assert told(wall(client, team)) == []

    Idea.move(team, [idea], theme=None, by=sam)
    assert told(wall(client, team)) == ["I1, which you moved to Data, was moved to No theme by Sam."]
    Idea.move(team, [idea], theme=data, by=member.user)
    assert told(wall(client, team)) == []


def test_who_wins_and_who_never_moved_it_are_not_told(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team)
    idea = IdeaFactory(team=team)
    Idea.move(team, [idea], theme=data, by=MembershipFactory(team=team).user)
    Idea.move(team, [idea], theme=None, by=MembershipFactory(team=team).user)

    assert told(wall(client, team)) == []


def test_a_change_of_theme_on_the_page_of_an_idea_is_told_too(client: Client, team: Team, member: Membership) -> None:
    data = ThemeFactory(team=team, name="Data")
    idea = IdeaFactory(team=team)
    sam = MembershipFactory(team=team, user__name="Sam").user
    Idea.move(team, [idea], theme=data, by=member.user)

    idea.change(by=sam, problems=[], theme=None)

    assert told(wall(client, team)) == ["I1, which you moved to Data, was moved to No theme by Sam."]


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30, "\0"])
def test_hiding_what_makes_no_sense_hides_nothing(client: Client, team: Team, member: Membership, until: str) -> None:
    assert client.post(at(team, "told"), {"until": until}).status_code == 302
    assert "moves_told" not in client.session
