"""Several ideas that are built as one thing: what the item is made from, and what nothing of is lost."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea
from roadmap.models import Choice, Circle, Dependency, Item, Part, Shortlist
from roadmap.roadmaps import Roadmap
from teams.models import Event, Membership, Team, User
from tests.roadmap.reading import at, cards, errors, roadmap
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def by(product_manager: Membership) -> User:
    return product_manager.user


@pytest.fixture
def ideas(team: Team) -> list[Idea]:
    """Five that are on the shortlist: I1 to I5."""
    return scored_ideas(team, [90, 80, 70, 60, 50])


def items(team: Team) -> list[str]:
    """What stands on the roadmap, by what each is made from."""
    return [" ".join(idea.reference for idea in entry.ideas) for entry in Roadmap.of(team).entries]


def waits(team: Team) -> list[str]:
    """Every dependency between what stands there."""
    return sorted(f"{e.reference} for {w.needs.reference}" for e in Roadmap.of(team).entries for w in e.needs)


def change(idea: Idea, by: User, horizon: str = "MVP", **said: object) -> Item:
    return Item.change(idea, horizon=horizon, purpose=None, by=by, **said)


# The verb


def test_ideas_are_combined_and_taken_out_again(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, three, *_others = ideas
    item = Item.combine([one, three, two], by=by)
    assert items(team) == ["I1 I3 I2", "I4", "I5"]

    # Whichever stays, the item is the same.
    assert Item.combine([three, two], by=by) == item
    assert items(team) == ["I1", "I3 I2", "I4", "I5"]
    assert Item.combine([two], by=by) == item
    assert items(team) == ["I1", "I2", "I3", "I4", "I5"]


def test_combining_twice_is_told_once(team: Team, ideas: list[Idea], by: User) -> None:
    for _n in range(2):
        Item.combine(ideas[:2], by=by)
    [event] = team.events.filter(verb=Event.Verb.CHANGED)
    assert event.what == str(ideas[0])
    assert event.detail["item"] == [str(idea) for idea in ideas[:2]]
    Item.combine(ideas[:1], by=by)
    assert team.events.first().detail == {"item": [], "taken_out": [str(ideas[1])], "gave_way": []}
    assert Part.objects.count() == 1


def test_an_idea_leaves_an_item_that_goes_on_without_it(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, three, *_others = ideas
    Item.combine([two, three], by=by)
    change(two, by, owner="Data team")
    Item.combine([one, two], by=by)
    assert items(team) == ["I1 I2", "I3", "I4", "I5"]
    entries = Roadmap.of(team).entries
    assert [entry.item.owner for entry in entries[:2]] == ["", "Data team"]


def test_what_nobody_has_said_is_taken_from_the_others_and_the_history_keeps_the_rest(
    team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, *_others = ideas
    change(one, by, owner="Data team")
    change(two, by, horizon="After the MVP", owner="Web team", own_title="One form", progress="started")
    change(three, by, starts=date(2027, 4, 1), ends=date(2027, 6, 1), belief="less", outcome="save time", own_title="X")

    item = Item.combine([one, two, three], by=by)

    item.refresh_from_db()
    assert (item.owner, item.horizon.name, item.own_title) == ("Data team", "MVP", "One form")
    assert (item.progress, item.months) == ("started", "April to June 2027")
    assert item.hypothesis == "We believe that less will save time."
    assert Item.objects.count() == 1
    assert team.events.first().detail["gave_way"] == ["I2 Column: After the MVP", "I2 Owner: Web team", "I3 Title: X"]


def test_halves_of_two_hypotheses_are_not_mixed(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, *_others = ideas
    change(one, by, belief="one form")
    change(two, by, outcome="save time", measure="Tickets")
    item = Item.combine([one, two], by=by)
    assert (item.belief, item.outcome, item.measure) == ("one form", "", "")
    assert team.events.first().detail["gave_way"] == ["I2 will: save time", "I2 Measure: Tickets"]


# What they wait for


def test_the_one_item_waits_for_what_they_waited_for_and_not_for_itself(
    team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, four, five = ideas
    Dependency.add(two, three, reason="Data first", by=by)
    Dependency.add(four, two, by=by)
    Dependency.add(one, two, by=by)
    Dependency.add(one, three, by=by)
    Dependency.add(five, four, by=by)

    Item.combine([one, two], by=by)

    assert waits(team) == ["I1 for I3", "I4 for I1", "I5 for I4"]
    # A reason that nobody gave of the same is taken along.
    assert Dependency.objects.get(needs__parts__idea=three).reason == "Data first"


def test_what_would_wait_for_itself_is_refused_and_nothing_is_changed(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, three, four, _five = ideas
    Dependency.add(one, three, by=by)
    Dependency.add(three, two, by=by)
    Dependency.add(four, one, by=by)
    change(two, by, owner="Web team")

    with pytest.raises(Circle) as circle:
        Item.combine([one, two], by=by)

    assert three in circle.value.ideas
    assert items(team) == ["I1", "I2", "I3", "I4", "I5"]
    assert waits(team) == ["I1 for I3", "I3 for I2", "I4 for I1"]
    assert Roadmap.of(team).entry(2).item.owner == "Web team"
    # Built with what stands between them, they are one.
    Item.combine([one, two, three], by=by)
    assert (items(team), waits(team)) == (["I1 I2 I3", "I4", "I5"], ["I4 for I1"])


def test_dependencies_stay_with_an_item_that_goes_on(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, three, four, _five = ideas
    Item.combine([two, three], by=by)
    Dependency.add(two, four, by=by)
    Item.combine([one, two], by=by)
    assert waits(team) == ["I3 for I4"]


# Leaving the shortlist, and being merged


def test_an_idea_that_leaves_the_shortlist_stays_a_part_and_comes_back(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, *_others = ideas
    Item.combine([one, two, three], by=by)
    two.place("out_of_mvp", reason="Later", by=by)
    Choice.make(three, included=False, reason="Too large", by=by)

    entry = Roadmap.of(team).entry(1)
    assert (entry.ideas, entry.away) == ([one], [two, three])
    assert Roadmap.of(team).leftovers == []
    assert "Made from" not in cards(roadmap(client, team))["I1"]
    page = client.get(at("parts", team, 1)).content.decode()
    assert f"{two} is a part of it too, but is not on the shortlist" in page

    # Saving what the page shows throws out nothing that it does not show.
    client.post(at("parts", team, 1), {"ideas": ["1", "4"]})
    assert items(team) == ["I1 I4", "I5"]
    two.place("in_mvp", reason="Now", by=by)
    Choice.withdraw(three, by=by)
    assert items(team) == ["I1 I4 I2 I3", "I5"]


def test_the_first_idea_may_leave_and_the_next_one_gives_the_number(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, *_others = ideas
    Item.combine([one, two], by=by)
    change(one, by, owner="Data team")
    one.place("out_of_service", reason="Never", by=by)
    entry = Roadmap.of(team).entry(2)
    assert (entry.reference, entry.item.owner) == ("I2", "Data team")
    assert Roadmap.of(team).entry(1) is None


def test_what_is_merged_into_an_idea_gives_it_its_place(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, *_others = ideas
    change(two, by, owner="Web team", horizon="After the MVP", starts=date(2027, 4, 1), ends=date(2027, 5, 1))
    two.merge_into(one, by=by)

    entry = Roadmap.of(team).entry(1)
    assert (entry.item.owner, entry.horizon.name, entry.item.months) == (
        "Web team",
        "After the MVP",
        "April to May 2027",
    )
    assert Roadmap.of(team).leftovers == []
    # No row was moved, and what is said from now on is said of that item.
    assert [part.idea for part in Part.objects.all()] == [two]
    client.post(at("place", team, 1), {"horizon": "MVP", "progress": "done", "owner": "Data team"})
    assert Item.objects.get().owner == "Data team"

    two.undo_merge(by=by)
    entries = {entry.number: entry.item.owner for entry in Roadmap.of(team).entries}
    assert (entries[1], entries[2]) == ("", "Data team")


def test_a_merge_keeps_what_both_were_and_says_what_shows_no_more(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, *_others = ideas
    change(one, by, owner="Data team")
    change(two, by, owner="Web team")
    two.merge_into(one, by=by)

    its_roadmap = Roadmap.of(team)
    assert its_roadmap.entry(1).item.owner == "Data team"
    [leftover] = its_roadmap.leftovers
    assert (leftover.reference, leftover.item.owner) == ("I2", "Web team")
    shown = " ".join(roadmap(client, team).select_one("[aria-labelledby=leftovers]").get_text(" ").split())
    assert "merged into I1" in shown
    assert "Owner: Web team" in shown

    # In one item already: then nothing is left over.
    two.undo_merge(by=by)
    Item.combine([three, two], by=by)
    two.merge_into(three, by=by)
    assert (items(team), Roadmap.of(team).leftovers) == (["I1", "I3", "I4", "I5"], [])


def test_an_idea_made_of_several_stands_in_the_item_of_one_and_goes_on_from_there(
    team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, four, _five = ideas
    Item.combine([two, four], by=by)
    change(two, by, owner="Web team")
    solution = Idea.make_of(team, [two, three], by=by, problems=[], title="Both")
    solution.place("in_mvp", reason="Top", by=by)
    Choice.make(solution, included=True, reason="As its parts", by=by)
    entry = Roadmap.of(team).entry(solution.number)
    assert (entry.ideas, entry.item.owner) == ([solution, four], "Web team")

    # It takes what it stands by along, and leaves the other idea with what is known.
    Item.combine([one, solution], by=by)
    assert [entry.ideas for entry in Roadmap.of(team).entries[:2]] == [[one, solution], [four]]
    assert Part.objects.get(idea=two).item == Part.objects.get(idea=one).item
    assert Roadmap.of(team).entry(4).item.owner == "Web team"
    Item.combine([one], by=by)
    assert not Part.objects.filter(idea__in=[two, solution]).exists()


def test_a_part_that_another_item_hides_is_not_thrown_out(team: Team, ideas: list[Idea], by: User) -> None:
    one, two, three, four, _five = ideas
    Item.combine([one, two], by=by)
    change(three, by, owner="Web team")
    two.merge_into(three, by=by)
    entry = Roadmap.of(team).entry(1)
    assert (entry.ideas, entry.away) == ([one], [two])
    Item.combine([one, four, *entry.away], by=by)
    two.undo_merge(by=by)
    assert items(team) == ["I1 I4 I2", "I3", "I5"]


# No longer on the shortlist


def test_what_was_known_of_what_left_the_shortlist_is_listed_for_the_product_manager(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, *_others = ideas
    change(one, by, owner="Data team", belief="one form", outcome="save time")
    change(two, by, owner="Web team")
    one.place("out_of_mvp", reason="Later", by=by)
    Choice.make(two, included=False, reason="Too large", by=by)

    soup = roadmap(client, team)
    assert "I1" not in cards(soup)
    section = soup.select_one("[aria-labelledby=leftovers]")
    assert section.h2.text == "No longer on the shortlist"
    first, second = (" ".join(row.get_text(" ").split()) for row in section.select(".govuk-list--spaced > li"))
    assert first.startswith(f"I1 {one.title} : Out of scope for the MVP What was known of I1 Column: MVP")
    assert "We believe that: one form will: save time" in first
    assert second.startswith(f"I2 {two.title} : in scope for the MVP, not on the shortlist")

    Choice.withdraw(two, by=by)
    assert Roadmap.of(team).entry(2).item.owner == "Web team"
    team.memberships.update(product_manager=False)
    assert "No longer on the shortlist" not in roadmap(client, team).text


def test_it_is_deleted_after_a_question_and_the_history_keeps_it(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, *_others = ideas
    change(one, by, owner="Data team")
    Dependency.add(two, one, by=by)
    assert client.get(at("deletion", team, 1)).status_code == 404
    one.place("out_of_mvp", reason="Later", by=by)

    question = client.get(at("deletion", team, 1)).content.decode()
    assert "Data team" in question
    assert Item.objects.filter(owner="Data team").exists()
    assert client.post(at("deletion", team, 1)).headers["Location"] == at("roadmap", team)

    assert not Item.objects.filter(owner="Data team").exists()
    assert not Dependency.objects.exists()
    assert team.events.first().detail == {"forgotten": ["Column: MVP", "Owner: Data team"]}
    assert client.post(at("deletion", team, 1)).status_code == 404
    assert client.post(at("deletion", team, three.number)).status_code == 404
    assert team.ideas.filter(pk=one.pk).exists()


# The page


def test_the_product_manager_chooses_what_is_built_as_one_thing(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    said = {"own_title": "One form", "owner": "Web team", "belief": "it", "outcome": "help"}
    change(ideas[1], by, starts=date(2027, 4, 1), ends=date(2027, 4, 1), **said)
    Item.combine([ideas[2], ideas[3]], by=by)
    soup = BeautifulSoup(client.get(at("parts", team, 1)).content, "html.parser")
    boxes = {box["value"]: box.has_attr("checked") for box in soup.select("[name=ideas]")}
    assert boxes == {"1": True, "2": False, "3": False, "4": False, "5": False}
    hints = [" ".join(hint.text.split()) for hint in soup.select(".govuk-checkboxes__hint")]
    assert hints == [
        "“One form”, Web team, April 2027, with a hypothesis",
        f"Now a part of I3 {ideas[2].title}",
        f"Now a part of I3 {ideas[2].title}",
    ]

    response = client.post(at("parts", team, 1), {"ideas": ["2", "1", "4"]}, follow=True)

    assert "One item, made from: I1, I2, I4" in response.content.decode()
    assert items(team) == ["I1 I2 I4", "I3", "I5"]
    card = cards(roadmap(client, team))["I1"]
    assert "Made from I1 , I2 and I4" in card
    assert "Owner: Web team" in card
    # By the number of any of its ideas.
    client.post(at("parts", team, 4), {"ideas": ["2"]})
    assert items(team) == ["I1", "I2", "I3", "I4", "I5"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([], "Tick at least one idea"),
        (["1", "99"], "Tick only ideas in the list: one of them is not on the shortlist any more"),
        (["1", "x"], "Tick only ideas in the list: one of them is not on the shortlist any more"),
        (["3"], "Leave at least one of these ticked: I1, I2. What is known of the item stays with it"),
    ],
)
def test_what_cannot_be_built_as_one_thing_is_refused(
    client: Client, team: Team, ideas: list[Idea], by: User, sent: list[str], message: str
) -> None:
    Item.combine(ideas[:2], by=by)
    assert errors(client.post(at("parts", team, 1), {"ideas": sent})) == [message]
    assert items(team) == ["I1 I2", "I3", "I4", "I5"]


def test_a_circle_is_refused_on_the_page_with_what_to_do(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    one, two, three, *_others = ideas
    Dependency.add(one, three, by=by)
    Dependency.add(three, two, by=by)
    response = client.post(at("parts", team, 1), {"ideas": ["1", "2"]})
    assert errors(response) == [
        f"These cannot be one thing: it would wait for {three}, and that for it. Change what waits for what first"
    ]
    soup = BeautifulSoup(response.content, "html.parser")
    assert [box["value"] for box in soup.select("[name=ideas][checked]")] == ["1", "2"]


def test_saving_it_as_it_is_makes_nothing(client: Client, team: Team, ideas: list[Idea], by: User) -> None:
    assert client.post(at("parts", team, 1), {"ideas": ["1"]}).status_code == 302
    assert not Item.objects.exists()


def test_an_idea_that_is_alone_on_the_shortlist_is_told_what_to_do(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    Shortlist.draw_line(team, 1, by=by)
    soup = BeautifulSoup(client.get(at("parts", team, 1)).content, "html.parser")
    assert soup.select_one("main .govuk-button")["href"] == at("shortlist", team)
    assert not soup.select("[name=ideas]")


def test_an_item_made_of_the_whole_shortlist_comes_apart_again(
    client: Client, team: Team, ideas: list[Idea], by: User
) -> None:
    Item.combine(ideas, by=by)
    soup = BeautifulSoup(client.get(at("parts", team, 1)).content, "html.parser")
    assert [box["value"] for box in soup.select("[name=ideas][checked]")] == ["1", "2", "3", "4", "5"]
    client.post(at("parts", team, 1), {"ideas": ["1", "2"]})
    assert items(team) == ["I1 I2", "I3", "I4", "I5"]
