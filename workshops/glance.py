"""A short look at where somebody is in a workshop: a full room asks for it 250 times a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workshops.models import Participant
from workshops.models.pace import TimeLeft
from workshops.models.ready import ReadyRows
from workshops.moving import place, version

COLUMNS = [
    "workshop__state",
    "workshop__led_to",
    "workshop__is_being_revealed",
    "workshop__timebox_ends_at",
    "ballot",
    "ballot__set_aside_because",
    "ballot__submitted",
    "ballot__filled",
]

_SEEN = ReadyRows[Any](
    lambda code, key_hash: Participant.objects.of_key(code, key_hash).values_list(*COLUMNS), "code", "hash"
)


@dataclass(frozen=True)
class Glance:
    """As moving.place_of and moving.version_of say it."""

    place: str
    version: str


def glance_at(code: str, key: str) -> Glance | None:
    """Where the holder of the key is; None when nobody joined with it."""
    for state, led_to, is_being_revealed, timebox_ends_at, ballot, *its_own in _SEEN(code, Participant.hash_of(key)):
        here = place(state, led_to, is_being_revealed)
        return Glance(here, version(here, TimeLeft.until(timebox_ends_at), tuple(its_own) if ballot else None))
    return None
