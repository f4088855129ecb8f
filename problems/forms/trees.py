from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import NotItsRoot, Problem
from problems.trees import Trees
from teams.models import Team, User


class SymptomsForm(forms.Form):
    """Several problems of the tree, by their numbers, and how to take them out of it."""

    problems = forms.MultipleChoiceField(
        label=_("Problems"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick the problems that you want to move"),
            "invalid_choice": _("One of the problems that you ticked is not there any more. Check what is ticked"),
        },
    )

    def __init__(self, data: QueryDict | None, *, team: Team, trees: Trees) -> None:
        super().__init__(data)
        self.team = team
        self.choices = trees.choices()
        field = self.fields["problems"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = self.choices

    @property
    def ticked(self) -> set[str]:
        return {str(number) for number in self["problems"].value() or []}

    def save(self, *, by: User) -> int:
        """Take them out of the tree, and return how many were in it below another one."""
        return Problem.put_under(self._problems(), None, by=by)

    def _problems(self) -> list[Problem]:
        return list(self.team.problems.filter(number__in=self.cleaned_data["problems"]))


class TreeForm(SymptomsForm):
    """Several problems, and the one that they are symptoms of."""

    root = forms.ChoiceField(
        label=_("Put what is ticked under"),
        help_text=_("The bigger problem behind them. What stands below a problem moves along with it."),
        error_messages={
            "required": _("Choose the problem to put them under"),
            "invalid_choice": _("Choose the problem to put them under from the list"),
        },
    )

    def __init__(self, data: QueryDict | None, *, team: Team, trees: Trees) -> None:
        super().__init__(data, team=team, trees=trees)
        field = self.fields["root"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self.choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("root") in cleaned.get("problems", []):
            message = gettext("P%(number)s cannot stand under itself. Untick it, or choose another problem")
            self.add_error("root", message % {"number": cleaned["root"]})
        return cleaned

    def save(self, *, by: User) -> int:
        """Put all of them under the root, or none; 0 when that cannot be done, which is then an error."""
        root = self.team.problems.filter(number=self.cleaned_data["root"]).first()
        problems = self._problems()
        if root is None or not problems:
            self.add_error("root", gettext("Choose another problem: this one has just been deleted"))
            return 0
        try:
            Problem.put_under(problems, root, by=by)
        except NotItsRoot as refused:
            self.add_error("root", refused.words)
            return 0
        return len(problems)
