import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.models import Problem, State
from teams.models import Event, Membership, Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, soup_of, words


def choosing_page(team: Team) -> str:
    return reverse("problems:choosing", args=[team.slug])


def states(team: Team) -> dict[int, str]:
    return dict(team.problems.values_list("number", "state"))


@pytest.fixture
def problems(team: Team) -> list[Problem]:
    """P1 is on the longlist, P2 and P3 are chosen, P4 is left."""
    schools = UserGroupFactory(team=team, name="Schools")
    providers = UserGroupFactory(team=team, name="Lead providers")
    return [
        ProblemFactory(team=team, user_group=providers),
        ProblemFactory(team=team, user_group=schools, state=State.CHOSEN),
        ProblemFactory(team=team, user_group=schools, state=State.CHOSEN),
        ProblemFactory(team=team, user_group=schools, state=State.LEFT, state_reason="Not ours"),
    ]


def test_the_problems_stand_under_their_group_with_those_chosen_ticked(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    EvidenceFactory(team=team, problems=problems[:1])

    page = soup_of(client.get(choosing_page(team)))

    groups = [
        (words(group.legend), [box["value"] for box in group.select("input")])
        for group in page.select("fieldset fieldset")
    ]
    assert groups == [("SC : Schools", ["2", "3"]), ("LP : Lead providers", ["1"])]
    assert [box["value"] for box in page.select("[name=problems][checked]")] == ["2", "3"]
    assert "1 piece of evidence" in words(page.select("fieldset fieldset")[1])
    assert "No evidence yet" in words(page.select("fieldset fieldset")[0])
    assert f"{problems[3]} : Not ours" in main_of(client.get(choosing_page(team)))


def test_what_is_ticked_is_chosen_and_what_is_unticked_returns_to_the_longlist(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    response = client.post(choosing_page(team), {"problems": ["1", "2"]})

    assert response.headers["Location"] == reverse("problems:list", args=[team.slug])
    assert states(team) == {1: "chosen", 2: "chosen", 3: "longlist", 4: "left"}
    assert "2 problems are chosen for a workshop" in main_of(client.get(response.headers["Location"]))
    changed = team.events.filter(verb=Event.Verb.CHANGED)
    assert {event.what.split()[0] for event in changed} == {"P1", "P3"}


def test_nothing_ticked_chooses_nothing(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    client.post(choosing_page(team), {"were": "2 3"})

    assert states(team) == {1: "longlist", 2: "longlist", 3: "longlist", 4: "left"}


def test_what_somebody_else_chose_meanwhile_stays_chosen(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    page = soup_of(client.get(choosing_page(team)))
    problems[0].move_to(State.CHOSEN, by=member.user)

    client.post(choosing_page(team), {"problems": ["2"], "were": page.select_one("[name=were]")["value"]})

    assert states(team) == {1: "chosen", 2: "chosen", 3: "longlist", 4: "left"}


@pytest.mark.parametrize("number", ["4", "99", "x", "\0", "9" * 5000])
def test_a_problem_that_cannot_be_chosen_is_refused(
    client: Client, team: Team, member: Membership, problems: list[Problem], number: str
) -> None:
    before = states(team)

    response = client.post(choosing_page(team), {"problems": ["1", number]})

    assert errors_of(response) == ["One of the problems was deleted or left for now. Check what is ticked"]
    assert [box["value"] for box in soup_of(response).select("[name=problems][checked]")] == ["1"]
    assert states(team) == before


def test_a_problem_of_another_team_is_not_chosen(client: Client, team: Team, member: Membership) -> None:
    ProblemFactory(team=team)
    theirs = ProblemFactory(number=7)

    assert client.post(choosing_page(team), {"problems": ["7"]}).status_code == 422
    assert client.post(choosing_page(theirs.team), {"problems": ["7"]}).status_code == 404

    theirs.refresh_from_db()
    assert theirs.state == State.LONGLIST


def test_an_observer_chooses_nothing(client: Client, team: Team, problems: list[Problem]) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)

    assert client.get(choosing_page(team)).status_code == 403
    assert client.post(choosing_page(team), {"problems": ["1"]}).status_code == 403
    assert states(team)[1] == State.LONGLIST


def test_without_problems_the_page_says_what_to_do(client: Client, team: Team, member: Membership) -> None:
    page = client.get(choosing_page(team))

    assert "There is no problem to choose from" in main_of(page)
    assert soup_of(page).find("a", string="Record a problem")


def test_the_page_takes_as_many_statements_for_many_problems(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(40):
        EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])

    with django_assert_max_num_queries(5):
        client.get(choosing_page(team))
