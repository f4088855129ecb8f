from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.fields import DatePartsField, ProblemsField
from problems.models import Evidence, EvidenceKind, Question
from teams.fields import LineField, LinkField, TextField
from teams.models import Team, User


class CountField(forms.IntegerField):
    """A whole number as people write it: 1204, 1,204 or 1 204."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value).replace(",", "").replace(" ", "") if value is not None else value)


class EvidenceForm(forms.Form):
    finding = TextField(
        label=_("What does it show?"),
        help_text=_("One finding, in a sentence or two"),
        max_length=2000,
        error_messages={
            "required": _("Enter what the evidence shows"),
            "max_length": _("What it shows must be 2,000 characters or fewer"),
        },
    )
    kind = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=EvidenceKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where the evidence comes from"),
            "invalid_choice": _("Choose where the evidence comes from, from the list"),
        },
    )
    problems = ProblemsField(
        label=_("Which problems does it support?"),
        help_text=_("Choose all that apply"),
        error_messages={
            "required": _("Choose at least one problem"),
            "invalid_choice": _("Choose only problems in the list: one of them is not there any more"),
        },
    )
    count = CountField(
        label=_("Figure (optional)"),
        help_text=_("How many were counted, such as 214"),
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        error_messages={
            "invalid": _("Figure must be a whole number, such as 214"),
            "min_value": _("Figure must be 0 or more"),
            "max_value": _("Figure must be 2,000,000,000 or less"),
        },
    )
    unit = LineField(
        label=_("What the figure counts (optional)"),
        help_text=_("As it follows the figure, such as tickets a month, or school for a figure of 1"),
        required=False,
        max_length=50,
        error_messages={"max_length": _("What the figure counts must be 50 characters or fewer")},
    )
    source = LineField(
        label=_("Source (optional)"),
        help_text=_("Such as a round of research, a report or a log"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Source must be 200 characters or fewer")},
    )
    link = LinkField(
        label=_("Link (optional)"),
        help_text=_("The web address where others can read it"),
        required=False,
        max_length=500,
        error_messages={
            "invalid": _("Link must be a whole web address, such as https://example.gov.uk/report"),
            "max_length": _("Link must be 500 characters or fewer"),
        },
    )
    found_on = DatePartsField(
        name=_("Date found"),
        label=_("Date found (optional)"),
        help_text=_("For example, 27 3 2026"),
        required=False,
    )

    quote = TextField(
        label=_("Quote (optional)"),
        help_text=_("Their own words, without names or anything else that says who they are"),
        required=False,
        max_length=1000,
        error_messages={"max_length": _("Quote must be 1,000 characters or fewer")},
    )
    quote_from = LineField(
        label=_("Who said it (optional)"),
        help_text=_("A role, never a name. For example, induction tutor in a primary school"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Who said it must be 100 characters or fewer")},
    )
    quote_consent = forms.BooleanField(
        label=_("The person agreed that their words are used"),
        help_text=_("A quote is kept only with their consent"),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        team: Team,
        evidence: Evidence | None = None,
        problem: str = "",
        question: Question | None = None,
    ) -> None:
        self.team, self.evidence = team, evidence
        initial: dict[str, Any] = {"problems": [problem]}
        if question:
            initial = {
                "problems": list(question.problems.values_list("number", flat=True)),
                "kind": EvidenceKind.RESEARCH,
            }
        if evidence:
            initial = {name: getattr(evidence, name) for name in self.base_fields}
            initial["problems"] = list(evidence.problems.values_list("number", flat=True))
        super().__init__(data, initial=initial)
        field = self.fields["problems"]
        assert isinstance(field, ProblemsField)
        its_own = evidence.problems.all() if evidence else team.problems.none()
        field.offer(team.problems.unmerged_or(its_own).by_group())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_figure(cleaned)
        self._clean_quote(cleaned)
        return cleaned

    def _clean_figure(self, cleaned: dict[str, Any]) -> None:
        if {"count", "unit"} & self.errors.keys():
            return
        if cleaned["count"] is not None and not cleaned["unit"]:
            self.add_error("unit", gettext("Enter what the figure counts, such as tickets a month"))
        elif cleaned["unit"] and cleaned["count"] is None:
            self.add_error("count", gettext("Enter the figure, or empty the field after it"))

    def _clean_quote(self, cleaned: dict[str, Any]) -> None:
        if {"quote", "quote_from"} & self.errors.keys():
            return
        if cleaned["quote"] and not cleaned["quote_consent"]:
            self.add_error(
                "quote_consent", gettext("Tick that the person agreed that their words are used, or remove the quote")
            )
        elif cleaned["quote_from"] and not cleaned["quote"]:
            self.add_error("quote", gettext("Enter the quote, or empty the field after it"))
        elif not cleaned["quote"]:
            # Consent to nothing.
            cleaned["quote_consent"] = False

    def save(self, *, by: User) -> Evidence:
        if self.evidence is None:
            return Evidence.add_once(self.team, by=by, **self.cleaned_data)
        self.evidence.change(by=by, **self.cleaned_data)
        return self.evidence
