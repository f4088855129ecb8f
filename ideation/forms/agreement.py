from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.forms.scope import BUCKETS
from ideation.models import Scope, Stance
from teams.fields import LineField, TextField

AGREE, CHALLENGE = "agree", "challenge"


class StanceForm(forms.Form):
    """Agree with a placement, or challenge it and say why. `decision` is the one that the page showed."""

    decision = LineField(required=False, max_length=20, widget=forms.HiddenInput)
    # The button that was pressed.
    then = LineField(required=False, max_length=20)
    # What to come back to: those that somebody has not looked at, or all.
    show = LineField(required=False, max_length=20, widget=forms.HiddenInput)
    reason = TextField(
        label=_("Why do you challenge it?"),
        help_text=_("The product manager answers. Your name is shown with it."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _("The reason must be 1,000 characters or fewer")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("then") == AGREE:
            # What was typed and then thought better of.
            cleaned["reason"] = ""
            self.errors.pop("reason", None)
        elif not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Enter why you challenge it"))
        return cleaned


class MissingForm(forms.Form):
    title = LineField(
        label=_("Is anything missing?"),
        help_text=_("An idea that nobody has had yet, in one sentence. It is added as not placed."),
        max_length=200,
        error_messages={
            "required": _("Enter the idea that is missing"),
            "max_length": _("The idea must be 200 characters or fewer. Put the rest into the detail"),
        },
    )
    detail = TextField(
        label=_("Detail (optional)"),
        max_length=4000,
        required=False,
        error_messages={"max_length": _("The detail must be 4,000 characters or fewer")},
    )


class AnswerForm(forms.Form):
    """A product manager's answer to a challenge: where the idea belongs now, and why."""

    scope = forms.ChoiceField(
        label=_("Where does it belong?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether to keep or to move it"),
            "invalid_choice": _("Choose a scope from the list"),
        },
    )
    reason = TextField(
        label=_("Your answer"),
        help_text=_("Why it is kept, or why it moves. Whoever challenged it sees your answer."),
        max_length=1000,
        error_messages={
            "required": _("Enter your answer"),
            "max_length": _("The answer must be 1,000 characters or fewer"),
        },
    )

    def __init__(self, *args: Any, stance: Stance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = stance.decision.idea.scope
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        kept = (now, gettext("Keep it: %(scope)s") % {"scope": Scope(now).label})
        moved = [(value, gettext("Move it: %(scope)s") % {"scope": label}) for value, label in BUCKETS if value != now]
        scope.choices = [kept, *moved]
