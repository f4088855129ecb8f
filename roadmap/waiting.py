"""What waits for what on the roadmap: in words, and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from roadmap.layers import Bend, Box, Sizes, arrange
from roadmap.lettering import shortened, wrapped
from roadmap.roadmaps import Entry, Lack, Roadmap, Waiting

# Of the letters in the picture, and how far they stand from the edge of their box.
LETTERS, NAMES, INSET, LINE = 14, 16, 10, 18


@dataclass(frozen=True)
class Waits:
    """All that wait, or are waited for, and how many are neither."""

    entries: list[Entry]

    @cached_property
    def waitings(self) -> list[Waiting]:
        return [waiting for entry in self.entries for waiting in entry.needs]

    @cached_property
    def lacks(self) -> list[Lack]:
        return [lack for entry in self.entries for lack in entry.lacks]

    @cached_property
    def lacking(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.lacks]

    @cached_property
    def joined(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.needs or entry.needed_by]

    @cached_property
    def free(self) -> list[Entry]:
        return [entry for entry in self.entries if not (entry.needs or entry.needed_by or entry.lacks)]

    @cached_property
    def too_early(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_too_early]

    @cached_property
    def picture(self) -> Picture | None:
        return Picture.of(self.joined, self.waitings) if self.waitings else None

    @classmethod
    def of(cls, roadmap: Roadmap) -> Waits:
        return cls(roadmap.entries)


@dataclass(frozen=True)
class Mark:
    """An item in the picture."""

    entry: Entry
    box: Box

    @property
    def top_line(self) -> float:
        """Where the letters of its number stand."""
        return self.box.top + INSET + LETTERS - 3

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Of its title, each with where its letters stand."""
        found = wrapped(self.entry.title, self.box.width - 2 * INSET, LETTERS, most=2)
        return [(self.top_line + LINE * n, line) for n, line in enumerate(found, start=1)]


@dataclass(frozen=True)
class Arrow:
    waiting: Waiting
    bends: list[Bend]


@dataclass(frozen=True)
class Band:
    """A horizon, as a row from the left to the right of the picture."""

    name: str
    box: Box


@dataclass(frozen=True)
class Picture:
    """From left to right, what is needed before what waits for it; horizons from top to bottom."""

    bands: list[Band]
    marks: list[Mark]
    arrows: list[Arrow]
    width: float
    height: float

    @classmethod
    def of(cls, entries: Sequence[Entry], waitings: Sequence[Waiting]) -> Picture:
        place = {entry: n for n, entry in enumerate(entries)}
        names = {entry.horizon.position: entry.horizon.name for entry in entries}
        found = arrange(
            [entry.horizon.position for entry in entries],
            [(place[waiting.needs], place[waiting.entry]) for waiting in waitings],
        )
        room = found.width - 2 * Sizes().margin
        return cls(
            [Band(shortened(names[position], room, NAMES, bold=True), box) for position, box in found.bands.items()],
            [Mark(entry, box) for entry, box in zip(entries, found.boxes, strict=True)],
            [Arrow(waiting, bends) for waiting, bends in zip(waitings, found.arrows, strict=True)],
            found.width,
            found.height,
        )
