from problems.forms.evidence import EvidenceForm
from problems.forms.problems import ChoosingForm, ProblemFilter, ProblemForm, StateForm
from problems.forms.user_groups import UserGroupForm

__all__ = [
    "ChoosingForm",
    "EvidenceForm",
    "ProblemFilter",
    "ProblemForm",
    "StateForm",
    "UserGroupForm",
]
