"""A short look at where somebody is in a workshop: a full room asks for it 250 times a second."""

from __future__ import annotations

from typing import Any

from workshops.models import Ballot, Participant, Workshop
from workshops.models.ready import ReadyRows

COLUMNS = [
    "workshop__state",
    "workshop__led_to",
    "workshop__timebox_ends_at",
    "ballot",
    "ballot__set_aside_because",
    "ballot__submitted",
    "ballot__filled",
]

_SEEN = ReadyRows[Any](
    lambda code, key_hash: Participant.objects.of_key(code, key_hash).values_list(*COLUMNS), "code", "hash"
)


def glance_at(code: str, key: str) -> Participant | None:
    """Who holds the key, with as much of workshop and ballot as moving.version_of looks at; nothing else is filled."""
    for row in _SEEN(code, Participant.hash_of(key)):
        state, led_to, timebox_ends_at, its_ballot, set_aside_because, submitted, filled = row
        workshop = Workshop(code=code, state=state, led_to=led_to, timebox_ends_at=timebox_ends_at)
        ballot = Ballot(set_aside_because=set_aside_because, submitted=submitted, filled=filled) if its_ballot else None
        return Participant(workshop=workshop, ballot=ballot)
    return None
