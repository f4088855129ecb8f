from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField
from workshops.forms.ballots import DONT_KNOW
from workshops.forms.joining import usable_ticket
from workshops.models import Candidate, Criterion


class SetAsideForm(forms.Form):
    reason = LineField(
        label=_("Why does this ballot not count?"),
        help_text=_("For example, “joined twice”. They see it, and so does the history of your team: name nobody."),
        max_length=300,
        error_messages={
            "required": _("Enter why this ballot does not count"),
            "max_length": _("The reason must be 300 characters or fewer"),
        },
    )


class PaperForm(forms.Form):
    """The ballot of somebody without a device: each candidate on each criterion; gaps are allowed.

    Its answers are not fields of Django's, of which there would be thousands: the template writes them as
    `answer_name` names them.
    """

    # A secret of this page: sent twice, it is entered once.
    ticket = LineField(required=False, max_length=100, widget=forms.HiddenInput)
    name = LineField(
        label=_("Name of the person"),
        help_text=_("Or what you call the sheet of paper. It shows who is in, and never beside a score."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter the name of the person"),
            "max_length": _("The name must be 60 characters or fewer"),
        },
    )

    def __init__(self, *args: Any, candidates: list[Candidate], criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates, self.criteria = candidates, criteria
        self.answers: dict[Candidate, dict[Criterion, int | None]] = {}
        # The names of what cannot be an answer.
        self.wrong: set[str] = set()

    @staticmethod
    def answer_name(candidate: Candidate, criterion: Criterion) -> str:
        return f"answer-{candidate.number}-{criterion.pk}"

    def options(self) -> dict[int, list[tuple[str, str]]]:
        """By criterion, what can be chosen, beginning with nothing."""
        dont_know = (DONT_KNOW, gettext("I don’t know"))
        return {
            criterion.pk: [
                ("", ""),
                *((str(n), f"{n} {criterion.label(n)}".rstrip()) for n in criterion.points),
                dont_know,
            ]
            for criterion in self.criteria
        }

    def chosen(self, candidate: Candidate, criterion: Criterion) -> str:
        return str(self.data.get(self.answer_name(candidate, criterion), ""))

    def clean_ticket(self) -> str:
        return usable_ticket(self.cleaned_data["ticket"])

    def clean(self) -> None:
        allowed = {criterion: {str(point): point for point in criterion.points} for criterion in self.criteria}
        for candidate in self.candidates:
            its_answers: dict[Criterion, int | None] = {}
            for criterion in self.criteria:
                chosen = self.chosen(candidate, criterion)
                if chosen == DONT_KNOW:
                    its_answers[criterion] = None
                elif chosen in allowed[criterion]:
                    its_answers[criterion] = allowed[criterion][chosen]
                elif chosen:
                    self.wrong.add(self.answer_name(candidate, criterion))
                    self.add_error(
                        None,
                        gettext("Choose a number on the scale, or “I don’t know”, for “%(criterion)s” of %(candidate)s")
                        % {"criterion": criterion.name, "candidate": candidate.reference},
                    )
            if its_answers:
                self.answers[candidate] = its_answers
        if not self.answers and not self.wrong:
            self.add_error(None, gettext("Choose at least one answer: an empty ballot does not count"))
