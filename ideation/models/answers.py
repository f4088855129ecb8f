from __future__ import annotations

from django.db import models

from problems.models import Problem


class Answer(models.Model):
    """That an idea answers a problem. A problem that an idea answers is not deleted."""

    idea = models.ForeignKey("ideation.Idea", on_delete=models.CASCADE, related_name="answers")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["problem__number"]
        constraints = [models.UniqueConstraint(fields=["idea", "problem"], name="idea_answers_problem_once")]
