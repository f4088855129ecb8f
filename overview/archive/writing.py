"""Makes an archive: row by row into a ZIP, with one kind, and one document, in memory at a time."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from overview.archive import json_fields
from overview.archive.kinds import PEOPLE, Content, Json, Kind, Plain, Reference, kinds, label, referred_to
from overview.archive.left_out import ENDINGS, ROWS_LEFT_OUT, ROWS_OF_PEOPLE, replaced
from overview.archive.manifest import NAME, File, Manifest
from overview.archive.people import FILE as PEOPLE_FILE
from overview.archive.people import Names, People
from teams.models import Event, Team, User

CHUNK = 500
# The parts of the log that could name somebody.
LOG, LOG_WORDS = "teams.event", {"what", "detail"}


def make(team: Team, *, by: User, people: bool, to: IO[bytes]) -> Manifest:
    """Write everything of the team to a file, and say so in its log. `people`: with names and addresses."""
    with one_moment():
        manifest = _Writing(team, to, people=people).write()
    team.record(by, Event.Verb.ARCHIVED, team, people=people, fingerprint=manifest.fingerprint)
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all statements see the same moment, while others go on writing."""
    if connection.in_atomic_block:
        # Of a test, or of whoever has begun a longer transaction: it is theirs to see one moment.
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        held: Any = connection
        # IMMEDIATE, as ours are otherwise, would let nobody vote until the file is written.
        usual, held.transaction_mode = held.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            held.transaction_mode = usual
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


class _Writing:
    def __init__(self, team: Team, to: IO[bytes], *, people: bool) -> None:
        self._team, self._to = team, to
        self._manifest = Manifest.now(people=people)
        self._people = People(team) if people else None
        self._names = None if people else Names(team)
        self._replaced = replaced(self._manifest.made_at)
        # By kind and database key, the id in the archive, of all rows to which others refer.
        self._ids: dict[str, dict[Any, int]] = {}
        self._json = json_fields.outward(lambda of, key: self._ids[of][key])

    def write(self) -> Manifest:
        for kind in kinds().values():
            if kind.name in referred_to():
                self._number(kind)
        with zipfile.ZipFile(self._to, "w", allowZip64=False) as archive:
            for kind in kinds().values():
                self._write_kind(archive, kind)
            if self._people:
                self._write_rows(archive, PEOPLE_FILE, self._people.rows())
            _add(archive, NAME, [self._manifest.as_json()])
        return self._manifest

    def _number(self, kind: Kind) -> None:
        """Give each row its id, in the order of the keys: what was made later comes later."""
        ids = self._ids[kind.name] = {}
        needed = [part for part in kind.parts if isinstance(part, Reference) and not part.field.null]
        rows = self._query(kind).values_list("pk", *(part.field.attname for part in needed))
        for key, *others in rows.iterator(chunk_size=CHUNK):
            if not any(self._id(part, other) is None for part, other in zip(needed, others, strict=True)):
                ids[key] = len(ids) + 1

    def _write_kind(self, archive: zipfile.ZipFile, kind: Kind) -> None:
        keys: list[Any] = []
        content = kind.content
        ending = content and ENDINGS.get(label(content.field))
        endings = dict(kind.rows_of(self._team).values_list("pk", ending)) if ending else {}

        def content_name(number: int, key: Any) -> str:
            return f"{kind.content_folder}{number}.{endings.get(key, 'bin')}"

        def rows() -> Iterator[dict[str, Any]]:
            for key, *values in self._values(kind).iterator(chunk_size=CHUNK):
                number = len(keys) + 1
                row = self._row(kind, values)
                if row is not None:
                    keys.append(key)
                    its_content = {content.field.name: content_name(number, key)} if content else {}
                    yield {"id": number} | row | its_content

        self._write_rows(archive, kind.file, rows())
        for number, key in enumerate(keys, start=1) if content else ():
            assert content
            value = kind.model._base_manager.values_list(content.field.attname, flat=True).get(pk=key)
            name = content_name(number, key)
            # What people attach is compressed already.
            size, digest = _add(archive, name, [bytes(value)], zipfile.ZIP_STORED, self._manifest.made_at)
            self._manifest.add(File(name, size, digest))

    def _write_rows(self, archive: zipfile.ZipFile, name: str, rows: Iterator[dict[str, Any]]) -> None:
        """Nothing where there is no row."""
        first = next(rows, None)
        if first is None:
            return
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in chain([first], rows):
                count += 1
                yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

        size, digest = _add(archive, name, lines(), zipfile.ZIP_DEFLATED, self._manifest.made_at)
        self._manifest.add(File(name, size, digest, count))

    def _query(self, kind: Kind) -> QuerySet[Any]:
        rows = kind.rows_of(self._team)
        for staying in (ROWS_LEFT_OUT, {} if self._people else ROWS_OF_PEOPLE):
            if kind.name in staying:
                rows = rows.exclude(staying[kind.name].rows)
        return rows.order_by("pk")

    def _values(self, kind: Kind) -> QuerySet[Any, tuple[Any, ...]]:
        parts = (part for part in kind.parts if not isinstance(part, Content))
        fields = (self._replaced.get(label(part.field), part.field.attname) for part in parts)
        return self._query(kind).values_list("pk", *fields)

    def _row(self, kind: Kind, values: Iterable[Any]) -> dict[str, Any] | None:
        """What is written of a row; None for one that cannot do without one that stays behind."""
        row: dict[str, Any] = {}
        remaining = iter(values)
        for part in kind.parts:
            name = part.field.name
            match part:
                case Plain():
                    row[name] = part.write(next(remaining))
                case Json():
                    row[name] = self._json.of(next(remaining), part.shape)
                case Reference():
                    row[name] = self._id(part, next(remaining))
                    if row[name] is None and not part.field.null:
                        return None
            if self._names and kind.name == LOG and name in LOG_WORDS:
                row[name] = self._names.without(row[name])
        return row

    def _id(self, part: Reference, key: Any) -> int | None:
        if key is None or not part.to:
            return None
        if part.to == PEOPLE:
            return self._people.line(key) if self._people else None
        return self._ids[part.to].get(key)


def _add(
    archive: zipfile.ZipFile,
    name: str,
    content: Iterable[bytes],
    compression: int = zipfile.ZIP_DEFLATED,
    at: datetime | None = None,
) -> tuple[int, str]:
    """Write a file into the archive as its content comes; return its size and its SHA-256."""
    entry = zipfile.ZipInfo(name, date_time=timezone.localtime(at).timetuple()[:6])
    entry.compress_type = compression
    size, digest = 0, hashlib.sha256()
    with archive.open(entry, "w") as file:
        for piece in content:
            size += len(piece)
            digest.update(piece)
            file.write(piece)
    return size, digest.hexdigest()
