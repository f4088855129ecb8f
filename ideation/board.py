"""The scope as a page shows it: what is left to place, and three buckets with what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from ideation.models import Idea, Scope, ScopeCounts
from teams.models import Team

# A bucket shows this many; the list of ideas has the rest.
MOST_SHOWN = 50


@dataclass
class Bucket:
    scope: Scope
    count: int
    ideas: list[Idea]

    @property
    def more(self) -> int:
        """How many it does not show."""
        return self.count - len(self.ideas)


@dataclass(frozen=True)
class Board:
    not_placed: Bucket
    buckets: list[Bucket]

    @classmethod
    def of(cls, team: Team, counts: ScopeCounts) -> Board:
        found = {scope.value: Bucket(scope, counts.of_scope(scope), []) for scope in Scope}
        for idea in team.ideas.unmerged().first_of_each_scope(MOST_SHOWN).with_problems().with_decisions():
            found[idea.scope].ideas.append(idea)
        return cls(found.pop(Scope.NOT_PLACED), list(found.values()))

    @property
    def next(self) -> Idea | None:
        return next(iter(self.not_placed.ideas), None)
