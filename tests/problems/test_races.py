"""What happens at the same moment, on PostgreSQL: SQLite has one writer at a time."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from problems.models import Evidence, Question
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


def test_of_two_who_frame_a_problem_at_once_one_is_told_and_each_version_is_kept_once() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        problem = ProblemFactory(team=team)
        calls = [
            post(team, "framing", {"what": what, "phase": "alpha", "seen": "0", "is_statement": "on"}, problem.number)
            for what in ("pay", "pay", "register")
        ]

        statuses = sorted(at_once(*calls))

        assert statuses in ([302, 302, 409], [302, 409, 409])
        # The statement that was there, and one framing.
        assert problem.framings.count() == 2
        problem.refresh_from_db()
        assert problem.statement == problem.framings.first().sentence


def test_a_framing_and_a_new_statement_at_once_lose_no_words() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        problem = ProblemFactory(team=team, statement="First words")
        group = problem.user_group
        assert group
        framing = {"what": "pay", "phase": "alpha", "seen": "0", "is_statement": "on"}

        at_once(
            post(team, "framing", framing, problem.number),
            post(team, "change", problem_typed(group.pk), problem.number),
        )

        problem.refresh_from_db()
        kept = list(problem.framings.values_list("statement", flat=True))
        assert "First words" in kept
        assert kept[0] == problem.statement
        assert len(kept) == len(set(kept))


def problem_typed(group: int) -> dict[str, object]:
    return {"title": "Confusing", "statement": "By hand", "kind": "user", "user_group": group}


def test_a_question_is_answered_or_its_evidence_is_deleted_and_it_is_open() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        evidence = EvidenceFactory(team=team)
        question = Question.ask(team, "Why?", by=None, problems=[])

        answered, deleted = at_once(
            post(team, "answer", {"evidence": str(evidence.number), "answer": "So"}, question.pk),
            post(team, "evidence_deletion", {}, evidence.number),
        )

        assert answered in {302, 409, 422}
        assert deleted == 302
        question.refresh_from_db()
        assert question.is_open


def test_a_question_asked_twice_at_once_is_one() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()

        assert at_once(*(post(team, "new_question", {"text": "Why?"}) for _n in range(3))) == [302, 302, 302]

        assert team.questions.count() == 1


def test_of_two_merges_that_would_make_a_circle_one_is_refused() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        first, second = ProblemFactory.create_batch(2, team=team)

        merges = (
            post(team, "merging", {"into": second.number}, first.number),
            post(team, "merging", {"into": first.number}, second.number),
        )
        # The second one sees before or after it asks for the lock that it is merged already.
        assert sorted(at_once(*merges)) in ([302, 409], [302, 422])

        assert team.problems.exclude(merged_into=None).count() == 1


def test_a_merge_and_a_link_to_a_root_make_no_circle_together() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        first, second, third = ProblemFactory.create_batch(3, team=team)
        third.set_root(first, by=MembershipFactory(team=team).user)

        done = at_once(
            post(team, "merging", {"into": second.number}, first.number),
            post(team, "root", {"root": third.number}, second.number),
        )

        assert sorted(done) == [302, 422]


def test_a_problem_is_deleted_or_another_is_merged_into_it() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        first, second = ProblemFactory.create_batch(2, team=team)

        merged, deleted = at_once(
            post(team, "merging", {"into": second.number}, first.number), post(team, "deletion", {}, second.number)
        )

        assert (merged, deleted) in {(302, 409), (422, 302)}


def test_two_people_say_that_two_problems_are_different() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        first, second = ProblemFactory.create_batch(2, team=team)

        said = (
            post(team, "difference", {}, first.number, second.number),
            post(team, "difference", {}, second.number, first.number),
        )
        assert at_once(*said) == [302, 302]

        assert team.differences.count() == 1


def test_several_people_choose_at_once_and_nobody_undoes_what_another_chose() -> None:
    for _round in range(ROUNDS):
        team = TeamFactory()
        numbers = [problem.number for problem in ProblemFactory.create_batch(3, team=team)]
        were = " ".join(f"{number}:longlist" for number in numbers)
        page = {f"state-{number}": "longlist" for number in numbers} | {"were": were}

        sent = (post(team, "choosing", page | {f"state-{number}": "chosen"}) for number in numbers)
        assert at_once(*sent) == [302, 302, 302]

        assert team.problems.chosen().count() == 3
