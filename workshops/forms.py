from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from problems.fields import ProblemsField
from problems.models import Problem
from teams.models import Team, User
from workshops.codes import as_typed
from workshops.models import Criterion, Direction, Kind, Workshop

DONT_KNOW = "dont-know"
MOST_CANDIDATES = 200


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Workshop code"),
        help_text=_("Six letters, such as KTR MBV. The facilitator can tell you."),
        max_length=40,
        error_messages={"required": _("Enter the code of your workshop")},
    )

    def clean_code(self) -> str:
        return as_typed(self.cleaned_data["code"])


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others in the workshop see that you have joined. They never see your scores."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("Your name must be 60 characters or fewer"),
        },
    )


class WorkshopForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the workshop"),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("The title must be 200 characters or fewer"),
        },
    )


class NewWorkshopForm(WorkshopForm):
    kind = forms.ChoiceField(
        label=_("What will people score?"),
        choices=[(Kind.PROBLEM, _("Problems, on six criteria")), (Kind.IDEA, _("Ideas in scope, on three criteria"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose problems or ideas")},
    )


class CandidatesForm(forms.Form):
    """Which problems, or which ideas in scope, are put to the vote."""

    candidates = forms.MultipleChoiceField(
        label=_("What to vote on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one"),
            "invalid_choice": _("Choose only from the list: one of them is not there, or is no longer in scope"),
        },
    )

    def __init__(self, *args: Any, things: Iterable[Problem | Idea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {str(thing.number): thing for thing in things}
        field = self.fields["candidates"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, str(thing)) for number, thing in self.things.items()]

    def clean_candidates(self) -> list[Problem | Idea]:
        chosen = set(self.cleaned_data["candidates"])
        if len(chosen) > MOST_CANDIDATES:
            raise forms.ValidationError(
                gettext("Choose %(most)d at most: nobody can score more in one session") % {"most": MOST_CANDIDATES}
            )
        return [thing for number, thing in self.things.items() if number in chosen]


SCALES = [
    ("1-5", _("1 to 5")),
    ("1-3", _("1 to 3")),
    ("0-2", _("0 to 2")),
    ("0-1", _("0 or 1, for no or yes")),
    ("1-4", _("1 to 4")),
    ("1-7", _("1 to 7")),
    ("1-10", _("1 to 10")),
]


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    scale = forms.ChoiceField(label=_("Scale"), choices=SCALES)
    weight = forms.DecimalField(
        label=_("Weight"),
        help_text=_("How much the criterion counts beside the others. Equal weights are the default: 1 each."),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        error_messages={
            "required": _("Enter a weight"),
            "invalid": _("The weight must be a number, such as 1 or 2.5"),
            "min_value": _("The weight must be more than 0"),
            "max_value": _("The weight must be 100 or less"),
            "max_decimal_places": _("The weight can have two decimal places at most"),
            "max_digits": _("The weight must be 100 or less, with two decimal places at most"),
        },
    )

    class Meta:
        model = Criterion
        fields = ["name", "question", "hint", "low_label", "high_label", "direction", "weight"]
        labels = {
            "name": _("Name of the criterion"),
            "question": _("Question that people answer"),
            "hint": _("Hint"),
            "low_label": _("Label of the low end"),
            "high_label": _("Label of the high end"),
            "direction": _("What means more priority?"),
        }
        help_texts = {"hint": _("Optional. One line under the question.")}
        widgets = {"direction": forms.RadioSelect}
        error_messages = {
            "name": {"required": _("Enter a name"), "max_length": _("The name must be 80 characters or fewer")},
            "question": {
                "required": _("Enter a question"),
                "max_length": _("The question must be 300 characters or fewer"),
            },
            "hint": {"max_length": _("The hint must be 300 characters or fewer")},
            "low_label": {
                "required": _("Enter a label for the low end"),
                "max_length": _("The label must be 60 characters or fewer"),
            },
            "high_label": {
                "required": _("Enter a label for the high end"),
                "max_length": _("The label must be 60 characters or fewer"),
            },
        }

    field_order = ["name", "question", "hint", "scale", "low_label", "high_label", "direction", "weight"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        direction = self.fields["direction"]
        assert isinstance(direction, forms.ChoiceField)
        direction.choices = Direction.choices
        self.initial["scale"] = f"{self.instance.lowest}-{self.instance.highest}"

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.workshop.criteria.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise forms.ValidationError(gettext("The workshop already has a criterion with this name"))
        return name

    def fill(self) -> Criterion:
        """The criterion with what was typed, not yet stored."""
        criterion: Criterion = self.save(commit=False)
        criterion.lowest, criterion.highest = map(int, self.cleaned_data["scale"].split("-"))
        return criterion


class ScoresForm(forms.Form):
    """A page of the ballot: one candidate, an answer to each criterion, each may be left out."""

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
    def chosen(self) -> dict[int, str]:
        """What is chosen on the page now: by criterion, the value of its radio."""
        return {criterion.pk: str(self[name].value() or "") for name, criterion in self.criteria.items()}


class WorkshopIdeaForm(forms.Form):
    title = forms.CharField(
        label=_("Your idea"),
        help_text=_("One sentence that others will understand."),
        max_length=200,
        error_messages={
            "required": _("Enter your idea"),
            "max_length": _("Your idea must be 200 characters or fewer. Put the rest into the detail"),
        },
    )
    detail = forms.CharField(
        label=_("More detail (optional)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("The detail must be 4,000 characters or fewer")},
    )
    problems = ProblemsField(
        label=_("Which problems does it answer?"),
        error_messages={
            "required": _("Choose at least one problem"),
            "invalid_choice": _("Choose only problems of this workshop"),
        },
    )

    def __init__(self, *args: Any, problems: Iterable[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["problems"]
        assert isinstance(field, ProblemsField)
        field.offer(problems)

    def save(self, workshop: Workshop, *, by: User | None) -> Idea:
        return workshop.add_idea(
            by=by,
            problems=self.cleaned_data["problems"],
            title=self.cleaned_data["title"],
            detail=self.cleaned_data["detail"],
        )


class QuickForm(WorkshopForm):
    """A workshop from one page: a title, a team, and problems pasted one a line."""

    NEW_TEAM = "new"

    team = forms.ChoiceField(label=_("Team"), widget=forms.RadioSelect, error_messages={"required": _("Choose a team")})
    team_name = forms.CharField(
        label=_("Name of the new team"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("The name of the team must be 100 characters or fewer")},
    )
    problems = forms.CharField(
        label=_("Problems to score"),
        help_text=_(
            "One a line. Put the user group first if you like: “Schools: registration is confusing”. "
            "A group that is new is made."
        ),
        widget=forms.Textarea,
        max_length=50_000,
        error_messages={
            "required": _("Enter at least one problem"),
            "max_length": _("The problems must be 50,000 characters or fewer"),
        },
    )

    field_order = ["title", "team", "team_name", "problems"]

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {team.slug: team for team in teams}
        if teams:
            field = self.fields["team"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                *((team.slug, team.name) for team in teams),
                # A slug is never "new".
                (self.NEW_TEAM, _("A new team")),
            ]
            if len(teams) == 1:
                self.initial["team"] = teams[0].slug
        else:
            del self.fields["team"]
            self.fields["team_name"].label = _("Name of your team")

    @property
    def chosen_team(self) -> Team | None:
        """The team that was chosen; None for a new one."""
        return self.teams.get(self.cleaned_data.get("team", self.NEW_TEAM))

    def clean_problems(self) -> list[tuple[str, str]]:
        """Return (group, title) of each line, the group empty where none was given."""
        found: dict[tuple[str, str], None] = {}
        for number, line in enumerate(self.cleaned_data["problems"].splitlines(), start=1):
            group, colon, title = (part.strip() for part in line.partition(":"))
            if not colon:
                group, title = "", group
            if not title and not group:
                continue
            problem = self._mistake_in(group, title)
            if problem:
                raise forms.ValidationError(
                    gettext("Line %(number)d: %(problem)s") % {"number": number, "problem": problem}
                )
            found[group, title] = None
        if not found:
            raise forms.ValidationError(self.fields["problems"].error_messages["required"])
        if len(found) > MOST_CANDIDATES:
            raise forms.ValidationError(
                gettext("Enter %(most)d problems at most: nobody can score more in one session")
                % {"most": MOST_CANDIDATES}
            )
        return list(found)

    @staticmethod
    def _mistake_in(group: str, title: str) -> str:
        if not title:
            return gettext("enter the problem after “%(group)s:”") % {"group": group}
        if len(title) > 200:
            return gettext("shorten the problem to 200 characters")
        if len(group) > 100:
            return gettext("shorten the name of the user group, before the colon, to 100 characters")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants_new = cleaned.get("team", self.NEW_TEAM) == self.NEW_TEAM
        if wants_new and "team" not in self.errors and "team_name" not in self.errors and not cleaned.get("team_name"):
            self.add_error("team_name", gettext("Enter a name for the team"))
        return cleaned
