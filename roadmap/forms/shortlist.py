from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Choice, Shortlist
from roadmap.ranking import Standing
from teams.fields import TextField
from teams.models import Team, User

IN, OUT = "in", "out"


class LineForm(forms.Form):
    cut_line = forms.IntegerField(
        label=_("How many ideas are above the line?"),
        error_messages={
            "required": _("Enter how many ideas are above the line"),
            "invalid": _("Enter a whole number, such as 10"),
        },
    )

    def __init__(self, *args: Any, scored: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scored = scored

    def clean_cut_line(self) -> int:
        cut_line: int = self.cleaned_data["cut_line"]
        if cut_line < 1:
            raise forms.ValidationError(gettext("Enter 1 or more"))
        if not self.scored:
            raise forms.ValidationError(
                gettext("No idea has a score yet: the line can be drawn after an idea workshop")
            )
        if cut_line > self.scored:
            raise forms.ValidationError(
                ngettext(
                    "Enter 1: there is only %(scored)d idea with a score",
                    "Enter %(scored)d or fewer: there are only %(scored)d ideas with a score",
                    self.scored,
                )
                % {"scored": self.scored}
            )
        return cut_line

    def save(self, team: Team, *, by: User) -> None:
        Shortlist.draw_line(team, self.cleaned_data["cut_line"], by=by)


class ChoiceForm(forms.Form):
    """In or out. What the line says anyway needs no reason."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose in or out"),
            "invalid_choice": _("Choose in or out"),
        },
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("Needed when you decide against the line. It is shown beside the idea and in downloads."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _("The reason must be 1,000 characters or fewer")},
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        if standing.is_above_line:
            decision.choices = [(OUT, gettext("Leave it out, against the line")), (IN, gettext("In, as the line says"))]
        else:
            decision.choices = [(IN, gettext("Take it in, against the line")), (OUT, gettext("Out, as the line says"))]
        if standing.choice:
            self.initial = {"decision": IN if standing.is_in else OUT, "reason": standing.choice.reason}

    @property
    def included(self) -> bool:
        return bool(self.cleaned_data["decision"] == IN)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        is_against_line = "decision" in cleaned and self.included != self.standing.is_above_line
        if is_against_line and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Enter the reason for deciding against the line"))
        return cleaned

    def save(self, *, by: User) -> None:
        if self.included == self.standing.is_above_line:
            Choice.withdraw(self.standing.idea, by=by)
        else:
            Choice.make(self.standing.idea, included=self.included, reason=self.cleaned_data["reason"], by=by)
