"""How sure a rank is: would it be the same if other people had been in the room?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshops.scoring.answers import Scale

ROOMS = 1000
SEED = 1
# Of the ranks in all rooms, those between the 5th and the 95th in a hundred.
INTERVAL = (5, 95)

type Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Certainty:
    """`lowest` and `highest` are the ends of the 90% rank interval; the best rank is 1.

    `among_first` has the chance, from 0 to 1, of being among the first 1, 2, … of all candidates.
    """

    lowest: int
    highest: int
    among_first: tuple[float, ...]


def how_sure(
    ballots: Sequence[Mapping[tuple[int, int], int | None]],
    candidates: Sequence[int],
    criteria: Mapping[int, Scale],
    left_out: frozenset[tuple[int, int]] = frozenset(),
) -> dict[int, Certainty]:
    """Return how sure the rank of each candidate is that has one, by its key.

    A ballot says what a voter answered by the keys of candidate and criterion; None is "I don't know". Answers at
    the places `left_out` do not count.

    A thousand rooms are drawn with a fixed seed, each of one voter fewer than there were, with replacement, and
    ranked as the real one was (the bootstrap of B. Efron, Annals of Statistics 7 (1979), 1–26; with n − 1 of n
    so that means vary as much as those of a real sample do: J. Rao and C. Wu, Journal of the American
    Statistical Association 83 (1988), 231–241). The interval holds the real rank too. Candidates with the same
    score share interval and chances. The order of voters, candidates and criteria makes no difference: each is
    put in an order of its own first.
    """
    if not ballots:
        return {}
    candidates, criteria = sorted(candidates), dict(sorted(criteria.items()))
    shares = _shares(ballots, candidates, criteria, left_out)
    weights = np.array([scale.weight for scale in criteria.values()])
    weights = weights / weights.sum()
    voters = len(shares)
    real = _scores(np.ones((1, voters)), shares, weights)[0]
    ranked = np.flatnonzero(~np.isnan(real))
    if not len(ranked):
        return {}
    draw = np.random.default_rng(SEED)
    size = max(1, voters - 1)
    drawn = draw.multinomial(size, np.full(voters, 1 / voters), ROOMS).astype(float)
    scores = _scores(drawn, shares, weights)[:, ranked]
    better, ties = _places(scores)
    place, _ties = _places(real[None, ranked])
    ends = np.percentile(1 + better, INTERVAL, axis=0, method="inverted_cdf")
    lowest, highest = np.minimum(ends[0], 1 + place[0]), np.maximum(ends[1], 1 + place[0])
    # Of those who share the last place that counts, each is among the first with the same chance.
    firsts = np.arange(1, len(ranked) + 1)
    chances = np.stack([np.clip((first - better) / ties, 0, 1).mean(axis=0) for first in firsts], axis=1)
    sure = {}
    for n, column in enumerate(ranked):
        alike = place[0] == place[0][n]
        sure[candidates[column]] = Certainty(
            int(lowest[alike].min()),
            int(highest[alike].max()),
            tuple(round(float(chance), 4) for chance in chances[alike].mean(axis=0)),
        )
    return sure


def _shares(
    ballots: Sequence[Mapping[tuple[int, int], int | None]],
    candidates: Sequence[int],
    criteria: Mapping[int, Scale],
    left_out: frozenset[tuple[int, int]],
) -> Numbers:
    """Voters × candidates × criteria: from 0 to 100, NaN without an answer. Voters are sorted by what they said."""
    shares = np.full((len(ballots), len(candidates), len(criteria)), np.nan)
    rows = {candidate: place for place, candidate in enumerate(candidates)}
    columns = {criterion: place for place, criterion in enumerate(criteria)}
    of = {
        key: {value: scale.share(value) for value in range(scale.lowest, scale.highest + 1)}
        for key, scale in criteria.items()
    }
    for voter, answers in enumerate(ballots):
        for (candidate, criterion), value in answers.items():
            if value is not None and candidate in rows and (candidate, criterion) not in left_out:
                shares[voter, rows[candidate], columns[criterion]] = of[criterion][value]
    if shares.size:
        said = np.nan_to_num(shares, nan=-1).reshape(len(ballots), -1)
        shares = shares[np.lexsort(said.T[::-1])]
    return shares


def _scores(drawn: Numbers, shares: Numbers, weights: Numbers) -> Numbers:
    """Rooms × candidates: the priority score (see answers.priority) if each voter were there so many times."""
    voters, candidates, criteria = shares.shape
    given = ~np.isnan(shares)
    answered = drawn @ given.reshape(voters, -1).astype(float)
    total = drawn @ np.where(given, shares, 0).reshape(voters, -1)
    means = np.divide(total, answered, out=np.zeros_like(total), where=answered > 0)
    counts = (answered > 0).reshape(-1, candidates, criteria) * weights
    weighed = (means.reshape(-1, candidates, criteria) * counts).sum(axis=2)
    of = counts.sum(axis=2)
    scores: Numbers = np.divide(weighed, of, out=np.full_like(weighed, np.nan), where=of > 0)
    return scores


def _places(scores: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rooms × candidates: how many are better than each, and how many have its place, itself included.

    Scores that differ by less than a billionth are equal; without a score, one is behind all others.
    """
    rounded = np.nan_to_num(scores.round(9), nan=-1)
    better = np.zeros(scores.shape, dtype=np.int64)
    ties = np.zeros(scores.shape, dtype=np.int64)
    for column in range(scores.shape[1]):
        others = rounded[:, [column]]
        better += others > rounded
        ties += others == rounded
    return better, ties
