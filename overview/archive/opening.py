"""Opens a file that somebody brings, believing nothing of it, and reads it piece by piece."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _

from overview.archive import limits
from overview.archive.limits import MEGABYTE
from overview.archive.manifest import FILE_NAME, NAME, File, Manifest, Refused

PIECE = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_NO_ZIP = _("The file is no archive from Shortlist, or only a part of one arrived. Choose it again")
_BROKEN = _("The archive is damaged: %(name)s cannot be unpacked. Make the archive again")
_CHANGED = _("The archive was changed after it was made: %(name)s is not what it was. Make the archive again")
_TOO_MUCH = _("There is more in the archive than any team has. Choose another file")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)


class Opened:
    """An archive whose list of files is known to be good; what is in them is checked as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raise Refused."""
        _refuse_too_large(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (*_FAULTS, OSError) as error:
            raise Refused(_NO_ZIP) from error
        entries = self._zip.infolist()
        for entry in entries:
            _refuse_odd(entry)
        if sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED:
            raise Refused(_TOO_MUCH)
        self._entries = {entry.filename: entry for entry in entries}
        self.manifest = self._read_manifest()
        if len(self._entries) < len(entries) or self._entries.keys() != {NAME, *self.manifest.files}:
            raise Refused(_("The archive has other files in it than it says. Make the archive again"))
        if self.manifest.rows > limits.MOST_ROWS:
            raise Refused(_TOO_MUCH)

    def _read_manifest(self) -> Manifest:
        entry = self._entries.get(NAME)
        if entry is None:
            raise Refused(_NO_ZIP)
        if entry.file_size > limits.MOST_BYTES_OF_MANIFEST:
            raise Refused(_TOO_MUCH)
        with _unpacking(NAME):
            content = self._zip.read(entry)
        return Manifest.parse(as_json(content, NAME))

    def content(self, name: str) -> bytes:
        """A file of it as a whole. Raise Refused when it is not what it was."""
        return b"".join(self.pieces(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file one by one. Raise Refused, after the last one, when it is not what it was."""
        file = io.BufferedReader(_Pieces(self.pieces(name)), PIECE)
        while line := file.readline(limits.MOST_BYTES_OF_ROW + 1):
            if len(line) > limits.MOST_BYTES_OF_ROW:
                raise Refused(_TOO_MUCH)
            yield line

    def pieces(self, name: str) -> Iterator[bytes]:
        its: File = self.manifest.files[name]
        size, digest = 0, hashlib.sha256()
        with _unpacking(name), self._zip.open(self._entries[name]) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                digest.update(piece)
                yield piece
        if (size, digest.hexdigest()) != (its.bytes, its.sha256):
            raise Refused(_CHANGED, name=name)


class _Pieces(io.RawIOBase):
    """Pieces of any length, as a file that others read lines from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(into)], self._left[len(into) :]
        into[: len(piece)] = piece
        return len(piece)


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise Refused(_BROKEN, name=name) from error


def as_json(content: bytes, name: str) -> Any:
    """What stands in a file, or in a line of one. Raise Refused."""
    try:
        return _JSON.decode(content.decode())
    except (ValueError, RecursionError) as error:
        raise Refused(
            _("The archive is damaged: %(name)s cannot be read. Make the archive again"), name=name
        ) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


# One for all lines: to make one takes longer than to read most of them.
_JSON = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_without_repetition)


def _refuse_too_large(file: IO[bytes]) -> None:
    """The list at the end of a zip is read as a whole: look how long it is before anything does that."""
    size = file.seek(0, io.SEEK_END)
    if size > limits.MOST_BYTES:
        raise Refused(_("The file must be %(most)d MB or smaller"), most=limits.MOST_BYTES // MEGABYTE)
    if size < _END.size:
        raise Refused(_NO_ZIP)
    file.seek(size - _END.size)
    signature, *_disks, _here, entries, length, _start, comment = _END.unpack(file.read(_END.size))
    # Ours have no comment; with one, the end would have to be searched for.
    if signature != b"PK\x05\x06" or comment:
        raise Refused(_NO_ZIP)
    if entries > limits.MOST_FILES or length > limits.MOST_BYTES_OF_LIST:
        raise Refused(_TOO_MUCH)
    # What announces a longer list, which ours never are.
    file.seek(max(size - _END.size - 20, 0))
    if file.read(4) == b"PK\x06\x07":
        raise Refused(_TOO_MUCH)
    file.seek(0)


def _refuse_odd(entry: zipfile.ZipInfo) -> None:
    # Nothing is ever unpacked to a disk: names lead nowhere. Who unpacks it by hand should be safe as well.
    if not FILE_NAME.fullmatch(entry.orig_filename):
        raise Refused(_("The archive has a file in it whose name leads elsewhere. Nothing was brought in"))
    if entry.flag_bits & 0x1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(_("The archive was packed by another program. Choose the file as Shortlist made it"))
