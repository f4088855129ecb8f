"""Where the room is: what a voter's page shows of it, and where that page goes on as the room moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from workshops.models import Candidate, Participant, Workshop
from workshops.models.ballots import Page
from workshops.models.pace import TimeLeft
from workshops.room import token


def place_of(workshop: Workshop) -> str:
    """Where the room is: its state, whether it looks at the room's screen, and the number that it is led to.

    A page that waits goes on when it changes.
    """
    return place(workshop.state, workshop.led_to, workshop.is_being_revealed)


def place(state: str, led_to: int | None, is_being_revealed: bool) -> str:
    here = f"{state}-revealed" if is_being_revealed else state
    return here if led_to is None else f"{here}-{led_to}"


def version_of(participant: Participant) -> str:
    """Changes whenever something that a page of this voter polls for has changed."""
    workshop, ballot = participant.workshop, participant.ballot
    its_own = (ballot.set_aside_because, ballot.submitted, ballot.filled) if ballot else None
    return version(place_of(workshop), workshop.time_left, its_own)


def version(its_place: str, time_left: TimeLeft | None, its_own: tuple[str, bool, int] | None) -> str:
    """`its_own` is what a ballot has of its own: why it is set aside, whether submitted, how many pages are filled."""
    return token(its_place, str(time_left), its_own)


def poll_address(participant: Participant, page: str, *, number: int | None = None) -> str:
    """What a page asks again and again: nothing while it shows what is so.

    `page` is what the page can do with the answer: "list" takes a new list, "form" takes news above what
    somebody fills in and is never left, and "waiting" takes news. The last one and the first one move on.
    """
    workshop = participant.workshop
    fields = {"page": page, "was": place_of(workshop), "version": version_of(participant)}
    if number is not None:
        fields["number"] = str(number)
    return f"{workshop.voter_url('voter_state')}?{urlencode(fields)}"


def page_to_show(workshop: Workshop, pages: list[Page]) -> int | None:
    """The number of the page that the room is at, unless it is saved; at everybody's own pace the first unfilled."""
    if workshop.is_led:
        return next(
            (p.candidate.number for p in pages if p.candidate.number == workshop.led_to and not p.is_begun), None
        )
    return next((p.candidate.number for p in pages if not p.is_filled), None)


def way_on(participant: Participant) -> str:
    """Where a page that waited goes on."""
    workshop, ballot = participant.workshop, participant.ballot
    if workshop.is_shown_to_voters:
        return workshop.voter_url("voter_results")
    if not workshop.is_voting or ballot is None:
        return workshop.ballot_url
    number = page_to_show(workshop, ballot.pages())
    return workshop.list_url if number is None else workshop.voter_url("score", number)


@dataclass(frozen=True)
class Pace:
    """What the facilitator may lead the room to."""

    # Where the room is led to now: none at everybody's own pace, or after what it was led to was withdrawn.
    now: Candidate | None
    place: int
    of: int
    previous: Candidate | None
    next: Candidate | None

    @classmethod
    def of_room(cls, workshop: Workshop, candidates: Sequence[Candidate]) -> Pace:
        """`candidates` are all of the workshop, in its order."""
        standing = [candidate for candidate in candidates if not candidate.is_withdrawn]
        # The one led to may have been withdrawn meanwhile: its neighbours are still next to it.
        here = next((n for n, candidate in enumerate(candidates) if candidate.number == workshop.led_to), None)
        if here is None:
            return cls(None, 0, len(standing), None, next(iter(standing), None))
        before = [candidate for candidate in candidates[:here] if not candidate.is_withdrawn]
        after = [candidate for candidate in candidates[here + 1 :] if not candidate.is_withdrawn]
        return cls(
            now=None if candidates[here].is_withdrawn else candidates[here],
            place=len(before) + 1,
            of=len(standing),
            previous=before[-1] if before else None,
            next=next(iter(after), None),
        )
