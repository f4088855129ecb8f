"""What voters were told about each page of their ballots, to be held against the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.load.voter import Ballot
from workshops.models import Participant, Score, Workshop

type Row = tuple[str, int, int, int | None]


@dataclass
class Page:
    # What was last said to be saved.
    acknowledged: int | None = None
    # What was sent since without an answer that says whether it was saved.
    unsure: set[int] = field(default_factory=set)

    def may_hold(self) -> set[int | None]:
        return {self.acknowledged, *self.unsure}


@dataclass
class Ledger:
    pages: dict[tuple[str, int], Page] = field(default_factory=dict)
    # Pages saved, each time.
    acknowledgements: int = 0
    # Forms that were sent after the facilitator had been told that voting is closed, and were taken all the same.
    taken_after_close: int = 0
    refused: int = 0
    unavailable: int = 0
    unanswered: int = 0
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)

    def page(self, voter: str, number: int) -> Page:
        return self.pages.setdefault((voter, number), Page())

    def acknowledge(self, voter: str, number: int, value: int) -> None:
        page = self.page(voter, number)
        page.acknowledged = value
        page.unsure.clear()
        self.acknowledgements += 1


@dataclass(frozen=True)
class Comparison:
    """What the database holds, held against what voters were told."""

    acknowledged: int
    lost: int
    doubled: int
    # Scores of a page that nobody sent.
    invented: int


def rows_of(workshop: Workshop) -> list[Row]:
    """Every score, by the name of who gave it: until the workshop is finished that can be known."""
    return list(
        Score.objects.filter(ballot__workshop=workshop).values_list(
            "ballot__participant__name", "candidate__number", "criterion_id", "value"
        )
    )


def compare(ledger: Ledger, ballot: Ballot, rows: Iterable[Row]) -> Comparison:
    stored: dict[tuple[str, int], list[int | None]] = {}
    places: Counter[tuple[str, int, int]] = Counter()
    for name, number, criterion, value in rows:
        stored.setdefault((name, number), []).append(value)
        places[name, number, criterion] += 1
    every = len(ballot.fields)
    lost = acknowledged = 0
    for place, page in ledger.pages.items():
        if page.acknowledged is None:
            continue
        acknowledged += every
        values = stored.get(place, [])
        # A page is saved as a whole: one that mixes two sendings has lost something too.
        whole = len(values) == every and len(set(values)) == 1
        lost += 0 if whole and values[0] in page.may_hold() else every
    return Comparison(
        acknowledged,
        lost,
        doubled=sum(count - 1 for count in places.values()),
        invented=sum(len(values) for place, values in stored.items() if not _was_sent(ledger, place, values)),
    )


def _was_sent(ledger: Ledger, place: tuple[str, int], values: list[int | None]) -> bool:
    page = ledger.pages.get(place)
    return page is not None and set(values) <= page.may_hold() - {None}


def people_twice(workshop: Workshop) -> int:
    """How many participants are one too many, and ballots that nobody holds."""
    names = Counter(Participant.objects.filter(workshop=workshop).values_list("name", flat=True))
    return sum(count - 1 for count in names.values()) + workshop.ballots.filter(participant=None).count()
