"""What the scope leaves open, and the links that would mend it."""

import pytest
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from problems.models import State
from roadmap.models import Item, Shortlist
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.overview.chain import held
from tests.problems.reading import main_of, soup_of, words


def parts(client: Client, team: Team, query: str = "") -> dict[str, list[list[str]]]:
    """By the heading of each kind its rows, without the links that would mend them."""
    soup = soup_of(client.get(reverse("overview:gaps", args=[team.slug]) + query))
    for mend in soup.select("tbody .app-no-print"):
        mend.decompose()
    return {
        words(section.h2): [[words(cell) for cell in row.select("td, th")] for row in section.select("tbody tr")]
        for section in soup.select("main section")
    }


def link(client: Client, team: Team, part: str) -> str:
    section = soup_of(client.get(reverse("overview:gaps", args=[team.slug]))).select_one(f"section:has(#{part})")
    return str(section.select_one("tbody tr .app-no-print a")["href"])


def test_a_team_with_nothing_is_told_so_in_plain_words(client: Client, team: Team, member: Membership) -> None:
    page = main_of(client.get(reverse("overview:gaps", args=[team.slug])))

    for sentence in (
        "No idea is in scope for the MVP yet",
        "There are no user groups yet.",
        "There are no problems yet.",
        "The team has no core purposes yet.",
        "There are no ideas yet.",
        "No finished workshop has asked which problems are symptoms.",
    ):
        assert sentence in page
    assert "priority order" not in page
    assert "Place ideas in scope" not in page


def test_groups_and_problems_with_nothing_in_scope_stand_with_their_rank(
    client: Client, team: Team, member: Membership
) -> None:
    schools, providers = UserGroupFactory(team=team, name="Schools"), UserGroupFactory(team=team, name="Providers")
    low, high = ProblemFactory.create_batch(2, team=team, user_group=schools)
    served, unscored = ProblemFactory.create_batch(2, team=team, user_group=providers)
    ProblemFactory(team=team, user_group=schools, state=State.PARKED, state_reason="Later")
    held(team, "All", [low, high, served], [1, 5, 3], [1, 5, 3], [1, 5, 3])
    IdeaFactory(team=team, problems=[served], scope=Scope.IN_MVP)
    IdeaFactory(team=team, problems=[high], scope=Scope.OUT_OF_MVP)

    found = parts(client, team)

    assert found["User groups with nothing in scope (1)"] == [[f"{schools.label} : Schools", "1 idea is not in scope"]]
    rows = found["Problems with nothing in scope (3)"]
    assert [(row[0], row[2]) for row in rows] == [
        ("1", "1 idea is not in scope"),
        ("3", "No ideas yet"),
        ("Not scored", "No ideas yet"),
    ]
    assert [problem.reference in row[1] for problem, row in zip([high, low, unscored], rows, strict=True)] == [True] * 3
    page = main_of(client.get(reverse("overview:gaps", args=[team.slug])))
    assert "1 problem that is parked, or left for now, is not among them." in page
    assert link(client, team, "groups").endswith(f"/ideas/?group={schools.pk}")
    assert link(client, team, "problems") == reverse("ideation:scope", args=[team.slug])


def test_what_is_merged_is_read_through_what_stands_for_it(client: Client, team: Team, member: Membership) -> None:
    schools, providers = UserGroupFactory.create_batch(2, team=team)
    standing, merged = ProblemFactory(team=team, user_group=schools), ProblemFactory(team=team, user_group=providers)
    merged.merge_into(standing, by=member.user)
    note, idea = IdeaFactory(team=team, problems=[merged]), IdeaFactory(team=team, scope=Scope.IN_MVP)
    assert [len(rows) for rows in parts(client, team).values()][:4] == [2, 1, 0, 1]

    note.merge_into(idea, by=member.user)

    assert [len(rows) for rows in parts(client, team).values()][:4] == [0, 0, 0, 0]


