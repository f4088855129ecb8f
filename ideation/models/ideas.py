from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ideation.models.answers import Answer, answered_by
from ideation.models.idea_queries import IdeaQuerySet
from ideation.models.moves import Move
from ideation.models.origins import Origin
from ideation.models.placing import Placeable
from ideation.models.scope import Scope
from ideation.models.themes import Theme
from problems.models import ImportedGroup, Problem, UserGroup
from teams.models import Counter, Event, Team, User, merging_constraints


class HasHistory(Exception):
    """What has been placed, merged, voted on or decided is kept, so that nothing loses what it was about."""


class Idea(Placeable):
    """A possible solution to one or more problems; may be merged into a more specific one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    detail = models.TextField(max_length=4000, blank=True)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    problems = models.ManyToManyField(Problem, through=Answer, related_name="ideas")
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.TEAM)
    # Whom it is for while it answers no problem: the user group whose colour its note had.
    user_group = models.ForeignKey(UserGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The note of a file that it was, which says of which file and row.
    imported = models.ForeignKey(ImportedGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    # The "What if…?" that it answers, in the words that it was asked in.
    prompt = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    merged_through = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Since when another one stands for it.
    merged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # What `fetch_answered` found.
    _answered: list[Problem] | None = None

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="idea_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(title=""), name="idea_has_title"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="idea_scope_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="idea_origin_known"),
            *merging_constraints(),
        ]

    def __str__(self) -> str:
        return f"I{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("overview:idea", args=[self.team.slug, self.number])

    @property
    def reference(self) -> str:
        return f"I{self.number}"

    @property
    def is_in_scope(self) -> bool:
        return self.scope == Scope.IN_MVP and not self.is_merged

    @property
    def answered(self) -> list[Problem]:
        """The problems that it answers, itself or through an idea merged into it, by number."""
        if self._answered is not None:
            return self._answered
        its_own = [self, *self.merged.all()]
        problems = {problem.pk: problem for idea in its_own for problem in idea.problems.all()}
        return sorted(problems.values(), key=lambda problem: problem.number)

    @staticmethod
    def fetch_answered(ideas: Iterable[Idea]) -> None:
        """Fetch what these ideas, which stand for themselves in one team, answer: by two statements, however many."""
        by_key = {idea.pk: idea for idea in ideas}
        answered = answered_by(next(iter(by_key.values())).team, by_key) if by_key else {}
        for key, idea in by_key.items():
            idea._answered = answered.get(key, [])

    @property
    def groups(self) -> list[UserGroup | None]:
        """Whom it is for: the user groups of its problems, in their order; None for the organisation itself.

        Without a problem, the user group whose colour its note had.
        """
        groups = {problem.user_group_id: problem.user_group for problem in self.answered}
        if not groups and self.user_group:
            return [self.user_group]
        named = [group for group in groups.values() if group]
        return [*sorted(named, key=lambda group: (group.position, group.pk)), *([None] if None in groups else [])]

    @property
    def colour(self) -> str:
        return UserGroup.colour_of(self.groups)

    @staticmethod
    def that_stand(ideas: Iterable[Idea]) -> list[Idea]:
        """These ideas, each once, and for a merged one that which stands for it."""
        return list({idea.pk: idea for idea in (each.merged_into or each for each in ideas)}.values())

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that answers these problems of the team, under the team's next number."""
        with transaction.atomic():
            idea = cls.objects.create(team=team, number=team.next_number(Counter.IDEA), **fields)
            idea.problems.set(problems)
            team.record(by, Event.Verb.CREATED, idea)
        return idea

    @classmethod
    def add_all(cls, team: Team, ideas: Sequence[tuple[Idea, Iterable[Problem]]], *, by: User) -> None:
        """Record these, which are not saved yet, under the team's next numbers, each with what it answers."""
        with transaction.atomic():
            numbers = team.next_numbers(Counter.IDEA, len(ideas))
            for (idea, _problems), number in zip(ideas, numbers, strict=True):
                idea.team, idea.number = team, number
            recorded = cls.objects.bulk_create(idea for idea, _problems in ideas)
            Answer.objects.bulk_create(Answer(idea=idea, problem=problem) for idea, its in ideas for problem in its)
            team.record_each(by, Event.Verb.CREATED, recorded)

    @classmethod
    def add_once(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            same = cls.in_the_same_words(team, problems=problems, **fields)
            return same or cls.add(team, by=by, problems=problems, **fields)

    @staticmethod
    def in_the_same_words(team: Team, *, problems: list[Problem], **fields: Any) -> Idea | None:
        """An idea of the team that says this, and answers these problems."""
        found: Iterable[Idea] = team.ideas.filter(**fields).prefetch_related("problems")
        return next((idea for idea in found if set(idea.problems.all()) == set(problems)), None)

    def change(self, *, by: User, problems: list[Problem], **fields: Any) -> None:
        with transaction.atomic():
            before = Idea.objects.select_for_update().get(pk=self.pk)
            if "theme" in fields and before.theme != fields["theme"]:
                Move.objects.create(idea=before, theme=fields["theme"], by=by)
            for name, value in fields.items():
                setattr(self, name, value)
            self.save(update_fields=list(fields))
            self.problems.set(problems)
            self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete the idea for good. Raise HasHistory when it was placed, merged, put to a vote or decided on."""
        try:
            with transaction.atomic():
                # Whoever places it at the same time waits, or is waited for.
                idea = Idea.objects.select_for_update().filter(pk=self.pk).first()
                if idea is None:
                    return
                if idea.is_merged or idea.scope_decisions.exists():
                    raise HasHistory
                self.team.record(by, Event.Verb.DELETED, self)
                idea.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasHistory from error

    @classmethod
    def move(cls, team: Team, ideas: list[Idea], *, theme: Theme | None, by: User) -> None:
        """Put these ideas of the team into a theme, or into none. Of two who move the same one the later wins.

        What is there already, or has been merged into another one meanwhile, stays where it is.
        """
        with transaction.atomic():
            # In one order, or two who move several at once would wait for each other.
            rows = team.ideas.select_for_update().filter(pk__in=[idea.pk for idea in ideas]).order_by("pk")
            moved = {
                idea.pk: idea.number for idea in rows if not idea.is_merged and idea.theme_id != (theme and theme.pk)
            }
            if not moved:
                return
            team.ideas.filter(pk__in=moved).update(theme=theme)
            Move.objects.bulk_create(Move(idea_id=key, theme=theme, by=by) for key in moved)
            team.record(by, Event.Verb.MOVED, theme or Theme(name=gettext("No theme")), ideas=sorted(moved.values()))

    # Merging

    @classmethod
    def make_of(cls, team: Team, parts: list[Idea], *, by: User, problems: list[Problem], **fields: Any) -> Idea:
        """Make a more specific idea of several ones: they are merged into it, and it answers what they answer.

        Raise NotMerged, and change nothing, when one of them cannot be merged.
        """
        with transaction.atomic():
            solution = cls.add(team, by=by, problems=problems, origin=Origin.SOLUTION, **fields)
            for part in parts:
                part.merge_into(solution, by=by)
        return solution

    def merge_into(self, other: Idea, *, by: User) -> Idea:
        with transaction.atomic():
            into = super().merge_into(other, by=by)
            Idea.objects.filter(pk=self.pk, merged_at=None).update(merged_at=timezone.now())
        return into

    def undo_merge(self, *, by: User) -> None:
        """Let it stand for itself again. What was made of several goes with the last, unless it has a history."""
        with transaction.atomic():
            self.team.lock()
            into = Idea.objects.filter(merged=self).first()
            super().undo_merge(by=by)
            Idea.objects.filter(pk=self.pk, merged_into=None).update(merged_at=None)
            if into and into.origin == Origin.SOLUTION and not into.merged.exists():
                with suppress(HasHistory), transaction.atomic():
                    into.remove(by=by)
