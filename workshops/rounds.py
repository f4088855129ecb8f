"""Two rounds of the same vote side by side. It reads results, never scores."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from teams.rounding import rounded
from workshops.agreeing import in_words
from workshops.models import Candidate, Criterion, ResultRow, Workshop
from workshops.models.results import Cell
from workshops.scoring import ranks

type BothSides = tuple[float | None, float | None]


@dataclass(frozen=True)
class SameCriterion:
    """A criterion of both rounds: the same name, scale and direction."""

    before: Criterion
    after: Criterion

    @property
    def name(self) -> str:
        return self.after.name

    @property
    def has_same_weight(self) -> bool:
        return self.before.weight == self.after.weight


@dataclass(frozen=True)
class Pair:
    """A candidate in both rounds: each number before and after."""

    candidate: Candidate
    # None, as are the ranks, unless it has a score from the same criteria in both.
    scores: BothSides
    # Among those that have such scores.
    ranks: tuple[int | None, int | None]
    # The means of each criterion of both.
    means: list[BothSides]
    # Means of van der Eijk's A over the criteria that are the same and have answers in both rounds.
    agreements: BothSides

    @property
    def agrees_more(self) -> int:
        """1 where people agree more than before, -1 where less, as far as the page shows it; else 0."""
        before, after = self.agreements
        if before is None or after is None:
            return 0
        before, after = rounded(before, 2), rounded(after, 2)
        return (after > before) - (after < before)

    @property
    def agreements_in_words(self) -> list[tuple[str, float | None]]:
        """Before and after: the words, and the number."""
        return [(in_words(number), number) for number in self.agreements]

    @property
    def moved(self) -> str:
        before, after = self.ranks
        if before is None or after is None:
            return "–"
        if before == after:
            return _("Same")
        return (_("Up %(n)s") if after < before else _("Down %(n)s")) % {"n": abs(before - after)}


@dataclass(frozen=True)
class BeforeAndAfter:
    """`second` follows `first`; both are finished."""

    first: Workshop
    second: Workshop
    pairs: list[Pair]
    criteria: list[SameCriterion]
    # In one round only, or with another scale or direction.
    not_compared: list[str]
    # Candidates of the second round that were not in the first, and how many of the first are not in the second.
    only_after: list[Candidate]
    only_before: int

    @classmethod
    def of(cls, second: Workshop) -> BeforeAndAfter:
        first = second.follows
        assert first is not None
        if first.result.is_withheld or second.result.is_withheld:
            return cls(first, second, [], [], [], [], 0)
        mine, theirs = _criteria_of(second), _criteria_of(first)
        same = [SameCriterion(before, after) for after in mine for before in theirs if _asks_the_same(before, after)]
        compared = {pair.before.pk for pair in same} | {pair.after.pk for pair in same}
        apart = dict.fromkeys(k.name for k in [*theirs, *mine] if k.pk not in compared)
        rows = {_thing(row.candidate): row for row in first.result.rows.select_related("candidate")}
        later = list(second.result.rows.select_related("candidate"))
        found = [(rows.pop(_thing(row.candidate)), row) for row in later if _thing(row.candidate) in rows]
        paired = {after.pk for _before, after in found}
        return cls(
            first,
            second,
            _pairs(found, same, theirs, mine),
            same,
            list(apart),
            [row.candidate for row in later if row.pk not in paired],
            len(rows),
        )

    @property
    def withheld(self) -> list[Workshop]:
        """Those of the two of which no score is shown."""
        return [workshop for workshop in (self.first, self.second) if workshop.result.is_withheld]

    @property
    def weighed_differently(self) -> list[SameCriterion]:
        return [criterion for criterion in self.criteria if not criterion.has_same_weight]

    @property
    def has_same_scores(self) -> bool:
        """Whether scores mean the same in both: all criteria are the same, with the same weights."""
        return bool(self.criteria) and not self.not_compared and not self.weighed_differently

    @cached_property
    def ranked(self) -> int:
        return sum(pair.ranks != (None, None) for pair in self.pairs)

    @property
    def in_words(self) -> str:
        return f"{self._agreement_in_words} {self._first_in_words}".strip()

    @property
    def _agreement_in_words(self) -> str:
        """On how many the room agrees more; empty where that is known of none."""
        known = [pair for pair in self.pairs if pair.agreements != (None, None)]
        if not known:
            return ""
        more = sum(pair.agrees_more > 0 for pair in known)
        less = sum(pair.agrees_more < 0 for pair in known)
        if more:
            words = _("After talking, the room agrees more on %(more)s of %(all)s")
        elif less:
            words = _("After talking, the room agrees more on none of %(all)s")
        else:
            return _("After talking, the room agrees as much as before.")
        words %= {"more": more, "all": len(known)}
        return words + (_(", and less on %(less)s.") % {"less": less} if less else ".")

    @property
    def _first_in_words(self) -> str:
        """Who came first, and from where; empty where scores cannot be compared or nobody has one."""
        if not self.has_same_scores:
            return ""
        leading = [pair for pair in self.pairs if pair.ranks[1] == 1]
        if not leading:
            return ""
        if len(leading) > 1:
            return _("%(n)s share the first place now.") % {"n": len(leading)}
        [pair] = leading
        title = {"title": pair.candidate.title}
        if pair.ranks[0] == 1:
            return _("“%(title)s” is first, as before.") % title
        return _("“%(title)s” moved from %(place)s to first.") % (title | {"place": _place(pair.ranks[0] or 0)})


def _criteria_of(workshop: Workshop) -> list[Criterion]:
    return list(workshop.criteria.all())


def _asks_the_same(before: Criterion, after: Criterion) -> bool:
    return before.name.casefold() == after.name.casefold() and all(
        getattr(before, field) == getattr(after, field) for field in ("lowest", "highest", "direction")
    )


def _thing(candidate: Candidate) -> tuple[int | None, int | None]:
    """The problem or the idea behind it, by which a candidate is known in both rounds."""
    return candidate.problem_id, candidate.idea_id


def _pairs(
    found: list[tuple[ResultRow, ResultRow]],
    same: list[SameCriterion],
    criteria_before: list[Criterion],
    criteria_after: list[Criterion],
) -> list[Pair]:
    """In the order of the second round."""
    sides = []
    for before, after in found:
        cells_before, cells_after = _cells(before, criteria_before), _cells(after, criteria_after)
        sides.append([(cells_before[pair.before.pk], cells_after[pair.after.pk]) for pair in same])
    # A score without a criterion that too few answered is another score.
    comparable = [
        before.score is not None
        and after.score is not None
        and all((was.mean is None) == (now.mean is None) for was, now in cells)
        for (before, after), cells in zip(found, sides, strict=True)
    ]
    scores = [
        (before.score, after.score) if is_comparable else (None, None)
        for (before, after), is_comparable in zip(found, comparable, strict=True)
    ]
    places = zip(ranks([was for was, _now in scores]), ranks([now for _was, now in scores]), strict=True)
    pairs = []
    for (_before, after), cells, score, place in zip(found, sides, scores, places, strict=True):
        known = [
            (was.agreement, now.agreement)
            for was, now in cells
            if was.agreement is not None and now.agreement is not None
        ]
        pairs.append(
            Pair(
                candidate=after.candidate,
                scores=score,
                ranks=place,
                means=[(was.mean, now.mean) for was, now in cells],
                agreements=(fmean(was for was, _now in known), fmean(now for _was, now in known))
                if known
                else (None, None),
            )
        )
    return pairs


def _cells(row: ResultRow, criteria: list[Criterion]) -> dict[int, Cell]:
    return {criterion.pk: cell for criterion, cell in row.by_criterion(criteria)}


def _place(rank: int) -> str:
    words = [
        _("first"),
        _("second"),
        _("third"),
        _("fourth"),
        _("fifth"),
        _("sixth"),
        _("seventh"),
        _("eighth"),
        _("ninth"),
        _("tenth"),
    ]
    return words[rank - 1] if rank <= len(words) else _("place %(rank)s") % {"rank": rank}
