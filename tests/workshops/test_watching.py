import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, score, vote
from workshops.models import Ballot, Participant, Workshop

pytestmark = pytest.mark.django_db


def watch(workshop: Workshop, name: str = "Ola") -> Client:
    client = Client()
    answer = client.post(f"/join/{workshop.code}/", {"name": name, "then": "watch"})
    assert answer.headers["Location"] == workshop.ballot_url
    return client


@pytest.mark.parametrize(
    ("state", "said"), [("open", "has not started"), ("voting", "are voting"), ("closed", "closed")]
)
def test_who_only_watches_has_no_ballot_and_sees_what_is_scored(state, said):
    workshop = WorkshopFactory(state=state)
    client = watch(workshop)
    person = Participant.objects.get()
    assert person.watches
    assert person.ballot is None
    assert not Ballot.objects.exists()
    page = client.get(workshop.ballot_url)
    assert "You are watching, Ola" in text_of(page)
    assert said in text_of(page)
    for candidate in workshop.candidates.all():
        assert candidate.title in text_of(page)
        assert candidate.text in text_of(page)


@pytest.mark.parametrize("page", ["open", "closed", "watching", "list", "submitted"])
def test_a_page_says_that_it_moves_only_where_scripts_run_and_else_how_to_look_again(page):
    workshop = WorkshopFactory(state=page if page in {"open", "closed"} else "voting")
    client = watch(workshop) if page == "watching" else join(workshop)
    if page == "submitted":
        client.post(workshop.voter_url("submission"))
    address = {"submitted": workshop.voter_url("submitted"), "list": workshop.list_url}
    found = BeautifulSoup(client.get(address.get(page) or workshop.ballot_url).content, "html.parser")
    said = found.find_all(string=re.compile("by itself"))
    assert [" ".join(text.split()) for text in said] == [
        "This page moves on by itself.",
        "This page does not move on by itself.",
    ]
    with_scripts, without = (text.parent for text in said)
    assert (with_scripts["class"], without["class"]) == (["app-js"], ["app-no-js"])
    assert [link["href"] for link in found.find_all("a", string="Check again")] == [without.a["href"]]
    assert without.a["href"] == workshop.ballot_url


def test_who_watches_sees_where_the_facilitator_is_and_the_time_left(client):
    workshop = WorkshopFactory(state="voting")
    client = watch(workshop)
    assert "The facilitator is at" not in text_of(client.get(workshop.ballot_url))
    second = workshop.candidates.last()
    workshop.lead_to(second.number, by=None)
    workshop.start_timebox(10, by=None)
    page = client.get(workshop.ballot_url)
    assert f"The facilitator is at {second.title}" in text_of(page)
    assert "About 10 minutes left" in text_of(page)


def test_the_page_of_who_watches_moves_on_with_the_room():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 2, 3)
    client = watch(workshop)
    page = BeautifulSoup(client.get(workshop.ballot_url).content, "html.parser")
    poll = str(page.select_one("[data-hx-get]")["data-hx-get"])
    assert client.get(poll).status_code == 204
    workshop.lead_to(workshop.candidates.last().number, by=None)
    assert client.get(poll).headers["HX-Redirect"] == workshop.ballot_url
    finish(workshop)
    assert client.get(poll).headers["HX-Redirect"] == workshop.voter_url("voter_results")
    assert client.get(workshop.voter_url("voter_results")).status_code == 200
    assert "The results are there" in text_of(client.get(workshop.ballot_url))


def test_who_watches_can_score_nothing():
    workshop = WorkshopFactory(state="voting")
    client = watch(workshop)
    number = workshop.candidates.first().number
    assert client.get(workshop.voter_url("score", number)).headers["Location"] == workshop.ballot_url
    assert score(client, workshop, number, 3).status_code == 409
    assert client.post(workshop.voter_url("submission")).status_code == 409
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("state", ["open", "voting", "closed"])
def test_who_watches_may_join_the_vote_until_the_results_are_shown(state):
    workshop = WorkshopFactory(state=state)
    client = watch(workshop)
    for _twice in range(2):
        assert client.post(workshop.voter_url("joining")).headers["Location"] == workshop.ballot_url
    assert not Participant.objects.get().watches
    assert Ballot.objects.get().participant.name == "Ola"
    assert "You are watching" not in text_of(client.get(workshop.ballot_url, follow=True))


def test_nobody_joins_the_vote_after_the_results_are_shown():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 2, 3)
    client = watch(workshop)
    finish(workshop)
    answer = client.post(workshop.voter_url("joining"))
    assert answer.status_code == 409
    assert "You cannot join this workshop now" in text_of(answer)
    assert Participant.objects.filter(watches=True).count() == 1


def test_who_watches_is_not_among_those_who_have_yet_to_submit():
    workshop = WorkshopFactory(state="voting")
    watch(workshop)
    join(workshop)
    assert Ballot.objects.count() == 1
    assert Participant.objects.count() == 2


def test_the_page_of_who_watches_costs_the_same_however_many_candidates(django_assert_num_queries):
    costs = []
    for candidates in (2, 40):
        workshop = WorkshopFactory(state="voting", candidates=candidates)
        client = watch(workshop)
        with django_assert_num_queries(2):
            costs.append(client.get(workshop.ballot_url).status_code)
    assert costs == [200, 200]
