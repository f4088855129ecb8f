"""The first sheet of an XLSX or ODS file.

Such a file is a zip of XML, and both can be small and mean a lot: by compression, by a cell at the far end of the
sheet, by cells that are repeated, by one text that many cells show. So it is unpacked here under a limit, whatever its
directory says of the sizes; how far each sheet reaches and how much text its cells hold is looked up in its XML; and
only what has passed is given to the reader.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from problems.imports import headings
from problems.imports.extents import Texts, broken, look_through
from problems.imports.tables import EMPTY, LONGEST_NAME, Row, Table, Unreadable, check_columns

MOST_PARTS = 2000
# Those after that are not looked at, if all before are empty.
MOST_SHEETS = 20
MOST_UNPACKED = 50 * 1024 * 1024
ROWS_TO_COMPARE = 20

LOCAL_HEADER, DIRECTORY_ENTRY = b"PK\x03\x04", b"PK\x01\x02"


def open_sheet(data: bytes, has_header: bool | None = None) -> Table:
    sheet = _first_filled(_safe_copy(data))
    if sheet is None:
        raise Unreadable(str(EMPTY))
    head = list(islice(_filled_rows(sheet), ROWS_TO_COMPARE + 1))
    row, first = head[0]
    width = len(first)
    check_columns(width, row=row)
    if has_header is None:
        has_header = headings.is_header(first, [cells for _number, cells in head[1:]])
    if has_header and len(head) == 1:
        raise Unreadable(str(EMPTY))
    names = [" ".join(cell.split())[:LONGEST_NAME] for cell in first] if has_header else [""] * width

    def read(wanted: Sequence[int]) -> Iterator[Row]:
        for number, cells in islice(_filled_rows(sheet), int(has_header), None):
            yield number, [cells[index] for index in wanted]

    return Table(names, has_header, read)


def _first_filled(copy: BytesIO) -> CalamineSheet | None:
    """The first sheet that has any rows."""
    try:
        workbook = CalamineWorkbook.from_filelike(copy)
        for place in range(min(len(workbook.sheet_names), MOST_SHEETS)):
            sheet = workbook.get_sheet_by_index(place)
            if any(True for _row in _filled_rows(sheet)):
                return sheet
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(broken()) from error
    except BaseException as error:
        # A fault within the reader, which is none of Python's own exceptions.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(broken()) from error
    return None


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, from column A on. As the reader holds them they take half of what lists would."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_text_of(value) for value in row]
        if any(cells):
            yield number, before + cells


def _safe_copy(data: bytes) -> BytesIO:
    """The same file with the parts that are XML, each of them looked through."""
    # Before the directory is read, which takes half a kilobyte for each.
    if data.count(DIRECTORY_ENTRY) > MOST_PARTS:
        raise Unreadable(_too_large())
    copy, texts = BytesIO(), Texts()
    left = MOST_UNPACKED
    try:
        with ZipFile(BytesIO(data)) as packed, ZipFile(copy, "w", ZIP_STORED) as safe:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(_too_large())
            for part in parts:
                if not part.filename.lower().endswith((".xml", ".rels", "mimetype")):
                    # Pictures, macros and the like.
                    continue
                content = _unpacked(data, part, left)
                left -= len(content)
                if content and part.filename != "mimetype":
                    look_through(content, texts)
                safe.writestr(part.filename, content)
    except (BadZipFile, LargeZipFile, NotImplementedError, EOFError, zlib.error, OSError, ValueError) as error:
        raise Unreadable(broken()) from error
    texts.check()
    copy.seek(0)
    return copy


def _unpacked(data: bytes, part: ZipInfo, most: int) -> bytes:
    """A part of the zip, as far as `most` bytes. Its directory is not asked how large it is."""
    start = part.header_offset
    if data[start : start + 4] != LOCAL_HEADER or part.flag_bits & 1:
        raise Unreadable(broken())
    lengths = data[start + 26 : start + 30]
    start += 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == ZIP_STORED:
        if len(packed) > most:
            raise Unreadable(_too_large())
        return bytes(packed)
    if part.compress_type != ZIP_DEFLATED:
        raise Unreadable(broken())
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = inflater.decompress(packed, most + 1)
    if len(content) > most:
        raise Unreadable(_too_large())
    if not inflater.eof:
        raise Unreadable(broken())
    return content


def _text_of(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _too_large() -> str:
    return _(
        "The sheet takes more than %(most)s MB when it is unpacked. Delete what is not needed, or save it as CSV"
    ) % {"most": MOST_UNPACKED // 1024 // 1024}
