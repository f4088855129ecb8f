from workshops.models.ballots import Ballot, Comment, Score
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Direction, Preset
from workshops.models.discussions import Note
from workshops.models.guesses import WrongCodes
from workshops.models.participants import Participant
from workshops.models.results import Result, ResultRow
from workshops.models.secrecy import CountedBallot
from workshops.models.setting_up import documented
from workshops.models.states import Kind, NotNow, State
from workshops.models.workshops import Workshop

__all__ = [
    "Ballot",
    "Candidate",
    "Comment",
    "CountedBallot",
    "Criterion",
    "Direction",
    "Kind",
    "NotNow",
    "Note",
    "Participant",
    "Preset",
    "Result",
    "ResultRow",
    "Score",
    "State",
    "Workshop",
    "WrongCodes",
    "documented",
]
