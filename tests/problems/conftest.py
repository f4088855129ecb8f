import pytest
from django.test import Client

from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def member(client: Client, team: Team) -> Membership:
    """A member of the team, signed in."""
    membership = MembershipFactory(team=team)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def organiser(client: Client, team: Team) -> Membership:
    """A facilitator of the team, signed in."""
    membership = MembershipFactory(team=team, as_facilitator=True)
    client.force_login(membership.user)
    return membership
