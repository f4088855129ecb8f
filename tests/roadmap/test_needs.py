"""What an item of the roadmap waits for, and what waits for it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea, Scope
from roadmap.models import Choice, Circle, Dependency, Item, Shortlist
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import at
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def ideas(team: Team, product_manager: Membership) -> list[Idea]:
    """Four on the shortlist: I1 to I4."""
    return scored_ideas(team, [90, 80, 70, 60])


def page(client: Client, team: Team, number: int) -> BeautifulSoup:
    response = client.get(at("needs", team, number))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: object) -> str:
    return " ".join(element.get_text(" ").split())  # type: ignore[attr-defined]


def part(soup: BeautifulSoup, heading: str) -> list[str]:
    """What is listed below a heading."""
    after = next(h2 for h2 in soup.select("h2") if h2.text == heading).find_next_sibling()
    return [words(row) for row in after.select("li")] or [words(after)]


def test_the_product_manager_says_what_an_item_waits_for_and_why(client: Client, team: Team, ideas: list[Idea]) -> None:
    assert part(page(client, team, 1), "What it waits for") == ["Nothing: it can begin at any time."]

    for _n in range(2):
        response = client.post(at("needs", team, 1), {"needs": "3", "reason": "it shows data that I3 brings"})
        assert response.headers["Location"] == at("needs", team, 1)

    dependency = Dependency.objects.get()
    assert [part.idea.number for part in dependency.item.parts.all()] == [1]
    assert [part.idea.number for part in dependency.needs.parts.all()] == [3]
    [row] = part(page(client, team, 1), "What it waits for")
    assert row == f"{ideas[2]} , because it shows data that I3 brings Remove {ideas[2]}"
    assert part(page(client, team, 3), "What waits for it") == [f"{ideas[0]} , because it shows data that I3 brings"]
    assert part(page(client, team, 2), "What waits for it") == ["Nothing waits for it."]
    # Said twice, it is one line of the history.
    assert team.events.filter(detail__has_key="needs").count() == 1


def test_the_reason_is_changed_by_saying_it_again(client: Client, team: Team, ideas: list[Idea]) -> None:
    for reason in ("", "it reads its data"):
        client.post(at("needs", team, 1), {"needs": "3", "reason": reason})

    assert Dependency.objects.get().reason == "it reads its data"
    assert team.events.filter(detail__has_key="needs").count() == 2


def test_a_dependency_is_removed_and_the_items_stay(client: Client, team: Team, ideas: list[Idea]) -> None:
    client.post(at("needs", team, 1), {"needs": "3"})

    for _n in range(2):
        response = client.post(at("needs_deletion", team, 1, 3))
        assert response.headers["Location"] == at("needs", team, 1)

    assert not Dependency.objects.exists()
    assert Item.objects.count() == 2
    event = team.events.first()
    assert event.detail == {"no_longer_needs": str(ideas[2])}
    assert team.events.filter(detail__has_key="no_longer_needs").count() == 1


@pytest.mark.parametrize(
    ("before", "sent", "way"),
    [
        ([(3, 1)], (1, 3), "I1 waits for I3, which waits for I1"),
        (
            [(2, 3), (3, 4), (4, 1)],
            (1, 2),
            "I1 waits for I2, which waits for I3, which waits for I4, which waits for I1",
        ),
        ([(1, 4), (4, 2), (3, 2)], (2, 1), "I2 waits for I1, which waits for I4, which waits for I2"),
    ],
)
def test_a_circle_is_refused_with_the_way_round(
    client: Client,
    team: Team,
    product_manager: Membership,
    ideas: list[Idea],
    before: list[tuple[int, int]],
    sent: tuple[int, int],
    way: str,
) -> None:
    for item, needs in before:
        Dependency.add(ideas[item - 1], ideas[needs - 1], by=product_manager.user)

    response = client.post(at("needs", team, sent[0]), {"needs": str(sent[1]), "reason": "because"})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    [error] = soup.select(".govuk-error-summary__list a")
    assert error.text == f"Choose another item. This would be a circle: {way}"
    assert soup.select_one(str(error["href"]))["name"] == "needs"
    assert soup.select_one("option[selected]")["value"] == str(sent[1])
    assert Dependency.objects.count() == len(before)


def test_a_way_round_through_an_idea_that_is_no_longer_on_the_shortlist_is_named(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Dependency.add(ideas[1], ideas[2], by=product_manager.user)
    Dependency.add(ideas[2], ideas[0], by=product_manager.user)
    Choice.make(ideas[2], included=False, reason="Too big", by=product_manager.user)

    response = client.post(at("needs", team, 1), {"needs": "2"})

    assert "I1 waits for I2, which waits for I3, which waits for I1" in response.content.decode()


def test_two_ideas_of_one_item_do_not_wait_for_each_other(
    team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Item.combine(ideas[:2], by=product_manager.user)

    with pytest.raises(Circle):
        Dependency.add(ideas[0], ideas[1], by=product_manager.user)

    assert not Dependency.objects.exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose what it waits for"),
        ({"needs": "1"}, "Choose an item from the list"),
        ({"needs": "99"}, "Choose an item from the list"),
        ({"needs": "3", "reason": "x" * 301}, "The reason must be 300 characters or fewer"),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: Client, team: Team, ideas: list[Idea], sent: dict[str, str], message: str
) -> None:
    response = client.post(at("needs", team, 1), sent)

    assert response.status_code == 422
    assert message in BeautifulSoup(response.content, "html.parser").select_one(".govuk-error-summary").text
    assert not Dependency.objects.exists()


def test_an_item_in_an_earlier_horizon_than_what_it_needs_is_warned_of(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Dependency.add(ideas[0], ideas[1], by=product_manager.user)
    assert not page(client, team, 1).select(".govuk-warning-text")

    Item.place(ideas[1], horizon="After the MVP", purpose=None, by=product_manager.user)

    soup = page(client, team, 1)
    assert "I1 comes before something that it needs." in words(soup.select_one(".govuk-warning-text"))
    [row] = part(soup, "What it waits for")
    assert "Too early I1 is planned for “MVP”, but I2 for “After the MVP”." in row
    other = page(client, team, 2)
    assert not other.select(".govuk-warning-text")
    assert "Too early" in part(other, "What waits for it")[0]


@pytest.mark.parametrize(
    ("begins", "horizon", "is_too_early"),
    [
        (date(2027, 4, 1), "MVP", True),
        (date(2027, 5, 1), "MVP", False),
        (date(2027, 6, 1), "MVP", False),
        (date(2027, 4, 1), "After the MVP", True),
    ],
)
def test_an_item_that_begins_before_what_it_needs_is_to_end_is_warned_of(
    client: Client,
    team: Team,
    product_manager: Membership,
    ideas: list[Idea],
    begins: date,
    horizon: str,
    is_too_early: bool,
) -> None:
    by = product_manager.user
    Dependency.add(ideas[0], ideas[1], by=by)
    Item.change(ideas[0], by=by, horizon=horizon, purpose=None, starts=begins, ends=date(2027, 9, 1))
    Item.change(ideas[1], by=by, horizon="MVP", purpose=None, starts=date(2027, 1, 1), ends=date(2027, 5, 1))

    [row] = part(page(client, team, 1), "What it waits for")

    assert ("Too early I1 begins in Apr 2027, before I2 is to end in May 2027." in row) == is_too_early


def test_what_is_needed_and_no_longer_on_the_shortlist_is_warned_of_and_can_be_removed(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Dependency.add(ideas[0], ideas[3], reason="it reads its data", by=product_manager.user)
    Shortlist.draw_line(team, 3, by=product_manager.user)

    soup = page(client, team, 1)

    assert "I1 needs something that is not on the shortlist." in words(soup.select_one(".govuk-warning-text"))
    [row] = part(soup, "What it waits for")
    assert row.startswith(f"{ideas[3]}, because it reads its data Missing It is not on the shortlist.")
    [form] = soup.select("li form")
    assert client.post(str(form["action"])).status_code == 302
    assert not Dependency.objects.exists()


@pytest.mark.parametrize("as_role", ["as_observer", "as_facilitator", ""])
def test_everybody_reads_and_only_a_product_manager_changes(client: Client, team: Team, as_role: str) -> None:
    by = MembershipFactory(team=team, as_product_manager=True).user
    ideas = scored_ideas(team, [90, 80])
    Dependency.add(ideas[0], ideas[1], by=by)
    client.force_login(MembershipFactory(team=team, **({as_role: True} if as_role else {})).user)

    soup = page(client, team, 1)

    assert str(ideas[1]) in part(soup, "What it waits for")[0]
    assert not soup.select("main form")
    assert client.post(at("needs", team, 2), {"needs": "1"}).status_code == 403
    assert client.post(at("needs_deletion", team, 1, 2)).status_code == 403
    assert Dependency.objects.count() == 1


def test_only_what_is_on_the_roadmap_of_the_team_has_the_page(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    other = TeamFactory()
    theirs = scored_ideas(other, [90, 80, 70, 60, 50, 40])
    Shortlist.draw_line(team, 3, by=product_manager.user)

    assert client.get(at("needs", team, 4)).status_code == 404
    assert client.get(at("needs", team, 5)).status_code == 404
    assert client.get(at("needs", other, 1)).status_code == 404
    assert client.post(at("needs", team, 1), {"needs": str(theirs[5].number)}).status_code == 422
    assert client.post(at("needs_deletion", team, 1, 6)).status_code == 404
    assert not Dependency.objects.exists()


def test_the_only_item_has_nothing_to_wait_for(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])

    soup = page(client, team, 1)

    assert "It is the only item on the roadmap." in soup.select_one("main").text
    assert not soup.select("main form")


def test_words_of_people_stay_words(client: Client, team: Team, product_manager: Membership) -> None:
    ideas = scored_ideas(team, [90] * len(HOSTILE))
    Shortlist.draw_line(team, len(HOSTILE), by=product_manager.user)
    for idea, text in zip(ideas, HOSTILE, strict=True):
        Idea.objects.filter(pk=idea.pk).update(title=text)
        if idea.number > 1:
            Dependency.add(ideas[0], idea, reason=text, by=product_manager.user)

    answer = client.get(at("needs", team, 1))

    assert b"<script>alert" not in answer.content
    assert len(part(BeautifulSoup(answer.content, "html.parser"), "What it waits for")) == len(HOSTILE) - 1


def test_what_stands_on_the_roadmap_through_a_merged_idea_is_removed_too(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    by = product_manager.user
    Dependency.add(ideas[0], ideas[1], by=by)
    into: Idea = IdeaFactory(team=team, title="Both")
    into.place(Scope.IN_MVP, reason="Small", by=by)
    Choice.make(into, included=True, reason="Promised", by=by)
    ideas[1].merge_into(into, by=by)
    [row] = part(page(client, team, 1), "What it waits for")
    assert row == f"{into} Remove {into}"

    client.post(at("needs_deletion", team, 1, into.number))

    assert not Dependency.objects.exists()
