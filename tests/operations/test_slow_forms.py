"""Forms that never end, sent through nginx as docs/running.md sets it up, keep nobody waiting."""

from __future__ import annotations

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

pytestmark = pytest.mark.operations

# Three for each thread that answers.
FORMS = 24
KINDS = {"application/x-www-form-urlencoded": b"code=", "multipart/form-data; boundary=x": b"--x\r\n"}


def begin(port: int, kind: str, length: int) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=20)
    head = f"POST /join/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    connection.sendall(head.encode() + KINDS[kind])
    return connection


def test_forms_that_never_end_keep_nobody_waiting(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'one.sqlite3'}", secrets.token_urlsafe(48), BEHIND_PROXY="true")
    installation.manage("migrate", "--verbosity", "0")
    with installation.server() as server, Proxy([server.port]) as proxy, ExitStack() as open_forms:
        for length in (50_000, 1_900_000, 40_000_000):
            for kind in KINDS:
                for _form in range(FORMS):
                    open_forms.enter_context(begin(proxy.port, kind, length))
        time.sleep(1)
        with urllib.request.urlopen(f"http://{HOST}:{proxy.port}/", timeout=20) as answer:
            assert answer.status == 200
