"""Our CSV files with their metadata, read and judged by a validator of CSV on the Web that is not ours."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from django.test import Client
from django.utils.timezone import localdate

from ideation.models import Idea
from roadmap.exports import TABLES
from teams.csv_files import guarded
from teams.history_table import HISTORY
from teams.models import Team
from teams.tables import Column, Holds, Table
from tests.roadmap.reading import file_of

# What it objects to it says as warnings, which it collects by itself.
pytestmark = pytest.mark.filterwarnings("always")

EVERY: dict[str, Table[Any]] = {**TABLES, "history": HISTORY}

type Download = Callable[[str, str], bytes]


@pytest.fixture
def download(client: Client, team: Team, exercise: list[Idea]) -> Download:
    """What a table of a team with hostile words in every place is, by its name and the ending of the file."""
    return partial(file_of, client, team)


def keep(folder: Path, download: Download, table: str) -> Path:
    """The file as the metadata beside it name it."""
    file = folder / f"{table}.csv"
    file.write_bytes(download(table, "csv"))
    (folder / f"{table}.csv-metadata.json").write_bytes(download(table, "csv-metadata.json"))
    return file


def judged(file: Path) -> CSVW:
    """It finds the metadata by itself, at the place where those of a file are looked for first."""
    found = CSVW(str(file), validate=True)
    assert not found.no_metadata
    return found


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_validator_accepts_each_file_and_reads_what_the_json_says(
    download: Download, tmp_path: Path, name: str
) -> None:
    found = judged(keep(tmp_path, download, name))

    assert found.is_valid, [str(warning.message) for warning in found.warnings]
    read = list(found.tables[0].iterdicts())
    said = json.loads(download(name, "json"))["rows"]
    assert len(read) == len(said) >= 10
    for row, its in zip(read, said, strict=True):
        for column in EVERY[name].columns:
            assert row[column.name] == as_typed(column, its[column.name]), column.name


def as_typed(column: Column[Any], value: Any) -> Any:
    """What JSON says, as a reader of the CSV gets it: labels for keys, and a quote before what would be computed."""
    if column.choices is not None and value is not None:
        return str(column.choices(value).label)
    if column.holds == Holds.REFERENCES:
        return value
    if column.holds == Holds.TEXTS:
        return guarded("; ".join(value)) or None
    if column.holds == Holds.DATE and value is not None:
        return datetime.fromisoformat(value)
    return guarded(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a word where a number is", lambda text: text.replace(",89.5,", ",a lot,")),
        ("a day that there is not", lambda text: text.replace(f",{localdate().isoformat()},", ",2026-02-30,")),
        ("nothing where something has to be", lambda text: text.replace("\r\nP1,", "\r\n,")),
        ("a number twice", lambda text: text.replace("\r\nP2,", "\r\nP1,")),
        ("a heading that is another one", lambda text: text.replace("Title", "Name", 1)),
    ],
)
def test_the_validator_would_notice(
    download: Download, tmp_path: Path, what: str, change: Callable[[str], str]
) -> None:
    file = keep(tmp_path, download, "problems")
    assert judged(file).is_valid
    text = file.read_bytes().decode()
    assert change(text) != text, what
    file.write_bytes(change(text).encode())

    try:
        is_valid = judged(file).is_valid
    except ValueError:
        is_valid = False

    assert not is_valid
