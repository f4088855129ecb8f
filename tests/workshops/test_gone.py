"""People in a room whose team is deleted while they vote."""

import pytest
from django.test import Client

from ideation.models import AgreementRound
from teams.models import Membership
from teams.removing import remove_team
from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import join
from workshops.models import Workshop, WrongCodes

pytestmark = pytest.mark.django_db

POLL = {"HX-Request": "true"}


@pytest.fixture
def boss() -> Membership:
    found: Membership = MembershipFactory(as_both=True)
    return found


@pytest.fixture
def workshop(boss: Membership) -> Workshop:
    found: Workshop = WorkshopFactory(team=boss.team, state="voting")
    return found


def test_a_voters_page_moves_by_itself_to_one_that_says_so(boss, workshop):
    voter = join(workshop)
    state = f"/vote/{workshop.code}/state/?page=waiting&was=voting"
    remove_team(boss.team, by=boss.user)
    answer = voter.get(state, headers=POLL)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/join/{workshop.code}/"
    page = voter.get(answer.headers["HX-Redirect"])
    assert page.status_code == 410
    assert "This is not there any more" in text_of(page)
    assert "Nothing of yours is kept" in text_of(page)


@pytest.mark.parametrize("page", ["", "1/", "check/", "results/", "ideas/", "link/"])
def test_every_page_of_a_ballot_leads_there_without_a_script(boss, workshop, page):
    voter = join(workshop)
    remove_team(boss.team, by=boss.user)
    for send in (voter.get, voter.post):
        answer = send(f"/vote/{workshop.code}/{page}", follow=True)
        assert answer.status_code == 410
        assert "This is not there any more" in text_of(answer)


def test_a_room_that_is_gone_uses_up_no_wrong_codes(boss, workshop):
    voters = [join(workshop, f"Voter {n}") for n in range(40)]
    remove_team(boss.team, by=boss.user)
    assert [voter.get(f"/join/{workshop.code}/").status_code for voter in voters] == [410] * 40
    assert not WrongCodes.objects.exists()
    other: Workshop = WorkshopFactory(state="open")
    assert voters[0].get(f"/join/{other.code}/").status_code == 200


def test_a_code_that_never_was_is_still_counted_and_not_found(boss, workshop):
    remove_team(boss.team, by=boss.user)
    # Nobody joined from this address, so nobody is told that this code was one.
    assert Client().get(f"/join/{workshop.code}/").status_code == 404
    assert WrongCodes.objects.get().count == 1


def test_a_gone_code_that_is_typed_is_no_workshop(boss, workshop):
    voter = join(workshop)
    remove_team(boss.team, by=boss.user)
    answer = voter.post("/join/", {"code": workshop.code})
    assert answer.status_code == 422
    assert "there is no workshop with this one" in text_of(answer)


def test_who_joined_an_agreement_round_is_told_too(boss):
    opened = AgreementRound.open(boss.team, by=boss.user)
    guest = Client()
    assert guest.post(f"/join/{opened.code}/", {"name": "Gus"}).status_code == 302
    remove_team(boss.team, by=boss.user)
    answer = guest.get(f"/agree/{opened.code}/state/", headers=POLL)
    assert answer.headers["HX-Redirect"] == f"/join/{opened.code}/"
    assert guest.get(answer.headers["HX-Redirect"]).status_code == 410
    assert guest.get(f"/agree/{opened.code}/", follow=True).status_code == 410


def test_who_never_joined_is_sent_to_the_page_where_one_joins(workshop):
    answer = Client().get(f"/vote/{workshop.code}/state/", headers=POLL)
    assert answer.headers["HX-Redirect"] == f"/join/{workshop.code}/"
    assert Client().get(f"/vote/{workshop.code}/")["Location"] == f"/join/{workshop.code}/"


def test_a_facilitators_poll_finds_nothing_and_the_page_says_why(boss, workshop):
    desk = Client()
    desk.force_login(boss.user)
    remove_team(boss.team, by=boss.user)
    assert desk.get(f"{workshop.get_absolute_url()}progress/", headers=POLL).status_code == 404
    assert "the page may have been removed" in text_of(desk.get(workshop.get_absolute_url()))
