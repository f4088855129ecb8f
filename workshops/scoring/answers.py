"""Answers counted, and the priority that they give."""

from collections.abc import Sequence
from dataclasses import dataclass

# With fewer, a score could be worked out to be somebody's.
FEWEST_BALLOTS = 3


@dataclass(frozen=True)
class Scale:
    """A criterion's scale of whole numbers, its direction and its weight."""

    lowest: int
    highest: int
    high_first: bool = True
    weight: float = 1.0

    def share(self, value: float) -> float:
        """Where a value lies between the ends of the scale, from 0 (least priority) to 100 (most)."""
        share = 100 * (value - self.lowest) / (self.highest - self.lowest)
        return share if self.high_first else 100 - share


@dataclass(frozen=True)
class Tally:
    """How the voters answered one criterion for one candidate.

    `counts` has one number of voters per point of the scale, from the lowest point to the highest.
    `mean` is on the scale as it was shown to voters; None when nobody gave a score. `withheld` says
    that too few gave one for it to be shown: counts and mean are then empty.
    """

    counts: tuple[int, ...]
    abstained: int
    mean: float | None
    withheld: bool = False

    @property
    def answered(self) -> int:
        return sum(self.counts)


def tally(values: Sequence[int | None], scale: Scale) -> Tally:
    """Count the answers; None is an abstention ("I don't know") and is left out of the mean.

    Raise ValueError for a value that is not on the scale.
    """
    counts = [0] * (scale.highest - scale.lowest + 1)
    given = [value for value in values if value is not None]
    for value in given:
        if not scale.lowest <= value <= scale.highest:
            raise ValueError(f"{value} is not on the scale from {scale.lowest} to {scale.highest}")
        counts[value - scale.lowest] += 1
    mean = sum(given) / len(given) if given else None
    return Tally(tuple(counts), len(values) - len(given), mean)


def are_too_few(answers: int, private: int) -> bool:
    """Say whether somebody could work out another person's answer from what all gave together.

    Of two answers each of the two knows the other one. Answers that were entered for somebody (`answers` −
    `private`) are known to who entered them, so the private ones must be enough by themselves. When there is
    nothing to see, there is nothing to work out.
    """
    return 0 < answers < FEWEST_BALLOTS or 0 < private < FEWEST_BALLOTS


def withheld(scale: Scale) -> Tally:
    """A tally that is not shown, because too few people answered."""
    return Tally((0,) * (scale.highest - scale.lowest + 1), 0, None, withheld=True)


def priority(means: Sequence[float | None], scales: Sequence[Scale]) -> float | None:
    """Return the priority score of one candidate, from 0 (least) to 100 (most).

    `means` has one mean per criterion, on its scale; None where nobody answered. Each is scaled to 0–100 between
    the ends of its scale, turned where the low end means more priority, and averaged with the criteria's weights:

        score = Σ w·p / Σ w,  p = 100 · (mean − lowest) / (highest − lowest), or 100 − p when turned

    A criterion that nobody answered is left out of both sums. None when none is left, or none has a weight.
    """
    answered = [
        (scale.weight, scale.share(mean)) for mean, scale in zip(means, scales, strict=True) if mean is not None
    ]
    weights = sum(weight for weight, _share in answered)
    if not weights:
        return None
    # Rounding must not lead past the ends.
    return min(100.0, max(0.0, sum(weight * share for weight, share in answered) / weights))


def ranks(scores: Sequence[float | None]) -> list[int | None]:
    """Rank scores from 1, highest first. Equal scores share a rank and the next one is skipped.

    Scores that differ by less than a billionth are equal: they differ by rounding alone. None has no rank.
    """
    rounded = [None if score is None else round(score, 9) for score in scores]
    ordered = sorted((score for score in rounded if score is not None), reverse=True)
    first_place: dict[float, int] = {}
    for place, score in enumerate(ordered, start=1):
        first_place.setdefault(score, place)
    return [None if score is None else first_place[score] for score in rounded]
