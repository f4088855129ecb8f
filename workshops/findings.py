"""What the results page of a finished workshop shows. It reads results, never scores."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property

from workshops.models import Candidate, Comment, Criterion, Result, ResultRow, Workshop
from workshops.models.results import Cell

# So many comments stand beside a candidate; all are on a page of their own.
COMMENTS_BESIDE = 3


@dataclass(frozen=True)
class Line:
    """A candidate's place, with what people answered and wrote about it."""

    row: ResultRow
    cells: list[tuple[Criterion, Cell]]
    comments: list[str]
    # How many there are, those beside it included.
    all_comments: int

    @property
    def has_more(self) -> bool:
        return self.all_comments > len(self.comments)


@dataclass(frozen=True)
class Findings:
    workshop: Workshop
    result: Result
    criteria: list[Criterion]
    lines: list[Line]
    withdrawn: list[Candidate]

    @classmethod
    def of(cls, workshop: Workshop) -> Findings:
        """Of a withheld result there is nothing but the number of ballots."""
        result = workshop.result
        if result.is_withheld:
            return cls(workshop, result, [], [], [])
        criteria = list(workshop.criteria.all())
        beside: dict[int, list[str]] = {}
        counts: dict[int, int] = {}
        for candidate, text, count in _first_of_each(comments_of(workshop)):
            beside.setdefault(candidate, []).append(text)
            counts[candidate] = count
        lines = [
            Line(row, row.by_criterion(criteria), beside.get(row.candidate_id, []), counts.get(row.candidate_id, 0))
            for row in result.rows.select_related("candidate")
        ]
        return cls(workshop, result, criteria, lines, list(workshop.candidates.withdrawn()))

    @cached_property
    def ends(self) -> dict[int, str]:
        """The ends of each criterion's scale in words, by its key."""
        return {k.pk: f"{k.lowest} {k.label(k.lowest)}, {k.highest} {k.label(k.highest)}" for k in self.criteria}

    @cached_property
    def first(self) -> list[ResultRow]:
        return [line.row for line in self.lines if line.row.rank == 1]


def comments_of(workshop: Workshop) -> QuerySet[Comment]:
    """What people wrote, in the order of random keys; nothing where the result is withheld."""
    comments = Comment.objects.filter(candidate__in=workshop.candidates.standing())
    return comments.none() if workshop.result.is_withheld else comments


def _first_of_each(comments: QuerySet[Comment]) -> QuerySet[Comment, tuple[int, str, int]]:
    """Of the first comments about each candidate: the candidate's key, the text, and how many there are in all."""
    return (
        comments.annotate(
            place=Window(RowNumber(), partition_by="candidate", order_by="pk"),
            count=Window(Count("*"), partition_by="candidate"),
        )
        .filter(place__lte=COMMENTS_BESIDE)
        .order_by(F("candidate"), "place")
        .values_list("candidate", "text", "count")
    )
