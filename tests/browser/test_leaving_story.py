"""People go, and a team goes."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from teams.models import Invitation, Team, User
from teams.removing import remove_team
from tests.browser.conftest import People
from tests.browser.person import WAYS
from tests.factories import MembershipFactory, TeamFactory, WorkshopFactory
from workshops.models import Participant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Team:
    found: Team = TeamFactory(name="Teacher training", slug="ours")
    return found


@pytest.mark.parametrize("way", WAYS)
def test_somebody_deletes_their_account_after_handing_over(people: People, team: Team, way: str) -> None:
    # Given the only product manager of a team, and a facilitator
    pat_user = MembershipFactory(team=team, as_both=True, user__name="Pat", user__email="pat@example.gov.uk").user
    fran = MembershipFactory(team=team, as_facilitator=True, user__name="Fran").user
    pat = people("Pat", signed_in_as=pat_user, way=way)

    # When Pat wants to delete their account
    pat.goto("/accounts/")
    pat.follow("Delete your account")

    # Then they are asked to hand over first, and led there
    pat.sees("somebody has to take over from you")
    pat.follow("Make somebody else a product manager in Teacher training")
    pat.follow("Change the role of Fran")
    pat.choose("Facilitator and product manager")
    pat.click("Save role")

    # When they have, and type their address
    pat.goto("/accounts/deletion/")
    pat.click("Delete my account")
    pat.sees("Type the email address of this account, to confirm that you want to delete it")
    pat.fill("To confirm, type your email address", "pat@example.gov.uk")
    pat.click("Delete my account")

    # Then they are signed out, and Fran goes on
    pat.sees("Your account was deleted, and you are signed out")
    assert not User.objects.filter(name="Pat").exists()
    assert team.memberships.get().user == fran
    pat.goto("/accounts/")
    pat.is_at("Sign in")


@pytest.mark.parametrize("way", WAYS)
def test_a_team_is_deleted_while_a_room_votes(people: People, team: Team, way: str) -> None:
    # Given a room that votes
    boss = MembershipFactory(team=team, as_both=True).user
    workshop = WorkshopFactory(team=team, state="open")
    bea = people("Bea", signed_in_as=boss, way=way)
    voter = people("Vic", way=way, viewport={"width": 320, "height": 700})
    voter.goto(workshop.join_path)
    voter.fill("Your name", "Vic")
    voter.click("Agree and join")
    assert Participant.objects.get().name == "Vic"

    # When the team is deleted, after its name was typed
    bea.goto("/teams/ours/settings/")
    bea.follow("Delete this team")
    bea.sees("1 workshop is under way")
    bea.fill("To confirm, type the name of the team", "Something")
    bea.click("Delete this team")
    bea.sees("Type the name of the team as it is written above")
    bea.fill("To confirm, type the name of the team", "teacher training")
    bea.click("Delete this team")

    # Then it is gone, and who was in the room is told so
    bea.sees("Teacher training was deleted")
    bea.sees("You are not in a team yet")
    if not voter.has_scripts:
        voter.page.reload()
    expect(voter.page.get_by_role("heading", level=1)).to_have_text("This is not there any more")
    voter.check_page()
    assert not Team.objects.exists()
    assert not Invitation.objects.exists()


def test_a_page_that_moves_by_itself_says_that_somebody_is_signed_out(people: People, team: Team) -> None:
    # Given a facilitator who watches a vote, and the screen of the room
    boss = MembershipFactory(team=team, as_both=True).user
    workshop = WorkshopFactory(team=team, state="voting")
    desk, screen = people("Fay", signed_in_as=boss), people("Screen", signed_in_as=boss)
    desk.goto(workshop.get_absolute_url())
    screen.goto(f"{workshop.get_absolute_url()}screen/")
    headings = {person: person.page.get_by_role("heading", level=1).all_inner_texts() for person in (desk, screen)}

    # When they are signed out, in another tab or as it took too long
    for person in (desk, screen):
        person.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    # Then both pages stay as they are, and say why
    for person in (desk, screen):
        expect(person.page.locator("#connection")).to_contain_text("You are signed out")
        assert person.page.get_by_role("heading", level=1).all_inner_texts() == headings[person]
        # That it asked signed out is what this is about.
        person.problems[:] = [problem for problem in person.problems if "401 from" not in problem]
    # And who sends a form signs in, and comes back to where it was
    desk.page.get_by_role("button", name="Close voting").click()
    desk.is_at("Sign in")
    assert desk.page.url.endswith(f"?next={workshop.get_absolute_url()}")
    for person in (desk, screen):
        person.page.goto("about:blank")
        person.problems[:] = [problem for problem in person.problems if "401 from" not in problem]


def test_a_page_that_moves_by_itself_says_that_its_team_is_gone(people: People, team: Team) -> None:
    # Given a facilitator who watches a vote, and the screen of the room
    boss = MembershipFactory(team=team, as_both=True).user
    workshop = WorkshopFactory(team=team, state="voting")
    desk, screen = people("Fay", signed_in_as=boss), people("Screen", signed_in_as=boss)
    desk.goto(workshop.get_absolute_url())
    screen.goto(f"{workshop.get_absolute_url()}screen/")

    # When somebody else deletes the team
    remove_team(team, by=boss)

    # Then both pages say so by themselves
    for person in (desk, screen):
        expect(person.page.get_by_role("heading", level=1)).to_have_text("Page not found")
        # That it asked for what is gone is what this is about.
        person.problems[:] = [problem for problem in person.problems if "404 from" not in problem]
