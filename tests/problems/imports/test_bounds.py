"""Files that are small and mean a lot, or large and mean nothing: refused, or read in bounded time and memory."""

import json
import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from problems.imports import json_files, tables, text_files, tickets
from problems.imports.errors import Normaliser
from problems.imports.headings import FileKind, guess_columns, guess_kind
from problems.imports.reading import open_table, reduce
from problems.imports.reduction import Keys
from problems.imports.tickets import reduce_tickets
from tests.problems.imports.made import api_tickets, as_csv, as_lines, as_ods
from tests.problems.imports.test_reading import changed, refusal, rows_of


def test_all_tickets_in_one_long_line_are_read_as_the_api_gives_them(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_LETTERS", 1000)
    table = open_table(json.dumps({"count": 50, "tickets": list(api_tickets(50))}).encode())
    assert len(rows_of(table)) == 50
    assert guess_kind(table) == FileKind.TICKETS
    assert "no list named “tickets” in the file, and no object a line" in refusal(b'{"a": "%s"}' % (b"x" * 2000))


def test_a_few_tickets_of_a_line_each_in_one_object_are_no_log():
    data = b'{"tickets": [\n{"id": 1, "subject": "Cannot log in"}\n]}'
    assert rows_of(open_table(data)) == [["1", "Cannot log in"]]


def test_a_text_that_only_seems_to_end_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_BYTES_OF_VALUE", 1000)
    monkeypatch.setattr("ijson.basic_parse", lambda *_args, **_options: pytest.fail("parsed"))
    for within in (b"x", b'\\"', b"\\\\\\\\", b'\\\\\\"'):
        data = b'[{"subject": "A"},\n{"subject": "' + within * 5000
        assert "Line 2 has a value of more than 0 MB. Check that its quotation mark is closed" in refusal(data)


def test_texts_with_quotation_marks_in_them_are_read(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_BYTES_OF_VALUE", 1000)
    subjects = ['"' * 300, "\\" * 301, 'a "b" c' * 30]
    table = open_table(json.dumps([{"subject": subject} for subject in subjects] * 3).encode())
    assert [row[0] for row in rows_of(table)] == subjects * 3


def test_an_object_of_very_many_names_is_refused_as_it_is_read():
    many = json.dumps([{f"c{n}": n for n in range(5000)}]).encode()
    assert "Row 1 has 501 columns" in refusal(many)


def test_a_value_that_holds_very_much_is_refused_as_it_is_read(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_PARTS", 100)
    data = json.dumps([{"id": 1, "tags": ["a"]}, {"id": 2, "tags": [[]] * 100}]).encode()
    assert "Row 2 cannot be read: there are more than 100 things in one of its values" in refusal(data)
    # Where nothing is kept of it, nothing is put together.
    table = open_table(data)
    assert [cells for _row, cells in table.rows([0])] == [["1"], ["2"]]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (FileKind.TICKETS, as_csv(["Subject"], [["Cannot log in"]] * 60)),
        (FileKind.ERRORS, as_lines([{"status_code": 500, "response_body": "Wrong"}] * 60)),
        (FileKind.LIST, as_csv(["Title"], [["It is slow"]] * 60)),
    ],
)
def test_a_file_of_very_many_rows_is_refused_at_the_first_that_is_too_many(kind, data, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    table = open_table(data)
    with pytest.raises(tables.Unreadable, match=r"Row 5[12] is past the first 50 rows. Choose fewer months"):
        reduce(kind, table, guess_columns(kind, table), Keys("team"))


def test_a_file_of_empty_lines_is_not_gone_through_to_its_end(monkeypatch):
    monkeypatch.setattr(text_files, "MOST_LINES", 100)
    for head in (b"Title,Group\nA,B\n", b'{"subject": "A"}\n{"subject": "B"}\n'):
        assert "Line 101 is past the first 100 lines. Delete empty lines" in refusal(head + b"\n" * 200)


def test_a_character_that_no_text_has_is_refused_with_its_place():
    words = refusal(b"Title,Description\nA,B\nC,D\x00\n")
    assert words.startswith("Line 3, column 2: there is a character that is not in UTF-8")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><title>Sign in</title>",
        b"\xef\xbb\xbf \n<html><body>Sign in</body></html>",
        b'<?xml version="1.0"?><Workbook></Workbook>',
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    ],
)
def test_a_web_page_that_came_instead_of_a_file_is_called_one(data):
    assert "Row 1, column 1: this is not a table but a web page or XML" in refusal(data)


# Sheets


