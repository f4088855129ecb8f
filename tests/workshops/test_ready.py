import sys
import uuid
from functools import partial
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from tests.factories import WorkshopFactory
from tests.races import at_once
from tests.workshops.room import vote
from workshops.models import Ballot, Candidate, Participant, Score
from workshops.models.ready import ReadyRows, ReadyUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    workshop = WorkshopFactory(state="voting", candidates=3)
    vote(workshop, 2, 4)
    return workshop


def test_rows_are_those_of_the_query_with_what_it_selects_beside_them(workshop):
    people = Participant.objects.select_related("workshop__team", "ballot")
    with_name = ReadyRows[Any](lambda name: people.filter(name=name), "name")
    for person in Participant.objects.filter(workshop=workshop):
        with CaptureQueriesContext(connection) as asked:
            [found] = with_name(person.name)
            assert (found, found.joined_at, found.workshop.team) == (person, person.joined_at, workshop.team)
            assert (found.ballot, found.ballot.comments) == (person.ballot, {})
        assert len(asked) == 2  # The second one for person.ballot.


def test_rows_are_found_by_numbers_texts_and_uuids(workshop):
    scores = ReadyRows[Any](
        lambda ballot, candidate: Score.objects.filter(ballot=ballot, candidate=candidate).values_list("value"),
        uuid.UUID(int=1),
        -1,
    )
    candidate = workshop.candidates.first()
    for ballot in workshop.ballots.all():
        same = ballot.scores.filter(candidate=candidate).values_list("value")
        assert scores(ballot.pk, candidate.pk) == list(same) != []
    assert scores(uuid.uuid4(), candidate.pk) == scores(ballot.pk, 0) == []


def test_a_text_is_a_value_and_never_sql(workshop):
    titled = ReadyRows[Any](lambda title: Candidate.objects.filter(title=title), "title")
    for title in ("' OR 1=1 --", "%s", "%(title)s", "100%"):
        assert titled(title) == []
        Candidate.objects.filter(pk=workshop.candidates.first().pk).update(title=title)
        assert titled(title) == [workshop.candidates.first()]


def test_an_update_changes_the_rows_of_its_query_and_counts_them(workshop):
    one, other = workshop.ballots.all()
    change = ReadyUpdate(
        lambda pk, _reason: Ballot.objects.filter(pk=pk),
        uuid.UUID(int=1),
        "reason",
        fields=lambda: {"set_aside_because": Value("reason", models.CharField())},
    )
    assert change(one.pk, "Joined twice") == 1
    assert change(uuid.uuid4(), "Nobody") == 0
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.set_aside_because, other.set_aside_because) == ("Joined twice", "")


def test_a_mark_that_the_query_does_not_send_is_a_fault():
    with pytest.raises(ValueError, match="mark"):
        ReadyRows(lambda name: Participant.objects.all(), "name")("Ann")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_first_at_the_same_moment_all_get_the_rows(workshop):
    name = workshop.participants.first().name
    people = Participant.objects.select_related("workshop__team", "ballot")
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _round in range(20):
            with_name = ReadyRows[Any](lambda name: people.filter(name=name), "name")
            found = at_once(*[partial(with_name, name)] * 6)
            assert [person.workshop.team for [person] in found] == [workshop.team] * 6
    finally:
        sys.setswitchinterval(often)
