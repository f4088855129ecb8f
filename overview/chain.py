"""The chain from evidence to problem, votes, idea and decision: what its pages look up, each thing in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ideation.models import Answer, Idea, ScopeDecision
from problems.models import Evidence, Problem
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

    @property
    def scope_reason(self) -> str:
        """Why it stands where it does in the scope, where that was fetched with the idea."""
        return getattr(self.idea, "scope_reason", None) or ""


class Endings:
    """Where the ideas of a team ended."""

    def __init__(self, team: Team) -> None:
        self.ranking = Ranking.of(team, team.ideas.in_scope())
        self._standings = {standing.idea.pk: standing for standing in self.ranking.all}

    def of(self, ideas: Iterable[Idea]) -> list[Ending]:
        return [Ending(idea, self._standings.get(idea.pk)) for idea in ideas]


@dataclass(frozen=True)
class ScoredProblem:
    """A problem, and its row in the latest finished workshop that scored it."""

    problem: Problem
    row: ResultRow | None
    # The ideas that answer it, or what it is merged into.
    endings: list[Ending] = field(default_factory=list)
    # Its ideas are told of what it is merged into, which is told too.
    is_read_elsewhere: bool = False


def scored(team: Team, problems: Iterable[Problem]) -> list[ScoredProblem]:
    problems = list(problems)
    found = rows_that_speak(team, problems)
    return [ScoredProblem(problem, found.get(problem.pk)) for problem in problems]


@dataclass(frozen=True)
class CameOf:
    """What came of a piece of evidence: the problems that it supports, and where the ideas that answer them ended."""

    problems: list[ScoredProblem]
    # Each idea once, whichever problems it answers.
    endings: list[Ending]

    @classmethod
    def of(cls, team: Team, evidence: Evidence) -> CameOf:
        problems = list(team.problems.filter(evidence=evidence).by_group())
        answers = _ideas_that_answer(problems)
        endings = Endings(team)
        its_own = {problem.pk for problem in problems}
        return cls(
            [
                # What is merged into another one of them is read with that one.
                replace(entry, is_read_elsewhere=True)
                if entry.problem.merged_into_id in its_own
                else replace(entry, endings=endings.of(answers.get(_stands(entry.problem), {}).values()))
                for entry in scored(team, problems)
            ],
            endings.of({key: idea for ideas in answers.values() for key, idea in ideas.items()}.values()),
        )

    @property
    def on_roadmap(self) -> list[Ending]:
        return [ending for ending in self.endings if ending.is_on_roadmap]

    @property
    def left_out(self) -> int:
        """In scope, and not on the shortlist."""
        return sum(1 for ending in self.endings if ending.standing and not ending.is_on_roadmap)

    @property
    def out_of_scope(self) -> int:
        return sum(1 for ending in self.endings if not ending.standing and ending.idea.is_placed)

    @property
    def not_placed(self) -> int:
        return len(self.endings) - len(self.on_roadmap) - self.left_out - self.out_of_scope


def _stands(problem: Problem) -> int:
    """The key of the problem that stands for it."""
    return problem.merged_into_id or problem.pk


def _ideas_that_answer(problems: list[Problem]) -> dict[int, dict[int, Idea]]:
    """By the key of each problem that stands for one of these: the ideas that answer it, or what is merged into it.

    For an idea that is merged stands the one that it was merged into. Each has the reason for its scope.
    """
    stand = {_stands(problem) for problem in problems}
    decisions = ScopeDecision.objects.filter(idea=Coalesce(OuterRef("idea__merged_into"), OuterRef("idea")))
    answers = (
        Answer.objects.filter(Q(problem__in=stand) | Q(problem__merged_into__in=stand))
        .select_related("problem", "idea__merged_into")
        .defer("problem__statement", "idea__detail", "idea__merged_into__detail")
        .annotate(scope_reason=Subquery(decisions.order_by("-at", "-pk").values("reason")[:1]))
        .order_by("idea__number")
    )
    found: dict[int, dict[int, Idea]] = defaultdict(dict)
    for answer in answers:
        idea = answer.idea.merged_into or answer.idea
        vars(idea)["scope_reason"] = getattr(answer, "scope_reason", None)
        found[_stands(answer.problem)].setdefault(idea.pk, idea)
    return found
