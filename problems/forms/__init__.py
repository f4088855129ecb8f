from problems.forms.evidence import EvidenceForm
from problems.forms.problems import ChoosingForm, ProblemFilter, ProblemForm, RootForm, StateForm
from problems.forms.user_groups import UserGroupForm

__all__ = [
    "ChoosingForm",
    "EvidenceForm",
    "ProblemFilter",
    "ProblemForm",
    "RootForm",
    "StateForm",
    "UserGroupForm",
]
