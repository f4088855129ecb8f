"""Looks through a whole archive before anything is written: while that takes, others go on working."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from overview.archive.kinds import Kind, Reference, kinds
from overview.archive.limits import MOST_BYTES_OF_CONTENT
from overview.archive.manifest import Refused
from overview.archive.opening import Opened
from overview.archive.people import FILE as PEOPLE_FILE
from overview.archive.rows import Rows
from problems.files import MEGABYTE, MOST_BYTES
from problems.models.documents import MOST_BYTES_OF_TEAM, MOST_OF_TEAM
from teams.models import Team

_DOCUMENTS = "files/problems.documentcontent/"


def check(archive: Opened) -> None:
    """Raise Refused unless each file is what it was, and each row could be one of ours."""
    _refuse_unknown_files(archive)
    _refuse_too_many_documents(archive)
    rows = Rows(archive, lambda _to, number: number)
    for kind in kinds().values():
        _check_kind(rows, kind)
    for _person in rows.people():
        pass
    for name in archive.manifest.files:
        if name.startswith("files/"):
            for _piece in archive.pieces(name):
                pass


def _check_kind(rows: Rows, kind: Kind) -> None:
    # By the name of each key to the kind itself, from a row to the one that it leads to.
    its_own: dict[str, dict[int, int]] = {
        part.field.attname: {} for part in kind.late if isinstance(part, Reference) and part.to == kind.name
    }
    count = 0
    for count, row in enumerate(rows.of(kind), start=1):
        for name, leads_to in its_own.items():
            if row.get(name):
                leads_to[count] = row[name]
        if kind.model is Team and not row["name"].strip():
            raise Refused(_("The team in the archive has no name. Make the archive again"))
    if kind.model is Team and count != 1:
        raise Refused(_("There is not one team in the archive, but %(count)d"), count=count)
    for name, leads_to in its_own.items():
        if has_circle(leads_to):
            raise Refused(
                _("The archive does not hold together: in %(file)s rows lead back to themselves by %(field)s"),
                file=kind.file,
                field=name.removesuffix("_id"),
            )


def has_circle(leads_to: Mapping[int, int]) -> bool:
    """Whether following these from one to the next ever comes back."""
    ends: set[int] = set()
    for start in leads_to:
        way: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in ends:
            if at in way:
                return True
            way[at] = None
            at = leads_to.get(at)
        ends.update(way)
    return False


def _refuse_unknown_files(archive: Opened) -> None:
    known = {kind.file for kind in kinds().values()}
    if archive.manifest.people:
        known.add(PEOPLE_FILE)
    # Of content as much as there are rows: each row names its own.
    folders = {kind.content_folder: archive.manifest.rows_in(kind.file) for kind in kinds().values() if kind.content}
    for name, file in archive.manifest.files.items():
        folder = name[: name.rfind("/") + 1]
        if folder in folders and file.rows is None:
            folders[folder] -= 1
            if file.bytes > MOST_BYTES_OF_CONTENT:
                raise Refused(_("%(name)s is larger than any file that a team has"), name=name)
        elif name not in known or file.rows is None:
            raise Refused(
                _(
                    "The archive has a file in it that this version of Shortlist does not know (%(name)s). Bring this"
                    " installation up to date first"
                ),
                name=name,
            )
    if any(folders.values()):
        raise Refused(_("The archive has other files in it than it says. Make the archive again"))


def _refuse_too_many_documents(archive: Opened) -> None:
    sizes = [file.bytes for name, file in archive.manifest.files.items() if name.startswith(_DOCUMENTS)]
    if len(sizes) > MOST_OF_TEAM or sum(sizes) > MOST_BYTES_OF_TEAM or any(size > MOST_BYTES for size in sizes):
        raise Refused(
            _(
                "A team keeps %(files)d documents, each of %(each)d MB and all of %(most)d MB at most. There is more in"
                " the archive"
            ),
            files=MOST_OF_TEAM,
            each=MOST_BYTES // MEGABYTE,
            most=MOST_BYTES_OF_TEAM // MEGABYTE,
        )
