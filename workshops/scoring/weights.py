"""How far one weight can move before the first places change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, sqrt

from workshops.scoring.answers import Scale, priority, ranks

HEAVIEST = 100.0
# Of what is computed from shares and from weights that sum to 1: less than this is nothing but rounding.
NOTHING = 1e-11


@dataclass(frozen=True)
class Reach:
    """Where the first places stay as they are: at every weight between `lowest` and `highest`.

    At an end itself two candidates have the same score, or the end is 0 or 100: as far as we look. `holds_at_zero`
    says whether the places also stay when the criterion is left out. Both ends are the weight itself where some of
    the first share a place that they share at no other weight.
    """

    lowest: float
    highest: float
    holds_at_zero: bool

    def in_steps_of(self, step: float = 0.01) -> tuple[float, float]:
        """The lowest and the highest multiple of the step, as people type weights, at which the places stay."""
        if self.lowest == self.highest:
            return self.lowest, self.highest
        places, in_a_unit = 6, round(1 / step)
        lowest = 0.0 if self.holds_at_zero else (floor(round(self.lowest * in_a_unit, places)) + 1) / in_a_unit
        if self.highest >= HEAVIEST:
            return lowest, HEAVIEST
        return lowest, -(floor(round(-self.highest * in_a_unit, places)) + 1) / in_a_unit


def reaches(means: Sequence[Sequence[float | None]], scales: Sequence[Scale], first: int) -> list[Reach]:
    """Return for each criterion how far its weight, the others fixed, can move until the first places change.

    `means` has a row for each candidate, with a mean per criterion, on its scale; None where nobody answered. The
    first are those with a rank up to `first`. Their places are the same as long as who was before somebody still is,
    and who shared a place still does.

    With x for the weight that moves, p for a candidate's share of that criterion (from 0 to 100), and A = Σ w·p and
    B = Σ w over its other criteria that were answered, its score is (A + x·p) / (B + x), or A / B where the
    criterion was not answered: (A + x·a) / (B + x·b), with b = 1 and a = p, or b = 0 and a = 0. Two candidates have
    the same score where

        (a₁·b₂ − a₂·b₁)·x² + (A₁·b₂ + a₁·B₂ − A₂·b₁ − a₂·B₁)·x + A₁·B₂ − A₂·B₁ = 0

    which is linear where the same criteria were answered for both. The nearest roots on either side of the weight, of
    all pairs that stand beside each other among the first, and of the last of these with everybody after, are the
    ends.
    """
    scores = [priority(row, scales) for row in means]
    order = [(rank, place) for place, rank in enumerate(ranks(scores)) if rank is not None]
    order.sort()
    within = [place for rank, place in order if rank <= first]
    after = [place for rank, place in order if rank > first]
    place_of = {place: rank for rank, place in order}
    pairs = [*pairwise(within), *((within[-1], other) for other in after)] if within else []
    return [
        _reach(
            criterion, [(one, other, place_of[one] == place_of[other]) for one, other in pairs], means, scales, first
        )
        for criterion in range(len(scales))
    ]


def _reach(
    criterion: int,
    pairs: Sequence[tuple[int, int, bool]],
    means: Sequence[Sequence[float | None]],
    scales: Sequence[Scale],
    first: int,
) -> Reach:
    weight = scales[criterion].weight
    total = sum(scale.weight for scale in scales)
    lowest, highest = 0.0, max(HEAVIEST, weight)
    lines = {place: _line(means[place], scales, criterion, total) for pair in pairs for place in pair[:2]}
    for one, other, are_equal in pairs:
        curve = _difference(lines[one], lines[other])
        if are_equal:
            if any(abs(part) > NOTHING * 100 for part in curve):
                return Reach(weight, weight, holds_at_zero=False)
            continue
        for root in _roots(*curve):
            x = root * total
            if lowest < x < weight:
                lowest = x
            elif weight < x < highest:
                highest = x
    return Reach(lowest, highest, holds_at_zero=lowest == 0 and _holds_without(criterion, means, scales, first))


def _line(
    means: Sequence[float | None], scales: Sequence[Scale], criterion: int, total: float
) -> tuple[float, float, float, float]:
    """A, a, B and b of one candidate. Weights are parts of their sum, so that their unit makes no difference."""
    sum_of_shares = sum_of_weights = a = b = 0.0
    for place, (mean, scale) in enumerate(zip(means, scales, strict=True)):
        if mean is None:
            continue
        if place == criterion:
            a, b = scale.share(mean), 1.0
        else:
            sum_of_shares += scale.weight / total * scale.share(mean)
            sum_of_weights += scale.weight / total
    return sum_of_shares, a, sum_of_weights, b


def _difference(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[float, float, float]:
    """The parts of x², of x, and the rest: 0 where both have the same score."""
    top, a, bottom, b = one
    its_top, its_a, its_bottom, its_b = other
    return (
        a * its_b - its_a * b,
        top * its_b + a * its_bottom - its_top * b - its_a * bottom,
        top * its_bottom - its_top * bottom,
    )


def _roots(square: float, linear: float, rest: float) -> Iterator[float]:
    """Where square·x² + linear·x + rest is 0; by the form that takes no difference of nearly equal numbers."""
    inside = linear * linear - 4 * square * rest
    if inside < 0:
        return
    half = -(linear + (sqrt(inside) if linear >= 0 else -sqrt(inside))) / 2
    if abs(square) > NOTHING:
        yield half / square
    if abs(half) > NOTHING:
        yield rest / half


def _holds_without(
    criterion: int, means: Sequence[Sequence[float | None]], scales: Sequence[Scale], first: int
) -> bool:
    """Whether the first have the same places when the criterion is left out: some may have no score then."""
    without = [replace(scale, weight=0.0) if n == criterion else scale for n, scale in enumerate(scales)]
    return first_places(means, without, first) == first_places(means, scales, first)


def first_places(means: Sequence[Sequence[float | None]], scales: Sequence[Scale], first: int) -> dict[int, int]:
    """The ranks of those whose rank is up to `first`, by the place of the candidate in `means`."""
    found = ranks([priority(row, scales) for row in means])
    return {place: rank for place, rank in enumerate(found) if rank is not None and rank <= first}
