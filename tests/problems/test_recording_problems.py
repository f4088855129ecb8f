import pytest
from bs4 import Tag
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from problems.forms import ProblemForm
from problems.models import Kind, Problem, State, UserGroup
from teams.models import Event, Membership, Team
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    TeamFactory,
    UserGroupFactory,
    WorkshopFactory,
)
from tests.problems.reading import errors_of, main_of, soup_of, words


def new_page(team: Team) -> str:
    return reverse("problems:new", args=[team.slug])


def page_of(problem: Problem, name: str) -> str:
    return reverse(f"problems:{name}", args=[problem.team.slug, problem.number])


@pytest.fixture
def schools(team: Team) -> UserGroup:
    return UserGroupFactory(team=team, name="Schools", label="SCH", colour="teal")


def typed(group: UserGroup | str, **changes: str) -> dict[str, str]:
    whose = group if isinstance(group, str) else str(group.pk)
    return {
        "title": "Registration is confusing",
        "statement": "Tutors enter it three times",
        "kind": "user",
        "user_group": whose,
    } | changes


def test_a_problem_is_recorded_for_a_user_group(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    response = client.post(new_page(team), typed(schools, title="  Registration is confusing "))

    problem = team.problems.get()
    assert response.headers["Location"] == problem.get_absolute_url()
    assert (problem.number, problem.title) == (1, "Registration is confusing")
    assert (problem.statement, problem.kind) == ("Tutors enter it three times", Kind.USER)
    assert (problem.user_group, problem.state) == (schools, State.LONGLIST)
    event = team.events.first()
    assert (event.verb, event.actor, event.what) == (Event.Verb.CREATED, member.user, "P1 Registration is confusing")


def test_several_problems_are_recorded_one_after_another(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    button = main_buttons(client, team)["Save and record another"]

    response = client.post(new_page(team), typed(schools) | {str(button["name"]): str(button["value"])}, follow=True)

    assert response.redirect_chain == [(new_page(team), 302)]
    assert "P1 recorded" in response.text
    assert not soup_of(response).select_one("[name=title]").get("value")
    # What is wrong is shown as ever, and nothing is lost.
    wrong = client.post(new_page(team), typed(schools, title="") | {"another": "yes"})
    assert errors_of(wrong) == ["Enter a title"]
    assert soup_of(wrong).select_one("textarea").text.strip() == "Tutors enter it three times"
    assert "Save and record another" not in main_of(client.get(page_of(team.problems.get(), "change")))


def main_buttons(client: Client, team: Team) -> dict[str, Tag]:
    return {button.text.strip(): button for button in soup_of(client.get(new_page(team))).select("main button")}


def test_each_group_can_be_chosen_by_its_tag_and_name(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    page = soup_of(client.get(new_page(team)))

    radio = page.select_one(f"[name=user_group][value='{schools.pk}']")
    label = page.select_one(f"label[for={radio['id']}]")
    assert label.select_one(".govuk-tag--teal")
    assert "Schools" in words(label)
    assert not page.select("[name=user_group][checked]")


def test_a_business_problem_can_be_the_organisations(client: Client, team: Team, member: Membership) -> None:
    client.post(new_page(team), typed("organisation", kind="business"))

    problem = team.problems.get()
    assert (problem.kind, problem.user_group) == (Kind.BUSINESS, None)


def test_a_user_problem_needs_a_user_group(client: Client, team: Team, member: Membership) -> None:
    response = client.post(new_page(team), typed("organisation"))

    assert errors_of(response) == ["Choose a user group: only a business problem can be the organisation’s"]
    assert soup_of(response).select_one("[name=title]")["value"] == "Registration is confusing"
    assert not team.problems.exists()


def test_the_first_problem_of_a_team_makes_its_group_on_the_same_page(
    client: Client, team: Team, member: Membership
) -> None:
    page = soup_of(client.get(new_page(team)))
    assert [radio["value"] for radio in page.select("[name=user_group]")] == ["new", "organisation"]
    assert page.select_one("[name=user_group][value=new]").has_attr("checked")

    client.post(new_page(team), typed("new", new_group="Lead providers"))

    group = team.user_groups.get()
    assert (group.name, group.label) == ("Lead providers", "LP")
    assert team.problems.get().user_group == group


def test_a_new_group_that_is_there_already_is_that_group(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    client.post(new_page(team), typed("new", new_group="schools"))

    assert team.problems.get().user_group == schools
    assert team.user_groups.count() == 1


def test_a_refused_problem_makes_no_group(client: Client, team: Team, member: Membership) -> None:
    response = client.post(new_page(team), typed("new", new_group="Schools", title=""))

    assert errors_of(response) == ["Enter a title"]
    assert soup_of(response).select_one("[name=new_group]")["value"] == "Schools"
    assert not team.user_groups.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " \n "}, "Enter a title"),
        ({"title": "x" * 201}, "Title must be 200 characters or fewer"),
        ({"title": "x" * 1_000_000}, "Title must be 200 characters or fewer"),
        ({"title": "a\0b"}, "Null characters are not allowed."),
        ({"statement": "x" * 4001}, "Statement must be 4,000 characters or fewer"),
        ({"kind": ""}, "Choose a kind of problem"),
        ({"kind": "other"}, "Choose a kind of problem from the list"),
        ({"user_group": ""}, "Choose a user group"),
        ({"user_group": "9" * 5000}, "Choose a user group from the list"),
        ({"user_group": "\0"}, "Choose a user group from the list"),
        ({"user_group": "new"}, "Enter the name of the new user group"),
        ({"user_group": "new", "new_group": "x" * 101}, "Name of the new user group must be 100 characters or fewer"),
    ],
)
def test_what_is_no_problem_is_refused_and_what_was_typed_is_kept(
    client: Client, team: Team, member: Membership, schools: UserGroup, changes: dict[str, str], error: str
) -> None:
    sent = typed(schools, **changes)
    response = client.post(new_page(team), sent)

    assert errors_of(response) == [error]
    assert not team.problems.exists()
    page = soup_of(response)
    assert page.select_one("[name=title]")["value"] == sent["title"]
    assert page.select_one("textarea").text.strip() == sent["statement"]


