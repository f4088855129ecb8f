"""What evidence counts: the figures behind problems, those of the same unit added up, largest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from problems.models import Evidence, Problem
from teams.models import Team

# A problem's page has the rest.
MOST_SHOWN = 3
# Units that begin so are of shares and times: 40% and 30% of schools are not 70%.
NOT_ADDED = ("%", "percent", "per cent", "out of ", "in ", "second", "minute", "hour", "day", "week", "month", "year")


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
        return cls({problem: added_up(figures) for problem, figures in found.items()})

    def first(self, problem: Problem) -> list[Figure]:
        return self._found.get(problem.pk, [])[:MOST_SHOWN]

    def more(self, problem: Problem) -> int:
        return max(0, len(self._found.get(problem.pk, [])) - MOST_SHOWN)


def added_up(figures: Iterable[Figure]) -> list[Figure]:
    """Tickets and tickets make more tickets; shares, times, and what is in different units are not added up."""
    sums: dict[str, Figure] = {}
    others = []
    for figure in figures:
        if _cannot_be_added(figure.unit):
            others.append(figure)
        else:
            key = " ".join(figure.unit.casefold().split())
            before = sums.get(key, Figure(0, figure.unit))
            sums[key] = Figure(before.count + figure.count, before.unit)
    return sorted(sums.values(), key=lambda figure: -figure.count) + others


def _cannot_be_added(unit: str) -> bool:
    return unit.casefold().strip().startswith(NOT_ADDED)
