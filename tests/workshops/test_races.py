"""What happens at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from collections.abc import Callable
from functools import partial

import pytest

from teams.models import LastOfRole, User
from tests.factories import MembershipFactory, WorkshopFactory
from tests.races import at_once
from tests.workshops.room import numbers, vote
from workshops.models import Ballot, NotNow, Participant, Result, Score, Workshop

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 25


def may(verb: Callable[..., None], by: User | None = None) -> bool:
    """Say the verb, and whether it was allowed."""
    try:
        verb(by=by)
    except (NotNow, LastOfRole):
        return False
    return True


def test_a_score_sent_as_voting_closes_is_in_the_result_or_was_refused():
    accepted = 0
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        vote(workshop, 3, 3, 3)
        key = str(Participant.join(workshop, name="Last"))
        ballot = Participant.with_key(workshop.code, key).ballot
        candidate, criteria = workshop.candidates.get(), list(workshop.criteria.all())

        def save(ballot=ballot, candidate=candidate, criteria=criteria) -> bool:
            return ballot.save_scores(candidate, dict.fromkeys(criteria, 5))

        def close(workshop=workshop) -> None:
            workshop.close(by=None)

        saved, _closed = at_once(save, close)
        accepted += bool(saved)
        assert Score.objects.filter(ballot=ballot).count() == (6 if saved else 0)
        workshop.finish(by=None)
        counts = workshop.result.rows.get().cells[0]["counts"]
        assert counts == [0, 0, 3, 0, 1 if saved else 0]
    assert 0 <= accepted <= ROUNDS


def test_who_joins_as_the_results_are_shown_is_in_with_a_ballot_or_refused():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        vote(workshop, 3, 3, 3)
        workshop.close(by=None)

        def join(workshop=workshop) -> str | None:
            return Participant.join(workshop, name="Late")

        def finish(workshop=workshop) -> None:
            workshop.finish(by=None)

        at_once(join, finish)
        assert Workshop.objects.get(pk=workshop.pk).state == "finished"
        assert not Participant.objects.filter(workshop=workshop).exclude(ballot=None).exists()
        assert Ballot.objects.filter(workshop=workshop).count() == 3


def test_two_facilitators_who_finish_at_once_give_one_result():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=2)
        vote(workshop, 1, 3, 5)
        workshop.close(by=None)
        copies = [Workshop.objects.get(pk=workshop.pk) for _n in range(2)]
        at_once(*[lambda copy=copy: copy.finish(by=None) for copy in copies])
        assert Result.objects.filter(workshop=workshop).count() == 1
        assert Score.objects.filter(ballot__workshop=workshop).count() == 36


def test_reopening_and_finishing_at_once_end_in_one_of_the_two():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="closed", candidates=1)
        copies = [Workshop.objects.get(pk=workshop.pk) for _n in range(2)]
        reopened, finished = at_once(partial(may, copies[0].reopen), partial(may, copies[1].finish))
        assert reopened != finished
        assert Workshop.objects.get(pk=workshop.pk).state == ("voting" if reopened else "finished")


def test_the_same_page_sent_twice_at_once_is_saved_once():
    workshop = WorkshopFactory(state="voting", candidates=1)
    key = str(Participant.join(workshop, name="Double click"))
    ballot = Participant.with_key(workshop.code, key).ballot
    candidate, criteria = workshop.candidates.get(), list(workshop.criteria.all())
    assert at_once(*[lambda: ballot.save_scores(candidate, dict.fromkeys(criteria, 4))] * 6) == [True] * 6
    assert Score.objects.count() == 6
    assert Ballot.objects.get().filled == 1


def test_fifty_people_join_at_once():
    workshop = WorkshopFactory(state="open")
    keys = at_once(*[lambda n=n: Participant.join(workshop, name=f"P{n}") for n in range(50)])
    assert len(set(keys)) == 50
    assert Ballot.objects.filter(workshop=workshop).count() == 50


def test_numbers_taken_at_once_are_never_the_same():
    workshop = WorkshopFactory(state="open")
    problem = workshop.candidates.first().problem
    at_once(*[lambda n=n: workshop.add_idea(by=None, problems=[problem], title=f"Idea {n}") for n in range(20)])
    assert sorted(workshop.ideas.values_list("number", flat=True)) == list(range(1, 21))
    assert numbers(workshop) == [1, 2]


def test_of_the_last_two_facilitators_who_leave_at_once_one_stays():
    for _round in range(5):
        first = MembershipFactory(as_both=True)
        second = MembershipFactory(team=first.team, as_both=True)
        left = at_once(*[partial(may, member.remove, by=member.user) for member in (first, second)])
        assert sorted(left) == [False, True]
