import pytest
from django.test import Client

from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def product_manager(client: Client, team: Team) -> Membership:
    """The product manager of the team, signed in."""
    membership = MembershipFactory(team=team, as_product_manager=True)
    client.force_login(membership.user)
    return membership
