from workshops.forms.ballots import ScoresForm, WarmUpForm, WorkshopIdeaForm
from workshops.forms.criteria import CriterionForm
from workshops.forms.discussion import NoteForm
from workshops.forms.joining import CodeForm, GuestForm, JoinForm, new_ticket
from workshops.forms.pace import FinishForm, PlaceForm, TimeboxForm
from workshops.forms.people import PaperForm, SetAsideForm
from workshops.forms.presets import KeepPresetForm, UsePresetForm
from workshops.forms.quick import QuickForm
from workshops.forms.setup import CandidatesForm, NewWorkshopForm, SettingsForm, WithdrawalForm, WorkshopForm

__all__ = [
    "CandidatesForm",
    "CodeForm",
    "CriterionForm",
    "FinishForm",
    "GuestForm",
    "JoinForm",
    "KeepPresetForm",
    "NewWorkshopForm",
    "NoteForm",
    "PaperForm",
    "PlaceForm",
    "QuickForm",
    "ScoresForm",
    "SetAsideForm",
    "SettingsForm",
    "TimeboxForm",
    "UsePresetForm",
    "WarmUpForm",
    "WithdrawalForm",
    "WorkshopForm",
    "WorkshopIdeaForm",
    "new_ticket",
]
