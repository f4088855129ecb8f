from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import WITH_REASON, Kind, NotItsRoot, Problem, ProblemQuerySet, State, UserGroup
from teams.fields import LineField, TextField
from teams.models import Team, User

ORGANISATION = "organisation"
NEW_GROUP = "new"


class ProblemForm(forms.Form):
    title = LineField(
        label=_("Title"),
        help_text=_("What goes wrong, in one line. For example, registration is duplicative and confusing."),
        max_length=200,
        error_messages={"required": _("Enter a title"), "max_length": _("Title must be 200 characters or fewer")},
    )
    statement = TextField(
        label=_("Statement (optional)"),
        help_text=_("Who it happens to, when, and what it leads to. People read this before they score the problem."),
        required=False,
        max_length=4000,
        error_messages={"max_length": _("Statement must be 4,000 characters or fewer")},
    )
    kind = forms.ChoiceField(
        label=_("Kind of problem"),
        choices=Kind.choices,
        initial=Kind.USER,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a kind of problem"),
            "invalid_choice": _("Choose a kind of problem from the list"),
        },
    )
    user_group = forms.ChoiceField(
        label=_("Whose problem is it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a user group"),
            "invalid_choice": _("Choose a user group from the list"),
        },
    )
    new_group = LineField(
        label=_("Name of the new user group"),
        help_text=_("For example, Schools"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Name of the new user group must be 100 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None, *, team: Team, problem: Problem | None = None) -> None:
        self.team, self.problem = team, problem
        self.groups = {str(group.pk): group for group in team.user_groups.all()}
        initial = {} if self.groups else {"user_group": NEW_GROUP}
        if problem:
            initial = {
                "title": problem.title,
                "statement": problem.statement,
                "kind": problem.kind,
                "user_group": str(problem.user_group_id or ORGANISATION),
            }
        super().__init__(data, initial=initial)
        field = self.fields["user_group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((key, group.name) for key, group in self.groups.items()),
            (NEW_GROUP, _("A user group that is not in the list") if self.groups else _("A user group")),
            (ORGANISATION, _("The organisation itself")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("user_group")
        if chosen == NEW_GROUP and not cleaned.get("new_group") and "new_group" not in self.errors:
            self.add_error("new_group", gettext("Enter the name of the new user group"))
        if chosen == ORGANISATION and cleaned.get("kind") == Kind.USER:
            self.add_error(
                "user_group",
                gettext("Choose a user group: only a business problem can be the organisation’s"),
            )
        return cleaned

    def looks_new(self, alike: Iterable[Problem]) -> bool:
        """Whether none of these, which look like it, is to be shown first.

        The very same problem of the same group is not: then the page was sent twice, and is saved once.
        """
        found = list(alike)
        return not found or any(self._is_same(problem) for problem in found)

    def _is_same(self, problem: Problem) -> bool:
        group = problem.user_group
        typed = self.cleaned_data
        if typed["user_group"] == NEW_GROUP:
            is_group = group is not None and group.name.casefold() == typed["new_group"].casefold()
        else:
            is_group = str(problem.user_group_id or ORGANISATION) == typed["user_group"]
        words = problem.title, problem.statement, problem.kind
        return is_group and words == (typed["title"], typed["statement"], typed["kind"])

    def save(self, *, by: User) -> Problem | None:
        """Record or change the problem; None when its group has just been deleted."""
        fields = {name: self.cleaned_data[name] for name in ("title", "statement", "kind")}
        with transaction.atomic():
            fields["user_group"] = group = self._group(by)
            if group is None and self.cleaned_data["user_group"] != ORGANISATION:
                self.add_error("user_group", gettext("Choose another user group: this one has just been deleted"))
                return None
            if self.problem is None:
                return Problem.add_once(self.team, by=by, **fields)
            self.problem.change(by=by, **fields)
            return self.problem

    def _group(self, by: User) -> UserGroup | None:
        chosen = self.cleaned_data["user_group"]
        if chosen == ORGANISATION:
            return None
        if chosen == NEW_GROUP:
            return UserGroup.named(self.team, self.cleaned_data["new_group"], by=by)
        # Locked, so that nobody deletes it before the problem is saved.
        return self.team.user_groups.select_for_update(no_key=True).filter(pk=chosen).first()


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Where does it stand?"),
        help_text=_("What is left is not for the next workshop. What is parked the service will not meet now."),
        choices=State.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where the problem stands"),
            "invalid_choice": _("Choose where the problem stands from the list"),
        },
    )
    reason = TextField(
        label=_("Why is it left for now, or parked?"),
        help_text=_("Anybody who asks later will read this. Leave it empty for the other two."),
        required=False,
        max_length=500,
        error_messages={"max_length": _("The reason must be 500 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        self.problem = problem
        super().__init__(data, initial={"state": problem.state, "reason": problem.state_reason})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("reason") and "reason" not in self.errors:
            if cleaned.get("state") == State.LEFT:
                self.add_error("reason", gettext("Enter why the problem is left for now"))
            elif cleaned.get("state") == State.PARKED:
                self.add_error("reason", gettext("Enter why the problem is parked"))
        return cleaned

    def save(self, *, by: User) -> None:
        state = self.cleaned_data["state"]
        reason = self.cleaned_data["reason"] if state in WITH_REASON else ""
        self.problem.move_to(state, reason=reason, by=by)


class RootForm(forms.Form):
    """Which problem one is a symptom of, by its number."""

    root = forms.ChoiceField(
        label=_("Root problem"),
        help_text=_("The bigger problem behind it: solve that one, and this one goes or gets smaller."),
        error_messages={
            "required": _("Choose its root problem"),
            "invalid_choice": _("Choose its root problem from the list"),
        },
    )

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        self.problem = problem
        others = problem.team.problems.unmerged().exclude(pk=problem.pk).by_group()
        self.others = {str(other.number): other for other in others}
        super().__init__(data, initial={"root": _standing(problem.root)})
        field = self.fields["root"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose a problem")),
            *((number, with_group(other)) for number, other in self.others.items()),
        ]

    def save(self, *, by: User) -> bool:
        """Link the problem to its root; say whether that could be done."""
        try:
            self.problem.set_root(self.others[self.cleaned_data["root"]], by=by)
        except NotItsRoot as refused:
            self.add_error("root", refused.words)
            return False
        return True


def _standing(problem: Problem | None) -> int | str:
    """The number of the problem, or of the one that it was merged into."""
    stands = problem and (problem.merged_into or problem)
    return stands.number if stands else ""


def with_group(problem: Problem) -> str:
    return f"{problem.user_group.label}: {problem}" if problem.user_group else str(problem)


class ProblemFilter(forms.Form):
    """Which problems a list shows. What it does not understand leaves the list as it is."""

    q = LineField(
        label=_("Search"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Search for 200 characters or fewer")},
    )
    group = forms.ChoiceField(label=_("User group"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *State.choices])

    def __init__(self, data: QueryDict, *, team: Team) -> None:
        super().__init__(data)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Any user group")),
            *((str(group.pk), group.name) for group in team.user_groups.all()),
            (ORGANISATION, _("The organisation itself")),
        ]
        for name in ("group", "kind", "state"):
            self.fields[name].error_messages["invalid_choice"] = gettext("Choose from the list")
        self.is_valid()

    @property
    def narrowing(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.narrowing)

    def filter(self, problems: ProblemQuerySet) -> ProblemQuerySet:
        wanted = self.narrowing
        if "q" in wanted:
            problems = problems.matching(wanted["q"])
        if "group" in wanted:
            problems = problems.filter(user_group=None if wanted["group"] == ORGANISATION else int(wanted["group"]))
        if "kind" in wanted:
            problems = problems.filter(kind=wanted["kind"])
        if "state" in wanted:
            problems = problems.filter(state=wanted["state"])
        return problems
