"""Files that are broken, hostile, or mean more than they hold."""

import json
import random
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.load.imports.case import Case
from tests.load.imports.large import word
from tests.problems.imports.made import LIST_COLUMNS, as_csv, as_lines, as_ods, as_xlsx, tickets_csv
from tests.roadmap.hostile import HOSTILE

MB = 1024 * 1024
# A little less than is taken.
FULL = 50 * MB - 20_000
HEAD = b"Title,Description,User group\r\n"
LIST = [LIST_COLUMNS, ["It is slow", "", "Schools"]]
DATES = ["2026-03-27T10:00:00Z", "27/03/2026 10:00", "27 March 2026"]
PNG = b"\x89PNG\r\n\x1a\n"
# As a spreadsheet and a template would work them out, and as some databases do not take them.
NASTY = [*HOSTILE, "a\x01\x02\x1b[31mb", "\u202eabc", "👩🏽‍🏫 🎉", "${7*7} {{ config }} <%= 1 %>", "x" * 900]


def packed(data: bytes, part: str, pieces: Iterator[bytes]) -> bytes:
    """The same sheet with another content of one part, which need not fit into memory."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as after:
        for name in before.namelist():
            with after.open(name, "w", force_zip64=False) as target:
                for piece in pieces if name == part else [before.read(name)]:
                    target.write(piece)
    return file.getvalue()


def filled_to(size: int, row: bytes) -> bytes:
    return row * (size // len(row))


def ods_of(rows: bytes, times: int) -> bytes:
    head = (
        b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        b'<table:table table:name="A">'
    )
    tail = b"</table:table></office:spreadsheet></office:body></office:document-content>"
    return packed(as_ods(LIST), "content.xml", iter([head, *[rows] * times, tail]))


def ods_row(*cells: str) -> bytes:
    filled = (
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{''.join(filled)}</table:table-row>".encode()


def ods_of_long_texts() -> bytes:
    rows = b"".join(ods_row(f"It is slow {word(n)}", "so slow " * 7500) for n in range(800))
    return ods_of(ods_row("Title", "Description") + rows, 1)


def xlsx_cells() -> bytes:
    return as_xlsx(
        [["Title", *[f"c{n}" for n in range(499)]], *[[f"It is slow {word(n)}", *range(499)] for n in range(959)]]
    )


def hostile_tickets() -> bytes:
    rows = [[str(n), NASTY[n % len(NASTY)], NASTY[n % 7], DATES[n % 3]] for n in range(5000)]
    rows[2500][1] = "It wobbles " + "so " * 330_000
    rows[2501][2] = "tag" * 330_000
    return as_csv(["Id", "Subject", "Tags", "Created at"], rows)


def hostile_log() -> bytes:
    quotes = [" 'a" * 700, "“" * 2000, "[" * 2000, "#/a" * 700, "1-" * 1000, "\x00\ud800", "<script>" * 100]
    texts = [*NASTY, *quotes]
    lines = [
        {
            "id": n,
            "status_code": 422,
            "request_path": f"/api/{texts[n % len(texts)]}",
            "response_body": json.dumps({"errors": [{"title": word(n), "detail": texts[n % len(texts)]}]}),
            "created_at": DATES[n % 3],
        }
        for n in range(5000)
    ]
    lines[2500]["response_body"] = json.dumps({"error": "x" * 900_000})
    return as_lines(lines)


def tagged() -> bytes:
    """Tickets with tags that no other has."""
    row = "{n},Cannot log in,{tags}\r\n"
    rows = (row.format(n=n, tags=" ".join(word(n * 100 + k) for k in range(100))) for n in range(60_000))
    return b"Id,Subject,Tags\r\n" + "".join(rows).encode()[:FULL].rpartition(b"\r\n")[0]


def endless() -> Iterator[bytes]:
    yield HEAD
    for _mb in range(1024):
        yield b"x" * MB


BAD = [
    Case("XLSX of 480,000 cells", "959 rows, 959 groups, 0 left out", xlsx_cells),
    Case(
        "XLSX that unpacks to 1 GB",
        "more than 50 MB when it is unpacked",
        lambda: packed(as_xlsx(LIST), "xl/worksheets/sheet1.xml", iter([b" " * MB] * 1024)),
    ),
    Case(
        "ODS that unpacks to 1 GB",
        "more than 50 MB when it is unpacked",
        lambda: packed(as_ods(LIST), "content.xml", iter([b" " * MB] * 1024)),
    ),
    Case(
        "ODS that unpacks to 49 MB, 800 problems of 60 KB",
        "800 rows, 800 groups, 0 left out",
        ods_of_long_texts,
        most_memory=300,
    ),
    Case(
        "ODS that unpacks to 41 MB, of 450,000 cells",
        "45,000 rows, 1 group",
        lambda: ods_of(ods_row(*["It is slow"] * 10) * 1000, 45),
        most_memory=300,
    ),
    Case(
        "ODS of 2 KB, of empty cells repeated",
        "The sheets hold more than 1,000,000 cells together",
        lambda: ods_of(
            b"<table:table-row>%s</table:table-row>"
            % (b'<table:table-cell table:number-columns-repeated="16384"/>' * 70),
            1,
        ),
    ),
    Case(
        "JSON list never closed, 50 MB",
        "cannot be read: the JSON is broken there, or the file is cut off",
        # Each long enough for all of them to be fewer than are taken.
        lambda: b"[" + filled_to(FULL, b'{"subject": "Cannot log in", "description": "%s"},\n' % (b"so " * 200))[:-2],
    ),
    Case(
        "JSON text never closed, 50 MB",
        "Line 2 has a value of more than 4 MB",
        lambda: b'[{"subject": "A"},\n{"subject": "' + b"x" * FULL,
    ),
    Case(
        "JSON text never closed, of quotation marks, 50 MB",
        "Line 2 has a value of more than 4 MB",
        lambda: b'[{"subject": "A"},\n{"subject": "' + b'\\"' * (FULL // 2),
    ),
    Case(
        "JSON value of ten million parts, 50 MB",
        "more than 100,000 things in one of its values",
        lambda: b'[{"subject": [%s"x"]}]' % filled_to(FULL, b'"ab",'),
    ),
    Case(
        "JSON object of three million names, 50 MB",
        "Row 1 has 501 columns",
        lambda: b"[{" + b",".join(b'"%d": "a"' % n for n in range(3_000_000)) + b"}]",
    ),
    Case(
        "quotation mark never closed, 50 MB",
        "Row 2, column 2: a quotation mark opens here and nothing closes it",
        lambda: HEAD + b'A,"B,C\r\n' + filled_to(FULL, b"D,E,F\r\n"),
    ),
    Case("one line of 50 MB", "Line 2 is longer than 1,000,000 characters", lambda: HEAD + b"x" * FULL),
    Case(
        "one line of 1 GB",
        "The file must be 50 MB or smaller",
        bytes,
        stream=(endless, len(HEAD) + 1024 * MB),
    ),
    Case(
        "10,000 columns",
        "Row 1 has 10,000 columns, up to column 10,000",
        lambda: b",".join(b"c%d" % n for n in range(10_000)) + b"\r\n1\r\n",
    ),
    Case(
        "10,000 cells in each of 2,400 rows, of three columns",
        "0 groups, 2,400 left out",
        lambda: HEAD + (b",".join([b"a"] * 10_000) + b"\r\n") * 2400,
    ),
    Case(
        "Windows-1252",
        "1,000 rows, 1,000 groups",
        lambda: as_csv(["Title"], [[f"£5 for {word(n)} – “é”"] for n in range(1000)]).decode().encode("cp1252"),
    ),
    Case("two encodings in one file", "Line 3, column 2", lambda: HEAD + b"A,B,C\r\nD,caf\xc3\xa9 \xe9,F\r\n"),
    Case(
        "UTF-16 without its mark", "Row 1, column 1: this is not text in UTF-8", lambda: "Title\nA".encode("utf-16-le")
    ),
    Case(
        "byte order mark and semicolons",
        "1,000 rows, 1,000 groups, 0 left out",
        lambda: (
            b"\xef\xbb\xbf"
            + as_csv(["Title", "User group"], [[f"Slow {word(n)}", "Schools"] for n in range(1000)], ";")
        ),
    ),
    Case("NUL in row 3,000", "Line 3,001, column 1", lambda: HEAD + b"A,B,C\r\n" * 2999 + b"\x00,B,C\r\n"),
    Case(
        "5,000 formulas",
        "0 groups, 5,000 left out",
        lambda: as_csv(["Title"], [[f'=HYPERLINK("http://x/{n}")'] for n in range(5000)]),
    ),
    Case("picture of 5 MB named .csv", "not a table but a picture", lambda: PNG + random.Random(1).randbytes(5 * MB)),
    Case("web page named .csv", "not a table but a web page", lambda: b"<!DOCTYPE html><title>Sign in</title>"),
    Case(
        "5,000 tickets with dates in three styles",
        "5,000 rows, 1 group, 0 left out, all in 2026-03",
        lambda: as_csv(["Id", "Subject", "Created at"], [[n, "Cannot log in", DATES[n % 3]] for n in range(5000)]),
    ),
    Case("upload cut off half way", "Only part of the file arrived", lambda: tickets_csv(20_000), cut_at=3 * MB),
    Case(
        "the same file twice",
        "Nothing was added. Choose another file",
        lambda: tickets_csv(20_000),
        before=lambda: [tickets_csv(20_000)],
    ),
    Case("5,000 hostile tickets, one of 1 MB", "5,000 rows", hostile_tickets),
    Case("5,000 hostile lines of a log, one of 1 MB", "5,000 rows", hostile_log),
    Case("tickets with five million tags, 50 MB", "1 group, 0 left out", tagged),
    Case(
        "five million rows of ten bytes, 50 MB",
        "Row 300,002 is past the first 300,000 rows",
        lambda: b"Id,Subject\n" + b"".join(b"%07d,a\n" % n for n in range(5_000_000)),
    ),
    Case(
        "empty lines, 50 MB",
        "is past the first 2,000,000 lines",
        lambda: HEAD + b"A,B,C\r\n" + b"\n" * FULL,
    ),
]
