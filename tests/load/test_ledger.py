"""The books of the fault runs find what is wrong: else a run without a finding would say nothing."""

import pytest

from tests.factories import WorkshopFactory
from tests.load.faults.ledger import Ledger, compare, people_twice, rows_of
from tests.load.voter import Ballot
from tests.workshops.room import vote
from workshops.models import Participant, Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """One voter gave 4 on every criterion, to the one candidate."""
    workshop = WorkshopFactory(state="voting", candidates=1)
    vote(workshop, 4)
    return workshop


@pytest.fixture
def ballot(workshop):
    return Ballot(workshop)


def books(ledger, ballot, rows):
    comparison = compare(ledger, ballot, rows)
    return comparison.acknowledged, comparison.lost, comparison.doubled, comparison.invented


def told(value: int, unsure: int = 0) -> Ledger:
    ledger = Ledger()
    ledger.acknowledge("Voter of 4", 1, value)
    if unsure:
        ledger.page("Voter of 4", 1).unsure.add(unsure)
    return ledger


def test_what_was_acknowledged_and_is_there_is_right(workshop, ballot):
    assert books(told(4), ballot, rows_of(workshop)) == (6, 0, 0, 0)


def test_what_was_sent_later_without_an_answer_may_be_there(workshop, ballot):
    assert books(told(3, unsure=4), ballot, rows_of(workshop)) == (6, 0, 0, 0)


def test_an_older_answer_than_the_acknowledged_one_is_a_loss(workshop, ballot):
    assert books(told(3), ballot, rows_of(workshop)) == (6, 6, 0, 6)


def test_a_page_that_is_gone_is_a_loss(workshop, ballot):
    Score.objects.all().delete()
    assert books(told(4), ballot, rows_of(workshop)) == (6, 6, 0, 0)


def test_a_page_saved_in_part_is_a_loss(workshop, ballot):
    Score.objects.filter(criterion=workshop.criteria.first()).update(value=3)
    assert books(told(4, unsure=3), ballot, rows_of(workshop)) == (6, 6, 0, 0)


def test_a_score_that_is_there_twice_is_found(workshop, ballot):
    rows = rows_of(workshop)
    assert books(told(4), ballot, [*rows, rows[0]])[2] == 1


def test_a_page_that_was_refused_and_is_there_is_found(workshop, ballot):
    ledger = Ledger()
    ledger.page("Voter of 4", 1)
    assert books(ledger, ballot, rows_of(workshop)) == (0, 0, 0, 6)


def test_somebody_who_is_in_twice_is_found(workshop):
    assert people_twice(workshop) == 0
    Participant.join(workshop, name="Voter of 4")
    assert people_twice(workshop) == 1
