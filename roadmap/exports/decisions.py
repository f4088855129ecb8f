"""What was decided about ideas and about the shortlist, and why, as a table. Who decided is not in it: the team did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Scope, ScopeDecision
from roadmap.exports.columns import day, page_column
from roadmap.models import Choice, Record
from teams.models import Team
from teams.tables import Column, Holds, Table


class About(models.TextChoices):
    SCOPE = "scope", _("Scope")
    SHORTLIST = "shortlist", _("Exception to the cut line")
    RECORD = "record", _("The whole shortlist")


class Outcome(models.TextChoices):
    NOT_PLACED = Scope.NOT_PLACED.value, Scope.NOT_PLACED.label
    IN_MVP = Scope.IN_MVP.value, Scope.IN_MVP.label
    OUT_OF_MVP = Scope.OUT_OF_MVP.value, Scope.OUT_OF_MVP.label
    OUT_OF_SERVICE = Scope.OUT_OF_SERVICE.value, Scope.OUT_OF_SERVICE.label
    TAKEN_IN = "taken_in", _("Taken in")
    LEFT_OUT = "left_out", _("Left out")
    RECORDED = "recorded", _("Recorded")


class Holding(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


@dataclass(frozen=True)
class Decision:
    at: datetime
    about: About
    # None where it is about the whole shortlist.
    idea: Idea | None
    outcome: Outcome
    reason: str
    holds: bool
    look_again_on: date | None = None
    confirmed_at: datetime | None = None
    record: Record | None = None

    @property
    def about_what(self) -> Idea | Record:
        found = self.idea or self.record
        assert found
        return found


def decisions(team: Team) -> list[Decision]:
    """Every scope decision, the exceptions to the cut line that stand, and every record, the oldest first."""
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
    found += _records(team)
    return sorted(found, key=attrgetter("at"))


def _records(team: Team) -> Iterator[Decision]:
    for place, record in enumerate(team.shortlist_records.with_counts()):
        record.team = team
        # The latest comes first.
        yield Decision(record.at, About.RECORD, None, Outcome.RECORDED, record.note, holds=place == 0, record=record)


def _counted(decision: Decision, name: str) -> int | None:
    return getattr(decision.record, name, None)


def _left_out(decision: Decision) -> int | None:
    in_scope, chosen = _counted(decision, "in_scope"), _counted(decision, "chosen")
    return None if in_scope is None or chosen is None else in_scope - chosen


DECISIONS: Table[Decision] = Table(
    "decisions",
    _("Decisions"),
    _("Every scope decision, the exceptions to the cut line, and the shortlist as it was recorded, the oldest first."),
    (
        Column(
            "decided_on", _("Decided on"), _("The day of the decision."), lambda d: day(d.at), Holds.DATE, required=True
        ),
        Column("about", _("About"), _("What was decided on."), lambda d: str(d.about), required=True, choices=About),
        Column(
            "idea_number",
            _("Idea number"),
            _("As in the table of ideas. Empty where it is about the whole shortlist."),
            lambda d: d.idea.reference if d.idea else None,
        ),
        Column("idea", _("Idea"), _("Its title now."), lambda d: d.idea.title if d.idea else None),
        Column(
            "decision",
            _("Decision"),
            _("Where it was placed, whether it was taken in or left out, or that the shortlist was recorded."),
            lambda d: str(d.outcome),
            required=True,
            choices=Outcome,
        ),
        Column("reason", _("Reason"), _("Why, in the words of the team; of a record, its note."), lambda d: d.reason),
        Column(
            "holds",
            _("Holds now"),
            _("Whether it is the latest one of its kind about this idea, or about the shortlist."),
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
        Column(
            "record_number",
            _("Record number"),
            _("Of the shortlist as it was recorded."),
            lambda d: d.record.number if d.record else None,
            Holds.INTEGER,
        ),
        Column(
            "line",
            _("Cut line"),
            _("Of a record: where the line was."),
            lambda d: str(d.record.line) if d.record else None,
        ),
        Column(
            "on_shortlist",
            _("On the shortlist"),
            _("Of a record: how many ideas were chosen."),
            lambda d: _counted(d, "chosen"),
            Holds.INTEGER,
        ),
        Column(
            "left_out",
            _("Left out"),
            _("Of a record: how many ideas in scope were not chosen."),
            _left_out,
            Holds.INTEGER,
        ),
        page_column(lambda d: d.about_what),
    ),
    decisions,
)
