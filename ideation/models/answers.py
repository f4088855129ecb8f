from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from problems.models import Problem


class Answer(models.Model):
    """That an idea answers a problem. A problem that an idea answers is not deleted."""

    idea = models.ForeignKey("ideation.Idea", on_delete=models.CASCADE, related_name="answers")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["problem__number"]
        constraints = [models.UniqueConstraint(fields=["idea", "problem"], name="idea_answers_problem_once")]


def answers_one(problems: models.QuerySet[Problem] | None) -> Q:
    """That an idea answers one of these problems, or any problem, itself or through an idea merged into it."""
    answers = Answer.objects.all() if problems is None else Answer.objects.filter(problem__in=problems)
    itself, through = (answers.filter(**{way: OuterRef("pk")}) for way in ("idea", "idea__merged_into"))
    return Q(Exists(itself)) | Q(Exists(through))
