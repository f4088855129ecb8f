"""The priority order of what was scored in different workshops, and what of it can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from problems.models import Problem, UserGroup
from teams.models import Team
from workshops.models import Criterion, Result, ResultRow
from workshops.scoring import ranks

type Measure = frozenset[tuple[str, str, Decimal]]


def measure(criteria: Iterable[Criterion]) -> Measure:
    """What a score was made of. Scores with the same measure can be compared, whatever workshop they are from.

    That is the name of each criterion, which end of it means more priority, and how much it weighs compared
    with the others. The length of a scale does not count, because every mean is put on 0 to 100 before it is
    weighed; nor do words (question, hint, labels), which get mended without meaning something else; nor all
    weights multiplied by one number, which changes no score.
    """
    criteria = list(criteria)
    lightest = min((criterion.weight for criterion in criteria), default=Decimal(1))
    # Rounded, because a third has no end.
    return frozenset(
        (criterion.name.casefold(), criterion.direction, round(criterion.weight / lightest, 9))
        for criterion in criteria
    )


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
    # The problems that are folded under it.
    symptoms: list[RankedProblem] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """Problems whose scores can be compared, highest first."""

    # As the latest workshop asked them.
    criteria: list[Criterion]
    # That these scores are from, latest first, each with its workshop.
    results: list[Result]
    entries: list[RankedProblem]
    # How the criteria differ from those of the first order, in sentences; empty in the first one.
    differences: list[str] = field(default_factory=list)

    def of_entries(self, entries: list[RankedProblem]) -> Order:
        return replace(self, entries=entries)


@dataclass(frozen=True)
class Ranking:
    orders: list[Order]
    not_scored: list[RankedProblem]

    @classmethod
    def of(cls, team: Team, *, group: UserGroup | None = None, folded: bool = False) -> Ranking:
        """Rank all problems of the team by the latest finished result of each.

        Where criteria differ (see `measure`) there is an order for each set of them. First comes the set that
        most problems were scored with, and of sets with as many problems the one used last: so a small trial
        with criteria of its own stands apart, and changes no rank among the others.

        With a group only its problems are given, ranked within it as well. Folded, a problem stands below its
        topmost root among those given, and keeps its rank.
        """
        rows = list(
            ResultRow.objects.latest_of_problems(team)
            .select_related("candidate__problem__user_group", "result__workshop")
            .defer("cells", "among_first")
            .order_by("-score", "candidate__number")
        )
        orders = _orders(rows)
        scored = {row.candidate.problem_id for row in rows}
        others = [p for p in team.problems.select_related("user_group") if p.pk not in scored]
        ranking = cls(orders, [RankedProblem(problem) for problem in others])
        root_of = {entry.problem.pk: entry.problem.root_id for _order, entry in ranking.lines}
        if group:
            ranking = ranking._within(group)
        return ranking._folded(root_of) if folded else ranking

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


def by_order(
    lines: Iterable[tuple[Order | None, RankedProblem]],
) -> Iterator[tuple[Order | None, list[RankedProblem]]]:
    """The lines of one page of a list, in the orders that they are from."""
    for _key, its_lines in groupby(lines, lambda line: id(line[0])):
        together = list(its_lines)
        yield together[0][0], [entry for _order, entry in together]


def _orders(rows: list[ResultRow]) -> list[Order]:
    results = {row.result.workshop_id: row.result for row in rows}
    criteria: dict[int, list[Criterion]] = {key: [] for key in results}
    for criterion in Criterion.objects.filter(workshop__in=results):
        criteria[criterion.workshop_id].append(criterion)
    measures = {key: measure(its_criteria) for key, its_criteria in criteria.items()}
    newest = sorted(results.values(), key=lambda result: (result.workshop.finished_at, result.pk), reverse=True)
    results_with: dict[Measure, list[Result]] = defaultdict(list)
    for result in newest:
        results_with[measures[result.workshop_id]].append(result)
    rows_with: dict[Measure, list[ResultRow]] = defaultdict(list)
    for row in rows:
        rows_with[measures[row.result.workshop_id]].append(row)
    orders: list[Order] = []
    # Stable: of two sets with as many problems the one used last comes first.
    for its_measure in sorted(results_with, key=lambda its_measure: -len(rows_with[its_measure])):
        own, its_results = rows_with[its_measure], results_with[its_measure]
        its_criteria = criteria[its_results[0].workshop_id]
        entries = [
            RankedProblem(row.candidate.problem, row, rank, measured=its_measure)
            for row, rank in zip(own, ranks([row.score for row in own]), strict=True)
            if row.candidate.problem is not None
        ]
        differences = _differences(its_criteria, orders[0].criteria) if orders else []
        orders.append(Order(its_criteria, its_results, entries, differences))
    return orders


def _differences(these: list[Criterion], first: list[Criterion]) -> list[str]:
    """How these criteria differ from the first ones, in sentences."""
    ours = {criterion.name.casefold(): criterion for criterion in these}
    theirs = {criterion.name.casefold(): criterion for criterion in first}
    added = [criterion for name, criterion in ours.items() if name not in theirs]
    missing = [criterion for name, criterion in theirs.items() if name not in ours]
    both = [(criterion, theirs[name]) for name, criterion in ours.items() if name in theirs]
    turned = [ours for ours, theirs in both if ours.direction != theirs.direction]
    said = []
    if added:
        said.append(_("Asked here, and not there: %(criteria)s.") % {"criteria": _names(added)})
    if missing:
        said.append(_("Asked there, and not here: %(criteria)s.") % {"criteria": _names(missing)})
    if turned:
        said.append(
            ngettext(
                "Here the other end means more priority: %(criteria)s.",
                "Here the other ends mean more priority: %(criteria)s.",
                len(turned),
            )
            % {"criteria": _names(turned)}
        )
    # All weights times one number is no difference.
    if len({round(ours.weight / theirs.weight, 9) for ours, theirs in both}) > 1:
        weights = [
            _("“%(criterion)s” weighs %(here)s here and %(there)s there")
            % {"criterion": ours.name, "here": ours.plain_weight, "there": theirs.plain_weight}
            for ours, theirs in both
            if ours.weight != theirs.weight
        ]
        said.append(_("%(list)s.") % {"list": ", ".join(weights)})
    return said


def _names(criteria: Iterable[Criterion]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": criterion.name} for criterion in criteria)


def _topmost(key: int, given: Mapping[int, RankedProblem], root_of: Mapping[int, int | None]) -> int:
    """The last of those above a problem, each the root of the one before, that is given; else itself."""
    topmost, above = key, root_of[key]
    while above is not None:
        if above in given:
            topmost = above
        above = root_of[above]
    return topmost
