"""What voters see while the facilitator leads the room."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join, polled_by, score
from workshops.models import Participant

pytestmark = pytest.mark.django_db

BY = None


@pytest.fixture
def workshop():
    return WorkshopFactory(state="voting", candidates=3)


@pytest.fixture
def facilitator(workshop):
    return MembershipFactory(team=workshop.team, as_facilitator=True).user


@pytest.fixture
def led(workshop, facilitator):
    workshop.lead_to(2, by=facilitator)
    return workshop


def test_the_ballot_leads_to_where_the_room_is_until_that_is_saved(led):
    client = join(led)
    assert client.get(f"/vote/{led.code}/").headers["Location"] == f"/vote/{led.code}/2/"
    page = client.get(f"/vote/{led.code}/2/")
    assert "Save and continue" not in text_of(page)
    after = score(client, led, 2, 3).headers["Location"]
    assert after == f"/vote/{led.code}/?saved=2"
    text = text_of(client.get(after))
    assert "P2 is saved. Wait for the facilitator to go on." in text
    assert "Now Completed" in text


def test_who_saves_a_page_with_gaps_is_told_and_led_back_to_it(led):
    client = join(led)
    filled = dict(list(answers(led, 3).items())[:2])
    page = client.post(f"/vote/{led.code}/2/", filled | {"then": "next"}, follow=True)
    [said] = BeautifulSoup(page.content, "html.parser").select("[role=status] .app-news__item")
    assert " ".join(said.get_text().split()) == "P2 is saved. 4 answers are empty. Go back to P2"
    assert said.a["href"] == f"/vote/{led.code}/2/"
    client.post(f"/vote/{led.code}/2/", dict(list(answers(led, 3).items())[:5]))
    assert "P2 is saved. 1 answer is empty." in text_of(client.get(led.list_url))
    score(client, led, 2, 3)
    assert "empty" not in text_of(client.get(led.list_url))


def test_who_saves_another_page_is_led_to_where_the_room_is(led):
    client = join(led)
    answer = client.post(f"/vote/{led.code}/1/", answers(led, 3) | {"then": "next"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/vote/{led.code}/2/"


def test_who_has_nothing_to_say_on_a_page_is_not_sent_back_to_it(led):
    client = join(led)
    answer = client.post(f"/vote/{led.code}/2/", {"then": "next"}, follow=True)
    assert answer.status_code == 200
    assert "The room is at P2." in text_of(answer)
    assert "P2 is saved" not in text_of(answer)


def test_a_page_that_waits_goes_where_the_facilitator_goes(led, facilitator):
    client = join(led)
    score(client, led, 2, 3)
    address = polled_by(client.get(f"/vote/{led.code}/"))
    assert client.get(address).status_code == 204
    led.lead_to(3, by=facilitator)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{led.code}/3/"
    led.lead_to(None, by=facilitator)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{led.code}/1/"


def test_a_random_order_gives_way_while_the_room_is_led(facilitator):
    workshop = WorkshopFactory(state="open", candidates=12, team=facilitator.memberships.get().team)
    workshop.choose(by=facilitator, has_random_order=True)
    workshop.start(by=BY)
    client = join(workshop)
    ballot = Participant.objects.get(workshop=workshop).ballot
    own = [page.candidate.number for page in ballot.pages()]
    first = int(client.get(f"/vote/{workshop.code}/").headers["Location"].split("/")[3])
    assert own != sorted(own)
    assert first == own[0]
    assert f"Problem 1 of 12 (P{first})" in text_of(client.get(f"/vote/{workshop.code}/{first}/"))
    workshop.lead_to(first, by=facilitator)
    place = sorted(own).index(first) + 1
    assert f"Problem {place} of 12 (P{first})" in text_of(client.get(f"/vote/{workshop.code}/{first}/"))


def test_nothing_breaks_when_where_the_room_is_is_withdrawn(led, facilitator):
    client = join(led)
    led.withdraw(led.candidates.get(number=2), because="Solved", by=facilitator)
    listed = client.get(f"/vote/{led.code}/")
    assert listed.status_code == 200
    assert "Withdrawn: Solved" in text_of(listed)
    assert score(client, led, 1, 3).status_code == 302
    assert client.get(f"/vote/{led.code}/2/").headers["Location"] == f"/vote/{led.code}/?list&withdrawn=2"


def test_closing_and_reopening_keeps_where_the_room_is(led):
    led.close(by=BY)
    led.reopen(by=BY)
    assert join(led).get(f"/vote/{led.code}/").headers["Location"] == f"/vote/{led.code}/2/"
