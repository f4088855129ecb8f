from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Problem, UserGroup
from teams.models import Counter, Event, Team, User


class NameTaken(Exception):
    """The team has another theme with this name."""


class Theme(models.Model):
    """A large category of ideas."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="theme_unique_in_team")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, team: Team, name: str, *, by: User) -> Theme:
        """The team's theme of this name, whatever the case; made if there is none."""
        with transaction.atomic():
            theme = team.themes.filter(name__iexact=name).first()
            if theme is None:
                theme, new = team.themes.get_or_create(name=name)
                if new:
                    team.record(by, Event.Verb.CREATED, theme)
        return theme

    def rename(self, name: str, *, by: User) -> None:
        """Give the theme another name. Raise NameTaken when another theme has it."""
        if self.team.themes.filter(name__iexact=name).exclude(pk=self.pk).exists():
            raise NameTaken
        try:
            with transaction.atomic():
                self.team.themes.filter(pk=self.pk).update(name=name)
                self.name = name
                self.team.record(by, Event.Verb.CHANGED, self)
        except IntegrityError as error:
            raise NameTaken from error

    def remove(self, *, by: User) -> None:
        """Delete the theme. Its ideas stay, without a theme."""
        with transaction.atomic():
            self.team.record(by, Event.Verb.DELETED, self)
            self.delete()


class Scope(models.TextChoices):
    NOT_PLACED = "not_placed", _("Not placed")
    IN_MVP = "in_mvp", _("In scope for the MVP")
    OUT_OF_MVP = "out_of_mvp", _("Out of scope for the MVP")
    OUT_OF_SERVICE = "out_of_service", _("Completely out of scope for the service")


class Origin(models.TextChoices):
    TEAM = "team", _("Added by the team")
    WORKSHOP = "workshop", _("Added in a workshop")
    PUBLISHED = "published", _("From the published account")
    ILLUSTRATIVE = "illustrative", _("Illustrative")


class IdeaQuerySet(models.QuerySet["Idea"]):
    def in_scope(self) -> IdeaQuerySet:
        return self.filter(scope=Scope.IN_MVP)

    def not_placed(self) -> IdeaQuerySet:
        return self.filter(scope=Scope.NOT_PLACED)

    def for_group(self, group: UserGroup | None) -> IdeaQuerySet:
        """Ideas that answer a problem of this user group; for None, of the organisation itself."""
        answers = Answer.objects.filter(idea=OuterRef("pk"))
        return self.filter(
            Exists(answers.filter(problem__user_group=group) if group else answers.filter(problem__user_group=None))
        )

    def matching(self, words: str) -> IdeaQuerySet:
        """Ideas with each of these words in the title or the detail; "I12" finds that idea as well."""
        found = self
        for word in words.split():
            condition = Q(title__icontains=word) | Q(detail__icontains=word)
            if word[0] in "Ii" and word[1:].isdecimal() and len(word) < 10:
                condition |= Q(number=int(word[1:]))
            found = found.filter(condition)
        return found

    def count_by_scope(self) -> dict[str, int]:
        """How many ideas stand in each scope; 0 where there is none."""
        found = dict(self.order_by().values_list("scope").annotate(Count("pk")))
        return {scope: found.get(scope, 0) for scope in Scope.values}

    def first_of_each_scope(self, most: int) -> IdeaQuerySet:
        """Of each scope no more than this many ideas, by number."""
        place = Window(RowNumber(), partition_by=[F("scope")], order_by=[F("number")])
        return self.annotate(place_in_scope=place).filter(place_in_scope__lte=most)

    def with_problems(self) -> IdeaQuerySet:
        """Fetch what a list shows of each idea: its theme, and its problems with their groups."""
        return self.select_related("theme").prefetch_related(
            models.Prefetch("problems", Problem.objects.select_related("user_group"))
        )

    def with_decisions(self) -> IdeaQuerySet:
        """Fetch what `decision` needs."""
        return self.prefetch_related("scope_decisions")


