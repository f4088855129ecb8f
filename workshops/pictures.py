"""The order as pictures: which candidate stands where in which of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from textwrap import wrap
from typing import ClassVar

from workshops.models import ResultRow
from workshops.sentences import bare_range

# A candidate with the lines of its title.
type Titled = tuple[ResultRow, list[str]]

# So many pixels of a picture fit on a sheet of paper.
TALLEST = 900
# So many letters of a title fit on the narrowest page, and so many lines of it are shown.
LETTERS, LINES = 38, 2


@dataclass(frozen=True)
class Bar:
    """A candidate in a picture, which is measured in pixels from its top."""

    row: ResultRow
    # Of each line of its title, where its letters stand.
    baselines: list[tuple[int, str]]
    # Of the bar below the title.
    top: int

    @classmethod
    def below(cls, above: int, row: ResultRow, lines: list[str]) -> Bar:
        baselines = [(above + 14 + n * 17, line) for n, line in enumerate(lines)]
        return cls(row, baselines, top=baselines[-1][0] + 6)

    @property
    def bottom(self) -> int:
        return self.top + 22

    @property
    def range(self) -> str:
        return bare_range(self.row.rank_low, self.row.rank_high)


def lines_of(row: ResultRow) -> list[str]:
    """Its title as the picture has room for it."""
    lines = wrap(f"{row.rank}. {row.candidate.reference} {row.candidate.title}", LETTERS)
    if len(lines) > LINES:
        lines[LINES - 1 :] = [lines[LINES - 1][: LETTERS - 1] + "…"]
    return lines


@dataclass(frozen=True)
class Picture:
    id: str
    bars: list[Bar]

    # Below the heads of its columns.
    TOP: ClassVar[int] = 28

    @classmethod
    def of_all(cls, ranked: list[ResultRow]) -> list[Picture]:
        """Those ranked, in as many pictures as they need, with as many in each: none has a picture to itself."""
        if not ranked:
            return []
        titled = [(row, lines_of(row)) for row in ranked]
        return next(pictures for number in count(1) if (pictures := cls._shared_out(titled, number)))

    @classmethod
    def _shared_out(cls, titled: list[Titled], number: int) -> list[Picture]:
        """So many pictures; none where one of them would be taller than a sheet."""
        each, more = divmod(len(titled), number)
        pictures, start = [], 0
        for place in range(number):
            end = start + each + (place < more)
            picture = cls.of(f"picture-{place + 1}", titled[start:end])
            if picture.height > TALLEST:
                return []
            pictures.append(picture)
            start = end
        return pictures

    @classmethod
    def of(cls, key: str, titled: list[Titled]) -> Picture:
        picture = cls(key, [])
        for row, lines in titled:
            picture.bars.append(Bar.below(picture.height, row, lines))
        return picture

    @property
    def height(self) -> int:
        return self.bars[-1].bottom if self.bars else self.TOP
