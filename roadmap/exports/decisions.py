"""What was decided about ideas, and why, as a table. Who decided is not in it: the team did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Scope, ScopeDecision
from roadmap.exports.columns import day, page_column
from roadmap.models import Choice
from teams.models import Team
from teams.tables import Column, Holds, Table


class About(models.TextChoices):
    SCOPE = "scope", _("Scope")
    SHORTLIST = "shortlist", _("Exception to the cut line")


class Outcome(models.TextChoices):
    NOT_PLACED = Scope.NOT_PLACED.value, Scope.NOT_PLACED.label
    IN_MVP = Scope.IN_MVP.value, Scope.IN_MVP.label
    OUT_OF_MVP = Scope.OUT_OF_MVP.value, Scope.OUT_OF_MVP.label
    OUT_OF_SERVICE = Scope.OUT_OF_SERVICE.value, Scope.OUT_OF_SERVICE.label
    TAKEN_IN = "taken_in", _("Taken in")
    LEFT_OUT = "left_out", _("Left out")


class Holding(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


@dataclass(frozen=True)
class Decision:
    at: datetime
    about: About
    idea: Idea
    outcome: Outcome
    reason: str
    holds: bool
    look_again_on: date | None = None
    confirmed_at: datetime | None = None


def decisions(team: Team) -> list[Decision]:
    """Every scope decision, and the exceptions to the cut line that stand, the oldest first."""
    ideas = team.ideas.in_bulk()
    of_team = ScopeDecision.objects.filter(idea__team=team)
    # The latest about each idea comes last, and holds.
    placed = list(of_team.order_by("at", "pk"))
    holding = {decision.idea_id: decision.pk for decision in placed}
    found = [
        Decision(
            decision.at,
            About.SCOPE,
            ideas[decision.idea_id],
            Outcome(decision.scope),
            decision.reason,
            holds=holding[decision.idea_id] == decision.pk,
            look_again_on=decision.look_again_on,
            confirmed_at=decision.confirmed_at,
        )
        for decision in placed
    ]
    found += [
        Decision(
            choice.at,
            About.SHORTLIST,
            ideas[choice.idea_id],
            Outcome.TAKEN_IN if choice.included else Outcome.LEFT_OUT,
            choice.reason,
            holds=True,
        )
        for choice in Choice.objects.filter(idea__team=team)
    ]
    return sorted(found, key=attrgetter("at"))


DECISIONS: Table[Decision] = Table(
    "decisions",
    _("Decisions"),
    _("Every scope decision, and the exceptions to the cut line, the oldest first, each with its reason."),
    (
        Column(
            "decided_on", _("Decided on"), _("The day of the decision."), lambda d: day(d.at), Holds.DATE, required=True
        ),
        Column("about", _("About"), _("What was decided on."), lambda d: str(d.about), required=True, choices=About),
        Column(
            "idea_number",
            _("Idea number"),
            _("As in the table of ideas."),
            lambda d: d.idea.reference,
            required=True,
        ),
        Column("idea", _("Idea"), _("Its title now."), lambda d: d.idea.title, required=True),
        Column(
            "decision",
            _("Decision"),
            _("Where it was placed, or whether it was taken in or left out."),
            lambda d: str(d.outcome),
            required=True,
            choices=Outcome,
        ),
        Column("reason", _("Reason"), _("Why, in the words of the team."), lambda d: d.reason, required=True),
        Column(
            "holds",
            _("Holds now"),
            _("Whether it is the latest one of its kind about this idea."),
            lambda d: str(Holding.YES if d.holds else Holding.NO),
            required=True,
            choices=Holding,
        ),
        Column(
            "confirmed_on",
            _("Confirmed on"),
            _("When a product manager confirmed it."),
            lambda d: day(d.confirmed_at),
            Holds.DATE,
        ),
        Column(
            "look_again_on",
            _("Look again on"),
            _("When to look at it again."),
            lambda d: d.look_again_on.isoformat() if d.look_again_on else None,
            Holds.DATE,
        ),
        page_column(lambda d: d.idea),
    ),
    decisions,
)
