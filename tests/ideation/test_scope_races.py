"""What happens to a scope at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from collections.abc import Callable
from functools import partial

import pytest

from ideation.models import (
    AgreementRound,
    AnsweredAlready,
    Guest,
    Idea,
    NotAgreedYet,
    PlacedAnew,
    PlacedMeanwhile,
    RoundClosed,
    Scope,
    ScopeDecision,
    ScopeVersion,
    Stance,
)
from teams.models import NotMerged, Team, User
from tests.factories import IdeaFactory, MembershipFactory
from tests.races import at_once
from workshops.models import NotNow

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
REFUSED = (NotMerged, AnsweredAlready, PlacedAnew, PlacedMeanwhile, RoundClosed, NotAgreedYet, NotNow)


def tried(verb: Callable[[], object]) -> Callable[[], bool]:
    """Say the verb, and whether it was allowed."""

    def call() -> bool:
        try:
            verb()
        except REFUSED:
            return False
        return True

    return call


@pytest.fixture
def decider() -> User:
    return MembershipFactory(as_product_manager=True).user


@pytest.fixture
def team(decider: User) -> Team:
    return decider.memberships.get().team


def again(idea: Idea) -> Idea:
    return Idea.objects.get(pk=idea.pk)


def test_an_idea_is_placed_or_merged_and_what_is_merged_is_not_placed_afterwards(team, decider):
    for _round in range(ROUNDS):
        part, whole = IdeaFactory.create_batch(2, team=team)
        placed, merged = at_once(
            tried(partial(again(part).place, Scope.IN_MVP, reason="Small", by=decider)),
            tried(partial(again(part).merge_into, again(whole), by=decider)),
        )
        assert merged
        assert part.scope_decisions.count() == int(placed)


def test_of_two_who_place_an_idea_that_both_saw_one_is_told_of_the_other(team, decider):
    other = MembershipFactory(team=team, as_facilitator=True).user
    for _round in range(ROUNDS):
        idea = IdeaFactory(team=team)
        seen = 0
        for scopes in ((Scope.IN_MVP, Scope.OUT_OF_MVP), (Scope.OUT_OF_SERVICE, Scope.NOT_PLACED)):
            first, second = at_once(
                tried(partial(again(idea).place, scopes[0], reason="Small", by=decider, seen=seen)),
                tried(partial(again(idea).place, scopes[1], reason="Large", by=other, seen=seen)),
            )
            assert first != second
            held = idea.scope_decisions.first()
            assert held.scope == scopes[not first]
            seen = held.pk
        assert idea.scope_decisions.count() == 2


def test_what_is_placed_anew_as_it_is_confirmed_is_not_confirmed_unseen(team, decider):
    facilitator = MembershipFactory(team=team, as_facilitator=True).user
    for _round in range(ROUNDS):
        idea = IdeaFactory(team=team)
        shown = idea.place(Scope.IN_MVP, reason="Small", by=facilitator)
        at_once(
            partial(again(idea).place, Scope.OUT_OF_MVP, reason="Large", by=facilitator),
            partial(ScopeDecision.confirm, team, [shown.pk], by=decider),
        )
        held = idea.scope_decisions.first()
        assert (held.scope, held.is_confirmed) == (Scope.OUT_OF_MVP, False)


def test_of_two_answers_to_a_challenge_one_holds(team, decider):
    other = MembershipFactory(team=team, as_product_manager=True).user
    for _round in range(ROUNDS):
        decision = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=decider)
        challenge = Stance.take(decision, by=decider, challenge="Large")
        kept, moved = at_once(
            tried(partial(challenge.answer_with, Scope.IN_MVP, reason="It is not", by=decider)),
            tried(partial(challenge.answer_with, Scope.OUT_OF_MVP, reason="So it is", by=other)),
        )
        assert kept != moved
        challenge.refresh_from_db()
        assert challenge.moved is moved
        assert decision.idea.scope_decisions.count() == 1 + moved


def test_a_page_sent_twice_at_once_joins_once_and_says_it_once(team, decider):
    opened = AgreementRound.open(team, by=decider)
    decision = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=decider)
    for n in range(ROUNDS):
        ticket = f"ticket-{n}" * 8
        first, second = at_once(*[partial(Guest.join, opened, name="Gus", ticket=ticket)] * 2)
        assert first == second
        guest = opened.guests.get(key_hash=Guest.hash_of(str(first)))
        at_once(*[tried(partial(Stance.take, decision, by=guest, challenge="No"))] * 2)
        assert guest.stances.count() == 1
    assert opened.guests.count() == ROUNDS


def test_nobody_joins_or_speaks_in_a_round_once_it_is_closed(team, decider):
    decision = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=decider)
    for _round in range(ROUNDS):
        opened = AgreementRound.open(team, by=decider)
        Guest.join(opened, name="Early")
        guest = opened.guests.get()
        key, said, _closed = at_once(
            partial(Guest.join, opened, name="Late"),
            tried(partial(Stance.take, decision, by=guest)),
            partial(opened.close, by=decider),
        )
        opened.refresh_from_db()
        assert not opened.is_open
        assert opened.guests.count() == (2 if key else 1)
        assert guest.stances.count() == (1 if said else 0)


def test_two_who_open_a_round_open_the_same(team, decider):
    first, second = at_once(*[lambda: AgreementRound.open(team, by=decider)] * 2)
    assert first == second
    assert team.agreement_rounds.count() == 1


def test_no_challenge_slips_in_as_the_scope_is_called_agreed(team, decider):
    member = MembershipFactory(team=team).user
    for _round in range(ROUNDS):
        decision = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=decider)
        before = team.scope_versions.count()
        agreed, _challenged = at_once(
            tried(lambda: ScopeVersion.agree(team, by=decider)),
            tried(partial(Stance.take, decision, by=member, challenge="Large")),
        )
        assert team.scope_versions.count() == before + agreed
        challenge = Stance.objects.get(decision=decision)
        # Either the challenge was there first, and was in the way; or it came after.
        if agreed:
            assert challenge.at >= team.scope_versions.first().at
        challenge.answer_with(Scope.IN_MVP, reason="It is not", by=decider)
