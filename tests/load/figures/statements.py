"""How many statements a request sends to the database, transaction control left out."""

import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment

from tests.access.addresses import ADDRESSES, PAGES
from tests.access.browsers import Browsers
from tests.load.browser import polled_by
from tests.load.figures.figure import Figure
from tests.load.rooms import make_facilitator, make_workshop
from tests.load.voter import Ballot
from tests.test_statements import Crowd
from tests.world import make_world

CONTROL = re.compile("SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT")


def statements() -> Iterator[Figure]:
    # Only so may Django's own client ask.
    setup_test_environment()
    logging.getLogger("django_structlog").setLevel(logging.CRITICAL)
    try:
        yield from _of_a_vote()
        yield _of_the_worst_page()
    finally:
        teardown_test_environment()


def _of_a_vote() -> Iterator[Figure]:
    facilitator = make_facilitator()
    workshop = make_workshop(facilitator, 10, voters=20)
    ballot = Ballot(workshop)
    voter, runs_it = Client(), Client()
    voter.post(f"/join/{ballot.code}/", {"name": "Ann"})
    runs_it.force_login(facilitator.user)
    page = ballot.page(ballot.numbers[0])
    yield _figure("a save", 6, 302, lambda: voter.post(page, ballot.answers(3)))
    polled = polled_by(voter.get(page).content.decode())
    assert polled
    yield _figure("a participant’s poll", 1, 204, lambda: voter.get(polled, headers={"HX-Request": "true"}))
    watched = polled_by(runs_it.get(workshop.get_absolute_url()).content.decode())
    assert watched
    yield _figure("a facilitator’s poll", 4, 204, lambda: runs_it.get(watched, headers={"HX-Request": "true"}))
    yield _figure("the score page", 12, 200, lambda: voter.get(page))


def _figure(what: str, most: int, status: int, ask: Callable[[], Any]) -> Figure:
    ask()
    answer, count = _counted(ask)
    if answer.status_code != status:
        raise RuntimeError(f"{what}: {answer.status_code}")
    return Figure(f"SQL statements: {what}", f"at most {most}", str(count), count <= most)


def _counted(ask: Callable[[], Any]) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return answer, sum(not CONTROL.match(query["sql"]) for query in captured.captured_queries)


def _of_the_worst_page() -> Figure:
    """Of all pages, with a hundred rows of everything; that more rows cost no more is tests/test_statements.py's."""
    world = make_world()
    Crowd(world).grow_to(100)
    browsers = Browsers(world)
    client = Client()
    counts = {}
    for address in ADDRESSES:
        if address.name in PAGES:
            client.cookies = browsers.let_into(PAGES[address.name])
            answer, count = _counted(partial(client.get, address.of(world)))
            if answer.status_code == 200:
                counts[address.name] = count
    worst = max(counts, key=lambda name: counts[name])
    return Figure(
        f"SQL statements: the worst of {len(counts)} pages",
        "at most 12",
        f"{counts[worst]} ({worst})",
        counts[worst] <= 12,
    )
