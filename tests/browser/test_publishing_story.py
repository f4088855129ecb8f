"""From the results of an idea workshop to a roadmap that everybody may read, its second version, and its end."""

import re

import pytest
from playwright.sync_api import expect

from problems.models import Problem, UserGroup
from teams.models import Team
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory
from tests.workshops.room import finish
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

IDEAS = ["Guide registration step by step", "Show the right dates", "One sign-in for all", "A hotline on Sundays"]


@pytest.fixture
def team() -> Team:
    team: Team = TeamFactory(slug="ours", service="Register a teacher", organisation="Department for Education")
    team.set_purposes(["Help schools", "Pay providers"])
    schools = UserGroup.make(team, "Schools")
    problem = Problem.add(
        team, by=None, title="Registration is confusing", statement="Schools give up", user_group=schools
    )
    for title in IDEAS:
        IdeaFactory(team=team, title=title, scope="in_mvp", problems=[problem])
    return team


@pytest.fixture
def workshop(team: Team) -> Workshop:
    """Finished: three people scored the ideas, the first one highest and the last one lowest."""
    workshop = Workshop.add(team, by=None, kind="idea", title="Ideas in scope")
    workshop.put_to_the_vote(list(team.ideas.all()), by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    criteria = list(workshop.criteria.all())
    for name in ("Ann", "Bob", "Cem"):
        participant = Participant.with_key(workshop.code, str(Participant.join(workshop, name=name)))
        assert participant
        assert participant.ballot
        for candidate, point in zip(workshop.candidates.all(), (5, 4, 3, 1), strict=True):
            assert participant.ballot.save_scores(candidate, dict.fromkeys(criteria, point))
    finish(workshop)
    return workshop


def test_a_roadmap_is_decided_on_published_changed_and_withdrawn(
    people: People, team: Team, workshop: Workshop
) -> None:
    user = MembershipFactory(team=team, as_product_manager=True, user__name="Pam Product").user
    pam = people("Pam", signed_in_as=user)
    reader = people("Somebody")
    on_a_phone = people("Somebody on a phone", viewport={"width": 320, "height": 700})

    given_a_shortlist(pam, workshop)
    and_a_place_on_the_roadmap(pam)
    address = when_she_publishes(pam)
    then_everybody_reads_what_was_ticked(reader, on_a_phone, address)
    when_she_changes_it_and_publishes_again(pam)
    then_everybody_reads_what_changed(reader, on_a_phone, address)
    when_she_withdraws_it(pam)
    then_nobody_reads_it_any_more(reader, on_a_phone, address)


def given_a_shortlist(pam: Person, workshop: Workshop) -> None:
    pam.goto(workshop.results_url)
    pam.follow("Go to the shortlist")
    pam.fill("How many ideas are above the line?", "2")
    pam.click("Draw the line")
    pam.sees("The line: 2 ideas above, 2 below")
    pam.follow("Take in I4 A hotline on Sundays")
    pam.choose("Take it in", exact=False)
    pam.fill("Why?", "The minister has promised it")
    pam.click("Save decision")
    pam.sees("3 ideas are on the shortlist")


def and_a_place_on_the_roadmap(pam: Person) -> None:
    pam.goto("/teams/ours/roadmap/1/place/")
    pam.choose("Help schools")
    pam.choose("After the MVP")
    pam.click("Save")
    pam.is_at("Roadmap")


def when_she_publishes(pam: Person) -> str:
    pam.follow("Publish the roadmap")
    pam.is_at("Publish the roadmap")
    pam.page.get_by_label("I2 Show the right dates").uncheck()
    pam.choose("Scores, ranks and how it was decided")
    pam.fill("How to reach you (optional)", "Write to Pam Product")
    pam.click("See what everybody will see")
    # A person is not published; nothing else of what was chosen is lost.
    pam.sees("There is a problem")
    expect(pam.page.get_by_label("I2 Show the right dates")).not_to_be_checked()
    pam.fill("How to reach you (optional)", "roadmap@example.gov.uk")
    pam.click("See what everybody will see")
    pam.is_at("Check what everybody will see")
    pam.sees("1 item is left out, and nobody is told so")
    pam.sees("Roadmap: Register a teacher")
    pam.click("Publish")
    pam.is_at("Roadmap published")
    address = pam.page.locator("a[data-copy]").get_attribute("href")
    assert address
    expect(pam.page.get_by_role("button", name="Copy")).to_be_visible()
    return address


def then_everybody_reads_what_was_ticked(reader: Person, on_a_phone: Person, address: str) -> None:
    for person in (reader, on_a_phone):
        person.goto(address)
        person.is_at("Roadmap: Register a teacher")
        person.sees("Department for Education")
        person.sees("Version 1, published on")
        later = person.page.get_by_role("region", name="After the MVP")
        expect(later.get_by_text("Guide registration step by step")).to_be_visible()
        person.sees("The minister has promised it")
        person.sees("3 people scored the ideas in private")
        for kept in ("Show the right dates", "Schools give up", "Pam Product", "One sign-in for all", "left out"):
            person.does_not_see(kept)
        assert person.page.context.cookies() == []
        fits(person)


def fits(person: Person) -> None:
    """Nothing has to be scrolled to the side."""
    assert person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def when_she_changes_it_and_publishes_again(pam: Person) -> None:
    pam.goto("/teams/ours/roadmap/1/place/")
    pam.choose("MVP")
    pam.click("Save")
    pam.follow("Publish the roadmap")
    # As it was the last time, but for what has to be said anew.
    expect(pam.page.get_by_label("Scores, ranks and how it was decided")).to_be_checked()
    expect(pam.page.get_by_label("I2 Show the right dates")).not_to_be_checked()
    pam.page.get_by_label("I2 Show the right dates").check()
    pam.fill("Note for readers (optional)", "Registration comes first")
    pam.click("See what everybody will see")
    pam.does_not_see("left out")
    pam.click("Publish")
    pam.is_at("Roadmap published")
    pam.sees("Version 2")


def then_everybody_reads_what_changed(reader: Person, on_a_phone: Person, address: str) -> None:
    for person in (reader, on_a_phone):
        person.goto(address)
        person.sees("Registration comes first")
        person.sees("Show the right dates")
        person.follow("What changed between versions")
        person.is_at(re.compile("What changed"))
        person.sees("From “After the MVP” to “MVP”")
        new = person.page.locator("h2", has_text="New").locator("+ ul")
        expect(new).to_contain_text("I2 Show the right dates")
        fits(person)
        person.follow("The roadmap")
        person.follow("Version 1", exact=False)
        person.sees("This is an old version.")
        person.does_not_see("Show the right dates")
        fits(person)


def when_she_withdraws_it(pam: Person) -> None:
    pam.follow("Versions, and who published them")
    pam.is_at("Published versions")
    pam.sees("Published by Pam Product")
    pam.follow("Withdraw it")
    pam.is_at("Are you sure you want to withdraw the published roadmap?")
    pam.click("Withdraw the roadmap")
    pam.sees("The roadmap was withdrawn")


def then_nobody_reads_it_any_more(reader: Person, on_a_phone: Person, address: str) -> None:
    for person in (reader, on_a_phone):
        for page in ("", "versions/1/", "changes/"):
            answer = person.page.goto(f"{address}{page}")
            assert answer
            assert answer.status == 410
            person.is_at("This roadmap was withdrawn")
            person.does_not_see("Show the right dates")
        fits(person)
