"""Voters who go on whatever happens, as people do: what was not answered they send again."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.load.connection import Answer, NoAnswer
from tests.load.faults.ledger import Ledger
from tests.load.voter import Ballot, Voter, text_of

# What the page says when the database is away.
TRY_AGAIN = "Nothing that was saved is lost"
# How often somebody sends a form a second time, at the same moment or after it.
IMPATIENT = 0.1


@dataclass
class Crowd:
    port: int
    ballot: Ballot
    people: int
    # Between two pages of one voter, in seconds.
    pause: tuple[float, float] = (0.1, 0.5)
    ledger: Ledger = field(default_factory=Ledger)
    is_closed: bool = False
    is_over: bool = False

    def __post_init__(self) -> None:
        self.voters = [Voter(self.port, self.ballot, f"Voter {n}") for n in range(self.people)]

    async def join(self) -> None:
        await asyncio.gather(*map(self._join, self.voters))

    async def vote(self) -> None:
        """Everybody saves pages in any order, and changes their mind, until it is over."""
        await asyncio.gather(*map(self._vote, self.voters))

    async def _join(self, voter: Voter) -> None:
        """Some send the form twice, as somebody does whose network is slow."""
        await asyncio.sleep(random.random())
        times = 2 if random.random() < IMPATIENT else 1
        for _attempt in range(100):
            answer = await self._answer_to(voter.join)
            if answer is None:
                await asyncio.sleep(0.2)
            elif not voter.went_on(answer):
                raise RuntimeError(f"{voter.name} could not join: {_in_short(answer)}")
            elif (times := times - 1) == 0:
                return
        raise RuntimeError(f"{voter.name} could not join: there is no answer")

    async def _vote(self, voter: Voter) -> None:
        last = dict.fromkeys(self.ballot.numbers, 0)
        while not self.is_over:
            number = random.choice(self.ballot.numbers)
            # Never what was sent before: a save that was lost would not show.
            last[number] = last[number] % 5 + 1
            await self._save(voter, number, last[number])
            await asyncio.sleep(random.uniform(*self.pause))
        voter.close()

    async def _save(self, voter: Voter, number: int, value: int) -> bool:
        """Send a page until there is an answer that says what became of it. Say whether it was taken."""
        page = self.ledger.page(voter.name, number)
        while not self.is_over:
            began_after_close = self.is_closed
            answer = await self._send(voter, number, value)
            if answer is None:
                page.unsure.add(value)
                await asyncio.sleep(0.2)
            elif voter.went_on(answer):
                self.ledger.acknowledge(voter.name, number, value)
                self.ledger.taken_after_close += began_after_close
                return True
            elif answer.status == 409:
                self.ledger.refused += 1
                return False
            else:
                self.ledger.wrong.append(f"save: {_in_short(answer)}")
                return False
        return False

    async def _send(self, voter: Voter, number: int, value: int) -> Answer | None:
        """Send a page, now and then twice, as a double click or a bad network does. The answer that took it counts."""
        chance = random.random()
        if chance > IMPATIENT:
            return await self._answer_to(lambda: voter.save(number, value))
        self.ledger.repeated += 1
        tab = voter.second_tab()
        if chance > IMPATIENT / 2:
            both = [
                self._answer_to(lambda: voter.save(number, value)),
                self._answer_to(lambda: tab.save(number, value)),
            ]
            answers = await asyncio.gather(*both)
        else:
            answers = [
                await self._answer_to(lambda: voter.save(number, value)),
                await self._answer_to(lambda: tab.save(number, value)),
            ]
        tab.close()
        return next(
            (answer for answer in answers if answer and voter.went_on(answer)), None if None in answers else answers[0]
        )

    async def _answer_to(self, request: Callable[[], Awaitable[Answer]]) -> Answer | None:
        """The answer, if there is one; none when nobody answered, or the plain page that asks to try again."""
        try:
            answer = await request()
        except NoAnswer:
            self.ledger.unanswered += 1
            return None
        if answer.status == 503 and TRY_AGAIN in text_of(answer):
            self.ledger.unavailable += 1
            return None
        return answer


def _in_short(answer: Answer) -> str:
    page = text_of(answer)
    title = re.search(r"<title[^>]*>(.*?)</title>", page, re.DOTALL)
    return f"{answer.status} {answer.header('location')} {' '.join(title.group(1).split()) if title else page[:300]}"
