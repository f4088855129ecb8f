"""A kept-alive HTTP/1.1 connection that costs next to nothing, so that the server is what is measured."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter

HOST = "127.0.0.1"
# A person would have pressed "reload" by then.
PATIENCE = 30


class NoAnswer(Exception):
    """No connection, or it was lost, or silent for too long: whether the request was carried out is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        return next((value for its_name, value in self.headers if its_name == name), "")


class Connection(asyncio.Protocol):
    """Takes one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[bytes, bytes]] | None = None
        self._received = b""

    @classmethod
    async def open(cls, port: int) -> Connection:
        try:
            async with asyncio.timeout(PATIENCE):
                _transport, connection = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        except (OSError, TimeoutError) as error:
            raise NoAnswer(repr(error)) from error
        return connection

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    async def ask(self, request: bytes) -> Answer:
        if self._transport is None:
            raise NoAnswer("closed")
        if self._waiting and not self._waiting.done():
            raise RuntimeError("the last request has no answer yet")
        began = perf_counter()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            async with asyncio.timeout(PATIENCE):
                head, body = await self._waiting
        except TimeoutError as error:
            self.close()
            raise NoAnswer("no answer in time") from error
        seconds = perf_counter() - began
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
        return Answer(int(status.split(" ", 2)[1]), headers, body, seconds)

    def close(self) -> None:
        if self._transport:
            self._transport.close()
            self._transport = None

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = _length_of_body(head)
        if len(rest) < length:
            return
        self._received = rest[length:]
        if self._waiting and not self._waiting.done():
            self._waiting.set_result((head, rest[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(NoAnswer(repr(exc)))


def _length_of_body(head: bytes) -> int:
    _before, found, after = head.lower().partition(b"\r\ncontent-length:")
    # The app gives the length of everything that has a body.
    return int(after.split(b"\r\n", 1)[0]) if found else 0
