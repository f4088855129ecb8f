"""The priority order of what was scored in different workshops, and what of it can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from problems.models import Problem, UserGroup
from teams.models import Team
from workshops.comparing import Comparable, Measure, comparable
from workshops.models import ResultRow
from workshops.models.results import ResultRowQuerySet
from workshops.scoring import ranks
from workshops.speaking import that_speak


@dataclass(frozen=True)
class RankedProblem:
    """A problem with its row in the latest finished workshop that scored it. None: nobody has scored it."""

    problem: Problem
    row: ResultRow | None = None
    # Among all problems whose scores can be compared with its own.
    rank: int | None = None
    # Among those of its user group alone; None when the order is not narrowed to a group.
    rank_in_group: int | None = None
    measured: Measure | None = None
    # Where it stood on the criteria of the first order, before it was scored on others.
    before: ResultRow | None = None
    # The problems that are folded under it.
    symptoms: list[RankedProblem] = field(default_factory=list)

    @property
    def scored_as(self) -> str:
        """The reference of the problem merged into it that was scored in its place; empty where it was itself."""
        candidate = self.row.candidate if self.row else None
        return candidate.reference if candidate and candidate.problem_id != self.problem.pk else ""


@dataclass(frozen=True)
class Order:
    """Problems whose scores can be compared, highest first."""

    part: Comparable
    entries: list[RankedProblem]

    def of_entries(self, entries: list[RankedProblem]) -> Order:
        return replace(self, entries=entries)


@dataclass(frozen=True)
class Ranking:
    orders: list[Order]
    not_scored: list[RankedProblem]

    @classmethod
    def of(
        cls,
        team: Team,
        *,
        group: UserGroup | None = None,
        folded: bool = False,
        rows: Iterable[ResultRow] | None = None,
    ) -> Ranking:
        """Rank all problems of the team by the latest finished result of each.

        A problem that is merged into another has no place of its own. Its result stands for the other one while nobody
        has scored that: two results are never made into one.

        Where criteria differ there is an order for each set of them (see `comparable`).

        With a group only its problems are given, ranked within it as well. Folded, a problem stands below its
        topmost root among those given, and keeps its rank.

        Who needs the latest rows for something else as well gives them, as `latest_rows` finds them.
        """
        found = list(latest_rows(team).defer("cells") if rows is None else rows)
        scored = that_speak(found)
        spoken = {row.pk for row in scored.values()}
        orders = _with_what_was_before(
            [_order(part) for part in comparable([row for row in found if row.pk in spoken])]
        )
        others = [p for p in team.problems.unmerged().select_related("user_group") if p.pk not in scored]
        ranking = cls(orders, [RankedProblem(problem) for problem in others])
        if group:
            ranking = ranking._within(group)
        if not folded:
            return ranking
        return ranking._folded(team.problems.unmerged().roots_that_stand())

    @property
    def sections(self) -> list[tuple[Order | None, list[RankedProblem]]]:
        """Every order with its entries, and at the end those that are in none."""
        return [*((order, order.entries) for order in self.orders), (None, self.not_scored)]

    @property
    def lines(self) -> list[tuple[Order | None, RankedProblem]]:
        """All entries one after another, each with its order: what a list is cut into pages of."""
        return [(order, entry) for order, entries in self.sections for entry in entries]

    def _within(self, group: UserGroup) -> Ranking:
        orders = []
        for order in self.orders:
            own = [entry for entry in order.entries if entry.problem.user_group_id == group.pk]
            places = ranks([entry.row.score if entry.row else None for entry in own])
            entries = [replace(entry, rank_in_group=place) for entry, place in zip(own, places, strict=True)]
            orders.append(order.of_entries(entries))
        return Ranking(
            [order for order in orders if order.entries],
            [entry for entry in self.not_scored if entry.problem.user_group_id == group.pk],
        )

    def _folded(self, root_of: Mapping[int, int | None]) -> Ranking:
        given = {entry.problem.pk: entry for _order, entry in self.lines}
        top = {key: _topmost(key, given, root_of) for key in given}
        for key, entry in given.items():
            if top[key] != key:
                given[top[key]].symptoms.append(entry)

        def left(entries: list[RankedProblem]) -> list[RankedProblem]:
            return [entry for entry in entries if top[entry.problem.pk] == entry.problem.pk]

        orders = [order.of_entries(left(order.entries)) for order in self.orders]
        return Ranking([order for order in orders if order.entries], left(self.not_scored))


def latest_rows(team: Team) -> ResultRowQuerySet:
    """The latest row of each problem, highest score first, with what a ranking needs of it."""
    return (
        ResultRow.objects.latest_of_problems(team)
        .select_related(
            "candidate__problem__user_group", "candidate__problem__merged_into__user_group", "result__workshop"
        )
        .defer("among_first")
        .order_by("-score", "candidate__number")
    )


def by_order(
    lines: Iterable[tuple[Order | None, RankedProblem]],
) -> Iterator[tuple[Order | None, list[RankedProblem]]]:
    """The lines of one page of a list, in the orders that they are from."""
    for _key, its_lines in groupby(lines, lambda line: id(line[0])):
        together = list(its_lines)
        yield together[0][0], [entry for _order, entry in together]


def _order(part: Comparable) -> Order:
    places = ranks([row.score for row in part.rows])
    entries = [
        RankedProblem(problem.merged_into or problem, row, rank, measured=part.measure)
        for row, rank in zip(part.rows, places, strict=True)
        if (problem := row.candidate.problem) is not None
    ]
    return Order(part, entries)


def _with_what_was_before(orders: list[Order]) -> list[Order]:
    """Let nothing leave the first order unsaid, because it was tried on other criteria since."""
    if len(orders) < 2:
        return orders
    first, *others = orders
    problems = [entry.problem for order in others for entry in order.entries]
    rows = ResultRow.objects.filter(
        result__in=first.part.results, candidate__problem__in=problems, rank__isnull=False
    ).select_related("candidate", "result__workshop")
    # The latest one last, which stays.
    found = {row.candidate.problem_id: row for row in rows.order_by("result__workshop__finished_at", "pk")}
    return [
        first,
        *(order.of_entries([replace(e, before=found.get(e.problem.pk)) for e in order.entries]) for order in others),
    ]


def _topmost(key: int, given: Mapping[int, RankedProblem], root_of: Mapping[int, int | None]) -> int:
    """The last of those above a problem, each the root of the one before, that is given; else itself."""
    topmost, above = key, root_of.get(key)
    seen = {key}
    while above is not None:
        if above in seen:
            # A circle, which merges that were undone may leave: nothing of it is folded.
            return key
        seen.add(above)
        if above in given:
            topmost = above
        above = root_of.get(above)
    return topmost
