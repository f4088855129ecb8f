"""Dates as exports write them: 2026-03-27T10:00:00Z, 27/03/2026 10:00, 27 March 2026, March 27, 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
DAY_AND_WORD = re.compile(
    r"\s*(?:[^\W\d]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([^\W\d]{3,9})\.?[\s,-]+(\d{4}|\d{2})(?!\d)"
)
WORD_AND_DAY = re.compile(r"\s*(?:[^\W\d]{3,9},?\s+)?([^\W\d]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
FIRST_YEAR, LAST_YEAR = 1990, 2100

# A day as a number: 20260327. One that could be 4 March or 3 April is the year and the two numbers as they stand
# (20260403), made negative.
type Day = int


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Day | None, int]:
    """The day, and which way round a date in figures must be: 1 day first, -1 month first, 0 either or not in
    figures."""
    if found := YEAR_LAST.match(text):
        return _in_figures(int(found[1]), int(found[2]), found[3])
    if found := YEAR_FIRST.match(text):
        return _day(found[1], found[2], found[3]), 0
    if found := DAY_AND_WORD.match(text):
        return _day(found[3], MONTHS.get(found[2][:3].casefold(), 0), found[1]), 0
    if found := WORD_AND_DAY.match(text):
        return _day(found[3], MONTHS.get(found[1][:3].casefold(), 0), found[2]), 0
    return None, 0


def _in_figures(first: int, second: int, year: str) -> tuple[Day | None, int]:
    if first > 12:
        return _day(year, second, first), 1
    if second > 12:
        return _day(year, first, second), -1
    either = _day(year, first, second)
    return (either if either is None or first == second else -_joined(_year(year), first, second)), 0


class Dates:
    """The dates of one column. Which way round figures are is known only when all have been seen."""

    def __init__(self) -> None:
        self.day_first = self.month_first = 0

    def read(self, text: str) -> Day | None:
        # The time after it makes every text another one.
        day, order = _read(text[:30] if text[:1].isalpha() else text[:10] if text[4:5] == "-" else text[:20])
        if order > 0:
            self.day_first += 1
        elif order < 0:
            self.month_first += 1
        return day

    def settle(self, day: Day) -> date:
        if day > 0:
            return date(day // 10_000, day // 100 % 100, day % 100)
        year, first, second = -day // 10_000, -day // 100 % 100, -day % 100
        if self.month_first and not self.day_first:
            return date(year, first, second)
        return date(year, second, first)

    def months(self, days: Mapping[Day, int]) -> tuple[dict[str, int], date | None, date | None]:
        """How many fell in each month ("2026-03"), the first day and the last one."""
        counts: dict[date, int] = {}
        for day, count in days.items():
            settled = self.settle(day)
            counts[settled] = counts.get(settled, 0) + count
        months: dict[str, int] = {}
        for settled in sorted(counts):
            month = f"{settled:%Y-%m}"
            months[month] = months.get(month, 0) + counts[settled]
        return months, min(counts, default=None), max(counts, default=None)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _joined(year: int, month: int, day: int) -> int:
    return year * 10_000 + month * 100 + day


def _day(year: str, month: str | int, day: str | int) -> Day | None:
    try:
        found = date(_year(year), int(month), int(day))
    except ValueError:
        return None
    return _joined(found.year, found.month, found.day) if FIRST_YEAR <= found.year <= LAST_YEAR else None
