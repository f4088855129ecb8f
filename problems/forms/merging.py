from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from problems.forms.problems import with_group
from problems.models import Problem
from teams.models import NotMerged, User


class MergingForm(forms.Form):
    """Which problem one is the same as, by its number."""

    into = forms.ChoiceField(
        label=_("The problem that stands for both"),
        help_text=_("Its title and statement are the ones that people will read and score."),
        error_messages={
            "required": _("Choose the problem that stands for both"),
            "invalid_choice": _("Choose the problem that stands for both from the list"),
        },
    )

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        self.problem = problem
        others = problem.team.problems.unmerged().exclude(pk=problem.pk).with_evidence_count().by_group()
        self.others = {str(other.number): other for other in others}
        super().__init__(data)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose a problem")),
            *((number, with_group(other)) for number, other in self.others.items()),
        ]

    @property
    def other(self) -> Problem:
        return self.others[self.cleaned_data["into"]]

    def save(self, *, by: User) -> bool:
        """Merge the two; say whether that could be done."""
        try:
            self.problem.merge_into(self.other, by=by)
        except NotMerged as refused:
            self.add_error("into", refused.words)
            return False
        return True