def test_an_empty_form_is_refused(client: Client, team: Team, member: Membership, schools: UserGroup) -> None:
    assert errors_of(client.post(new_page(team))) == [
        "Enter a title",
        "Choose a kind of problem",
        "Choose a user group",
    ]


def test_another_teams_group_is_refused(client: Client, team: Team, member: Membership) -> None:
    theirs = UserGroupFactory(team=TeamFactory(), name="Theirs")

    assert errors_of(client.post(new_page(team), typed(theirs))) == ["Choose a user group from the list"]
    assert not team.problems.exists()


def test_a_group_that_was_deleted_meanwhile_is_refused(team: Team, member: Membership, schools: UserGroup) -> None:
    form = ProblemForm(QueryDict(urlencode(typed(schools))), team=team)
    assert form.is_valid()
    schools.delete()

    assert form.save(by=member.user) is None
    assert form.errors["user_group"] == ["Choose another user group: this one has just been deleted"]
    assert not team.problems.exists()


def test_a_page_sent_twice_is_saved_once(client: Client, team: Team, member: Membership, schools: UserGroup) -> None:
    first = client.post(new_page(team), typed(schools))
    second = client.post(new_page(team), typed(schools))

    assert first.headers["Location"] == second.headers["Location"]
    assert team.problems.count() == 1
    client.post(new_page(team), typed(schools, statement="Another one", anyway="yes"))
    assert team.problems.count() == 2


