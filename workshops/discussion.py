"""What the room talks about once a result is shown: what people disagree on first. It reads results, never scores."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from django.db.models import Count

from workshops.agreeing import AGREED, in_words
from workshops.findings import comments_of
from workshops.models import Candidate, Criterion, Note, ResultRow, Workshop
from workshops.models.results import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

# What is voted on again is looked for among these many that came first: who comes last stays last.
FIRST = 10
# And so many can be talked about and voted on again in one session.
MOST_AGAIN = 5


@dataclass(frozen=True)
class Point:
    """A candidate to talk about."""

    candidate: Candidate
    # None where the result is withheld.
    row: ResultRow | None
    # The criterion on which people differ most.
    most_disputed: tuple[Criterion, Cell] | None
    comments: int
    notes: list[Note]

    @property
    def agreement(self) -> float | None:
        return self.row.agreement if self.row else None

    @property
    def how_far(self) -> str:
        return in_words(self.agreement)

    @property
    def rank(self) -> int | None:
        return self.row.rank if self.row else None


@dataclass(frozen=True)
class Discussion:
    workshop: Workshop
    points: list[Point]

    @classmethod
    def of(cls, workshop: Workshop) -> Discussion:
        """The most disputed candidate first; of a withheld result, all in the order in which they were voted on."""
        notes: dict[int, list[Note]] = {}
        for note in Note.objects.with_authors().filter(candidate__workshop=workshop):
            notes.setdefault(note.candidate_id, []).append(note)
        if workshop.result.is_withheld:
            candidates = workshop.candidates.standing()
            return cls(workshop, [Point(c, None, None, 0, notes.get(c.pk, [])) for c in candidates])
        criteria = list(workshop.criteria.all())
        comments = dict(comments_of(workshop).order_by().values_list("candidate").annotate(how_many=Count("pk")))
        return cls(
            workshop,
            [
                Point(
                    candidate=row.candidate,
                    row=row,
                    most_disputed=_most_disputed(row.by_criterion(criteria)),
                    comments=comments.get(row.candidate_id, 0),
                    notes=notes.get(row.candidate_id, []),
                )
                for row in by_disagreement(workshop.result.rows.select_related("candidate"))
            ],
        )

    @property
    def knows_agreement(self) -> bool:
        """Not so for results that were shown before it was worked out."""
        return any(point.agreement is not None for point in self.points)


def by_disagreement(rows: Iterable[ResultRow]) -> list[ResultRow]:
    """Those that people agree on least first, and those of which it is not known last; then by rank."""
    return sorted(
        rows,
        key=lambda row: (
            inf if row.agreement is None else round(row.agreement, 9),
            inf if row.rank is None else row.rank,
        ),
    )


def worth_another_vote(rows: Iterable[ResultRow]) -> set[int]:
    """The candidates to be voted on again, by key: of the first, those that people agree on least.

    Where people agree already, or the place is far behind, another vote would change little.
    """
    disputed = (
        row
        for row in by_disagreement(rows)
        if row.rank is not None and row.rank <= FIRST and row.agreement is not None and row.agreement < AGREED
    )
    return {row.candidate_id for row, _place in zip(disputed, range(MOST_AGAIN), strict=False)}


def _most_disputed(cells: list[tuple[Criterion, Cell]]) -> tuple[Criterion, Cell] | None:
    """The criterion with the least agreement; the first of those with the same; none where all agree."""
    disputed = [
        (criterion, cell) for criterion, cell in cells if cell.agreement is not None and cell.agreement < AGREED
    ]
    return min(disputed, key=lambda pair: round(pair[1].agreement or 0, 9), default=None)
