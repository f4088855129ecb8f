"""Fields of forms that Django does not have, in the shapes that the Design System asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms

from problems.models import Problem, UserGroup
from teams.dates import DatePartsField

# Dates stand with the other fields of this floor; the floor below has one page that asks for days.
__all__ = ["DatePartsField", "ProblemOption", "ProblemsBoundField", "ProblemsField"]


@dataclass(frozen=True)
class ProblemOption:
    id: str
    problem: Problem
    is_ticked: bool


class ProblemsBoundField(forms.BoundField):
    @property
    def groups(self) -> Iterator[tuple[UserGroup | None, list[ProblemOption]]]:
        """The checkboxes, under the user group of each; the first one has the id that errors link to."""
        assert isinstance(self.field, ProblemsField)
        ticked = {str(value) for value in self.value() or []}
        options = [
            ProblemOption(f"{self.auto_id}-{place}" if place else self.auto_id, problem, str(problem.number) in ticked)
            for place, problem in enumerate(self.field.problems)
        ]
        for group, its_options in groupby(options, lambda option: option.problem.user_group):
            yield group, list(its_options)


class ProblemsField(forms.MultipleChoiceField):
    """Problems of a team, by their number; `problems` are those that can be ticked, in the order of groups."""

    widget = forms.CheckboxSelectMultiple
    bound_field_class = ProblemsBoundField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problems: list[Problem] = []

    def offer(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        self.choices = [(str(problem.number), str(problem)) for problem in self.problems]

    def clean(self, value: Any) -> list[Problem]:
        ticked = set(super().clean(value))
        return [problem for problem in self.problems if str(problem.number) in ticked]
