"""How many notes there are, how many solutions they became, and how many of those are in scope."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import ngettext

from ideation.models import Origin, Scope, ScopeCounts
from teams.models import Team


@dataclass(frozen=True)
class Step:
    count: int
    words: str
    # Of the list of exactly these.
    address: str


@dataclass(frozen=True)
class Funnel:
    # What somebody wrote down, merged or not.
    notes: int
    # Of what stands for itself, how many are in each scope.
    by_scope: dict[Scope, int]

    @classmethod
    def of(cls, team: Team) -> Funnel:
        """All numbers by one statement."""
        stands = ExpressionWrapper(Q(merged_into=None), BooleanField())
        notes, by_scope = 0, Counter[str]()
        rows = team.ideas.order_by().annotate(stands=stands).values_list("origin", "scope", "stands")
        for origin, scope, stands_for_itself, count in rows.annotate(Count("pk")):
            notes += count if origin != Origin.SOLUTION else 0
            by_scope[scope] += count if stands_for_itself else 0
        return cls(notes, {scope: by_scope[scope] for scope in Scope})

    @classmethod
    def in_counts(cls, counts: ScopeCounts) -> Funnel:
        """The same, for a page that counts the scope anyway."""
        return cls(counts.notes, {scope: counts.of_scope(scope) for scope in Scope})

    @classmethod
    def annotated(cls, row: Any) -> Funnel:
        """The same, from a row of the team that was annotated with `funnel_counts`."""
        return cls(row.notes, {scope: getattr(row, scope) for scope in Scope})

    @property
    def solutions(self) -> int:
        return sum(self.by_scope.values())

    @property
    def in_scope(self) -> int:
        return self.by_scope[Scope.IN_MVP]

    def steps(self, team: Team) -> list[Step]:
        ideas = reverse("ideation:list", args=[team.slug])
        return [
            Step(self.notes, ngettext("idea noted down", "ideas noted down", self.notes), f"{ideas}?show=notes"),
            Step(self.solutions, ngettext("solution, once merged", "solutions, once merged", self.solutions), ideas),
            Step(
                self.in_scope,
                ngettext("in scope for the MVP", "in scope for the MVP", self.in_scope),
                f"{ideas}?scope=in_mvp",
            ),
        ]
