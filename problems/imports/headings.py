"""What the columns of known exports are called, and what they mean to us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from problems.imports.tables import Table


class FileKind(models.TextChoices):
    TICKETS = "tickets", _("Zendesk tickets")
    ERRORS = "errors", _("API error log")
    MURAL = "mural", _("Mural sticky notes")
    MIRO = "miro", _("Miro sticky notes")
    LIST = "list", _("List of problems")

    @property
    def holds_notes(self) -> bool:
        """Whether each row is a problem, rather than one case of many."""
        return self not in {FileKind.TICKETS, FileKind.ERRORS}


class Target(models.TextChoices):
    """What the rows of a file are to the team."""

    PROBLEMS = "problems", _("Problems and evidence")
    IDEAS = "ideas", _("Ideas")

    @property
    def kinds(self) -> list[FileKind]:
        return [kind for kind in FileKind if self == Target.PROBLEMS or kind.holds_notes]

    def name_of(self, kind: FileKind) -> str:
        return str(_("List of ideas") if (self, kind) == (Target.IDEAS, FileKind.LIST) else kind.label)


@dataclass(frozen=True)
class Meaning:
    """What a column can mean. `names` are what exports call it, in small letters and without punctuation."""

    key: str
    label: str | Promise
    names: tuple[str, ...]
    is_needed: bool = False


MEANINGS: dict[FileKind, tuple[Meaning, ...]] = {
    FileKind.TICKETS: (
        Meaning("subject", _("Subject"), ("subject", "raw subject", "ticket subject"), is_needed=True),
        Meaning("tags", _("Tags"), ("tags", "ticket tags")),
        Meaning("at", _("Date it was created"), ("created at", "created", "requested", "ticket created date")),
        Meaning("id", _("Number of the ticket"), ("id", "ticket id", "ticket")),
    ),
    FileKind.ERRORS: (
        Meaning("status", _("Status code"), ("status code", "status", "response status"), is_needed=True),
        Meaning("body", _("Response body"), ("response body", "response", "body"), is_needed=True),
        Meaning("path", _("Request path"), ("request path", "path")),
        Meaning("at", _("Date of the request"), ("created at", "timestamp", "time", "date")),
        Meaning("id", _("Number of the request"), ("id", "request id")),
    ),
    FileKind.MURAL: (
        Meaning("title", _("Text of the note"), ("text",), is_needed=True),
        Meaning("label", _("Colour of the note"), ("bg color", "background color", "color", "colour")),
        Meaning("id", _("Number of the note"), ("id",)),
    ),
    FileKind.MIRO: (
        Meaning(
            "title",
            _("Text of the note"),
            ("text", "content", "sticky note", "sticky notes", "note", "notes", "sticky", "title", "description"),
            is_needed=True,
        ),
        Meaning("label", _("Colour of the note"), ("color", "colour", "bg color", "background color")),
    ),
    FileKind.LIST: (
        Meaning(
            "title", _("Title"), ("title", "problem", "problems", "name", "problem title", "summary"), is_needed=True
        ),
        Meaning("statement", _("Description"), ("description", "statement", "detail", "details", "problem statement")),
        Meaning("label", _("User group"), ("user group", "usergroup", "user groups", "group", "users", "audience")),
    ),
}
_THEME = Meaning("theme", _("Theme"), ("theme", "themes", "category", "categories"))
_PROBLEMS = Meaning(
    "problems",
    _("Numbers of the problems that it answers, such as P3 or P3, P7"),
    ("problem number", "problem numbers", "problem", "problems", "problem no", "answers"),
)
MEANINGS_OF_IDEAS: dict[FileKind, tuple[Meaning, ...]] = {
    # Groups of notes stand in areas, which are named after what they are about.
    FileKind.MURAL: (*MEANINGS[FileKind.MURAL], replace(_THEME, names=(*_THEME.names, "area")), _PROBLEMS),
    FileKind.MIRO: (*MEANINGS[FileKind.MIRO], _THEME, _PROBLEMS),
    FileKind.LIST: (
        Meaning("title", _("Title"), ("title", "idea", "ideas", "name", "idea title", "summary"), is_needed=True),
        Meaning("statement", _("Detail"), ("detail", "details", "description", "idea detail")),
        _THEME,
        _PROBLEMS,
        Meaning(
            "label",
            _("User group, or a colour that stands for one"),
            ("user group colour", "user group color", "user group", "user groups", "group", "colour", "color"),
        ),
    ),
}


def meanings_of(kind: FileKind, target: Target = Target.PROBLEMS) -> tuple[Meaning, ...]:
    return MEANINGS[kind] if target == Target.PROBLEMS else MEANINGS_OF_IDEAS[kind]


# Columns whose words are about a person. They are looked at only to take these words out of the others.
PERSON = re.compile(
    r"\b(requester|submitter|assignee|author|agent|caller|reporter|sender|username|surname|e ?mail|contact|recipient|cc"
    r"|collaborators?|(created|updated|edited|raised|reported|opened|sent) by"
    r"|(user|full|first|last|given|family|customer|client|applicant|teacher|mentor|tutor|participant|staff) name)\b"
    r"|^name$"
)
NOT_A_PERSON = re.compile(r"\b(id|stations|domain|date|at|organi[sz]ation)$")
ASKERS = ("requester id", "requester email", "requester", "submitter id", "submitter")
_ALL = [*MEANINGS.values(), *MEANINGS_OF_IDEAS.values()]
_KNOWN = {name for meanings in _ALL for meaning in meanings for name in meaning.names} | {
    "requester", "assignee", "submitter", "priority", "via", "type", "organization", "last updated by", "position x",
    "position y", "area", "link to", "sticky type", "border line", "author", "created by", "url", "link",
}  # fmt: skip


def plain(name: str) -> str:
    """A heading in small letters, with spaces for punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())


