"""How many rows of a file fell in each month, as a picture and as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# Beyond five years a bar stands for a year: months would be too thin to be seen.
MOST_MONTHS = 60
# Figures that are read at a glance; more are folded away beside the picture.
FEW = 4
TALLEST = 28
WIDE = 160


@dataclass(frozen=True)
class Bar:
    """A month, or a year, with its place in the picture."""

    first: date
    count: int
    left: float
    width: float
    tall: float


@dataclass(frozen=True)
class Counts:
    bars: list[Bar]
    of_years: bool
    wide: int = WIDE
    high: int = TALLEST + 2

    @classmethod
    def of(cls, months: Mapping[str, int]) -> Counts:
        """From the count of each month ("2026-03"). Months between them in which there was nothing count as well."""
        found = {int(month[:4]) * 12 + int(month[5:7]) - 1: count for month, count in months.items()}
        if not found:
            return cls([], False)
        first, last = min(found), max(found)
        of_years = last - first >= MOST_MONTHS
        step = 12 if of_years else 1
        periods = range(first // step, last // step + 1)
        counts = [sum(found.get(period * step + month, 0) for month in range(step)) for period in periods]
        place, most = WIDE / len(counts), max(counts)
        bars = [
            Bar(
                first=date(period * step // 12, period * step % 12 + 1, 1),
                count=count,
                left=round(number * place, 2),
                width=round(place * 0.8, 2),
                # What there is of can be seen, however little it is.
                tall=round(max(2, TALLEST * count / most), 1) if count else 0,
            )
            for number, (period, count) in enumerate(zip(periods, counts, strict=True))
        ]
        return cls(bars, of_years)

    @property
    def is_picture(self) -> bool:
        """One bar tells nothing."""
        return len(self.bars) > 1

    @property
    def are_few(self) -> bool:
        return len(self.bars) <= FEW

    @property
    def most(self) -> Bar:
        """The first of the longest."""
        return max(self.bars, key=lambda bar: bar.count)
