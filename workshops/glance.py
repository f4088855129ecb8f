"""A short look at where somebody is in a workshop: a full room asks for it 250 times a second."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from django.db import connection

from workshops.models import Ballot, Participant, Workshop

COLUMNS = [
    "workshop__state",
    "workshop__led_to",
    "workshop__timebox_ends_at",
    "ballot",
    "ballot__set_aside_because",
    "ballot__submitted",
    "ballot__filled",
]


def glance_at(code: str, key: str) -> Participant | None:
    """Who holds the key, with as much of workshop and ballot as moving.version_of looks at; nothing else is filled."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor), [code, Participant.hash_of(key)])
        row = cursor.fetchone()
    if row is None:
        return None
    state, led_to, timebox_ends_at, its_ballot, set_aside_because, submitted, filled = row
    workshop = Workshop(code=code, state=state, led_to=led_to, timebox_ends_at=_moment(timebox_ends_at))
    ballot = (
        Ballot(set_aside_because=set_aside_because, submitted=bool(submitted), filled=filled) if its_ballot else None
    )
    return Participant(workshop=workshop, ballot=ballot)


@cache
def _statement(vendor: str) -> str:
    """The SQL for a join code and the hash of a key. To make it anew takes longer than all the rest of a poll."""
    found = Participant.objects.filter(workshop__code="code").filter(key_hash="hash").order_by().values_list(*COLUMNS)
    sql, parameters = found.query.sql_with_params()
    assert parameters == ("code", "hash")
    return sql


def _moment(value: datetime | None) -> datetime | None:
    """SQLite gives a moment in UTC without saying so."""
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