def knows_some(cells: Sequence[str]) -> bool:
    return any(plain(cell) in _KNOWN for cell in cells)


def is_header(cells: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns.

    It does if it has a name that we know. If not, it does where its cells are short, all different, without
    figures, and no row below is like it in that.
    """
    if knows_some(cells):
        return True

    def could_be_names(row: Sequence[str]) -> bool:
        filled = [cell for cell in row if cell.strip()]
        return len(set(filled)) == len(filled) > 1 and all(
            len(cell) <= 30 and len(cell.split()) <= 3 and not re.search(r"[\d.!?]", cell) for cell in filled
        )

    return could_be_names(cells) and not any(could_be_names(row) for row in following)


def guess_kind(table: Table, target: Target = Target.PROBLEMS) -> FileKind:
    names = {plain(name) for name in table.names}
    if target == Target.IDEAS:
        return _guess_kind_of_ideas(names, table.has_header)
    if {"status code", "response body"} <= names or {"request path", "status code"} <= names:
        return FileKind.ERRORS
    if _is_mural(names):
        return FileKind.MURAL
    if names & {"subject", "raw subject"}:
        return FileKind.TICKETS
    if names & {"title", "problem", "problems"} and table.has_header:
        return FileKind.LIST
    return FileKind.MIRO


def _is_mural(names: set[str]) -> bool:
    return "text" in names and bool(names & {"bg color", "sticky type", "last content edited by"})


def _guess_kind_of_ideas(names: set[str], has_header: bool) -> FileKind:
    if _is_mural(names):
        return FileKind.MURAL
    titles = set(MEANINGS_OF_IDEAS[FileKind.LIST][0].names)
    return FileKind.LIST if has_header and names & titles else FileKind.MIRO


def guess_columns(kind: FileKind, table: Table, target: Target = Target.PROBLEMS) -> dict[str, int]:
    """Which column has which meaning, for those that the file seems to have."""
    names = [plain(name) for name in table.names]
    found: dict[str, int] = {}
    for meaning in meanings_of(kind, target):
        free = (
            names.index(name) for name in meaning.names if name in names and names.index(name) not in found.values()
        )
        if (index := next(free, None)) is not None:
            found[meaning.key] = index
    if kind == FileKind.MIRO and "title" not in found and (index := _wordiest(table)) is not None:
        found["title"] = index
    return found


def people_in(table: Table, used: Sequence[int]) -> list[int]:
    """The columns that name people, but for those that are read for something else."""
    names = [plain(name) for name in table.names]
    return [
        index
        for index, name in enumerate(names)
        if index not in used and PERSON.search(name) and not NOT_A_PERSON.search(name)
    ]


def asker_in(table: Table) -> int | None:
    """The column that tells askers of tickets apart, if there is one."""
    names = [plain(name) for name in table.names]
    return next((names.index(name) for name in ASKERS if name in names), None)


def _wordiest(table: Table) -> int | None:
    """The column with most words: letters alone would find links and keys."""
    words = [0] * len(table.names)
    for _number, cells in table.sample():
        for index, cell in enumerate(cells):
            words[index] += sum(word.isalpha() for word in cell.split())
    return max(range(len(words)), key=words.__getitem__) if any(words) else None
