"""Every file of the worked example, opened by something that is not ours."""

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from csvw import CSVW
from django.test import Client
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from overview.example.loading import EMAIL, load
from overview.example.published import SERVICE
from roadmap.exports import TABLES
from teams.csv_files import guarded
from teams.models import Team, User

# What the validator of CSV objects to it says as warnings, which it collects by itself.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("always")]

# What each tool says that it reads: its own words, the labels of Jira one a column.
TOOLS = {
    "jira": ["Summary", "Issue Type", "Description", "Labels"],
    "trello": ["Card Name", "Card Description", "Labels", "List Name"],
    "github": ["title", "body", "labels"],
}


def test_something_that_is_not_ours_opens_each_file_of_the_worked_example(client: Client, tmp_path: Path) -> None:
    load()
    user = User.objects.get(email=EMAIL)
    team: Team = user.teams.get(name=SERVICE)
    client.force_login(user)

    def file(path: str) -> bytes:
        response = client.get(f"{team.get_absolute_url()}{path}")
        assert response.status_code == 200, path
        return response.content

    for table in [*TABLES, "history"]:
        path = table if table in {"shortlist", "history"} else f"exports/{table}"
        # CSV on the Web: the file with its metadata, found where it looks for them first.
        (tmp_path / f"{table}.csv").write_bytes(file(f"{path}.csv"))
        (tmp_path / f"{table}.csv-metadata.json").write_bytes(file(f"{path}.csv-metadata.json"))
        judged = CSVW(str(tmp_path / f"{table}.csv"), validate=True)
        assert judged.is_valid, (table, judged.warnings)
        read = list(judged.tables[0].iterdicts())
        # JSON, by the schema that everybody may read.
        content = json.loads(file(f"{path}.json"))
        schema = json.loads(Client().get(f"/schemas/{table}.json").content)
        checker = jsonschema.Draft202012Validator
        checker(schema, format_checker=checker.FORMAT_CHECKER).validate(content)
        assert len(read) == len(content["rows"]) >= 9, table
        # Spreadsheets, cell by cell.
        rows = csv_of((tmp_path / f"{table}.csv").read_bytes())
        for ending in ("xlsx", "ods"):
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(file(f"{path}.{ending}"))).get_sheet_by_index(0)
            cells = sheet.to_python(skip_empty_area=False)
            assert [[as_written(cell) for cell in line] for line in cells] == rows, (table, ending)

    for tool, columns in TOOLS.items():
        header, *rows = csv_of(file(f"exports/next-tool/{tool}.csv"))
        assert list(dict.fromkeys(header)) == columns
        assert len(rows) == 10
        assert {len(row) for row in rows} == {len(header)}

    drawn = ElementTree.fromstring(file("roadmap/dependencies.svg"))
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"

    with zipfile.ZipFile(io.BytesIO(file("exports/design-history.zip"))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    (post,) = (text for name, text in files.items() if name.endswith(".md"))
    _start, front, body = post.split("---\n", 2)
    assert yaml.safe_load(front)["author"] == SERVICE
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    assert sum(token.type == "heading_open" for token in tokens) == 9
    assert sum(token.type == "tr_open" for token in tokens) == 1 + 10
    pictures = [ElementTree.fromstring(text).tag for name, text in files.items() if name.endswith(".svg")]
    assert pictures == ["{http://www.w3.org/2000/svg}svg"] * 2
    shortlist = MarkdownIt("commonmark").enable("table").parse(file("shortlist.md").decode())
    assert [token.type for token in shortlist if token.level == 0] == ["table_open", "table_close"]


def csv_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_written(cell: object) -> str:
    """A cell of a spreadsheet as our CSV has it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(guarded(cell)) if isinstance(cell, str | int | float) else ""
