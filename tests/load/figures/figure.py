"""A line of the table: what was measured, what it should be, what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    what: str
    target: str
    measured: str
    # None where there is no target.
    met: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def in_words(values: Sequence[float], unit: str = "") -> str:
    """The median, with minimum and maximum: 0.72 (0.70 to 0.74)."""
    middle, low, high = (_short(value) for value in (median(values), min(values), max(values)))
    return f"{middle}{unit} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def figure(
    what: str, values: Sequence[float], *, unit: str = "", target: str = "", met: Callable[[float], bool] | None = None
) -> Figure:
    return Figure(what, target, in_words(values, unit), met(median(values)) if met else None)
