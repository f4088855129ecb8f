"""The spreadsheets as LibreOffice opens them: for `make test-operations`, as a fresh machine has to fetch it."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from ideation.models import Idea
from overview.example.loading import EMAIL, load
from overview.example.published import SERVICE
from roadmap.exports import TABLES
from teams.csv_files import guarded
from teams.history_table import HISTORY
from teams.models import Team, User
from teams.tables import Holds
from tests.roadmap.reading import file_of

pytestmark = [pytest.mark.operations, pytest.mark.django_db]

EVERY = {**TABLES, "history": HISTORY}
# By commas, in UTF-8, the first sheet; what is not a number stays as it is shown.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


def test_it_makes_our_csv_of_every_spreadsheet_with_hostile_words(
    client: Client, team: Team, exercise: list[Idea], tmp_path: Path
) -> None:
    found = compared(client, team, tmp_path)
    assert {words[0] for words in found["ideas"]} >= {"I9"}
    assert any("'=1+1" in row for row in found["ideas"])


def test_it_makes_our_csv_of_every_spreadsheet_of_the_worked_example(client: Client, tmp_path: Path) -> None:
    load()
    user = User.objects.get(email=EMAIL)
    client.force_login(user)
    found = compared(client, user.teams.get(name=SERVICE), tmp_path)
    assert len(found["shortlist"]) == 1 + 14


def compared(client: Client, team: Team, folder: Path) -> dict[str, list[list[str]]]:
    """Hold what LibreOffice makes of each spreadsheet to our CSV; return that by the name of its table."""
    ours = {name: rows(file_of(client, team, name, "csv")) for name in EVERY}
    for name in EVERY:
        for ending in ("xlsx", "ods"):
            (folder / f"{name}-{ending}.{ending}").write_bytes(file_of(client, team, name, ending))
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "make test-operations installs it"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = sorted(str(file) for file in folder.glob("*.*"))
    asked = [program, profile, "--headless", "--convert-to", AS_CSV, "--outdir", str(folder / "made"), *files]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)
    for name, table in EVERY.items():
        is_number = [column.holds in {Holds.INTEGER, Holds.NUMBER} for column in table.columns]
        for ending in ("xlsx", "ods"):
            header, *lines = rows((folder / "made" / f"{name}-{ending}.csv").read_bytes())
            made = [header, *([as_written(*cell) for cell in zip(line, is_number, strict=True)] for line in lines)]
            assert made == ours[name], (name, ending)
    return ours


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_written(cell: str, is_number: bool) -> str:
    """A cell as our CSV has it: there what a spreadsheet would compute is guarded."""
    return cell if is_number else str(guarded(cell))
