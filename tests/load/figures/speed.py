"""Saving, polling and showing a page of the ballot, by fifty people at once; each beside its floor."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.load.connection import Answer
from tests.load.figures.figure import Figure, figure
from tests.load.rooms import make_facilitator, make_workshop
from tests.load.stolen import TAKEN_BY_OTHERS, in_words, since_now
from tests.load.throughput import Load, hammer, percentile
from tests.load.voter import Ballot, Voter, text_of

PEOPLE = 50
CANDIDATES = 20

type Request = Callable[[Voter], Awaitable[Answer]]


@dataclass(frozen=True)
class Comparison:
    what: str
    least: float
    status: int
    ours: Request
    floor: Request


def compare(port: int, floor_page: Path, *, rounds: int, seconds: float) -> Iterator[Figure]:
    workshop = make_workshop(make_facilitator(), CANDIDATES)
    ballot = Ballot(workshop)
    voters = asyncio.run(join_all(port, ballot, PEOPLE))
    first = ballot.numbers[0]

    def anywhere() -> tuple[str, dict[str, str | int]]:
        return ballot.page(random.choice(ballot.numbers)), ballot.answers(random.randint(1, 5))

    floor_page.write_text(text_of(asyncio.run(once(voters[0], lambda v: v.get(ballot.page(first))))))
    comparisons = [
        Comparison(
            f"save a ballot page (POST), {PEOPLE} voters at once",
            0.6,
            302,
            lambda v: v.post(*anywhere()),
            lambda v: v.post(*on_the_floor(anywhere())),
        ),
        Comparison(
            "poll that finds nothing new", 0.8, 204, lambda v: v.poll(v.polled), lambda v: v.poll(f"/floor{v.polled}")
        ),
        Comparison(
            "score page (GET), 6 criteria of 5 points",
            0.1,
            200,
            lambda v: v.get(ballot.page(random.choice(ballot.numbers))),
            lambda v: v.get(f"/floor{ballot.page(random.choice(ballot.numbers))}"),
        ),
    ]
    for comparison in comparisons:
        # What a page polls changes with what its voter saves.
        asyncio.run(_run(voters, lambda v: v.look(ballot.page(first)), 200, 0))
        yield from _compare(comparison, voters, rounds, seconds)


def on_the_floor(request: tuple[str, dict[str, str | int]]) -> tuple[str, dict[str, str | int]]:
    path, fields = request
    return f"/floor{path}", fields


async def join_all(port: int, ballot: Ballot, people: int) -> list[Voter]:
    voters = [Voter(port, ballot, f"Voter {n}") for n in range(people)]
    for voter in voters:
        answer = await voter.join()
        if not voter.went_on(answer):
            raise RuntimeError(f"{voter.name} could not join: {answer.status} {text_of(answer)[-2000:]}")
        voter.close()
    return voters


async def once(voter: Voter, request: Request) -> Answer:
    try:
        return await request(voter)
    finally:
        voter.close()


async def _run(voters: list[Voter], request: Request, status: int, seconds: float) -> Load:
    try:
        return await hammer([partial(request, voter) for voter in voters], status, seconds)
    finally:
        for voter in voters:
            voter.close()


def _compare(comparison: Comparison, voters: list[Voter], rounds: int, seconds: float) -> Iterator[Figure]:
    ours, floors = [], []
    for request in (comparison.ours, comparison.floor):  # What is done once only is done now.
        asyncio.run(_run(voters, request, comparison.status, min(1, seconds)))
    stolen = since_now()
    for _round in range(rounds):
        ours.append(asyncio.run(_run(voters, comparison.ours, comparison.status, seconds)))
        floors.append(asyncio.run(_run(voters, comparison.floor, comparison.status, seconds)))
        print(f"  {comparison.what}: {ours[-1].rate:.0f}/s, floor {floors[-1].rate:.0f}/s", file=sys.stderr)
    taken_by_others = stolen()
    for load in [*ours, *floors]:
        if load.wrong:
            raise RuntimeError(f"{comparison.what}: {len(load.wrong)} wrong answers, such as {load.wrong[0]}")
    ratios = [our.rate / floor.rate for our, floor in zip(ours, floors, strict=True)]
    least = comparison.least
    yield figure(
        f"{comparison.what}: share of the floor",
        ratios,
        target=f"at least {least}",
        met=lambda ratio: ratio >= least,
    )
    yield figure("… a second", [load.rate for load in ours])
    yield figure("… a second, floor", [load.rate for load in floors])
    yield figure("… half of them within", [1000 * percentile(load.seconds, 50) for load in ours], unit=" ms")
    yield figure("… 95% within", [1000 * percentile(load.seconds, 95) for load in ours], unit=" ms")
    yield figure("… of one core, taken by the client", [load.client for load in ours])
    yield Figure(TAKEN_BY_OTHERS, "", in_words(taken_by_others))
