"""A file of any of the formats, as what is kept of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from problems.imports.errors import reduce_errors
from problems.imports.headings import FileKind
from problems.imports.notes import reduce_notes
from problems.imports.reduction import Keys, Reduction
from problems.imports.tables import EMPTY, Table, Unreadable
from problems.imports.text_files import open_text
from problems.imports.tickets import reduce_tickets

_PICTURE = gettext_lazy("a picture")
_ARCHIVE = gettext_lazy("a packed file. Unpack it first")
# How files begin that are something else, whatever they are called.
OTHER_FILES: dict[bytes, str | Promise] = {
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"RIFF": _PICTURE,
    b"BM": _PICTURE,
    b"II*\x00": _PICTURE,
    b"MM\x00*": _PICTURE,
    b"%PDF": gettext_lazy("a PDF"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("an old Excel file, or one with a password. Save it as XLSX without one"),
    b"\x1f\x8b": _ARCHIVE,
    b"BZh": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
    b"MZ": gettext_lazy("a program"),
}
# What comes instead of a file where somebody has been signed out, and how older programs write a sheet.
MARKUP = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!doctype|<html|<\?xml|<svg)")
# A note in brackets begins otherwise.
JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[{\]])")


def open_table(data: bytes, has_header: bool | None = None) -> Table:
    """The rows of a file, told apart by what it holds. Raise Unreadable with words for people.

    `has_header` says whether its first row names the columns; None leaves that to be found out.
    """
    # Of the whole file this would make a copy.
    if not data[:1000].strip() and not data.strip():
        raise Unreadable(str(EMPTY))
    if data.startswith(b"PK\x03\x04"):
        from problems.imports.sheets import open_sheet

        return open_sheet(data, has_header)
    if data.startswith(b"PK"):
        raise Unreadable(_("This is a packed file with nothing in it. Choose another file"))
    for start, what in OTHER_FILES.items():
        # Two letters can begin a text as well.
        if data.startswith(start) and (len(start) > 2 or b"\x00" in data[:1000] or start[0] > 127):
            words = _("Row 1, column 1: this is not a table but %(what)s. Choose a CSV, JSON, XLSX or ODS file")
            raise Unreadable(words, what=what)
    if MARKUP.match(data[:1000]):
        words = _("Row 1, column 1: this is not a table but a web page or XML. Choose a CSV, JSON, XLSX or ODS file")
        raise Unreadable(words)
    if JSON_START.match(data[:1000]):
        from problems.imports.json_files import open_json

        return open_json(data)
    return open_text(data, has_header)


def reduce(
    kind: FileKind, table: Table, columns: Mapping[str, int], keys: Keys, problems: Collection[int] = ()
) -> Reduction:
    """What is kept of a table when its columns mean this: {"subject": 10}. `problems` are numbers of the team's."""
    if kind == FileKind.TICKETS:
        return reduce_tickets(table, columns, keys)
    if kind == FileKind.ERRORS:
        return reduce_errors(table, columns, keys)
    return reduce_notes(table, columns, keys, problems)
