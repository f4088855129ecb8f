"""The event log in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Role

Words = str | Promise

# What the keys of an event's detail are called, in the order in which they are told.
NAMES: dict[str, Words] = {
    "roles": _("Roles"),
    "fields": _("Changed"),
    "state": _("State"),
    "sorting": _("Group of an import"),
    "root": _("Symptom of"),
    "merged_into": _("Merged into"),
    "different_from": _("Not the same as"),
    "may_be_same_as": _("May be the same as"),
    "serves": _("User problems that it answers"),
    "symptoms": _("No longer symptoms of it"),
    "framing": _("Framing, version"),
    "restored": _("Restored from version"),
    "phase": _("Phase"),
    "answered_with": _("Answered with"),
    "open_again": _("Open questions again"),
    "place": _("Place in the journey"),
    "placed": _("Problems put on it"),
    "path": _("Path"),
    "taken_off": _("Problems taken off it"),
    "round": _("Round of research"),
    "attached_to": _("Attached to"),
    "file": _("File"),
    "ideas": _("Ideas"),
    "candidates": _("To be voted on"),
    "criterion": _("Criterion"),
    "dropped_criterion": _("Criterion removed"),
    "workshop": _("Workshop"),
    "follows": _("Second round of"),
    "preset": _("Criteria kept as the preset"),
    "scope": _("Scope"),
    "horizon": _("Roadmap"),
    "horizons": _("Columns of the roadmap"),
    "item": _("Built as one thing"),
    "needs": _("Waits for"),
    "purpose": _("Core purpose"),
    "cut_line": _("Ideas above the line"),
    "included": _("Decision"),
    "shown_to": _("To"),
    "reason": _("Reason"),
    "guest": _("Who joined by code"),
    "people": _("People"),
    "made_on": _("Archive made on"),
    "made_by": _("Archive made by"),
    "fingerprint": _("Fingerprint of the archive"),
}

# What its values are called, for those that are a code. Upper floors say the same; a test compares them.
VALUES: dict[str, dict[Any, Words]] = {
    "roles": {role.value: role.label for role in Role},
    "fields": {
        "name": _("team name"),
        "service": _("service"),
        "organisation": _("organisation"),
        "aims": _("aims"),
        "purposes": _("core purposes"),
        "title": _("title"),
        "asks_organisation": _("asking for people’s organisation"),
        "asks_role": _("asking for people’s role"),
        "ground_rules": _("ground rules"),
        "warm_up": _("warm-up question"),
        "has_random_order": _("order of the pages"),
        "asks_comments": _("asking for comments"),
    },
    "state": {
        "longlist": _("On the longlist"),
        "chosen": _("Chosen for a workshop"),
        "left": _("Left for now"),
        "parked": _("Parked: a wider need"),
    },
    "sorting": {
        "open": _("To be sorted"),
        "attached": _("Attached to a problem"),
        "aside": _("Set aside"),
    },
    "root": {None: _("No other problem")},
    "merged_into": {None: _("None any more: it stands for itself")},
    "serves": {None: _("None")},
    "phase": {"discovery": _("Discovery"), "alpha": _("Alpha"), "beta": _("Beta"), "live": _("Live")},
    "answered_with": {None: _("Nothing: it is open again")},
    "path": {"happy": _("Happy path"), "unhappy": _("Unhappy path")},
    "scope": {
        "not_placed": _("Not placed"),
        "in_mvp": _("In scope for the MVP"),
        "out_of_mvp": _("Out of scope for the MVP"),
        "out_of_service": _("Completely out of scope for the service"),
    },
    # As it was kept before teams named their own.
    "horizon": {"mvp": _("MVP"), "after": _("After the MVP")},
    "needs": {None: _("No longer one of those it waited for")},
    "shown_to": {"screen": _("the room’s screen first"), "everybody": _("everybody who joined")},
    "people": {True: _("with their names and addresses"), False: _("left out")},
    "included": {
        True: _("Taken in, against the line"),
        False: _("Left out, against the line"),
        None: _("The line decides again"),
    },
}


@dataclass(frozen=True)
class Line:
    """A line of the log as the page shows it."""

    event: Event
    who: str
    what: str
    details: list[tuple[str, str]]


def lines(events: Iterable[Event]) -> list[Line]:
    return [Line(event, _who(event), _sentence(event), _details(event.detail)) for event in events]


def _who(event: Event) -> str:
    if event.actor or event.detail.get("guest"):
        return str(event.actor or event.detail["guest"])
    # Who joined by a code and added an idea, has no account any more, or was left out of an archive.
    return gettext("Somebody")


def _sentence(event: Event) -> str:
    verb = str(event.get_verb_display())
    if event.verb in {Event.Verb.JOINED, Event.Verb.LEFT}:
        # Who did it stands beside it.
        return verb[:1].upper() + verb[1:]
    return f"{verb[:1].upper()}{verb[1:]} {event.what}"


def _details(detail: dict[str, Any]) -> list[tuple[str, str]]:
    # PostgreSQL keeps no order of keys.
    keys = [*(key for key in NAMES if key in detail), *sorted(set(detail) - set(NAMES))]
    words = [(str(NAMES.get(key, key.replace("_", " ").capitalize())), _value(key, detail[key])) for key in keys]
    return [(name, value) for name, value in words if value]


def _value(key: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(key, part) for part in value)
    if isinstance(value, bool | str | None) and value in VALUES.get(key, {}):
        return str(VALUES[key][value])
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return "" if value is None else str(value)
