from workshops.forms.ballots import ScoresForm, WorkshopIdeaForm
from workshops.forms.criteria import CriterionForm
from workshops.forms.joining import CodeForm, JoinForm
from workshops.forms.quick import QuickForm
from workshops.forms.setup import CandidatesForm, NewWorkshopForm, WorkshopForm

__all__ = [
    "CandidatesForm",
    "CodeForm",
    "CriterionForm",
    "JoinForm",
    "NewWorkshopForm",
    "QuickForm",
    "ScoresForm",
    "WorkshopForm",
    "WorkshopIdeaForm",
]
