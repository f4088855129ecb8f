"""Scores in, priorities out: pure arithmetic, no Django."""

from workshops.scoring.agreement import agreement, krippendorffs_alpha
from workshops.scoring.answers import (
    FEWEST_BALLOTS,
    Scale,
    Tally,
    are_too_few,
    priority,
    ranks,
    tally,
    withheld,
)
from workshops.scoring.certainty import Certainty, how_sure

__all__ = [
    "FEWEST_BALLOTS",
    "Certainty",
    "Scale",
    "Tally",
    "agreement",
    "are_too_few",
    "how_sure",
    "krippendorffs_alpha",
    "priority",
    "ranks",
    "tally",
    "withheld",
]
