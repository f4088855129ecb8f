"""Forms that never end, sent through nginx as docs/running.md sets it up, keep nobody waiting."""

from __future__ import annotations

import re
import secrets
import socket
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.load.connection import HOST
from tests.operations.installation import Installation
from tests.operations.proxy import Proxy
from tests.operations.visitor import Visitor, with_example

pytestmark = pytest.mark.operations

# Three for each thread that answers.
FORMS = 24
MULTIPART = "multipart/form-data; boundary=x"
KINDS = {"application/x-www-form-urlencoded": b"code=", MULTIPART: b"--x\r\n"}


def begin(
    port: int, kind: str, length: int, path: str = "/join/", cookies: str = "", begun: bytes = b""
) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=20)
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {cookies}\r\n"
    connection.sendall(f"{head}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode())
    connection.sendall(KINDS[kind] + begun)
    return connection


def answers(port: int) -> bool:
    time.sleep(1)
    with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=20) as answer:
        return bool(answer.status == 200)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(f"sqlite:///{tmp_path / 'one.sqlite3'}", secrets.token_urlsafe(48), BEHIND_PROXY="true")


def test_forms_that_never_end_keep_nobody_waiting(installation: Installation) -> None:
    installation.manage("migrate", "--verbosity", "0")
    with installation.server() as server, Proxy([server.port]) as proxy, ExitStack() as open_forms:
        for length in (50_000, 1_900_000, 40_000_000):
            for kind in KINDS:
                for _form in range(FORMS):
                    open_forms.enter_context(begin(proxy.port, kind, length))
        assert answers(proxy.port)


def test_files_to_import_that_never_end_keep_nobody_waiting_and_touch_no_disk(installation: Installation) -> None:
    email, password = with_example(installation)
    with installation.server() as server, Proxy([server.port]) as proxy, ExitStack() as open_forms:
        member = Visitor(proxy.port)
        team = member.sign_in(email, password)
        page = member.page(f"{team}problems/import/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        begun = (
            f'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--x\r\n'
            'Content-Disposition: form-data; name="file"; filename="tickets.csv"\r\n\r\n'
        ).encode() + b"Subject,Created\r\n" * 20_000
        for _file in range(FORMS):
            for kind_of in ("problems", "ideas"):
                path = f"{team}{kind_of}/import/"
                open_forms.enter_context(begin(proxy.port, MULTIPART, 40_000_000, path, member.cookies, begun))
        assert answers(proxy.port)
        assert "Problems" in member.page(team)
        assert proxy.bodies_on_disk() == 0
