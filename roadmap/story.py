"""Why an idea is on the roadmap: what it was built on, from the problem to the decision."""

from __future__ import annotations

from dataclasses import dataclass

from problems.models import Evidence, Problem
from roadmap.ranking import Standing
from workshops.models import ResultRow

# The pages of the problems have the rest.
MOST_SHOWN = 5


@dataclass(frozen=True)
class Story:
    problems: list[Problem]
    evidence: list[Evidence]
    # Of each problem that was scored, highest score first.
    votes: list[ResultRow]

    @classmethod
    def of(cls, standing: Standing) -> Story:
        problems, team = standing.problems, standing.idea.team
        return cls(
            problems,
            list(team.evidence.filter(problems__in=problems).distinct()),
            list(
                ResultRow.objects.latest_of_problems(team)
                .filter(candidate__problem__in=problems)
                .order_by("-score", "candidate__number")
            ),
        )

    @property
    def first_evidence(self) -> list[Evidence]:
        return self.evidence[:MOST_SHOWN]

    @property
    def more_evidence(self) -> int:
        return len(self.evidence) - len(self.first_evidence)
