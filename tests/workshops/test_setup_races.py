"""Two facilitators who set up at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from functools import partial

import pytest
from django.test import Client

from tests.factories import MembershipFactory, WorkshopFactory
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10
CRITERION = {
    "name": "Cost",
    "question": "How dear is it?",
    "scale": "1-5",
    "low_label": "Cheap",
    "high_label": "Dear",
    "direction": "low",
    "weight": "1",
}


@pytest.fixture
def team():
    return MembershipFactory(as_facilitator=True).team


def both_post(team, *forms):
    """Send these forms, (address, fields) each, at the same moment, and return the statuses of the answers."""
    clients = [Client() for _form in forms]
    for client in clients:
        client.force_login(team.memberships.get().user)
    posts = [partial(client.post, *form) for client, form in zip(clients, forms, strict=True)]
    return sorted(answer.status_code for answer in at_once(*posts))


def test_one_of_two_criteria_of_one_name_is_refused(team):
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(team=team, candidates=1)
        address = f"{workshop.get_absolute_url()}criteria/new/"
        other = CRITERION | {"name": "COST", "question": "What does it cost?"}
        assert both_post(team, (address, CRITERION), (address, other)) == [302, 422]
        assert workshop.criteria.count() == 7


def test_of_two_presets_of_one_name_the_second_is_asked_about(team):
    for n in range(ROUNDS):
        workshop, other = WorkshopFactory(team=team, candidates=1), WorkshopFactory(team=team, candidates=1)
        other.drop_criterion(other.criteria.first(), by=None)
        forms = [
            (f"{each.get_absolute_url()}criteria/presets/new/", {"name": name})
            for each, name in ((workshop, f"Ours {n}"), (other, f"OURS {n}"))
        ]
        assert both_post(team, *forms) == [302, 422]
        assert team.presets.count() == n + 1


def test_a_copy_sent_twice_at_once_is_one(team):
    for n in range(ROUNDS):
        workshop = WorkshopFactory(team=team, candidates=1)
        address = f"{workshop.get_absolute_url()}copies/"
        assert both_post(team, (address,), (address,)) == [302, 302]
        assert team.workshops.count() == 2 * (n + 1)


def test_a_criterion_that_is_changed_as_it_is_deleted_does_not_come_back(team):
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(team=team, candidates=1)
        address = f"{workshop.get_absolute_url()}criteria/{workshop.criteria.first().pk}/"
        statuses = both_post(team, (address, CRITERION), (f"{address}deletion/", {}))
        assert workshop.criteria.count() == 5
        # Changed first and then deleted; or deleted first, and then it is not there to be changed.
        assert statuses in ([302, 302], [302, 404], [302, 409])


def test_a_criterion_deleted_twice_at_once_is_logged_once(team):
    for n in range(ROUNDS):
        workshop = WorkshopFactory(team=team, candidates=1)
        address = f"{workshop.get_absolute_url()}criteria/{workshop.criteria.first().pk}/deletion/"
        both_post(team, (address, {}), (address, {}))
        assert workshop.criteria.count() == 5
        assert team.events.filter(detail__has_key="dropped_criterion").count() == n + 1


def test_a_draft_that_is_opened_while_it_is_deleted_is_one_or_the_other(team):
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(team=team)
        page = workshop.get_absolute_url()
        both_post(team, (f"{page}opening/", {}), (f"{page}deletion/", {}))
        states = list(team.workshops.filter(pk=workshop.pk).values_list("state", flat=True))
        told = list(
            team.events.filter(what=str(workshop), verb__in=["opened", "deleted"]).values_list("verb", flat=True)
        )
        assert (states, told) in [(["open"], ["opened"]), ([], ["deleted"])]
