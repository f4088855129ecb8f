"""Imports that are confirmed, sorted and given up at the same moment, on PostgreSQL."""

from functools import partial

import pytest
from django.test import Client

from problems.models import GroupState, Import, ImportedGroup
from teams.models import Team
from tests.factories import MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.problems.imports.made import tickets_csv
from tests.problems.imports.walking import as_read, confirmed, page_of, read
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


def status_of(client: Client, address: str) -> int:
    return client.post(address).status_code


def signed_in(team: Team) -> Client:
    client = Client()
    client.force_login(MembershipFactory(team=team, as_facilitator=True).user)
    return client


def post(draft: Import, name: str, **data: object) -> partial[int]:
    client, path = signed_in(draft.team), page_of(draft, name)
    return partial(lambda: client.post(path, data).status_code)


def imported(team: Team) -> Import:
    return confirmed(signed_in(team), team, tickets_csv(80))


def drafts(team: Team, *counts: int) -> list[Import]:
    client = signed_in(team)
    found = [read(client, team, tickets_csv(count)) for count in counts]
    for draft in found:
        client.post(page_of(draft, "import_columns"), as_read(draft))
    return found


def test_a_draft_confirmed_twice_at_once_is_imported_once() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        [draft] = drafts(team, 80)
        answers = at_once(post(draft, "import_preview"), post(draft, "import_preview"))
        assert sorted(answers) in [[302, 404], [302, 422]]
        assert team.imports.imported().get().groups.count() == 8
        assert team.events.filter(verb="imported").count() == 1


def test_of_two_drafts_with_the_same_rows_confirmed_at_once_one_is_refused() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        answers = at_once(*(post(draft, "import_preview") for draft in drafts(team, 80, 90)))
        assert sorted(answers) == [302, 422]
        assert team.imports.imported().count() == 1


def test_a_draft_is_confirmed_or_given_up() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        [draft] = drafts(team, 80)
        confirming, giving_up = at_once(post(draft, "import_preview"), post(draft, "import_deletion"))
        # Deleted after it was confirmed, it is gone as well: nothing had come of it.
        assert giving_up in {302, 404}
        assert confirming in {302, 404, 422}
        assert team.imports.count() in {0, 1}
        assert not team.imports.drafts().exists()


def test_of_two_people_who_sort_a_group_at_once_one_does() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        found = imported(team)
        groups = [group.pk for group in found.groups.all()]
        one, other = ProblemFactory.create_batch(2, team=team)
        at_once(
            post(found, "import", groups=groups, then="attach", problem=one.number),
            post(found, "import", groups=groups[::-1], then="attach", problem=other.number),
            post(found, "import", groups=groups, then="aside", reason="Spam"),
        )
        attached = found.groups.filter(state=GroupState.ATTACHED)
        assert team.evidence.count() == attached.count()
        assert {group.evidence.problems.get() for group in attached.select_related("evidence")} <= {one, other}
        assert sum(rows for _groups, rows in found.groups.counted_by_state().values()) == 80


def test_a_group_is_put_back_while_its_evidence_or_its_problem_is_deleted() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        found, problem = imported(team), ProblemFactory(team=team)
        ImportedGroup.attach(found.groups.all(), problem, by=MembershipFactory(team=team).user)
        groups = [group.pk for group in found.groups.all()]
        evidence = team.evidence.all()[3]
        answers = at_once(
            post(found, "import", groups=groups, then="back"),
            post(found, "import", groups=groups[::-1], then="back"),
            partial(status_of, signed_in(team), f"/teams/{team.slug}/evidence/{evidence.number}/deletion/"),
            partial(status_of, signed_in(team), f"/teams/{team.slug}/problems/{problem.number}/deletion/"),
        )
        assert set(answers) <= {302, 404, 422}, answers
        assert team.evidence.count() == found.groups.filter(evidence__isnull=False).count()
        assert not found.groups.filter(state=GroupState.OPEN, evidence__isnull=False).exists()
        assert sum(rows for _groups, rows in found.groups.counted_by_state().values()) == 80


def test_a_new_problem_that_two_people_record_at_once_is_one() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        found, users = imported(team), UserGroupFactory(team=team)
        groups = [group.pk for group in found.groups.all()[:2]]
        sent = {"groups": groups, "then": "new", "title": "Slow", "user_group": users.pk}
        at_once(post(found, "import", **sent), post(found, "import", **sent))
        assert team.problems.get().evidence.count() == 2


def test_groups_are_attached_while_their_problem_is_deleted_and_none_is_lost() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        found, problem = imported(team), ProblemFactory(team=team)
        groups = [group.pk for group in found.groups.all()]
        deletion = f"/teams/{team.slug}/problems/{problem.number}/deletion/"
        attaching, deleting = at_once(
            post(found, "import", groups=groups, then="attach", problem=problem.number),
            partial(status_of, signed_in(team), deletion),
        )
        assert attaching in {302, 409, 422}
        assert deleting == 302
        assert not team.problems.exists()
        assert ImportedGroup.objects.filter(imported=found).count() == 8
        attached = found.groups.filter(state=GroupState.ATTACHED)
        assert attached.count() == team.evidence.count()
