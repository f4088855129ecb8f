"""What somebody asks of a result: other weights, or two criteria against each other. Sent by GET, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.models import Criterion


def plain(weight: Decimal) -> str:
    """Without zeros at its end, as the active language writes it."""
    return localize(int(weight) if weight == int(weight) else weight.normalize())


class WeightField(forms.DecimalField):
    """A weight, or 0. Several stand on a page: what is wrong begins with the name of the criterion."""

    default_error_messages = {
        "required": gettext_lazy("enter a weight, or 0 to leave it out"),
        "invalid": gettext_lazy("the weight must be a number, such as 0, 1 or 2.5"),
    }

    def __init__(self, **options: Any) -> None:
        messages = {
            "min_value": gettext_lazy("the weight must be 0 or more"),
            "max_value": gettext_lazy("the weight must be 100 or less"),
            "max_decimal_places": gettext_lazy("the weight can have two decimal places at most"),
            "max_digits": gettext_lazy("the weight must be 100 or less, with two decimal places at most"),
            "max_whole_digits": gettext_lazy("the weight must be 100 or less"),
        }
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, error_messages=messages, **options)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            # One is enough: a number that is too high has too many digits too.
            raise forms.ValidationError(f"{self.label}: {error.messages[0]}") from None


class WeightsForm(forms.Form):
    """A weight for each criterion, 0 to leave it out. What an address does not name is as in the workshop."""

    def __init__(self, asked: Mapping[str, Any], *, criteria: Sequence[Criterion]) -> None:
        self.criteria = criteria
        own = {self.name_of(criterion): f"{criterion.weight.normalize():f}" for criterion in criteria}
        names = {*own, "without_abstainers"}
        super().__init__({**own, **{n: asked[n] for n in names & asked.keys()}} if names & asked.keys() else None)
        for criterion in criteria:
            name = self.name_of(criterion)
            self.fields[name] = WeightField(label=criterion.name, initial=own[name])
        self.fields["without_abstainers"] = forms.BooleanField(
            label=gettext_lazy("Leave out people who said “I don’t know”"),
            help_text=gettext_lazy(
                "A person’s scores for something then count only if they said “I don’t know” to no question about it."
            ),
            required=False,
        )

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        return f"weight-{criterion.pk}"

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[self.name_of(criterion)] for criterion in self.criteria]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = [cleaned.get(self.name_of(criterion)) for criterion in self.criteria]
        if weights and all(weight == 0 for weight in weights):
            raise forms.ValidationError(_("Give at least one criterion a weight above 0"))
        return cleaned

    @property
    def weights(self) -> dict[int, Decimal]:
        return {criterion.pk: self.cleaned_data[self.name_of(criterion)] for criterion in self.criteria}

    def differences(self) -> list[str]:
        """What is not as in the workshop, in words."""
        words = []
        for criterion in self.criteria:
            weight = self.weights[criterion.pk]
            if not weight:
                words.append(_("%(criterion)s is left out") % {"criterion": criterion.name})
            elif weight != criterion.weight:
                names = {"criterion": criterion.name, "weight": plain(weight), "own": criterion.plain_weight}
                words.append(_("%(criterion)s weighs %(weight)s instead of %(own)s") % names)
        if self.cleaned_data["without_abstainers"]:
            words.append(_("Whoever said “I don’t know” about something does not count for it"))
        return words


class AxesForm(forms.Form):
    """Which criterion goes across a picture, and which up."""

    across = forms.TypedChoiceField(label=gettext_lazy("Across"), coerce=int)
    up = forms.TypedChoiceField(label=gettext_lazy("Up"), coerce=int)

    def __init__(
        self, asked: Mapping[str, Any], *, criteria: Sequence[Criterion], across: Criterion, up: Criterion
    ) -> None:
        own = {"across": str(across.pk), "up": str(up.pk)}
        named = own.keys() & asked.keys()
        super().__init__({**own, **{name: asked[name] for name in named}} if named else None, initial=own)
        for name in own:
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [(str(criterion.pk), criterion.name) for criterion in criteria]
            field.error_messages["invalid_choice"] = _("Choose one of the criteria of this workshop")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("across") is not None and cleaned.get("across") == cleaned.get("up"):
            self.add_error("up", _("Choose another criterion than the one across"))
        return cleaned
