"""How much voters agree."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import krippendorff
import numpy as np

from workshops.scoring.answers import Scale


def agreement(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's A of the numbers of voters per point of a scale.

    1: all chose the same point; 0: the points were chosen equally often; −1: half chose one end and half the
    other. None when nobody chose any.

    C. van der Eijk, "Measuring agreement in ordered rating scales", Quality and Quantity 35 (2001), 325–341:
    the counts are taken apart into layers, in each of which a point is chosen by as many voters as any other
    or by none. A is the mean of the layers' agreement, each counted by its voters.
    """
    left = list(counts)
    voters = sum(left)
    if not voters:
        return None
    total = 0.0
    while any(left):
        layer = min(count for count in left if count)
        chosen = [count > 0 for count in left]
        total += layer * sum(chosen) / voters * _agreement_of_layer(chosen)
        left = [count - layer if count else 0 for count in left]
    return total


def _agreement_of_layer(chosen: Sequence[bool]) -> float:
    """Return U · (1 − (S − 1) / (K − 1)) for K points of which S were chosen.

    U says from 1 to −1 whether those chosen lie together. Of all triples of points, TU have a chosen pair with
    a point not chosen beside it, and TDU a point not chosen between two that are:
    U = ((K − 2) · TU − (K − 1) · TDU) / ((K − 2) · (TU + TDU)), and 1 where there are no such triples.
    """
    points, were_chosen = len(chosen), sum(chosen)
    triples = list(combinations(chosen, 3))
    together = sum(triple in {(True, True, False), (False, True, True)} for triple in triples)
    apart = triples.count((True, False, True))
    unimodality = (
        ((points - 2) * together - (points - 1) * apart) / ((points - 2) * (together + apart))
        if together + apart
        else 1.0
    )
    return unimodality * (1 - (were_chosen - 1) / (points - 1))


def krippendorffs_alpha(
    counts: Sequence[tuple[Scale, Sequence[int]]], *, level: Literal["nominal", "ordinal", "interval"] = "ordinal"
) -> float | None:
    """Return Krippendorff's alpha over the answers of a whole workshop.

    `counts` has one pair for each candidate and criterion: the scale, and the number of voters per point from
    the lowest. Points of different scales are compared by where they lie between the ends, and turned where
    the low end means more priority. `level` says what of the points counts: that they are different, which of them
    is higher, or by how much. 1: all gave each candidate the same; 0: as by chance. None where it is not
    defined: nobody answered what somebody else did, or all answers are the same.

    K. Krippendorff, "Content Analysis", 4th edition (2019), chapter 12; by the package `krippendorff`.
    """
    shares = [[round(scale.share(scale.lowest + n), 9) for n in range(len(numbers))] for scale, numbers in counts]
    domain = sorted(
        {s for of, (_scale, numbers) in zip(shares, counts, strict=True) for s, n in zip(of, numbers, strict=True) if n}
    )
    if len(domain) < 2:
        return None
    column = {value: place for place, value in enumerate(domain)}
    units = np.zeros((len(counts), len(domain)), dtype=int)
    for row, (of, (_scale, numbers)) in enumerate(zip(shares, counts, strict=True)):
        for value, number in zip(of, numbers, strict=True):
            if number:
                units[row, column[value]] += number
    units = units[units.sum(axis=1) > 1]
    if np.count_nonzero(units.sum(axis=0)) < 2:
        return None
    return float(krippendorff.alpha(value_counts=units, value_domain=domain, level_of_measurement=level))
