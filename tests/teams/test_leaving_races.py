"""Teams and people that go at the very moment at which something else is done, on PostgreSQL."""

from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection

from ideation.models import Idea, Scope
from teams.erasing import LastOfTheirRole, erase_account
from teams.models import Event, Invitation, LastOfRole, Membership, Team, User
from teams.removing import remove_team
from tests.factories import IdeaFactory, MembershipFactory, UserFactory, WorkshopFactory
from tests.races import at_once
from tests.world import make_world
from workshops.models import Ballot, Participant, Score

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


def or_nothing(call: Any) -> Any:
    """What happens to somebody whose team goes away under their hands is an error that a page tells."""

    def done() -> Any:
        try:
            return call()
        except (DatabaseError, ObjectDoesNotExist):
            return None

    return done


def nothing_is_left(team: Team) -> None:
    assert not Team.objects.filter(pk=team.pk).exists()
    assert not Event.objects.filter(team=team.pk).exists()
    connection.check_constraints()


def test_two_who_delete_at_once_delete_it_once():
    for _round in range(ROUNDS):
        world = make_world()
        other = MembershipFactory(team=world.team, as_product_manager=True)
        people = [world.members["product manager"].user, other.user, other.user]
        copies = [Team.objects.get(pk=world.team.pk) for _person in people]
        removed = at_once(*[partial(remove_team, team, by=by) for team, by in zip(copies, people, strict=True)])
        assert sorted(removed) == [False, False, True]
        nothing_is_left(world.team)


def test_a_room_that_votes_meanwhile_keeps_no_team_from_going():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        workshop = WorkshopFactory(team=boss.team, state="voting", candidates=3)
        keys = [str(Participant.join(workshop, name=f"Voter {n}")) for n in range(6)]
        ballots = [Participant.with_key(workshop.code, key).ballot for key in keys]
        criteria = list(workshop.criteria.all())
        candidates = list(workshop.candidates.all())
        begins = Barrier(len(ballots) + 1)

        def go_on_voting(ballot: Ballot, begins=begins, candidates=candidates, criteria=criteria) -> None:
            begins.wait()
            for value in range(1, 6):
                for candidate in candidates:
                    scores: dict[Any, int | None] = dict.fromkeys(criteria, value)
                    or_nothing(partial(ballot.save_scores, candidate, scores))()
            connection.close()

        voters = [Thread(target=go_on_voting, args=[ballot]) for ballot in ballots]
        for voter in voters:
            voter.start()
        begins.wait()
        assert remove_team(boss.team, by=boss.user) is True
        for voter in voters:
            voter.join()
        nothing_is_left(boss.team)
        assert not Ballot.objects.exists()
        assert not Score.objects.exists()


def test_what_people_add_and_decide_meanwhile_goes_too():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        ideas = [IdeaFactory(team=boss.team) for _n in range(4)]
        member = MembershipFactory(team=boss.team)
        workshop = WorkshopFactory(team=boss.team, state="open")
        at_once(
            partial(remove_team, boss.team, by=boss.user),
            *[or_nothing(partial(idea.place, Scope.IN_MVP, reason="Small", by=boss.user)) for idea in ideas],
            or_nothing(partial(Idea.add, boss.team, by=member.user, problems=[], title="Late")),
            or_nothing(partial(Participant.join, workshop, name="Late")),
        )
        nothing_is_left(boss.team)
        assert not Idea.objects.exists()


def test_who_is_erased_as_they_accept_an_invitation_leaves_no_place_behind():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        invitation = Invitation.make(boss.team, by=boss.user, name="Zebedee Quill", email="zq@example.gov.uk")
        person = UserFactory(name="Zebedee Quill", email="zq@example.gov.uk")
        copy = User.objects.get(pk=person.pk)
        at_once(or_nothing(partial(erase_account, copy)), or_nothing(partial(invitation.accept, by=person)))
        erase_account(person)
        assert not User.objects.filter(pk=person.pk).exists()
        assert Membership.objects.get() == boss
        Team.objects.filter(pk=boss.team.pk)
        remove_team(boss.team, by=boss.user)
        boss.user.delete()


def test_of_the_last_two_of_a_role_who_delete_their_accounts_at_once_one_stays():
    for _round in range(ROUNDS):
        one = MembershipFactory(as_both=True)
        other = MembershipFactory(team=one.team, as_both=True)

        def leave(member: Membership) -> bool:
            try:
                return erase_account(User.objects.get(pk=member.user_id))
            except (LastOfTheirRole, LastOfRole):
                return False

        assert sorted(at_once(partial(leave, one), partial(leave, other))) == [False, True]
        assert one.team.memberships.count() == 1


def test_an_account_deleted_twice_at_once_is_deleted():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        member = MembershipFactory(team=boss.team)
        copies = [User.objects.get(pk=member.user_id) for _n in range(2)]
        assert sorted(at_once(*[partial(erase_account, copy) for copy in copies])) == [False, True]
        assert boss.team.memberships.get() == boss


def test_an_invitation_renewed_as_it_is_withdrawn_is_one_or_the_other():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        invitation = Invitation.make(boss.team, by=boss.user, name="Sam")
        copies = [Invitation.objects.get(pk=invitation.pk) for _n in range(2)]
        at_once(partial(copies[0].renew, by=boss.user), partial(copies[1].revoke, by=boss.user))
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None
        assert not invitation.is_pending
