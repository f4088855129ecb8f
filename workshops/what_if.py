"""What the order of a finished workshop would be with other weights. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.rounding import rounded
from workshops.models import Candidate, Criterion, Result, ResultRow
from workshops.models.results import criterion_scale
from workshops.models.secrecy import Kept
from workshops.scoring import are_too_few, priority, ranks
from workshops.scoring.weights import HEAVIEST, Reach, reaches

# The first so many are what a team works on next.
FIRST = 10

type Means = list[float | None]


@dataclass(frozen=True)
class Supposed:
    """A candidate's place with other weights, beside the place that it has."""

    row: ResultRow
    score: float | None
    rank: int | None
    # The criteria that the result has, and this score has not: too few are left who answered.
    left_out: list[Criterion]

    @property
    def has_moved(self) -> bool:
        return self.rank != self.row.rank

    @property
    def movement(self) -> str:
        if self.rank is None or self.row.rank is None:
            return _("no score")
        places = self.row.rank - self.rank
        if not places:
            return _("stays")
        return _("up %(places)s") % {"places": places} if places > 0 else _("down %(places)s") % {"places": -places}


@dataclass(frozen=True)
class WhatIf:
    """`lines` are in their new order."""

    lines: list[Supposed]

    @classmethod
    def with_weights(
        cls,
        rows: Sequence[ResultRow],
        criteria: Sequence[Criterion],
        weights: Mapping[int, Decimal],
        means: Mapping[int, Means] | None = None,
    ) -> WhatIf:
        """Weights are by the key of the criterion; means by that of the candidate, if not those of the result."""
        scales = [replace(criterion_scale(c), weight=float(weights[c.pk])) for c in criteria]
        real = {row.candidate_id: means_of(row) for row in rows}
        used = real if means is None else means
        scores = [priority(used[row.candidate_id], scales) for row in rows]
        lines = [
            Supposed(row, score, rank, _left_out(criteria, real[row.candidate_id], used[row.candidate_id]))
            for row, score, rank in zip(rows, scores, ranks(scores), strict=True)
        ]
        return cls(sorted(lines, key=lambda line: (line.rank or len(lines) + 1, line.row.rank or 0)))

    @cached_property
    def sentence(self) -> str:
        """How many move, and how much of the top does not."""
        moved = sum(line.has_moved for line in self.lines)
        if not moved:
            return _("With these weights nobody changes place.")
        count = len(self.lines)
        moves = ngettext(
            "With these weights %(moved)s of %(count)s changes place",
            "With these weights %(moved)s of %(count)s change place",
            moved,
        ) % {"moved": moved, "count": count}
        return f"{moves}; {self._top}"

    @property
    def _top(self) -> str:
        in_order = sorted(self.lines, key=lambda line: (line.row.rank or len(self.lines) + 1, line.has_moved))
        staying = next(n for n, line in enumerate(in_order) if line.has_moved)
        if staying:
            stays = ngettext("the first stays.", "the first %(staying)s stay.", staying)
            return stays % {"staying": staying}
        first = [line.row.candidate for line in self.lines if line.rank == 1]
        if not first:
            return _("nobody has a score.")
        if len(first) > 1:
            return _("%(count)s would share the first place.") % {"count": len(first)}
        return _("“%(title)s” would come first.") % {"title": first[0].title}

    @property
    def with_less(self) -> list[Supposed]:
        return [line for line in self.lines if line.left_out]


def means_of(row: ResultRow) -> Means:
    return [cell["mean"] for cell in row.cells]


def _left_out(criteria: Sequence[Criterion], real: Means, used: Means) -> list[Criterion]:
    return [c for c, was, now in zip(criteria, real, used, strict=True) if was is not None and now is None]


def means_without_abstainers(
    result: Result, candidates: Iterable[Candidate], criteria: Sequence[Criterion]
) -> dict[int, Means]:
    """The means of those who said "I don't know" to nothing about a candidate, by its key."""
    ballots = result.workshop.counted_ballots.values_list("answers", flat=True)
    return _means_of_the_sure(result, ballots.iterator(chunk_size=1000), candidates, criteria)


