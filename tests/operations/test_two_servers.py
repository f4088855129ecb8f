"""Two servers behind nginx, one PostgreSQL: a vote of 100 people goes on while one of the servers dies."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.load.faults.run import vote_through
from tests.load.server import Server
from tests.operations.installation import Installation
from tests.operations.proxy import Proxy

pytestmark = [pytest.mark.operations, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 100


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    installation = Installation(url, settings.SECRET_KEY, BEHIND_PROXY="true")
    with installation.server() as one, installation.server() as other:
        yield [one, other]


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

    print(*outcome.lines(), f"answers by server: {answered}", sep="\n")
    assert not outcome.problems(), "\n".join(outcome.problems())
    # nginx sent the other server what the dead one did not answer: nobody saw an error.
    assert (outcome.ledger.unanswered, outcome.ledger.unavailable) == (0, 0)
    # How many it is says more about the machine.
    assert outcome.ledger.acknowledgements > 2 * PEOPLE
    assert all(answered[str(server.port)] > PEOPLE for server in servers)
