"""Text files with a row a line: which encoding they are in, and what separates their columns."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice

from django.utils.translation import gettext as _

from problems.imports import headings
from problems.imports.tables import (
    EMPTY,
    LONGEST_NAME,
    MOST_LETTERS,
    Row,
    Table,
    TooManyCells,
    Unreadable,
    check_columns,
)

DELIMITERS = (",", ";", "\t", "|")
# Occurs in no text: the whole line is one column.
NO_DELIMITER = "\x1f"
CHUNK = 1 << 20
LINES_TO_LOOK_AT = 50
ROWS_TO_COMPARE = 20
# Commas in one note.
MOST_BY_CHANCE = 15
# Of a row, which may go on over many lines.
MOST_ROW_LETTERS = 4 * MOST_LETTERS
# Empty ones as well: a file of nothing else would take minutes.
MOST_LINES = 2_000_000
# Bytes that mean nothing in Windows-1252, or that no text has.
NOT_WINDOWS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
# A character of two or three bytes in UTF-8, as most accented letters and quotation marks are.
UTF_8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xbf]")

csv.field_size_limit(MOST_LETTERS)


def open_text(data: bytes, has_header: bool | None = None) -> Table:
    encoding, note = encoding_of(data)
    delimiter = _delimiter(data, encoding)
    records = _records(data, encoding, delimiter)
    first = next(records, None)
    if first is None:
        raise Unreadable(str(EMPTY))
    row, heading = first
    check_columns(len(heading), row=row)
    # The beginning of a cell tells whether it could be a name.
    following = [[cell[:100] for cell in cells] for _row, cells in islice(records, ROWS_TO_COMPARE)]
    if has_header is None:
        has_header = headings.is_header(heading, following)
    if has_header and not following:
        raise Unreadable(str(EMPTY))
    width = len(heading) if has_header else max(len(each) for each in [heading, *following])
    check_columns(width, row=row)

    def rows(wanted: Sequence[int]) -> Iterator[Row]:
        for number, found in islice(_records(data, encoding, delimiter, width), int(has_header), None):
            cells = found if len(found) >= width else found + [""] * (width - len(found))
            if any(cell.strip() for cell in cells[width:]):
                yield number, TooManyCells(cells[index] for index in wanted)
            else:
                yield number, [cells[index] for index in wanted]

    names = [" ".join(cell.split())[:LONGEST_NAME] for cell in heading] if has_header else [""] * width
    return Table(names, has_header, rows, note=note)


def encoding_of(data: bytes) -> tuple[str, str]:
    """The encoding of a text, and what is to be said about it. Never a guess among many: that would garble names."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            if (wrong := _first_wrong_byte(data, encoding)) is not None:
                raise _not_in_encoding(data, wrong, encoding)
            return encoding, ""
    if b"\x00" in data[:4]:
        raise Unreadable(
            _("Row 1, column 1: this is not text in UTF-8. Save it again as “CSV UTF-8” and choose that file")
        )
    if (nothing := data.find(b"\x00")) >= 0:
        raise _not_in_encoding(data, nothing, "utf-8")
    wrong = _first_wrong_byte(data, "utf-8")
    if wrong is None:
        return "utf-8", ""
    if NOT_WINDOWS.search(data) or UTF_8_LETTER.search(data):
        raise _not_in_encoding(data, wrong, "utf-8")
    return "cp1252", _(
        "It is not in UTF-8, so it was read as Windows-1252. Check that accents and pound signs are right."
    )


def _first_wrong_byte(data: bytes, encoding: str) -> int | None:
    # In pieces: as one string the text could take four times its size.
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for start in range(0, len(data), CHUNK):
        piece = view[start : start + CHUNK]
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final=start + CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return start - kept + error.start
    return None


def _not_in_encoding(data: bytes, wrong: int, encoding: str) -> Unreadable:
    start = data.rfind(b"\n", 0, wrong) + 1
    line = data[start:wrong]
    delimiter = max((b",", b";", b"\t", b"|"), key=line.count)
    return Unreadable(
        _(
            "Line %(line)s, column %(column)s: there is a character that is not in %(encoding)s, as the rest of the "
            "file is. Save the file again as “CSV UTF-8” and choose that one"
        ),
        line=f"{data.count(b'\n', 0, wrong) + 1:,}",
        column=line.count(delimiter) + 1,
        encoding="UTF-16" if encoding == "utf-16" else "UTF-8",
    )


