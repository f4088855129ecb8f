"""A voter with a browser: joins, polls, scores."""

from __future__ import annotations

import gzip

from tests.load.browser import Browser, fields_to_send_back, polled_by
from tests.load.connection import Answer
from workshops.forms import ScoresForm
from workshops.models import Workshop


class Ballot:
    """What a voter's browser has to know of a workshop, read once: no request may wait for it."""

    def __init__(self, workshop: Workshop) -> None:
        self.code = workshop.code
        self.numbers = list(workshop.candidates.values_list("number", flat=True))
        self.fields = [ScoresForm.name_of(criterion) for criterion in workshop.criteria.all()]

    def page(self, number: int) -> str:
        return f"/vote/{self.code}/{number}/"

    def answers(self, value: int) -> dict[str, str | int]:
        """The same answer to each criterion: a page that was saved in part would show."""
        return dict.fromkeys(self.fields, value) | {"then": "next"}


class Voter(Browser):
    def __init__(self, port: int, ballot: Ballot, name: str) -> None:
        super().__init__(port)
        self.ballot = ballot
        self.name = name
        self._join_form: dict[str, str] = {}
        # What the page that they last looked at asks again and again.
        self.polled = ""

    async def join(self) -> Answer:
        """Ask for the page where one joins, once, and send its form; sent again, it must join nobody twice."""
        address = f"/join/{self.ballot.code}/"
        if not self._join_form:
            page = await self.get(address)
            if page.status != 200:
                return page
            self._join_form = fields_to_send_back(text_of(page)) | {"name": self.name}
        return await self.post(address, self._join_form)

    async def look(self, path: str) -> Answer:
        answer = await self.get(path)
        self.polled = polled_by(text_of(answer)) or self.polled
        return answer

    async def save(self, number: int, value: int) -> Answer:
        return await self.post(self.ballot.page(number), self.ballot.answers(value))

    def second_tab(self) -> Voter:
        tab = Voter(self.port, self.ballot, self.name)
        tab.cookies = self.cookies
        return tab

    def went_on(self, answer: Answer) -> bool:
        """Whether the form was taken: its voter is sent on within the ballot, and not to join or anywhere else."""
        return answer.status == 302 and answer.header("location").startswith(f"/vote/{self.ballot.code}/")


def text_of(answer: Answer) -> str:
    body = gzip.decompress(answer.body) if answer.header("content-encoding") == "gzip" else answer.body
    return body.decode()
