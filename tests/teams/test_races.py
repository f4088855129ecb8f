"""What happens at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from functools import partial

import pytest
from django.test import Client

from teams.models import Invitation, LastOfRole, Membership, RoleNotHeld, Team, User
from tests.factories import MembershipFactory, UserFactory
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


def test_an_invitation_accepted_by_two_at_once_lets_one_in():
    for _round in range(ROUNDS):
        giver = MembershipFactory(as_both=True)
        invitation = Invitation.make(giver.team, by=giver.user, name="One")
        people = UserFactory.create_batch(3)
        copies = [Invitation.objects.get(pk=invitation.pk) for _user in people]
        accepted = at_once(*[partial(copy.accept, by=user) for copy, user in zip(copies, people, strict=True)])
        assert sorted(accepted) == [False, False, True]
        assert giver.team.memberships.count() == 2


def test_an_invitation_accepted_as_it_is_withdrawn_is_one_or_the_other():
    for _round in range(ROUNDS):
        giver = MembershipFactory(as_both=True)
        invitation = Invitation.make(giver.team, by=giver.user, name="One")
        copies = [Invitation.objects.get(pk=invitation.pk) for _n in range(2)]
        user = UserFactory()
        accepted, revoked = at_once(partial(copies[0].accept, by=user), partial(copies[1].revoke, by=giver.user))
        assert accepted != revoked
        assert giver.team.memberships.filter(user=user).exists() is accepted


def test_who_gives_a_role_as_they_lose_it_gives_it_or_is_refused_and_never_after():
    for _round in range(ROUNDS):
        boss = MembershipFactory(as_both=True)
        giver = MembershipFactory(team=boss.team, as_facilitator=True)

        def invite(giver=giver) -> bool:
            try:
                Invitation.make(giver.team, by=giver.user, name="Friend", facilitator=True)
            except RoleNotHeld:
                return False
            return True

        def demote(giver=giver, boss=boss) -> bool:
            member = Membership.objects.get(pk=giver.pk)
            member.change_roles(by=boss.user, observer=False, facilitator=False, product_manager=False)
            return True

        at_once(invite, demote)
        assert not giver.team.invitations.pending().exists()


def test_of_the_last_two_of_a_role_who_leave_at_once_one_stays():
    for _round in range(ROUNDS):
        one = MembershipFactory(as_facilitator=True)
        other = MembershipFactory(team=one.team, as_facilitator=True)

        def leave(member: Membership) -> bool:
            try:
                Membership.objects.get(pk=member.pk).remove(by=member.user)
            except LastOfRole:
                return False
            return True

        assert sorted(at_once(partial(leave, one), partial(leave, other))) == [False, True]
        assert one.team.memberships.filter(facilitator=True).count() == 1


def test_two_teams_of_one_name_made_at_once_have_two_addresses():
    people = UserFactory.create_batch(4)
    teams = at_once(*[partial(Team.create, by=user, name="Apes") for user in people])
    assert len({team.slug for team in teams}) == 4


def test_settings_saved_twice_at_once_are_saved():
    giver = MembershipFactory(as_both=True)
    copies = [Team.objects.get(pk=giver.team.pk) for _n in range(4)]
    at_once(
        *[
            partial(team.change, by=giver.user, name="Apes", purposes=["One", "Two", f"Or {n}"])
            for n, team in enumerate(copies)
        ]
    )
    assert [purpose.name for purpose in giver.team.purposes.all()][:2] == ["One", "Two"]
    assert giver.team.purposes.count() == 3


def test_a_sign_up_sent_twice_at_once_makes_one_account():
    form = {"name": "Ada", "email": "ada@example.gov.uk", "password1": "three random words"}
    answers = at_once(*[lambda: Client().post("/accounts/signup/", form).status_code for _n in range(4)])
    assert set(answers) <= {302, 422}
    assert User.objects.count() == 1
