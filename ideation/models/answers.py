from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from problems.models import Problem

if TYPE_CHECKING:
    from teams.models import Team


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


def answered_by(team: Team, ideas: Collection[int]) -> dict[int, list[Problem]]:
    """By the keys of these ideas of the team, the problems that each answers, itself or through an idea merged into
    it, by number.

    Each problem is fetched once, with its group, however many ideas answer it. And without the ideas in the statement:
    SQLite that has looked at its tables (ANALYZE) goes through them for every problem that there is.
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    answers = Answer.objects.filter(idea__team=team).order_by()
    for idea, into, problem in answers.values_list("idea_id", "idea__merged_into", "problem_id"):
        if (into or idea) in ideas:
            found[into or idea].add(problem)
    wanted = {key for keys in found.values() for key in keys}
    problems = Problem.objects.select_related("user_group").in_bulk(wanted)
    # What somebody has deleted between the two statements is answered no more.
    return {
        idea: sorted((problems[key] for key in keys if key in problems), key=lambda problem: problem.number)
        for idea, keys in found.items()
    }