def test_what_is_typed_is_shown_as_it_was_typed_and_runs_nothing(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    nasty = '<script>alert("x")</script>{{ 7 * 7 }}'
    client.post(new_page(team), typed(schools, title=nasty, statement=nasty))

    problem = team.problems.get()
    for path in (problem.get_absolute_url(), page_of(problem, "change"), page_of(problem, "deletion")):
        page = soup_of(client.get(path))
        assert not [script for script in page.select("main script") if "alert" in script.text]
        assert nasty in page.select_one("main").text + str(page.select("main [name=title]"))


def test_a_problem_is_changed(client: Client, team: Team, member: Membership, schools: UserGroup) -> None:
    problem = ProblemFactory(team=team)

    page = soup_of(client.get(page_of(problem, "change")))
    assert page.select_one("[name=title]")["value"] == problem.title
    assert page.select_one("[name=user_group][checked]")["value"] == str(problem.user_group_id)
    response = client.post(page_of(problem, "change"), typed(schools, kind="business"))

    assert response.headers["Location"] == problem.get_absolute_url()
    problem.refresh_from_db()
    assert (problem.number, problem.title, problem.user_group) == (1, "Registration is confusing", schools)
    assert problem.kind == Kind.BUSINESS
    assert team.events.first().verb == Event.Verb.CHANGED


def test_a_refused_change_changes_nothing(client: Client, team: Team, member: Membership, schools: UserGroup) -> None:
    problem = ProblemFactory(team=team, title="As it was")

    assert errors_of(client.post(page_of(problem, "change"), typed(schools, title=""))) == ["Enter a title"]

    problem.refresh_from_db()
    assert problem.title == "As it was"


def test_a_problem_is_left_with_a_reason_and_taken_up_again(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)

    response = client.post(page_of(problem, "state"), {"state": "left", "reason": "Needs a new contract"})
    assert response.headers["Location"] == problem.get_absolute_url()
    problem.refresh_from_db()
    assert (problem.state, problem.state_reason) == (State.LEFT, "Needs a new contract")
    assert "Needs a new contract" in main_of(client.get(problem.get_absolute_url()))

    client.post(page_of(problem, "state"), {"state": "chosen", "reason": "Needs a new contract"})
    problem.refresh_from_db()
    assert (problem.state, problem.state_reason) == (State.CHOSEN, "")

    client.post(page_of(problem, "state"), {"state": "longlist"})
    problem.refresh_from_db()
    assert problem.state == State.LONGLIST


def test_the_same_state_twice_is_recorded_once(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    for _n in range(2):
        assert client.post(page_of(problem, "state"), {"state": "chosen"}).status_code == 302

    assert team.events.filter(verb=Event.Verb.CHANGED).count() == 1


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"state": "left"}, "Enter why the problem is left for now"),
        ({"state": "left", "reason": " "}, "Enter why the problem is left for now"),
        ({"state": "left", "reason": "x" * 501}, "The reason must be 500 characters or fewer"),
        ({"state": "gone"}, "Choose where the problem stands from the list"),
        ({}, "Choose where the problem stands"),
    ],
)
def test_a_state_that_makes_no_sense_is_refused(
    client: Client, team: Team, member: Membership, sent: dict[str, str], error: str
) -> None:
    problem = ProblemFactory(team=team)

    response = client.post(page_of(problem, "state"), sent)

    assert errors_of(response) == [error]
    assert soup_of(response).select_one("textarea").text.strip() == sent.get("reason", "").strip()
    problem.refresh_from_db()
    assert problem.state == State.LONGLIST


def test_a_problem_is_deleted_after_a_question_and_its_number_is_not_used_again(
    client: Client, team: Team, member: Membership, schools: UserGroup
) -> None:
    problem = ProblemFactory(team=team)
    evidence = EvidenceFactory(team=team, problems=[problem])

    question = main_of(client.get(page_of(problem, "deletion")))
    assert "Are you sure you want to delete this problem?" in question
    assert problem.title in question
    assert client.post(page_of(problem, "deletion")).headers["Location"] == reverse("problems:list", args=[team.slug])

    assert not team.problems.exists()
    assert "It supports no problem now" in main_of(client.get(evidence.get_absolute_url()))
    client.post(new_page(team), typed(schools))
    assert team.problems.get().number == 2
    assert client.post(page_of(problem, "deletion")).status_code == 404


def test_a_problem_that_was_put_to_a_vote_is_kept(client: Client, team: Team, member: Membership) -> None:
    workshop = WorkshopFactory(team=team, candidates=1)
    problem = team.problems.get()

    response = client.post(page_of(problem, "deletion"))

    assert response.status_code == 409
    assert "Change its state to “Left for now” instead" in main_of(response)
    assert team.problems.get() == problem
    assert workshop.candidates.count() == 1
    assert not team.events.filter(verb=Event.Verb.DELETED).exists()


def test_a_problem_that_an_idea_answers_is_kept(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    IdeaFactory(team=team, problems=[problem])

    assert client.post(page_of(problem, "deletion")).status_code == 409
    assert team.problems.get() == problem


def test_an_observer_changes_no_problem(client: Client, team: Team, schools: UserGroup) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    problem = ProblemFactory(team=team, title="As it was")

    paths = [new_page(team), *(page_of(problem, name) for name in ("change", "state", "deletion"))]
    for path in paths:
        assert client.get(path).status_code == 403
        assert client.post(path, typed(schools, state="chosen")).status_code == 403
    assert team.problems.get().title == "As it was"


def test_another_teams_problem_is_not_found(client: Client, team: Team, member: Membership) -> None:
    theirs = ProblemFactory(number=7)

    for name in ("change", "state", "deletion"):
        for number in (7, 10**30):
            path = reverse(f"problems:{name}", args=[team.slug, number])
            assert client.get(path).status_code == 404
            assert client.post(path, {"state": "chosen"}).status_code == 404
        assert client.post(page_of(theirs, name), {"state": "chosen"}).status_code == 404
    assert client.post(new_page(theirs.team), {}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == State.LONGLIST
