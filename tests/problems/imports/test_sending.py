"""Files that are cut off, too large, known already or hostile: nothing of them is kept, or nothing twice."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from problems.imports import uploads
from problems.models import Import
from teams.models import Membership, Team
from tests.factories import MembershipFactory
from tests.problems.imports.made import (
    as_csv,
    as_lines,
    tickets_csv,
)
from tests.problems.imports.walking import import_page, page_of, read, send
from tests.problems.reading import errors_of, main_of, soup_of

# What is refused, and what is not done twice


def test_the_same_file_and_the_same_rows_in_another_file_add_nothing_twice(
    client: Client, team: Team, imported: Import
) -> None:
    today = timezone.localdate()
    same = send(client, team, tickets_csv(80))
    assert errors_of(same) == [
        f"This file was imported on {today.day} {today:%B %Y}. Nothing was added. Choose another file"
    ]

    more = read(client, team, tickets_csv(100))
    assert (more.rows, more.grouped) == (100, 20)
    assert [(line.why, line.column, line.count) for line in more.left_out_lines] == [("Imported before", "Id", 80)]
    # Another team knows nothing of it.
    other = MembershipFactory()
    client.force_login(other.user)
    assert read(client, other.team, tickets_csv(80)).grouped == 80


def test_of_two_drafts_with_the_same_rows_the_second_is_not_confirmed(
    client: Client, team: Team, member: Membership
) -> None:
    first, second = read(client, team, tickets_csv(80)), read(client, team, tickets_csv(90))
    assert client.post(page_of(first, "import_preview")).status_code == 302
    refused = client.post(page_of(second, "import_preview"))
    assert refused.status_code == 422
    assert "Some of these rows have been imported from another file meanwhile" in main_of(refused)
    assert team.imports.imported().get() == first
    # Confirmed again, as by a button that is pressed twice.
    assert client.post(page_of(first, "import_preview")).status_code == 404


def test_what_cannot_be_read_is_refused_and_leaves_nothing(client: Client, team: Team, member: Membership) -> None:
    response = send(client, team, b'Title,Group\r\nA,"B\r\n')
    assert errors_of(response) == [
        "Row 2, column 2: a quotation mark opens here and nothing closes it. Save the file again as CSV"
    ]
    assert not team.imports.exists()
    assert errors_of(send(client, team, b"")) == ["There is nothing in the file. Choose another one"]
    assert errors_of(client.post(import_page(team))) == ["Choose a file"]


def test_rows_that_say_nothing_are_reported_with_row_and_column(client: Client, team: Team, member: Membership) -> None:
    rows = [
        ["1", "Cannot log in", "2026-03-01"],
        ["2", "", "2026-03-01"],
        ["3", "=HYPERLINK(1)", "2026-03-01"],
        ["1", "Cannot log in", "2026-03-01"],
        ["5", "Cannot log in", "yesterday"],
        ["6", "Cannot log in", "2026-03-02", "x"],
    ]
    draft = read(client, team, as_csv(["Id", "Subject", "Created at"], rows))
    assert {(line.why, line.column, line.count, *line.rows) for line in draft.left_out_lines} == {
        ("Nothing in it", "Subject", 1, 3),
        ("A formula instead of words", "Subject", 1, 4),
        ("The same number as an earlier row of the file", "Id", 1, 5),
        ("More cells than the file has columns", "", 1, 7),
    }
    assert [(line.column, *line.rows) for line in draft.remark_lines] == [("Created at", 6)]
    assert (draft.rows, draft.grouped, draft.groups.get().count) == (6, 2, 2)
    preview = client.get(page_of(draft, "import_preview"))
    assert "6 rows in the file: 2 in 1 group, 4 left out." in main_of(preview)


def test_a_file_of_which_nothing_is_left_cannot_be_confirmed_by_a_button(
    client: Client, team: Team, member: Membership
) -> None:
    draft = read(client, team, as_csv(["Id", "Subject"], [["1", ""], ["2", " "]]))
    page = client.get(page_of(draft, "import_preview"))
    assert "There is nothing to import in this file" in main_of(page)
    assert not soup_of(page).select("main button")
    refused = client.post(page_of(draft, "import_preview"))
    assert refused.status_code == 422
    assert "There is nothing to import in this file. Change the columns, or choose another file" in main_of(refused)
    assert not team.imports.imported().exists()


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "\ud800", "\u202eabc\u202c", "x" * 100_000, "\U000e0041"])
@pytest.mark.parametrize("place", ["value", "name", "tag"])
def test_characters_that_no_database_takes_are_taken_out(
    client: Client, team: Team, member: Membership, text: str, place: str
) -> None:
    tickets = [
        {"id": n, "subject": f"Cannot log in {text}" if place == "value" else "Cannot log in"}
        | {"tags": [text if place == "tag" else "login"], text if place == "name" else "other": 1}
        for n in range(3)
    ]
    errors = [{"status_code": 500, "response_body": json.dumps({"error": text}), "request_path": text, "id": 1}]
    for data in (json.dumps(tickets).encode(), as_lines(tickets), as_lines(errors)):
        draft = read(client, team, data)
        for name in ("import_columns", "import_preview"):
            assert client.get(page_of(draft, name)).status_code == 200
        kept = str(list(draft.groups.values_list()))
        assert not {"\x00", "\u202e", "\ud800"} & set(kept)


# Uploads


def multipart(data: bytes, *, whole: bool = True) -> dict[str, Any]:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="jane-smith.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + data
    )
    return {"data": body + (b"\r\n--x--\r\n" if whole else b""), "content_type": "multipart/form-data; boundary=x"}


def test_an_upload_that_is_cut_off_imports_nothing(client: Client, team: Team, member: Membership) -> None:
    data = tickets_csv(80)
    cut = client.post(import_page(team), **multipart(data[:2000], whole=False))
    assert errors_of(cut) == ["Only part of the file arrived, so nothing was imported. Choose it again"]
    assert not team.imports.exists()
    assert client.post(import_page(team), **multipart(data)).status_code == 302


def test_a_file_that_is_too_large_is_refused(
    client: Client, team: Team, member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    response = send(client, team, b"Subject\n" + b"x\n" * 100_000)
    assert errors_of(response) == ["The file must be 50 MB or smaller. Choose fewer months, and import it in parts"]


def test_no_byte_of_an_upload_touches_a_disk(
    client: Client, team: Team, member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    data = as_csv(["Subject"], [["Cannot log in " + "so " * 500]] * 2500)
    assert len(data) > 3_000_000
    assert send(client, team, data).status_code == 302
