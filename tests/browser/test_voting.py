"""A room at once: facilitator, the room's screen and two voters, one of whom loses the connection."""

import re

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import MembershipFactory, WorkshopFactory
from tests.workshops.room import vote
from workshops.models import Score, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop() -> Workshop:
    """Open to join, on three problems."""
    return WorkshopFactory(state="open", candidates=3, title="Room of four")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_close_a_lost_connection_a_reopening_and_a_finish(
    people: People, workshop: Workshop, javascript: bool
) -> None:
    organiser = MembershipFactory(team=workshop.team, as_facilitator=True).user
    fay = people("Fay", signed_in_as=organiser, javascript=javascript)
    screen = people("the room", signed_in_as=organiser, javascript=javascript)
    ann, bob = (people(name, javascript=javascript) for name in ("Ann", "Bob"))
    fay.goto(workshop.get_absolute_url())
    screen.goto(f"{workshop.get_absolute_url()}screen/")
    screen.sees(workshop.spoken_code)

    join([ann, bob], workshop)
    for watcher in (fay, screen):
        look_again(watcher)
        watcher.sees("Ann")
        watcher.sees("Bob")
    moves = ann.page.get_by_text("This page moves on by itself.")
    expect(moves).to_be_visible(visible=javascript)
    expect(ann.page.get_by_role("link", name="Check again")).to_be_visible(visible=not javascript)
    fay.click("Start voting")
    # With two others in the room, or no result could be shown.
    vote(workshop, 2, 2)
    for voter in (ann, bob):
        if not javascript:
            voter.follow("Check again")
        voter.is_at(title(workshop, 1))

    save_while_the_connection_is_lost(ann, workshop)
    score_all(bob, 4)
    fay.click("Close voting")
    fay.sees("Voting is closed")
    look_again(screen)
    screen.sees("Voting has closed")
    save_too_late(bob, workshop)
    fay.click("Reopen voting")
    fay.sees("Voting is open again")
    score_everything(bob, workshop)
    look_again(screen)
    screen.sees("1 of 4")

    show_the_results(fay, workshop)
    look_again(screen)
    screen.sees("The results are on your own screen")
    bob.goto(f"/vote/{workshop.code}/results/")
    bob.sees("4 people scored")
    assert not workshop.participants.exclude(ballot=None).exists()


CHANGE_WHILE_SAVING = """() => {
  const send = window.fetch;
  window.fetch = async (...request) => {
    window.fetch = send;
    const answer = await send(...request);
    document.querySelector("main form fieldset input[value='2']").click();
    return answer;
  };
}"""


def test_what_is_chosen_while_the_page_is_being_saved_is_saved_too(people: People, workshop: Workshop) -> None:
    ann = people("Ann")
    join([ann], workshop)
    workshop.start(by=None)
    ann.is_at(title(workshop, 1))
    score_all(ann, 4)
    ann.page.evaluate(CHANGE_WHILE_SAVING)
    ann.click("Save and continue")
    ann.is_at(title(workshop, 2))
    assert (saved(workshop, 2).count(), saved(workshop, 4).count()) == (1, 5)


def join(voters: list[Person], workshop: Workshop) -> None:
    for voter in voters:
        voter.goto(f"/join/{workshop.code}/")
        voter.fill("Your name", voter.name)
        voter.click("Agree and join")
        voter.is_at(f"You’re in, {voter.name}")


def save_while_the_connection_is_lost(ann: Person, workshop: Workshop) -> None:
    """What she chose stays, and is saved once the connection is back. Without scripts the browser has it."""
    score_all(ann, 5)
    ann.goes_offline()
    if ann.has_scripts:
        ann.page.get_by_role("button", name="Save and continue").click()
        expect(ann.page.locator("#save-state")).to_contain_text("Not saved")
        assert chosen(ann) == ["5"] * 6
        assert not saved(workshop, 5).exists()
        ann.comes_back_online()
    else:
        with pytest.raises(PlaywrightError, match="INTERNET_DISCONNECTED"), ann.page.expect_navigation():
            ann.page.get_by_role("button", name="Save and continue").click()
        assert not saved(workshop, 5).exists()
        ann.comes_back_online()
        # The browser still holds what was sent, and sends it again.
        ann.page.reload()
    ann.is_at(title(workshop, 2))
    ann.sees("P1 is saved")
    assert saved(workshop, 5).count() == 6


def save_too_late(bob: Person, workshop: Workshop) -> None:
    """He had chosen and not saved as voting was closed."""
    if bob.has_scripts:
        bob.sees("Voting has closed")
    bob.page.get_by_role("button", name="Save and continue").click()
    bob.sees("Voting is not open")
    assert chosen(bob) == ["4"] * 6
    assert not saved(workshop, 4).exists()


def score_everything(bob: Person, workshop: Workshop) -> None:
    bob.goto(f"/vote/{workshop.code}/1/")
    for number in (1, 2, 3):
        bob.is_at(title(workshop, number))
        score_all(bob, 4)
        bob.click("Save and continue")
    bob.click("Submit my votes")
    bob.is_at("Votes submitted")
    assert saved(workshop, 4).count() == 18


def show_the_results(fay: Person, workshop: Workshop) -> None:
    fay.goto(workshop.get_absolute_url())
    fay.click("Close voting")
    fay.click("Show results")
    fay.sees("This is final")
    fay.sees("Ann")
    fay.click("Show results")
    fay.is_at(re.compile("Results"))


def look_again(person: Person) -> None:
    """With scripts a page moves by itself."""
    if not person.has_scripts:
        person.page.reload()


def score_all(person: Person, point: int) -> None:
    for group in person.page.locator("main form fieldset").all():
        group.get_by_role("radio").nth(point - 1).check()


def title(workshop: Workshop, number: int) -> str:
    return workshop.candidates.get(number=number).title


def chosen(person: Person) -> list[str]:
    return [radio.input_value() for radio in person.page.locator("main form input[type=radio]:checked").all()]


def saved(workshop: Workshop, value: int) -> QuerySet[Score]:
    return Score.objects.filter(ballot__workshop=workshop, value=value)
