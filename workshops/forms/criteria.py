from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.models import Criterion, Direction, Workshop

SCALES = [
    ("1-5", _("1 to 5")),
    ("1-3", _("1 to 3")),
    ("0-2", _("0 to 2")),
    ("0-1", _("0 or 1, for no or yes")),
    ("1-4", _("1 to 4")),
    ("1-7", _("1 to 7")),
    ("1-10", _("1 to 10")),
]


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    scale = forms.ChoiceField(label=_("Scale"), choices=SCALES)
    weight = forms.DecimalField(
        label=_("Weight"),
        help_text=_("How much the criterion counts beside the others. Equal weights are the default: 1 each."),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        error_messages={
            "required": _("Enter a weight"),
            "invalid": _("The weight must be a number, such as 1 or 2.5"),
            "min_value": _("The weight must be more than 0"),
            "max_value": _("The weight must be 100 or less"),
            "max_decimal_places": _("The weight can have two decimal places at most"),
            "max_digits": _("The weight must be 100 or less, with two decimal places at most"),
        },
    )

    class Meta:
        model = Criterion
        fields = ["name", "question", "hint", "low_label", "high_label", "direction", "weight"]
        labels = {
            "name": _("Name of the criterion"),
            "question": _("Question that people answer"),
            "hint": _("Hint"),
            "low_label": _("Label of the low end"),
            "high_label": _("Label of the high end"),
            "direction": _("What means more priority?"),
        }
        help_texts = {"hint": _("Optional. One line under the question.")}
        widgets = {"direction": forms.RadioSelect}
        error_messages = {
            "name": {"required": _("Enter a name"), "max_length": _("The name must be 80 characters or fewer")},
            "question": {
                "required": _("Enter a question"),
                "max_length": _("The question must be 300 characters or fewer"),
            },
            "hint": {"max_length": _("The hint must be 300 characters or fewer")},
            "low_label": {
                "required": _("Enter a label for the low end"),
                "max_length": _("The label must be 60 characters or fewer"),
            },
            "high_label": {
                "required": _("Enter a label for the high end"),
                "max_length": _("The label must be 60 characters or fewer"),
            },
        }

    field_order = ["name", "question", "hint", "scale", "low_label", "high_label", "direction", "weight"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        direction = self.fields["direction"]
        assert isinstance(direction, forms.ChoiceField)
        direction.choices = Direction.choices
        self.initial["scale"] = f"{self.instance.lowest}-{self.instance.highest}"

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.workshop.criteria.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise forms.ValidationError(gettext("The workshop already has a criterion with this name"))
        return name

    def fill(self) -> Criterion:
        """The criterion with what was typed, not yet stored."""
        criterion: Criterion = self.save(commit=False)
        criterion.lowest, criterion.highest = map(int, self.cleaned_data["scale"].split("-"))
        return criterion
