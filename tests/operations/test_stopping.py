"""A server that is told to stop finishes what it is answering."""

from __future__ import annotations

import secrets
import socket
import time
from pathlib import Path

import pytest

from tests.load.connection import HOST
from tests.operations.installation import Installation

pytestmark = pytest.mark.operations

# A form that arrives slowly is a request that is being answered.
SLOWLY = b"a" * 64


def test_a_request_that_is_being_answered_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'one.sqlite3'}", secrets.token_urlsafe(48))
    installation.manage("migrate", "--verbosity", "0")
    with installation.server() as server, socket.create_connection((HOST, server.port), timeout=20) as connection:
        head = (
            f"POST /join/ HTTP/1.1\r\nHost: {HOST}:{server.port}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(SLOWLY)}\r\n\r\n"
        )
        connection.sendall(head.encode() + SLOWLY[:32])
        time.sleep(1)
        server.ask_to_stop()
        time.sleep(1)
        connection.sendall(SLOWLY[32:])
        answer = b""
        while received := connection.recv(65536):
            answer += received
        assert answer.startswith(b"HTTP/1.1 403"), answer[:200]
        assert b"</html>" in answer
        assert server.ended_within(15)
