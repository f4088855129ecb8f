"""What the results pages of a finished workshop show. They read results, never scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from workshops.agreeing import in_words
from workshops.models import Candidate, Comment, Criterion, Result, ResultRow, Workshop
from workshops.models.results import Cell
from workshops.pictures import Picture
from workshops.sentences import (
    alpha_in_words,
    bare_range,
    bounds_of_agreement,
    chance_in_words,
    coverage,
    ordinal,
    range_in_words,
    summary,
)


@dataclass(frozen=True)
class Line:
    """A candidate's place in the table."""

    row: ResultRow
    # Of the criteria, those that its score takes in.
    counted: int

    @classmethod
    def of(cls, row: ResultRow) -> Line:
        return cls(row, sum(1 for cell in row.cells if cell["mean"] is not None))

    @property
    def is_partial(self) -> bool:
        """Whether a criterion is left out of its score."""
        return 0 < self.counted < len(self.row.cells)

    @property
    def means(self) -> list[float | None]:
        return [cell["mean"] for cell in self.row.cells]

    @property
    def range(self) -> str:
        return bare_range(self.row.rank_low, self.row.rank_high)

    @property
    def agreement(self) -> str:
        return "" if self.row.agreement is None else in_words(self.row.agreement)


@dataclass(frozen=True)
class Order:
    """By what the table is sorted, as the address asks for it; whatever is unknown there is the priority order."""

    column: str
    descending: bool

    @classmethod
    def asked_for(cls, query: Mapping[str, str], criteria: int) -> Order:
        column, order = query.get("sort", ""), query.get("order", "")
        if column not in _columns(criteria):
            column = "rank"
        return cls(column, order == "desc" if order in {"asc", "desc"} else _begins_high(column))

    def sorted(self, lines: list[Line]) -> list[Line]:
        """Those without a value in the column stand last, either way; of equals, the better rank first."""
        value = _value_of(self.column)
        known = [line for line in lines if value(line) is not None]
        unknown = [line for line in lines if value(line) is None]
        return sorted(known, key=value, reverse=self.descending) + unknown

    def heads(self, criteria: int) -> dict[str, Head]:
        return {column: self._head(column) for column in _columns(criteria)}

    def _head(self, column: str) -> Head:
        if column != self.column:
            return Head(f"?sort={column}&order={'desc' if _begins_high(column) else 'asc'}#priority-order", "")
        turned = "asc" if self.descending else "desc"
        now = "descending" if self.descending else "ascending"
        return Head(f"?sort={column}&order={turned}#priority-order", now)


@dataclass(frozen=True)
class Head:
    """The head of a column: where its link leads, and how the table is sorted by it now, if it is."""

    href: str
    sorted: str


def _columns(criteria: int) -> list[str]:
    return ["rank", "name", "score", "range", "agreement", "voters", *map(str, range(1, criteria + 1))]


def _begins_high(column: str) -> bool:
    """What one wants to see first: the best rank, names from A, and the highest of everything else."""
    return column not in {"rank", "name", "range"}


def _value_of(column: str) -> Callable[[Line], Any]:
    if column.isdecimal():
        return lambda line: line.means[int(column) - 1]
    return {
        "rank": lambda line: line.row.rank,
        "name": lambda line: line.row.candidate.title.casefold(),
        "score": lambda line: line.row.score,
        "range": lambda line: line.row.rank_low and (line.row.rank_low, line.row.rank_high),
        "agreement": lambda line: line.row.agreement,
        "voters": lambda line: line.row.voters,
    }[column]


