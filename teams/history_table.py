"""The event log as a table. It names people, as its page does: nobody but the team gets it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from teams.history import Line, kind_in_words, lines
from teams.models import Event, Team
from teams.tables import Column, Holds, Table


def _all(team: Team) -> Iterator[Line]:
    events = Event.objects.filter(team=team).select_related("actor")
    return iter(lines(events.iterator(chunk_size=2000)))


HISTORY: Table[Line] = Table(
    "history",
    _("History"),
    _("What was done in the team, the latest first, and by whom. What anybody voted is never in it."),
    (
        Column(
            "day",
            _("Day"),
            _("When it was done."),
            lambda line: localtime(line.event.at).date().isoformat(),
            Holds.DATE,
            required=True,
        ),
        Column(
            "time",
            _("Time"),
            _("The hour and the minute, where the service runs."),
            lambda line: date_format(localtime(line.event.at), "H:i"),
            required=True,
        ),
        Column("who", _("Who"), _("Who did it, by name."), lambda line: line.who, required=True),
        Column("what", _("What"), _("What was done, to what."), lambda line: line.what, required=True),
        Column(
            "kind",
            _("Kind of thing"),
            _("What kind of thing it was done to; empty in some old lines."),
            lambda line: kind_in_words(line.event.kind) if line.event.kind else None,
        ),
        Column(
            "details",
            _("Details"),
            _("What else was kept, each with what it is."),
            lambda line: [f"{name}: {value}" for name, value in line.details],
            Holds.TEXTS,
        ),
    ),
    _all,
)
