"""Makes a team of an archive: all of it, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import batched, repeat
from typing import IO, Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from overview.archive.checking import check
from overview.archive.holding_together import refuse_unless_it_holds_together
from overview.archive.kinds import PEOPLE, Kind, kinds, referred_to
from overview.archive.manifest import Refused
from overview.archive.opening import Opened
from overview.archive.rows import Rows
from teams.models import Event, Team, User

BATCH = 500
# A page that was sent twice makes one team.
SENT_TWICE_WITHIN = timedelta(minutes=10)


def bring_in(file: IO[bytes], *, by: User) -> Team:
    """Make a new team of the archive, with `by` as its facilitator and product manager, and nobody else in it.

    Raise Refused, and leave nothing behind, unless all of it can be brought in.
    """
    archive = Opened(file)
    check(archive)
    bringing = _Bringing(archive, by)
    try:
        with transaction.atomic():
            # Of two pages sent at once the second one waits here.
            by.lock()
            return bringing.made_just_now() or bringing.make()
    except (IntegrityError, DataError) as error:
        raise Refused(
            _(
                "The archive cannot be brought in: something in %(file)s breaks a rule that holds for every team"
                " (%(rule)s)"
            ),
            file=bringing.at,
            rule=_rule(error),
        ) from error


class _Bringing:
    def __init__(self, archive: Opened, by: User) -> None:
        self._archive, self._by = archive, by
        # By kind, the keys of the rows that were made, in the order of their ids.
        self._keys: dict[str, list[Any]] = {}
        # By kind, the id of a row, and for each of its late keys the id that it leads to.
        self._late: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self._rows = Rows(archive, lambda to, number: self._keys[to][number - 1])
        # What is being written.
        self.at = ""

    def made_just_now(self) -> Team | None:
        made = Event.objects.filter(
            actor=self._by,
            verb=Event.Verb.BROUGHT_IN,
            at__gte=timezone.now() - SENT_TWICE_WITHIN,
            detail__fingerprint=self._archive.manifest.fingerprint,
        )
        return Team.objects.filter(events__in=made, memberships__user=self._by).first()

    def make(self) -> Team:
        its_kind, *others = kinds().values()
        team = self._make_team(its_kind)
        self._keys[PEOPLE] = User.objects.bring_names(team, self._rows.people())
        for kind in others:
            self._make_rows(kind)
        for kind in others:
            self._set_late(kind)
        team.memberships.create(user=self._by, facilitator=True, product_manager=True)
        refuse_unless_it_holds_together(team)
        manifest = self._archive.manifest
        team.record(
            self._by,
            Event.Verb.BROUGHT_IN,
            team,
            people=manifest.people,
            made_on=manifest.made_at.date().isoformat(),
            made_by=manifest.made_by,
            fingerprint=manifest.fingerprint,
        )
        return team

    def _make_team(self, kind: Kind) -> Team:
        assert kind.model is Team
        self.at = kind.file
        [fields] = self._rows.of(kind)
        team = Team.with_free_slug(**fields)
        self._keys[kind.name] = [team.pk]
        return team

    def _make_rows(self, kind: Kind) -> None:
        self.at = kind.file
        keys: list[Any] = []
        self._keys[kind.name] = keys
        late: list[tuple[int, dict[str, Any]]] = []
        self._late[kind.name] = late
        random_keys = self._random_keys(kind)
        made = 0
        # Of content, which is long, one at a time.
        for batch in batched(self._rows.of(kind), 1 if kind.content else BATCH, strict=False):
            rows = []
            for fields in batch:
                made += 1
                leads_to = {part.field.attname: fields.pop(part.field.attname, None) for part in kind.late}
                if any(leads_to.values()):
                    late.append((made, leads_to))
                if kind.content:
                    name = kind.content.field.attname
                    fields[name] = self._archive.content(fields[name])
                anew = {name: make() for name, make in kind.anew.items() if make}
                rows.append(kind.model(**fields, **anew, **next(random_keys)))
            kind.model._base_manager.bulk_create(rows)
            if kind.name in referred_to() or kind.late:
                keys += [row.pk for row in rows]

    def _random_keys(self, kind: Kind) -> Iterator[dict[str, Any]]:
        """New ones, in order: rows stand in the order that they had, which says nothing, as it was by chance."""
        if not kind.has_random_key:
            return repeat({})
        keys = sorted(uuid.uuid4() for _row in range(self._archive.manifest.rows_in(kind.file)))
        return iter([{"pk": key} for key in keys])

    def _set_late(self, kind: Kind) -> None:
        self.at = kind.file
        names = [part.field.name for part in kind.late]
        to = {part.field.attname: part.to for part in kind.late}
        for batch in batched(self._late[kind.name], BATCH, strict=False):
            rows = [
                kind.model(
                    pk=self._keys[kind.name][number - 1],
                    **{name: self._keys[to[name]][its - 1] if its else None for name, its in leads_to.items()},
                )
                for number, leads_to in batch
            ]
            kind.model._base_manager.bulk_update(rows, names)


def _rule(error: Exception) -> str:
    """The name of the constraint, as each database tells it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if name := getattr(diagnosis, "constraint_name", None):
        return str(name)
    return str(error).rpartition(": ")[2][:200]
