"""Files of every format become the same rows, and what cannot be read is refused with its row and column."""

import json
import re
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from problems.imports import sheets, tables, text_files
from problems.imports.dates import Dates
from problems.imports.headings import FileKind, guess_columns, guess_kind
from problems.imports.reading import open_table
from problems.imports.tables import Table, Unreadable
from tests.problems.imports.made import (
    LIST_COLUMNS,
    LIST_ROWS,
    LOG_COLUMNS,
    api_tickets,
    as_csv,
    as_lines,
    as_ods,
    as_xlsx,
    log_lines,
    mural_csv,
    tickets,
    tickets_csv,
)


def rows_of(table: Table) -> list[list[str]]:
    return [list(cells) for _number, cells in table.rows(range(len(table.names)))]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        rows_of(open_table(data))
    return refused.value.words


LIST = [LIST_COLUMNS, *LIST_ROWS]


@pytest.mark.parametrize(
    "data",
    [
        as_csv(LIST_COLUMNS, LIST_ROWS),
        as_csv(LIST_COLUMNS, LIST_ROWS, ";"),
        as_csv(LIST_COLUMNS, LIST_ROWS, "\t"),
        b"\xef\xbb\xbf" + as_csv(LIST_COLUMNS, LIST_ROWS, ";"),
        as_csv(LIST_COLUMNS, LIST_ROWS).decode().encode("utf-16"),
        b"\xfe\xff" + as_csv(LIST_COLUMNS, LIST_ROWS).decode().encode("utf-16-be"),
        as_csv(LIST_COLUMNS, LIST_ROWS).decode().encode("cp1252"),
        as_csv(LIST_COLUMNS, LIST_ROWS).replace(b"\r\n", b"\n"),
        as_csv(LIST_COLUMNS, LIST_ROWS).replace(b"\r\n", b"\r"),
        as_csv(LIST_COLUMNS, LIST_ROWS) + b"\r\n\r\n,,\r\n",
        as_xlsx(LIST),
        as_ods(LIST),
        json.dumps([dict(zip(LIST_COLUMNS, row, strict=True)) for row in LIST_ROWS]).encode(),
        as_lines(dict(zip(LIST_COLUMNS, row, strict=True)) for row in LIST_ROWS),
    ],
    ids=[
        *("csv", "semicolons", "tabs", "mark and semicolons", "utf-16", "utf-16 big-endian", "windows", "lf", "cr"),
        *("blank rows at the end", "xlsx", "ods", "json", "json lines"),
    ],
)
def test_the_same_list_is_the_same_in_every_format(data):
    table = open_table(data)
    assert table.names == LIST_COLUMNS
    assert rows_of(table) == LIST_ROWS
    assert guess_kind(table) == FileKind.LIST
    assert guess_columns(FileKind.LIST, table) == {"title": 0, "statement": 1, "label": 2}


def test_what_is_not_utf_8_is_read_as_windows_1252_and_that_is_said():
    assert "Windows-1252" in open_table("Title;User group\nZahlung über £5;Schulen".encode("cp1252")).note
    assert open_table("Title;User group\nZahlung über £5;Schulen".encode()).note == ""


@pytest.mark.parametrize(
    ("data", "kind", "columns"),
    [
        (tickets_csv(3), FileKind.TICKETS, {"subject": 10, "tags": 11, "at": 16, "id": 1}),
        (json.dumps(list(api_tickets(3))).encode(), FileKind.TICKETS, {"subject": 1, "tags": 7, "at": 9, "id": 0}),
        (
            json.dumps({"tickets": list(api_tickets(3)), "count": 3}, indent=1).encode(),
            FileKind.TICKETS,
            {"subject": 1, "tags": 7, "at": 9, "id": 0},
        ),
        (as_lines(api_tickets(3)), FileKind.TICKETS, {"subject": 1, "tags": 7, "at": 9, "id": 0}),
        (json.dumps(list(tickets(3))).encode(), FileKind.TICKETS, {"subject": 10, "tags": 11, "at": 16, "id": 1}),
        (
            as_csv(["ID", "Status", "Subject", "Requested"], [["1", "open", "Cannot log in", "2026-03-02"]]),
            FileKind.TICKETS,
            {"subject": 2, "at": 3, "id": 0},
        ),
        (as_lines(log_lines(5, 5)), FileKind.ERRORS, {"status": 2, "body": 5, "path": 1, "at": 10, "id": 0}),
        (
            as_csv(LOG_COLUMNS, (line.values() for line in log_lines(5, 5))),
            FileKind.ERRORS,
            {"status": 2, "body": 5, "path": 1, "at": 10, "id": 0},
        ),
        (mural_csv(), FileKind.MURAL, {"title": 1, "label": 2, "id": 0}),
    ],
    ids=[
        *("tickets", "api", "api under a key", "api lines", "csv names as keys", "a view"),
        *("log lines", "log", "mural"),
    ],
)
def test_what_a_file_is_and_what_its_columns_mean_is_guessed(data, kind, columns):
    table = open_table(data)
    assert guess_kind(table) == kind
    assert guess_columns(kind, table) == columns