@dataclass(frozen=True)
class Findings:
    workshop: Workshop
    result: Result
    criteria: list[Criterion]
    order: Order

    @classmethod
    def of(cls, workshop: Workshop, query: Mapping[str, str]) -> Findings:
        """Of a withheld result there is nothing but the number of ballots."""
        result = workshop.result
        if result.is_withheld:
            return cls(workshop, result, [], Order.asked_for({}, 0))
        criteria = list(workshop.criteria.all())
        return cls(workshop, result, criteria, Order.asked_for(query, len(criteria)))

    @cached_property
    def lines(self) -> list[Line]:
        """In the order that was asked for."""
        return self.order.sorted([Line.of(row) for row in self.result.rows.select_related("candidate")])

    @cached_property
    def withdrawn(self) -> list[Candidate]:
        return list(self.workshop.candidates.withdrawn())

    @cached_property
    def heads(self) -> dict[str, Head]:
        return self.order.heads(len(self.criteria))

    @cached_property
    def ranked(self) -> list[ResultRow]:
        """Those that have a rank, the first one first."""
        rows = [line.row for line in self.lines if line.row.rank is not None]
        return sorted(rows, key=lambda row: (row.rank, row.candidate.number))

    @cached_property
    def summary(self) -> list[str]:
        return summary([line.row for line in self.lines], self.result.voters)

    @property
    def has_ranges(self) -> bool:
        """False for results that were shown before ranges were worked out."""
        return any(row.rank_low for row in self.ranked)

    @property
    def has_partial(self) -> bool:
        return any(line.is_partial for line in self.lines)

    @property
    def alpha(self) -> str:
        """What it means, with its value; empty where it is not known."""
        return "" if self.result.alpha is None else alpha_in_words(self.result.alpha)

    @property
    def coverage(self) -> str:
        return coverage()

    @property
    def bounds_of_agreement(self) -> list[tuple[float | None, str]]:
        return bounds_of_agreement()

    @property
    def pictures(self) -> list[Picture]:
        """Those ranked, in as many pictures as they need."""
        return Picture.of_all(self.ranked)


@dataclass(frozen=True)
class Answered:
    """How one criterion was answered for one candidate."""

    criterion: Criterion
    cell: Cell

    @property
    def agreement(self) -> str:
        return "" if self.cell.agreement is None else in_words(self.cell.agreement)

    @property
    def words(self) -> str:
        """What the points of the scale mean."""
        return ", ".join(self.criterion.said(point) for point in self.criterion.points if self.criterion.label(point))

    @property
    def counts(self) -> dict[int, int]:
        """How many chose each point."""
        return dict(self.cell.spread)


@dataclass(frozen=True)
class About:
    """What people answered about one candidate."""

    result: Result
    candidate: Candidate
    # None where the result is withheld.
    row: ResultRow | None
    ranked: int
    cells: list[Answered]

    @classmethod
    def of(cls, candidate: Candidate) -> About:
        result = candidate.workshop.result
        if result.is_withheld:
            return cls(result, candidate, None, 0, [])
        row = result.rows.get(candidate=candidate)
        ranked = result.rows.filter(rank__isnull=False).count()
        cells = row.by_criterion(list(candidate.workshop.criteria.all()))
        return cls(result, candidate, row, ranked, [Answered(criterion, cell) for criterion, cell in cells])

    @property
    def points(self) -> list[int]:
        """All points of all scales, for the head of the table."""
        return sorted({point for answered in self.cells for point in answered.criterion.points})

    @property
    def most(self) -> int:
        """The longest bar of its pictures."""
        return max((count for answered in self.cells for _point, count in answered.cell.spread), default=0)

    @property
    def place(self) -> str:
        assert self.row
        return ordinal(self.row.rank) if self.row.rank else ""

    @property
    def range(self) -> str:
        assert self.row
        return range_in_words(self.row.rank_low, self.row.rank_high)

    @property
    def agreement(self) -> str:
        assert self.row
        return "" if self.row.agreement is None else in_words(self.row.agreement)

    @property
    def chances(self) -> list[tuple[int, str]]:
        """Of being first, and among the first three and ten, where there are more than that."""
        assert self.row
        firsts = self.row.among_first
        return [(n, chance_in_words(firsts[n - 1])) for n in (1, 3, 10) if n < len(firsts)]


def comments_of(workshop: Workshop) -> QuerySet[Comment]:
    """What people wrote, in the order of random keys; nothing where the result is withheld."""
    comments = Comment.objects.filter(candidate__in=workshop.candidates.standing())
    return comments.none() if workshop.result.is_withheld else comments
