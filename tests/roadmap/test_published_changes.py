"""What changed between two published versions, in words."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from ideation.models import Idea
from roadmap.models import Choice, Dependency, Horizon, Item, PublishedVersion, Shortlist
from teams.models import Membership, Team, User
from tests.factories import EvidenceFactory, ProblemFactory, UserGroupFactory
from tests.reading import text_of
from tests.roadmap.publishing import EVERYTHING, public_pages, publish, read, soup_of
from tests.roadmap.scored import finish, scored_ideas


@pytest.fixture
def ideas(team: Team) -> list[Idea]:
    return scored_ideas(team, [90, 80, 70])


@pytest.fixture
def pam(product_manager: Membership) -> User:
    return product_manager.user


def sections(path: str) -> dict[str, list[str]]:
    """What is said under each heading."""
    response = read(path)
    assert response.status_code == 200
    return {
        " ".join(heading.find(string=True, recursive=False).split()): [
            " ".join(item.get_text(" ").split()) for item in heading.find_next("ul").select("li")
        ]
        for heading in soup_of(response).select("main h2")
    }


def changes(version: PublishedVersion) -> dict[str, list[str]]:
    return sections(public_pages(version)["changes"])


@pytest.fixture
def change(team: Team, pam: User, ideas: list[Idea]) -> Callable[..., dict[str, list[str]]]:
    """Publish, do something, publish again, and read what changed."""

    def change_and_read(verb: Callable[[], object], *, shown: list[str] = EVERYTHING, contact: str = ""):
        publish(team, by=pam, shown=shown, note="Before")
        verb()
        return changes(publish(team, by=pam, shown=shown, contact=contact, note="After"))

    return change_and_read


def test_one_version_has_nothing_to_be_compared_with(team: Team, pam: User, ideas: list[Idea]) -> None:
    version = publish(team, by=pam)
    assert "There is only one version so far." in text_of(read(public_pages(version)["changes"]))


def test_versions_that_say_the_same_are_said_to(change, team: Team, pam: User) -> None:
    assert change(lambda: None) == {}
    words = text_of(read(public_pages(PublishedVersion.objects.get(number=2))["changes"]))
    assert "They say the same." in words
    # What the team says of the versions that came since.
    assert "Version 2: After" in words
    assert "Version 1:" not in words


def test_items_that_are_new_or_gone(change, team: Team, pam: User, ideas: list[Idea]) -> None:
    Shortlist.draw_line(team, 2, by=pam)

    def swap() -> None:
        Choice.make(ideas[0], included=False, reason="Later", by=pam)
        Choice.make(ideas[2], included=True, reason="Now", by=pam)

    assert change(swap, shown=[]) == {
        "New": [f"I3 {ideas[2].title} MVP"],
        "Gone": [f"I1 {ideas[0].title} It was in: MVP"],
    }


def test_an_item_that_was_left_out_is_new_and_nothing_else_is_told(team: Team, pam: User, ideas: list[Idea]) -> None:
    publish(team, by=pam, shown=[], left_out=[2])
    assert changes(publish(team, by=pam, shown=[])) == {"New": [f"I2 {ideas[1].title} MVP"]}


def test_an_item_that_moved_and_was_reworded(change, pam: User, ideas: list[Idea]) -> None:
    def move() -> None:
        Item.change(ideas[0], by=pam, horizon="After the MVP", purpose=None, own_title="Guide people")

    assert change(move) == {
        "Moved": ["I1 Guide people From “MVP” to “After the MVP”"],
        "Reworded": [
            f"I1 Taken out: {ideas[0].title} (end) It is now called: Added: Guide people (end)",
        ],
    }


def test_a_column_with_another_name_has_not_moved_its_items(change, team: Team, pam: User) -> None:
    def rename() -> None:
        Horizon.set(team, [("Now", "MVP"), ("Next", "After the MVP")], by=pam)

    assert change(rename) == {
        "Changes to the rest": [
            "The column “MVP” is called “Now” now",
            "The column “After the MVP” is called “Next” now",
        ]
    }


def test_what_else_is_said_of_an_item(change, team: Team, pam: User, ideas: list[Idea]) -> None:
    team.set_purposes(["Pay"])

    def fill() -> None:
        Item.change(
            ideas[0],
            by=pam,
            horizon="MVP",
            purpose=team.purposes.get(),
            owner="Payments",
            progress="started",
            starts=date(2027, 4, 1),
            ends=date(2027, 4, 1),
            belief="a form",
            outcome="help",
            known_when="fewer ask",
            measure="tickets",
        )
        group = UserGroupFactory(team=team, name="Schools")
        problem = ProblemFactory(team=team, user_group=group, statement="It is slow")
        EvidenceFactory(team=team, problems=[problem], finding="They ask", count=1312, unit="tickets")
        ideas[0].problems.set([problem])
        Dependency.add(ideas[0], ideas[1], reason="It needs data", by=pam)

    title = ideas[0].title
    assert change(fill) == {
        "Other changes to items": [
            f"I1 {title} Core purpose: “Pay” was added User groups: “Schools” was added "
            "Progress: was “Not started”, is now “In progress” Owner: “Payments” was added "
            "Months: “April 2027” was added Hypothesis: “We believe that a form will help.” was added "
            "How we will know: “fewer ask” was added Measure: “tickets” was added "
            "Problems: “It is slow” was added Evidence: “1,312 tickets: They ask” was added "
            f"Waits for: “I2 {ideas[1].title}: It needs data” was added"
        ]
    }


def test_what_was_taken_out_is_said_too(change, team: Team, pam: User, ideas: list[Idea]) -> None:
    Item.change(ideas[0], by=pam, horizon="MVP", purpose=None, owner="Payments")
    Dependency.add(ideas[0], ideas[1], by=pam)

    def take_out() -> None:
        Item.change(ideas[0], by=pam, horizon="MVP", purpose=None, owner="")
        Dependency.remove(ideas[0], ideas[1], by=pam)

    assert change(take_out)["Other changes to items"] == [
        f"I1 {ideas[0].title} Owner: “Payments” was taken out Waits for: “I2 {ideas[1].title}” was taken out"
    ]


def test_another_vote_is_said(change, team: Team, ideas: list[Idea]) -> None:
    found = change(lambda: finish(team, dict(zip(ideas, [90, 85, 20], strict=True)), voters=9))
    assert found == {
        "Other changes to items": [
            f"I2 {ideas[1].title} Score: was “80.0”, is now “85.0”",
            f"I3 {ideas[2].title} Score: was “70.0”, is now “20.0”",
        ],
        "Changes to the rest": ["There is another vote behind the scores"],
    }


def test_a_part_that_is_not_shown_any_more_is_not_told_by_the_changes(team: Team, pam: User, ideas: list[Idea]) -> None:
    Item.change(ideas[0], by=pam, horizon="MVP", purpose=None, owner="Payments")
    publish(team, by=pam, shown=["owner"])
    version = publish(team, by=pam, shown=["progress"])

    assert changes(version) == {"Changes to the rest": ["Shown as well now: Progress", "Not shown any more: Owners"]}
    assert "Payments" not in read(public_pages(version)["changes"]).content.decode()


def test_what_stands_around_the_items(change, team: Team, pam: User, ideas: list[Idea]) -> None:
    Shortlist.draw_line(team, 1, by=pam)
    need, other = (ProblemFactory(team=team, title=title) for title in ("Wider", "Other"))
    need.move_to("parked", reason="Too big", by=pam)

    def around() -> None:
        Choice.make(ideas[1], included=True, reason="Promised", by=pam)
        Choice.make(ideas[0], included=False, reason="Too dear", by=pam)
        need.move_to("longlist", by=pam)
        other.move_to("parked", reason="Not ours", by=pam)
        team.service = "Teach"
        team.save()

    found = change(around, shown=["not_doing", "needs"], contact="us@example")

    assert found["Changes to the rest"] == [
        "Service: was “Register a teacher”, is now “Teach”",
        "Contact: “us@example” was added",
        f"What we are not doing: I1 {ideas[0].title} was added",
        f"What we are not doing: I2 {ideas[1].title} was taken out",
        "Needs that are not met yet: P2 Other was added",
        "Needs that are not met yet: P1 Wider was taken out",
    ]


def test_a_reason_and_a_title_that_were_reworded(change, team: Team, pam: User, ideas: list[Idea]) -> None:
    ideas[0].change(by=pam, problems=[], title="Letters")
    Choice.make(ideas[0], included=False, reason="Too dear", by=pam)

    def reword() -> None:
        Choice.make(ideas[0], included=False, reason="Another team has it", by=pam)
        ideas[0].change(by=pam, problems=[], title="Plain letters")

    assert change(reword, shown=["not_doing"]) == {
        "Changes to the rest": [
            "What we are not doing: was “I1 Letters”, is now “I1 Plain letters”",
            "What we are not doing: the reason for I1 Plain letters is another one",
        ]
    }


def test_any_two_versions_are_compared_the_older_one_first(
    client: Client, team: Team, pam: User, ideas: list[Idea]
) -> None:
    for title in ("One", "Two", "Three"):
        ideas[0].change(by=pam, problems=[], title=title)
        version = publish(team, by=pam, shown=[], note=title)
    path = public_pages(version)["changes"]
    page = soup_of(read(path))
    assert [option["value"] for option in page.select("select#id_old [selected], select#id_new [selected]")] == [
        "2",
        "3",
    ]
    assert [option["value"] for option in page.select("select#id_old option")] == ["3", "2", "1"]
    for chosen in ("?old=1&new=3", "?old=3&new=1"):
        words = text_of(read(f"{path}{chosen}"))
        assert "From version 1 of" in words
        assert sections(f"{path}{chosen}") == {
            "Reworded": ["I1 Taken out: One (end) It is now called: Added: Three (end)"]
        }
        assert words.index("Version 2: Two") < words.index("Version 3: Three")
    assert sections(f"{path}?old=2&new=2") == {}


@pytest.mark.parametrize("query", ["old=9&new=1", "old=1", "old=x&new=2", "old=&new="])
def test_versions_that_are_not_there_are_refused(team: Team, pam: User, ideas: list[Idea], query: str) -> None:
    publish(team, by=pam, note="One")
    version = publish(team, by=pam, note="Two")
    answer = read(f"{public_pages(version)['changes']}?{query}")
    assert answer.status_code == 422
    assert "Choose a version from the list" in soup_of(answer).select_one(".govuk-error-summary").text
    assert "Error: " in soup_of(answer).title.text
