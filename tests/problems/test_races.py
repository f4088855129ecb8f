"""What happens at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from problems.models import Evidence
from teams.models import Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


def signed_in(team: Team) -> Client:
    client = Client()
    client.force_login(MembershipFactory(team=team, as_facilitator=True).user)
    return client


def post(team: Team, name: str, data: Mapping[str, Any], *args: int) -> partial[int]:
    """A call that sends a form and gives the status of the answer."""
    client, path = signed_in(team), reverse(f"problems:{name}", args=[team.slug, *args])
    return partial(lambda: client.post(path, data).status_code)


def problem(group: object) -> dict[str, object]:
    return {"title": "Confusing", "kind": "user", "user_group": group, "new_group": "Schools"}


def test_a_page_sent_twice_at_once_is_saved_once_with_its_new_group() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()

        assert at_once(*(post(team, "new", problem("new")) for _n in range(3))) == [302, 302, 302]

        assert team.user_groups.count() == 1
        assert team.problems.count() == 1


def test_of_two_groups_with_one_label_one_is_refused() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        groups = [{"name": name, "label": "SCH", "colour": "teal"} for name in ("Schools", "Scholars")]

        assert sorted(at_once(*(post(team, "user_groups", group) for group in groups))) == [302, 422]

        assert team.user_groups.count() == 1


def test_a_group_is_deleted_or_gets_a_problem() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        group = UserGroupFactory(team=team, name="Schools")

        recorded, deleted = at_once(
            post(team, "new", problem(group.pk)), post(team, "user_group_deletion", {}, group.pk)
        )

        assert (recorded, deleted) in {(302, 409), (422, 302)}
        assert team.problems.count() == team.user_groups.count() == (1 if recorded == 302 else 0)


def test_a_problem_is_deleted_or_gets_evidence() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        ProblemFactory(team=team)
        finding = {"finding": "Asked twice", "kind": "tickets", "problems": ["1"]}

        recorded, deleted = at_once(post(team, "new_evidence", finding), post(team, "deletion", {}, 1))

        assert recorded in {302, 422}
        assert deleted in {302, 409}
        linked = Evidence.problems.through.objects.filter(evidence__team=team).count()
        assert linked == (1 if deleted == 409 else 0)


def test_evidence_is_changed_while_it_is_deleted() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])
        finding = {"finding": "Asked twice", "kind": "tickets", "problems": ["1"]}

        changed, deleted = at_once(post(team, "change_evidence", finding, 1), post(team, "evidence_deletion", {}, 1))

        assert changed in {302, 404}
        assert deleted == 302
        assert not team.evidence.exists()


def test_of_two_links_that_would_make_a_circle_one_is_refused() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        first, second = ProblemFactory.create_batch(2, team=team)

        links = (
            post(team, "root", {"root": second.number}, first.number),
            post(team, "root", {"root": first.number}, second.number),
        )
        assert sorted(at_once(*links)) == [302, 422]

        assert team.problems.exclude(root=None).count() == 1


def test_a_root_is_deleted_or_gets_a_symptom_and_no_link_leads_nowhere() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        symptom, root = ProblemFactory.create_batch(2, team=team)

        linked, deleted = at_once(
            post(team, "root", {"root": root.number}, symptom.number), post(team, "deletion", {}, root.number)
        )

        assert linked in {302, 422}
        assert deleted == 302
        symptom.refresh_from_db()
        assert symptom.root is None
