"""Somebody new comes into a team by an invitation in their mailbox, and is taken out of it again."""

import pytest
from playwright.sync_api import expect

from teams.models import Team
from tests.browser.conftest import People
from tests.browser.person import WAYS
from tests.factories import MembershipFactory, TeamFactory
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "sam.patel@example.gov.uk"


@pytest.fixture
def team() -> Team:
    found: Team = TeamFactory(name="Teacher training", slug="ours")
    return found


@pytest.mark.parametrize("way", WAYS)
def test_somebody_is_invited_by_email_makes_an_account_joins_and_is_removed(
    people: People, team: Team, mailbox: Mailbox, way: str
) -> None:
    # Given a facilitator, and Sam with a phone, who has no account
    user = MembershipFactory(team=team, as_both=True, user__name="Fay Facilitator").user
    fay = people("Fay", signed_in_as=user, way=way)
    sam = people("Sam", way=way, viewport={"width": 320, "height": 700})

    # When Fay invites Sam, and mistypes the address first
    fay.goto("/teams/ours/people/")
    fay.click("Invite somebody")
    fay.is_at("Invite somebody")
    fay.fill("Who is the invitation for?", "Sam Patel")
    fay.fill("Email address (optional)", "sam.patel")
    fay.choose("Team member")
    fay.click("Make the invitation")
    fay.sees("Enter an email address in the correct format, like name@example.com")
    fay.fill("Email address (optional)", ADDRESS)
    fay.click("Make the invitation")
    fay.sees(f"Invitation made, and sent to {ADDRESS}")

    # Then the mail that Sam gets has a link to a page that says what it is for, to somebody who is not signed in
    assert mailbox.addresses == [[ADDRESS]]
    assert mailbox.last["Subject"] == "Join Teacher training on Shortlist"
    sam.goto(mailbox.link)
    sam.is_at("Join Teacher training")
    sam.sees("Fay Facilitator")

    # When Sam makes an account there, and forgets something first
    sam.click("Create an account")
    sam.is_at("Create an account")
    sam.fill("Full name", "Sam Patel")
    sam.fill("Email address", ADDRESS)
    sam.click("Create account")
    sam.sees("Enter a password")
    sam.fill("Create a password", "three random words")
    sam.click("Create account")

    # Then they are asked whether they want to join, and nobody is in yet
    sam.is_at("Join Teacher training")
    assert team.memberships.count() == 1
    sam.click("Join the team")
    sam.sees("You have joined Teacher training")

    # And the link does nothing for anybody else
    passer_by = people("Passer-by", signed_in_as=MembershipFactory().user, way=way)
    passer_by.goto(mailbox.link)
    passer_by.is_at("This invitation does not work any more")

    # When Fay removes Sam
    fay.goto("/teams/ours/people/")
    fay.follow("Change the role of Sam Patel")
    fay.follow("Remove Sam Patel from the team")
    fay.is_at("Are you sure you want to remove Sam Patel from the team?")
    fay.click("Remove from the team")
    fay.sees("Sam Patel is no longer in the team")

    # Then Sam sees nothing of it any more, and keeps the account
    sam.goto("/teams/ours/people/")
    sam.is_at("Page not found")
    sam.goto("/teams/")
    sam.sees("You are not in a team yet")
    expect(sam.page.get_by_role("link", name="Teacher training")).to_have_count(0)
    sam.goto("/accounts/")
    sam.sees("Sam Patel")
