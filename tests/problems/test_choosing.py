import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from problems.models import Problem, State
from teams.models import Event, Membership, Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, soup_of, words
from tests.reading import what_stands_out


def choosing_page(team: Team) -> str:
    return reverse("problems:choosing", args=[team.slug])


def states(team: Team) -> dict[int, str]:
    return dict(team.problems.values_list("number", "state"))


def opened(client: Client, team: Team) -> dict[str, Any]:
    """The form as somebody finds it who opens the page."""
    page = soup_of(client.get(choosing_page(team)))
    fields: dict[str, Any] = {"were": page.select_one("[name=were]")["value"]}
    fields |= {str(radio["name"]): radio["value"] for radio in page.select("main [type=radio][checked]")}
    return fields | {str(area["name"]): area.text.strip("\r\n") for area in page.select("main textarea")}


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


def test_what_was_changed_is_saved_from_the_bar_that_stays_in_sight(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    page = soup_of(client.get(choosing_page(team)))
    button = page.select_one(".app-counts button")
    assert words(button) == "Save what you changed on this page"
    assert page.find(id=button["form"]) is page.select_one("main form")
    # Those of the groups are there for who has read so far.
    assert what_stands_out(client.get(choosing_page(team))) == ["Save what you changed on this page"]

    response = client.post(choosing_page(team), opened(client, team) | {"state-1": "chosen"})

    assert response.headers["Location"] == choosing_page(team)
    assert states(team)[1] == State.CHOSEN


def test_the_groups_stand_side_by_side_each_problem_under_where_it_stands(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    for count, unit in ((212, "tickets a month"), (40, "% of schools"), (100, "Tickets a month"), (30, "% of schools")):
        EvidenceFactory(team=team, problems=problems[:1], count=count, unit=unit)
    EvidenceFactory(team=team, problems=problems[:1])

    page = soup_of(client.get(choosing_page(team)))

    columns = [
        [words(column.h2), *(words(heading) for heading in column.select("h3"))]
        for column in page.select(".app-columns__column")
    ]
    assert columns == [
        ["SC : Schools", "Chosen for a workshop (2)", "Left for now (1)"],
        ["LP : Lead providers", "On the longlist (1)"],
    ]
    said = {str(radio["name"]): radio["value"] for radio in page.select("[type=radio][checked]")}
    assert said == {"state-1": "longlist", "state-2": "chosen", "state-3": "chosen", "state-4": "left"}
    first, second = page.select(".app-columns__column")
    assert "5 pieces of evidence: 312 tickets a month, 40 % of schools, 30 % of schools" in words(second)
    assert "No evidence yet" in words(first)
    assert words(first.select_one("#id_reason-4")) == "Not ours"
    counts = words(page.select_one(".app-counts"))
    assert "2 of 3" in counts
    assert "0 of 1" in counts


def test_what_is_said_is_saved_each_with_who_and_when(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team)
    response = client.post(
        choosing_page(team),
        fields | {"state-1": "chosen", "state-3": "left", "reason-3": "Two people a year", "state-4": "longlist"},
    )

    assert response.headers["Location"] == choosing_page(team)
    assert states(team) == {1: "chosen", 2: "chosen", 3: "left", 4: "longlist"}
    assert "3 problems saved" in main_of(client.get(choosing_page(team)))
    changed = team.events.filter(verb=Event.Verb.CHANGED)
    assert {event.what.split()[0] for event in changed} == {"P1", "P3", "P4"}
    left = team.problems.get(number=3)
    assert (left.state_reason, left.state_by) == ("Two people a year", member.user)
    assert left.state_at
    assert team.problems.get(number=4).state_reason == ""
    assert team.problems.get(number=2).state_by is None


def test_the_button_of_a_group_leads_back_to_it(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    group = problems[0].user_group
    fields = opened(client, team)
    anchors = {str(group.pk): f"#group-{group.pk}", "organisation": "#group-organisation", '"><': ""}
    for pressed, anchor in anchors.items():
        answer = client.post(choosing_page(team), fields | {"save": pressed})
        assert answer.headers["Location"] == choosing_page(team) + anchor


def test_a_part_of_the_page_changes_that_part_alone(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    client.post(choosing_page(team), {"state-1": "chosen"})

    assert states(team) == {1: "chosen", 2: "chosen", 3: "chosen", 4: "left"}


def test_what_somebody_else_said_meanwhile_stays(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team)
    other = MembershipFactory(team=team)
    problems[0].move_to(State.LEFT, reason="Asked of another team", by=other.user)
    problems[2].move_to(State.LONGLIST, by=other.user)
    problems[3].move_to(State.LEFT, reason="Not ours: finance", by=other.user)

    response = client.post(choosing_page(team), fields | {"state-1": "chosen", "state-2": "longlist"}, follow=True)

    assert states(team) == {1: "left", 2: "longlist", 3: "longlist", 4: "left"}
    assert team.problems.get(number=1).state_reason == "Asked of another team"
    assert team.problems.get(number=4).state_reason == "Not ours: finance"
    said = main_of(response)
    assert "1 problem saved" in said
    assert f"Somebody else has moved {problems[0]} meanwhile. It stays where they put it: Left for now" in said
    assert "has moved P3" not in said


def test_both_saying_the_same_is_no_conflict(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team)
    problems[0].move_to(State.CHOSEN, by=member.user)
    before = team.events.count()

    response = client.post(choosing_page(team), fields | {"state-1": "chosen"}, follow=True)

    assert "Nothing had changed" in main_of(response)
    assert team.events.count() == before


def test_who_leaves_a_problem_says_why_and_keeps_all_that_they_said(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team)
    response = client.post(
        choosing_page(team),
        fields | {"state-1": "left", "state-2": "left", "reason-2": "x" * 501, "state-3": "longlist"},
    )

    assert errors_of(response) == ["Why P2 is left must be 500 characters or fewer", "Enter why P1 is left"]
    page = soup_of(response)
    said = {str(radio["name"]): radio["value"] for radio in page.select("[type=radio][checked]")}
    assert said == {"state-1": "left", "state-2": "left", "state-3": "longlist", "state-4": "left"}
    assert words(page.select_one("#id_reason-2")) == "x" * 501
    assert page.select_one("#id_reason-1")["aria-describedby"] == "id_reason-1-error"
    assert states(team) == {1: "longlist", 2: "chosen", 3: "chosen", 4: "left"}


def test_a_reason_of_what_is_not_left_is_not_kept(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team) | {"state-1": "chosen", "reason-1": "Typed, then thought again"}
    client.post(choosing_page(team), fields)

    assert team.problems.get(number=1).state_reason == ""


@pytest.mark.parametrize("value", ["parked", "x", "\0", "9" * 5000])
def test_a_standing_that_is_not_offered_is_refused(
    client: Client, team: Team, member: Membership, problems: list[Problem], value: str
) -> None:
    before = states(team)

    response = client.post(choosing_page(team), {"state-1": value})

    assert errors_of(response) == ["Choose where P1 stands from the list"]
    assert states(team) == before


@pytest.mark.parametrize("number", ["99", "x", "\0", "9" * 50, "²"])
def test_what_is_not_there_is_not_chosen(
    client: Client, team: Team, member: Membership, problems: list[Problem], number: str
) -> None:
    response = client.post(choosing_page(team), {f"state-{number}": "chosen", "were": "1 : 2:: x:y \0"[:12]})

    assert response.status_code == 302
    assert states(team) == {1: "longlist", 2: "chosen", 3: "chosen", 4: "left"}


def test_what_was_parked_or_merged_meanwhile_is_said_and_the_rest_is_saved(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    fields = opened(client, team)
    problems[0].move_to(State.PARKED, reason="After the MVP", by=member.user)
    problems[2].merge_into(problems[1], by=member.user)

    response = client.post(
        choosing_page(team), fields | {"state-1": "chosen", "state-3": "longlist", "state-4": "chosen"}, follow=True
    )

    assert "somebody has deleted, merged or parked it meanwhile: P1, P3" in main_of(response)
    assert states(team) == {1: "parked", 2: "chosen", 3: "chosen", 4: "chosen"}


def test_a_problem_of_another_team_is_not_chosen(client: Client, team: Team, member: Membership) -> None:
    ProblemFactory(team=team)
    theirs = ProblemFactory(number=7)

    client.post(choosing_page(team), {"state-7": "chosen"})
    assert client.post(choosing_page(theirs.team), {"state-7": "chosen"}).status_code == 404

    theirs.refresh_from_db()
    assert theirs.state == State.LONGLIST


def test_an_observer_chooses_nothing(client: Client, team: Team, problems: list[Problem]) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)

    assert client.get(choosing_page(team)).status_code == 403
    assert client.post(choosing_page(team), {"state-1": "chosen"}).status_code == 403
    assert states(team)[1] == State.LONGLIST


def test_the_chosen_ones_go_to_a_workshop_of_one_group_or_of_all(
    client: Client, team: Team, organiser: Membership, problems: list[Problem]
) -> None:
    problems[0].move_to(State.CHOSEN, by=organiser.user)
    page = soup_of(client.get(choosing_page(team)))
    links = [str(link["href"]) for link in page.select("[aria-labelledby=to-the-vote] a")]
    new = reverse("workshops:new", args=[team.slug])
    schools, providers = problems[1].user_group, problems[0].user_group
    assert links == [
        f"{new}?kind=problem",
        f"{new}?kind=problem&group={schools.pk}",
        f"{new}?kind=problem&group={providers.pk}",
    ]
    for link, ticked in zip(links, (["2", "3", "1"], ["2", "3"], ["1"]), strict=True):
        form = soup_of(client.get(link))
        assert form.select_one("[name=kind][checked]")["value"] == "problem"
        made = client.post(link, {"title": f"Top {len(ticked)}", "kind": "problem"})
        proposed = soup_of(client.get(made.headers["Location"]))
        assert [box["value"] for box in proposed.select("[name=candidates][checked]")] == ticked
    assert soup_of(client.get(links[1])).select_one("[name=title]")["value"] == "The top problems of Schools"


@pytest.mark.parametrize("group", ["x", "\0", "9" * 400, "organisation"])
def test_a_workshop_of_a_group_that_is_not_there_takes_all_or_none(
    client: Client, team: Team, organiser: Membership, problems: list[Problem], group: str
) -> None:
    new = reverse("workshops:new", args=[team.slug])
    assert client.get(new, {"kind": "problem", "group": group}).status_code == 200
    query = urlencode({"group": group})
    made = client.post(f"{new}?{query}", {"title": "T", "kind": "problem"})
    proposed = soup_of(client.get(made.headers["Location"]))
    ticked = [box["value"] for box in proposed.select("[name=candidates][checked]")]
    assert ticked == ([] if group == "organisation" else ["2", "3"])


def test_who_may_not_set_up_a_workshop_is_told_who_does(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    assert "2 problems are chosen. A facilitator or the product manager sets up the workshop." in main_of(
        client.get(choosing_page(team))
    )


def test_without_problems_the_page_says_what_to_do(client: Client, team: Team, member: Membership) -> None:
    page = client.get(choosing_page(team))

    assert "There is no problem to choose from" in main_of(page)
    assert soup_of(page).find("a", string="Record a problem")


def test_a_long_list_has_pages_that_are_saved_one_by_one(client: Client, team: Team, member: Membership) -> None:
    group = UserGroupFactory(team=team)
    Problem.objects.bulk_create(
        Problem(team=team, number=n, title=f"Problem {n}", user_group=group) for n in range(1, 203)
    )
    second = f"{choosing_page(team)}?page=2"
    page = soup_of(client.get(second))
    assert [radio["value"] for radio in page.select("[type=radio][checked]")] == ["longlist"] * 2
    assert "0 of 202" in words(page.select_one(".app-counts"))

    response = client.post(second, {"state-201": "chosen", "were": page.select_one("[name=were]")["value"]})

    assert response.headers["Location"] == second
    assert team.problems.chosen().get().number == 201
    assert "1 of 202" in main_of(client.get(choosing_page(team)))


def test_the_page_takes_as_many_statements_for_many_problems(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(40):
        EvidenceFactory(team=team, problems=[ProblemFactory(team=team)], count=2, unit="tickets")

    with django_assert_max_num_queries(10):
        assert len(re.findall("app-choice__why", client.get(choosing_page(team)).content.decode())) == 40