@pytest.mark.parametrize(
    ("rows", "column", "count"),
    [
        ([["Sign-in takes four steps"], ["Nobody reads the e-mail"], ["The form asks twice, and loses it"]], 0, 3),
        ([["1", "Sign-in takes four steps", "yellow"], ["2", "Nobody reads the e-mail", "pink"]], 1, 2),
        ([["https://miro.com/1", "[Idea] ask once"], ["https://miro.com/2", "Nobody reads it"]], 1, 2),
    ],
)
def test_the_words_of_a_miro_file_without_headings_are_found(rows, column, count):
    table = open_table(as_csv([], rows))
    assert not table.has_header
    assert guess_kind(table) == FileKind.MIRO
    assert guess_columns(FileKind.MIRO, table)["title"] == column
    assert len(rows_of(table)) == count


def test_a_miro_file_with_headings_is_read_from_its_second_row():
    table = open_table(as_csv(["Sticky note", "Tag"], [["Sign-in takes four steps", "A"]]))
    assert table.has_header
    assert guess_columns(guess_kind(table), table) == {"title": 0}
    assert [number for number, _cells in table.rows([0])] == [2]


def test_commas_in_notes_of_one_column_are_part_of_the_notes():
    table = open_table(b"It is slow, and it breaks\nNobody knows why\nAsk, ask, and ask again, please\n")
    assert [row[0] for row in rows_of(table)] == [
        "It is slow, and it breaks",
        "Nobody knows why",
        "Ask, ask, and ask again, please",
    ]


# Bad input

