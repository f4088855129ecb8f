"""The first file of an archive to be read: what it is, and what is in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overview.archive.text import clean

NAME = "manifest.json"
FORMAT = "shortlist-team"
# Higher when what stands in an archive means something else than before.
NUMBER = 1
DIGEST = re.compile(r"[0-9a-f]{64}")
# Never outside of where it is unpacked: no part begins with a dot.
FILE_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]*(?:/[a-z0-9_][a-z0-9_.-]*)*")


class Refused(Exception):
    """Why nothing of an archive is brought in, in words for people."""

    def __init__(self, words: str | Promise, /, **named: object) -> None:
        self.words = str(words) % named if named else str(words)
        super().__init__(self.words)


@dataclass(frozen=True)
class File:
    name: str
    bytes: int
    sha256: str
    # None: it is no list of rows.
    rows: int | None = None


@dataclass(frozen=True)
class Manifest:
    made_at: datetime
    people: bool
    made_by: str = ""
    files: dict[str, File] = field(default_factory=dict)

    @classmethod
    def now(cls, *, people: bool) -> Self:
        return cls(timezone.now(), people, f"Shortlist {settings.VERSION}")

    def add(self, file: File) -> None:
        self.files[file.name] = file

    def rows_in(self, name: str) -> int:
        """0 for a file that is not there."""
        file = self.files.get(name)
        return (file.rows or 0) if file else 0

    @property
    def fingerprint(self) -> str:
        """The same for the same archive: what the logs of both teams say."""
        return hashlib.sha256(self.as_json()).hexdigest()[:16]

    @property
    def rows(self) -> int:
        return sum(file.rows or 0 for file in self.files.values())

    def as_json(self) -> bytes:
        """A line for each file, for people to read."""
        head = {
            "format": FORMAT,
            "number": NUMBER,
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
            "people": self.people,
        }
        lines = [json.dumps({k: v for k, v in asdict(file).items() if v is not None}) for file in self.files.values()]
        files = ",\n".join(f"    {line}" for line in lines)
        return f'{json.dumps(head, indent=2)[:-2]},\n  "files": [\n{files}\n  ]\n}}\n'.encode()

    @classmethod
    def parse(cls, content: Any) -> Self:
        """From what stands in the file. Raise Refused."""
        if not isinstance(content, Mapping) or content.get("format") != FORMAT:
            raise Refused(_("This is not an archive of a team from Shortlist. Choose another file"))
        number = content.get("number")
        if isinstance(number, int) and not isinstance(number, bool) and number > NUMBER:
            raise Refused(
                _("The archive was made by a newer version of Shortlist. Bring this installation up to date first")
            )
        try:
            return cls._of(content)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(_("The list of what is in the archive cannot be read. Make the archive again")) from error

    @classmethod
    def _of(cls, content: Mapping[str, Any]) -> Self:
        made_at = datetime.fromisoformat(content["made_at"])
        if (
            type(content["number"]) is not int
            or content["number"] != NUMBER
            or made_at.tzinfo is None
            or not isinstance(content["people"], bool)
        ):
            raise ValueError
        manifest = cls(made_at, content["people"], clean(str(content["made_by"]))[:100])
        for each in content["files"]:
            file = File(**each)
            whole = [file.bytes, *([] if file.rows is None else [file.rows])]
            if not all(isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in whole):
                raise ValueError
            if not (DIGEST.fullmatch(file.sha256) and FILE_NAME.fullmatch(file.name)) or file.name in manifest.files:
                raise ValueError
            manifest.add(file)
        return manifest
