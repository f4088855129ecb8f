"""Which ideas are placed, confirmed, to be looked at again, or have moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ideation.models.scope import Scope, ScopeDecision

if TYPE_CHECKING:
    from datetime import datetime

    from ideation.models.ideas import Idea  # noqa: F401, named below as text


class PlacedQuerySet(models.QuerySet["Idea"]):
    def placed(self) -> Self:
        return self.filter(merged_into=None).exclude(scope=Scope.NOT_PLACED)

    def with_latest_decision(self) -> Self:
        """Say of each idea the key of the decision that holds."""
        latest = ScopeDecision.objects.filter(idea=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(latest_decision=Subquery(latest.values("pk")[:1]))

    def with_scope_reason(self) -> Self:
        """Give each idea `scope_reason`: why it stands where it does, in the words of the decision that holds."""
        latest = ScopeDecision.objects.filter(idea=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(scope_reason=Subquery(latest.values("reason")[:1]))

    def unconfirmed(self) -> Self:
        """Placed by somebody, and not confirmed by a product manager."""
        return self.placed()._whose_decision(confirmed_at=None)

    def to_look_at_again(self) -> Self:
        """Those for which the day has come that was set for it."""
        return self.filter(merged_into=None)._whose_decision(look_again_on__lte=timezone.localdate())

    def _whose_decision(self, **holds: Any) -> Self:
        found = ScopeDecision.objects.filter(pk=OuterRef("latest_decision"), **holds)
        return self.with_latest_decision().filter(Exists(found))

    def changed_between(self, since: datetime, until: datetime) -> Self:
        """Those that were added, merged or moved to another scope between two moments.

        `scope_before` and `scope_after` say where each stood, `decision_after` the decision that held at the end.
        """
        decisions = ScopeDecision.objects.filter(idea=OuterRef("pk")).order_by("-at", "-pk")
        before, after = decisions.filter(at__lte=since), decisions.filter(at__lte=until)
        nowhere = Value(Scope.NOT_PLACED.value)
        return (
            self.annotate(
                scope_before=Coalesce(Subquery(before.values("scope")[:1]), nowhere),
                scope_after=Coalesce(Subquery(after.values("scope")[:1]), nowhere),
                decision_after=Subquery(after.values("pk")[:1]),
            )
            .filter(created_at__lte=until)
            .exclude(merged_at__lte=since)
            .filter(
                Q(created_at__gt=since)
                | Q(merged_at__gt=since, merged_at__lte=until)
                | ~Q(scope_before=F("scope_after"))
            )
        )
