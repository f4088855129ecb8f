from problems.models.evidence import Evidence, EvidenceKind
from problems.models.problems import HasVotes, Kind, NotItsRoot, Problem, ProblemQuerySet, State
from problems.models.user_groups import Colour, HasProblems, UserGroup

__all__ = [
    "Colour",
    "Evidence",
    "EvidenceKind",
    "HasProblems",
    "HasVotes",
    "Kind",
    "NotItsRoot",
    "Problem",
    "ProblemQuerySet",
    "State",
    "UserGroup",
]
