"""After the results are shown nothing ties a score or a comment to a person (rules 4 and 5), wherever one looks."""

import json
import logging
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from teams.models import Event
from tests.factories import MembershipFactory, UserFactory, WorkshopFactory
from tests.workshops.leaks import (
    as_they_lie,
    paths_from_people_to_votes,
    places_of_secrets,
    tells_an_order,
    tells_no_ballot_by_its_gaps,
    text_of_tables,
    times_and_counters,
)
from tests.workshops.room import vote
from workshops.models import Ballot, Comment, CountedBallot, Participant, Score, Workshop

pytestmark = pytest.mark.django_db

AGENT = "Tell-tale/1.0"
ADDRESS = "192.0.2.77"


class Voting:
    """A vote by many kinds of people through the pages, and all that passed to and fro."""

    def __init__(self) -> None:
        self.facilitator = MembershipFactory(as_both=True)
        self.desk = Client()
        self.desk.force_login(self.facilitator.user)
        self.workshop: Workshop = WorkshopFactory(team=self.facilitator.team, candidates=4)
        self.workshop.choose(by=self.facilitator.user, has_random_order=True)
        self.workshop.open(by=self.facilitator.user)
        self.seen: list[str] = []
        # What is known of people and of their votes until the end.
        self.names: list[str] = []
        self.keys: set[str] = set()
        self.tickets: set[str] = set()
        self.hashes: set[str] = set()
        self.vote_keys: set[str] = set()

    def join(self, name: str, *, account: bool = False, then: str = "") -> Client:
        client = Client(HTTP_USER_AGENT=AGENT, REMOTE_ADDR=ADDRESS)
        if account:
            client.force_login(UserFactory(name=name))
        page = client.get(f"/join/{self.workshop.code}/")
        ticket = BeautifulSoup(page.content, "html.parser").select_one("[name=ticket]")["value"]
        answer = client.post(f"/join/{self.workshop.code}/", {"name": name, "ticket": ticket, "then": then})
        assert answer.status_code == 302
        self.seen += [page.text, answer.text]
        self.names.append(name)
        self.tickets.add(str(ticket))
        self.keys.add(client.cookies[f"voter-{self.workshop.code}"].value)
        return client

    def save(self, client: Client, number: int, value: int | str, comment: str = "") -> None:
        fields: dict[str, int | str] = {f"criterion-{c.pk}": value for c in self.workshop.criteria.all()}
        address = f"/vote/{self.workshop.code}/{number}/"
        answer = client.post(address, fields | {"comment": comment, "then": "next"})
        assert answer.status_code == 302
        self.seen += [answer.text, str(answer.headers), str(answer.cookies)]
        if number == 1:
            self.seen += [client.get(address).text, client.get(f"/vote/{self.workshop.code}/").text]
            self.remember()

    def remember(self) -> None:
        for model in (Ballot, Score):
            self.vote_keys |= {str(key) for key in model.objects.values_list("pk", flat=True)}
        self.hashes |= set(Participant.objects.values_list("key_hash", flat=True))

    def run(self) -> None:
        w, by = self.workshop, self.facilitator.user
        voters = [self.join(f"Voter Without {n}") for n in range(5)]
        voters += [self.join(f"Voter Signedin {n}", account=True) for n in range(2)]
        self.join("Watcher Only", then="watch")
        double = self.join("Double Joined")
        w.start(by=by)
        for n, voter in enumerate(voters):
            for number in range(1, 5) if n % 2 else range(4, 0, -1):
                self.save(voter, number, n % 5 + 1 if number != n else "dont-know", f"Written by nobody {n}{number}")
        second_tab = Client(HTTP_USER_AGENT=AGENT)
        second_tab.cookies = voters[0].cookies
        self.save(second_tab, 2, 5, "Changed in another tab")
        for voter in voters[:4]:
            assert voter.post(f"/vote/{w.code}/submission/").status_code == 302
        self.save(double, 1, 3, "Written twice")
        Participant.objects.get(name="Double Joined").set_aside(because="Joined twice", by=by)
        late = self.join("Late Comer")
        self.save(late, 1, 2)
        on_paper = {c: dict.fromkeys(w.criteria.all(), 4) for c in w.candidates.all()}
        Participant.vote_on_paper(w, by=by, name="Paper Voter", answers=on_paper)
        self.names.append("Paper Voter")
        w.withdraw(w.candidates.get(number=4), because="Merged", by=by)
        w.close(by=by)
        self.remember()

    def finish(self) -> None:
        page = f"{self.workshop.get_absolute_url()}finishing/"
        assert self.desk.get(page).status_code == 200
        assert self.desk.post(page).status_code == 302

    def pages_afterwards(self) -> list[str]:
        """Everything about the result that readers and voters can get, as it comes over the wire."""
        team, number, code = self.facilitator.team.slug, self.workshop.number, self.workshop.code
        room = f"/teams/{team}/workshops/{number}"
        addresses = [f"{room}/results/", f"{room}/ballots.csv", *(f"{room}/results/{n}/" for n in (1, 2, 3))]
        addresses += [f"/teams/{team}/problems/ranking/", f"/teams/{team}/problems/1/", f"/teams/{team}/"]
        anybody = Client()
        anybody.cookies = self.late.cookies
        found = [self.desk.get(address) for address in addresses]
        found += [anybody.get(f"/vote/{code}/{page}") for page in ("results/", "results/1/", "ideas/")]
        assert [answer.status_code for answer in found] == [200] * len(found)
        return [f"{answer.headers} {answer.text}" for answer in found]

    @property
    def late(self) -> Client:
        return self.join_again("Late Comer")

    def join_again(self, name: str) -> Client:
        client = Client()
        key = next(key for key in self.keys if Participant.hash_of(key) == self._hash_of(name))
        client.cookies[f"voter-{self.workshop.code}"] = key
        return client

    def _hash_of(self, name: str) -> str:
        return Participant.objects.get(name=name).key_hash


