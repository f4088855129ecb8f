"""The steps of the Dockerfile, in order, in a clean Debian: the server comes up, not as root, and writes nothing."""

from __future__ import annotations

import contextlib
import re
import secrets
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.connection import HOST
from tests.load.server import free_port
from tests.operations.debian import NotHere, clean_root
from tests.operations.image import Stage, build

pytestmark = pytest.mark.operations

# A machine that is busy with other things takes minutes for the migrations.
START_WITHIN = 600
# As compose.yaml has it: migrations are a step of their own, before the app.
MIGRATE_AND_SERVE = ".venv/bin/python manage.py migrate --no-input --verbosity 0 && exec"


@pytest.fixture(scope="module")
def image() -> Iterator[Stage]:
    # Not where pytest keeps the folders of the last three runs: these are of 2 GB.
    with tempfile.TemporaryDirectory(prefix="shortlist-image.") as name:
        folder = Path(name)
        began = time.monotonic()
        try:
            clean = clean_root(folder / "clean")
        except NotHere as reason:
            pytest.skip(str(reason))
        made = time.monotonic()
        last = build(clean, folder)
        print(f"clean Debian: {made - began:.0f} s, steps of the Dockerfile: {time.monotonic() - made:.0f} s")
        yield last


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(image: Stage, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """As compose.yaml runs it: the file system cannot be written to but for /tmp, where this one has its database."""
    settings = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": "sqlite:////tmp/shortlist.sqlite3",
        "HOST": HOST,
        "PORT": str(port),
        "PUBLIC_URL": f"http://{HOST}:{port}",
    }
    command = image.root.argv(
        "/bin/sh", "-c", f'{MIGRATE_AND_SERVE} "$@"', "serve", *image.command, settings=settings, read_only=True
    )
    log = tmp_path_factory.mktemp("log") / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT)
    try:
        began = time.monotonic()
        while not answers(port, "/healthz/ready"):
            if process.poll() is not None or time.monotonic() > began + START_WITHIN:
                pytest.fail(f"The server does not come up. What it wrote:\n{log.read_text()[-4000:]}")
            time.sleep(0.2)
        print(f"migrations and start: {time.monotonic() - began:.0f} s")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int, path: str) -> str:
    """The page, or nothing."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=5) as found:
        return str(found.read().decode())
    return ""


def test_the_server_comes_up_with_its_pages_and_their_styles(server: subprocess.Popen[bytes], port: int) -> None:
    page = answers(port, "/")
    assert "<h1" in page
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) >= 2
    assert all("{" in answers(port, sheet) for sheet in sheets)


def test_its_health_check_says_whether_it_is_well(server: subprocess.Popen[bytes], image: Stage, port: int) -> None:
    # Docker asks three times before it believes that something is wrong.
    assert any(is_well(image, port) for _time in range(3))
    assert not is_well(image, free_port())


def is_well(image: Stage, port: int) -> bool:
    try:
        image.root.run(*image.health, PORT=str(port))
    except RuntimeError:
        return False
    return True


def test_no_process_of_it_is_root(server: subprocess.Popen[bytes], image: Stage) -> None:
    assert image.root.user == "shortlist"
    users = (line.split(":") for line in image.root.inside("/etc/passwd").read_text().splitlines())
    [uid] = [int(fields[2]) for fields in users if fields[0] == "shortlist"]
    processes = family(server.pid)
    # bin/serve, Granian and its workers.
    assert len(processes) >= 4
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes} == {uid}


def family(pid: int) -> list[str]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    pairs = [tuple(line.split()) for line in listed.splitlines()]
    found = [str(pid)]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found


def test_nothing_of_tests_or_of_this_machine_is_in_it(image: Stage) -> None:
    left = {path.name for path in image.root.inside(".").iterdir()}
    assert {"bin", "config", "manage.py", "node_modules", "staticfiles", "templates", ".venv"} <= left
    assert not left & {"tests", "docs", ".git", "shortlist.sqlite3", "Makefile"}


def test_it_speaks_to_postgresql(image: Stage) -> None:
    assert image.root.run(".venv/bin/python", "-c", "import psycopg; print(psycopg.pq.version())").strip().isdigit()
