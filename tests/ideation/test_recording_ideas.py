from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import Origin, Scope, Theme
from roadmap.models import Choice, Item
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, ThemeFactory, UserGroupFactory
from tests.problems.reading import soup_of
from workshops.models import Workshop


def new(team: Team) -> str:
    return reverse("ideation:new", args=[team.slug])


def test_an_idea_is_recorded_with_its_problems_and_theme(client: Client, team: Team, member: Membership) -> None:
    problems = ProblemFactory.create_batch(2, team=team)
    theme = ThemeFactory(team=team)

    response = client.post(
        new(team),
        {
            "title": "  One form for all ",
            "detail": "Less to type",
            "problems": [problem.number for problem in problems],
            "theme": theme.pk,
        },
    )

    idea = team.ideas.get()
    assert response.headers["Location"] == idea.get_absolute_url()
    assert (idea.number, idea.title, idea.detail, idea.theme) == (1, "One form for all", "Less to type", theme)
    assert list(idea.problems.all()) == problems
    assert (idea.origin, idea.scope) == (Origin.TEAM, Scope.NOT_PLACED)
    event = team.events.first()
    assert (event.verb, event.actor, event.what) == (Event.Verb.CREATED, member.user, "I1 One form for all")


def test_several_ideas_are_added_one_after_another(client: Client, team: Team, member: Membership) -> None:
    form = soup_of(client.get(new(team)))
    button = next(button for button in form.select("main form button") if button.text == "Save and add another")

    response = client.post(new(team), {"title": "Free", str(button["name"]): str(button["value"])}, follow=True)

    assert response.redirect_chain == [(new(team), 302)]
    assert "I1 added" in response.text
    assert not soup_of(response).select_one("[name=title]").get("value")
    assert "Save and add another" not in client.get(f"{team.ideas.get().get_absolute_url()}change/").text


def test_an_idea_may_answer_no_problem_and_have_no_theme(client: Client, team: Team, member: Membership) -> None:
    assert client.post(new(team), {"title": "Free"}).status_code == 302

    idea = team.ideas.get()
    assert not idea.problems.exists()
    assert idea.theme is None


def test_the_problem_that_one_comes_from_is_ticked(client: Client, team: Team, member: Membership) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    ticked, other = ProblemFactory.create_batch(2, team=team, user_group=schools)

    soup = BeautifulSoup(client.get(new(team), {"problem": ticked.number}).content, "html.parser")

    boxes = {box["value"]: box.has_attr("checked") for box in soup.select("[name=problems]")}
    assert boxes == {str(ticked.number): True, str(other.number): False}
    assert "Schools" in soup.select_one("fieldset fieldset legend").text


@pytest.mark.parametrize("problem", ["x", "", "-1", "9" * 5000, "\0", "٣"])
def test_a_strange_problem_in_the_address_ticks_nothing(
    client: Client, team: Team, member: Membership, problem: str
) -> None:
    ProblemFactory(team=team)

    response = client.get(new(team), {"problem": problem})

    assert response.status_code == 200
    assert b" checked" not in response.content


def test_a_new_theme_is_made_and_wins_over_the_chosen_one(client: Client, team: Team, member: Membership) -> None:
    chosen = ThemeFactory(team=team)

    client.post(new(team), {"title": "Idea", "theme": chosen.pk, "new_theme": "Letters"})

    theme = team.ideas.get().theme
    assert theme is not None
    assert theme.name == "Letters"
    assert theme.team == team


def test_typing_the_name_of_a_theme_that_is_there_makes_no_second_one(
    client: Client, team: Team, member: Membership
) -> None:
    theme = ThemeFactory(team=team, name="Letters")
    ThemeFactory(name="letters")

    client.post(new(team), {"title": "Idea", "new_theme": "LETTERS"})

    assert team.ideas.get().theme == theme
    assert team.themes.count() == 1


def test_the_same_page_sent_twice_is_saved_once(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    typed = {"title": "Idea", "detail": "More", "problems": [problem.number]}

    responses = [client.post(new(team), typed) for _n in range(2)]

    idea = team.ideas.get()
    assert [response.headers["Location"] for response in responses] == [idea.get_absolute_url()] * 2
    assert client.post(new(team), typed | {"problems": []}).status_code == 302
    assert team.ideas.count() == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": " \t "}, "Enter a title"),
        ({}, "Enter a title"),
        ({"title": "x" * 201}, "The title must be 200 characters or fewer"),
        ({"title": "x", "detail": "y" * 4001}, "The detail must be 4,000 characters or fewer"),
        ({"title": "x", "new_theme": "y" * 101}, "The name of the theme must be 100 characters or fewer"),
        ({"title": "x\0"}, "Null characters are not allowed"),
        ({"title": "x", "problems": ["9" * 30]}, "Choose problems from the list"),
        ({"title": "x", "problems": ["one"]}, "Choose problems from the list"),
        ({"title": "x", "theme": "9" * 30}, "Choose a theme from the list"),
        ({"title": "x", "theme": "\0"}, "Null characters are not allowed"),
    ],
)
def test_an_idea_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    client: Client, team: Team, member: Membership, typed: dict[str, Any], message: str
) -> None:
    problem = ProblemFactory(team=team)
    typed = {"detail": "Typed with care", "problems": [str(problem.number)], **typed}

    response = client.post(new(team), typed)

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.title.text.strip().startswith("Error: ")
    assert message in soup.select_one(".govuk-error-summary").text
    for link in soup.select(".govuk-error-summary a"):
        assert soup.select_one(str(link["href"]))
    assert soup.select_one("[name=detail]").text.strip() == typed["detail"]
    if str(problem.number) in typed["problems"]:
        assert soup.select_one("[name=problems][checked]")["value"] == str(problem.number)
    assert not team.ideas.exists()


