"""Ideas out of a file: the notes of a board, or a list of a spreadsheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Answer, Idea, Origin, Theme
from problems.forms import ConfirmingForm
from problems.imports.headings import FileKind, Target
from problems.imports.notes import PROBLEM_NUMBER
from problems.models import Import, ImportedGroup, LeftOut, NotImported, Problem, UserGroup
from problems.models.recording import Placed, Recorded
from problems.views.imports import Importing
from teams.fields import LineField
from teams.models import Team, User

NEW_THEME, PROBLEMS, NOTHING, NOWHERE = "new-theme", "problems", "nothing", "nowhere"


@dataclass(frozen=True)
class Place:
    """What a label stands for."""

    is_wanted: bool = True
    user_group: UserGroup | None = None
    theme: Theme | None = None
    problems: list[Problem] = field(default_factory=list)


class IdeasForm(ConfirmingForm):
    """Says what each colour, or each group of a list, stands for: a user group, a theme, or problems."""

    name = LineField(
        label=_("What do you call this file? (optional)"),
        help_text=_(
            "Such as “Wall of the second workshop”. It is shown with each idea. We do not keep the file’s own name."
        ),
        required=False,
        max_length=100,
        error_messages={"max_length": _("What you call this file must be 100 characters or fewer")},
    )

    def __init__(self, request: HttpRequest, *, draft: Import) -> None:
        super().__init__(request, draft=draft)
        self.themes = {str(theme.pk): theme for theme in draft.team.themes.all()}
        choices = [
            ("", _("Choose what it stands for")),
            (gettext("User groups"), [(f"group-{key}", group.name) for key, group in self.user_groups.items()]),
            (
                gettext("Themes"),
                [
                    *((f"theme-{key}", theme.name) for key, theme in self.themes.items()),
                    (NEW_THEME, _("A new theme, named beside this")),
                ],
            ),
            (
                gettext("Other"),
                [
                    (PROBLEMS, _("The problems numbered beside this")),
                    (NOTHING, _("Nothing")),
                    (NOWHERE, _("Leave these out")),
                ],
            ),
        ]
        for place, (label, _count) in enumerate(self.labels):
            named = {"label": self.named(label)}
            self.ask(
                place,
                forms.ChoiceField(
                    label=named["label"],
                    choices=choices,
                    initial=self._guess(label),
                    error_messages={
                        "required": _("Choose what %(label)s stands for, or leave these out") % named,
                        "invalid_choice": _("Choose what it stands for from the list"),
                    },
                ),
                LineField(
                    label=_("New theme, or numbers of problems, for %(label)s") % named,
                    required=False,
                    max_length=100,
                    error_messages={
                        "max_length": _("A theme, or numbers of problems, must be 100 characters or fewer")
                    },
                ),
            )

    def named(self, label: str) -> str:
        if not label and self.draft.kind == FileKind.LIST:
            return gettext("ideas without a user group")
        return super().named(label) if label else gettext("notes without a colour")

    def _guess(self, label: str) -> str:
        if not label:
            return NOTHING
        if group := self.group_called(label):
            return f"group-{group}"
        themes = (key for key, theme in self.themes.items() if theme.name.casefold() == label.casefold())
        return next((f"theme-{key}" for key in themes), "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        numbers = _by_number(self.draft.team)
        self._problems: dict[int, list[Problem]] = {}
        for place in range(len(self.labels)):
            chosen, typed = cleaned.get(f"place-{place}"), cleaned.get(f"new-{place}") or ""
            if chosen == NEW_THEME and not typed:
                self.add_error(f"new-{place}", gettext("Enter the name of the new theme"))
            if chosen == PROBLEMS:
                wanted = [int(number) for number in PROBLEM_NUMBER.findall(typed)]
                unknown = next((number for number in wanted if number not in numbers), None)
                if not wanted:
                    self.add_error(f"new-{place}", gettext("Enter the numbers of the problems, such as P3, P7"))
                elif unknown is not None:
                    words = gettext("There is no problem P%(number)s. Enter numbers that the team has given")
                    self.add_error(f"new-{place}", words % {"number": unknown})
                self._problems[place] = [numbers[number] for number in wanted if number in numbers]
        return cleaned

    def save(self, *, by: User) -> int | None:
        return self.confirm(self._place, by=by, record=record_ideas, name=self.cleaned_data["name"])

    def _place(self, place: int, by: User) -> Place:
        kind, _dash, key = str(self.cleaned_data[f"place-{place}"]).partition("-")
        if kind == "group":
            return Place(user_group=self.locked_group(key))
        if kind == "theme":
            # Locked, so that nobody deletes it before the ideas are saved.
            theme = self.draft.team.themes.select_for_update(no_key=True).filter(pk=key).first()
            if theme is None:
                raise NotImported(_("A theme that you chose has just been deleted. Choose another one"))
            return Place(theme=theme)
        if kind == "new":
            return Place(theme=Theme.named(self.draft.team, self.cleaned_data[f"new-{place}"], by=by))
        return Place(is_wanted=kind != NOWHERE, problems=self._problems.get(place, []))


type _Words = tuple[str, str, int | None, frozenset[int]]


def record_ideas(team: Team, notes: Placed[Place], by: User) -> Recorded:
    """Record each note that is wanted as an idea, unless the team has it already in the same words."""
    found = Recorded()
    numbers, there = _by_number(team), _in_the_same_words(team, {note.title for note, _place in notes})
    new: list[tuple[ImportedGroup, Place, list[Problem]]] = []
    for note, place in notes:
        if not place.is_wanted:
            found.left_out.append(LeftOut(note, "unwanted", note.label))
            continue
        named = [numbers[number] for number in note.about.get("problems", []) if number in numbers]
        problems = {problem.pk: problem for problem in [*named, *place.problems]}
        group = place.user_group.pk if place.user_group else None
        words = (note.title, note.statement, group, frozenset(problems))
        if words in there:
            found.left_out.append(LeftOut(note, "there"))
            continue
        there.add(words)
        new.append((note, place, list(problems.values())))
    _record(team, new, by)
    found.new = len(new)
    return found


def _record(team: Team, new: list[tuple[ImportedGroup, Place, list[Problem]]], by: User) -> None:
    if not new:
        return
    names = [name for note, _place, _problems in new if (name := note.about.get("theme"))]
    themes = Theme.all_named(team, names, by=by) if names else {}
    ideas = [
        Idea(
            title=note.title,
            detail=note.statement,
            user_group=place.user_group,
            theme=themes.get(note.about.get("theme", "").casefold()) or place.theme,
            origin=Origin.IMPORTED,
            imported=note,
        )
        for note, place, _problems in new
    ]
    answered = [problems for _note, _place, problems in new]
    Idea.add_all(team, list(zip(ideas, answered, strict=True)), by=by)


def _in_the_same_words(team: Team, titles: set[str]) -> set[_Words]:
    """What the team's ideas with these titles say, for whom, and which problems they answer."""
    answered: defaultdict[int, set[int]] = defaultdict(set)
    answers = Answer.objects.filter(idea__team=team, idea__title__in=titles).order_by()
    for idea, problem in answers.values_list("idea_id", "problem_id"):
        answered[idea].add(problem)
    ideas = team.ideas.filter(title__in=titles).order_by()
    rows = ideas.values_list("pk", "title", "detail", "user_group_id")
    return {(title, detail, group, frozenset(answered[key])) for key, title, detail, group in rows}


def _by_number(team: Team) -> Mapping[int, Problem]:
    """The team's problems by number; for one that is merged into another, that other one."""
    rows = team.problems.select_related("merged_into")
    return {problem.number: problem.merged_into or problem for problem in rows}


OF_IDEAS = Importing(Target.IDEAS, "ideation", "ideas", IdeasForm)
