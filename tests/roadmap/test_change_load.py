"""How many changes each user group meets in each quarter."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea
from problems.models import Problem, UserGroup
from roadmap.change_load import MOST_QUARTERS, Quarter
from roadmap.models import Item, Shortlist
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.reading import at
from tests.roadmap.scored import finish, scored_ideas


@pytest.fixture
def groups(team: Team) -> list[UserGroup]:
    return [
        UserGroupFactory(team=team, name="Schools", label="SCH", colour="green", position=0),
        UserGroupFactory(team=team, name="Lead providers", label="LP", colour="purple", position=1),
    ]


def problem_of(team: Team, group: UserGroup | None) -> Problem:
    problem: Problem = ProblemFactory(team=team, user_group=group, kind="user" if group else "business")
    return problem


def planned(team: Team, by: Membership, *items: tuple[UserGroup | None, str]) -> list[Idea]:
    """Ideas on the shortlist, each for a group, with its period as "2027-04 2027-06", or without one."""
    ideas: list[Idea] = [
        IdeaFactory(team=team, scope="in_mvp", problems=[problem_of(team, group)]) for group, _period in items
    ]
    finish(team, {idea: 90.0 - n / 2 for n, idea in enumerate(ideas)})
    Shortlist.draw_line(team, len(ideas), by=by.user)
    for idea, (_group, period) in zip(ideas, items, strict=True):
        if period:
            plan(idea, period, by)
    return ideas


def plan(idea: Idea, period: str, by: Membership) -> None:
    starts, ends = (date.fromisoformat(f"{month}-01") for month in period.split())
    Item.change(idea, by=by.user, horizon="MVP", purpose=None, starts=starts, ends=ends)


def page(client: Client, team: Team) -> BeautifulSoup:
    response = client.get(at("change_load", team))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def seen(element: object) -> str:
    """The words that are not for screen readers alone."""
    copy = BeautifulSoup(str(element), "html.parser")
    for hidden in copy.select(".govuk-visually-hidden"):
        hidden.decompose()
    return " ".join(copy.get_text(" ").split())


def rows(soup: BeautifulSoup) -> list[list[str]]:
    return [[seen(cell) for cell in row.select("th, td")] for row in soup.select("table tr")]


def leads(soup: BeautifulSoup) -> list[str]:
    return [" ".join(lead.text.split()) for lead in soup.select("main .govuk-body-l")]


def test_each_quarter_says_how_many_changes_each_group_meets(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    schools, providers = groups
    planned(
        team,
        product_manager,
        (schools, "2027-02 2027-04"),
        (schools, "2027-04 2027-06"),
        (schools, "2027-06 2027-06"),
        (providers, "2027-12 2027-12"),
        (None, "2027-01 2027-01"),
    )

    soup = page(client, team)

    assert rows(soup) == [
        ["User group", "Jan to Mar 2027", "Apr to Jun 2027", "Jul to Sep 2027", "Oct to Dec 2027"],
        ["SCH : Schools", "1", "3 changes at once", "–", "–"],
        ["LP : Lead providers", "–", "–", "–", "1"],
        ["Organisation", "1", "–", "–", "–"],
    ]
    assert leads(soup) == ["Schools meet 3 changes between April and June 2027"]


def test_a_number_leads_to_the_items(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    ideas = planned(team, product_manager, (groups[0], "2027-04 2027-06"), (groups[0], "2027-05 2027-05"))

    soup = page(client, team)

    [link] = soup.select("td a")
    assert " ".join(link.text.split()) == "2 changes for Schools, April to June 2027"
    both = [f"{ideas[0]} April to June 2027", f"{ideas[1]} May 2027"]
    assert told(client, team, str(link["href"])) == ("Schools, April to June 2027: 2 changes", both)


def told(client: Client, team: Team, query: str) -> tuple[str, list[str]]:
    """The list of items that a number leads to, and what stands above it."""
    address, place = query.split("#")
    soup = BeautifulSoup(client.get(f"{at('change_load', team)}{address}").content, "html.parser")
    heading = soup.find(id=place)
    return heading.text, [" ".join(item.text.split()) for item in heading.find_next_sibling("ul").select("li")]


def test_until_somebody_chooses_the_fullest_quarters_are_told(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    ideas = planned(
        team,
        product_manager,
        (groups[0], "2027-04 2027-06"),
        (groups[0], "2027-05 2027-05"),
        (groups[1], "2027-07 2027-07"),
    )
    for query in ("", "?show=", "?show=1-2-3", f"?show={groups[1].pk}-2027-2"):
        assert told(client, team, f"{query}#changes")[0] == "Schools, April to June 2027: 2 changes"

    chosen = told(client, team, f"?show={groups[1].pk}-2027-3#changes")

    assert chosen == ("Lead providers, July to September 2027: 1 change", [f"{ideas[2]} July 2027"])


def test_a_group_that_meets_nothing_has_its_row(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    planned(team, product_manager, (groups[0], "2027-04 2027-06"))

    soup = page(client, team)

    assert rows(soup)[2] == ["LP : Lead providers", "–"]
    assert leads(soup) == ["No user group meets more than one change in a quarter"]


def test_quarters_as_full_as_each_other_are_all_said_up_to_three(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    planned(
        team,
        product_manager,
        (groups[0], "2026-12 2027-01"),
        (groups[0], "2026-10 2027-03"),
        (None, "2027-01 2027-01"),
        (None, "2027-01 2027-02"),
    )
    assert leads(page(client, team)) == [
        "Schools meet 2 changes between October and December 2026",
        "Schools meet 2 changes between January and March 2027",
        "The organisation itself meets 2 changes between January and March 2027",
    ]

    for idea in team.ideas.all()[:2]:
        plan(idea, "2026-01 2027-03", product_manager)

    soup = page(client, team)
    assert len(leads(soup)) == 3
    assert "3 more quarters are as full." in soup.select_one("main").text


def test_an_item_for_two_groups_counts_for_each(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    [idea] = planned(team, product_manager, (groups[0], "2027-04 2027-06"))
    idea.problems.add(problem_of(team, groups[1]))

    assert [row[1] for row in rows(page(client, team))[1:]] == ["1", "1"]


def test_what_has_no_period_or_serves_nobody_is_listed_as_not_counted(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    ideas = planned(team, product_manager, (groups[0], "2027-04 2027-06"), (groups[0], ""), (None, "2027-04 2027-06"))
    ideas[2].problems.clear()

    soup = page(client, team)

    lists = {h2.text: h2.find_next_sibling("ul") for h2 in soup.select("main h2")}
    assert lists["Not counted: no period yet"].text.split() == str(ideas[1]).split()
    assert lists["Not counted: no period yet"].a["href"] == at("place", team, ideas[1].number)
    assert lists["Not counted: nobody named whom they serve"].text.split() == str(ideas[2]).split()
    assert rows(soup)[1:] == [["SCH : Schools", "1"], ["LP : Lead providers", "–"]]

    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert not page(client, team).select(f"a[href='{at('place', team, ideas[1].number)}']")


def test_empty_pages_say_what_to_do(client: Client, team: Team, product_manager: Membership) -> None:
    assert page(client, team).select_one("main .govuk-button")["href"] == at("shortlist", team)

    scored_ideas(team, [90])

    soup = page(client, team)
    assert "No item that serves a user group has a period yet." in soup.select_one("main").text
    assert "Open an item to say in which months it begins and ends." in soup.select_one("main").text
    assert not soup.select("table")


def test_a_year_with_a_wrong_digit_makes_no_endless_table(
    client: Client, team: Team, product_manager: Membership, groups: list[UserGroup]
) -> None:
    planned(team, product_manager, (groups[0], "2027-04 2027-06"), (groups[0], "2028-01 9999-12"))

    soup = page(client, team)

    assert len(rows(soup)[0]) == MOST_QUARTERS + 1
    assert "Only the first ten years are shown." in soup.select_one("main").text


@pytest.mark.parametrize(
    ("day", "words", "between"),
    [
        (date(2027, 1, 31), "January to March 2027", "between January and March 2027"),
        (date(2027, 3, 31), "January to March 2027", "between January and March 2027"),
        (date(2027, 4, 1), "April to June 2027", "between April and June 2027"),
        (date(2026, 12, 1), "October to December 2026", "between October and December 2026"),
    ],
)
def test_a_quarter_is_named_by_its_months(day: date, words: str, between: str) -> None:
    assert str(Quarter.of(day)) == words
    assert Quarter.of(day).between == between


@pytest.mark.parametrize("ideas", [10, 100])
def test_the_page_costs_the_same_however_much_changes(
    client: Client,
    team: Team,
    product_manager: Membership,
    groups: list[UserGroup],
    ideas: int,
    django_assert_num_queries,
) -> None:
    planned(team, product_manager, *[(groups[n % 2], ("2027-04 2028-06", "")[n % 3 == 0]) for n in range(ideas)])

    with django_assert_num_queries(8):
        client.get(at("change_load", team))
