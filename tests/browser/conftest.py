import os
import shutil
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from teams.models import User
from tests.browser import served
from tests.browser.auditor import Auditor
from tests.browser.keyboard import Typist
from tests.browser.person import Person
from tests.nu import NuChecker

# Playwright's sync API keeps an event loop in this thread, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The first has no windows to draw, and takes half the time of a processor. `pytest --headed` wants CHROMIUM=chromium.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def documents_are_kept() -> Iterator[None]:
    """Asked for before the live server builds its chain of middleware."""
    settings.MIDDLEWARE = ["tests.browser.served.keep_documents", *settings.MIDDLEWARE]
    yield
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]


@pytest.fixture(scope="session")
def base_url(documents_are_kept: None, live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def auditor(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Auditor:
    base = tmp_path_factory.getbasetemp()
    # That of a worker is below that of the run.
    folder = (base if worker_id == "master" else base.parent) / "axe"
    folder.mkdir(exist_ok=True)
    return Auditor(folder)


class People:
    """`people("Ada")` is somebody with a browser of their own; keywords are those of a browser context.

    Of a story that is told in all three `WAYS` axe looks at the pages of the mouse: those of the keyboard are the same.
    """

    def __init__(self, new_context: Callable[..., BrowserContext], auditor: Auditor, nu: NuChecker) -> None:
        self._new_context = new_context
        self._auditor = auditor
        self._nu = nu
        self._people: list[Person] = []
        served.documents.clear()

    def __call__(
        self,
        name: str,
        *,
        signed_in_as: User | None = None,
        javascript: bool = True,
        way: str = "mouse",
        kind: type[Person] = Person,
        **context: Any,
    ) -> Person:
        if way == "keyboard":
            kind = Typist
        javascript = javascript and way != "without JavaScript"
        person = kind(
            name,
            self._new_context(java_script_enabled=javascript, **context),
            self._auditor,
            javascript=javascript,
            audited=way == "mouse",
        )
        if signed_in_as:
            person.sign_in(signed_in_as)
        self._people.append(person)
        return person

    def noted(self) -> list[str]:
        return list(dict.fromkeys(problem for person in self._people for problem in person.problems))

    def problems(self) -> list[str]:
        """What was wrong with anything that they met, and with every document that they were sent."""
        for person in self._people:
            person.check_page()
        invalid = [
            f"{document.request} ({document.status}): HTML {error}"
            for document in served.documents
            for error in self._nu.errors(document.html)
        ]
        return [*dict.fromkeys(invalid), *self.noted()]


@pytest.fixture
def people(
    new_context: Callable[..., BrowserContext], auditor: Auditor, nu: NuChecker, base_url: str, settings: Any
) -> People:
    settings.PUBLIC_URL = base_url
    return People(new_context, auditor, nu)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    people: People | None = getattr(item, "funcargs", {}).get("people")
    try:
        yield
    except Exception as failure:
        if people:
            failure.add_note("\n".join(people.noted()))
        raise
    if people and (problems := people.problems()):
        pytest.fail("\n".join(problems), pytrace=False)
