from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.forms.previewing import NEW_GROUP
from problems.models import GroupState, Import, ImportedGroup, Problem, UserGroup
from problems.models.problems import Kind
from problems.models.recording import ORGANISATION
from teams.fields import LineField, TextField
from teams.models import User


class SortingForm(forms.Form):
    """What becomes of groups of an import: each button asks for something else."""

    ATTACH, NEW, ASIDE, BACK = "attach", "new", "aside", "back"
    groups = forms.MultipleChoiceField(
        label=_("Groups"),
        error_messages={
            "required": _("Tick one group or several"),
            "invalid_choice": _("Tick only groups of the list: somebody may have sorted some of them meanwhile"),
        },
    )
    problem = forms.ChoiceField(
        label=_("Problem"),
        required=False,
        error_messages={"invalid_choice": _("Choose a problem from the list: this one is not there any more")},
    )
    title = LineField(
        label=_("Title"),
        help_text=_("What goes wrong, in one line. Empty, it is what the largest ticked group says."),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Title must be 200 characters or fewer")},
    )
    user_group = forms.ChoiceField(
        label=_("Whose problem is it?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a user group from the list")},
    )
    new_group = LineField(
        label=_("Name of the user group, if it is new"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Name of the new user group must be 100 characters or fewer")},
    )
    reason = TextField(
        label=_("Why are they set aside?"),
        help_text=_("Such as spam, or solved since"),
        required=False,
        max_length=500,
        error_messages={"max_length": _("The reason must be 500 characters or fewer")},
    )

    def __init__(self, request: HttpRequest, *, imported: Import) -> None:
        self.imported, self.team = imported, imported.team
        self._problems = {str(problem.number): problem for problem in self.team.problems.unmerged().by_group()}
        self._user_groups = {str(group.pk): group for group in self.team.user_groups.all()}
        super().__init__(request.POST if request.method == "POST" else None)
        # What is sorted already is put back first.
        not_now = GroupState.OPEN if self.puts_back else GroupState.ATTACHED
        groups = imported.groups.exclude(state=not_now).order_by("-count", "position")
        self._groups = {str(group.pk): group for group in groups}
        self._offer("groups", [(key, str(group)) for key, group in self._groups.items()])
        self._offer(
            "problem",
            [("", _("Choose a problem")), *((key, _named(problem)) for key, problem in self._problems.items())],
        )
        self._offer(
            "user_group",
            [
                ("", _("Choose a user group")),
                *((key, group.name) for key, group in self._user_groups.items()),
                (NEW_GROUP, _("A new user group, named below")),
                (ORGANISATION, _("The organisation itself")),
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def has_problems(self) -> bool:
        return bool(self._problems)

    @property
    def ticked(self) -> set[str]:
        return set(self["groups"].value() or [])

    @property
    def _then(self) -> str:
        then = self.data.get("then")
        return then if then in {self.NEW, self.ASIDE, self.BACK} else self.ATTACH

    @property
    def puts_back(self) -> bool:
        return self._then == self.BACK

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {
            self.ATTACH: ("problem", gettext("Choose a problem")),
            self.NEW: ("user_group", gettext("Choose a user group")),
            self.ASIDE: ("reason", gettext("Enter why the groups are set aside")),
        }.get(self._then)
        if needed and not cleaned.get(needed[0]) and needed[0] not in self.errors:
            self.add_error(*needed)
        is_of_new_group = self._then == self.NEW and cleaned.get("user_group") == NEW_GROUP
        if is_of_new_group and not cleaned.get("new_group") and "new_group" not in self.errors:
            self.add_error("new_group", gettext("Enter the name of the new user group"))
        return cleaned

    def save(self, *, by: User) -> tuple[int, Problem | None]:
        """Do it; return for how many groups that was possible, and the problem that they support now."""
        groups = [self._groups[key] for key in self._groups if key in set(self.cleaned_data["groups"])]
        if self._then == self.ASIDE:
            return ImportedGroup.set_aside(groups, self.cleaned_data["reason"], by=by), None
        if self.puts_back:
            return ImportedGroup.put_back(groups, by=by), None
        with transaction.atomic():
            problem = self._new_problem(groups[0], by) if self._then == self.NEW else self._chosen
            if problem is None:
                self.add_error("user_group", gettext("Choose another user group: this one has just been deleted"))
                return 0, None
            return ImportedGroup.attach(groups, problem, by=by), problem

    @property
    def _chosen(self) -> Problem:
        return self._problems[self.cleaned_data["problem"]]

    def _new_problem(self, largest: ImportedGroup, by: User) -> Problem | None:
        chosen = self.cleaned_data["user_group"]
        user_group = None
        if chosen == NEW_GROUP:
            user_group = UserGroup.named(self.team, self.cleaned_data["new_group"], by=by)
        elif chosen != ORGANISATION:
            # Locked, so that nobody deletes it before the problem is saved.
            user_group = self.team.user_groups.select_for_update(no_key=True).filter(pk=chosen).first()
            if user_group is None:
                return None
        return Problem.add_once(
            self.team,
            by=by,
            title=self.cleaned_data["title"] or largest.title,
            kind=Kind.USER if user_group else Kind.BUSINESS,
            user_group=user_group,
        )


def _named(problem: Problem) -> str:
    return f"{problem.user_group.label}: {problem}" if problem.user_group else str(problem)
