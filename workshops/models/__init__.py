from workshops.models.ballots import Ballot, Participant, Score
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Direction
from workshops.models.results import FEWEST_BALLOTS, Result, ResultRow
from workshops.models.states import Kind, State
from workshops.models.workshops import NotNow, Workshop

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
