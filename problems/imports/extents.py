"""How far the sheets of an XLSX or ODS file reach, and how much text their cells hold, counted in their XML."""

from __future__ import annotations

from array import array
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from problems.imports.tables import Unreadable, check_columns

# Cells of the rectangle that a sheet fills: the reader takes memory for each, filled or not.
MOST_CELLS = 500_000
MOST_SHEET_ROWS = 200_000
# Of all sheets of an ODS file, which the reader holds at once, with the empty ones that others follow in their row.
MOST_CELLS_IN_ALL = 1_000_000
# Of all cells together: the reader makes a text of its own for each.
MOST_TEXT = 50_000_000
MOST_LISTED = 1_000_000
# Digits of a place in the list of texts.
LONGEST_PLACE = 12
# The rows of the longest sheet that spreadsheets make.
LONGEST_REPEAT = 1_048_576


class Texts:
    """How many letters the cells of all sheets hold.

    XLSX keeps texts in a list, and its cells name the place of theirs there; ODS writes them in the cells, which may
    be repeated. Which part of the file the list is in is not relied on: it counts wherever it stands.
    """

    def __init__(self) -> None:
        self.letters = 0
        # Of each part that has such a list, the lengths of its texts; and the place that each cell names.
        self.lists: list[array[int]] = []
        self.shown: array[int] = array("q")

    def check(self) -> None:
        lengths: array[int] = array("q")
        for texts in self.lists:
            lengths.extend([0] * (len(texts) - len(lengths)))
            for place, length in enumerate(texts):
                lengths[place] = max(lengths[place], length)
        longest = max(lengths, default=0)
        listed = sum(lengths[place] if 0 <= place < len(lengths) else longest for place in self.shown)
        if self.letters + listed > MOST_TEXT:
            raise _too_much_text()


class _Extent:
    """How far a sheet reaches, counted while its XML is read. Both formats are told by the names of their elements."""

    def __init__(self, texts: Texts) -> None:
        self.rows = self.columns = 0
        # Of the sheets before this one in the same part; and of this one, with the last of its row left out.
        self._cells_before = self._held = self._pending = 0
        # Where the element that is being read stands.
        self._row = self._column = 0
        # How often it stands there, and what text was read of it.
        self._times = self._rows_like_it = 1
        self._texts, self._letters, self._is_text = texts, 0, False
        self._is_listed, self._place = False, ""
        self._list: array[int] = array("q")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._begin_text(name, attributes)
        if name in {"table", "worksheet"}:
            self._cells_before += self.rows * self.columns
            self.rows = self.columns = self._row = self._column = 0
        elif name == "row":
            self._row = max(self._row + 1, _whole(attributes.get("r")))
            self._column = 0
        elif name == "c":
            column, row = _place(attributes.get("r", ""))
            self._row = max(self._row, row)
            self._column = max(self._column + 1, column)
            self._filled()
        elif name == "table-row":
            self._rows_like_it = _repeats(attributes, "number-rows-repeated")
            self._row += self._rows_like_it
            self._column = self._pending = 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._times = _repeats(attributes, "number-columns-repeated")
            self._held, self._pending = self._held + self._pending, self._times
            self._check_all(self._held)
            self._column += self._times
            # Empty ones are repeated to the edge of the sheet, and mean nothing.
            if any(key.endswith(("value-type", ":formula")) for key in attributes):
                self._filled()
        elif name == "p" and self._column:
            self._filled()

    def _begin_text(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"c", "si"}:
            self._letters, self._is_text = 0, True
            self._is_listed = name == "c" and attributes.get("t") == "s"
        elif name in {"table-cell", "covered-table-cell"}:
            # Between an empty cell and its end there may be line breaks.
            self._is_text = False
            self._letters = sum(len(value) for key, value in attributes.items() if key.endswith(("-value", ":formula")))
        elif name == "p":
            self._is_text = True
        elif name == "v":
            self._place = ""
        elif name == "s":
            # Spaces, as ODS writes several.
            self._letters += next((_whole(value) for key, value in attributes.items() if key.endswith(":c")), 1)

    def text(self, letters: str) -> None:
        if self._is_text:
            self._letters += len(letters)
        if self._is_listed and len(self._place) < LONGEST_PLACE:
            self._place += letters

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            if not self._list:
                self._texts.lists.append(self._list)
            self._list.append(self._letters)
            if len(self._list) > MOST_LISTED:
                raise _too_much_text()
        elif name == "v" and self._is_listed:
            place = self._place.strip()
            # What is no number may mean any text: the longest, then.
            self._texts.shown.append(int(place) if place.isdecimal() and len(place) < LONGEST_PLACE else -1)
        elif name == "c":
            self._texts.letters += self._letters
        elif name in {"table-cell", "covered-table-cell"} and self._letters:
            self._texts.letters += self._letters * self._times * self._rows_like_it

    def _filled(self) -> None:
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        check_columns(self.columns, row=self._row)
        if self.rows > MOST_SHEET_ROWS or self.rows * self.columns > MOST_CELLS:
            raise Unreadable(
                _(
                    "Row %(row)s, column %(column)s: the sheet reaches that far, which is more than can be read. "
                    "Delete what is not needed, or save the sheet as CSV"
                ),
                row=f"{self.rows:,}",
                column=f"{self.columns:,}",
            )
        self._check_all(self._cells_before + self.rows * self.columns)

    @staticmethod
    def _check_all(cells: int) -> None:
        if cells > MOST_CELLS_IN_ALL:
            raise Unreadable(
                _("The sheets hold more than %(most)s cells together. Save the one that you need as CSV"),
                most=f"{MOST_CELLS_IN_ALL:,}",
            )


def look_through(content: bytes, texts: Texts) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    extent = _Extent(texts)
    parser.StartElementHandler, parser.EndElementHandler = extent.start, extent.end
    parser.CharacterDataHandler = extent.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(broken()) from error


def _refuse_doctype(*_declaration: Any) -> None:
    raise Unreadable(broken())


def _repeats(attributes: dict[str, str], name: str) -> int:
    times = max(1, next((_whole(value) for key, value in attributes.items() if key.endswith(name)), 1))
    if times > LONGEST_REPEAT:
        raise Unreadable(broken())
    return times


def _whole(text: str | None) -> int:
    """A number that may be absurd, or missing."""
    return int(text[:10]) if text and text.isascii() and text.isdecimal() else 0


def _place(reference: str) -> tuple[int, int]:
    """The column and the row of "BC12"."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters[:5].upper():
        column = column * 26 + max(0, ord(letter) - 64)
    return column, _whole(reference[len(letters) :])


def _too_much_text() -> Unreadable:
    return Unreadable(
        _("The cells of the sheet hold more than %(most)s letters. Delete some, or save the sheet as CSV"),
        most=f"{MOST_TEXT:,}",
    )


def broken() -> str:
    return _(
        "This spreadsheet cannot be read: it is damaged, cut off, locked with a password, or neither XLSX nor ODS. "
        "Open it, save the sheet as CSV, and choose that file"
    )
