from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField
from workshops.models import Kind, Preset, documented


class UsePresetForm(forms.Form):
    """Which set of criteria replaces those of a workshop: a documented one, or one that the team has kept."""

    preset = forms.ChoiceField(
        label=_("Which criteria?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a preset"),
            "invalid_choice": _("Choose a preset from the list: it may have been deleted"),
        },
    )

    def __init__(self, *args: Any, presets: Iterable[Preset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = list(presets)
        self.criteria_of: dict[str, list[dict[str, Any]]] = {str(kind): documented(kind) for kind in Kind}
        self.criteria_of |= {str(preset.pk): preset.criteria for preset in self.kept}
        field = self.fields["preset"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(Kind.PROBLEM), _("For problems, as documented")),
            (str(Kind.IDEA), _("For ideas, as documented")),
            *((str(preset.pk), preset.name) for preset in self.kept),
        ]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """The criteria of the preset that was chosen."""
        return self.criteria_of[self.cleaned_data["preset"]]

    def criterion_names(self) -> dict[str, list[str]]:
        """The names of the criteria of each preset."""
        return {key: [criterion["name"] for criterion in criteria] for key, criteria in self.criteria_of.items()}


class KeepPresetForm(forms.Form):
    name = LineField(
        label=_("Name of the preset"),
        max_length=100,
        error_messages={
            "required": _("Enter a name for the preset"),
            "max_length": _("The name must be 100 characters or fewer"),
        },
    )
    replace = forms.BooleanField(label=_("Replace the preset that has this name"), required=False)
