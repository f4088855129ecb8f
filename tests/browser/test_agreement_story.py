"""A facilitator places, a product manager confirms, somebody who joined by code challenges, and the scope is agreed."""

import re

import pytest

from ideation.models import ScopeVersion
from teams.models import Team
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = ["Guide registration step by step", "Remind mentors by text", "A hotline on Sundays"]


@pytest.fixture
def team() -> Team:
    team: Team = TeamFactory(slug="ours")
    for title in TITLES:
        IdeaFactory(team=team, title=title)
    return team


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_notes_to_a_scope_that_everybody_agreed_on(people: People, team: Team, javascript: bool) -> None:
    facilitator = MembershipFactory(team=team, as_facilitator=True, user__name="Fay").user
    decider = MembershipFactory(team=team, as_product_manager=True, user__name="Priya").user
    fay = people("Fay", signed_in_as=facilitator, javascript=javascript)
    screen = people("the room", signed_in_as=facilitator, javascript=javascript)
    priya = people("Priya", signed_in_as=decider, javascript=javascript)
    gus = people("Gus", javascript=javascript, viewport={"width": 320, "height": 700})

    screen.goto("/teams/ours/ideas/scope/screen/")
    screen.sees(TITLES[0])
    place_one_then_the_rest_at_once(fay)
    look_again(screen)
    screen.sees("All ideas are placed")

    priya.goto("/teams/ours/ideas/scope/")
    priya.follow("Confirm 3 placements")
    priya.click("Confirm")
    priya.sees("3 placements confirmed")

    code = open_a_round(fay)
    join_and_challenge(gus, code)
    answer(priya)
    look_again(gus)
    if javascript:
        gus.sees("1 placement changed. 1 challenge of yours was answered.")
        gus.follow("Show")
    gus.sees("You are right: spring")

    priya.goto("/teams/ours/ideas/scope/agreement/")
    priya.sees("1 idea is not placed")
    fay.goto("/teams/ours/ideas/scope/")
    place(fay, "Completely out of scope for the service", "Nobody would call", "Save")
    priya.goto("/teams/ours/ideas/scope/confirmation/")
    priya.click("Confirm")
    priya.goto("/teams/ours/ideas/scope/agreement/")
    priya.click("Call the scope agreed")
    priya.sees(re.compile("Agreed on"))
    assert ScopeVersion.objects.get().agreed


def place(fay: Person, scope: str, reason: str, button: str) -> None:
    fay.click("Place the next idea")
    fay.choose(scope)
    fay.fill("Why?", reason)
    fay.click(button)


def place_one_then_the_rest_at_once(fay: Person) -> None:
    fay.goto("/teams/ours/ideas/scope/")
    fay.sees("3 of 3 left to place")
    place(fay, "In scope for the MVP", "Needed by May", "Save and place the next")
    fay.is_at(re.compile(TITLES[1]))
    fay.follow("Cancel")
    fay.follow("Place several at once")
    for title in TITLES[1:]:
        fay.page.get_by_label(re.compile(title)).check()
    fay.choose("Out of scope for the MVP")
    fay.fill("Why?", "Not before the autumn")
    fay.click("Place the selected ideas")
    fay.sees("2 ideas placed")


def open_a_round(fay: Person) -> str:
    fay.goto("/teams/ours/ideas/scope/agreement/")
    fay.follow("Let people without an account join")
    fay.click("Open a round")
    return fay.page.locator(".app-code").inner_text()


def join_and_challenge(gus: Person, code: str) -> None:
    gus.goto("/")
    gus.fill("Your code", code.lower())
    gus.click("Join")
    gus.sees("This is not a secret vote")
    gus.fill("Your name", "Gus")
    gus.click("Join")
    gus.click(f"Agree I1 {TITLES[0]}")
    gus.sees("You agree.")
    gus.page.locator("#idea-2 summary").click()
    gus.page.locator("#idea-2").get_by_label("Why do you challenge it?").fill("Mentors forget in spring")
    gus.click("Send challenge I2")
    gus.sees("Mentors forget in spring")
    gus.fill("Is anything missing?", "A letter to schools")
    gus.click("Add the idea")
    gus.sees("I4 added. It is not placed yet.")


def answer(priya: Person) -> None:
    priya.goto("/teams/ours/ideas/scope/challenges/")
    priya.follow("Answer Gus, I2")
    priya.choose("Move it: In scope for the MVP")
    priya.fill("Your answer", "You are right: spring")
    priya.click("Send answer")
    priya.sees("You are right: spring")


def look_again(person: Person) -> None:
    """With scripts a page moves by itself."""
    if not person.has_scripts:
        person.page.reload()