@pytest.fixture
def log():
    """Each line as the server writes it."""
    handler = logging.getLogger("django_structlog").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    lines = StringIO()
    before = handler.setStream(lines)
    yield lines
    handler.setStream(before)


@pytest.fixture
def voting(log) -> Voting:
    voting = Voting()
    voting.run()
    return voting


def test_while_voting_the_finders_find_what_there_is_to_find(voting):
    assert paths_from_people_to_votes()
    assert places_of_secrets(voting.vote_keys, [row for rows in text_of_tables().values() for row in rows])
    assert times_and_counters([Participant])
    assert times_and_counters([Event])


def test_after_the_end_no_row_leads_from_a_person_to_a_vote(voting):
    voting.finish()
    assert 9 <= CountedBallot.objects.count() <= 9 * 24
    assert tells_no_ballot_by_its_gaps()
    assert Comment.objects.exists()
    assert not Ballot.objects.exists()
    assert not Score.objects.exists()
    assert paths_from_people_to_votes() == []
    # What is planted is found: a word in any column is enough.
    voting.facilitator.team.record(
        voting.facilitator.user, Event.Verb.CHANGED, voting.workshop, reason=str(CountedBallot.objects.first().pk)
    )
    assert any("teams.Event" in path for path in paths_from_people_to_votes())


def test_a_ballot_is_kept_whole_only_if_gaps_cannot_tell_whose_it_is():
    """Who sets a ballot aside for a moment sees how many pages it fills, and with a candidate withdrawn which."""
    whole, with_a_gap = (WorkshopFactory(state="voting", candidates=4) for _workshop in range(2))
    for workshop in (whole, with_a_gap):
        vote(workshop, 1, 2, 3, 4, 5)
    leaver = with_a_gap.ballots.first()
    leaver.scores.filter(candidate=with_a_gap.candidates.last()).delete()
    for workshop in (whole, with_a_gap):
        workshop.close(by=None)
        workshop.finish(by=None)
    assert [len(ballot.answers) for ballot in whole.counted_ballots.all()] == [4] * 5
    assert [len(ballot.answers) for ballot in with_a_gap.counted_ballots.all()] == [1] * (4 * 5 - 1)


def test_no_key_that_led_to_a_vote_is_left_in_any_table(voting):
    assert len(voting.vote_keys) > 9 + 7 * 24
    sessions = set(Session.objects.values_list("pk", flat=True))
    voting.finish()
    tables = text_of_tables()
    assert {"django_session", "cache", "workshops_countedballot", "teams_event"} <= tables.keys()
    everything = [row for rows in tables.values() for row in rows]
    assert places_of_secrets(voting.vote_keys | voting.keys | voting.tickets, everything) == []
    of_votes = tables["workshops_countedballot"] + tables["workshops_comment"]
    assert len(of_votes) > 9
    people = [str(pk) for pk in Participant.objects.values_list("pk", flat=True) if pk > 9999]
    assert places_of_secrets({*voting.hashes, *voting.names, *sessions, *people}, of_votes) == []
    # The hash of a key is with its participant alone.
    others = [row for table, rows in tables.items() if table != "workshops_participant" for row in rows]
    assert places_of_secrets(voting.hashes, others) == []
    assert places_of_secrets(voting.hashes, tables["workshops_participant"])


def test_the_event_log_names_no_voter(voting):
    voting.finish()
    events = text_of_tables()["teams_event"]
    assert any("Joined twice" in event for event in events)
    assert places_of_secrets({*voting.names, *voting.keys, *voting.hashes, "Written"}, events) == []
    # Nor does it say more as a page, by kind, or as a file.
    log = f"/teams/{voting.facilitator.team.slug}/history"
    pages = [voting.desk.get(address) for address in (f"{log}/", f"{log}/?kind=workshop", f"{log}.csv", f"{log}.json")]
    assert [page.status_code for page in pages] == [200] * 4
    texts = [page.text for page in pages]
    assert all("Joined twice" in text for text in texts)
    comments = {"Written by nobody", "Written twice"}
    assert places_of_secrets({*voting.names, *voting.keys, *voting.hashes, *voting.vote_keys, *comments}, texts) == []
    # Nothing that a voter does leaves a line: its time would say when who voted.
    assert set(Event.objects.values_list("actor", flat=True)) == {voting.facilitator.user.pk, None}
    by_nobody = Event.objects.filter(actor=None).values_list("verb", flat=True)
    assert set(by_nobody) <= {"created", "changed"}


