"""The event log in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
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
    "taken_out": _("No longer built with it"),
    "gave_way": _("Gave way to what was known of it"),
    "forgotten": _("Deleted from the roadmap"),
    "needs": _("Waits for"),
    "no_longer_needs": _("No longer waits for"),
    "purpose": _("Core purpose"),
    "cut_line": _("Ideas above the line"),
    "cut_score": _("Score needed to be above the line"),
    "on_shortlist": _("On the shortlist"),
    "included": _("Decision"),
    "shown": _("Shown"),
    "left_out": _("Items left out"),
    "searchable": _("Search engines may list it"),
    "shown_to": _("To"),
    "reason": _("Reason"),
    "guest": _("Who joined by code"),
    "people": _("People"),
    "made_on": _("Archive made on"),
    "made_by": _("Archive made by"),
    "fingerprint": _("Fingerprint of the archive"),
}

# What the kinds of things are called, by the name of their model. One that is not here is called as its model is.
KINDS: dict[str, Words] = {
    Event.PERSON: _("People"),
    "team": _("Team and settings"),
    "usergroup": _("User group"),
    "problem": _("Problem"),
    "evidence": _("Evidence"),
    "question": _("Research question"),
    "stage": _("Stage of the journey"),
    "document": _("Document"),
    "import": _("Import"),
    "importedgroup": _("Group of an import"),
    "workshop": _("Workshop"),
    "candidate": _("What is voted on"),
    "preset": _("Preset of criteria"),
    "note": _("Note on a result"),
    "idea": _("Idea"),
    "theme": _("Theme"),
    "scopeversion": _("Version of the scope"),
    "publishedversion": _("Published roadmap"),
    "record": _("Record of the decision"),
    "agreementround": _("Agreement round"),
    "shortlist": _("Shortlist"),
}

FORMER_MEMBER = _("a former member")

# What its values are called, for those that are a code. Upper floors say the same; a test compares them.
VALUES: dict[str, dict[Any, Words]] = {
    "roles": {role.value: role.label for role in Role},
    "fields": {
        "name": _("team name"),
        "service": _("service"),
        "organisation": _("organisation"),
        "aims": _("aims"),
        "purposes": _("core purposes"),
        "keeps_for": _("how long what is old is kept"),
        "title": _("title"),
        "asks_organisation": _("asking for people’s organisation"),
        "asks_role": _("asking for people’s role"),
        "ground_rules": _("ground rules"),
        "warm_up": _("warm-up question"),
        "has_random_order": _("order of the pages"),
        "asks_comments": _("asking for comments"),
        "own_title": _("title on the roadmap"),
        "owner": _("team that owns it"),
        "progress": _("progress"),
        "starts": _("when it begins"),
        "ends": _("when it ends"),
        "belief": _("what we believe"),
        "outcome": _("what it will change"),
        "known_when": _("how we will know"),
        "measure": _("measure"),
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
    "shown": {
        "purposes": _("Core purposes"),
        "groups": _("User groups"),
        "progress": _("Progress"),
        "owner": _("Owners"),
        "periods": _("Months"),
        "hypotheses": _("Hypotheses and measures"),
        "problems": _("Problems, in a sentence each"),
        "evidence": _("Figures of the evidence"),
        "scores": _("Scores, ranks and how it was decided"),
        "dependencies": _("What waits for what"),
        "not_doing": _("What you are not doing, and why"),
        "needs": _("Needs that are not met yet"),
    },
    "shown_to": {"screen": _("the room’s screen first"), "everybody": _("everybody who joined")},
    "people": {True: _("with their names"), False: _("left out")},
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


def kind_in_words(kind: str) -> str:
    if kind in KINDS:
        return str(KINDS[kind])
    named = (model._meta.verbose_name for model in apps.get_models() if model._meta.model_name == kind)
    return capfirst(str(next(named, kind)))


def _who(event: Event) -> str:
    if event.actor or event.detail.get("guest"):
        return str(event.actor or event.detail["guest"])
    if event.is_erased and "guest" not in event.detail:
        return capfirst(str(FORMER_MEMBER))
    if event.verb in Event.Verb.of_the_service():
        return gettext("Shortlist")
    # Who joined by a code and added an idea or was erased since, or was left out of an archive.
    return gettext("Somebody")


def _sentence(event: Event) -> str:
    verb = str(event.get_verb_display())
    if event.verb in {Event.Verb.JOINED, Event.Verb.LEFT}:
        # Who did it stands beside it.
        return capfirst(verb)
    what = event.what
    if not what and event.kind == Event.PERSON:
        what = _whose_name_is_gone(event)
    return f"{capfirst(verb)} {what}"


def _whose_name_is_gone(event: Event) -> str:
    has_come = event.verb not in {Event.Verb.INVITED, Event.Verb.REVOKED, Event.Verb.RENEWED}
    return str(FORMER_MEMBER) if has_come else gettext("somebody whose name is not kept")


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
