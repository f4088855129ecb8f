"""Tables as files of a spreadsheet, in which words are words whatever they begin with, and numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import odfdo
import xlsxwriter
from django.http import HttpResponse

type Value = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
# In letters.
NARROWEST, WIDEST = 8, 60


@dataclass(frozen=True)
class Sheet:
    """A table with a name of 31 characters at most; None is an empty cell."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]

    @property
    def lines(self) -> list[Sequence[Value]]:
        return [self.columns, *self.rows]


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    file = BytesIO()
    off = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **off}) as workbook:
        heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            page.set_row(0, None, heading)
            for column, name in enumerate(sheet.columns):
                page.set_column(column, column, _width(name, [row[column] for row in sheet.rows]))
            for place, row in enumerate(sheet.lines):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(place, column, value)
                    elif value is not None:
                        page.write_number(place, column, value)
    return file.getvalue()


def as_ods(sheets: Iterable[Sheet], *, title: str, language: str) -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    document.meta.title = title
    document.meta.language = language
    for sheet in sheets:
        table = odfdo.Table(sheet.name)
        for values in sheet.lines:
            row = odfdo.Row()
            for value in values:
                row.append_cell(odfdo.Cell(value, cell_type="string" if isinstance(value, str) else None))
            table.append_row(row)
        document.body.append(table)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def file_response(name: str, content: bytes, content_type: str) -> HttpResponse:
    """The file as a download. `name` has letters, digits, hyphens, and its ending."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _width(name: str, values: Iterable[Value]) -> int:
    # A heading is wrapped; what is below it is not.
    longest = max((len(value) if isinstance(value, str) else NARROWEST for value in values), default=0)
    return min(WIDEST, max(NARROWEST, longest, *(len(word) for word in name.split())) + 1)
