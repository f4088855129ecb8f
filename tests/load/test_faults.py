"""`make faults`, smaller: people vote on the real server while its processes die and the database goes away."""

import asyncio
import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.load.faults.run import Outcome, vote_through
from tests.load.faults.trouble import kill
from tests.load.server import Server

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 20


@pytest.fixture
def server():
    url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tests.load.uncollected",
    }
    with Server(environment) as server:
        yield server


def assert_books_are_right(outcome: Outcome) -> None:
    assert not outcome.problems(), "\n".join(outcome.problems())
    assert outcome.ledger.acknowledgements > PEOPLE
    assert outcome.ledger.repeated > 0


def test_whatever_process_is_killed_no_score_is_lost_doubled_or_counted_late(server):
    outcome = vote_through(server, lambda: kill(server, times=4, pause=1), people=PEOPLE)
    assert_books_are_right(outcome)
    assert outcome.ledger.unanswered > 0


def test_when_the_database_goes_away_people_are_asked_to_try_again_and_nothing_is_lost(server):
    outcome = vote_through(server, lambda: end_every_connection(times=3, pause=0.7), people=PEOPLE)
    assert_books_are_right(outcome)
    assert outcome.ledger.unavailable > 0


async def end_every_connection(times: int, pause: float) -> None:
    """What a restart does to those who are connected; the cluster itself is other tests' too."""
    for _time in range(times):
        await asyncio.sleep(pause)
        await asyncio.to_thread(_end_every_connection)


def _end_every_connection() -> None:
    """End those that are at work: at once, or as soon as there is one."""
    try:
        with connection.cursor() as cursor:
            while not cursor.rowcount > 0:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
                )
    finally:
        connection.close()
