from roadmap.forms.dependencies import DependencyForm
from roadmap.forms.horizons import HorizonsForm
from roadmap.forms.items import ItemForm, PartsForm
from roadmap.forms.shortlist import IN, OUT, ChoiceForm, LineForm, RecordForm

__all__ = [
    "IN",
    "OUT",
    "ChoiceForm",
    "DependencyForm",
    "HorizonsForm",
    "ItemForm",
    "LineForm",
    "PartsForm",
    "RecordForm",
]
