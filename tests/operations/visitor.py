"""Somebody with a browser who signs in, as far as the standard library goes."""

from __future__ import annotations

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.load.connection import HOST
from tests.operations.installation import Installation


class Visitor:
    def __init__(self, port: int) -> None:
        self.root = f"http://{HOST}:{port}"
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def page(self, address: str, form: dict[str, str] | None = None) -> str:
        with self._browser.open(f"{self.root}{address}", urlencode(form).encode() if form else None) as answer:
            return str(answer.read().decode())

    def sign_in(self, email: str, password: str) -> str:
        """Returns the address of the worked example's team."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page("/accounts/login/"))[1]
        teams = self.page("/accounts/login/", {"login": email, "password": password, "csrfmiddlewaretoken": token})
        return re.search(r'href="(/teams/early-career[^"/]*/)"', teams)[1]

    @property
    def cookies(self) -> str:
        """As a header has them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies)


def with_example(installation: Installation) -> tuple[str, str]:
    """Make the database with the worked example; returns who can sign in, and their password."""
    installation.manage("migrate", "--verbosity", "0")
    told = installation.manage("load_example")
    return re.search(r"\S+@\S+", told)[0], re.search(r"[Pp]assword:?\s+(\S+)", told)[1]
