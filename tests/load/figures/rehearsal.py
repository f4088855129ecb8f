"""A whole room: people join, poll every two seconds, and score at the pace of twenty candidates in ten minutes."""

import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field

from tests.load.browser import Browser, polled_by
from tests.load.connection import Answer, NoAnswer
from tests.load.faults.ledger import Comparison, Ledger, compare, rows_of
from tests.load.figures.figure import Figure
from tests.load.rooms import Facilitator, make_facilitator, make_workshop
from tests.load.server import Server
from tests.load.stolen import TAKEN_BY_OTHERS, in_words, since_now
from tests.load.throughput import percentile
from tests.load.voter import Ballot, Voter, text_of
from workshops.models import Workshop

CANDIDATES = 20
SECONDS_A_CANDIDATE = 30
POLL_EVERY = 2
# In which everybody joins.
JOINING = 30
WARM = 60
# So little of the processors taken by others makes a calm minute.
CALM = 0.02


@dataclass
class Minute:
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    # Of the processors, by other machines; None until it is over.
    taken: float | None = None


@dataclass
class Rehearsal:
    server: Server
    facilitator: Facilitator
    workshop: Workshop
    people: int
    minutes: float
    ledger: Ledger = field(default_factory=Ledger)
    errors: list[str] = field(default_factory=list)
    each_minute: list[Minute] = field(default_factory=list)
    warm: int = 0
    end: int = 0
    is_over: bool = False

    def __post_init__(self) -> None:
        self.ballot = Ballot(self.workshop)
        self.address = self.workshop.get_absolute_url()

    async def run(self) -> None:
        voters = [Voter(self.server.port, self.ballot, f"Voter {n}") for n in range(self.people)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._count_minutes())
            group.create_task(self._watch(self.address))
            group.create_task(self._watch(f"{self.address}screen/"))
            group.create_task(self._remember_when_warm())
            async with asyncio.TaskGroup() as joining:
                for voter in voters:
                    joining.create_task(self._join(voter, group))
            await self._start()
            async with asyncio.TaskGroup() as voting:
                for voter in voters:
                    voting.create_task(self._score(voter))
            self.end = await asyncio.to_thread(self.server.memory)
            self.is_over = True

    async def _join(self, voter: Voter, group: asyncio.TaskGroup) -> None:
        await asyncio.sleep(random.uniform(0, JOINING))
        answer = await self._timed("join", voter.join())
        if answer is None or not voter.went_on(answer):
            self._note(f"{voter.name} could not join", answer)
            return
        self._expect(200, "page", await self._timed("page", voter.look(f"/vote/{self.ballot.code}/")))
        group.create_task(self._poll(voter))

    async def _poll(self, voter: Voter) -> None:
        tab = voter.second_tab()
        await asyncio.sleep(random.uniform(0, POLL_EVERY))
        while not self.is_over:
            answer = await self._timed("poll", tab.poll(voter.polled))
            if answer is None or answer.status not in {200, 204}:
                self._note("poll", answer)
            elif way_on := answer.header("hx-redirect"):
                # On this connection: on the other one the voter may be saving.
                self._expect(200, "page", await self._timed("page", tab.look(way_on)))
                voter.polled = tab.polled or voter.polled
            elif answer.status == 200:
                voter.polled = polled_by(text_of(answer)) or voter.polled
            await asyncio.sleep(POLL_EVERY)
        tab.close()

    async def _score(self, voter: Voter) -> None:
        """Think, save, and go on to the next page. The first one came with the poll that said that voting is on."""
        pages = max(1, round(self.minutes * 60 / SECONDS_A_CANDIDATE))
        for number in (self.ballot.numbers * pages)[:pages]:
            await asyncio.sleep(random.uniform(0.5, 1.5) * SECONDS_A_CANDIDATE)
            value = random.randint(1, 5)
            answer = await self._timed("save", voter.save(number, value))
            if answer and voter.went_on(answer):
                self.ledger.acknowledge(voter.name, number, value)
                self._expect(200, "page", await self._timed("page", voter.look(answer.header("location"))))
            else:
                # Without an answer it may be there or not.
                self.ledger.page(voter.name, number).unsure.update([value] if answer is None else [])
                self._note("save", answer)
        voter.close()

    async def _start(self) -> None:
        browser = Browser(self.server.port, self.facilitator.cookies)
        await browser.get(self.address)
        self._expect(302, "start", await self._timed("start", browser.post(f"{self.address}voting/", {})))
        browser.close()

    async def _watch(self, address: str) -> None:
        """The facilitator's page, or the room's screen: shown, then polled."""
        browser = Browser(self.server.port, self.facilitator.cookies)
        page = await browser.get(address)
        self._expect(200, address, page)
        polled = polled_by(text_of(page)) or address
        while not self.is_over:
            await asyncio.sleep(POLL_EVERY)
            answer = await self._timed("facilitator’s poll", browser.poll(polled))
            if answer is None or answer.status not in {200, 204}:
                self._note(address, answer)
            elif answer.status == 200:
                polled = polled_by(text_of(answer)) or polled
        browser.close()

    async def _count_minutes(self) -> None:
        while not self.is_over:
            stolen = since_now()
            self.each_minute.append(Minute())
            for _second in range(60):
                await asyncio.sleep(0 if self.is_over else 1)
            self.each_minute[-1].taken = stolen()

    async def _remember_when_warm(self) -> None:
        await asyncio.sleep(WARM)
        self.warm = await asyncio.to_thread(self.server.memory)

    async def _timed(self, what: str, request: Awaitable[Answer]) -> Answer | None:
        try:
            answer: Answer = await request
        except NoAnswer:
            return None
        self.each_minute[-1].seconds[what].append(answer.seconds)
        return answer

    def seconds(self, what: str) -> list[float]:
        return [seconds for minute in self.each_minute for seconds in minute.seconds[what]]

    def _expect(self, status: int, what: str, answer: Answer | None) -> None:
        if answer is None or answer.status != status:
            self._note(what, answer)

    def _note(self, what: str, answer: Answer | None) -> None:
        self.errors.append(f"{what}: {f'{answer.status} {answer.header("location")}' if answer else 'no answer'}")


