"""The roadmap by core purpose, by when and by user group; its cards; and what the team is not doing."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea, Scope
from problems.models import State
from roadmap.models import Choice, Dependency, Horizon, Item, Shortlist
from teams.models import Membership, Team, User
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.reading import at, cards, grid, roadmap
from tests.roadmap.scored import finish, scored_ideas


@pytest.fixture
def by(product_manager: Membership) -> User:
    return product_manager.user


def for_problems(team: Team, *problems: list) -> list[Idea]:
    """Ideas on the shortlist, one for each list of problems."""
    ideas: list[Idea] = [IdeaFactory(team=team, scope=Scope.IN_MVP, problems=its) for its in problems]
    finish(team, {idea: 90 - n for n, idea in enumerate(ideas)})
    return ideas


def ways(soup: BeautifulSoup) -> dict[str, bool]:
    """The links that arrange the roadmap, and which of them is the current one."""
    return {a.text: a.has_attr("aria-current") for a in soup.select("main nav a")}


@pytest.fixture
def two_groups(team: Team, by: User) -> list[Idea]:
    """I1 for schools, I2 for schools and providers, I3 for the organisation, I4 for nobody yet."""
    schools = ProblemFactory(
        team=team, user_group=UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    )
    providers = ProblemFactory(
        team=team, user_group=UserGroupFactory(team=team, name="Providers", label="PRO", colour="green")
    )
    UserGroupFactory(team=team, name="Bodies", label="BOD", colour="green")
    ours = ProblemFactory(team=team, user_group=None, kind="business")
    team.set_purposes(["Enable", "Pay"])
    ideas = for_problems(team, [schools], [schools, providers], [ours], [])
    Item.place(ideas[0], horizon="After the MVP", purpose=team.purposes.get(name="Pay"), by=by)
    Item.place(ideas[1], horizon="MVP", purpose=team.purposes.get(name="Enable"), by=by)
    return ideas


def test_the_roadmap_is_arranged_by_core_purpose_unless_the_address_says_otherwise(
    client: Client, team: Team, two_groups: list[Idea]
) -> None:
    by_purpose = {
        "Enable": {"MVP": ["I2"], "After the MVP": []},
        "Pay": {"MVP": [], "After the MVP": ["I1"]},
        "No core purpose yet": {"MVP": ["I3", "I4"], "After the MVP": []},
    }
    for by in ["", "purpose", "nonsense"]:
        soup = roadmap(client, team, by)
        assert grid(soup) == by_purpose
        assert ways(soup) == {"Core purpose": True, "When": False, "User group": False}


def test_the_roadmap_is_arranged_by_when(client: Client, team: Team, two_groups: list[Idea]) -> None:
    soup = roadmap(client, team, "horizon")
    assert grid(soup) == {"All items": {"MVP": ["I2", "I3", "I4"], "After the MVP": ["I1"]}}
    assert ways(soup) == {"Core purpose": False, "When": True, "User group": False}


def test_the_roadmap_is_arranged_by_user_group_and_says_who_has_nothing(
    client: Client, team: Team, two_groups: list[Idea]
) -> None:
    soup = roadmap(client, team, "group")
    assert grid(soup) == {
        "SCH: Schools": {"MVP": ["I2"], "After the MVP": ["I1"]},
        "PRO: Providers": {"MVP": ["I2"], "After the MVP": []},
        "BOD: Bodies": {"MVP": [], "After the MVP": []},
        "The organisation itself": {"MVP": ["I3"], "After the MVP": []},
        "No user group yet": {"MVP": ["I4"], "After the MVP": []},
    }
    assert ways(soup)["User group"]
    assert "stands in the row of each" in soup.text
    # Where nothing is for either there is no such row.
    for idea in two_groups[2:]:
        idea.place(Scope.OUT_OF_MVP, reason="Later", by=team.memberships.get().user)
    assert list(grid(roadmap(client, team, "group"))) == ["SCH: Schools", "PRO: Providers", "BOD: Bodies"]


def test_each_link_leads_to_what_it_says(client: Client, team: Team, two_groups: list[Idea]) -> None:
    links = roadmap(client, team).select("main nav a")
    pages = [BeautifulSoup(client.get(str(link["href"])).content, "html.parser") for link in links]
    current = [page.select_one("main nav [aria-current]").text for page in pages]
    assert current == [link.text for link in links]


def test_six_columns_have_every_card(client: Client, team: Team, by: User) -> None:
    ideas = scored_ideas(team, [90, 80, 70, 60, 50, 40])
    names = ["Now", "Next", "Soon", "Later", "Some day", "Perhaps"]
    Horizon.set(team, [(name, "") for name in names], by=by)
    for idea, name in zip(ideas, names, strict=True):
        Item.place(idea, horizon=name, purpose=None, by=by)
    for arranged in ["purpose", "horizon"]:
        [cells] = grid(roadmap(client, team, arranged)).values()
        assert list(cells.items()) == [(name, [f"I{n}"]) for n, name in enumerate(names, start=1)]


# A card


def test_a_card_says_what_it_waits_for_and_when_that_comes_too_late(client: Client, team: Team, by: User) -> None:
    one, two, three, _four = scored_ideas(team, [90, 80, 70, 60])
    Item.place(two, horizon="After the MVP", purpose=None, by=by)
    Dependency.add(one, two, by=by)
    Dependency.add(one, three, by=by)

    soup = roadmap(client, team)
    first, second = cards(soup)["I1"], cards(soup)["I2"]
    assert "Waits for I2 , I3" in first
    assert "Warning: Planned before I2, which it waits for" in first
    assert "before I3" not in first
    assert "Waits" not in second
    assert [a["href"] for a in soup.select(".app-card a[title]")] == [at("why", team, 2), at("why", team, 3)]

    # In one column the months decide.
    Item.change(two, horizon="MVP", purpose=None, starts=date(2027, 4, 1), ends=date(2027, 6, 1), by=by)
    Item.change(one, horizon="MVP", purpose=None, starts=date(2027, 5, 1), ends=date(2027, 7, 1), by=by)
    assert "Planned before I2" in cards(roadmap(client, team))["I1"]
    Item.change(one, horizon="MVP", purpose=None, starts=date(2027, 6, 1), ends=date(2027, 7, 1), by=by)
    assert "Planned before" not in cards(roadmap(client, team))["I1"]


def test_a_card_of_several_ideas_serves_the_groups_of_all(
    client: Client, team: Team, two_groups: list[Idea], by: User
) -> None:
    one, two, three, _four = two_groups
    Item.combine([one, two, three], by=by)
    soup = roadmap(client, team, "group")
    assert grid(soup)["PRO: Providers"] == {"MVP": [], "After the MVP": ["I1"]}
    card = cards(soup)["I1"]
    assert "Made from I1 , I2 and I3" in card
    assert "SCH : Schools PRO : Providers Organisation" in card
    assert "4 ideas are on the shortlist. They are built as 2 items." in " ".join(soup.main.get_text(" ").split())


@pytest.mark.parametrize("progress", ["Not started", "In progress", "Paused", "Done"])
def test_a_card_says_how_far_it_is(client: Client, team: Team, by: User, progress: str) -> None:
    (idea,) = scored_ideas(team, [90])
    keys = {"Not started": "not_started", "In progress": "started", "Paused": "paused", "Done": "done"}
    Item.change(idea, horizon="MVP", purpose=None, progress=keys[progress], by=by)
    assert progress in cards(roadmap(client, team))["I1"]


def test_who_may_not_change_a_card_has_no_link_to_do_so(client: Client, team: Team, by: User) -> None:
    scored_ideas(team, [90])
    assert at("horizons", team) in str(roadmap(client, team))
    client.force_login(MembershipFactory(team=team).user)
    page = str(roadmap(client, team))
    assert at("why", team, 1) in page
    assert at("horizons", team) not in page
    assert at("place", team, 1) not in page


# What we are not doing


def listed(soup: BeautifulSoup, which: str) -> list[str]:
    section = soup.select_one(f"section[aria-labelledby={which}]")
    return [" ".join(row.text.split()) for row in section.select("li")] if section else []


def test_what_is_out_of_scope_is_said_with_the_reason_that_holds(client: Client, team: Team, by: User) -> None:
    scored_ideas(team, [90])
    later, never, merged, moved = IdeaFactory.create_batch(4, team=team)
    later.place(Scope.OUT_OF_SERVICE, reason="At first", by=by)
    later.place(Scope.OUT_OF_MVP, reason="Too large for now", by=by)
    never.place(Scope.OUT_OF_SERVICE, reason="Others do it", by=by)
    merged.place(Scope.OUT_OF_SERVICE, reason="Merged since", by=by)
    merged.merge_into(never, by=by)
    moved.place(Scope.OUT_OF_MVP, reason="Was out", by=by)
    moved.place(Scope.NOT_PLACED, reason="Think again", by=by)

    soup = roadmap(client, team)

    assert listed(soup, "out-of-mvp") == [f"{later}: Too large for now"]
    assert listed(soup, "out-of-service") == [f"{never}: Others do it"]
    assert [a["href"] for a in soup.select("[aria-labelledby^=out-of] a")] == [
        later.get_absolute_url(),
        never.get_absolute_url(),
    ]


def test_a_need_that_is_not_met_yet_is_said_with_its_reason(client: Client, team: Team, by: User) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    scored_ideas(team, [90])
    parked = ProblemFactory(team=team, user_group=schools)
    ours = ProblemFactory(team=team, user_group=None, kind="business")
    for problem, reason in [(parked, "Wider than us"), (ours, "No money")]:
        problem.move_to(State.PARKED, reason=reason, by=by)
    ProblemFactory(team=team, state=State.LEFT, state_reason="For now")

    assert listed(roadmap(client, team), "not-met") == [
        f"SCHSchools {parked}: Wider than us",
        f"Organisation {ours}: No money",
    ]


def test_a_long_list_is_folded_with_its_count(client: Client, team: Team, by: User) -> None:
    scored_ideas(team, [90])
    for idea in IdeaFactory.create_batch(5, team=team):
        idea.place(Scope.OUT_OF_MVP, reason="Later", by=by)
    assert not roadmap(client, team).select("[aria-labelledby=out-of-mvp] details")
    IdeaFactory(team=team).place(Scope.OUT_OF_MVP, reason="Later", by=by)
    soup = roadmap(client, team)
    assert len(listed(soup, "out-of-mvp")) == 6
    summary = soup.select_one("[aria-labelledby=out-of-mvp] summary")
    assert " ".join(summary.text.split()) == "Show all 6: Out of scope for the MVP"


def test_scope_and_needs_are_said_before_there_is_a_shortlist(client: Client, team: Team, by: User) -> None:
    IdeaFactory(team=team).place(Scope.OUT_OF_MVP, reason="Later", by=by)
    IdeaFactory(team=team, scope=Scope.IN_MVP)
    soup = roadmap(client, team)
    assert len(listed(soup, "out-of-mvp")) == 1
    # Nobody has left anything out yet.
    assert listed(soup, "not-shortlisted") == []
    assert "No idea is on the shortlist yet" in soup.text


def test_a_team_that_does_all_of_it_has_no_such_part(client: Client, team: Team, by: User) -> None:
    scored_ideas(team, [90])
    assert "What we are not doing" not in roadmap(client, team).text


# Elsewhere


def test_pages_that_say_where_an_idea_stands_name_its_item(client: Client, team: Team, by: User) -> None:
    problem = ProblemFactory(team=team)
    one, two = IdeaFactory.create_batch(2, team=team, scope=Scope.IN_MVP, problems=[problem])
    for idea in (one, two):
        Choice.make(idea, included=True, reason="A duty", by=by)
    Item.combine([one, two], by=by)
    Item.change(one, horizon="After the MVP", purpose=None, own_title="One form for all", by=by)
    for page in (problem, two):
        words = " ".join(BeautifulSoup(client.get(page.get_absolute_url()).content, "html.parser").text.split())
        assert "On the roadmap: After the MVP" in words
        assert "“One form for all”" in words


def test_the_team_page_counts_an_idea_as_placed_once_it_has_a_column(client: Client, team: Team, by: User) -> None:
    one, two, three = scored_ideas(team, [90, 80, 70])
    Shortlist.draw_line(team, 3, by=by)

    def placed() -> str:
        soup = BeautifulSoup(client.get(team.get_absolute_url()).content, "html.parser")
        return " ".join(soup.main.get_text(" ").split())

    # That it waits for another one says nothing of when it comes.
    Dependency.add(one, two, by=by)
    Item.place(three, horizon="MVP", purpose=None, by=by)
    assert "1 of 3 placed" in placed()
    four = IdeaFactory(team=team)
    three.merge_into(four, by=by)
    four.place(Scope.IN_MVP, reason="As I3 was", by=by)
    Choice.make(four, included=True, reason="As I3 was", by=by)
    assert "1 of 3 placed" in placed()
