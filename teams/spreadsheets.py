"""Tables as files of a spreadsheet, in which words are words whatever they begin with, and numbers are numbers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import odfdo
import xlsxwriter
from django.http import HttpResponse

type Value = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
# What a document of XML cannot hold, however it is written.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EMPTY_BODY, BODY = b"<office:spreadsheet/>", b"<office:spreadsheet>%b</office:spreadsheet>"
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
    frame = BytesIO()
    document.save(frame)
    tables = "".join(line for sheet in sheets for line in _ods_table(sheet)).encode()
    file = BytesIO()
    # The tables are put in as text: built by odfdo, one of 5,000 rows took minutes.
    with zipfile.ZipFile(frame) as empty, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as full:
        for part in empty.infolist():
            content = empty.read(part)
            if part.filename == "content.xml":
                content = content.replace(EMPTY_BODY, BODY % tables)
            full.writestr(part, content)
    return file.getvalue()


def _ods_table(sheet: Sheet) -> Iterator[str]:
    yield f"<table:table table:name={_attribute(sheet.name)}>"
    yield f'<table:table-column table:number-columns-repeated="{len(sheet.columns)}"/>'
    for values in sheet.lines:
        yield "<table:table-row>"
        yield from map(_ods_cell, values)
        yield "</table:table-row>"
    yield "</table:table>"


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if not isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value!r}</text:p></table:table-cell>"
        )
    words = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
    lines = "".join(f"<text:p>{_ods_line(line)}</text:p>" for line in words.replace("\r\n", "\n").split("\n"))
    return (
        f'<table:table-cell office:value-type="string" office:string-value={_attribute(words)}>{lines}'
        "</table:table-cell>"
    )


def _ods_line(line: str) -> str:
    """Without these elements, spaces that follow one another are read as one."""
    spaced = re.sub("^ +|(?<= ) +", lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
    return spaced.replace("\t", "<text:tab/>").replace("\r", "<text:line-break/>")


def _attribute(words: str) -> str:
    return quoteattr(words, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def file_response(name: str, content: bytes, content_type: str) -> HttpResponse:
    """The file as a download. `name` has letters, digits, hyphens, and its ending."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _width(name: str, values: Iterable[Value]) -> int:
    # A heading is wrapped; what is below it is not.
    longest = max((len(value) if isinstance(value, str) else NARROWEST for value in values), default=0)
    return min(WIDEST, max(NARROWEST, longest, *(len(word) for word in name.split())) + 1)
