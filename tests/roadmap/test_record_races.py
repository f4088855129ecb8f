"""Two product managers who record at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from functools import partial

import pytest

from ideation.models import Scope
from roadmap.models import Choice, Record, Shortlist
from roadmap.recording import ChangedMeanwhile, Snapshot, record_decision
from teams.models import Event, Team, User
from tests.factories import MembershipFactory
from tests.races import at_once
from tests.roadmap.scored import scored_ideas

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


@pytest.fixture
def managers() -> tuple[User, User]:
    first = MembershipFactory(as_product_manager=True)
    return first.user, MembershipFactory(team=first.team, as_product_manager=True).user


@pytest.fixture
def team(managers: tuple[User, User]) -> Team:
    return managers[0].memberships.get().team


def test_two_who_record_at_once_make_one_record(team: Team, managers: tuple[User, User]) -> None:
    scored_ideas(team, [90, 80, 70])
    for number in range(1, ROUNDS + 1):
        Shortlist.draw_line(team, 1 + number % 3, by=managers[0])
        seen = Snapshot.now(team).fingerprint

        made = at_once(
            *(partial(record_decision, team, by=by, seen=seen, note=by.name) for by in managers),
            partial(record_decision, team, by=managers[0], seen=seen),
        )

        assert {record.number for record, _is_new in made} == {number}
        assert sorted(is_new for _record, is_new in made) == [False, False, True]
        assert Record.objects.count() == number
        assert Record.objects.get(number=number).ideas.count() == 3
    assert team.events.filter(verb=Event.Verb.RECORDED).count() == ROUNDS


def test_what_moves_meanwhile_is_in_the_record_or_refuses_it(team: Team, managers: tuple[User, User]) -> None:
    by, other = managers
    ideas = scored_ideas(team, [90, 80, 70])

    def record(seen: str) -> bool:
        try:
            record_decision(team, by=by, seen=seen)
        except ChangedMeanwhile:
            return False
        return True

    for number in range(ROUNDS):
        Shortlist.draw_line(team, 3, by=by)
        for idea in ideas:
            Choice.withdraw(idea, by=by)
        seen = Snapshot.now(team).fingerprint
        mover = (
            partial(Shortlist.draw_line, team, 1, by=other),
            partial(Choice.make, ideas[0], included=False, reason=f"Round {number}", by=other),
        )[number % 2]

        was_recorded, _moved = at_once(partial(record, seen), mover)

        if was_recorded:
            latest = Snapshot.latest(team)
            assert latest
            assert latest.fingerprint == seen
        assert Snapshot.now(team).fingerprint != seen


def test_taking_in_and_withdrawing_while_it_is_recorded_ends(team: Team, managers: tuple[User, User]) -> None:
    """Nobody waits for somebody who waits for them."""
    by, other = managers
    ideas = scored_ideas(team, [90, 80, 70])
    for number in range(ROUNDS):
        Shortlist.draw_line(team, 1 + number % 3, by=by)
        at_once(
            partial(record_decision, team, by=by),
            partial(Choice.make, ideas[2], included=True, reason=f"Round {number}", by=other),
            partial(Choice.withdraw, ideas[0], by=other),
            partial(ideas[1].place, Scope.IN_MVP, reason=f"Round {number}", by=other),
        )
    assert Record.objects.exists()
