"""From one device to another with a link that is shown to its owner only."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import UserFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join
from workshops.models import Participant, Score, Workshop

pytestmark = pytest.mark.django_db


def link_of(client: Client, workshop: Workshop) -> str:
    page = BeautifulSoup(client.get(workshop.voter_url("link")).content, "html.parser")
    return urlsplit(str(page.select_one("a[data-copy]")["href"])).path


def test_the_link_carries_the_ballot_to_another_device_as_often_as_it_is_opened():
    workshop = WorkshopFactory(state="voting")
    first = join(workshop, "Sam")
    number = workshop.candidates.first().number
    first.post(workshop.voter_url("score", number), answers(workshop, 4))
    link = link_of(first, workshop)
    for saved, changed in ((4, 3), (3, 2)):
        other = Client()
        assert other.post(link).headers["Location"] == workshop.ballot_url
        assert other.cookies[f"voter-{workshop.code}"]["httponly"]
        page = other.get(workshop.voter_url("score", number))
        assert len(BeautifulSoup(page.content, "html.parser").select(f"input[value='{saved}'][checked]")) == 6
        other.post(workshop.voter_url("score", number), answers(workshop, changed))
    assert set(Score.objects.values_list("value", flat=True)) == {2}
    assert Participant.objects.count() == 1


def test_the_link_of_somebody_signed_in_works_where_they_are_not():
    workshop = WorkshopFactory(state="open")
    first = Client()
    first.force_login(UserFactory(name="Mo"))
    first.post(f"/join/{workshop.code}/", {"name": "Mo"})
    other = Client()
    assert "You’re in, Mo" in text_of(other.post(link_of(first, workshop), follow=True))


def test_the_link_starts_with_the_public_address_and_warns_who_sees_it(settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    workshop = WorkshopFactory(state="open")
    page = join(workshop).get(workshop.voter_url("link"))
    assert f"https://shortlist.example/vote/{workshop.code}/go-on/" in text_of(page)
    assert "who has it can see and change your scores" in text_of(page)


def test_a_browser_that_is_somebody_else_is_asked_first():
    workshop = WorkshopFactory(state="open")
    sam, ann = join(workshop, "Sam"), join(workshop, "Ann")
    cookie = f"voter-{workshop.code}"
    link, before = link_of(sam, workshop), ann.cookies[cookie].value
    asked = ann.get(link)
    assert asked.status_code == 200
    assert "Do you want to go on as Sam?" in text_of(asked)
    assert "joined the workshop as Ann" in text_of(asked)
    assert ann.cookies[cookie].value == before
    assert ann.post(link).status_code == 302
    assert ann.cookies[cookie].value == sam.cookies[cookie].value
    assert Participant.objects.count() == 2


def test_a_browser_that_is_nobody_yet_is_asked_too_and_stays_nobody_until_it_says_so():
    workshop = WorkshopFactory(state="voting")
    sam, other = join(workshop, "Sam"), Client(enforce_csrf_checks=True)
    cookie, link = f"voter-{workshop.code}", link_of(sam, workshop)
    for _time in range(2):
        asked = other.get(link)
        assert asked.status_code == 200
        assert "Do you want to go on as Sam?" in text_of(asked)
        assert "who goes on can see and change the scores of Sam" in text_of(asked)
        assert cookie not in other.cookies
        assert other.get(workshop.ballot_url).headers["Location"] == f"/join/{workshop.code}/"
    # A page elsewhere cannot press the button for them.
    assert other.post(link).status_code == 403
    page = BeautifulSoup(asked.content, "html.parser")
    assert page.select_one(f"main a[href='{workshop.join_path}']").get_text(strip=True) == "I am somebody else"
    (button,) = page.select("main form button")
    assert button.get_text(strip=True) == "Go on as Sam"
    token = page.select_one("[name=csrfmiddlewaretoken]")["value"]
    gone_on = other.post(link, {"csrfmiddlewaretoken": token})
    assert gone_on.headers["Location"] == workshop.ballot_url
    assert other.cookies[cookie].value == sam.cookies[cookie].value
    assert Participant.objects.count() == 1


def test_who_only_watches_is_asked_in_words_that_fit():
    workshop = WorkshopFactory(state="voting")
    watcher = Client()
    watcher.post(workshop.join_path, {"name": "Sam", "then": "watch"})
    asked = text_of(Client().get(link_of(watcher, workshop)))
    assert "who goes on is Sam in the workshop" in asked
    assert "scores" not in asked


def test_ones_own_link_asks_nothing_and_sets_nothing():
    workshop = WorkshopFactory(state="open")
    sam = join(workshop, "Sam")
    link = link_of(sam, workshop)
    for answer in (sam.get(link), sam.post(link)):
        assert answer.headers["Location"] == workshop.ballot_url
        assert not answer.cookies


@pytest.mark.parametrize("key", ["a", "0" * 64, "x" * 2000])
def test_a_wrong_key_leads_to_the_page_where_one_joins(client, key):
    workshop = WorkshopFactory(state="open")
    join(workshop)
    for code in (workshop.code, "BCDFGHJK"):
        answer = client.get(f"/vote/{code}/go-on/{key}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/join/{code}/")
    assert not client.cookies


def test_a_key_of_another_workshop_opens_nothing(client):
    workshop, other = WorkshopFactory(state="open"), WorkshopFactory(state="open")
    link = link_of(join(other), other)
    assert client.get(link.replace(other.code, workshop.code)).headers["Location"] == f"/join/{workshop.code}/"


def test_nothing_with_the_key_is_kept_by_a_browser_or_passed_on():
    workshop = WorkshopFactory(state="open")
    sam = join(workshop, "Sam")
    link = link_of(sam, workshop)
    pages = (link, workshop.voter_url("link"), workshop.voter_url("link_qr"))
    for answer in (*map(sam.get, pages), Client().get(link), Client().post(link)):
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_key_is_in_no_log(caplog):
    workshop = WorkshopFactory(state="open")
    sam = join(workshop, "Sam")
    link = link_of(sam, workshop)
    key = sam.cookies[f"voter-{workshop.code}"].value
    assert key in link
    with caplog.at_level("DEBUG"):
        Client().get(link)
        Client().get(link[:-3] + "00/")
        sam.get(workshop.voter_url("link"))
    assert "GET /vote/…" in caplog.text
    assert key[:-2] not in caplog.text
    assert workshop.code not in caplog.text


def test_the_codes_for_cameras_are_pictures(client):
    workshop = WorkshopFactory(state="open")
    sam, ann = join(workshop, "Sam"), join(workshop, "Ann")
    pictures = [voter.get(workshop.voter_url("link_qr")) for voter in (sam, ann)]
    assert all(picture.headers["Content-Type"] == "image/svg+xml" for picture in pictures)
    assert pictures[0].content != pictures[1].content
    assert pictures[0].content.startswith(b"<svg")
    shown = BeautifulSoup(sam.get(workshop.voter_url("link")).content, "html.parser").select_one("main img")
    assert shown["src"] == workshop.voter_url("link_qr")
    assert shown["alt"]


@pytest.mark.parametrize("state", ["open", "voting", "closed"])
def test_a_voters_pages_lead_to_the_link(state):
    workshop = WorkshopFactory(state=state)
    page = join(workshop).get(f"{workshop.ballot_url}?list", follow=True)
    assert BeautifulSoup(page.content, "html.parser").select_one(f"main a[href='{workshop.voter_url('link')}']")
