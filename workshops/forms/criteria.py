from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField, TextField, lines_of
from workshops.models import Criterion, Direction

LONGEST_LABEL = 60
MOST_POINTS = 10
NO_OR_YES = "no-yes"
OTHER = "other"

AT_HAND = {"1-5": (1, 5), "1-3": (1, 3), "0-2": (0, 2), NO_OR_YES: (0, 1)}


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    scale = forms.ChoiceField(
        label=_("Scale"),
        choices=[
            ("1-5", _("1 to 5")),
            ("1-3", _("1 to 3")),
            ("0-2", _("0 to 2")),
            (NO_OR_YES, _("No or yes")),
            (OTHER, _("Another scale")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a scale"), "invalid_choice": _("Choose a scale from the list")},
    )
    # Read as numbers only where another scale is chosen.
    lowest = LineField(label=_("Lowest point"), required=False, max_length=20)
    highest = LineField(label=_("Highest point"), required=False, max_length=20)
    labels = TextField(
        label=_("Labels of the points, one a line (optional)"),
        help_text=_(
            "Leave this empty to have labels at the two ends only. "
            "Otherwise enter one for each point, the lowest first."
        ),
        required=False,
        max_length=MOST_POINTS * (LONGEST_LABEL + 2),
        error_messages={"max_length": _("Each label must be 60 characters or fewer")},
    )
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
        field_classes = dict.fromkeys(["name", "question", "hint", "low_label", "high_label"], LineField)
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
            "low_label": {"max_length": _("The label must be 60 characters or fewer")},
            "high_label": {"max_length": _("The label must be 60 characters or fewer")},
            "direction": {
                "required": _("Choose what means more priority"),
                "invalid_choice": _("Choose what means more priority from the list"),
            },
        }

    field_order = [
        "name",
        "question",
        "hint",
        "scale",
        "lowest",
        "highest",
        "low_label",
        "high_label",
        "labels",
        "direction",
        "weight",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        direction = self.fields["direction"]
        assert isinstance(direction, forms.ChoiceField)
        direction.choices = Direction.choices
        # Needed only where no other label takes their place.
        self.fields["low_label"].required = self.fields["high_label"].required = False
        self._start_from(self.instance)

    def _start_from(self, criterion: Criterion) -> None:
        scale = (criterion.lowest, criterion.highest)
        known = next((name for name, its in AT_HAND.items() if its == scale), OTHER)
        if known == NO_OR_YES and (criterion.low_label, criterion.high_label) != no_and_yes():
            known = OTHER
        self.initial["scale"] = known
        if known == OTHER:
            self.initial["lowest"], self.initial["highest"] = scale
        if criterion.labels:
            self.initial["labels"] = "\n".join(criterion.labels)
            self.initial["low_label"] = self.initial["high_label"] = ""
        elif known == NO_OR_YES:
            self.initial["low_label"] = self.initial["high_label"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        scale = cleaned.get("scale")
        if scale == OTHER:
            self._read_other_scale()
        elif scale:
            cleaned["lowest"], cleaned["highest"] = AT_HAND[scale]
        if scale == NO_OR_YES:
            cleaned["low_label"], cleaned["high_label"] = no_and_yes()
            cleaned["labels"] = []
        else:
            self._read_labels()
        return cleaned

    def _read_other_scale(self) -> None:
        lowest = self._point("lowest", range(10), _("Enter the lowest point of the scale, a number from 0 to 9"))
        highest = self._point("highest", range(1, 11), _("Enter the highest point of the scale, a number from 1 to 10"))
        if lowest is None or highest is None:
            return
        points = highest - lowest + 1
        if points < 2:
            self.add_error("highest", gettext("The highest point must be more than the lowest"))
        elif points > MOST_POINTS:
            self.add_error(
                "highest",
                gettext("A scale has 10 points at most, and %(lowest)d to %(highest)d has %(points)d")
                % {"lowest": lowest, "highest": highest, "points": points},
            )

    def _point(self, name: str, possible: range, instead: Any) -> int | None:
        typed = self.cleaned_data.get(name)
        if typed is None:
            return None
        # Not int(): that takes other digits than ours, and underscores.
        point = next((point for point in possible if str(point) == typed), None)
        if point is None:
            self.add_error(name, instead)
            return None
        self.cleaned_data[name] = point
        return point

    def _read_labels(self) -> None:
        """Take a label for each point, or one for each end."""
        cleaned = self.cleaned_data
        if "labels" not in cleaned:
            return
        labels = lines_of(cleaned["labels"])
        cleaned["labels"] = labels
        if not labels:
            self._ask_for_labels_of_ends()
        elif any(len(label) > LONGEST_LABEL for label in labels):
            self.add_error("labels", gettext("Each label must be 60 characters or fewer"))
        else:
            cleaned["low_label"], cleaned["high_label"] = labels[0], labels[-1]
            if {"scale", "lowest", "highest"} & self.errors.keys():
                return
            needed = cleaned["highest"] - cleaned["lowest"] + 1
            if len(labels) != needed:
                self.add_error(
                    "labels",
                    ngettext(
                        "Enter %(needed)d labels, one for each point: there is %(given)d now",
                        "Enter %(needed)d labels, one for each point: there are %(given)d now",
                        len(labels),
                    )
                    % {"needed": needed, "given": len(labels)},
                )

    def _ask_for_labels_of_ends(self) -> None:
        if not self.cleaned_data.get("low_label", "missing"):
            self.add_error("low_label", gettext("Enter a label for the low end"))
        if not self.cleaned_data.get("high_label", "missing"):
            self.add_error("high_label", gettext("Enter a label for the high end"))

    def fill(self) -> Criterion:
        """The criterion with what was typed, not yet stored."""
        criterion: Criterion = self.save(commit=False)
        for field in ("lowest", "highest", "low_label", "high_label", "labels"):
            setattr(criterion, field, self.cleaned_data[field])
        return criterion


def no_and_yes() -> tuple[str, str]:
    return gettext("No"), gettext("Yes")
