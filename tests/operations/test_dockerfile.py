"""The steps of the Dockerfile, in order, in a clean Debian: the server comes up, not as root, and writes nothing."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.connection import HOST
from tests.load.server import free_port
from tests.operations.image import Stage, build, clean_debian

pytestmark = [
    pytest.mark.operations,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a Debian root and go into it"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("image")
    clean_debian(folder / "clean")
    return build(folder / "clean", folder)


@contextlib.contextmanager
def serving(image: Stage, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """As compose.yaml runs it: the file system cannot be written to, but for /tmp and where the database is."""
    settings = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": "sqlite:////tmp/shortlist.sqlite3",
        "HOST": HOST,
        "PORT": str(port),
        "PUBLIC_URL": f"http://{HOST}:{port}",
    }
    root = str(image.root)
    migrate = image.argv(".venv/bin/python", "manage.py", "migrate", "--verbosity", "0", **settings)
    serve = image.argv(*image.command, **settings)
    script = (
        'mount --bind "$1" "$1"; mount -t tmpfs tmpfs "$1/tmp"; mount --bind /dev "$1/dev"; '
        'mount -t proc proc "$1/proc"; '
        'mount -o remount,ro,bind "$1"; shift; n=$1; shift; "${@:1:$n}"; exec "${@:$((n + 1))}"'
    )
    process = subprocess.Popen(
        ["unshare", "--mount", "bash", "-ec", script, "serve", root, str(len(migrate)), *migrate, *serve],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def answer(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=5) as found:
        return found.status, found.read().decode()


def test_the_image_serves_and_is_not_root_and_writes_nothing(image: Stage) -> None:
    assert image.user == "shortlist"
    port = free_port()
    with serving(image, port) as process:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                if answer(port, "/healthz/ready") == (200, "ready"):
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(process.communicate()[0].decode()[-3000:])
            time.sleep(0.2)
        status, page = answer(port, "/")
        assert (status, "Enter your code" in page) == (200, True)
        styles = page.split('rel="stylesheet"')[0].rpartition('href="')[2].partition('"')[0]
        assert answer(port, styles)[0] == 200
        uid = int((image.root / "etc" / "passwd").read_text().split("shortlist:x:")[1].split(":")[0])
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in _below(process.pid)}
        assert owners == {uid}
    assert not (image.root / "app" / "shortlist.sqlite3").exists()


def _below(pid: int) -> list[str]:
    """The processes of the server, without the one that went into the root."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    pairs = [tuple(line.split()) for line in listed.splitlines()]
    found = [str(pid)]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found