def ods_of(tables: bytes) -> bytes:
    content = (
        b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        b"%s</office:spreadsheet></office:body></office:document-content>"
    ) % tables
    return changed(as_ods([["Title"], ["A"]]), "content.xml", lambda _content: content)


def test_empty_cells_that_are_repeated_one_after_the_other_are_counted():
    """The reader holds them all, whether anything follows or not."""
    empty = b'<table:table-cell table:number-columns-repeated="16384"/>'
    filled = b'<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>'
    row = b'<table:table table:name="A"><table:table-row>%s</table:table-row></table:table>'
    data = ods_of(row % (filled + empty * 70))
    assert len(data) < 10_000
    assert "The sheets hold more than 1,000,000 cells together" in refusal(data)
    # As spreadsheets end a row.
    assert rows_of(open_table(ods_of(row % (filled + empty)))) == [["A"]]


def test_sheets_that_are_each_as_large_as_may_be_are_refused_together():
    cell = b'<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>'
    sheet = (
        b'<table:table table:name="%d"><table:table-row table:number-rows-repeated="90000">' + cell * 5
    ) + b"</table:table-row></table:table>"
    data = ods_of(b"".join(sheet % n for n in range(3)))
    assert len(data) < 10_000
    assert "The sheets hold more than 1,000,000 cells together" in refusal(data)


def test_a_packed_file_of_very_many_parts_is_refused_before_its_directory_is_read(monkeypatch):
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for n in range(2001):
            packed.writestr(f"{n}.xml", "")
    monkeypatch.setattr(ZipFile, "__init__", lambda *_args: pytest.fail("read"))
    assert "when it is unpacked" in refusal(file.getvalue())


# What is remembered of rows


def test_tickets_of_very_many_words_or_tags_still_take_bounded_memory(monkeypatch):
    monkeypatch.setattr(tickets, "MOST_WORDS", 300)
    monkeypatch.setattr(tickets, "MOST_TAGS", 50)
    rows = [[str(n), f"{word(n)} wobbles {word(n * 7 + 1)}", f"login {word(n)}"] for n in range(500)]
    table = open_table(as_csv(["Id", "Subject", "Tags"], rows))
    reading = tickets._Tickets(table, {"subject": 1, "tags": 2, "id": 0}, Keys("team"))
    reduction = reading.read()
    assert reduction.grouped == 500
    assert sum(len(words) for words in reading.subjects) <= 300
    assert sum(len(subject.tags) for subject in reading.subjects.values()) <= 50


def test_a_cell_as_long_as_may_be_leaves_a_title_that_fits():
    cells = ["It wobbles " + "so " * 100_000, "x" * 300_000, "1 " * 150_000]
    for cell in cells:
        data = as_csv(["Subject", "Tags", "Requester"], [[cell, cell, cell]] * 2)
        reduction = reduce_tickets(open_table(data), {"subject": 0, "tags": 1}, Keys("team"))
        assert reduction.grouped == 2
        assert all(len(group.title) <= 200 for group in reduction.groups)


@pytest.mark.parametrize("sign", [" 'a", "“", " ‘a", "a", "-", "… ", "/1", "#/", "[", "1-", "a@"])
def test_an_error_of_nothing_but_signs_takes_four_times_as_long_when_it_is_four_times_as_long(sign):
    def seconds(letters: int) -> float:
        normaliser, quickest = Normaliser(), 1.0
        for n in range(10):
            # Nothing is remembered from the one before; what the machine does beside it is not counted.
            text = f"{chr(97 + n)} {sign * (letters // len(sign))}"
            began = time.thread_time()
            normaliser(text)
            quickest = min(quickest, time.thread_time() - began)
        return quickest

    # With the square of its length it would be sixteen times.
    assert seconds(2000) < 9 * seconds(500) + 0.0002


def test_rows_are_known_by_the_numbers_of_all_imports_before():
    first, second = Keys("team"), Keys("team")
    for number in range(1000):
        assert not first.reason_against(str(number))
        assert not second.reason_against(f"x{number}")
    now = Keys("team", [first.as_bytes(), second.as_bytes()])
    assert {now.reason_against(str(number)) for number in range(1000)} == {"known"}
    assert {now.reason_against(f"x{number}") for number in range(1000)} == {"known"}
    assert now.reason_against("1000") == ""
    assert now.reason_against("1000") == "again"
    assert Keys.share_some(first.as_bytes(), [second.as_bytes(), first.as_bytes()[:8]])
    assert not Keys.share_some(first.as_bytes(), [second.as_bytes()])
    assert not Keys.share_some(first.as_bytes(), [])


def word(n: int) -> str:
    """A word for a number."""
    return "".join(chr(97 + int(digit)) for digit in str(n)) + "x"
