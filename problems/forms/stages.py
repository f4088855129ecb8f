from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.fields import ProblemsField
from problems.models import ExperienceMap, Path, Placement, Problem, Stage, StageTaken, UserGroup
from teams.fields import LineField
from teams.models import Team, User

# So that a map can be read, and fits on paper.
MOST_STAGES = 30
ORGANISATION = "organisation"
NOT_HERE = "none"


class MapFilter(forms.Form):
    """Whose map shows. What it does not understand shows everybody's."""

    group = forms.ChoiceField(
        label=_("User group"), required=False, error_messages={"invalid_choice": _("Choose from the list")}
    )

    def __init__(self, data: QueryDict, *, groups: Iterable[UserGroup]) -> None:
        super().__init__(data)
        self.groups: dict[str, UserGroup | None] = {str(group.pk): group for group in groups}
        self.groups[ORGANISATION] = None
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Every user group")),
            *((key, group.name if group else _("The organisation itself")) for key, group in self.groups.items()),
        ]
        self.is_valid()

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("group", ""))


class RoundForm(forms.Form):
    """Which round of research the map stands on."""

    round = LineField(
        label=_("Round of research that the map stands on (optional)"),
        help_text=_("Such as Round 3, alpha. The history says it with each change of the map from now on."),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Round of research must be 100 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None, *, team: Team, research: str) -> None:
        self.team = team
        super().__init__(data, initial={"round": research})

    def save(self, *, by: User) -> None:
        ExperienceMap.name_round(self.team, self.cleaned_data["round"], by=by)


class StageForm(forms.Form):
    name = LineField(
        label=_("Name of the stage"),
        help_text=_("What people do or go through, such as Find out what to do, or Register"),
        max_length=100,
        error_messages={
            "required": _("Enter a name"),
            "max_length": _("Name must be 100 characters or fewer"),
        },
    )
    leads_to = forms.MultipleChoiceField(
        label=_("Where may people go from here, beside the next stage? (optional)"),
        help_text=_("Back to an earlier stage where the journey loops, or ahead past others"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose only stages in the list: one of them is not there any more")},
    )

    def __init__(self, data: QueryDict | None, *, team: Team, stage: Stage | None = None) -> None:
        self.team, self.stage = team, stage
        self.others = {str(other.pk): other for other in team.stages.all() if other != stage}
        initial = {"name": stage.name, "leads_to": [str(other.pk) for other in stage.leads_to.all()]} if stage else {}
        super().__init__(data, initial=initial)
        field = self.fields["leads_to"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, other.name) for key, other in self.others.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.stage is None and len(self.others) >= MOST_STAGES:
            message = gettext("A map has %(most)d stages at most. Delete one, or give one another name")
            self.add_error("name", message % {"most": MOST_STAGES})
        return cleaned

    def save(self, *, by: User) -> bool:
        """Add or change the stage; False when another one has this name, which is then an error."""
        name = self.cleaned_data["name"]
        leads_to = [self.others[key] for key in self.cleaned_data["leads_to"]]
        try:
            if self.stage:
                self.stage.change(by=by, name=name, leads_to=leads_to)
            else:
                self.stage = Stage.add(self.team, by=by, name=name, leads_to=leads_to)
        except StageTaken:
            message = gettext("There is already a stage called %(name)s. Enter another name")
            self.add_error("name", message % {"name": name})
            return False
        return True


class TakeOffForm(forms.Form):
    """Which of the problems on a stage are taken off it."""

    problems = ProblemsField(
        label=_("Problems on this stage"),
        error_messages={
            "required": _("Tick the problems on this stage that you want to move or take off"),
            "invalid_choice": _("One of the problems that you ticked is not there any more. Check what is ticked"),
        },
    )

    def __init__(self, data: QueryDict | None, *, stage: Stage, problems: Iterable[Problem]) -> None:
        # The other form of the page has problems as well.
        super().__init__(data, auto_id="id_here_%s")
        self.stage = stage
        _field(self).offer(problems)

    @property
    def ticked(self) -> set[str]:
        return {str(number) for number in self["problems"].value() or []}

    def save(self, *, by: User) -> int:
        return self.stage.take_off(self.cleaned_data["problems"], by=by)


class PlaceForm(forms.Form):
    """Problems, and the path of a stage that they are put on."""

    problems = ProblemsField(
        label=_("Problems to put on this stage"),
        error_messages={
            "required": _("Tick at least one problem"),
            "invalid_choice": _("One of the problems that you ticked is not there any more. Check what is ticked"),
        },
    )
    path = forms.ChoiceField(
        label=_("Which path are they on?"),
        help_text=_(
            "Happy: people meet them even when everything goes as it should. "
            "Unhappy: they meet them when something went wrong."
        ),
        choices=Path.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the happy or the unhappy path"),
            "invalid_choice": _("Choose the happy or the unhappy path"),
        },
    )

    def __init__(self, data: QueryDict | None, *, stage: Stage, problems: Iterable[Problem]) -> None:
        super().__init__(data)
        self.stage = stage
        _field(self).offer(problems)

    def show_only(self, problems: Iterable[Problem]) -> None:
        """Leave out of what the page shows what can be ticked elsewhere on it."""
        _field(self).problems = list(problems)

    def save(self, *, by: User) -> int:
        return self.stage.place(self.cleaned_data["problems"], self.cleaned_data["path"], by=by)


def _field(form: forms.Form) -> ProblemsField:
    field = form.fields["problems"]
    assert isinstance(field, ProblemsField)
    return field


class ProblemStagesForm(forms.Form):
    """Where one problem stands on the map: for each stage a path, or not there."""

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        super().__init__(data)
        self.problem = problem
        self.stages = {f"stage_{stage.pk}": stage for stage in problem.team.stages.all()}
        self.paths = paths_of(problem)
        for name, stage in self.stages.items():
            self.fields[name] = forms.ChoiceField(
                label=stage.name,
                choices=[(NOT_HERE, _("Not on this stage")), *Path.choices],
                initial=self.paths.get(stage.pk, NOT_HERE),
                # A stage that was added since the page was opened is left as it is.
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose a path, or “Not on this stage”")},
            )

    def save(self, *, by: User) -> None:
        for name, stage in self.stages.items():
            path = self.cleaned_data[name]
            if not path or path == self.paths.get(stage.pk, NOT_HERE):
                continue
            if path == NOT_HERE:
                stage.take_off([self.problem], by=by)
            else:
                stage.place([self.problem], path, by=by)


def paths_of(problem: Problem) -> dict[int, str]:
    """The path of a problem, or of one merged into it, on each stage that it is on."""
    found = Placement.of(problem).values_list("stage", "path", "problem")
    # Its own last, so that it counts.
    return {stage: path for stage, path, _key in sorted(found, key=lambda row: row[2] == problem.pk)}
