"""The ideas of the worked example: 29 notes become a scope that everybody agreed on, and a shortlist of ten."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from ideation.models import Idea, ScopeVersion
from overview.example import published
from overview.example.idea_words import CHOSEN_IDEAS, NOTES, OTHER_IDEAS, THEMES, IdeaWords
from overview.example.votes import join
from problems.models import Problem, UserGroup
from teams.models import Team, User
from tests.browser.conftest import People
from tests.browser.person import WAYS, Person
from tests.browser.test_story import look_again, show_results
from tests.browser.test_wall import drag
from tests.factories import MembershipFactory, TeamFactory
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {words.title: words for words in CHOSEN_IDEAS + OTHER_IDEAS}
IN, OUT, NEVER = "In scope for the MVP", "Out of scope for the MVP", "Completely out of scope for the service"
# A member wants this one in, and is right; who joined by code wants the other one, and is told why not.
MOVED = "Warn lead providers before a declaration would be refused"
KEPT = "Let appropriate bodies upload a spreadsheet of inductions"
MISSING = "Write to every school before the start of term"


@dataclass
class Room:
    """Who takes part, each at a browser of their own."""

    people: People
    team: Team
    way: str
    numbers: dict[str, int] = field(default_factory=dict)

    def seat(self, name: str, user: User | None = None, **context: Any) -> Person:
        return self.people(name, signed_in_as=user, way=self.way, **context)

    def member(self, name: str, **roles: bool) -> Person:
        return self.seat(name, MembershipFactory(team=self.team, user__name=name, **roles).user)

    def address(self, path: str) -> str:
        return f"/teams/{self.team.slug}/{path}"

    def label(self, title: str) -> str:
        return f"I{self.numbers[title]} {title}"


@pytest.fixture
def team() -> Team:
    """The problems of the example, and what people wrote down: nothing is grouped, merged or placed."""
    team: Team = TeamFactory(slug="ours")
    team.set_purposes(published.CORE_PURPOSES)
    groups = {name: UserGroup.make(team, name) for name in published.USER_GROUPS}
    problems = {
        key: Problem.add(team, by=None, title=problem.title, user_group=groups[problem.user_group])
        for key, problem in published.PROBLEMS.items()
    }
    written = [(words.title, words.problems) for words in (*CHOSEN_IDEAS, *OTHER_IDEAS)]
    for title, keys in written + [(note.title, note.problems) for note in NOTES]:
        Idea.add(team, by=None, problems=[problems[key] for key in keys], title=title)
    return team


@pytest.mark.parametrize("way", WAYS)
def test_29_notes_become_a_scope_that_all_agreed_on_and_a_shortlist_of_ten(
    people: People, team: Team, way: str
) -> None:
    room = Room(people, team, way, dict(team.ideas.values_list("title", "number")))
    fay, priya = room.member("Fay", as_facilitator=True), room.member("Priya", as_product_manager=True)
    ann, bob = room.member("Ann"), room.member("Bob")
    gus = room.seat("Gus", viewport={"width": 320, "height": 700})

    funnel_is(room, fay, 29, 29, 0)
    group_by_theme(room, ann, fay)
    merge_what_is_the_same(room, bob)
    funnel_is(room, fay, 29, 26, 0)
    place_all(room, fay)
    funnel_is(room, fay, 29, 26, 13)
    confirm(room, priya, 26)
    code = open_a_round(room, fay)
    agree_and_challenge(room, ann, bob, gus, code)
    answer(room, priya, gus)
    funnel_is(room, fay, 30, 27, 14)
    place_what_was_missing(room, fay)
    confirm(room, priya, 1)
    call_it_agreed(room, priya)
    funnel_is(room, fay, 30, 27, 14)
    vote(room, fay, ann)
    draw_the_line_at_ten(room, priya)
    funnel_is(room, priya, 30, 27, 14, 10)


def funnel_is(room: Room, person: Person, *numbers: int) -> None:
    """Each number is that of the rows of the list that it leads to."""
    person.goto(room.address("shortlist/" if len(numbers) == 4 else "ideas/"))
    links = person.page.get_by_role("list", name="From ideas to the shortlist").get_by_role("link")
    expect(links).to_have_count(len(numbers))
    for link, number in zip(links.all(), numbers, strict=True):
        assert link.inner_text().split()[0] == str(number)
        listed = person.page.request.get(str(link.get_attribute("href")))
        soup = BeautifulSoup(listed.text(), "html.parser")
        assert len(soup.select("main tbody tr, .app-card")) == number


def titles(holds: Callable[[IdeaWords], bool]) -> list[str]:
    return [title for title, words in WORDS.items() if holds(words)]


def select_notes(room: Room, person: Person, chosen: list[str]) -> None:
    # In the order of the wall, so that somebody with a keyboard goes down it once.
    for title in sorted(chosen, key=room.numbers.__getitem__):
        person.tick(person.page.locator(f"#select-{room.numbers[title]}"))


def group_by_theme(room: Room, *members: Person) -> None:
    for person in members:
        person.goto(room.address("ideas/wall/"))
        person.sees("29 notes, 29 ideas")
    for place, theme in enumerate(THEMES):
        person = members[place % len(members)]
        of_theme = titles(lambda words, theme=theme: words.theme == theme)  # type: ignore[misc]
        last = of_theme.pop() if room.way == "mouse" and place == 0 else None
        select_notes(room, person, of_theme)
        person.fill("Or to a new theme", theme)
        person.click("Move")
        column = person.page.locator(f"[data-name='{theme}'] .app-note")
        expect(column).to_have_count(len(of_theme))
        if last:
            drag(person.page, room.numbers[last], theme)
            expect(column).to_have_count(len(of_theme) + 1)
    grouped = room.team.ideas.exclude(theme=None).values_list("title", "theme__name")
    assert dict(grouped) == {title: words.theme for title, words in WORDS.items()}


def merge_what_is_the_same(room: Room, person: Person) -> None:
    for left, note in enumerate(reversed(NOTES)):
        person.goto(room.address("ideas/wall/"))
        person.sees(f"29 notes, {29 - left} ideas")
        select_notes(room, person, [note.title, note.merged_into])
        person.click("Make one idea of them")
        person.is_at("Make one idea of several")
        person.choose(room.label(note.merged_into), within="Which idea stands for them?")
        person.click("Make one idea of them")
        person.sees(f"I{room.numbers[note.merged_into]} stands for I{room.numbers[note.title]} now")
    assert room.team.ideas.merged().count() == 3


def place_all(room: Room, fay: Person) -> None:
    screen = room.seat("the room")
    screen.sign_in(User.objects.get(name="Fay"))
    screen.goto(room.address("ideas/scope/screen/"))
    never = titles(lambda words: words.scope == "out_of_service")
    out = titles(lambda words: words.scope == "out_of_mvp")
    inside = titles(lambda words: words.scope == "in_mvp")
    assert MOVED in out
    fay.goto(room.address("ideas/scope/"))
    fay.sees("26 of 26 left to place")
    one_by_one, by_hand = inside[:2], out[0]
    fay.press(fay.page.locator("#place-next"))
    for title in one_by_one:
        fay.is_at(re.compile(re.escape(title)))
        write_placement(fay, IN, f"Because of {title}")
        fay.click("Save and place the next" if title != one_by_one[-1] else "Save")
    place_from_the_wall(room, fay, by_hand)
    for scope, chosen in ((NEVER, never), (OUT, out[1:]), (IN, inside[2:])):
        fay.goto(room.address("ideas/scope/several/"))
        for title in chosen:
            fay.choose(room.label(title), exact=False)
        write_placement(fay, scope, "For one reason")
        fay.click("Place the selected ideas")
        fay.sees(f"{len(chosen)} ideas placed")
    fay.sees("All 26 ideas are placed")
    if not screen.has_scripts:
        screen.page.reload()
    screen.sees("All ideas are placed")


def write_placement(fay: Person, scope: str, reason: str) -> None:
    fay.choose(scope)
    fay.fill("Why?", reason)


def place_from_the_wall(room: Room, fay: Person, title: str) -> None:
    """Dragged to a column, or by the link of the note: the reason is asked for either way."""
    fay.goto(room.address("ideas/wall/?by=scope"))
    if room.way == "mouse":
        drag(fay.page, room.numbers[title], OUT)
        fay.is_at(re.compile(re.escape(title)))
        expect(fay.page.get_by_label(OUT)).to_be_checked()
        fay.fill("Why?", "Dragged there")
    else:
        fay.follow(f"Place {room.label(title)}")
        write_placement(fay, OUT, "Chosen there")
    fay.click("Save")


def confirm(room: Room, priya: Person, count: int) -> None:
    priya.goto(room.address("ideas/scope/"))
    expect(priya.page.locator("#confirm")).to_have_text(f"Confirm {count} placement{'s' if count > 1 else ''}")
    priya.press(priya.page.locator("#confirm"))
    priya.click("Confirm")
    priya.sees(f"{count} placement{'s' if count > 1 else ''} confirmed")


def open_a_round(room: Room, fay: Person) -> str:
    fay.goto(room.address("ideas/scope/agreement/"))
    fay.click("Let people without an account join")
    fay.click("Open a round")
    return fay.page.locator(".app-code").inner_text()


def agree_and_challenge(room: Room, ann: Person, bob: Person, gus: Person, code: str) -> None:
    gus.goto("/")
    gus.fill("Your code", code.lower())
    gus.click("Join")
    gus.sees("This is not a secret vote")
    gus.fill("Your name", "Gus")
    gus.click("Join")
    for person in (ann, bob):
        person.goto(room.address("ideas/scope/agreement/"))
    for person in (bob, gus):
        person.click(f"Agree {room.label(published.IDEAS['data model'])}")
        person.sees("You agree.")
    challenge(room, ann, MOVED, "Refused declarations are what providers ask about most")
    challenge(room, gus, KEPT, "One at a time takes us days")
    gus.does_not_see("Refused declarations")
    gus.fill("Is anything missing?", MISSING)
    gus.click("Add the idea")
    gus.sees("I30 added. It is not placed yet.")
    room.numbers[MISSING] = 30


def challenge(room: Room, person: Person, title: str, reason: str) -> None:
    place = person.page.locator(f"#idea-{room.numbers[title]}")
    person.press(place.locator("summary"))
    person.write(place.get_by_label("Why do you challenge it?"), reason)
    person.click(f"Send challenge I{room.numbers[title]}")
    person.sees(reason)


def answer(room: Room, priya: Person, gus: Person) -> None:
    for who, title, choice, words in (
        ("Ann", MOVED, f"Move it: {IN}", "You are right: it is small"),
        ("Gus", KEPT, f"Keep it: {OUT}", "It would have to be built twice"),
    ):
        priya.goto(room.address("ideas/scope/challenges/"))
        priya.follow(f"Answer {who}, I{room.numbers[title]}")
        priya.choose(choice)
        priya.fill("Your answer", words)
        priya.click("Send answer")
        priya.sees(words)
    if gus.has_scripts:
        gus.sees("1 placement changed. 1 challenge of yours was answered.")
        gus.follow("Show")
    else:
        gus.page.reload()
    gus.sees("It would have to be built twice")


def place_what_was_missing(room: Room, fay: Person) -> None:
    fay.goto(room.address("ideas/scope/"))
    fay.sees("1 of 27 left to place")
    fay.press(fay.page.locator("#place-next"))
    write_placement(fay, OUT, "Letters are written once the words are settled")
    fay.click("Save")
    fay.sees("All 27 ideas are placed")


def call_it_agreed(room: Room, priya: Person) -> None:
    priya.goto(room.address("ideas/scope/agreement/"))
    priya.click("Call the scope agreed")
    priya.sees(re.compile("Agreed on"))
    assert ScopeVersion.objects.get().agreed


def vote(room: Room, fay: Person, ann: Person) -> None:
    """All in scope are put to the vote without anybody choosing them. Two more vote like her."""
    fay.goto(room.address("ideas/scope/"))
    fay.press(fay.page.locator("#vote"))
    fay.fill("Title of the workshop", "Ideas in scope")
    fay.click("Continue")
    fay.is_at(re.compile("Choose what to vote on"))
    expect(fay.page.get_by_role("checkbox", checked=True)).to_have_count(14)
    fay.click("Save")
    fay.click("Open to join")
    code = fay.page.locator(".app-code").inner_text().replace(" ", "")
    workshop = Workshop.objects.get(code=code)
    ann.goto(f"/join/{code}/")
    ann.fill("Your name", "Ann")
    ann.click("Agree and join")
    others = [join(workshop, name) for name in ("Bob", "Cy")]
    look_again(fay)
    fay.click("Start voting")
    fay.sees("Voting has started")
    workshop.refresh_from_db()
    for ballot in others:
        for candidate in workshop.candidates.all():
            ballot.save_scores(candidate, dict.fromkeys(workshop.criteria.all(), point_of(candidate.title)))
        ballot.submit()
    if ann.has_scripts:
        ann.page.wait_for_url(f"**/vote/{code}/1/")
    else:
        ann.follow("Check again")
    for _candidate in range(14):
        point = point_of(ann.page.get_by_role("heading", level=1).inner_text())
        for group in ann.page.locator("main form fieldset").all():
            ann.tick(group.get_by_role("radio").nth(point - 1))
        with ann.page.expect_navigation():
            # The pages of the ballot are looked at in the stories that are about them.
            ann.press(ann.page.get_by_role("button", name="Save and continue"))
    ann.click("Submit my votes")
    ann.is_at("Votes submitted")
    show_results(fay)


def point_of(title: str) -> int:
    return 5 if title in published.IDEAS.values() else 2


def draw_the_line_at_ten(room: Room, priya: Person) -> None:
    priya.goto(room.address("shortlist/"))
    priya.fill("How many ideas are above the line?", "10")
    priya.click("Draw the line")
    priya.sees("10 ideas are on the shortlist for the MVP, out of 27 considered")
    priya.press(priya.page.get_by_role("link", name="10 on the shortlist"))
    priya.is_at("Roadmap")
    expect(priya.page.locator(".app-card p:first-child strong")).to_have_count(10)
    assert set(priya.page.locator(".app-card p:first-child strong").all_inner_texts()) == set(published.IDEAS.values())
