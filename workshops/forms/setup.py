from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from problems.models import Problem
from workshops.models import Kind

MOST_CANDIDATES = 200


class WorkshopForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the workshop"),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("The title must be 200 characters or fewer"),
        },
    )


class NewWorkshopForm(WorkshopForm):
    kind = forms.ChoiceField(
        label=_("What will people score?"),
        choices=[(Kind.PROBLEM, _("Problems, on six criteria")), (Kind.IDEA, _("Ideas in scope, on three criteria"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose problems or ideas")},
    )


class CandidatesForm(forms.Form):
    """Which problems, or which ideas in scope, are put to the vote."""

    candidates = forms.MultipleChoiceField(
        label=_("What to vote on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one"),
            "invalid_choice": _("Choose only from the list: one of them is not there, or is no longer in scope"),
        },
    )

    def __init__(self, *args: Any, things: Iterable[Problem | Idea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {str(thing.number): thing for thing in things}
        field = self.fields["candidates"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, str(thing)) for number, thing in self.things.items()]

    def clean_candidates(self) -> list[Problem | Idea]:
        chosen = set(self.cleaned_data["candidates"])
        if len(chosen) > MOST_CANDIDATES:
            raise forms.ValidationError(
                gettext("Choose %(most)d at most: nobody can score more in one session") % {"most": MOST_CANDIDATES}
            )
        return [thing for number, thing in self.things.items() if number in chosen]
