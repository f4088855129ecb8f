"""The room as the facilitator sees it during a vote: who is in and how far they are, and never a score."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from teams.models import Team
from workshops.models import Candidate, Workshop


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    organisation: str
    role: str
    watches: bool
    on_paper: bool
    submitted: bool
    filled: int
    set_aside_because: str

    @property
    def about(self) -> str:
        """Their role and organisation, where the facilitator asks for them."""
        return ", ".join(filter(None, (self.role, self.organisation)))

    @property
    def counts(self) -> bool:
        """Has a ballot that is not set aside. After the results are shown nobody has one."""
        return not self.watches and not self.set_aside_because


# Where each field of a person is, seen from the participant.
PERSON = {
    "pk": "pk",
    "name": "name",
    "organisation": "organisation",
    "role": "role",
    "watches": "watches",
    "on_paper": "ballot__on_paper",
    "submitted": "ballot__submitted",
    "filled": "ballot__filled",
    "set_aside_because": "ballot__set_aside_because",
}


# What who has no ballot has in its place.
NO_BALLOT: dict[str, Any] = {"on_paper": False, "submitted": False, "filled": 0, "set_aside_because": ""}


def _person(row: Any) -> Person:
    """The person of a row of Room.of."""
    found: dict[str, Any] = {field: getattr(row, f"person_{field}") for field in PERSON}
    if found["submitted"] is None:
        found |= NO_BALLOT
    return Person(**found)


def _title_of_where_it_is_led() -> Subquery:
    there = Candidate.objects.standing().filter(workshop=OuterRef("pk"), number=OuterRef("led_to"))
    return Subquery(there.order_by().values("title")[:1])


@dataclass(frozen=True)
class Room:
    workshop: Workshop
    candidates: int
    # Of the candidate that the room is led to, while it stands.
    led_to_title: str
    people: list[Person]

    @classmethod
    def of(cls, team: Team, number: int) -> Room | None:
        """The team's workshop of this number with everybody in it, in one statement."""
        rows: list[Any] = list(
            team.workshops.filter(number=number)
            .with_counts()
            .annotate(led_to_title=_title_of_where_it_is_led())
            .annotate(**{f"person_{field}": F(f"participants__{path}") for field, path in PERSON.items()})
            .order_by("participants__joined_at", "participants__pk")
        )
        if not rows:
            return None
        people = [_person(row) for row in rows if row.person_pk is not None]
        return cls(rows[0], rows[0].candidate_count, rows[0].led_to_title or "", people)

    @property
    def now(self) -> str:
        """What the room is led to, such as "P3 Registration is confusing"; empty at everybody's own pace."""
        workshop = self.workshop
        if workshop.led_to is None or not self.led_to_title:
            return ""
        return f"{workshop.reference_of(workshop.led_to)} {self.led_to_title}"

    @property
    def voters(self) -> list[Person]:
        return [person for person in self.people if person.counts]

    @property
    def joined(self) -> int:
        return len(self.voters)

    @property
    def watching(self) -> int:
        return sum(1 for person in self.people if person.watches)

    @property
    def submitted(self) -> int:
        return sum(1 for person in self.voters if person.submitted)

    @property
    def not_submitted(self) -> list[Person]:
        return [person for person in self.voters if not person.submitted]

    @property
    def filled(self) -> int:
        return sum(person.filled for person in self.voters)

    @property
    def pages(self) -> int:
        """How many pages there are to fill, for all voters together."""
        return self.joined * self.candidates

    @property
    def version(self) -> str:
        """Changes whenever something that shows has changed."""
        return token(
            self.workshop.state,
            self.now,
            self.workshop.led_to,
            str(self.workshop.time_left),
            *map(astuple, self.people),
        )


def token(*seen: object) -> str:
    """A short text that is another one when any of these is."""
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
