"""The wall: every idea that stands for itself as a note, in columns. A few statements, whatever the number of notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Answer, Idea, IdeaQuerySet, Scope, Theme
from problems.models import Problem, UserGroup
from teams.models import Team

NONE = "none"


class By(models.TextChoices):
    """What the columns are."""

    THEME = "theme", _("Theme")
    PROBLEM = "problem", _("Problem")
    SCOPE = "scope", _("Scope")
    GROUP = "group", _("User group")

    @classmethod
    def named(cls, name: str | None) -> By:
        return cls(name) if name in cls.values else cls.THEME


@dataclass
class Note:
    idea: Idea
    problems: list[Problem]
    groups: list[UserGroup | None]
    # How many notes it is made of, where some were merged into it.
    parts: int

    @property
    def colour(self) -> str:
        return UserGroup.colour_of(self.groups)


@dataclass
class Column:
    # What a note that is dropped here is sent with.
    key: str
    heading: str
    problem: Problem | None = None
    group: UserGroup | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Wall:
    by: By
    columns: list[Column]
    # As many as the filters let through.
    shown: int
    # Of the whole team.
    notes: int
    ideas: int

    @classmethod
    def of(cls, team: Team, ideas: IdeaQuerySet, by: By, themes: Iterable[Theme], groups: Iterable[UserGroup]) -> Wall:
        """These ideas of the team in columns. What is merged into an idea, or into a problem, is read through it."""
        written, standing = team.ideas.notes_and_ideas()
        notes = _notes(team, ideas)
        columns = {
            By.THEME: _by_theme,
            By.PROBLEM: _by_problem,
            By.SCOPE: _by_scope,
            By.GROUP: _by_group,
        }[by](notes, themes, groups)
        return cls(by, columns, len(notes), written, standing)

    @staticmethod
    def version_of(team: Team) -> str:
        """Changes with whatever is recorded in the team's history. Two who save at once may be numbered in one order
        and saved in the other: so it is not the last number alone."""
        found = team.events.aggregate(last=Max("pk"), all=Count("pk"))
        return f"{found['last'] or 0}-{found['all']}"


def _notes(team: Team, ideas: IdeaQuerySet) -> list[Note]:
    parts = Idea.objects.filter(merged_into=OuterRef("pk")).order_by().values("merged_into").annotate(n=Count("pk"))
    found = list(
        ideas.unmerged()
        .select_related("user_group")
        .defer("detail")
        .annotate(parts=Coalesce(Subquery(parts.values("n")), 0))
    )
    problems = {problem.pk: problem for problem in team.problems.unmerged().defer("statement").by_group()}
    answered: dict[int, set[int]] = defaultdict(set)
    answers = Answer.objects.filter(idea__team=team).order_by()
    for idea, problem in answers.values_list(
        Coalesce("idea__merged_into", "idea"), Coalesce("problem__merged_into", "problem")
    ):
        answered[idea].add(problem)
    return [_note(idea, [problems[key] for key in answered[idea.pk] if key in problems]) for idea in found]


def _note(idea: Idea, problems: list[Problem]) -> Note:
    groups = {problem.user_group_id: problem.user_group for problem in problems}
    named = sorted((group for group in groups.values() if group), key=lambda group: (group.position, group.pk))
    whom: list[UserGroup | None] = [*named, *([None] if None in groups else [])]
    if not whom and idea.user_group:
        # Whose colour its note had.
        whom = [idea.user_group]
    return Note(idea, sorted(problems, key=lambda problem: problem.number), whom, getattr(idea, "parts", 0))


def _by_theme(notes: list[Note], themes: Iterable[Theme], _groups: Iterable[UserGroup]) -> list[Column]:
    columns = {None: Column(NONE, gettext("No theme"))} | {
        theme.pk: Column(str(theme.pk), theme.name) for theme in themes
    }
    for note in notes:
        # A theme may have come, or gone, since the themes were looked up.
        columns.get(note.idea.theme_id, columns[None]).notes.append(note)
    return list(columns.values())


def _by_problem(notes: list[Note], _themes: Iterable[Theme], _groups: Iterable[UserGroup]) -> list[Column]:
    """Of the problems that an idea answers, in the order of the user groups; ideas that answer none come first."""
    none = Column(NONE, gettext("No problem"))
    columns: dict[int, Column] = {}
    for note in notes:
        for problem in note.problems:
            heading = f"{problem.reference} {problem.title}"
            column = columns.setdefault(problem.pk, Column(problem.reference, heading, problem, problem.user_group))
            column.notes.append(note)
        if not note.problems:
            none.notes.append(note)
    return [*_unless_empty(none), *sorted(columns.values(), key=_place_of_problem)]


def _place_of_problem(column: Column) -> tuple[bool, int, int, int]:
    assert column.problem is not None
    group = column.group
    return group is None, group.position if group else 0, group.pk if group else 0, column.problem.number


def _by_scope(notes: list[Note], _themes: Iterable[Theme], _groups: Iterable[UserGroup]) -> list[Column]:
    columns = {scope.value: Column(scope.value, str(scope.label)) for scope in Scope}
    for note in notes:
        columns[note.idea.scope].notes.append(note)
    return list(columns.values())


def _by_group(notes: list[Note], _themes: Iterable[Theme], groups: Iterable[UserGroup]) -> list[Column]:
    none = Column(NONE, gettext("Nobody yet: no problem"))
    columns: dict[int | None, Column] = {group.pk: Column(str(group.pk), group.name, group=group) for group in groups}
    organisation = columns[None] = Column("organisation", gettext("The organisation itself"))
    for note in notes:
        for group in note.groups:
            columns.get(group.pk if group else None, organisation).notes.append(note)
        if not note.groups:
            none.notes.append(note)
    del columns[None]
    return [*_unless_empty(none), *columns.values(), *_unless_empty(organisation)]


def _unless_empty(column: Column) -> list[Column]:
    return [column] if column.notes else []
