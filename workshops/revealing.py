"""The results on the room's screen: from the last to the first, or the top ten at once. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.models import ResultRow, Workshop

TOP = 10
# So many of those shown before stay below.
STAY = 4


@dataclass(frozen=True)
class Reveal:
    """What is shown after `shown` steps; each step shows one more, the last one first."""

    # Those with a rank, the first one first.
    ranked: Sequence[ResultRow]
    # None until it is chosen how to go on.
    shown: int | None = None
    is_top: bool = False

    @classmethod
    def asked_for(cls, ranked: Sequence[ResultRow], how: str) -> Reveal:
        """What is not known is as if nothing were asked for."""
        if how == "top" and ranked:
            return cls(ranked, is_top=True)
        # No list is so long that it takes six digits; int() of a very long text fails.
        number = int(how) if how.isascii() and how.isdecimal() and len(how) < 6 else 0
        return cls(ranked, number if 1 <= number <= len(ranked) else None)

    @property
    def now(self) -> ResultRow | None:
        return self.ranked[-self.shown] if self.shown else None

    @property
    def before(self) -> Sequence[ResultRow]:
        """Those shown last, the best of them first."""
        if not self.shown:
            return []
        place = len(self.ranked) - self.shown + 1
        return self.ranked[place : place + STAY]

    @property
    def top(self) -> Sequence[ResultRow]:
        return self.ranked[:TOP]

    @property
    def as_good(self) -> int:
        """How many more have the score of the last one of the top."""
        return sum(1 for row in self.ranked[TOP:] if row.rank == self.top[-1].rank)

    @property
    def next(self) -> int | None:
        return self.shown + 1 if self.shown and self.shown < len(self.ranked) else None

    @property
    def back(self) -> int | None:
        return self.shown - 1 if self.shown and self.shown > 1 else None

    @property
    def tenth(self) -> int | None:
        """The step that shows the tenth, while it is still to come and more than a step away."""
        step = len(self.ranked) - TOP + 1
        return step if step > (self.shown or 0) + 1 else None

    def is_shared(self, row: ResultRow) -> bool:
        return sum(1 for other in self.ranked if other.rank == row.rank) > 1


def reveal_of(workshop: Workshop, how: str) -> Reveal:
    rows = workshop.result.rows.filter(rank__isnull=False).select_related("candidate")
    return Reveal.asked_for(list(rows), how)
