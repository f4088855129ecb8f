"""What a team does not know yet and wants research to find out."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from problems.gathering import gathered
from problems.models.evidence import Evidence
from problems.models.problems import Problem
from teams.models import Event, Team, User


class QuestionQuerySet(models.QuerySet["Question"]):
    def still_open(self) -> QuestionQuerySet:
        return self.filter(evidence=None)

    def answered(self) -> QuestionQuerySet:
        return self.exclude(evidence=None)

    def open_first(self) -> QuestionQuerySet:
        """The open ones in the order in which they were asked, then those that were answered last."""
        is_answered = models.ExpressionWrapper(Q(evidence__isnull=False), output_field=models.BooleanField())
        return self.order_by(is_answered, F("answered_at").desc(nulls_first=True), "pk")

    def with_problems(self) -> QuestionQuerySet:
        """Fetch what a list shows of each: its evidence, and its problems with their groups."""
        problems = models.Prefetch("problems", Problem.objects.select_related("user_group"))
        return self.select_related("evidence").prefetch_related(problems)


class Question(models.Model):
    """A research question about any number of problems, open until evidence answers it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="questions")
    problems = models.ManyToManyField(Problem, related_name="questions", blank=True)
    text = models.CharField(max_length=300)
    # The evidence that answers it. The deletion of that evidence opens the question again; the words stay.
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_questions"
    )
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "text"], name="question_unique_in_team"),
            models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),
            models.CheckConstraint(
                condition=Q(evidence=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("problems:questions", args=[self.team.slug]) + f"#question-{self.pk}"

    @classmethod
    def gathered_open(cls) -> Subquery:
        """The open questions about each problem of a query, or one merged into it: for `from_gathered`."""
        its_own = Q(problem=OuterRef("pk")) | Q(problem__merged_into=OuterRef("pk"))
        asked = cls.problems.through.objects.filter(its_own, question__evidence=None)
        return gathered(asked, "question_id", "question__text")

    @classmethod
    def from_gathered(cls, team: Team, rows: list[list[Any]] | None) -> list[Question]:
        """Each once, in the order in which they were asked."""
        return [cls(pk=key, team=team, text=text) for key, text in sorted(dict(rows or []).items())]

    @property
    def is_open(self) -> bool:
        return self.evidence_id is None

    @classmethod
    def ask(cls, team: Team, text: str, *, by: User | None, problems: list[Problem]) -> Question:
        """Add a question; one that the team asks already in the same words gets these problems as well."""
        with transaction.atomic():
            team.lock()
            question = team.questions.filter(text=text).first()
            if question is None:
                question = cls.objects.create(team=team, text=text)
                team.record(by, Event.Verb.CREATED, question)
            question.problems.add(*_still_there(problems))
        return question

    def change(self, text: str, *, by: User, problems: list[Problem]) -> None:
        with transaction.atomic():
            self.text = text
            # Nothing is updated when somebody has just deleted it.
            if Question.objects.filter(pk=self.pk).update(text=text):
                self.problems.set(_still_there(problems))
                self.team.record(by, Event.Verb.CHANGED, self)

    def close(self, evidence: Evidence, answer: str, *, by: User) -> None:
        """Say which evidence answers it, and what the answer is."""
        with transaction.atomic():
            # Nobody deletes it until this is saved.
            evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
            others = Question.objects.filter(pk=self.pk).exclude(evidence=evidence, answer=answer)
            if others.update(evidence=evidence, answer=answer, answered_at=timezone.now()):
                self.team.record(by, Event.Verb.CHANGED, self, answered_with=evidence.reference)

    def reopen(self, *, by: User) -> None:
        """Open it again; the words of the answer stay with it, to be used again or not."""
        with transaction.atomic():
            if Question.objects.filter(pk=self.pk).answered().update(evidence=None):
                self.team.record(by, Event.Verb.CHANGED, self, answered_with=None)

    def remove(self, *, by: User) -> None:
        with transaction.atomic():
            self.team.record(by, Event.Verb.DELETED, self)
            self.delete()


def _still_there(problems: list[Problem]) -> list[Any]:
    """Those that nobody has deleted since they were chosen; now nobody can until this is saved."""
    keys = [problem.pk for problem in problems]
    return list(Problem.objects.select_for_update(no_key=True).filter(pk__in=keys))
