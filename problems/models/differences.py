from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from problems.models.problems import Problem
from teams.models import Event, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable


class Difference(models.Model):
    """That two problems look alike, and are not the same: somebody of the team has said so."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="differences")
    # The one with the lower key, so that a pair is the same pair whichever way round.
    first = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="difference_said_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="difference_in_order_of_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.first}, {self.second}"

    @classmethod
    def say(cls, pair: Iterable[Problem], *, by: User) -> None:
        """Remember that these two problems of a team are different."""
        first, second = sorted(pair, key=lambda problem: problem.pk)
        with transaction.atomic():
            # Neither is deleted before this is saved.
            there = Problem.objects.select_for_update(no_key=True).filter(pk__in=[first.pk, second.pk])
            if len(there) < 2:
                return
            _difference, new = cls.objects.get_or_create(
                first=first, second=second, defaults={"team": first.team, "by": by}
            )
            if new:
                first.team.record(by, Event.Verb.CHANGED, first, different_from=str(second))

    def take_back(self, *, by: User) -> None:
        with transaction.atomic():
            gone, _rows = Difference.objects.filter(pk=self.pk).delete()
            if gone:
                self.team.record(by, Event.Verb.CHANGED, self.first, may_be_same_as=str(self.second))