def test_votes_have_no_time_and_no_counter(voting):
    voting.finish()
    assert times_and_counters() == []
    if connection.vendor == "postgresql":
        # The transaction that wrote a row is as good as its time: one wrote them all.
        for model in (CountedBallot, Comment):
            assert len(set(as_they_lie(model, "xmin::text"))) == 1


def test_no_page_that_a_voter_saw_shows_a_key_of_a_vote(voting):
    assert len(voting.seen) > 100
    assert places_of_secrets(voting.vote_keys | voting.hashes, voting.seen) == []


def test_no_page_and_no_export_of_the_result_names_a_voter(voting):
    voting.finish()
    pages = voting.pages_afterwards()
    assert any("Written by nobody" in page for page in pages)
    keys = {str(key) for model in (CountedBallot, Comment) for key in model.objects.values_list("pk", flat=True)}
    secrets = {*voting.names, *voting.vote_keys, *voting.keys, *voting.hashes, *voting.tickets, *keys}
    assert places_of_secrets(secrets, pages) == []
    # Nor what was set aside, nor what is about what was withdrawn.
    assert places_of_secrets({"Written twice", *(f"Written by nobody {n}4" for n in range(7))}, pages) == []
    assert places_of_secrets({"Joined twice"}, pages) == []
    assert places_of_secrets({*voting.names}, ["<li>Late Comer</li>"]) == ["Late Comer"]


def test_the_log_says_nothing_of_a_voter_but_that_there_was_a_request(voting, log):
    voting.finish()
    lines = log.getvalue().splitlines()
    requests = {json.loads(line)["request"] for line in lines if '"request":' in line}
    of_voters = {request for request in requests if "/vote/" in request or "/join/" in request}
    assert of_voters == {"GET /join/…", "POST /join/…", "GET /vote/…", "POST /vote/…"}
    about_people = {*voting.names, *voting.keys, *voting.hashes, *voting.tickets, *voting.vote_keys}
    about_people |= {voting.workshop.code, ADDRESS, AGENT, "Written", *Session.objects.values_list("pk", flat=True)}
    assert places_of_secrets(about_people, lines) == []
    # A line could not be laid beside a row: what numbers requests is in no table.
    of_lines = {json.loads(line)["request_id"] for line in lines if '"request_id":' in line}
    assert len(of_lines) > 60
    assert places_of_secrets(of_lines, [row for rows in text_of_tables().values() for row in rows]) == []
    logging.getLogger("django_structlog").warning("Late Comer")
    assert places_of_secrets(about_people, log.getvalue().splitlines()) == ["Late Comer"]


def test_the_rows_lie_and_are_read_in_an_order_that_tells_nothing():
    """Sixty people, who vote in the order in which they join, each with an answer of their own."""
    workshop = WorkshopFactory(state="voting", candidates=4)
    candidates, (first, second, *_others) = list(workshop.candidates.all()), workshop.criteria.all()
    for person in range(60):
        key = Participant.join(workshop, name=f"Person {person}")
        ballot = Participant.with_key(workshop.code, str(key)).ballot
        # The numbers 0 to 59 in base five, on two candidates; and from the last page to the first.
        for place, candidate in reversed(list(enumerate(candidates))):
            digits = person // 5 ** (2 - place) % 5 + 1 if place < 3 else 3
            assert ballot.save_scores(candidate, {second: 1, first: digits}, f"{person}/{place}")

    workshop.close(by=None)
    workshop.finish(by=None)

    def joined(answers: dict) -> int:
        low, mid, high = (answers[str(candidate.pk)][str(first.pk)] - 1 for candidate in candidates[2::-1])
        return low + 5 * mid + 25 * high

    lying = [json.loads(text) if isinstance(text, str) else text for text in as_they_lie(CountedBallot, "answers")]
    for order in (lying, [ballot.answers for ballot in CountedBallot.objects.all()]):
        assert sorted(map(joined, order)) == list(range(60))
        assert not tells_an_order(list(map(joined, order)))
    # Within a ballot, answers stand in one order for all.
    assert len({json.dumps([*answers, *answers[str(candidates[0].pk)]]) for answers in lying}) == 1

    written = [text.split("/") for text in as_they_lie(Comment, "text")]
    read = [text.split("/") for text in Comment.objects.values_list("text", flat=True)]
    assert len(written) == len(read) == 240
    for comments in (written, read):
        assert not tells_an_order([int(person) for person, _place in comments])
        assert not tells_an_order([int(place) for _person, place in comments])
    # A leak would be found: in the order of joining, and in that of the candidates.
    assert tells_an_order(sorted(int(person) for person, _place in written))
    assert tells_an_order(sorted((int(place) for _person, place in written), reverse=True))
