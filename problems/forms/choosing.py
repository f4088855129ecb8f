from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Problem, State
from teams.fields import LineField, TextField
from teams.models import Team, User

# What can be said of a problem here; parking one takes a page of its own.
OFFERED = {
    State.CHOSEN: _("Chosen"),
    State.LONGLIST: _("Longlist"),
    State.LEFT: _("Left"),
}


@dataclass(frozen=True)
class Choice:
    """What is said of a problem, as the page shows it."""

    problem: Problem
    state: forms.BoundField
    reason: forms.BoundField
    # (value, words, id, whether it is what is said)
    options: list[tuple[str, str, str, bool]]


@dataclass(frozen=True)
class Saved:
    moved: int
    # What somebody else had moved meanwhile, as it is now.
    theirs: list[Problem]
    # What can be chosen no more, by its reference.
    gone: list[str]


class ChoosingForm(forms.Form):
    """Which problems go to a workshop, which stay on the longlist, and why the others are left.

    Only what differs from `were`, how the problems stood when the page was opened, is saved: so what somebody
    else has said meanwhile of other problems stays, and what is sent of a part of them changes that part alone.
    """

    were = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, team: Team, problems: Iterable[Problem]) -> None:
        self.team, self.problems = team, list(problems)
        super().__init__(
            data, initial={"were": " ".join(f"{p.number}:{_mark(p.state, p.state_reason)}" for p in self.problems)}
        )
        for problem in self.problems:
            name = {"problem": problem.reference}
            self.fields[f"state-{problem.number}"] = forms.ChoiceField(
                label=str(problem),
                choices=list(OFFERED.items()),
                initial=problem.state,
                required=False,
                error_messages={"invalid_choice": gettext("Choose where %(problem)s stands from the list") % name},
            )
            self.fields[f"reason-{problem.number}"] = TextField(
                label=gettext("Why is %(problem)s left for now?") % name,
                initial=problem.state_reason,
                required=False,
                max_length=500,
                error_messages={
                    "max_length": gettext("Why %(problem)s is left must be 500 characters or fewer") % name
                },
            )

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for problem in self.problems:
            field = f"reason-{problem.number}"
            left = cleaned.get(f"state-{problem.number}") == State.LEFT
            if left and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, gettext("Enter why %(problem)s is left") % {"problem": problem.reference})
        return cleaned

    def choice(self, problem: Problem) -> Choice:
        state = self[f"state-{problem.number}"]
        said = str(state.value() or "")
        options = [
            (value.value, str(words), f"{state.auto_id}-{value}" if place else str(state.auto_id), value == said)
            for place, (value, words) in enumerate(OFFERED.items())
        ]
        return Choice(problem, state, self[f"reason-{problem.number}"], options)

    @staticmethod
    def numbers_in(data: Iterable[str]) -> list[int]:
        """Of which problems a page says where they stand."""
        found = (name.removeprefix("state-") for name in data if name.startswith("state-"))
        return [int(number) for number in found if number.isdecimal() and len(number) < 10]

    def save(self, *, by: User) -> Saved:
        """Move what this page moved."""
        were = dict(part.split(":", 1) for part in self.cleaned_data["were"].split() if ":" in part)
        wanted: dict[int, tuple[str, str]] = {}
        for problem in self.problems:
            state = self.cleaned_data[f"state-{problem.number}"]
            reason = self.cleaned_data[f"reason-{problem.number}"] if state == State.LEFT else ""
            if state and _mark(state, reason) != were.get(str(problem.number)):
                wanted[problem.number] = state, reason
        moved, theirs = 0, []
        with transaction.atomic():
            for problem in self.team.problems.select_for_update(no_key=True).filter(number__in=wanted):
                now = _mark(problem.state, problem.state_reason)
                state, reason = wanted[problem.number]
                if now == were.get(str(problem.number), now):
                    moved += problem.move_to(state, reason=reason, by=by)
                elif now != _mark(state, reason):
                    theirs.append(problem)
        here = {problem.number for problem in self.problems}
        gone = [
            f"P{number}"
            for number in sorted(self.numbers_in(self.data))
            if number not in here and self.data[f"state-{number}"] != were.get(str(number), "").split(":")[0]
        ]
        return Saved(moved, theirs, gone)


def _mark(state: str, reason: str) -> str:
    """Tells one standing of a problem from another, in a few letters."""
    return f"{state}:{crc32(reason.encode()):x}" if reason else str(state)
