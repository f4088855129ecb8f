"""Somebody's browser, as far as the server can tell: cookies, forms and a connection that is kept."""

import html
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.load.connection import HOST, Answer, Connection, NoAnswer

# The server closes a connection after 30 seconds of silence, maybe as a request is on its way: browsers know.
IDLE = 20

type Fields = Mapping[str, str | int]


class Browser:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self._connection: Connection | None = None
        self._last_asked = 0.0

    async def get(self, path: str) -> Answer:
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._headers()}\r\n".encode())

    async def poll(self, path: str) -> Answer:
        """As htmx asks, for a part of a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._headers()}HX-Request: true\r\n\r\n".encode())

    async def post(self, path: str, fields: Fields) -> Answer:
        # Django takes the cookie's own value where a form has its masked one.
        body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask(
            f"POST {path} HTTP/1.1\r\n{self._headers()}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: {HOST}:{self.port}\r\nAccept-Encoding: gzip\r\nCookie: {cookies}\r\n"

    async def _ask(self, request: bytes) -> Answer:
        if self._connection and time.monotonic() - self._last_asked > IDLE:
            self.close()
        if self._connection is None or not self._connection.is_open:
            self._connection = await Connection.open(self.port)
        self._last_asked = time.monotonic()
        try:
            answer = await self._connection.ask(request)
        except NoAnswer:
            self._connection = None
            raise
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _equals, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return answer


INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def fields_to_send_back(page: str) -> dict[str, str]:
    """What the page's form holds before anybody types, with every box ticked. The token is the browser's affair."""
    fields = {}
    for tag in INPUT.findall(page):
        attributes = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        if attributes.get("type") in {"hidden", "checkbox"} and "name" in attributes:
            fields[attributes["name"]] = attributes.get("value", "on")
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def polled_by(page: str) -> str | None:
    """The address that the page asks again and again, if it does."""
    found = re.search(r'data-hx-get="([^"]+)"[^>]*data-hx-trigger="[^"]*every', page)
    return html.unescape(found.group(1)) if found else None
