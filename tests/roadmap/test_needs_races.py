"""Two who say at the same moment what waits for what, on PostgreSQL: SQLite has one writer at a time."""

from functools import partial

import pytest
from django.test import Client

from roadmap.models import Dependency
from tests.factories import MembershipFactory
from tests.races import at_once
from tests.roadmap.reading import at
from tests.roadmap.scored import scored_ideas

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


@pytest.fixture
def team():
    return MembershipFactory(as_product_manager=True).team


def both_post(team, *forms):
    """Send these forms, (address, fields) each, at the same moment, and return the statuses of the answers."""
    clients = [Client() for _form in forms]
    for client in clients:
        client.force_login(team.memberships.get().user)
    posts = [partial(client.post, *form) for client, form in zip(clients, forms, strict=True)]
    return sorted(answer.status_code for answer in at_once(*posts))


def test_of_two_halves_of_a_circle_one_is_refused(team):
    scored_ideas(team, [90, 80])
    for _round in range(ROUNDS):
        halves = (at("needs", team, 1), {"needs": "2"}), (at("needs", team, 2), {"needs": "1"})
        assert both_post(team, *halves) == [302, 422]
        assert Dependency.objects.count() == 1
        Dependency.objects.all().delete()


def test_of_three_thirds_of_a_circle_one_is_refused(team):
    scored_ideas(team, [90, 80, 70])
    for _round in range(ROUNDS):
        thirds = [(at("needs", team, item), {"needs": needs}) for item, needs in ((1, "2"), (2, "3"), (3, "1"))]
        assert both_post(team, *thirds) == [302, 302, 422]
        assert Dependency.objects.count() == 2
        Dependency.objects.all().delete()


def test_the_same_said_twice_at_once_is_one(team):
    scored_ideas(team, [90, 80])
    for _round in range(ROUNDS):
        same = (at("needs", team, 1), {"needs": "2", "reason": "it reads its data"})
        assert both_post(team, same, same) == [302, 302]
        assert Dependency.objects.count() == 1
        Dependency.objects.all().delete()
