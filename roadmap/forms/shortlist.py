from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Choice, Line, Shortlist
from roadmap.models.lines import as_shown, plain
from roadmap.ranking import Ranking, Standing
from teams.fields import LineField, TextField
from teams.models import Team, User

IN, OUT = "in", "out"
NUMBER, SCORE = "number", "score"


class LineForm(forms.Form):
    """Where the line is: under a number of ideas, or at a score."""

    by = forms.ChoiceField(
        label=_("Where is the line?"),
        choices=[(NUMBER, _("Under a number of ideas")), (SCORE, _("At a score, however many ideas that is"))],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose where the line is")},
    )
    cut_line = forms.IntegerField(
        label=_("How many ideas are above the line?"),
        required=False,
        error_messages={"invalid": _("Enter a whole number, such as 10")},
    )
    cut_score = forms.DecimalField(
        label=_("Which score is needed to be above the line?"),
        help_text=_("All ideas with this score or more are above it. For example, 60."),
        required=False,
        error_messages={"invalid": _("Enter a score, such as 60 or 62.5")},
    )

    def __init__(self, *args: Any, ranking: Ranking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scores = [standing.score or 0 for standing in ranking.scored]
        self.line = ranking.line
        # The box of what the line is not drawn by stays empty.
        self.initial = {
            "by": SCORE if self.line.is_at_score else NUMBER,
            # Every team begins with a line under more ideas than many have: what is offered can be sent as it is.
            "cut_line": self.line.ideas and min(self.line.ideas, len(self.scores) or self.line.ideas),
            "cut_score": None if self.line.score is None else plain(self.line.score),
        }

    @property
    def is_by_score(self) -> bool:
        return bool(self.cleaned_data.get("by") == SCORE)

    def clean_cut_line(self) -> int | None:
        cut_line: int | None = self.cleaned_data["cut_line"]
        if self.is_by_score:
            return None
        if cut_line is None:
            raise forms.ValidationError(gettext("Enter how many ideas are above the line"))
        if cut_line < 1:
            raise forms.ValidationError(gettext("Enter 1 or more"))
        self._refuse_without_scores()
        if cut_line > len(self.scores):
            raise forms.ValidationError(
                ngettext(
                    "Enter 1: there is only %(scored)d idea with a score",
                    "Enter %(scored)d or fewer: there are only %(scored)d ideas with a score",
                    len(self.scores),
                )
                % {"scored": len(self.scores)}
            )
        return cut_line

    def clean_cut_score(self) -> Decimal | None:
        cut_score: Decimal | None = self.cleaned_data["cut_score"]
        if not self.is_by_score:
            if cut_score is not None and not self.line.is_at_score:
                # Typed into the box, with the button beside it forgotten.
                raise forms.ValidationError(gettext("Choose “At a score” to draw the line there, or clear this box"))
            return None
        if cut_score is None:
            raise forms.ValidationError(gettext("Enter the score that is needed to be above the line"))
        if not 0 <= cut_score <= 100:
            raise forms.ValidationError(gettext("Enter a score from 0 to 100"))
        if cut_score != round(cut_score, 1):
            raise forms.ValidationError(gettext("Enter a score with one decimal place at most, such as 62.5"))
        self._refuse_without_scores()
        if not Line(score=cut_score).above(self.scores):
            highest = plain(as_shown(max(self.scores)))
            raise forms.ValidationError(
                gettext("Enter %(highest)s or less: no idea has a higher score") % {"highest": highest}
            )
        return abs(round(cut_score, 1))

    def clean(self) -> dict[str, Any]:
        if self.is_by_score:
            # What stands in the box that does not count may be anything.
            self.errors.pop("cut_line", None)
        return self.cleaned_data

    def _refuse_without_scores(self) -> None:
        if not self.scores:
            raise forms.ValidationError(
                gettext("No idea has a score yet: the line can be drawn after an idea workshop")
            )

    def save(self, team: Team, *, by: User) -> None:
        if self.is_by_score:
            Shortlist.draw_line_at(team, self.cleaned_data["cut_score"], by=by)
        else:
            Shortlist.draw_line(team, self.cleaned_data["cut_line"], by=by)


class RecordForm(forms.Form):
    """What the person saw who records the decision, and what they add."""

    CHANGED = _("The shortlist has changed since you opened this page. Check it below, then record it")

    seen = LineField(required=False, max_length=64, widget=forms.HiddenInput)
    note = TextField(
        label=_("Note (optional)"),
        help_text=_("For example, who agreed to it, and where. It cannot be changed afterwards."),
        max_length=2000,
        required=False,
        error_messages={"max_length": _("The note must be 2,000 characters or fewer")},
    )


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
