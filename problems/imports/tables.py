"""A file as rows of text under named columns, whatever its format. Nothing is kept in memory but the file and a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_COLUMNS = 500
# Of one cell; the longest bodies seen in logs have some hundred thousand letters.
MOST_LETTERS = 1_000_000
SAMPLE = 200
# What is remembered of every row, so that none is counted twice, grows with them.
MOST_ROWS = 300_000
# Of a name of a column.
LONGEST_NAME = 200

# What is no number, and wanted: the row, and the cells that were asked for, in the order asked for.
type Row = tuple[int, Sequence[str]]
# Gives all rows with the cells of these columns. May be called again and again.
type Rows = Callable[[Sequence[int]], Iterator[Row]]


class Unreadable(Exception):
    """Why a file cannot be read, in words for people. They name row and column, and never quote the file."""

    def __init__(self, words: str, **names: object) -> None:
        self.words = words % names
        super().__init__(self.words)


class TooManyCells(list[str]):
    """The cells of a row that has more of them than there are columns."""


@dataclass(frozen=True)
class Table:
    # As the file has them; empty where it has no name for a column.
    names: list[str]
    has_header: bool
    rows: Rows
    is_json: bool = False
    # What had to be assumed to read it, if anything.
    note: str = ""

    def name_of(self, column: int) -> str:
        return self.names[column] or _("Column %(number)s") % {"number": column + 1}

    def sample(self) -> Iterator[Row]:
        return islice(self.rows(range(len(self.names))), SAMPLE)


def check_columns(count: int, *, row: int) -> None:
    if count > MOST_COLUMNS:
        raise Unreadable(
            _("Row %(row)s has %(count)s columns, up to column %(count)s. Choose a file of %(most)s columns or fewer"),
            row=row,
            count=f"{count:,}",
            most=MOST_COLUMNS,
        )


def check_rows(count: int, *, row: int) -> None:
    if count > MOST_ROWS:
        raise Unreadable(
            _("Row %(row)s is past the first %(most)s rows. Choose fewer months, and import the file in parts"),
            row=f"{row:,}",
            most=f"{MOST_ROWS:,}",
        )


EMPTY = gettext_lazy("There are no rows in the file. Choose a file that has some")
