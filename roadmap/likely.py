"""Where an idea could stand if other people had been in the room: docs/scores.md says how it is worked out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from workshops.models import ResultRow
from workshops.sentences import bare_range, chance_in_words, ordinal, range_in_words


@dataclass(frozen=True)
class Likely:
    """The 90% interval of a rank, in the room that scored it.

    It is of the shortlist's own order where that order is what one room ranked, all of it. Of ideas from several rooms
    nobody has voted on all: there the interval is of the one room alone, and no chance is known.
    """

    rank: int
    lowest: int
    highest: int
    # How many were ranked in that room.
    of: int
    is_of_order: bool = False
    # From 0 to 1: of being among as many as are above the line. None where all or none are.
    above_line: float | None = None

    @classmethod
    def in_its_room(cls, row: ResultRow) -> Likely | None:
        if row.rank is None or row.rank_low is None or row.rank_high is None or not row.among_first:
            return None
        return cls(row.rank, row.rank_low, row.rank_high, len(row.among_first))

    @classmethod
    def in_this_order(cls, row: ResultRow, above: int) -> Likely | None:
        """Of an order that is this room's, with so many of it above the line."""
        likely = cls.in_its_room(row)
        if likely is None:
            return None
        chance = row.among_first[above - 1] if 0 < above < likely.of else None
        return cls(likely.rank, likely.lowest, likely.highest, likely.of, is_of_order=True, above_line=chance)

    @property
    def range(self) -> str:
        """3, or 2 to 6."""
        return bare_range(self.lowest, self.highest)

    @property
    def place(self) -> str:
        """Third."""
        return ordinal(self.rank)

    @property
    def in_words(self) -> str:
        """As the end of a sentence that begins with its place."""
        if self.lowest == self.highest:
            return _("would probably still be %(place)s if other people had been in the room") % {"place": self.place}
        return _("could be %(range)s if other people had been in the room") % {
            "range": range_in_words(self.lowest, self.highest)
        }

    @property
    def chance(self) -> str:
        """About 85%; empty where it is not known."""
        return "" if self.above_line is None else chance_in_words(self.above_line)
