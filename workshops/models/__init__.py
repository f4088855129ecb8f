from workshops.models.ballots import Ballot, Participant, Score
from workshops.models.results import FEWEST_BALLOTS, Result, ResultRow
from workshops.models.workshops import (
    Candidate,
    Criterion,
    Direction,
    Kind,
    NotNow,
    State,
    Workshop,
)

__all__ = [
    "FEWEST_BALLOTS",
    "Ballot",
    "Candidate",
    "Criterion",
    "Direction",
    "Kind",
    "NotNow",
    "Participant",
    "Result",
    "ResultRow",
    "Score",
    "State",
    "Workshop",
]
