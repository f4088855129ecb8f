from collections.abc import Callable

import pytest
from django.test import Client

from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def team(db: None) -> Team:
    """A team that has a facilitator and a product manager, two people."""
    team = TeamFactory(name="Teacher training", slug="teacher-training")
    MembershipFactory(team=team, user__name="Fran Facilitator", as_facilitator=True)
    MembershipFactory(team=team, user__name="Pat Product", as_product_manager=True)
    return team


@pytest.fixture
def facilitator(team: Team) -> Membership:
    return team.memberships.get(facilitator=True)


@pytest.fixture
def product_manager(team: Team) -> Membership:
    return team.memberships.get(product_manager=True)


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    def sign_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user)
        return client

    return sign_in
