"""Names of people in what is about to be published: a published roadmap names teams, never people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from teams.models import Team


@dataclass(frozen=True)
class Text:
    words: str
    # The field of the form by which it can be kept out, and the number of the idea or the problem that it is about.
    field: str
    about: str = ""
    # Whether it is meant as the name of somebody, or of a team.
    is_name: bool = False


@dataclass(frozen=True)
class Named:
    # As it is written there.
    name: str
    text: Text


def people_named(team: Team, texts: Iterable[Text]) -> list[Named]:
    """Where somebody of the team is named, or their e-mail address is given.

    A name of one word ("May") is looked for only where a name is meant: elsewhere it may be a word of a sentence.
    """
    people = team.memberships.values_list("user__name", "user__email")
    names = [name.strip() for person in people for name in person if name.strip()]
    anywhere = _any_of([name for name in names if " " in name or "@" in name])
    where_meant = _any_of(names)
    return [
        Named(found[0], text)
        for text in texts
        for found in (where_meant if text.is_name else anywhere).finditer(text.words)
    ]


def _any_of(names: list[str]) -> re.Pattern[str]:
    """One pattern for all of them, or a long text would be read once for each; of none it finds nothing."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.IGNORECASE)


# What the service is called, and codes: nobody is named by them. The names of columns stand before the items.
_NOT_WRITTEN = {"format", "service", "organisation", "horizon", "reference", "progress", "colour", "label"}
_NOT_WRITTEN |= {"period", "why", "on"}


def texts_of(snapshot: dict[str, Any]) -> Iterator[Text]:
    """Everything in a snapshot that somebody wrote."""
    for key, part in snapshot.items():
        field = key if key in {"items", "contact"} else "shown"
        for thing in part if isinstance(part, list) else [part]:
            about = thing.get("reference", "") if isinstance(thing, dict) else ""
            yield from (Text(words, field, about, is_name=name == "owner") for name, words in _written(key, thing))


def _written(key: str, thing: Any) -> Iterator[tuple[str, str]]:
    if key in _NOT_WRITTEN:
        return
    if isinstance(thing, str):
        yield key, thing
    elif isinstance(thing, dict):
        for name, part in thing.items():
            yield from _written(name, part)
    elif isinstance(thing, list):
        for part in thing:
            yield from _written(key, part)
