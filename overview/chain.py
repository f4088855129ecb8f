"""The chain from evidence to problem, votes, idea and decision: what its pages look up, each thing in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from ideation.models import Idea
from problems.models import Problem
from roadmap.ranking import Ranking, Standing
from teams.models import Team
from workshops.models import Candidate, Criterion, ResultRow, Workshop
from workshops.models.results import Cell
from workshops.speaking import rows_that_speak


@dataclass(frozen=True)
class Vote:
    """A workshop that something was put to. There is a row once it is finished, unless too few scored anything."""

    workshop: Workshop
    row: ResultRow | None
    # How many things were put to it.
    of: int
    # What was put to the vote, where that is merged into the thing itself.
    merged: Problem | Idea | None = None

    @property
    def has_score(self) -> bool:
        return self.row is not None and self.row.rank is not None

    @property
    def is_withheld(self) -> bool:
        if self.row is None:
            return self.workshop.is_finished
        return self.row.rank is None and any(cell["withheld"] for cell in self.row.cells)


@dataclass(frozen=True)
class Votes:
    """The workshops that something was put to, those under way first and then the latest first."""

    all: list[Vote]

    @classmethod
    def on(cls, candidates: QuerySet[Candidate], merged: Iterable[Problem | Idea]) -> Votes:
        """Look up the votes on one thing from its candidates, and from those of what was merged into it."""
        merged_in = {thing.pk: thing for thing in merged}
        in_same_workshop = (
            Candidate.objects.filter(workshop=OuterRef("workshop"))
            .order_by()
            .values("workshop")
            .annotate(n=Count("pk"))
        )
        found = (
            candidates.select_related("workshop__result", "result_row__result")
            .annotate(of=Subquery(in_same_workshop.values("n")))
            .order_by(F("workshop__finished_at").desc(nulls_first=True), "-pk")
        )
        return cls(
            [
                Vote(
                    each.workshop,
                    getattr(each, "result_row", None),
                    each.of,
                    merged_in.get(each.problem_id or each.idea_id or 0),
                )
                for each in found
            ]
        )

    @classmethod
    def on_problem(cls, problem: Problem, merged: list[Problem]) -> Votes:
        return cls.on(Candidate.objects.filter(problem__in=[problem, *merged]), merged)

    @classmethod
    def on_idea(cls, idea: Idea, merged: list[Idea]) -> Votes:
        return cls.on(Candidate.objects.filter(idea__in=[idea, *merged]), merged)

    @property
    def latest(self) -> Vote | None:
        """The one that counts: in the latest finished workshop that gave the thing a score.

        One on something that is merged into it counts only where nobody has scored the thing itself.
        """
        scored = [vote for vote in self.all if vote.has_score]
        return next((vote for vote in scored if vote.merged is None), next(iter(scored), None))

    def by_criterion(self) -> list[tuple[Criterion, Cell]]:
        """How each criterion was answered in the vote that counts."""
        if self.latest is None or self.latest.row is None:
            return []
        return self.latest.row.by_criterion(list(self.latest.workshop.criteria.all()))


@dataclass(frozen=True)
class Ending:
    """Where an idea ended. An idea that is not in scope has no standing."""

    idea: Idea
    standing: Standing | None

    @property
    def is_on_roadmap(self) -> bool:
        return self.standing is not None and self.standing.is_in


class Endings:
    """Where the ideas of a team ended."""

    def __init__(self, team: Team) -> None:
        self.ranking = Ranking.of(team, team.ideas.in_scope())
        self._standings = {standing.idea.pk: standing for standing in self.ranking.all}

    def of(self, ideas: Iterable[Idea]) -> list[Ending]:
        return [Ending(idea, self._standings.get(idea.pk)) for idea in ideas]


@dataclass(frozen=True)
class ScoredProblem:
    """A problem, its row in the latest finished workshop that scored it, and the ideas that answer it."""

    problem: Problem
    row: ResultRow | None
    endings: list[Ending] = field(default_factory=list)


def scored(team: Team, problems: Iterable[Problem], endings: Endings | None = None) -> list[ScoredProblem]:
    """Give each problem its score; with `endings` its ideas too, which must have been fetched with it.

    For an idea that is merged stands the one that it was merged into.
    """
    problems = list(problems)
    found = rows_that_speak(team, problems)
    return [
        ScoredProblem(
            problem, found.get(problem.pk), endings.of(Idea.that_stand(problem.ideas.all())) if endings else []
        )
        for problem in problems
    ]
