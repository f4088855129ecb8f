from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.fields import ProblemsField
from problems.models import Question
from teams.fields import LineField, TextField
from teams.models import Team, User


class QuestionForm(forms.Form):
    text = LineField(
        label=_("What do you want to find out?"),
        help_text=_("One question. For example, how do schools know that a teacher has left?"),
        max_length=300,
        error_messages={
            "required": _("Enter the question"),
            "max_length": _("Question must be 300 characters or fewer"),
        },
    )
    problems = ProblemsField(
        label=_("Which problems is it about? (optional)"),
        help_text=_("Choose all that apply"),
        required=False,
        error_messages={"invalid_choice": _("Choose only problems in the list: one of them is not there any more")},
    )

    def __init__(
        self, data: QueryDict | None, *, team: Team, question: Question | None = None, problem: str = ""
    ) -> None:
        self.team, self.question = team, question
        initial: dict[str, Any] = {"problems": [problem]}
        if question:
            numbers = list(question.problems.values_list("number", flat=True))
            initial = {"text": question.text, "problems": numbers}
        super().__init__(data, initial=initial)
        field = self.fields["problems"]
        assert isinstance(field, ProblemsField)
        its_own = question.problems.all() if question else team.problems.none()
        field.offer(team.problems.unmerged_or(its_own).by_group())

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.question and self.team.questions.filter(text=text).exclude(pk=self.question.pk).exists():
            raise forms.ValidationError(gettext("The team asks this question already. Enter another one"))
        return text

    def save(self, *, by: User) -> Question:
        text, problems = self.cleaned_data["text"], self.cleaned_data["problems"]
        if self.question is None:
            return Question.ask(self.team, text, by=by, problems=problems)
        self.question.change(text, by=by, problems=problems)
        return self.question


class AnswerForm(forms.Form):
    """Which evidence answers a question, by its number, and what the answer is."""

    evidence = forms.ChoiceField(
        label=_("Which evidence answers it?"),
        error_messages={
            "required": _("Choose the evidence that answers it"),
            "invalid_choice": _("Choose the evidence that answers it from the list"),
        },
    )
    answer = TextField(
        label=_("What is the answer?"),
        help_text=_("In a sentence or two, as you would tell somebody who asks"),
        max_length=2000,
        error_messages={
            "required": _("Enter the answer"),
            "max_length": _("The answer must be 2,000 characters or fewer"),
        },
    )

    def __init__(self, data: QueryDict | None, *, question: Question, evidence: str = "") -> None:
        self.question = question
        nearest = question.team.evidence.nearest_to(question.problems.all())
        self.offered = {str(found.number): found for found in nearest}
        answered = str(question.evidence.number) if question.evidence else ""
        super().__init__(data, initial={"evidence": evidence or answered, "answer": question.answer})
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose evidence")),
            *((number, Truncator(str(found)).chars(90)) for number, found in self.offered.items()),
        ]

    def save(self, *, by: User) -> None:
        self.question.close(self.offered[self.cleaned_data["evidence"]], self.cleaned_data["answer"], by=by)
