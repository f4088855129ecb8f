"""Somebody at a browser of their own. What they meet is checked as they go, without the journey saying so."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response, WebError, expect
from playwright.sync_api import Error as PlaywrightError

from teams.models import User
from tests.browser.auditor import Auditor

# In which a story can be told.
WAYS = ["mouse", "keyboard", "without JavaScript"]
# Milliseconds, for a machine that is busy with other things.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class Person:
    def __init__(
        self, name: str, context: BrowserContext, auditor: Auditor, *, javascript: bool, audited: bool
    ) -> None:
        self.name = name
        self.problems: list[str] = []
        self._context = context
        self._auditor = auditor
        self._javascript = javascript
        # axe is a script: only where scripts run.
        self._is_audited = javascript and audited
        # Of every address, where it is not that of the live server.
        self.root = ""
        context.set_default_timeout(PATIENCE)
        context.on("console", self._notice_console)
        context.on("weberror", self._notice_error)
        context.on("request", self._notice_request)
        context.on("requestfailed", self._notice_failure)
        context.on("response", self._notice_response)
        self.page = context.new_page()

    def sign_in(self, user: User) -> None:
        """Skips the sign-in page, which has a journey of its own."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": settings.PUBLIC_URL,
                    "httpOnly": True,
                }
            ]
        )

    def goto(self, path: str) -> None:
        self.check_page()
        self.page.goto(f"{self.root}{path}")
        self.check_page()

    def click(self, name: str, *, role: Any = "button", exact: bool = True) -> None:
        self.check_page()
        self.press(self.page.get_by_role(role, name=name, exact=exact))
        self.check_page()

    def follow(self, name: str, *, exact: bool = True) -> None:
        self.click(name, role="link", exact=exact)

    def fill(self, label: str, value: str, *, exact: bool = True) -> None:
        self.write(self.page.get_by_label(label, exact=exact), value)

    def choose(self, label: str, *, within: str | re.Pattern[str] | None = None, exact: bool = True) -> None:
        """Check a radio button or a checkbox, within the group whose legend is given if there are several."""
        place = self.page.get_by_role("group", name=within) if within else self.page
        self.tick(place.get_by_label(label, exact=exact))

    def select(self, label: str, option: str, *, exact: bool = True) -> None:
        self.pick(self.page.get_by_label(label, exact=exact), option)

    # What hands do, here with a mouse.

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, value: str) -> None:
        target.fill(value)

    def tick(self, target: Locator) -> None:
        target.check()

    def pick(self, target: Locator, option: str) -> None:
        target.select_option(label=option)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Waits for it, as somebody would before a page that refreshes itself."""
        expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main").get_by_text(text)).to_have_count(0)

    @property
    def has_scripts(self) -> bool:
        return self._javascript

    def goes_offline(self) -> None:
        self._context.set_offline(True)

    def comes_back_online(self) -> None:
        self._context.set_offline(False)

    def is_at(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.check_page()

    def check_page(self) -> None:
        """Run axe. The HTML of every page is checked as it is sent."""
        if self.page.url == "about:blank" or not self._is_audited:
            return
        for attempt in (1, 2, 3):
            try:
                self.page.wait_for_load_state()
                violations = self._auditor.violations(self.page)
            except PlaywrightError as error:
                # The page moved on meanwhile.
                if attempt == 3 or not re.search("context was destroyed|navigat|axe is not defined", error.message):
                    raise
            else:
                self._note(*violations)
                return

    def _note(self, *problems: str) -> None:
        self.problems += [f"{self.name} at {urlsplit(self.page.url).path}: {problem}" for problem in problems]

    def _notice_console(self, message: ConsoleMessage) -> None:
        # Chromium also writes one for every answer of 400 or more; _notice_response judges those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note(f"console: {message.text}")

    def _notice_error(self, error: WebError) -> None:
        self._note(f"script: {error.error}")

    def _notice_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.hostname not in {"127.0.0.1", "localhost"}:
            self._note(f"request that leaves this machine: {request.url}")

    def _notice_failure(self, request: Request) -> None:
        # A poll or a download that a navigation cuts short is no failure, nor is what goes_offline() is for.
        if request.failure not in {"net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"}:
            self._note(f"request failed: {request.url} {request.failure}")

    def _notice_response(self, response: Response) -> None:
        # A form may be refused, whether the browser or a script sent it.
        is_form = response.request.resource_type == "document" or response.request.method == "POST"
        allowed = 499 if is_form else 399
        if response.status > allowed:
            self._note(f"{response.status} from {response.request.method} {response.url}")