def test_another_teams_problem_and_theme_are_refused(client: Client, team: Team, member: Membership) -> None:
    other = ProblemFactory(number=77)

    for field, value in [("problems", other.number), ("problems", other.pk), ("theme", ThemeFactory().pk)]:
        assert client.post(new(team), {"title": "Idea", field: value}).status_code == 422
    assert not team.ideas.exists()


def test_an_idea_is_changed(client: Client, team: Team, member: Membership) -> None:
    before, after = ProblemFactory.create_batch(2, team=team)
    theme = ThemeFactory(team=team)
    idea = IdeaFactory(team=team, title="Old", detail="Detail", theme=theme, problems=[before])
    address = reverse("ideation:change", args=[team.slug, idea.number])

    soup = BeautifulSoup(client.get(address).content, "html.parser")
    assert soup.select_one("[name=title]")["value"] == "Old"
    assert soup.select_one("[name=theme] [selected]")["value"] == str(theme.pk)
    assert [box["value"] for box in soup.select("[name=problems][checked]")] == [str(before.number)]

    response = client.post(address, {"title": "New", "problems": [after.number]})

    assert response.headers["Location"] == idea.get_absolute_url()
    idea.refresh_from_db()
    assert (idea.title, idea.detail, idea.theme) == ("New", "", None)
    assert list(idea.problems.all()) == [after]
    assert team.events.first().verb == Event.Verb.CHANGED


def test_a_change_that_makes_no_sense_changes_nothing(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team, title="Old")

    response = client.post(reverse("ideation:change", args=[team.slug, idea.number]), {"detail": "Typed"})

    assert response.status_code == 422
    assert "Typed" in response.content.decode()
    idea.refresh_from_db()
    assert (idea.title, idea.detail) == ("Old", "")


@pytest.mark.parametrize("name", ["change", "deletion"])
def test_another_teams_idea_is_not_found(client: Client, team: Team, member: Membership, name: str) -> None:
    idea = IdeaFactory(number=5)
    address = reverse(f"ideation:{name}", args=[team.slug, idea.number])

    assert client.get(address).status_code == 404
    assert client.post(address, {"title": "Mine"}).status_code == 404
    idea.refresh_from_db()
    assert idea.title != "Mine"


@pytest.mark.parametrize("name", ["new", "change", "deletion"])
def test_an_observer_records_nothing(client: Client, team: Team, name: str) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    idea = IdeaFactory(team=team)
    address = reverse(f"ideation:{name}", args=[team.slug, *([] if name == "new" else [idea.number])])

    assert client.get(address).status_code == 403
    assert client.post(address, {"title": "Mine"}).status_code == 403
    assert [idea.title for idea in team.ideas.all()] == [idea.title]


def test_an_idea_that_nothing_hangs_on_is_deleted_after_asking(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team, problems=[ProblemFactory(team=team)])
    address = reverse("ideation:deletion", args=[team.slug, idea.number])

    assert "Are you sure" in client.get(address).content.decode()
    assert team.ideas.exists()

    response = client.post(address)

    assert response.headers["Location"] == reverse("ideation:list", args=[team.slug])
    assert not team.ideas.exists()
    assert team.events.first().verb == Event.Verb.DELETED
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("tie", ["scope decision", "vote", "choice", "place on the roadmap"])
def test_an_idea_with_a_history_is_kept(client: Client, team: Team, member: Membership, tie: str) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    match tie:
        case "scope decision":
            idea.place(Scope.IN_MVP, reason="Needed", by=member.user)
        case "vote":
            Workshop.add(team, by=None, kind="idea", title="Vote").put_to_the_vote([idea], by=None)
        case "choice":
            Choice.make(idea, included=True, reason="Needed", by=member.user)
        case "place on the roadmap":
            Item.place(idea, horizon="MVP", purpose=None, by=member.user)

    response = client.post(reverse("ideation:deletion", args=[team.slug, idea.number]))

    assert response.status_code == 409
    assert "so it is kept" in response.content.decode()
    assert team.ideas.get() == idea
    assert not team.events.filter(verb=Event.Verb.DELETED).exists()


@pytest.mark.parametrize("problems", [10, 200])
def test_the_form_costs_the_same_however_many_problems_there_are(
    client: Client, team: Team, member: Membership, problems: int, django_assert_num_queries
) -> None:
    group = UserGroupFactory(team=team)
    ProblemFactory.create_batch(problems, team=team, user_group=group)

    with django_assert_num_queries(5):
        client.get(new(team))


def test_a_theme_is_only_of_its_team(team: Team, member: Membership) -> None:
    ThemeFactory(name="Data")

    theme = Theme.named(team, "Data", by=member.user)

    assert theme.team == team
