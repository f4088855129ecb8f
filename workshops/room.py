"""The room as the facilitator sees it during a vote: who is in and how far they are, and never a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from problems.gathering import gathered
from teams.models import Team
from workshops.models import Candidate, Participant, Score, Workshop


class Person(NamedTuple):
    pk: int
    name: str
    organisation: str
    role: str
    watches: bool
    on_paper: bool
    submitted: bool
    filled: int
    set_aside_because: str
    # As the database writes it, in universal time where it says no other.
    joined: str

    @property
    def joined_at(self) -> datetime:
        joined = datetime.fromisoformat(self.joined)
        return joined if joined.tzinfo else joined.replace(tzinfo=UTC)

    @property
    def about(self) -> str:
        """Their role and organisation, where the facilitator asks for them."""
        return ", ".join(filter(None, (self.role, self.organisation)))

    @property
    def counts(self) -> bool:
        """Has a ballot that is not set aside. After the results are shown nobody has one."""
        return not self.watches and not self.set_aside_because


# What a person is made of, seen from the participant.
PERSON = [
    "pk",
    "name",
    "organisation",
    "role",
    "watches",
    "ballot__on_paper",
    "ballot__submitted",
    "ballot__filled",
    "ballot__set_aside_because",
    "joined_at",
]
# What who has no ballot has in its place.
NO_BALLOT: dict[str, Any] = {"on_paper": False, "submitted": False, "filled": 0, "set_aside_because": ""}


def _people(rows: list[list[Any]] | None) -> list[Person]:
    """Everybody of a room, in the order in which they joined."""
    people = sorted(map(Person._make, rows or []), key=attrgetter("joined", "pk"))
    return [person if person.submitted is not None else person._replace(**NO_BALLOT) for person in people]


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
        workshop: Any = (
            team.workshops.filter(number=number)
            .annotate(
                candidate_count=_how_many(candidates),
                led_to_title=_title_of_where_it_is_led(candidates),
                saved_count=_how_many_saved(candidates),
                # In one piece: as rows of their own, five hundred people took ten times as long.
                people=gathered(Participant.objects.filter(workshop=OuterRef("pk")), *PERSON),
            )
            .first()
        )
        if workshop is None:
            return None
        workshop.team = team
        return cls(
            workshop,
            workshop.candidate_count,
            workshop.led_to_title or "",
            workshop.saved_count,
            _people(workshop.people),
        )

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

    @cached_property
    def voters(self) -> list[Person]:
        return [person for person in self.people if person.counts]

    @cached_property
    def joined(self) -> int:
        return len(self.voters)

    @property
    def watching(self) -> int:
        return sum(1 for person in self.people if person.watches)

    @cached_property
    def submitted(self) -> int:
        return sum(1 for person in self.voters if person.submitted)

    @property
    def not_submitted(self) -> list[Person]:
        return [person for person in self.voters if not person.submitted]

    @cached_property
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
            tuple(map(tuple, self.people)),
        )


def token(*seen: object) -> str:
    """A short text that is another one when any of these is. What they are cannot be found by trying."""
    return salted_hmac("workshops.token", repr(seen), algorithm="sha256").hexdigest()[:16]
