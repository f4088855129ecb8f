"""How many requests a second, when so many people send one after the other."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from tests.load.connection import Answer


@dataclass
class Load:
    """What came of sending requests for a while."""

    elapsed: float = 0.0
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    # Of one core, what this client took.
    client: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed

    def note(self, answer: Answer, *, right: bool) -> None:
        self.seconds.append(answer.seconds)
        if not right:
            self.wrong.append(f"{answer.status} {answer.header('location')}")


def percentile(seconds: Sequence[float], percent: int) -> float:
    return quantiles(seconds, n=100, method="inclusive")[percent - 1] if len(seconds) > 1 else seconds[0]


async def hammer(requests: Sequence[Callable[[], Awaitable[Answer]]], status: int, lasting: float) -> Load:
    """Make each request, and again as soon as its answer is there, all of them side by side."""
    load = Load()
    began, cpu_began = time.perf_counter(), time.process_time()
    until = began + lasting

    async def again_and_again(request: Callable[[], Awaitable[Answer]]) -> None:
        while True:
            answer = await request()
            load.note(answer, right=answer.status == status)
            if time.perf_counter() >= until:
                return

    await asyncio.gather(*map(again_and_again, requests))
    load.elapsed = time.perf_counter() - began
    load.client = (time.process_time() - cpu_began) / load.elapsed
    return load
