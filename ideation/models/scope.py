from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Scope(models.TextChoices):
    NOT_PLACED = "not_placed", _("Not placed")
    IN_MVP = "in_mvp", _("In scope for the MVP")
    OUT_OF_MVP = "out_of_mvp", _("Out of scope for the MVP")
    OUT_OF_SERVICE = "out_of_service", _("Completely out of scope for the service")


class PlacedMeanwhile(Exception):
    """Somebody has placed the idea since it was looked at: the decision is not the one that was seen."""

    def __init__(self, decision: ScopeDecision) -> None:
        self.decision = decision
        super().__init__()


class ScopeDecisionQuerySet(models.QuerySet["ScopeDecision"]):
    def holding(self) -> ScopeDecisionQuerySet:
        """The latest decision about each idea that stands for itself: what holds now."""
        return self._latest(ScopeDecision.objects.all()).filter(idea__merged_into=None)

    def holding_at(self, moment: datetime) -> ScopeDecisionQuerySet:
        """What held at that moment, whatever was merged since."""
        return self._latest(ScopeDecision.objects.filter(at__lte=moment))

    def unconfirmed(self) -> ScopeDecisionQuerySet:
        return self.filter(confirmed_at=None).exclude(scope=Scope.NOT_PLACED)

    def with_challenges(self) -> ScopeDecisionQuerySet:
        """With how often each was challenged, the latest first."""
        return self.annotate(challenges=Count("stances", filter=Q(stances__agrees=False))).order_by("-at", "-pk")

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
        # The latest of each idea is looked for on every page of the scope.
        indexes = [models.Index(fields=["idea", "-at", "-id"], name="scope_decision_latest")]
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

    @property
    def is_to_look_at_again(self) -> bool:
        return self.look_again_on is not None and self.look_again_on <= timezone.localdate()

    @staticmethod
    def to_confirm(team: Team) -> ScopeDecisionQuerySet:
        """Where ideas of the team are placed and no product manager has confirmed it."""
        found = ScopeDecision.objects.filter(idea__team=team).holding().unconfirmed()
        return found.select_related("idea", "by").order_by("idea__number")

    @staticmethod
    def confirm(team: Team, keys: Iterable[int], *, by: User) -> list[int]:
        """Confirm these decisions; return the numbers of the ideas whose place is confirmed by it.

        `keys` are those that the page showed: what was placed anew meanwhile is left alone, as nobody has seen it.
        """
        with transaction.atomic():
            # Nobody places one anew while we look.
            rows = team.ideas.select_for_update().unmerged().filter(scope_decisions__in=list(keys)).order_by("pk")
            numbers = dict(rows.values_list("pk", "number"))
            found = ScopeDecision.objects.filter(pk__in=list(keys), idea__in=list(numbers)).holding().unconfirmed()
            confirmed = dict(found.values_list("pk", "idea"))
            if confirmed:
                # By the clock of another server it may have been placed in the future.
                at = Greatest(F("at"), Value(timezone.now()), output_field=models.DateTimeField())
                ScopeDecision.objects.filter(pk__in=list(confirmed)).update(confirmed_by=by, confirmed_at=at)
                ideas = sorted(numbers[idea] for idea in confirmed.values())
                team.record(by, Event.Verb.CONFIRMED, team, ideas=ideas)
        return sorted(numbers[idea] for idea in confirmed.values())
