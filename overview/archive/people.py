"""The people of an archive: names, and what they did. Never an account, an address or access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ideation.models import Guest
from overview.archive.kinds import PEOPLE, Reference, kinds
from overview.archive.left_out import DETAILS_OF_PEOPLE
from overview.archive.text import BadValue, clean
from overview.archive.values import reader
from problems.imports.scrubbing import EMAIL, GAP
from teams.models import Team, User
from workshops.models import Participant

FILE = "people.jsonl"
CHUNK = 500
_read_name = reader(User._meta.get_field("name"))


class People:
    """Everybody whom an archive names, by the order in which they were met: first who is in the team, or came so."""

    def __init__(self, team: Team) -> None:
        self._lines: dict[int, int] = {}
        for user in sorted(_in_team(team)):
            self.line(user)

    def line(self, user: int) -> int:
        return self._lines.setdefault(user, len(self._lines) + 1)

    def rows(self) -> Iterator[dict[str, Any]]:
        keys = list(self._lines)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            users = User.objects.in_bulk(chunk)
            for key in chunk:
                yield {"id": self._lines[key], "name": clean(users[key].name).strip() or _("Name not kept")}


def _in_team(team: Team) -> set[int]:
    members = team.memberships.values_list("user", flat=True)
    return {*members, *team.brought_names.values_list("pk", flat=True)}


def read_person(row: dict[str, Any]) -> str:
    """The name. Raise BadValue."""
    if row.keys() != {"id", "name"}:
        raise BadValue(_("it has other fields than a person has"))
    name = str(_read_name(row["name"]))
    # An account without a name is called by its address, and this one has none.
    if not name.strip():
        raise BadValue(_("it is empty"))
    return name


# Without people

_WORD = re.compile(r"\w+")
# A name of more words is one that no log has.
_MOST_WORDS = 8


class Names:
    """Takes the names of a team's people out of its log, where people stay behind."""

    def __init__(self, team: Team) -> None:
        self._names = {words for name in _names_of(team) if (words := _words(name)) and len("".join(words)) > 1}
        self._lengths = sorted({len(words) for words in self._names}, reverse=True)

    def without(self, value: Any) -> Any:
        """The same JSON, or text, with a gap for each name and each address."""
        if isinstance(value, str):
            return self._without(value)
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {name: self.without(each) for name, each in value.items() if name not in DETAILS_OF_PEOPLE}
        return value

    def _without(self, text: str) -> str:
        text = EMAIL.sub(GAP, text) if "@" in text else text
        found = list(_WORD.finditer(text))
        words = [match[0] for match in found]
        parts, start, at = [], 0, 0
        while at < len(words):
            left = len(words) - at
            length = next((n for n in self._lengths if n <= left and tuple(words[at : at + n]) in self._names), 0)
            if length:
                parts += [text[start : found[at].start()], GAP]
                start = found[at + length - 1].end()
            at += length or 1
        return "".join([*parts, text[start:]])


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(name)[:_MOST_WORDS])


def _names_of(team: Team) -> Iterator[str]:
    """Of its people now and before, of who took part, and of who was invited."""
    users = _in_team(team)
    for kind in kinds().values():
        for part in kind.parts:
            if isinstance(part, Reference) and part.to == PEOPLE:
                told = kind.rows_of(team).exclude(**{part.field.name: None}).order_by()
                users.update(told.values_list(part.field.attname, flat=True).distinct())
    keys = list(users)
    for start in range(0, len(keys), CHUNK):
        yield from User.objects.filter(pk__in=keys[start : start + CHUNK]).values_list("name", flat=True)
    yield from team.invitations.values_list("name", flat=True)
    yield from Participant.objects.filter(workshop__team=team).values_list("name", flat=True)
    yield from Guest.objects.filter(round__team=team).values_list("name", flat=True)
