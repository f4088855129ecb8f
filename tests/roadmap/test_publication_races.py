"""Two who publish at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from collections.abc import Callable
from functools import partial

import pytest

from ideation.models import Idea
from roadmap.models import ChangedSinceSeen, Publication, PublishedVersion
from teams.models import Event, Team, User
from tests.factories import MembershipFactory
from tests.races import at_once
from tests.roadmap.publishing import edition, publish
from tests.roadmap.scored import scored_ideas

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


@pytest.fixture
def pam() -> User:
    return MembershipFactory(as_product_manager=True).user


@pytest.fixture
def team(pam: User) -> Team:
    return pam.memberships.get().team


@pytest.fixture
def other(team: Team) -> User:
    return MembershipFactory(team=team, as_product_manager=True).user


@pytest.fixture(autouse=True)
def ideas(team: Team) -> list[Idea]:
    return scored_ideas(team, [90, 80, 70])


def tried(verb: Callable[[], PublishedVersion]) -> Callable[[], int | None]:
    """Publish, and say the key of the version; None where it was refused."""

    def call() -> int | None:
        try:
            return verb().pk
        except ChangedSinceSeen:
            return None

    return call


def test_two_who_publish_the_same_at_once_publish_one_version(team: Team, pam: User, other: User) -> None:
    for n in range(ROUNDS):
        wanted = edition(team, note=f"Round {n}")
        seen = wanted.seen_after(PublishedVersion.live_of(team))
        keys = at_once(*(tried(partial(Publication.publish, team, wanted, seen=seen, by=by)) for by in (pam, other)))
        assert keys[0] == keys[1] is not None
    assert [version.number for version in PublishedVersion.of_team(team)] == list(range(ROUNDS, 0, -1))
    assert Publication.objects.count() == 1
    assert team.events.filter(verb=Event.Verb.PUBLISHED).count() == ROUNDS


def test_of_two_who_publish_something_else_at_once_one_is_asked_to_look_again(
    team: Team, pam: User, other: User
) -> None:
    for n in range(ROUNDS):
        latest = PublishedVersion.live_of(team)
        calls = []
        for by in (pam, other):
            wanted = edition(team, note=f"Round {n} of {by.pk}")
            seen = wanted.seen_after(latest)
            calls.append(tried(partial(Publication.publish, team, wanted, seen=seen, by=by)))
        assert len([key for key in at_once(*calls) if key]) == 1
    assert PublishedVersion.objects.count() == ROUNDS


def test_a_withdrawal_at_the_same_moment_leaves_nothing_half_done(team: Team, pam: User, other: User) -> None:
    for n in range(ROUNDS):
        live = publish(team, by=pam, note=f"Before {n}")
        wanted = edition(team, note=f"Round {n}")
        seen = wanted.seen_after(live)
        key, _none = at_once(
            tried(partial(Publication.publish, team, wanted, seen=seen, by=pam)),
            partial(live.publication.withdraw, by=other),
        )
        live.publication.refresh_from_db()
        assert live.publication.is_withdrawn
        # What came first was withdrawn with the rest; what came second was refused.
        assert live.publication.versions.filter(note=f"Round {n}").count() == (key is not None)
        assert PublishedVersion.live_of(team) is None
    withdrawn = team.events.filter(verb=Event.Verb.UNPUBLISHED)
    assert withdrawn.count() == ROUNDS
