"""The floor is one only if it asks the database for what the product asks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import EvidenceFactory, WorkshopFactory
from tests.load.browser import polled_by
from tests.load.voter import Ballot
from tests.workshops.room import join

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.load.floor.urls")]

# Keys, numbers and texts, which differ from one request to the next.
VALUES = re.compile(r"'[^']*'(::\w+)?|\b\d+\b|\bs\d+_x\d+\b")


@pytest.fixture
def workshop():
    workshop = WorkshopFactory(state="voting")
    EvidenceFactory(team=workshop.team, problems=[workshop.candidates.first().problem])
    return workshop


@pytest.fixture
def voter(workshop):
    return join(workshop)


def sent(ask, path, *arguments):
    """The status, and the statements that were sent; once before, for what is done only once."""
    ask(path, *arguments)
    with CaptureQueriesContext(connection) as captured:
        answer = ask(path, *arguments)
    return answer, [VALUES.sub("?", query["sql"]) for query in captured.captured_queries]


def assert_the_same_is_sent(ask, path, *arguments, status):
    ours, our_statements = sent(ask, path, *arguments)
    floor, statements_of_floor = sent(ask, f"/floor{path}", *arguments)
    assert ours.status_code == floor.status_code == status
    assert statements_of_floor == our_statements != []


def test_a_save(voter, workshop):
    ballot = Ballot(workshop)
    assert_the_same_is_sent(voter.post, ballot.page(ballot.numbers[0]), ballot.answers(3), status=302)


def test_a_poll_that_finds_nothing_new(voter, workshop):
    ballot = Ballot(workshop)
    polled = polled_by(voter.get(ballot.page(ballot.numbers[0])).content.decode())
    assert_the_same_is_sent(voter.get, polled, status=204)


def test_the_score_page(voter, workshop, tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    page.write_text("as it was")
    monkeypatch.setenv("FLOOR_PAGE", str(page))
    ballot = Ballot(workshop)
    assert_the_same_is_sent(voter.get, ballot.page(ballot.numbers[0]), status=200)
