"""Sends a file as a browser does, piece by piece, and reads the answer."""

import http.client
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.load.connection import HOST

BOUNDARY = "a-line-that-no-file-has"
# Django takes the cookie's own value where a form has its masked one.
TOKEN = "a" * 32
PIECE = 256 * 1024
PATIENCE = 300


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    # What the error summary says, or the page where there is none.
    words: str


def pieces_of(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def send_file(port: int, path: str, session: str, pieces: Iterable[bytes], size: int, cut_at: int | None) -> Answer:
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", TOKEN), ("kind", ""))
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="export.csv"\r\n\r\n'
    tail = f"\r\n--{BOUNDARY}--\r\n"
    connection = _begin(port, path, session, f"multipart/form-data; boundary={BOUNDARY}", len(head) + size + len(tail))
    sent = 0
    connection.send(head.encode())
    for piece in pieces:
        if cut_at and sent >= cut_at:
            connection.sock.shutdown(socket.SHUT_WR)
            return _answer(connection)
        connection.send(piece)
        sent += len(piece)
    connection.send(tail.encode())
    return _answer(connection)


def send_form(port: int, path: str, session: str, fields: dict[str, str]) -> Answer:
    body = urlencode({"csrfmiddlewaretoken": TOKEN} | fields).encode()
    connection = _begin(port, path, session, "application/x-www-form-urlencoded", len(body))
    connection.send(body)
    return _answer(connection)


def _begin(port: int, path: str, session: str, kind: str, length: int) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.putrequest("POST", path)
    for name, value in {
        "Content-Type": kind,
        "Content-Length": str(length),
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def _answer(connection: http.client.HTTPConnection) -> Answer:
    try:
        response = connection.getresponse()
        page = BeautifulSoup(response.read(), "html.parser")
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, "", repr(error))
    finally:
        connection.close()
    told = page.select_one(".govuk-error-summary__list") or page.select_one("main") or page
    return Answer(response.status, response.headers.get("Location", ""), " ".join(told.get_text(" ").split()))
