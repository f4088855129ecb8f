"""Tables as CSV files that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import SEEK_END, StringIO

from django.http import HttpResponse

type Cell = str | int | float

# A spreadsheet computes a cell that begins with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: Cell) -> Cell:
    """Put a single quote before words that a spreadsheet would compute."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """The table as CSV (RFC 4180), after the byte order mark that Excel needs for UTF-8."""
    file = StringIO("\ufeff", newline="")
    file.seek(0, SEEK_END)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return file.getvalue()


def csv_response(name: str, text: str) -> HttpResponse:
    """The file as a download. `name` is without its ending, of letters, digits and hyphens."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
