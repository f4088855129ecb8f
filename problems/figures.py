"""What evidence counts: the figures behind problems, largest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from problems.models import Evidence, Problem
from teams.models import Team

# A problem's page has the rest.
MOST_SHOWN = 3


@dataclass(frozen=True)
class Figure:
    count: int
    unit: str


class Figures:
    """By problem; those of the problems merged into it too."""

    def __init__(self, found: dict[int, list[Figure]]) -> None:
        self._found = found

    @classmethod
    def of(cls, team: Team, problems: Iterable[Problem]) -> Figures:
        support = Evidence.problems.through.objects.filter(evidence__team=team, evidence__count__isnull=False)
        rows = (
            support.order_by("-evidence__count", "evidence")
            .values_list(Coalesce("problem__merged_into", "problem"), "evidence", "evidence__count", "evidence__unit")
            .distinct()
        )
        wanted = {problem.pk for problem in problems}
        found: dict[int, list[Figure]] = defaultdict(list)
        for problem, _evidence, count, unit in rows:
            if problem in wanted:
                found[problem].append(Figure(count, unit))
        return cls(found)

    def first(self, problem: Problem) -> list[Figure]:
        return self._found.get(problem.pk, [])[:MOST_SHOWN]

    def more(self, problem: Problem) -> int:
        return max(0, len(self._found.get(problem.pk, [])) - MOST_SHOWN)
