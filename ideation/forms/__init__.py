from ideation.forms.agreement import AnswerForm, MissingForm, StanceForm
from ideation.forms.ideas import NONE, FilterForm, IdeaForm, MoveForm, ThemeForm
from ideation.forms.scope import ConfirmationForm, PlacementForm, SeveralForm
from ideation.forms.versions import ComparisonForm, VersionForm

__all__ = [
    "NONE",
    "AnswerForm",
    "ComparisonForm",
    "ConfirmationForm",
    "FilterForm",
    "IdeaForm",
    "MissingForm",
    "MoveForm",
    "PlacementForm",
    "SeveralForm",
    "StanceForm",
    "ThemeForm",
    "VersionForm",
]
