"""Who is in a workshop, and ballots that do not count."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Ballot, Participant, Score, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return WorkshopFactory(team=facilitator.team, state="voting")


def rows(client: Client, workshop: Workshop, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(workshop.people_url + query).content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select(".app-person__who")]


def set_aside(client: Client, workshop: Workshop, name: str, reason: str = "Joined twice"):
    person = workshop.participants.get(name=name)
    return client.post(f"{workshop.people_url}{person.pk}/setting-aside/", {"reason": reason})


def test_everybody_is_listed_by_name_so_that_doubles_stand_together(client, workshop):
    for name in ("Zoe", "ann", "Bob", "Ann"):
        join(workshop, name)
    assert [row.split()[0] for row in rows(client, workshop)] == ["ann", "Ann", "Bob", "Zoe"]


def test_people_of_the_same_name_are_told_apart_by_when_they_joined(client, workshop, facilitator):
    answers = {workshop.candidates.first(): dict.fromkeys(workshop.criteria.all(), 3)}
    for name in ("Zoe", "ann", "Ann"):
        join(workshop, name)
    Participant.vote_on_paper(workshop, by=facilitator.user, name="ANN", answers=answers)
    for minute, person in enumerate(workshop.participants.order_by("pk")):
        person.joined_at = datetime(2026, 11, 22, 10, 40 + minute, tzinfo=UTC)
        person.save()
    assert rows(client, workshop) == [
        "ann 1 of 3 with this name, joined 10:41am",
        "Ann 2 of 3 with this name, joined 10:42am",
        "ANN 3 of 3 with this name, entered 10:43am On paper",
        "Zoe",
    ]
    page = BeautifulSoup(client.get(workshop.people_url).content, "html.parser")
    links = [" ".join(link.get_text().split()) for link in page.select(".app-person > a")]
    assert links[1] == "Set aside the ballot of Ann, 2 of 3 with this name, joined 10:42am"
    assert links[3] == "Set aside the ballot of Zoe"
    asked = page.select(".app-person > a")
    assert "Ann joined 10:42am." in text_of(client.get(asked[1]["href"]))
    assert "Entered 10:43am." in text_of(client.get(asked[2]["href"]))
    finish(workshop)
    assert rows(client, workshop) == ["ann", "Ann", "ANN", "Zoe"]


def test_what_people_were_asked_shows_beside_their_name(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    workshop.choose(by=None, asks_organisation=True, asks_role=True)
    Client().post(f"/join/{workshop.code}/", {"name": "Ann", "organisation": "DfE", "role": "Caseworker"})
    assert rows(client, workshop) == ["Ann Caseworker, DfE"]
    for page in (workshop.get_absolute_url(), f"{workshop.get_absolute_url()}progress/"):
        assert "Ann Caseworker, DfE" in text_of(client.get(page))


def test_tags_say_who_submitted_who_watches_and_whose_ballot_does_not_count(client, workshop):
    join(workshop, "Ann").post(workshop.voter_url("submission"))
    Client().post(f"/join/{workshop.code}/", {"name": "Ola", "then": "watch"})
    join(workshop, "Sam")
    set_aside(client, workshop, "Sam")
    assert rows(client, workshop) == ["Ann Submitted", "Ola Watching", "Sam Set aside: Joined twice"]
    page = text_of(client.get(workshop.get_absolute_url()))
    for tagged in ("Ann Submitted", "Ola Watching", "Sam Set aside: Joined twice", "1 of 1 have submitted"):
        assert tagged in page
    assert "1 person is watching" in page


def test_a_ballot_that_is_set_aside_does_not_count_until_it_is_brought_back(client, workshop):
    vote(workshop, 1, 2, 3)
    sam = join(workshop, "Sam")
    number = workshop.candidates.first().number
    sam.post(workshop.voter_url("score", number), answers(workshop, 5))
    assert workshop.ballots.counted().count() == 4
    answer = set_aside(client, workshop, "Sam")
    assert answer.headers["Location"] == workshop.people_url
    assert "The ballot of Sam does not count" in text_of(client.get(workshop.people_url))
    assert workshop.ballots.counted().count() == 3
    assert sam.post(workshop.voter_url("score", number), answers(workshop, 4)).status_code == 409
    form = BeautifulSoup(client.get(workshop.people_url).content, "html.parser").select_one(".app-person form")
    assert client.post(form["action"]).headers["Location"] == workshop.people_url
    assert workshop.ballots.counted().count() == 4
    assert Score.objects.filter(ballot__participant__name="Sam", value=5).count() == 6


def test_the_history_says_that_a_ballot_was_set_aside_and_why_but_not_whose(client, workshop):
    join(workshop, "Sam")
    set_aside(client, workshop, "Sam", "Is not in the room")
    event = workshop.team.events.get(verb="set_aside")
    assert event.detail == {"reason": "Is not in the room"}
    client.get(workshop.people_url)
    history = text_of(client.get(f"/teams/{workshop.team.slug}/history/"))
    assert "Is not in the room" in history
    assert "Sam" not in history


def test_whose_ballot_is_set_aside_sees_why(client, workshop):
    sam = join(workshop, "Sam")
    set_aside(client, workshop, "Sam", "Joined twice")
    assert "Joined twice" in text_of(sam.get(f"{workshop.ballot_url}?list"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "a\x00b"])
def test_setting_aside_asks_for_a_reason_and_keeps_what_was_typed(client, workshop, reason):
    join(workshop, "Sam")
    answer = set_aside(client, workshop, "Sam", reason)
    assert answer.status_code == 422
    assert "Error: " in text_of(answer)
    if len(reason) > 300:
        assert reason in answer.content.decode()
    assert Ballot.objects.get().set_aside_because == ""


def test_who_watches_has_no_ballot_to_set_aside(client, workshop):
    Client().post(f"/join/{workshop.code}/", {"name": "Ola", "then": "watch"})
    page = BeautifulSoup(client.get(workshop.people_url).content, "html.parser")
    assert not page.select(".app-person a, .app-person form")
    assert set_aside(client, workshop, "Ola").status_code == 409
    person = Participant.objects.get()
    assert client.post(f"{workshop.people_url}{person.pk}/return/").status_code == 409


def test_nothing_is_set_aside_after_the_results_are_shown(client, workshop):
    vote(workshop, 1, 2, 3)
    finish(workshop)
    page = client.get(workshop.people_url)
    assert "nothing leads from a person to a ballot any more" in text_of(page)
    assert not BeautifulSoup(page.content, "html.parser").select(".app-person a, .app-person form")
    assert set_aside(client, workshop, "Voter of 1").status_code == 409


def test_people_of_another_workshop_are_not_found(client, workshop):
    other = WorkshopFactory(team=workshop.team, state="voting")
    join(other, "Sam")
    person = other.participants.get()
    assert client.post(f"{workshop.people_url}{person.pk}/setting-aside/", {"reason": "x"}).status_code == 404
    assert client.post(f"{workshop.people_url}{person.pk}/return/").status_code == 404
    assert Ballot.objects.get().set_aside_because == ""


def test_a_long_list_has_pages(client, workshop, django_assert_num_queries):
    for n in range(120):
        Participant.join(workshop, name=f"Person {n:03}")
    with django_assert_num_queries(4):
        first = rows(client, workshop)
    assert (first[0], first[-1], len(first)) == ("Person 000", "Person 049", 50)
    assert rows(client, workshop, "?page=3")[-1] == "Person 119"
    assert len(rows(client, workshop, "?page=x")) == 50


def test_the_code_for_cameras_is_a_picture_of_the_link_to_join(client, workshop):
    picture = client.get(f"{workshop.get_absolute_url()}qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")
    other = WorkshopFactory(team=workshop.team)
    assert client.get(f"{other.get_absolute_url()}qr.svg").content != picture.content
