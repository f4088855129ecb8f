"""Which result speaks for a problem, where others were merged into it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from problems.models import Problem
from teams.models import Team
from workshops.models import ResultRow


def rows_that_speak(team: Team, problems: Iterable[Problem]) -> dict[int, ResultRow]:
    """By the key of each of these problems the row of its latest result; none for what nobody has scored."""
    problems = list(problems)
    these = Q(candidate__problem__in=problems) | Q(candidate__problem__merged_into__in=problems)
    rows = list(ResultRow.objects.latest_of_problems(team).filter(these))
    # A problem that is merged itself keeps its own.
    return that_speak(rows) | {row.candidate.problem_id: row for row in rows if row.candidate.problem_id}


def that_speak(rows: Iterable[ResultRow]) -> dict[int, ResultRow]:
    """By the key of each problem that stands, the row that speaks for it: its own.

    Where it has none, the latest of the problems merged into it. `rows` are the latest row of each problem, as
    latest_of_problems gives them.
    """
    found: dict[int, ResultRow] = {}
    for row in rows:
        problem = row.candidate.problem
        assert problem is not None
        stands = problem.merged_into_id or problem.pk
        if stands not in found or _weight(row) > _weight(found[stands]):
            found[stands] = row
    return found


def _weight(row: ResultRow) -> tuple[bool, float, int]:
    problem, finished = row.candidate.problem, row.result.workshop.finished_at
    assert problem is not None
    return not problem.is_merged, finished.timestamp() if finished else 0, row.pk
