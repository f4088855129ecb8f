"""Where a team's process stands, in numbers: a few statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ideation.models import Idea, ScopeCounts
from problems.models import ImportedGroup, Problem, UserGroup
from roadmap.ranking import Ranking
from teams.models import Team
from workshops.models import Kind, ResultRow, State, Workshop

UNDER_WAY = (State.OPEN, State.VOTING, State.CLOSED)


@dataclass(frozen=True)
class Workshops:
    """How many workshops of one kind there are in each state, and the latest number of each."""

    counts: Mapping[str, int]
    latest: Mapping[str, int]

    @property
    def drafts(self) -> int:
        return self.counts.get(State.DRAFT, 0)

    @property
    def under_way(self) -> int:
        return sum(self.counts.get(state, 0) for state in UNDER_WAY)

    @property
    def finished(self) -> int:
        return self.counts.get(State.FINISHED, 0)

    @property
    def draft_number(self) -> int | None:
        return self.latest.get(State.DRAFT)


@dataclass(frozen=True)
class Progress:
    team: Team
    groups: int
    problems: int
    with_evidence: int
    chosen: int
    left: int
    parked: int
    # Groups of imported rows of which nobody has said what becomes of them, and one of the imports that have some.
    to_sort: int
    import_to_sort: int | None
    ideas: int
    in_scope: int
    not_placed: int
    scored: int
    shortlisted: int
    # Of the shortlisted.
    placed: int
    line_is_drawn: bool
    problem_workshops: Workshops
    idea_workshops: Workshops
    # The latest that people can join, are voting in, or that waits for its results to be shown to everybody.
    current: Workshop | None
    # The latest that is being set up, if it is newer than all that are finished.
    newer_draft: Workshop | None
    scope: ScopeCounts

    @classmethod
    def of(cls, team: Team) -> Progress:
        numbers = _numbers(team)
        workshops = _workshops(team)
        ranking = Ranking.of(team, team.ideas.in_scope().defer("detail"))
        return cls(
            team=team,
            shortlisted=len(ranking.shortlisted),
            placed=sum(standing.is_placed for standing in ranking.shortlisted),
            line_is_drawn=ranking.line_is_drawn,
            problem_workshops=workshops[Kind.PROBLEM],
            idea_workshops=workshops[Kind.IDEA],
            current=team.workshops.under_way().first(),
            newer_draft=_newer_draft(team, workshops.values()),
            scope=ScopeCounts.of(team),
            **numbers,
        )


def _numbers(team: Team) -> dict[str, Any]:
    problems, ideas = Problem.objects.unmerged(), Idea.objects.unmerged()
    to_sort = ImportedGroup.objects.to_be_sorted().annotate(team=F("imported__team"))
    is_scored = Exists(ResultRow.objects.filter(candidate__idea=OuterRef("pk"), rank__isnull=False))
    counts = {
        "groups": UserGroup.objects.all(),
        "problems": problems,
        "with_evidence": problems.with_evidence(),
        "chosen": problems.chosen(),
        "left": problems.left(),
        "parked": problems.parked(),
        "to_sort": to_sort,
        "ideas": ideas,
        "in_scope": ideas.in_scope(),
        "not_placed": ideas.not_placed(),
        "scored": ideas.in_scope().filter(is_scored),
    }
    # Some of these are names of a team's own fields, so each gets a prefix on its way.
    expressions = {f"count_{name}": _count(rows) for name, rows in counts.items()}
    import_to_sort = Subquery(to_sort.filter(team=OuterRef("pk")).order_by("imported").values("imported")[:1])
    found = Team.objects.filter(pk=team.pk).values(import_to_sort=import_to_sort, **expressions).get()
    return {name.removeprefix("count_"): number for name, number in found.items()}


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows the team has, as a part of one statement."""
    counted = rows.filter(team=OuterRef("pk")).order_by().values("team").annotate(rows=Count("pk"))
    return Coalesce(Subquery(counted.values("rows")), 0)


def _workshops(team: Team) -> dict[str, Workshops]:
    found = list(team.workshops.order_by().values_list("kind", "state").annotate(Count("pk"), Max("number")))
    return {
        kind: Workshops(
            counts={state: count for its_kind, state, count, _latest in found if its_kind == kind},
            latest={state: latest for its_kind, state, _count, latest in found if its_kind == kind},
        )
        for kind in Kind.values
    }


def _newer_draft(team: Team, workshops: Iterable[Workshops]) -> Workshop | None:
    kinds = list(workshops)
    draft = max(each.draft_number or 0 for each in kinds)
    finished = max(each.latest.get(State.FINISHED, 0) for each in kinds)
    return team.workshops.filter(number=draft).first() if 0 < finished < draft else None
