import pytest
from django.test import Client

from teams.models import Membership
from tests.factories import MembershipFactory


@pytest.fixture
def facilitator(client: Client) -> Membership:
    """Signed in."""
    membership: Membership = MembershipFactory(as_facilitator=True)
    client.force_login(membership.user)
    return membership
