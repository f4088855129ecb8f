"""A database that went through our migrations one by one is as one that was made in one step."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.load.postgres import Cluster
from tests.operations.installation import Installation

pytestmark = pytest.mark.operations

# As before there were migrations that take the place of several: up to one of them, or to the last of each app.
ONE_BY_ONE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
last = [one.replaces[-1] for one in executor.loader.disk_migrations.values() if one.replaces]
executor.migrate({until} or last)
"""
FROM_THE_MIDDLE = ("workshops", "0003_scales_end_at_10")

type Databases = tuple[str, str, Callable[[str], list[str]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """The addresses of two empty databases, and what tells the shape of one."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}", f"sqlite:///{tmp_path / 'new.sqlite3'}", shape_on_sqlite
        return
    with Cluster() as cluster:
        cluster.make_database("new")
        yield cluster.url, cluster.url.replace("/shortlist?", "/new?"), cluster.shape_of


@pytest.mark.parametrize("until", [None, FROM_THE_MIDDLE])
def test_an_upgraded_database_has_the_shape_of_a_new_one(databases: Databases, until: tuple[str, str] | None) -> None:
    old, new, shape_of = databases
    key = secrets.token_urlsafe(48)
    upgraded = Installation(old, key)
    upgraded.manage("shell", "--no-imports", "--command", ONE_BY_ONE.format(until=[until] if until else None))
    told = upgraded.manage("migrate")
    assert ("Applying teams." in told) == bool(until)
    Installation(new, key).manage("migrate", "--verbosity", "0")
    assert len(shape_of(new)) > 200
    assert shape_of(old) == shape_of(new)


def shape_on_sqlite(url: str) -> list[str]:
    """Each table, index and trigger, with the columns and constraints of a table in whatever order they came."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        made = database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return sorted(" ".join(sorted(re.split(r"[\s,()]+", sql))) for (sql,) in made)
