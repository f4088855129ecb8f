from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from problems.models import Problem
from teams.models import Counter, Event, Team, User


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

    def matching(self, words: str) -> IdeaQuerySet:
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(detail__icontains=word))
        return found

    def with_problems(self) -> IdeaQuerySet:
        """Fetch what a list shows of each idea: its theme, and its problems with their groups."""
        return self.select_related("theme").prefetch_related(
            models.Prefetch("problems", Problem.objects.select_related("user_group"))
        )


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

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that answers these problems of the team, under the team's next number."""
        with transaction.atomic():
            idea = cls.objects.create(team=team, number=team.next_number(Counter.IDEA), **fields)
            idea.problems.set(problems)
            team.record(by, Event.Verb.CREATED, idea)
        return idea

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