class HasHistory(Exception):
    """What has been placed, voted on or decided is kept, so that nothing loses what it was about."""


class Idea(models.Model):
    """A possible solution to one or more problems."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    detail = models.TextField(max_length=4000, blank=True)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    problems = models.ManyToManyField(Problem, through="Answer", related_name="ideas")
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.NOT_PLACED)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.TEAM)
    created_at = models.DateTimeField(default=timezone.now)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="idea_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(title=""), name="idea_has_title"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="idea_scope_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="idea_origin_known"),
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
        return self.scope == Scope.IN_MVP

    @property
    def is_placed(self) -> bool:
        return self.scope != Scope.NOT_PLACED

    @property
    def groups(self) -> list[UserGroup | None]:
        """Whom it is for: the user groups of its problems, in their order; None for the organisation itself."""
        groups = {problem.user_group_id: problem.user_group for problem in self.problems.all()}
        named = [group for group in groups.values() if group]
        return [*sorted(named, key=lambda group: (group.position, group.pk)), *([None] if None in groups else [])]

    @property
    def decision(self) -> ScopeDecision | None:
        """The scope decision that holds now."""
        return next(iter(self.scope_decisions.all()), None)

    @property
    def next_to_place(self) -> Idea | None:
        """The not placed idea that comes after this one; after the last, the first that is left."""
        left = self.team.ideas.not_placed().exclude(pk=self.pk)
        return left.filter(number__gt=self.number).first() or left.first()

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that answers these problems of the team, under the team's next number."""
        with transaction.atomic():
            idea = cls.objects.create(team=team, number=team.next_number(Counter.IDEA), **fields)
            idea.problems.set(problems)
            team.record(by, Event.Verb.CREATED, idea)
        return idea

    @classmethod
    def add_once(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            for idea in team.ideas.filter(**fields):
                if set(idea.problems.all()) == set(problems):
                    return idea
            return cls.add(team, by=by, problems=problems, **fields)

    def change(self, *, by: User, problems: list[Problem], **fields: Any) -> None:
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            self.save(update_fields=list(fields))
            self.problems.set(problems)
            self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete the idea for good. Raise HasHistory when it was placed, put to a vote or decided on."""
        try:
            with transaction.atomic():
                # Whoever places it at the same time waits, or is waited for.
                idea = Idea.objects.select_for_update().filter(pk=self.pk).first()
                if idea is None:
                    return
                if idea.scope_decisions.exists():
                    raise HasHistory
                self.team.record(by, Event.Verb.DELETED, self)
                idea.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasHistory from error

    @classmethod
    def move(cls, team: Team, ideas: list[Idea], *, theme: Theme | None, by: User) -> None:
        """Put these ideas of the team into a theme, or into none."""
        with transaction.atomic():
            team.ideas.filter(pk__in=[idea.pk for idea in ideas]).update(theme=theme)
            team.record(
                by,
                Event.Verb.CHANGED,
                theme or Theme(name=gettext("No theme")),
                ideas=[idea.number for idea in ideas],
            )

    def place(self, scope: str, *, reason: str, by: User) -> None:
        """Put the idea into a bucket. Every decision stays in its history, with its reason."""
        with transaction.atomic():
            idea = Idea.objects.select_for_update().get(pk=self.pk)
            if idea.scope == scope and (latest := idea.scope_decisions.first()) and latest.reason == reason:
                return
            idea.scope_decisions.create(scope=scope, reason=reason, by=by)
            idea.scope = scope
            idea.save(update_fields=["scope"])
            self.scope = scope
            self.team.record(by, Event.Verb.PLACED, self, scope=scope, reason=reason)


class Answer(models.Model):
    """That an idea answers a problem. A problem that an idea answers is not deleted."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="answers")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["problem__number"]
        constraints = [models.UniqueConstraint(fields=["idea", "problem"], name="idea_answers_problem_once")]


class ScopeDecision(models.Model):
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="scope_decisions")
    scope = models.CharField(max_length=20, choices=Scope)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="scope_decision_scope_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="scope_decision_has_reason"),
        ]
