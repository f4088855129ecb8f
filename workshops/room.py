"""The room as the facilitator sees it during a vote: who is in and how far they are, and never a score."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from teams.models import Team
from workshops.models import Candidate, Score, Workshop


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
    joined_at: datetime

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
    "joined_at": "joined_at",
}


# What who has no ballot has in its place.
NO_BALLOT: dict[str, Any] = {"on_paper": False, "submitted": False, "filled": 0, "set_aside_because": ""}


def _person(row: Any) -> Person:
    """The person of a row of Room.of."""
    found: dict[str, Any] = {field: getattr(row, f"person_{field}") for field in PERSON}
    if found["submitted"] is None:
        found |= NO_BALLOT
    return Person(**found)


def _candidates(team: Team, number: int) -> QuerySet[Candidate]:
    """Those of the room. Asked for so, they are looked up once and not again for each person."""
    return Candidate.objects.standing().filter(workshop__team=team, workshop__number=number).order_by()


def _how_many(candidates: QuerySet[Candidate]) -> Coalesce:
    counted = candidates.values("workshop").annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted), 0)


def _title_of_where_it_is_led(candidates: QuerySet[Candidate]) -> Subquery:
    return Subquery(candidates.filter(number=F("workshop__led_to")).values("title")[:1])


def _how_many_saved(candidates: QuerySet[Candidate]) -> Coalesce:
    """How many ballots that count have an answer about the candidate that the room is led to."""
    there = candidates.filter(number=F("workshop__led_to")).values("pk")
    saved = Score.objects.filter(candidate__in=there, ballot__set_aside_because="").order_by().values("candidate")
    return Coalesce(Subquery(saved.annotate(how_many=Count("ballot", distinct=True)).values("how_many")), 0)


@dataclass(frozen=True)
class Room:
    workshop: Workshop
    candidates: int
    # Of the candidate that the room is led to, while it stands.
    led_to_title: str
    # How many voters have saved an answer there.
    saved: int
    people: list[Person]

    @classmethod
    def of(cls, team: Team, number: int) -> Room | None:
        """The team's workshop of this number with everybody in it, in one statement."""
        candidates = _candidates(team, number)
        rows: list[Any] = list(
            team.workshops.filter(number=number)
            .annotate(
                candidate_count=_how_many(candidates),
                led_to_title=_title_of_where_it_is_led(candidates),
                saved_count=_how_many_saved(candidates),
            )
            .annotate(**{f"person_{field}": F(f"participants__{path}") for field, path in PERSON.items()})
            .order_by("participants__joined_at", "participants__pk")
        )
        if not rows:
            return None
        people = [_person(row) for row in rows if row.person_pk is not None]
        first = rows[0]
        return cls(first, first.candidate_count, first.led_to_title or "", first.saved_count, people)

    @property
    def now(self) -> str:
        """What the room is led to, such as "P3 Registration is confusing"; empty at everybody's own pace."""
        workshop = self.workshop
        if workshop.led_to is None or not self.led_to_title:
            return ""
        return f"{workshop.reference_of(workshop.led_to)} {self.led_to_title}"

    @property
    def saved_there(self) -> str:
        """How many have saved the page that the room is led to now: what "Next" waits for. Empty when it is not led."""
        workshop = self.workshop
        if not (workshop.is_voting and workshop.led_to is not None and self.now):
            return ""
        return _("%(saved)s of %(joined)s have saved %(reference)s") % {
            "saved": self.saved,
            "joined": self.joined,
            "reference": workshop.reference_of(workshop.led_to),
        }

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
            self.saved,
            str(self.workshop.time_left),
            *map(astuple, self.people),
        )


def token(*seen: object) -> str:
    """A short text that is another one when any of these is. What they are cannot be found by trying."""
    return salted_hmac("workshops.token", repr(seen), algorithm="sha256").hexdigest()[:16]
