"""One priority order of what was scored in different workshops."""

from dataclasses import dataclass

from problems.models import Problem
from teams.models import Team
from workshops.models import ResultRow
from workshops.scoring import ranks


@dataclass(frozen=True)
class RankedProblem:
    rank: int
    problem: Problem
    row: ResultRow


def ranked_problems(team: Team) -> list[RankedProblem]:
    """The team's scored problems by the priority score of the latest finished workshop of each."""
    rows = list(
        ResultRow.objects.latest_of_problems(team)
        .select_related("candidate__problem__user_group", "result__workshop")
        .order_by("-score", "candidate__number")
    )
    return [
        RankedProblem(rank, row.candidate.problem, row)
        for rank, row in zip(ranks([row.score for row in rows]), rows, strict=True)
        if rank is not None and row.candidate.problem is not None
    ]