def test_a_note_in_the_colour_of_a_group_serves_it_once_it_is_in_scope(
    client: Client, team: Team, member: Membership
) -> None:
    idea = IdeaFactory(team=team, user_group=UserGroupFactory(team=team), scope=Scope.OUT_OF_MVP)
    assert "User groups with nothing in scope (1)" in parts(client, team)
    idea.place(Scope.IN_MVP, reason="Small", by=member.user)
    assert "User groups with nothing in scope (0)" in parts(client, team)
    assert parts(client, team)["Solutions in search of a problem (1)"][0][0] == f"{idea.reference} {idea.title}"
    assert link(client, team, "solutions") == reverse("ideation:change", args=[team.slug, idea.number])


def test_a_core_purpose_gets_something_with_a_place_on_the_roadmap(
    client: Client, team: Team, member: Membership
) -> None:
    team.set_purposes(["Pay providers", "Inform users"])
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    assert parts(client, team)["Core purposes with nothing on the roadmap (2)"] == [["Pay providers"], ["Inform users"]]
    assert "Nothing is on the shortlist yet" in main_of(client.get(reverse("overview:gaps", args=[team.slug])))

    held(team, "Ideas", [idea], [5], [5], [5])
    Shortlist.draw_line(team, 1, by=member.user)
    Item.place(idea, horizon="MVP", purpose=team.purposes.first(), by=member.user)

    assert parts(client, team)["Core purposes with nothing on the roadmap (1)"] == [["Inform users"]]
    # Below the line it is on no roadmap, wherever it was put before.
    Shortlist.objects.update(cut_line=0)
    assert "Core purposes with nothing on the roadmap (2)" in parts(client, team)


def test_ideas_that_answer_a_symptom_show_the_root_or_where_to_choose_it(
    client: Client, team: Team, member: Membership
) -> None:
    root, symptom = ProblemFactory.create_batch(2, team=team)
    held(team, "All", [root, symptom], [5, 1], [5, 1], [5, 1])
    idea = IdeaFactory(team=team, problems=[root, symptom], title="Patch it")
    IdeaFactory(team=team, problems=[root])

    [row] = parts(client, team)["Ideas that answer a symptom (1)"]
    assert row[0] == f"{idea.reference} Patch it"
    assert symptom.title in row[1]
    assert "Its root is not chosen yet" in row[1]
    assert link(client, team, "symptoms") == reverse("problems:root", args=[team.slug, symptom.number])

    symptom.set_root(root, by=member.user)
    [row] = parts(client, team)["Ideas that answer a symptom (1)"]
    assert f"Root: {root}" in row[1]
    assert link(client, team, "symptoms").endswith(f"/ideas/new/?problem={root.number}")


@pytest.mark.parametrize("query", ["?part=nothing", "?part=solutions&page=x", "?page=99"])
def test_strange_addresses_are_no_error(client: Client, team: Team, member: Membership, query: str) -> None:
    assert client.get(reverse("overview:gaps", args=[team.slug]) + query).status_code == 200


def test_of_many_the_first_show_and_all_are_a_page_away(client: Client, team: Team, member: Membership) -> None:
    IdeaFactory.create_batch(51, team=team)

    page = soup_of(client.get(reverse("overview:gaps", args=[team.slug])))
    assert len(page.select("section:has(#solutions) tbody tr")) == 10
    see_all = page.select_one("section:has(#solutions) a[href*='part=']")
    assert words(see_all).startswith("See all 51")
    first = soup_of(client.get(reverse("overview:gaps", args=[team.slug]) + str(see_all["href"])))
    assert words(first.h1) == "Solutions in search of a problem"
    assert len(first.select("tbody tr")) == 50
    second = client.get(reverse("overview:gaps", args=[team.slug]) + str(first.select_one("a[rel=next]")["href"]))
    assert len(soup_of(second).select("tbody tr")) == 1


def test_observers_are_offered_nothing_that_they_may_not_do(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    ProblemFactory(team=team)
    IdeaFactory(team=team)
    page = soup_of(client.get(reverse("overview:gaps", args=[team.slug])))
    assert not page.select("main a[href$='/change/'], main a[href*='/new/']")
