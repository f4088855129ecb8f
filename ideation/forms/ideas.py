from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, IdeaQuerySet, NameTaken, Scope, Theme
from problems.fields import ProblemsField
from teams.fields import LineField, TextField
from teams.models import Team, User

NONE = "none"
NOTES, MERGED, WITHOUT_PROBLEM = "notes", "merged", "without-problem"


class IdeaForm(forms.Form):
    title = LineField(
        label=_("Title"),
        help_text=_("One sentence that others will understand."),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("The title must be 200 characters or fewer. Put the rest into the detail"),
        },
    )
    detail = TextField(
        label=_("Detail (optional)"),
        help_text=_("What would change, and for whom."),
        max_length=4000,
        required=False,
        error_messages={"max_length": _("The detail must be 4,000 characters or fewer")},
    )
    problems = ProblemsField(
        label=_("Which problems does it answer? (optional)"),
        help_text=_("Choose all that apply."),
        required=False,
        error_messages={
            "invalid_choice": _("Choose problems from the list: one of them is not there"),
        },
    )
    theme = forms.ModelChoiceField(
        label=_("Theme (optional)"),
        help_text=_("A large category, such as Communications or Data."),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=_("No theme"),
        error_messages={"invalid_choice": _("Choose a theme from the list: this one is not there any more")},
    )
    new_theme = LineField(
        label=_("Or a new theme (optional)"),
        help_text=_("What you type here is used instead of the theme chosen above."),
        max_length=100,
        required=False,
        error_messages={"max_length": _("The name of the theme must be 100 characters or fewer")},
    )

    def __init__(self, *args: Any, team: Team, idea: Idea | None = None, prompt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.idea = team, idea
        # The "What if…?" that somebody chose, in words.
        self.prompt = prompt
        if idea:
            self.initial = {
                "title": idea.title,
                "detail": idea.detail,
                "theme": idea.theme_id,
                "problems": [problem.number for problem in idea.problems.all()],
            }
        problems, theme = self.fields["problems"], self.fields["theme"]
        assert isinstance(problems, ProblemsField)
        assert isinstance(theme, forms.ModelChoiceField)
        its_own = idea.problems.all() if idea else team.problems.none()
        problems.offer(team.problems.unmerged_or(its_own).by_group())
        theme.queryset = team.themes.all()

    @staticmethod
    def typed(sent: QueryDict) -> dict[str, Any]:
        """What a form holds that is sent before it is finished, to begin it anew with."""
        lines = ("title", "detail", "theme", "new_theme")
        return {"problems": sent.getlist("problems")} | {name: sent.get(name, "") for name in lines}

    def fields_of_idea(self, *, by: User) -> dict[str, Any]:
        """What was typed and chosen, as the verbs of an idea take it. A new theme is made."""
        fields = {name: self.cleaned_data[name] for name in ("title", "detail", "problems", "theme")}
        if name := self.cleaned_data["new_theme"]:
            fields["theme"] = Theme.named(self.team, name, by=by)
        return fields

    def save(self, *, by: User) -> Idea:
        fields = self.fields_of_idea(by=by)
        if self.idea is None:
            return Idea.add_once(self.team, by=by, prompt=self.prompt, **fields)
        self.idea.change(by=by, **fields)
        return self.idea


class FilterForm(forms.Form):
    """Which ideas a list shows. What makes no sense is left out, as a link may be older than the list."""

    words = LineField(label=_("Search"), required=False, max_length=100)
    scope = forms.ChoiceField(label=_("Scope"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    group = forms.ChoiceField(label=_("User group"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(theme.pk): theme for theme in team.themes.all()}
        self.groups = {str(group.pk): group for group in team.user_groups.all()}
        # In a narrow list of choices the words of the last one would be cut off.
        shorter = {Scope.OUT_OF_SERVICE: gettext("Completely out of scope")}
        scopes = [(scope.value, shorter.get(scope, scope.label)) for scope in Scope]
        self._offer("scope", [("", gettext("Any scope")), *scopes])
        self._offer(
            "show",
            [
                ("", gettext("What stands for itself")),
                (NOTES, gettext("All that was noted down")),
                (MERGED, gettext("Only what is merged")),
                (WITHOUT_PROBLEM, gettext("What answers no problem")),
            ],
        )
        self._offer(
            "theme",
            [
                ("", gettext("Any theme")),
                *((key, theme.name) for key, theme in self.themes.items()),
                (NONE, gettext("No theme")),
            ],
        )
        self._offer(
            "group",
            [
                ("", gettext("Any user group")),
                *((key, group.name) for key, group in self.groups.items()),
                (NONE, gettext("The organisation itself")),
            ],
        )
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    def filter(self, ideas: IdeaQuerySet) -> IdeaQuerySet:
        """What is merged into another idea shows only where that, or all notes, are asked for."""
        words, scope, theme, group = (self.chosen.get(name) for name in ("words", "scope", "theme", "group"))
        show = self.chosen.get("show")
        ideas = ideas.notes() if show == NOTES else ideas.merged() if show == MERGED else ideas.unmerged()
        if show == WITHOUT_PROBLEM:
            ideas = ideas.without_problem()
        if words:
            ideas = ideas.matching(words)
        if scope:
            ideas = ideas.filter(scope=scope)
        if theme:
            ideas = ideas.filter(theme=self.themes.get(theme))
        if group:
            ideas = ideas.for_group(self.groups.get(group))
        return ideas


class ThemeForm(forms.Form):
    name = LineField(
        label=_("Name of the theme"),
        max_length=100,
        error_messages={
            "required": _("Enter a name for the theme"),
            "max_length": _("The name of the theme must be 100 characters or fewer"),
        },
    )

    def __init__(self, *args: Any, team: Team, theme: Theme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.theme = team, theme
        if theme:
            self.initial = {"name": theme.name}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.team.themes.exclude(pk=self.theme.pk) if self.theme else self.team.themes
        if others.filter(name__iexact=name).exists():
            raise self._taken()
        return name

    def rename(self, *, by: User) -> bool:
        """Rename the theme, unless somebody gave its new name to another one just now."""
        assert self.theme is not None
        try:
            self.theme.rename(self.cleaned_data["name"], by=by)
        except NameTaken:
            self.add_error("name", self._taken())
            return False
        return True

    @staticmethod
    def _taken() -> forms.ValidationError:
        return forms.ValidationError(gettext("There is a theme with this name already. Enter another name"))


class MoveForm(forms.Form):
    """Several ideas at once, and the theme that they move to: one of the team's, or a new one."""

    ideas = forms.MultipleChoiceField(
        label=_("Ideas"),
        error_messages={
            "required": _("Select the ideas to move"),
            "invalid_choice": _("Select ideas from the wall: one of them is not there any more, or is merged"),
        },
    )
    theme = forms.ChoiceField(
        label=_("Move the selected ideas to"),
        required=False,
        error_messages={"invalid_choice": _("Choose a theme from the list: this one is not there any more")},
    )
    new_theme = LineField(
        label=_("Or to a new theme"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("The name of the theme must be 100 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None = None, *, team: Team, themes: Iterable[Theme]) -> None:
        super().__init__(data)
        # Another form stands on the same page.
        self.auto_id = "id_move_%s"
        self.team = team
        self.themes = {str(theme.pk): theme for theme in themes}
        self.by_number = {str(idea.number): idea for idea in team.ideas.unmerged()} if self.is_bound else {}
        ideas, theme = self.fields["ideas"], self.fields["theme"]
        assert isinstance(ideas, forms.MultipleChoiceField)
        assert isinstance(theme, forms.ChoiceField)
        ideas.choices = [(number, str(idea)) for number, idea in self.by_number.items()]
        theme.choices = [
            ("", gettext("Choose a theme")),
            *((key, theme.name) for key, theme in self.themes.items()),
            (NONE, gettext("No theme")),
        ]

    def clean(self) -> None:
        if not self.errors and not self.cleaned_data["theme"] and not self.cleaned_data["new_theme"]:
            self.add_error("theme", gettext("Choose the theme to move them to, or enter a new one"))

    @property
    def selected(self) -> set[str]:
        return set(self["ideas"].value() or [])

    def save(self, *, by: User) -> tuple[int, Theme | None]:
        """Move the ideas; return how many were selected, and where to."""
        selected = set(self.cleaned_data["ideas"])
        ideas = [idea for number, idea in self.by_number.items() if number in selected]
        theme = self.themes.get(self.cleaned_data["theme"])
        if name := self.cleaned_data["new_theme"]:
            theme = Theme.named(self.team, name, by=by)
        Idea.move(self.team, ideas, theme=theme, by=by)
        return len(ideas), theme