def _means_of_the_sure(
    result: Result, ballots: Iterable[Kept], candidates: Iterable[Candidate], criteria: Sequence[Criterion]
) -> dict[int, Means]:
    keys = [str(criterion.pk) for criterion in criteria]
    # By candidate and criterion: the sum of the answers, and how many they are.
    sums = {str(candidate.pk): {key: [0, 0] for key in keys} for candidate in candidates}
    for ballot in ballots:
        # Where gaps were, a row is about one candidate; what a voter said about it always stands together.
        for candidate, answers in ballot.items():
            if None not in answers.values():
                of = sums[candidate]
                for key, value in answers.items():
                    of[key][0] += value or 0
                    of[key][1] += 1
    return {
        int(candidate): [None if _is_left_out(result, of[key][1]) else of[key][0] / of[key][1] for key in keys]
        for candidate, of in sums.items()
    }


def _is_left_out(result: Result, answers: int) -> bool:
    """Whether too few answers are left to be shown together (see scoring.are_too_few).

    Who voted on paper is no longer known, and who entered those ballots knows them. So we suppose the worst: that all
    of them are among those that are left, and ask for three others. Where every ballot was on paper there are no
    others to protect. (The file of ballots has every one of these answers; it is the rule of the pages all the same
    that no score rests on one or two people.)
    """
    if not answers:
        return True
    others = answers if result.on_paper == result.voters else answers - result.on_paper
    return are_too_few(answers, others) or others <= 0


@dataclass(frozen=True)
class Room:
    """How far a criterion's weight can move until the first change place, in words."""

    criterion: Criterion
    words: str
    # Until another one comes first; empty where nothing is left to say of it, or several share the place.
    of_the_first: str


def rooms_to_move(rows: Sequence[ResultRow], criteria: Sequence[Criterion]) -> list[Room]:
    ranked = sum(row.rank is not None for row in rows)
    if ranked < 2:
        return []
    first = min(FIRST, ranked)
    means, scales = [means_of(row) for row in rows], [criterion_scale(criterion) for criterion in criteria]
    leads = sum(row.rank == 1 for row in rows) == 1
    words = []
    for criterion, reach, of_one in zip(
        criteria, reaches(means, scales, first), reaches(means, scales, 1), strict=True
    ):
        lowest, highest = (_in_words(end) for end in reach.in_steps_of())
        names = {"weight": criterion.plain_weight, "lowest": lowest, "highest": highest, "first": first}
        if reach.lowest == reach.highest:
            text = _(
                "its weight is %(weight)s. With any other weight the first %(first)s are in another order, as some"
                " share a place."
            )
        elif reach.holds_at_zero and reach.highest >= HEAVIEST:
            text = _(
                "its weight is %(weight)s. With any weight, and without it, the first %(first)s stay in this order."
            )
        elif lowest == highest:
            text = _("its weight is %(weight)s. With any other weight the first %(first)s are in another order.")
        elif reach.highest >= HEAVIEST:
            text = _("its weight is %(weight)s. From %(lowest)s up the first %(first)s stay in this order.")
        else:
            text = _("its weight is %(weight)s. From %(lowest)s to %(highest)s the first %(first)s stay in this order.")
        # Where the whole order stays, so does the first place.
        is_said = reach.holds_at_zero and reach.highest >= HEAVIEST
        words.append(Room(criterion, text % names, _of_the_first(of_one) if leads and not is_said else ""))
    return words


def _of_the_first(reach: Reach) -> str:
    lowest, highest = (_in_words(end) for end in reach.in_steps_of())
    if reach.highest >= HEAVIEST:
        if reach.holds_at_zero:
            return _("The first place stays the same with any weight.")
        return _("The first place stays the same from %(lowest)s up.") % {"lowest": lowest}
    return _("The first place stays the same from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}


def _in_words(weight: float) -> str:
    return str(localize(int(weight) if weight == int(weight) else rounded(weight, 2)))
