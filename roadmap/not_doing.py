"""What is not on the roadmap, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from ideation.models import Scope, ScopeDecision
from problems.models import Problem
from roadmap.ranking import Standing
from roadmap.roadmaps import Roadmap
from teams.models import Team


@dataclass(frozen=True)
class NotDoing:
    # In scope, and not on the shortlist. Nothing while there is no shortlist.
    left_out: list[Standing]
    # What holds of each idea that was placed there, by number.
    out_of_mvp: list[ScopeDecision]
    out_of_service: list[ScopeDecision]
    needs_not_met: list[Problem]

    @classmethod
    def of(cls, team: Team, roadmap: Roadmap) -> NotDoing:
        out = ScopeDecision.objects.filter(idea__team=team, scope__in=[Scope.OUT_OF_MVP, Scope.OUT_OF_SERVICE])
        decisions = list(out.holding().select_related("idea").order_by("idea__number"))
        return cls(
            roadmap.ranking.left_out if roadmap.entries else [],
            [decision for decision in decisions if decision.scope == Scope.OUT_OF_MVP],
            [decision for decision in decisions if decision.scope == Scope.OUT_OF_SERVICE],
            roadmap.needs_not_met,
        )

    def __bool__(self) -> bool:
        return any((self.left_out, self.out_of_mvp, self.out_of_service, self.needs_not_met))
