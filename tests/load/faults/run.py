"""A whole vote with trouble in the middle of it, over HTTP: join, vote, close, finish; then the books are checked."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connections

from tests.load.browser import Browser
from tests.load.connection import NoAnswer
from tests.load.faults.crowd import Crowd
from tests.load.faults.ledger import Comparison, Ledger, Row, compare, people_twice, rows_of
from tests.load.rooms import Facilitator, make_facilitator, make_workshop
from tests.load.voter import Ballot
from workshops.models import Result, Workshop

# How long people go on sending after the close.
AFTER_CLOSE = 2.0


class Door(Protocol):
    """Where people come in: a server, or what stands before several."""

    port: int


type Trouble = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    clients: int
    ledger: Ledger
    books: Comparison
    people_twice: int
    # Rows that differ between the close and the end.
    changed_after_close: int
    results: int
    # Pages with an answer, less those that the result counts.
    missing_in_result: int

    def problems(self) -> list[str]:
        """Everything that must be nought, or one, and is not."""
        ledger, books = self.ledger, self.books
        counted = {
            "scores lost": books.lost,
            "scores doubled": books.doubled,
            "scores that nobody sent": books.invented,
            "people or ballots doubled": self.people_twice,
            "forms taken after the close": ledger.taken_after_close,
            "scores changed after the close": self.changed_after_close,
            "pages missing in the result": self.missing_in_result,
            "wrong pages": len(ledger.wrong),
        }
        problems = [f"{what}: {count}" for what, count in counted.items() if count]
        if self.results != 1:
            problems.append(f"results: {self.results}")
        if not books.acknowledged or not ledger.refused:
            problems.append("nothing was saved, or nobody voted after the close: this run shows nothing")
        return problems + ledger.wrong[:5]

    def lines(self) -> list[str]:
        ledger, books = self.ledger, self.books
        return [
            f"clients: {self.clients}",
            f"pages acknowledged, each time: {ledger.acknowledgements}",
            f"scores acknowledged that are to be there: {books.acknowledged}",
            f"forms sent twice: {ledger.repeated}",
            f"requests without an answer, sent again: {ledger.unanswered}",
            f"“try again” pages (503): {ledger.unavailable}",
            f"wrong pages: {len(ledger.wrong)}",
            f"lost: {books.lost}",
            f"doubled: {books.doubled}",
            f"that nobody sent: {books.invented}",
            f"people or ballots doubled: {self.people_twice}",
            f"refused after the close: {ledger.refused}",
            f"counted after the close: {ledger.taken_after_close + self.changed_after_close}",
            f"results, finished by two facilitators at once: {self.results}",
            f"pages missing in the result: {self.missing_in_result}",
        ]


def vote_through(door: Door, trouble: Trouble, *, people: int, candidates: int = 10) -> Outcome:
    facilitators = [make_facilitator()]
    facilitators.append(make_facilitator(facilitators[0].team))
    workshop = make_workshop(facilitators[0], candidates)
    crowd = Crowd(door.port, Ballot(workshop), people)

    at_close = _run(_vote(crowd, trouble, facilitators[0], workshop))
    # The trouble may have been the database's.
    connections.close_all()
    rows = rows_of(workshop)
    twice = people_twice(workshop)
    _run(_finish(door.port, facilitators, workshop))
    results = list(Result.objects.filter(workshop=workshop))
    counted = sum(row.voters for result in results for row in result.rows.all())
    return Outcome(
        clients=people,
        ledger=crowd.ledger,
        books=compare(crowd.ledger, crowd.ballot, rows),
        people_twice=twice,
        changed_after_close=len(set(at_close) ^ set(rows)),
        results=len(results),
        missing_in_result=len({(name, number) for name, number, _criterion, _value in rows}) - counted,
    )


def _run[Value](steps: Coroutine[Any, Any, Value]) -> Value:
    """Run it in a thread of its own: in this one the browser of an earlier test may have left its event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, steps).result()


async def _vote(crowd: Crowd, trouble: Trouble, facilitator: Facilitator, workshop: Workshop) -> list[Row]:
    """Let the crowd vote while there is trouble, and return the scores as they were at the close."""
    await crowd.join()
    async with asyncio.TaskGroup() as group:
        group.create_task(crowd.vote())
        try:
            await trouble()
            await _change(crowd.port, facilitator, workshop, "closing")
            crowd.is_closed = True
            rows = await asyncio.to_thread(_rows_in_a_thread, workshop)
            await asyncio.sleep(AFTER_CLOSE)
        finally:
            crowd.is_over = True
    return rows


def _rows_in_a_thread(workshop: Workshop) -> list[Row]:
    try:
        return rows_of(workshop)
    finally:
        connections.close_all()


async def _finish(port: int, facilitators: list[Facilitator], workshop: Workshop) -> None:
    await asyncio.gather(*[_change(port, facilitator, workshop, "finishing") for facilitator in facilitators])


async def _change(port: int, facilitator: Facilitator, workshop: Workshop, noun: str) -> None:
    """Send the form of a facilitator's button, until it is answered."""
    browser = Browser(port, facilitator.cookies)
    address = await asyncio.to_thread(workshop.get_absolute_url)
    for _attempt in range(50):
        try:
            await browser.get(address)  # Its forms have the token.
            answer = await browser.post(f"{address}{noun}/", {})
        except NoAnswer:
            answer = None
        if answer and answer.status == 302 and answer.header("location").startswith("/teams/"):
            browser.close()
            return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"{noun}: {answer}")
