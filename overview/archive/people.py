"""The people of an archive: a name, an address and a role, and what they did. Never an account, and never access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from ideation.models import Guest
from overview.archive.kinds import PEOPLE, Reference, kinds
from overview.archive.left_out import DETAILS_OF_PEOPLE
from overview.archive.text import BadValue, clean
from overview.archive.values import reader, writer
from problems.imports.scrubbing import EMAIL, GAP
from teams.models import FormerMember, Role, Team, User
from workshops.models import Participant

FILE = "people.jsonl"
CHUNK = 500
_joined_at = FormerMember._meta.get_field("joined_at")
_write_joined_at, _read_joined_at = writer(_joined_at), reader(_joined_at)
_read_name, _read_email = reader(User._meta.get_field("name")), reader(User._meta.get_field("email"))


class People:
    """Everybody whom an archive names, by the order in which they were met: first who is, or was, in the team."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._lines: dict[int, int] = {}
        # Who has come back is one person, with the account that they have here.
        came_back = team.former_members.exclude(account=None).values_list("user", "account")
        self._accounts: dict[int, int] = dict(came_back)
        members = team.memberships.values_list("user", flat=True)
        formers = team.former_members.values_list("user", flat=True)
        for user in sorted(chain(members, formers)):
            self.line(user)

    def line(self, user: int) -> int:
        return self._lines.setdefault(self._accounts.get(user, user), len(self._lines) + 1)

    def rows(self) -> Iterator[dict[str, Any]]:
        keys = list(self._lines)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            users = User.objects.in_bulk(chunk)
            members = {each.user_id: each for each in self._team.memberships.filter(user__in=chunk)}
            formers = {each.user_id: each for each in self._team.former_members.filter(user__in=chunk)}
            for key in chunk:
                former, member = formers.get(key), members.get(key)
                found = member or former
                yield {
                    "id": self._lines[key],
                    "name": clean(users[key].name),
                    "email": clean(former.email if former else users[key].email),
                    "roles": [str(role) for role in found.roles] if found and found.joined_at else [],
                    "joined_at": _write_joined_at(found and found.joined_at),
                }


_NAMED_ROLES = (Role.OBSERVER, Role.FACILITATOR, Role.PRODUCT_MANAGER)


def read_person(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What FormerMember.bring takes. Raise BadValue."""
    if row.keys() != {"id", "name", "email", "roles", "joined_at"}:
        raise BadValue(_("it has other fields than a person has"))
    roles, joined_at = row["roles"], _read_joined_at(row["joined_at"])
    if not isinstance(roles, list) or not all(role in Role.values for role in roles) or bool(roles) != bool(joined_at):
        raise BadValue(_("these are no roles"))
    fields = {role.value: role in roles for role in _NAMED_ROLES}
    return _read_name(row["name"]), {"email": _read_email(row["email"]), "joined_at": joined_at, **fields}


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
    users: set[int] = set(team.memberships.values_list("user", flat=True))
    users.update(team.former_members.values_list("user", flat=True))
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
