"""What is still open about the scope when its ideas are put to the vote."""

from __future__ import annotations

from dataclasses import dataclass

from ideation.models import ScopeDecision
from teams.models import Team


@dataclass(frozen=True)
class Unsettled:
    not_placed: int
    # Placed, and not confirmed by a product manager.
    unconfirmed: int

    @classmethod
    def of(cls, team: Team) -> Unsettled:
        return cls(
            not_placed=team.ideas.not_placed().count(),
            unconfirmed=ScopeDecision.objects.filter(idea__team=team).holding().unconfirmed().count(),
        )