HEAD = b"Title,Description,User group\r\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "There are no rows in the file"),
        (b" \r\n \n", "There are no rows in the file"),
        (HEAD, "There are no rows in the file"),
        (HEAD + b'A,B,C\r\nD,"E,F\r\nG,H,I\r\n', "Row 3, column 2: a quotation mark opens here and nothing closes it"),
        (HEAD + b'A,B,C\r\nD,E,"F" G\r\n', "Row 3, column 3: text goes on after the quotation mark"),
        (HEAD + b"A,B,C\r\nD,E", "Row 3, the last one, ends in column 2: the file looks cut off"),
        (HEAD + b"A,B,C\r\nD,caf\xc3\xa9 \xe9,F\r\n", "Line 3, column 2: there is a character that is not in UTF-8"),
        (HEAD + b"A,B,C\r\nD,E\x81,F\r\n", "Line 3, column 2: there is a character that is not in UTF-8"),
        ("Title,Group\nA,B".encode("utf-16-le"), "Row 1, column 1: this is not text in UTF-8"),
        (b"\xff\xfe" + "Title,Group\nA,B".encode("utf-16-le")[:-1], "is not in UTF-16"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "Row 1 has 10,000 columns, up to column 10,000"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "Row 1, column 1: this is not a table but a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "not a table but a picture"),
        (b"%PDF-1.7\n", "not a table but a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "an old Excel file"),
        (b"\x1f\x8b" + bytes(100), "a packed file"),
        (b'[{"subject": "A"}, {"subject": "B"', "Row 2 cannot be read"),
        (b'{"tickets": [{"subject": "A"}, {"subj', "Row 2 cannot be read"),
        (b'{"subject": "A"}\n{"subject": "B"\n{"subject": "C"}\n', "Line 2, column 16: this is not JSON"),
        (b'{"subject": "A"}\n7\n', "Row 2 is not an object"),
        (b'[{"subject": "A"}, 7]', "Row 2 is not an object"),
        (b"[]", "There are no rows in the file"),
        (b'[{"subject": "A"},\n{"subject": "' + b"x" * 9_000_000, "Line 2 has a value of more than 4 MB"),
        (b'[{"subject": "caf\xe9"}]', "JSON is read in UTF-8 only"),
        (b'[{"a":' * 100_000, "cannot be read"),
        (b'{"a":' * 100_000 + b"\n{}\n", "Line 1 has a value that cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row_and_column(data, words):
    assert words in refusal(data)


def test_a_line_without_end_is_refused_and_not_read(monkeypatch):
    monkeypatch.setattr(text_files, "MOST_LETTERS", 1000)
    assert "Line 2 is longer than 1,000 characters" in refusal(HEAD + b"x" * 5000 + b",b,c\r\n")
    assert "Line 2 is longer than 1,000 characters" in refusal(b'{"subject": "A"}\n{"subject": "' + b"x" * 2000 + b'"}')


def test_a_quotation_mark_that_nothing_closes_does_not_take_in_the_whole_file():
    data = HEAD + b'A,"B,C\r\n' + b"D,E,F\r\n" * 1_000_000
    assert "Row 2, column 2: a quotation mark opens here" in refusal(data)


def test_a_row_that_goes_on_and_on_over_lines_and_cells_is_refused(monkeypatch):
    monkeypatch.setattr(text_files, "MOST_ROW_LETTERS", 4000)
    cell = b'"' + b"x\n" * 400 + b'",'
    assert "Row 3 is longer than 4,000 characters" in refusal(HEAD + b"A,B,C\r\n" + cell * 100)


def test_a_row_with_more_cells_than_columns_is_told_apart():
    table = open_table(HEAD + b"A,B,C,,\r\nD,E,F,G\r\nH\r\n")
    kinds = [isinstance(cells, tables.TooManyCells) for _number, cells in table.rows([0, 1, 2])]
    assert kinds == [False, True, False]
    assert rows_of(table)[2] == ["H", "", ""]


# Sheets


def changed(data: bytes, part: str, change) -> bytes:
    """The same sheet with another content of one part."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == part else content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = changed(as_xlsx(LIST), SHEET, lambda content: content + b" " * 60_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(sheets, "_unpacked", lambda *_: pytest.fail("unpacked"))
    assert "more than 50 MB when it is unpacked" in refusal(bomb)


@pytest.mark.parametrize("make", [as_xlsx, as_ods])
def test_a_directory_that_lies_about_sizes_does_not_help_a_bomb(make):
    part = SHEET if make is as_xlsx else "content.xml"
    bomb = bytearray(changed(make(LIST), part, lambda content: content + b" " * 60_000_000))
    with ZipFile(BytesIO(bytes(bomb))) as packed:
        real = packed.getinfo(part).file_size
    assert bomb.count(struct.pack("<I", real)) == 2
    lying = bytes(bomb).replace(struct.pack("<I", real), struct.pack("<I", 100))
    assert "more than 50 MB when it is unpacked" in refusal(lying)


@pytest.mark.parametrize(
    ("make", "part", "change"),
    [
        (as_xlsx, SHEET, lambda content: content.replace(b'r="C4"', b'r="XFD1048576"')),
        (as_xlsx, SHEET, lambda content: content.replace(b'<row r="4"', b'<row r="1048576"')),
        (
            as_ods,
            "content.xml",
            lambda content: content.replace(
                b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16384" ', 1
            ),
        ),
        (
            as_ods,
            "content.xml",
            lambda content: re.sub(
                rb"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">', content, count=1
            ),
        ),
    ],
)
def test_a_cell_far_out_or_repeated_is_refused_before_memory_is_taken_for_it(make, part, change):
    data = changed(make(LIST), part, change)
    assert data != make(LIST)
    words = refusal(data)
    assert "the sheet reaches that far" in words or "columns" in words


def xlsx_of_one_text(cells: int, letters: int, place: bytes = b"<v>0</v>", before: bytes = b"") -> bytes:
    """A small file, of which every cell shows the same long text."""
    row = b"<row>" + b'<c t="s">%s</c>' % place * 100 + b"</row>"
    data = changed(
        as_xlsx(LIST),
        SHEET,
        lambda _content: b"<worksheet><sheetData>%s</sheetData></worksheet>" % (row * (cells // 100)),
    )
    texts = b"<sst><si><t>%s</t></si></sst>" % (b"x" * letters)
    data = changed(data, "xl/sharedStrings.xml", lambda _content: texts)
    file = BytesIO(data)
    with ZipFile(file, "a") as packed:
        packed.writestr("docProps/other.xml", before or b"<x/>")
    return file.getvalue()


def ods_of_one_text(paragraph: bytes, columns: int, rows: int, cell: bytes = b"") -> bytes:
    cell = cell or b'office:value-type="string"'
    content = (
        b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="%d">'
        b'<table:table-cell %s table:number-columns-repeated="%d">%s</table:table-cell>'
        b"</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    ) % (rows, cell, columns, paragraph)
    return changed(as_ods(LIST), "content.xml", lambda _content: content)


SIX_HUNDRED = b"x" * 600


@pytest.mark.parametrize(
    "data",
    [
        xlsx_of_one_text(100_000, 600),
        xlsx_of_one_text(100_000, 600, place=b"<f>1</f><v>0</v>"),
        xlsx_of_one_text(100_000, 600, place=b"<v>+0</v>"),
        xlsx_of_one_text(100_000, 600, place=b"<v>0</v>", before=b"<sst><si/><si/></sst>"),
        ods_of_one_text(b"<text:p>%s</text:p>" % SIX_HUNDRED, 100, 1_000),
        ods_of_one_text(
            b"<text:p>A</text:p>", 100, 1_000, cell=b'office:value-type="string" office:string-value="%s"' % SIX_HUNDRED
        ),
        ods_of_one_text(b'<text:p>A<text:s text:c="600"/></text:p>', 100, 1_000),
        ods_of_one_text(b'<text:p>A<text:s text:c="4000000000"/></text:p>', 1, 1),
    ],
    ids=["xlsx", "formula", "odd number", "another list", "ods", "value", "spaces", "billions of spaces"],
)
def test_one_long_text_that_many_cells_show_is_refused_before_memory_is_taken_for_it(data, monkeypatch):
    assert len(data) < 100_000
    monkeypatch.setattr(sheets, "_first_filled", lambda _copy: pytest.fail("read"))
    assert "The cells of the sheet hold more than 50,000,000 letters" in refusal(data)


def test_a_text_that_some_cells_show_is_read_in_each():
    assert rows_of(open_table(xlsx_of_one_text(200, 600))) == [["x" * 600] * 100] * 2
    table = open_table(ods_of_one_text(b"<text:p>Slow</text:p>", 1, 3))
    assert rows_of(table) == [["Slow"]] * 3
    # To the edges of a sheet, as spreadsheets write what is empty.
    assert "There are no rows" in refusal(ods_of_one_text(b"\n  ", 16_384, 1_048_576, cell=b'table:style-name="a"'))


def test_entities_and_damage_and_locks_in_a_sheet_are_refused():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    data = as_xlsx(LIST)
    for broken in (
        changed(data, SHEET, lambda content: content.replace(b"?>", b"?>" + laughs, 1)),
        changed(data, SHEET, lambda content: content[:200]),
        data[:-400],
        data[: len(data) // 2],
        b"PK\x03\x04" + bytes(50),
        changed(data, "xl/workbook.xml", lambda _content: b"<workbook/>"),
    ):
        assert re.search("This spreadsheet cannot be read|There are no rows", refusal(broken))


def test_an_ordinary_packed_file_is_no_spreadsheet():
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr("notes.txt", "Hello")
    assert "This spreadsheet cannot be read" in refusal(file.getvalue())


def test_macros_and_pictures_in_a_sheet_never_reach_the_reader():
    file = BytesIO(as_xlsx(LIST))
    with ZipFile(file, "a") as packed:
        packed.writestr("xl/media/image1.png", zlib.compress(bytes(1000)))
        packed.writestr("xl/vbaProject.bin", b"\x00" * 1000)
    with ZipFile(sheets._safe_copy(file.getvalue())) as safe:
        assert not [name for name in safe.namelist() if name.endswith((".png", ".bin"))]
    assert rows_of(open_table(file.getvalue())) == LIST_ROWS


# Dates


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-03-27T10:00:00Z", "2026-03"),
        ("2026-03-27 10:00:00 +0000", "2026-03"),
        ("2026-03-27", "2026-03"),
        ("2026/03/27 10:00", "2026-03"),
        ("27/03/2026 10:00", "2026-03"),
        ("27.3.2026", "2026-03"),
        ("27/3/26", "2026-03"),
        ("03/27/2026", "2026-03"),
        ("27 March 2026", "2026-03"),
        ("27-Mar-2026 10:00", "2026-03"),
        ("27th March, 2026", "2026-03"),
        ("March 27, 2026 10:00 AM", "2026-03"),
        ("Fri, 27 Mar 2026 10:00:00 GMT", "2026-03"),
        ("Fri Mar 27 2026 10:00:00 GMT+0000", "2026-03"),
    ],
)
def test_dates_in_every_style_are_read(text, month):
    dates = Dates()
    day = dates.read(text)
    assert day is not None
    assert list(dates.months({day: 1})[0]) == [month]


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "31/02/2026", "0000-00-00", "99999", "32 March 2026"])
def test_what_is_no_date_is_none(text):
    assert Dates().read(text) is None


@pytest.mark.parametrize(
    ("others", "month"), [([], "2026-04"), (["25/12/2026"], "2026-04"), (["12/25/2026"], "2026-03")]
)
def test_whether_the_day_or_the_month_comes_first_is_seen_from_the_other_dates(others, month):
    dates = Dates()
    day = dates.read("03/04/2026")
    assert day
    for other in others:
        dates.read(other)
    assert dates.months({day: 2})[0] == {month: 2}