def text_of(data: bytes, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(data), encoding, newline="")


def lines_of(data: bytes, encoding: str) -> Iterator[str]:
    text = text_of(data, encoding)
    number = 0
    while line := text.readline(MOST_LETTERS + 1):
        number += 1
        if number > MOST_LINES:
            raise Unreadable(
                _("Line %(line)s is past the first %(most)s lines. Delete empty lines, or import the file in parts"),
                line=f"{number:,}",
                most=f"{MOST_LINES:,}",
            )
        if len(line) > MOST_LETTERS:
            raise Unreadable(
                _("Line %(line)s is longer than %(most)s characters. Check that the file has a row a line"),
                line=f"{number:,}",
                most=f"{MOST_LETTERS:,}",
            )
        yield line


def _delimiter(data: bytes, encoding: str) -> str:
    """What separates the columns: what makes most columns, as many in almost every row."""
    head: list[str] = []
    letters = 0
    for line in islice(lines_of(data, encoding), LINES_TO_LOOK_AT):
        head.append(line)
        letters += len(line)
        if letters > MOST_LETTERS:
            break
    best, most = NO_DELIMITER, 1
    for delimiter in DELIMITERS:
        widths = []
        try:
            widths = [len(cells) for cells in islice(csv.reader(head, delimiter=delimiter), ROWS_TO_COMPARE) if cells]
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = widths[0], widths.count(widths[0])
        is_heading = width > MOST_BY_CHANCE or headings.knows_some(next(csv.reader(head, delimiter=delimiter), []))
        if width > most and (is_heading or times >= 0.8 * len(widths)):
            best, most = delimiter, width
    return best


def _records(data: bytes, encoding: str, delimiter: str, width: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, numbered as a spreadsheet numbers them. `width` is how many cells each should
    have."""
    # The lines of the row that is being read: those of an open quotation mark go on and on.
    pending: list[str] = []
    letters = 0

    def lines() -> Iterator[str]:
        nonlocal letters
        for line in lines_of(data, encoding):
            pending.append(line)
            letters += len(line)
            if letters > MOST_ROW_LETTERS:
                raise Unreadable(
                    _("Row %(row)s is longer than %(most)s characters. Check that its quotation marks are closed"),
                    row=f"{number + 1:,}",
                    most=f"{MOST_ROW_LETTERS:,}",
                )
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    number = 0
    last, cells = "", list[str]()
    try:
        for cells in reader:
            number += 1
            last = pending[-1]
            pending.clear()
            letters = 0
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise _badly_quoted(number + 1, "".join(pending), delimiter, str(error)) from None
    if 0 < len(cells) < width and not last.endswith(("\n", "\r")):
        raise Unreadable(
            _("Row %(row)s, the last one, ends in column %(column)s: the file looks cut off. Save it again"),
            row=f"{number:,}",
            column=len(cells),
        )


def _badly_quoted(row: int, text: str, delimiter: str, error: str) -> Unreadable:
    column, is_open, start = 1, False, True
    for place, letter in enumerate(text):
        if is_open:
            # Two in a row are one that belongs to the text, which this takes for a new start.
            is_open = letter != '"'
            if not is_open and text[place + 1 : place + 2] not in {delimiter, "\r", "\n", '"', ""}:
                break
        elif letter == '"' and (start or text[place - 1] == '"'):
            is_open = True
        elif letter == delimiter:
            column += 1
        start = letter == delimiter and not is_open
    words = (
        _(
            "Row %(row)s, column %(column)s: text goes on after the quotation mark that ends it. "
            "Save the file again as CSV"
        )
        if "expected after" in error
        else _(
            "Row %(row)s, column %(column)s: a quotation mark opens here and nothing closes it. "
            "Save the file again as CSV"
        )
    )
    return Unreadable(words, row=f"{row:,}", column=column)
