from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from problems.fields import ProblemsField
from problems.models import Problem
from teams.fields import LineField, TextField
from teams.models import User
from workshops.models import Criterion, Workshop

DONT_KNOW = "dont-know"


class ScoresForm(forms.Form):
    """A page of the ballot: one candidate, an answer to each criterion and a comment; each may be left out."""

    comment = TextField(
        label=_("Why? (optional)"),
        help_text=_("Shown with the results, without your name. Do not write who you are."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _("Your comment must be 1,000 characters or fewer")},
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {self.name_of(criterion): criterion for criterion in criteria}
        for name, criterion in self.criteria.items():
            points = [(str(point), str(point)) for point in criterion.points]
            self.fields[name] = forms.ChoiceField(
                required=False,
                choices=[*points, (DONT_KNOW, "")],
                error_messages={
                    "invalid_choice": gettext("Choose a number on the scale, or “I don’t know”, for “%(name)s”")
                    % {"name": criterion.name}
                },
            )

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        return f"criterion-{criterion.pk}"

    @property
    def answers(self) -> dict[Criterion, int | None]:
        """The answers given; None is "I don't know". A criterion that was left out is not in it."""
        return {
            criterion: None if self.cleaned_data[name] == DONT_KNOW else int(self.cleaned_data[name])
            for name, criterion in self.criteria.items()
            if self.cleaned_data.get(name)
        }

    @property
    def comment_as_typed(self) -> str | None:
        """None when the page had no field for it."""
        return self.cleaned_data["comment"] if "comment" in self.data else None

    @property
    def chosen(self) -> dict[int, str]:
        """What is chosen on the page now: by criterion, the value of its radio."""
        return {criterion.pk: str(self[name].value() or "") for name, criterion in self.criteria.items()}


class WarmUpForm(forms.Form):
    """A question to try the radios on. Nothing of it is kept."""

    tried = forms.ChoiceField(required=False, choices=[*((str(n), str(n)) for n in range(1, 6)), (DONT_KNOW, "")])

    @property
    def what_was_tried(self) -> str:
        """The value of the radio that was chosen; empty if there is no such one."""
        return self.cleaned_data["tried"] if self.is_valid() else ""

    @staticmethod
    def points(question: str) -> list[tuple[str, str, str]]:
        """The points as the page shows them; words for the ends of our own question, and for any that a team asks."""
        low, high = (gettext("Low"), gettext("High")) if question else (gettext("I dread them"), gettext("I love them"))
        return [(str(n), str(n), {1: low, 5: high}.get(n, "")) for n in range(1, 6)]


class WorkshopIdeaForm(forms.Form):
    title = LineField(
        label=_("Your idea"),
        help_text=_("One sentence that others will understand."),
        max_length=200,
        error_messages={
            "required": _("Enter your idea"),
            "max_length": _("Your idea must be 200 characters or fewer. Put the rest into the detail"),
        },
    )
    detail = TextField(
        label=_("More detail (optional)"),
        max_length=4000,
        required=False,
        error_messages={"max_length": _("The detail must be 4,000 characters or fewer")},
    )
    problems = ProblemsField(
        label=_("Which problems does it answer?"),
        error_messages={
            "required": _("Choose at least one problem"),
            "invalid_choice": _("Choose only problems of this workshop"),
        },
    )

    def __init__(self, *args: Any, problems: Iterable[Problem], prompt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The "What if…?" that somebody chose, in words.
        self.prompt = prompt
        field = self.fields["problems"]
        assert isinstance(field, ProblemsField)
        field.offer(problems)

    @staticmethod
    def typed(sent: QueryDict) -> dict[str, Any]:
        """What a form holds that is sent before it is finished, to begin it anew with; and the problem that a
        question was chosen for."""
        problems = [*sent.getlist("problems"), *sent.getlist("about")]
        return {"problems": problems, "title": sent.get("title", ""), "detail": sent.get("detail", "")}

    def save(self, workshop: Workshop, *, by: User | None) -> Idea:
        return workshop.add_idea(
            by=by,
            problems=self.cleaned_data["problems"],
            title=self.cleaned_data["title"],
            detail=self.cleaned_data["detail"],
            prompt=self.prompt,
        )
