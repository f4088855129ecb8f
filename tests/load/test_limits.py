"""The limits of the real server with its two workers: what one of them counted holds at the other, and after it."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests.load.browser import Browser
from tests.load.connection import Answer
from tests.load.server import Server
from workshops.models import WrongCodes
from workshops.models.guesses import MOST_WRONG_CODES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ADA = "ada@example.gov.uk"


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    cache.clear()
    url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tests.load.uncollected",
        "EMAIL_URL": "dummymail://",
    }
    with Server(environment, workers=2) as server:
        yield server
    cache.clear()


async def send(port: int, path: str, fields: dict[str, str]) -> Answer:
    """A form from a browser of its own, over a connection of its own: whichever worker is free takes it."""
    browser = Browser(port)
    try:
        await browser.get(path)  # The form has the token.
        return await browser.post(path, fields)
    finally:
        browser.close()


def send_at_once(server: Server, path: str, fields: dict[str, str], times: int) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*[send(server.port, path, fields) for _time in range(times)])

    # In a thread of its own: in this one the browser of an earlier test may have left its event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, all_of_them()).result()


def replace_workers(server: Server) -> None:
    """So that whatever one of them kept for itself is gone."""
    before = set(server.workers())
    assert len(before) == 2
    server.stop()
    server.start()
    assert not before & set(server.workers())


@pytest.mark.parametrize(
    ("path", "fields", "taken"),
    [
        ("/accounts/login/", {"login": ADA, "password": "x"}, 422),
        ("/accounts/password/reset/", {"email": ADA}, 302),
    ],
)
def test_an_account_is_tried_five_times_whichever_worker_is_asked(
    server: Server, path: str, fields: dict[str, str], taken: int
) -> None:
    first = [answer.status for answer in send_at_once(server, path, fields, times=3)]
    assert first == [taken] * 3
    replace_workers(server)
    statuses = Counter(answer.status for answer in send_at_once(server, path, fields, times=12))
    assert statuses == {taken: 2, 429: 10}
    [refused] = send_at_once(server, path, fields, times=1)
    assert refused.status == 429
    assert 0 < int(refused.header("retry-after")) <= 60 * 60
    # Somebody else goes on.
    other = {name: value.replace("ada", "bob") for name, value in fields.items()}
    assert [answer.status for answer in send_at_once(server, path, other, times=1)] == [taken]


def test_wrong_join_codes_are_counted_whichever_worker_is_asked(server: Server) -> None:
    # They are counted for each full hour.
    if timezone.now().minute == 59:
        time.sleep(61 - timezone.now().second)
    wrong = {"code": "ZZZZ-ZZZZ"}
    half = MOST_WRONG_CODES // 2
    assert Counter(answer.status for answer in send_at_once(server, "/join/", wrong, half)) == {422: half}
    replace_workers(server)
    statuses = Counter(answer.status for answer in send_at_once(server, "/join/", wrong, MOST_WRONG_CODES))
    # Two that are counted at one moment may both read the later count: refused early, never late.
    assert statuses.keys() == {422, 429}
    assert half <= statuses[429] < MOST_WRONG_CODES
    assert WrongCodes.objects.get().count == MOST_WRONG_CODES + half