def rehearse(server: Server, *, people: int, minutes: float) -> Iterator[Figure]:
    facilitator = make_facilitator()
    workshop = make_workshop(facilitator, CANDIDATES, state="open")
    rehearsal = Rehearsal(server, facilitator, workshop, people, minutes)
    began, cpu_began, stolen = time.perf_counter(), time.process_time(), since_now()
    asyncio.run(rehearsal.run())
    client = (time.process_time() - cpu_began) / (time.perf_counter() - began)
    taken_by_others = stolen()
    for error, times in Counter(rehearsal.errors).most_common(10):
        print(f"  {error}: {times} times", file=sys.stderr)
    yield from figures(rehearsal, compare(rehearsal.ledger, rehearsal.ballot, rows_of(workshop)), client)
    yield Figure(TAKEN_BY_OTHERS, "", in_words(taken_by_others))
    yield of_calm_minutes(rehearsal.each_minute)


def figures(rehearsal: Rehearsal, books: Comparison, client: float) -> Iterator[Figure]:
    errors, lost = len(rehearsal.errors), books.lost + books.doubled + books.invented
    yield Figure(
        "rehearsal: people; minutes, at the pace of 20 candidates in 10 minutes",
        "",
        f"{rehearsal.people}; {rehearsal.minutes:g}",
    )
    yield Figure("… errors", "0", str(errors), errors == 0)
    yield Figure(
        "… scores acknowledged; of them lost, doubled or not sent", "0", f"{books.acknowledged:,}; {lost}", lost == 0
    )
    for what, most in (("save", 250), ("poll", 100), ("facilitator’s poll", 0), ("page", 0), ("join", 0)):
        seconds = rehearsal.seconds(what)
        half, most_of_them, nearly_all = (1000 * percentile(seconds, percent) for percent in (50, 95, 99))
        yield Figure(
            f"… {what}: 50, 95, 99% within",
            f"95% under {most} ms" if most else "",
            f"{half:.0f}, {most_of_them:.0f}, {nearly_all:.0f} ms, of {len(seconds):,}",
            most_of_them < most if most else None,
        )
    growth = rehearsal.end / rehearsal.warm if rehearsal.warm else 0
    yield Figure(
        "… memory of the workers at the end, to that after the first minute",
        "at most 1.1",
        f"{growth:.2f} ({rehearsal.end / 1024:.0f} MB)",
        0 < growth <= 1.1,
    )
    yield Figure("… of one core, taken by the client", "", f"{client:.2f}")


def of_calm_minutes(minutes: list[Minute]) -> Figure:
    """What it was while the machine was there for us."""
    calm = [minute for minute in minutes if minute.taken is not None and minute.taken < CALM]
    found = {what: [seconds for minute in calm for seconds in minute.seconds[what]] for what in ("save", "poll")}
    within = ", ".join(f"{1000 * percentile(seconds, 95):.0f} ms" if seconds else "none" for seconds in found.values())
    return Figure(
        f"… save, poll: 95% within, in the minutes in which others took less than {CALM:.0%}",
        "",
        f"{within}, in {len(calm)} of {len(minutes)} minutes",
    )
