"""Tables that leave the building: one description of the columns, from which every format of them is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Choices

from teams.csv_files import as_csv
from teams.spreadsheets import Sheet, Value

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from teams.models import Team

type Found = str | int | float | list[str] | None

# Between several values in one cell.
SEPARATOR = "; "
# A name of a sheet is not longer.
SHEET_NAME = 31


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    # Several, which may have the separator in them, and several which never have.
    TEXTS = "texts"
    REFERENCES = "references"


@dataclass(frozen=True)
class Column[Row]:
    """`value` is what JSON holds; of `choices` it is the key, and people read the label."""

    name: str
    title: str | Promise
    about: str | Promise
    value: Callable[[Row], Found]
    holds: Holds = Holds.TEXT
    required: bool = False
    choices: type[Choices] | None = None

    @property
    def is_list(self) -> bool:
        return self.holds in {Holds.TEXTS, Holds.REFERENCES}

    def cell(self, row: Row) -> Value:
        """The value for a spreadsheet: None where there is nothing."""
        found = self.value(row)
        if isinstance(found, list):
            return SEPARATOR.join(found) or None
        if self.choices is not None and found is not None:
            return str(self.choices(found).label)
        # 40, not 40.0, which not every program writes.
        if isinstance(found, float) and found.is_integer():
            return int(found)
        return None if found == "" else found

    def json(self, row: Row) -> Found:
        found = self.value(row)
        return None if found == "" else found


@dataclass(frozen=True)
class Table[Row]:
    """`name` has lower-case letters alone; `key` names the columns that no two rows share."""

    name: str
    title: str | Promise
    about: str | Promise
    columns: Sequence[Column[Row]]
    rows: Callable[[Team], Iterable[Row]]
    key: tuple[str, ...] = ()

    @property
    def titles(self) -> list[str]:
        return [str(column.title) for column in self.columns]

    def lines(self, team: Team) -> list[list[Value]]:
        return [[column.cell(row) for column in self.columns] for row in self.rows(team)]

    def csv(self, team: Team) -> str:
        return as_csv(self.titles, ([_empty_for_none(cell) for cell in line] for line in self.lines(team)))

    def sheet(self, team: Team) -> Sheet:
        return Sheet(str(self.title)[:SHEET_NAME], self.titles, self.lines(team))


def _empty_for_none(cell: Value) -> str | int | float:
    return "" if cell is None else cell
