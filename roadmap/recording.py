"""Recording a decision: the shortlist as it stands, kept in words of its own that no later edit reaches.

What is shown before it is recorded, what is recorded, and what is compared with it later are one thing, a Snapshot.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from roadmap.likely import Likely
from roadmap.models import Line, Record, RecordedIdea
from roadmap.ranking import Ranking, Standing
from teams.models import Event, Team, User
from workshops.models import ResultRow


class NothingInScope(Exception):
    """There is no idea that a decision could be about."""


class ChangedMeanwhile(Exception):
    """The shortlist is not what the person who records it has seen."""


@dataclass(frozen=True)
class Session:
    """A workshop that scores of a record are from."""

    number: int
    title: str
    people: int
    # The day of its results.
    on: date | None


@dataclass(frozen=True)
class Snapshot:
    """A record, and its ideas in the order of the shortlist; not stored when it is of now."""

    record: Record
    ideas: list[RecordedIdea]

    @classmethod
    def now(cls, team: Team, ranking: Ranking | None = None, considered: int = 0) -> Snapshot:
        ranking = ranking or Ranking.of(team, team.ideas.in_scope().defer("detail"))
        record = Record(
            team=team,
            cut_line=ranking.line.ideas,
            cut_score=ranking.line.score,
            considered=considered,
            is_of_one_room=ranking.is_of_one_room,
        )
        return cls(record, [_recorded(record, standing, place) for place, standing in enumerate(ranking.all)])

    @classmethod
    def of(cls, record: Record) -> Snapshot:
        return cls(record, list(record.ideas.all()))

    @classmethod
    def latest(cls, team: Team) -> Snapshot | None:
        """The latest record of the team, by one statement."""
        number = Record.objects.filter(team=team).order_by("-number").values("number")[:1]
        ideas = list(RecordedIdea.objects.filter(record__team=team, record__number=number).select_related("record"))
        if not ideas:
            return None
        record = ideas[0].record
        record.team = team
        return cls(record, ideas)

    @property
    def line(self) -> Line:
        return self.record.line

    @cached_property
    def chosen(self) -> list[RecordedIdea]:
        return [idea for idea in self.ideas if idea.included]

    @cached_property
    def not_chosen(self) -> list[RecordedIdea]:
        return [idea for idea in self.ideas if not idea.included]

    @cached_property
    def exceptions(self) -> list[RecordedIdea]:
        return [idea for idea in self.ideas if idea.is_exception]

    @cached_property
    def ties(self) -> list[list[RecordedIdea]]:
        """Ideas that share a rank, rank by rank."""
        by_rank: dict[int, list[RecordedIdea]] = {}
        for idea in self.ideas:
            if idea.rank is not None:
                by_rank.setdefault(idea.rank, []).append(idea)
        return [tied for tied in by_rank.values() if len(tied) > 1]

    @cached_property
    def tied_on_line(self) -> list[RecordedIdea]:
        """Ideas with one score that the line runs between."""
        return next((tied for tied in self.ties if len({idea.is_above_line for idea in tied}) > 1), [])

    @property
    def ranked(self) -> int:
        return sum(1 for idea in self.ideas if idea.rank is not None)

    @property
    def above(self) -> int:
        return sum(1 for idea in self.ideas if idea.is_above_line)

    @property
    def has_likely(self) -> bool:
        return any(idea.rank_low for idea in self.ideas)

    @cached_property
    def sessions(self) -> list[Session]:
        """The workshops that its scores are from, by number."""
        found = {
            idea.workshop_number: Session(idea.workshop_number, idea.workshop_title, idea.people or 0, idea.scored_on)
            for idea in self.ideas
            if idea.workshop_number is not None
        }
        return [found[number] for number in sorted(found)]

    @cached_property
    def fingerprint(self) -> str:
        """The same for two snapshots that say the same of the line and of every idea."""
        ideas = sorted((idea.number, *map(str, compared(idea))) for idea in self.ideas)
        line = self.line.ideas, None if self.line.score is None else float(self.line.score)
        content = json.dumps([line, ideas], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def compared(idea: RecordedIdea) -> tuple[str, bool, bool, str, int | None, float | None, int | None]:
    """What of an idea makes one record differ from another; the rest follows from it."""
    score = None if idea.score is None else round(idea.score, 9)
    return idea.title, idea.included, idea.is_above_line, idea.reason, idea.rank, score, idea.workshop_number


def record_decision(team: Team, *, by: User, seen: str | None = None, note: str = "") -> tuple[Record, bool]:
    """Record the shortlist as it stands, and say whether it is a new record.

    While the latest record says the same there is no other: sent twice, or by two at once, it is one.
    `seen` is the fingerprint of what the page showed. Raise ChangedMeanwhile where it is something else now, and
    NothingInScope.
    """
    with transaction.atomic():
        _let_nothing_move(team)
        snapshot, latest = Snapshot.now(team), Snapshot.latest(team)
        if latest and latest.fingerprint == snapshot.fingerprint:
            return latest.record, False
        if not snapshot.ideas:
            raise NothingInScope
        if seen is not None and seen != snapshot.fingerprint:
            raise ChangedMeanwhile
        record = snapshot.record
        record.number = (team.shortlist_records.aggregate(latest=Max("number"))["latest"] or 0) + 1
        record.by, record.note, record.considered = by, note, team.ideas.unmerged().count()
        record.save()
        RecordedIdea.objects.bulk_create(snapshot.ideas)
        team.record(by, Event.Verb.RECORDED, record, on_shortlist=len(snapshot.chosen))
    return record, True


def _let_nothing_move(team: Team) -> None:
    """Let no line be drawn, and no idea of the team be placed, renamed, taken in or left out until this
    transaction ends."""
    team.lock()
    list(team.ideas.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _recorded(record: Record, standing: Standing, position: int) -> RecordedIdea:
    row, likely = standing.row, standing.likely
    return RecordedIdea(
        record=record,
        position=position,
        number=standing.idea.number,
        title=standing.idea.title,
        included=standing.is_in,
        is_above_line=standing.is_above_line,
        reason=standing.reason,
        rank=standing.rank,
        score=standing.score,
        **(_scored_in(row) if row else {}),
        **(_could_be(likely) if likely else {}),
    )


def _scored_in(row: ResultRow) -> dict[str, Any]:
    workshop = row.result.workshop
    return {
        "voters": row.voters,
        "people": row.result.voters,
        "workshop_number": workshop.number,
        "workshop_title": workshop.title,
        "scored_on": localdate(workshop.finished_at or row.result.computed_at),
    }


def _could_be(likely: Likely) -> dict[str, Any]:
    return {
        "room_rank": likely.rank,
        "room_size": likely.of,
        "rank_low": likely.lowest,
        "rank_high": likely.highest,
        "chance": likely.above_line,
    }
