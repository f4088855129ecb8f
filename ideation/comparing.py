"""What changed in a scope between two moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ideation.models import Idea, Scope, ScopeDecision
from teams.models import Team


@dataclass(frozen=True)
class Change:
    idea: Idea
    before: Scope
    after: Scope
    # What held at the end; None where nobody has placed it.
    decision: ScopeDecision | None


@dataclass(frozen=True)
class Comparison:
    moved: list[Change] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    merged: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, team: Team, since: datetime, until: datetime) -> Comparison:
        """Two statements, whatever the number of ideas. What was added and merged between the two counts as merged."""
        found = cls()
        rows: list[Any] = list(team.ideas.changed_between(since, until).select_related("merged_into"))
        keys = [row.decision_after for row in rows if row.decision_after]
        decisions = ScopeDecision.objects.select_related("by").in_bulk(keys)
        for row in rows:
            change = Change(
                row, Scope(row.scope_before), Scope(row.scope_after), decisions.get(row.decision_after or 0)
            )
            if row.merged_at and since < row.merged_at <= until:
                found.merged.append(change)
            elif row.created_at > since:
                found.added.append(change)
            else:
                found.moved.append(change)
        return found

    @property
    def is_empty(self) -> bool:
        return not (self.moved or self.added or self.merged)
