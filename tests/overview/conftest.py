import pytest
from django.test import Client

from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def member(client: Client, team: Team) -> Membership:
    membership = MembershipFactory(team=team)
    client.force_login(membership.user)
    return membership
