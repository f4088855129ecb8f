"""Where the scope of a team stands, in numbers: one statement, whatever the number of ideas."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from ideation.models.ideas import Idea
from ideation.models.rounds import AgreementRound
from ideation.models.scope import Scope, ScopeDecision
from ideation.models.stances import Stance
from ideation.models.versions import ScopeVersion
from teams.models import Team


@dataclass(frozen=True)
class ScopeCounts:
    # Of the ideas that stand for themselves.
    not_placed: int
    in_mvp: int
    out_of_mvp: int
    out_of_service: int
    # What somebody wrote down, merged or not.
    notes: int
    unconfirmed: int
    look_again: int
    # Those without an answer.
    challenges: int
    # All that were ever made, and what tells that one more was: together they change with whatever shows.
    decisions: int
    latest_decision: int
    confirmed: int
    # The code of the round that is open.
    open_round: str
    agreed_at: datetime | None

    @classmethod
    def of(cls, team: Team) -> ScopeCounts:
        # Some of these could be names of a team's own fields.
        asked = {f"scope_{name}": expression for name, expression in _expressions().items()}
        row: Any = Team.objects.filter(pk=team.pk).values(**asked).get()
        return cls(**{field.name: row[f"scope_{field.name}"] for field in fields(cls)})

    @property
    def ideas(self) -> int:
        return self.not_placed + self.placed

    @property
    def placed(self) -> int:
        return self.in_mvp + self.out_of_mvp + self.out_of_service

    def of_scope(self, scope: str) -> int:
        return int(getattr(self, scope))

    @property
    def version(self) -> str:
        """A text that is another one when something has changed that the page of the scope shows."""
        return "-".join(str(value).replace(" ", "T") for value in astuple(self))

    @property
    def missing(self) -> list[str]:
        """What has to be done before the scope can be called agreed."""
        words = []
        if not self.ideas:
            words.append(gettext("there is no idea"))
        if self.not_placed:
            words.append(
                ngettext("%(count)d idea is not placed", "%(count)d ideas are not placed", self.not_placed)
                % {"count": self.not_placed}
            )
        if self.unconfirmed:
            words.append(
                ngettext(
                    "%(count)d placement is not confirmed", "%(count)d placements are not confirmed", self.unconfirmed
                )
                % {"count": self.unconfirmed}
            )
        if self.challenges:
            words.append(
                ngettext("%(count)d challenge has no answer", "%(count)d challenges have no answer", self.challenges)
                % {"count": self.challenges}
            )
        return words


def _expressions() -> dict[str, Any]:
    ideas, decisions = Idea.objects.unmerged(), ScopeDecision.objects.all()
    rounds = AgreementRound.objects.filter(team=OuterRef("pk"), closed_at=None)
    agreed = ScopeVersion.objects.filter(team=OuterRef("pk"), agreed=True).order_by("-number")
    latest = decisions.filter(idea__team=OuterRef("pk")).order_by().values("idea__team").annotate(latest=Max("pk"))
    return {
        **{str(scope): _count(ideas.filter(scope=scope), "team") for scope in Scope.values},
        "notes": _count(Idea.objects.notes(), "team"),
        "unconfirmed": _count(ideas.unconfirmed(), "team"),
        "look_again": _count(ideas.to_look_at_again(), "team"),
        "challenges": _count(Stance.objects.unanswered(), "decision__idea__team"),
        "decisions": _count(decisions, "idea__team"),
        "confirmed": _count(decisions.exclude(confirmed_at=None), "idea__team"),
        "latest_decision": Coalesce(Subquery(latest.values("latest")), 0),
        "open_round": Coalesce(Subquery(rounds.values("code")[:1]), Value("")),
        "agreed_at": Subquery(agreed.values("at")[:1]),
    }


def _count(rows: QuerySet[Any], team: str) -> Coalesce:
    """How many of these rows the team has, as a part of one statement."""
    counted = rows.filter(**{team: OuterRef("pk")}).order_by().values(team).annotate(rows=Count("pk"))
    return Coalesce(Subquery(counted.values("rows")), 0)
