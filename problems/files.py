"""What a file is, told by what is in it.

Nothing that a browser would run or show as a page: no HTML, no SVG (it may hold scripts), no XML, no macros (the old
formats of Office and .docm), no archives. No GIF: what moves by itself is no picture to be read. Names are not
believed, but plain text and CSV can be told apart by nothing else.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from problems.pictures import BadPicture, bare_jpeg, bare_png, bare_webp
from teams.fields import in_one_line

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# No office document has so many parts; a zip file of 10 MB could have 200,000.
MOST_PARTS = 5_000


class FileType(models.TextChoices):
    """By the ending of the file's name."""

    PDF = "pdf", _("PDF")
    PNG = "png", _("PNG picture")
    JPEG = "jpg", _("JPEG picture")
    WEBP = "webp", _("WebP picture")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel spreadsheet")
    PPTX = "pptx", _("PowerPoint presentation")
    ODT = "odt", _("OpenDocument text")
    ODS = "ods", _("OpenDocument spreadsheet")
    ODP = "odp", _("OpenDocument presentation")
    CSV = "csv", _("CSV")
    TEXT = "txt", _("Plain text")


PICTURES = (FileType.PNG, FileType.JPEG, FileType.WEBP)
_BARE = {FileType.PNG: bare_png, FileType.JPEG: bare_jpeg, FileType.WEBP: bare_webp}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# As what each is served, whatever the browser that sent it called it.
CONTENT_TYPES: dict[str, str] = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.WEBP: "image/webp",
    FileType.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileType.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileType.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileType.ODT: f"{_OPEN}.text",
    FileType.ODS: f"{_OPEN}.spreadsheet",
    FileType.ODP: f"{_OPEN}.presentation",
    FileType.CSV: "text/csv; charset=utf-8",
    FileType.TEXT: "text/plain; charset=utf-8",
}
# The part of an Office file that says what it is.
_MAIN_PARTS = {
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
    "ppt/presentation.xml": FileType.PPTX,
}
_OPEN_TYPES = {CONTENT_TYPES[kind].encode(): [kind] for kind in (FileType.ODT, FileType.ODS, FileType.ODP)}
_MACROS = ("vbaproject.bin", "vbadata.xml")
_SCRIPTS = ("basic/", "scripts/")


class NotAllowed(Exception):
    """Nothing that may be attached. `why` is one of "type", "broken", "macros", "encoding", "moves" and "pixels"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class File:
    """A file whose type has been found out. A picture is without what it tells beside the picture."""

    content: bytes
    type: FileType
    # Under which it is saved: no path, nothing that cannot be seen, and the ending of what it is.
    name: str

    @classmethod
    def read(cls, content: bytes, name: str) -> File:
        """Raise NotAllowed when it is nothing that may be attached."""
        name = in_one_line(name.replace("\x00", "").replace("\\", "/")).split("/")[-1]
        its_type = type_of(content, name)
        if bare := _BARE.get(its_type):
            try:
                content = bare(content)
            except BadPicture as error:
                raise NotAllowed(error.why) from error
        stem = in_one_line(PurePath(name).stem).strip(" .")[:100]
        return cls(content, its_type, f"{stem or 'document'}.{its_type.value}")

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def type_of(content: bytes, name: str) -> FileType:
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content.startswith(b"PK\x03\x04") and len(content) > 30:
        return _in_zip(content)
    return _in_text(content, name)


def _in_zip(content: bytes) -> FileType:
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise NotAllowed("type")
    try:
        # Only the list of its parts is read: nothing is unpacked, so nothing can be a bomb.
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = {part.lower() for part in parts.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise NotAllowed("broken") from error
    if any(part.endswith(_MACROS) or part.startswith(_SCRIPTS) for part in names):
        raise NotAllowed("macros")
    kinds = [kind for part, kind in _MAIN_PARTS.items() if part in names and "[content_types].xml" in names]
    kinds += _OPEN_TYPES.get(_mimetype_of(content), [])
    if len(kinds) != 1:
        raise NotAllowed("type")
    return kinds[0]


def _mimetype_of(content: bytes) -> bytes:
    """What an OpenDocument says that it is: its first part is called "mimetype" and is not compressed."""
    its_size, name_length, extra = struct.unpack("<L2H", content[22:30])
    if name_length != 8 or content[30:38] != b"mimetype":
        return b""
    start = 38 + extra
    return content[start : start + min(its_size, 100)]


def _in_text(content: bytes, name: str) -> FileType:
    ending = PurePath(name).suffix.lower()
    kinds = {".csv": FileType.CSV, ".txt": FileType.TEXT}
    if ending not in kinds:
        raise NotAllowed("type")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAllowed("encoding") from error
    if "\x00" in text or text.lstrip().startswith("<"):
        # Something else under the name of a text, or markup.
        raise NotAllowed("type")
    return kinds[ending]
