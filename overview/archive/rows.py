"""Reads the rows of an archive, each as the fields of a model that it would have here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overview.archive import json_fields
from overview.archive.kinds import PEOPLE, Content, Json, Kind, Part, Plain, Reference, kinds
from overview.archive.manifest import Refused
from overview.archive.opening import Opened, as_json
from overview.archive.people import FILE as PEOPLE_FILE
from overview.archive.people import read_person
from overview.archive.text import BadValue, clean

_WRONG = gettext_lazy("The archive cannot be brought in. In %(file)s, row %(row)d, %(field)s: %(words)s")
_UNKNOWN = gettext_lazy(
    "The archive has something in it that this version of Shortlist does not know (%(name)s). Bring this installation"
    " up to date first"
)

# Of a kind and an id in the archive: what stands for that row.
type Find = Callable[[str, int], Any]


class Rows:
    def __init__(self, archive: Opened, find: Find) -> None:
        """`find` is asked for rows that are in the archive, and only for those."""
        self.archive, self._find = archive, find
        self._json = json_fields.inward(self._row)
        # By kind, the id of its last row.
        self._last: dict[str, int] = {}

    def of(self, kind: Kind) -> Iterator[dict[str, Any]]:
        """The fields of each row. Raise Refused.

        A key that is late has the id in the archive; content has the name of the file that is to be read.
        """
        # Once, as there can be 400,000 rows.
        parts = [(part.field.attname, part) for part in kind.parts]
        known = {"id", *(part.field.name for part in kind.parts)}
        for number, row in self._numbered(kind.file):
            if not row.keys() <= known:
                raise Refused(_UNKNOWN, name=f"{kind.name}.{clean(min(row.keys() - known))[:100]}")
            yield {
                name: value
                for name, part in parts
                if (value := self._value(kind, number, part, row)) is not _LEFT_TO_DEFAULT
            }

    def people(self) -> Iterator[str]:
        """The name of each."""
        for number, row in self._numbered(PEOPLE_FILE):
            try:
                yield read_person(row)
            except BadValue as error:
                raise Refused(_WRONG, file=PEOPLE_FILE, row=number, field=_("person"), words=error.words) from error

    def _numbered(self, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
        if file not in self.archive.manifest.files:
            return
        count = 0
        for count, line in enumerate(self.archive.lines(file), start=1):
            row = as_json(line, file)
            if not isinstance(row, dict) or row.get("id") != count or row["id"] is True:
                raise Refused(_WRONG, file=file, row=count, field="id", words=_("it is not the number of the row"))
            yield count, row
        if count != self.archive.manifest.files[file].rows:
            raise Refused(gettext_lazy("The archive has more or fewer rows in %(file)s than it says"), file=file)

    def _value(self, kind: Kind, number: int, part: Part, row: dict[str, Any]) -> Any:
        name = part.field.name
        try:
            if isinstance(part, Content):
                return self._content(kind, number, row.get(name))
            return self._read(part, row[name]) if name in row else _left_out(part)
        except BadValue as error:
            raise Refused(_WRONG, file=kind.file, row=number, field=name, words=error.words) from error

    def _read(self, part: Part, value: Any) -> Any:
        match part:
            case Plain():
                return part.read(value)
            case Json():
                if value is None and part.field.null:
                    return None
                return self._json.of(value, part.shape)
            case Reference():
                return self._reference(part, value)

    def _content(self, kind: Kind, number: int, value: Any) -> str:
        """The file of a row is its own: of one file no two rows are made."""
        its_own = isinstance(value, str) and value.startswith(f"{kind.content_folder}{number}.")
        if not its_own or value not in self.archive.manifest.files:
            raise BadValue(_("there is no such file in the archive"))
        return str(value)

    def _reference(self, part: Reference, value: Any) -> Any:
        if value is None:
            if not part.field.null:
                raise BadValue(_("it is empty"))
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValue(_("it is no number of a row"))
        if part.is_late:
            self._refuse_unknown(part.to, value)
            return value
        return self._row(part.to, value)

    def _row(self, to: str, number: int) -> Any:
        self._refuse_unknown(to, number)
        return self._find(to, number)

    def _refuse_unknown(self, to: str, number: int) -> None:
        if to not in self._last:
            file = PEOPLE_FILE if to == PEOPLE else kinds()[to].file if to else ""
            self._last[to] = self.archive.manifest.rows_in(file)
        if not 1 <= number <= self._last[to]:
            raise BadValue(_("it leads to a row that is not in the archive"))


_LEFT_TO_DEFAULT = object()


def _left_out(part: Part) -> Any:
    """For a field that was added to Shortlist after the archive was made."""
    field: models.Field[Any, Any] = part.field
    if field.has_default() or field.null or field.blank:
        return _LEFT_TO_DEFAULT
    raise BadValue(_("it is missing"))
