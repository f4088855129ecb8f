"""Two servers behind nginx, one PostgreSQL: a vote goes on while one dies, and while both are replaced."""

from __future__ import annotations

import asyncio
import os
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.load.connection import HOST
from tests.load.faults.run import Outcome, vote_through
from tests.load.server import Server
from tests.operations.installation import Installation
from tests.operations.proxy import Proxy

pytestmark = [pytest.mark.operations, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 100
# Two servers that start beside it take most of a small machine.
PEOPLE_WHILE_BOTH_START = 50
# Twice what nginx is told to leave a server alone for that did not answer.
UNTIL_NGINX_LOOKS_AGAIN = 10


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    installation = Installation(url, settings.SECRET_KEY, BEHIND_PROXY="true")
    with installation.server() as one, installation.server() as other:
        yield [one, other]


def nobody_saw_an_error(outcome: Outcome, answered: dict[str, int], servers: list[Server], *notes: str) -> None:
    print(*outcome.lines(), f"answers by server: {answered}", *notes, sep="\n")
    assert not outcome.problems(), "\n".join(outcome.problems())
    # nginx sent the other server what one did not answer.
    assert (outcome.ledger.unanswered, outcome.ledger.unavailable) == (0, 0)
    # How many it is says more about the machine.
    assert outcome.ledger.acknowledgements > 2 * outcome.clients
    assert all(answered[str(server.port)] > outcome.clients for server in servers)


def test_a_vote_goes_on_while_one_of_two_servers_dies(servers: list[Server]) -> None:
    dying, staying = servers
    with Proxy([dying.port, staying.port]) as proxy:

        async def die_and_come_back() -> None:
            await asyncio.sleep(4)
            await asyncio.to_thread(dying.kill)
            await asyncio.sleep(6)
            await asyncio.to_thread(dying.start)
            await asyncio.sleep(8)

        outcome = vote_through(proxy, die_and_come_back, people=PEOPLE)
        answered = proxy.answered_by()

    nobody_saw_an_error(outcome, answered, servers)


def test_a_vote_goes_on_while_both_servers_are_replaced_one_after_the_other(servers: list[Server]) -> None:
    """As docs/running.md has it under Upgrade."""
    notes: list[str] = []
    with Proxy([server.port for server in servers]) as proxy:

        async def replace_both() -> None:
            await asyncio.sleep(4)
            for server in servers:
                notes.append(await asyncio.to_thread(replaced, server))
                await asyncio.sleep(UNTIL_NGINX_LOOKS_AGAIN)

        outcome = vote_through(proxy, replace_both, people=PEOPLE_WHILE_BOTH_START)
        answered = proxy.answered_by()

    nobody_saw_an_error(outcome, answered, servers, *notes)


def replaced(server: Server) -> str:
    """Stop it as a service manager does, start it anew, and say how long each took."""
    began = time.monotonic()
    server.ask_to_stop()
    assert server.ended_within(15)
    stopped = time.monotonic()
    server.start()
    with urllib.request.urlopen(f"http://{HOST}:{server.port}/healthz/ready", timeout=20) as answer:
        assert answer.status == 200
    return f"stopped within {stopped - began:.1f} s, ready again after {time.monotonic() - stopped:.1f} s"
