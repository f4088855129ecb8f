"""The documented criteria. No source gives a scale, a weight or, for sequencing risk, a direction."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Preset:
    name: str | Promise
    question: str | Promise
    low_label: str | Promise
    high_label: str | Promise
    hint: str | Promise = ""
    # Whether it asks if a problem is the root, at the high end, or a symptom of a bigger one.
    finds_symptoms: bool = False


PROBLEM_CRITERIA = (
    Preset(
        _("Root or symptom"),
        _("Is it a root problem, or a symptom of a bigger one?"),
        _("Symptom"),
        _("Root problem"),
        finds_symptoms=True,
    ),
    Preset(
        _("Impact and severity"),
        _("What is its impact on users, and how severe is it?"),
        _("Low impact"),
        _("High impact"),
    ),
    Preset(
        _("Feasibility"),
        _("How feasible is it to solve?"),
        _("Not feasible"),
        _("Very feasible"),
    ),
    Preset(
        _("Sequencing risk"),
        _("How risky would it be to solve this later, after other things?"),
        _("Could wait"),
        _("Risky to leave"),
    ),
    Preset(
        _("Flexibility"),
        _("Would solving it promote flexibility?"),
        _("Not at all"),
        _("A great deal"),
        _("Would the service cope better with the next policy change?"),
    ),
    Preset(
        _("Own services alone"),
        _("How likely is it that our digital services alone can fix it?"),
        _("Unlikely"),
        _("Very likely"),
    ),
)

IDEA_CRITERIA = (
    Preset(
        _("Feasibility"),
        _("How feasible is it?"),
        _("Not feasible"),
        _("Very feasible"),
    ),
    Preset(
        _("Impact on all users"),
        _("What impact would it have on all our users?"),
        _("Low impact"),
        _("High impact"),
    ),
    Preset(
        _("Core purpose"),
        _("How far does it meet the service’s core purpose?"),
        _("Not at all"),
        _("Completely"),
    ),
)
