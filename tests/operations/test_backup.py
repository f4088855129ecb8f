"""A backup, restored into an empty database, gives the same pages."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.postgres import Cluster
from tests.load.server import PROJECT, Server
from tests.operations.installation import Installation
from tests.operations.visitor import Visitor, with_example

pytestmark = pytest.mark.operations

PAGES = ["", "problems/", "ideas/", "shortlist/", "roadmap/", "workshops/", "history/", "shortlist.csv"]


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of a database that is there, and of one that is not there yet or empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'one.sqlite3'}", f"sqlite:///{tmp_path / 'two.sqlite3'}"
        return
    with Cluster() as cluster:
        cluster.make_database("restored")
        yield cluster.url, cluster.url.replace("/shortlist?", "/restored?")


def test_a_backup_restored_into_an_empty_database_gives_the_same_pages(
    databases: tuple[str, str], tmp_path: Path
) -> None:
    key = secrets.token_urlsafe(48)
    before, after = (Installation(url, key) for url in databases)
    email, password = with_example(before)
    with before.server() as server:
        pages = read(server, email, password)
        backup = tmp_path / "shortlist.backup"
        before.run(PROJECT / "bin" / "backup", backup)
    assert backup.stat().st_mode & 0o077 == 0
    assert "already" in before.run(PROJECT / "bin" / "backup", backup, check=False).stderr

    assert "Restored" in after.run(PROJECT / "bin" / "restore", backup).stdout
    with after.server() as server:
        assert read(server, email, password) == pages

    again = after.run(PROJECT / "bin" / "restore", backup, check=False)
    assert again.returncode == 1
    assert "not empty" in again.stderr or "already" in again.stderr


def read(server: Server, email: str, password: str) -> dict[str, str]:
    """The pages of the worked example's team, but for what is of the moment."""
    visitor = Visitor(server.port)
    team = visitor.sign_in(email, password)
    found = {name: visitor.page(f"{team}{name}") for name in PAGES}
    assert all(len(text) > 500 for text in found.values())
    return {name: _lasting(text, visitor.root) for name, text in found.items()}


def _lasting(text: str, root: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]*"', r"\1", text).replace(root, "")
