from problems.forms.choosing import ChoosingForm
from problems.forms.documents import DocumentForm, UploadForm
from problems.forms.evidence import EvidenceForm
from problems.forms.framing import ComparisonForm, FramingForm
from problems.forms.imports import ColumnsForm, ImportForm
from problems.forms.merging import MergingForm
from problems.forms.previewing import Confirming, ConfirmingForm, PreviewForm
from problems.forms.problems import ProblemFilter, ProblemForm, RootForm, StateForm
from problems.forms.questions import AnswerForm, QuestionForm
from problems.forms.serving import ServingForm
from problems.forms.sorting import SortingForm
from problems.forms.stages import MapFilter, PlaceForm, ProblemStagesForm, RoundForm, StageForm, TakeOffForm
from problems.forms.trees import SymptomsForm, TreeForm
from problems.forms.user_groups import UserGroupForm

__all__ = [
    "AnswerForm",
    "ChoosingForm",
    "ColumnsForm",
    "ComparisonForm",
    "Confirming",
    "ConfirmingForm",
    "DocumentForm",
    "EvidenceForm",
    "FramingForm",
    "ImportForm",
    "MapFilter",
    "MergingForm",
    "PlaceForm",
    "PreviewForm",
    "ProblemFilter",
    "ProblemForm",
    "ProblemStagesForm",
    "QuestionForm",
    "RootForm",
    "RoundForm",
    "ServingForm",
    "SortingForm",
    "StageForm",
    "StateForm",
    "SymptomsForm",
    "TakeOffForm",
    "TreeForm",
    "UploadForm",
    "UserGroupForm",
]
