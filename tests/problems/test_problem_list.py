import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.models import Kind, State
from teams.models import Membership, Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.problems.reading import main_of, rows_of, soup_of, words


def list_page(team: Team) -> str:
    return reverse("problems:list", args=[team.slug])


@pytest.fixture
def three(team: Team) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    providers = UserGroupFactory(team=team, name="Lead providers")
    first = ProblemFactory(team=team, user_group=schools, title="Registration is confusing", state=State.CHOSEN)
    ProblemFactory(team=team, user_group=providers, title="Rules are rigid", statement="Registration fails")
    ProblemFactory(
        team=team,
        user_group=None,
        kind=Kind.BUSINESS,
        title="Contracts end",
        state=State.LEFT,
        state_reason="Not ours",
    )
    EvidenceFactory.create_batch(2, team=team, problems=[first])


@pytest.mark.usefixtures("three")
def test_the_list_shows_what_is_known_of_each_problem(client: Client, team: Team, member: Membership) -> None:
    assert rows_of(client.get(list_page(team))) == [
        ["P1 Registration is confusing", "SC Schools", "User problem", "Chosen for a workshop", "2"],
        ["P2 Rules are rigid", "LP Lead providers", "User problem", "On the longlist", "None"],
        ["P3 Contracts end", "Organisation", "Business problem", "Left for now", "None"],
    ]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"q": "registration"}, ["P1", "P2"]),
        ({"q": "registration confusing"}, ["P1"]),
        ({"q": "p2"}, ["P2"]),
        ({"q": "100%"}, []),
        ({"kind": "business"}, ["P3"]),
        ({"state": "chosen"}, ["P1"]),
        ({"group": "organisation"}, ["P3"]),
        ({"q": "registration", "state": "longlist"}, ["P2"]),
        # What is not understood leaves the list as it is.
        ({"kind": "x", "state": "\0", "group": "9" * 5000}, ["P1", "P2", "P3"]),
        ({"q": "\0"}, ["P1", "P2", "P3"]),
        ({"q": "x" * 5000}, ["P1", "P2", "P3"]),
        ({"page": "9" * 5000}, ["P1", "P2", "P3"]),
        ({"page": "-1"}, ["P1", "P2", "P3"]),
    ],
)
def test_the_list_is_narrowed_by_words_group_kind_and_state(
    client: Client, team: Team, member: Membership, query: dict[str, str], numbers: list[str]
) -> None:
    response = client.get(list_page(team), query)

    assert response.status_code == 200
    assert [row[0].split()[0] for row in rows_of(response)] == numbers


@pytest.mark.usefixtures("three")
def test_the_list_is_narrowed_by_a_group_and_keeps_what_was_chosen(
    client: Client, team: Team, member: Membership
) -> None:
    schools = team.user_groups.get(name="Schools")

    page = soup_of(client.get(list_page(team), {"group": str(schools.pk), "q": "confusing"}))

    assert [words(link) for link in page.select("tbody a")] == ["Registration is confusing"]
    assert page.select_one("[name=group] [selected]").text == "Schools"
    assert page.select_one("[name=q]")["value"] == "confusing"
    assert page.find("a", string="Clear filters")["href"] == list_page(team)


@pytest.mark.usefixtures("three")
def test_the_figures_lead_to_the_problems_in_each_state(client: Client, team: Team, member: Membership) -> None:
    figures = soup_of(client.get(list_page(team))).select(".app-figures__link")

    assert [words(link) for link in figures] == [
        "3 problems",
        "1 On the longlist",
        "1 Chosen for a workshop",
        "1 Left for now",
        "0 Parked: a wider need",
    ]
    assert [row[0].split()[0] for row in rows_of(client.get(str(figures[3]["href"])))] == ["P3"]


@pytest.mark.usefixtures("three")
def test_no_match_and_no_problem_are_said_differently(client: Client, team: Team, member: Membership) -> None:
    assert "No problem fits these filters" in main_of(client.get(list_page(team), {"q": "zzz"}))

    empty = MembershipFactory(user=member.user).team
    page = main_of(client.get(list_page(empty)))
    assert "There are no problems yet" in page
    assert "Apply filters" not in page


def test_the_list_leads_to_what_comes_next(client: Client, team: Team, member: Membership) -> None:
    ProblemFactory(team=team)

    links = {str(link["href"]) for link in soup_of(client.get(list_page(team))).select("main a")}

    names = ("problems:new", "problems:choosing", "problems:evidence_list", "problems:user_groups", "workshops:ranking")
    assert {reverse(name, args=[team.slug]) for name in names} <= links


def test_an_observer_sees_the_list_without_the_buttons(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    ProblemFactory(team=team, title="Seen by all")

    response = client.get(list_page(team))

    assert "Seen by all" in main_of(response)
    links = [str(link["href"]) for link in soup_of(response).select("main a")]
    assert not [link for link in links if link.endswith(("/new/", "/choosing/"))]


def test_another_teams_problems_are_not_seen(client: Client, team: Team, member: Membership) -> None:
    theirs = ProblemFactory(title="Not yours")

    assert "Not yours" not in main_of(client.get(list_page(team)))
    assert client.get(list_page(theirs.team)).status_code == 404
    assert client.get(list_page(team), {"group": theirs.user_group.pk}).status_code == 200


def test_a_long_list_has_pages_that_keep_the_filters(client: Client, team: Team, member: Membership) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    ProblemFactory.create_batch(51, team=team, user_group=schools, kind=Kind.BUSINESS)

    first = client.get(list_page(team), {"kind": "business", "q": "title"})
    assert len(rows_of(first)) == 50
    [following] = soup_of(first).select("a[rel=next]")
    second = client.get(list_page(team) + str(following["href"]))

    assert [row[0].split()[0] for row in rows_of(second)] == ["P51"]
    assert "51 to 51 of 51" in main_of(second)
    assert soup_of(second).select_one("[name=kind] [selected]")["value"] == "business"
    assert soup_of(second).select_one("[aria-current=page]").text.strip() == "2"
    assert "page 2 of 2" in soup_of(second).title.text


def test_the_list_takes_as_many_statements_for_many_problems(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(45):
        EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])

    with django_assert_max_num_queries(7):
        response = client.get(list_page(team))
    assert len(rows_of(response)) == 45


@pytest.mark.django_db
def test_signed_out_and_outside_the_team(client: Client) -> None:
    team = TeamFactory()
    assert client.get(list_page(team)).headers["Location"].startswith("/accounts/login/")

    client.force_login(MembershipFactory().user)
    assert client.get(list_page(team)).status_code == 404
