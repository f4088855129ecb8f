from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ideation.models.ideas import Idea


class Scope(models.TextChoices):
    NOT_PLACED = "not_placed", _("Not placed")
    IN_MVP = "in_mvp", _("In scope for the MVP")
    OUT_OF_MVP = "out_of_mvp", _("Out of scope for the MVP")
    OUT_OF_SERVICE = "out_of_service", _("Completely out of scope for the service")


class ScopeDecisionQuerySet(models.QuerySet["ScopeDecision"]):
    def holding(self) -> ScopeDecisionQuerySet:
        """The latest decision about each idea that stands for itself: what holds now."""
        return self._latest(ScopeDecision.objects.all()).filter(idea__merged_into=None)

    def holding_at(self, moment: datetime) -> ScopeDecisionQuerySet:
        """What held at that moment, whatever was merged since."""
        return self._latest(ScopeDecision.objects.filter(at__lte=moment))

    def unconfirmed(self) -> ScopeDecisionQuerySet:
        return self.filter(confirmed_at=None).exclude(scope=Scope.NOT_PLACED)

    def _latest(self, of_all: models.QuerySet[ScopeDecision]) -> ScopeDecisionQuerySet:
        latest = of_all.filter(idea=OuterRef("idea")).order_by("-at", "-pk")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


class ScopeDecision(models.Model):
    """That somebody put an idea into a bucket, and why. All of them stay: they are the history of the scope."""

    idea = models.ForeignKey("ideation.Idea", on_delete=models.CASCADE, related_name="scope_decisions")
    scope = models.CharField(max_length=20, choices=Scope)
    reason = models.CharField(max_length=1000)
    # When to look at it again, where it may come back.
    look_again_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # A product manager's own placement is confirmed as it is made.
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopeDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="scope_decision_scope_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="scope_decision_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("at")), name="scope_decision_confirmed_after"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_at=None), name="scope_decision_confirmed_when"
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @staticmethod
    def confirm(team: Team, ideas: Iterable[Idea] | None, *, by: User) -> list[int]:
        """Confirm where these ideas of the team are placed, or all of them; return the numbers of those confirmed.

        What somebody placed anew since the page was shown is for the caller to leave out.
        """
        with transaction.atomic():
            # Nobody places one anew while we look.
            rows = team.ideas.select_for_update().unmerged()
            if ideas is not None:
                rows = rows.filter(pk__in=[idea.pk for idea in ideas])
            numbers = dict(rows.values_list("pk", "number"))
            decisions = ScopeDecision.objects.filter(idea__in=numbers).holding().unconfirmed()
            confirmed = sorted(numbers[key] for key in decisions.values_list("idea", flat=True))
            if confirmed:
                keys = list(decisions.values_list("pk", flat=True))
                ScopeDecision.objects.filter(pk__in=keys).update(confirmed_by=by, confirmed_at=timezone.now())
                team.record(by, Event.Verb.CONFIRMED, team, ideas=confirmed)
        return confirmed


class ScopeVersion(models.Model):
    """A moment of the whole scope that somebody gave a name; what held at it is in the decisions."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="scope_versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    # Called agreed by a product manager: all placed and confirmed, no challenge without an answer.
    agreed = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="scope_version_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(name=""), name="scope_version_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
