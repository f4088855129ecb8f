"""What an archive does not carry of a team, and why. A test asks for a line here where a model needs one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from teams.codes import ROUND_LENGTH, new_code
from teams.models import Event
from workshops.models import State

_INSTALLATION = "It belongs to the installation, not to a team."
_PEOPLE = "Nobody is given an account or a place in a team by a file: people go as names, see people.py."
_VOTES = (
    "While a workshop is not finished it leads from what somebody voted to who that was, and afterwards there is none:"
    " what the ballots said is in workshops.countedballot."
)

_ADDRESS = "What was published stays at its address, which is one of the installation that it was published from."

# Kinds of row that stay behind, by the label of the model or of its whole app.
LEFT_OUT: dict[str, str] = {
    "auth": _INSTALLATION,
    "contenttypes": _INSTALLATION,
    "sessions": _INSTALLATION,
    "account": _PEOPLE,
    "socialaccount": _PEOPLE,
    "mfa": _PEOPLE,
    "usersessions": _PEOPLE,
    "teams.user": _PEOPLE,
    "teams.membership": _PEOPLE,
    "teams.invitation": "A link that lets somebody in is good for one place.",
    "roadmap.publication": _ADDRESS,
    "roadmap.publishedversion": _ADDRESS,
    "workshops.wrongcodes": _INSTALLATION,
    "workshops.ballot": _VOTES,
    "workshops.score": _VOTES,
}


@dataclass(frozen=True)
class Some:
    """Rows of a kind that stay behind. What cannot do without one of them stays behind too."""

    rows: Q
    why: str


# What only says who is who: these lines of the log stay behind where people do. A test asks for each verb.
ABOUT_PEOPLE = {
    Event.Verb.JOINED,
    Event.Verb.LEFT,
    Event.Verb.INVITED,
    Event.Verb.REVOKED,
    Event.Verb.REMOVED,
    Event.Verb.CHANGED_ROLES,
    Event.Verb.RENEWED,
    Event.Verb.ERASED,
}
ABOUT_THINGS = {
    Event.Verb.CREATED,
    Event.Verb.CHANGED,
    Event.Verb.DELETED,
    Event.Verb.IMPORTED,
    Event.Verb.ARCHIVED,
    Event.Verb.BROUGHT_IN,
    Event.Verb.OPENED,
    Event.Verb.STARTED,
    Event.Verb.CLOSED,
    Event.Verb.REOPENED,
    Event.Verb.FINISHED,
    Event.Verb.WITHDREW,
    Event.Verb.PUT_BACK,
    Event.Verb.SET_ASIDE,
    Event.Verb.BROUGHT_BACK,
    Event.Verb.ENTERED_PAPER,
    Event.Verb.PLACED,
    Event.Verb.MOVED,
    Event.Verb.CONFIRMED,
    Event.Verb.CHALLENGED,
    Event.Verb.ANSWERED,
    Event.Verb.AGREED,
    Event.Verb.NAMED,
    Event.Verb.OPENED_ROUND,
    Event.Verb.CLOSED_ROUND,
    Event.Verb.CHOSE,
    Event.Verb.DREW_LINE,
    Event.Verb.KEPT,
    Event.Verb.CLEARED,
    Event.Verb.PUBLISHED,
    Event.Verb.UNPUBLISHED,
    Event.Verb.RECORDED,
}

_ALL = Q(pk__isnull=False)
ROWS_LEFT_OUT: dict[str, Some] = {
    "problems.import": Some(Q(state="draft"), "What nobody has confirmed counts nowhere, and is deleted after a day."),
    "workshops.participant": Some(
        ~Q(workshop__state=State.FINISHED), "The workshop comes back as a draft: people join it again."
    ),
}
# And these, unless people go along.
ROWS_OF_PEOPLE: dict[str, Some] = {
    "ideation.guest": Some(_ALL, "It is nothing but a name. What the guest said stays, without it."),
    "workshops.participant": Some(_ALL, "It is nothing but who took part."),
    # A verb that nobody has sorted yet stays behind too.
    "teams.event": Some(~Q(verb__in=ABOUT_THINGS), "It is about who is in the team."),
}
# What a line of the log says of people besides.
DETAILS_OF_PEOPLE = {"guest"}


def _once_finished(name: str, otherwise: Any = None, *, workshop: str = "") -> Case:
    """A field as it is where its workshop is finished; else as a draft has it."""
    return Case(When(**{f"{workshop}state": State.FINISHED}, then=F(name)), default=Value(otherwise))


def _of_who_came(as_it_is: F, otherwise: Any) -> Case:
    """A field as it is, but in a line about an invitation that nobody has accepted."""
    nobody = Q(invitation__isnull=False, invitation__accepted_by=None, person=None)
    return Case(When(nobody, then=Value(otherwise)), default=as_it_is)


def replaced(at: datetime) -> dict[str, Any]:
    """What is not carried as it is, by its field: expressions for the query. `at` is when the archive is made."""
    return {
        # Invitations stay behind, so a line about one says whose it became. Who never came has no place in the history:
        # elsewhere nothing would find that name again when the invitation is long over.
        "teams.event.person": Coalesce("person", "invitation__accepted_by"),
        "teams.event.what": _of_who_came(F("what"), ""),
        "teams.event.is_erased": _of_who_came(F("is_erased"), True),
        # A workshop that is not finished comes back as a draft, as its ballots stay behind.
        "workshops.workshop.state": _once_finished("state", State.DRAFT),
        "workshops.workshop.started_at": _once_finished("started_at"),
        "workshops.workshop.led_to": _once_finished("led_to"),
        "workshops.workshop.timebox_ends_at": _once_finished("timebox_ends_at"),
        "workshops.candidate.withdrawn_because": _once_finished("withdrawn_because", "", workshop="workshop__"),
        # The code that let guests in opens nothing elsewhere.
        "ideation.agreementround.closed_at": Coalesce(
            "closed_at", Greatest(F("opened_at"), Value(at), output_field=DateTimeField())
        ),
    }


@dataclass(frozen=True)
class Anew:
    why: str
    # None: whoever makes the row does it.
    make: Callable[[], Any] | None = None


def _nobodys_key() -> str:
    """As long as the hash of a key, and of none."""
    return secrets.token_hex(32)


# Secrets, and what has its meaning in one installation: made anew where the team is brought in. A field that no two
# rows of an installation may share, and one whose name says that it is a secret, is never carried: it takes its
# default, unless a line here says what else.
ANEW: dict[str, Anew] = {
    "teams.team.slug": Anew("The address may be taken."),
    "workshops.workshop.code": Anew("Who had the join code must not get into another workshop by it.", new_code),
    "workshops.participant.key_hash": Anew("The cookie, and the personal link, of who took part.", _nobodys_key),
    "ideation.agreementround.code": Anew("The code of a round.", lambda: new_code(ROUND_LENGTH)),
    "ideation.guest.key_hash": Anew("The cookie of who said something.", _nobodys_key),
    "problems.import.keys": Anew("Digests of the numbers of rows: keyed with the key of the team.", bytes),
}
LOOKS_SECRET = re.compile(r"(?:^|_)(?:code|hash|keys?|password|pin|secret|token)(?:_|$)")
# What looks like a secret, and is none.
NO_SECRET: dict[str, str] = {}

# Content that goes as a file of its own, with what its name ends in.
ENDINGS = {"problems.documentcontent.content": "document__type"}

# Where the database holds values that are among the choices no more: pages show them as they are.
OPEN_CHOICES = {"teams.event.verb"}
