"""Why an idea is on the roadmap: what it was built on, from the problem to the decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from problems.models import Evidence, Problem
from roadmap.ranking import Standing
from workshops.models import ResultRow
from workshops.speaking import that_speak

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
        these = Q(candidate__problem__in=problems) | Q(candidate__problem__merged_into__in=problems)
        rows = ResultRow.objects.latest_of_problems(team).filter(these).order_by("-score", "candidate__number")
        spoken = {row.pk for row in that_speak(rows).values()}
        keys = {problem.pk for problem in problems}
        votes = [row for row in rows if row.pk in spoken or row.candidate.problem_id in keys]
        return cls(problems, list(team.evidence.behind(*problems)), votes)

    @property
    def first_evidence(self) -> list[Evidence]:
        return self.evidence[:MOST_SHOWN]

    @property
    def more_evidence(self) -> int:
        return len(self.evidence) - len(self.first_evidence)
