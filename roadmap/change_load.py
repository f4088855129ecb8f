"""Change load: how many items of the roadmap change something for whom, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from problems.models import UserGroup
from roadmap.roadmaps import Entry

# So many changes in a quarter are a wave of change: they are said in words.
AT_ONCE = 3
# Ten years: a year with a wrong digit must not make a table of thousands of columns.
MOST_QUARTERS = 40


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months, counted on from the first ones of the year 0."""

    place: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year * 4 + (day.month - 1) // 3)

    @property
    def year(self) -> int:
        return self.place // 4

    @property
    def number(self) -> int:
        """Of the year, from 1."""
        return self.place % 4 + 1

    def __str__(self) -> str:
        return _("%(first)s to %(last)s %(year)s") % self._words("F")

    @property
    def between(self) -> str:
        return _("between %(first)s and %(last)s %(year)s") % self._words("F")

    @property
    def months(self) -> str:
        """Short, for the head of a column, with the year below it."""
        return _("%(first)s to %(last)s") % self._words("M")

    def _words(self, form: str) -> dict[str, object]:
        first, last = (date(self.year, month, 1) for month in (self.number * 3 - 2, self.number * 3))
        return {"first": date_format(first, form), "last": date_format(last, form), "year": self.year}


@dataclass(frozen=True)
class Cell:
    """What changes for a user group (None: the organisation itself) in a quarter."""

    group: UserGroup | None
    quarter: Quarter
    entries: list[Entry]

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{self.group.pk if self.group else 'organisation'}-{self.quarter.year}-{self.quarter.number}"

    @property
    def is_at_once(self) -> bool:
        return len(self.entries) >= AT_ONCE


@dataclass(frozen=True)
class Row:
    group: UserGroup | None
    cells: list[Cell]


@dataclass(frozen=True)
class ChangeLoad:
    quarters: list[Quarter]
    rows: list[Row]
    # Later ones that are not shown.
    has_more: bool
    # What is not counted, and why.
    without_period: list[Entry]
    without_group: list[Entry]

    @classmethod
    def of(cls, entries: Iterable[Entry], groups: Iterable[UserGroup]) -> ChangeLoad:
        entries = list(entries)
        counted = [entry for entry in entries if entry.item.period and entry.groups]
        spans = [(_quarters_of(entry), entry) for entry in counted]
        first = min((span.start for span, _entry in spans), default=0)
        after = max((span.stop for span, _entry in spans), default=0)
        shown = range(first, min(after, first + MOST_QUARTERS))
        found: dict[tuple[UserGroup | None, int], list[Entry]] = defaultdict(list)
        for span, entry in spans:
            for place in range(span.start, min(span.stop, shown.stop)):
                for group in entry.groups:
                    found[group, place].append(entry)
        served = dict.fromkeys(group for entry in counted for group in entry.groups)
        named = dict.fromkeys([*groups, *(group for group in served if group)])
        rows = [
            Row(group, [Cell(group, Quarter(place), found[group, place]) for place in shown])
            for group in [*named, *([None] if None in served else [])]
        ]
        return cls(
            [Quarter(place) for place in shown],
            rows,
            after > shown.stop,
            [entry for entry in entries if not entry.item.period],
            [entry for entry in entries if entry.item.period and not entry.groups],
        )

    def cell(self, key: str) -> Cell | None:
        return next((cell for row in self.rows for cell in row.cells if cell.key == key and cell.entries), None)

    @property
    def heaviest(self) -> list[Cell]:
        """Where most changes meet the same people; none where nobody meets two."""
        cells = [cell for row in self.rows for cell in row.cells]
        most = max((len(cell.entries) for cell in cells), default=0)
        return [cell for cell in cells if len(cell.entries) == most] if most > 1 else []


def _quarters_of(entry: Entry) -> range:
    """The places of the quarters that its period touches."""
    assert entry.item.starts
    assert entry.item.ends
    return range(Quarter.of(entry.item.starts).place, Quarter.of(entry.item.ends).place + 1)
