from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from problems.fields import ProblemsField
from problems.models import Kind, Problem
from teams.models import User


class ServingForm(forms.Form):
    """Which user problems a business problem answers."""

    problems = ProblemsField(
        label=_("Which user problems would be solved with it, or made smaller?"),
        help_text=_("Choose all that apply. Tick none if it answers no user problem: that is worth knowing too."),
        required=False,
        error_messages={"invalid_choice": _("Choose only from the list: one of them is not there any more")},
    )

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        self.problem = problem
        served = problem.serves.all()
        super().__init__(data, initial={"problems": list(served.values_list("number", flat=True))})
        field = self.fields["problems"]
        assert isinstance(field, ProblemsField)
        field.offer(problem.team.problems.filter(kind=Kind.USER).unmerged_or(served).by_group())

    def save(self, *, by: User) -> None:
        self.problem.set_served(self.cleaned_data["problems"], by=by)
