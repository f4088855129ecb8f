"""Pictures without what they tell beside the picture: where and when it was taken, by whom, and with what.

What the picture is made of is copied as it stands, and nothing is unpacked: no picture loses quality, and none can be
a bomb here. How large it would be in a browser is read from its head. Only what is known to be of the picture is
kept, so what a camera of tomorrow adds is left out too; so is whatever follows its end, as films and further pictures
do in those of phones.

https://www.w3.org/TR/png-3/, ITU-T T.81 annex B for JPEG, RFC 9649 for WebP.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any
from zlib import crc32

# In a browser each takes four bytes.
MOST_PIXELS = 100_000_000

PNG_START = b"\x89PNG\r\n\x1a\n"
# The picture, its colours and its size on paper.
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT",
}  # fmt: skip

_TEMPORARY, _START, _END, _SCAN = 0x01, 0xD8, 0xD9, 0xDA
_JFIF, _EXIF, _ICC, _ADOBE = b"JFIF\x00", b"Exif\x00\x00", b"ICC_PROFILE\x00", b"Adobe"
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# Frame heads, which say how large the picture is; the three between are tables.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# In the picture itself FF is followed by 00, or by the number of a restart.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ORIENTATION = 0x0112

_WEBP_KEPT = {b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L"}
_WEBP_MOVES = {b"ANIM", b"ANMF"}
# In VP8X: that there is Exif, XMP, or what moves.
_WEBP_FLAGS_GONE = 0x08 | 0x04 | 0x02


class BadPicture(Exception):
    """`why` is one of "broken", "moves" and "pixels"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def bare_png(content: bytes) -> bytes:
    kept = [PNG_START]
    has_picture = False
    for kind, data, whole in _png_chunks(content):
        if (kind == b"IHDR") != (len(kept) == 1):
            raise BadPicture("broken")
        if kind == b"IHDR":
            _check_size(*_unpacked(">LL", data))
        has_picture |= kind == b"IDAT"
        if kind in _PNG_KEPT:
            kept.append(whole)
        if kind == b"IEND" and has_picture:
            return b"".join(kept)
    raise BadPicture("broken")


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The name of each chunk, what is in it, and the whole of it."""
    start = len(PNG_START)
    while start < len(content):
        length, kind = _unpacked(">L4s", content, start)
        whole = content[start : start + length + 12]
        data = whole[8:-4]
        if len(whole) < length + 12 or crc32(data, crc32(kind)).to_bytes(4) != whole[-4:]:
            raise BadPicture("broken")
        yield kind, data, whole
        start += length + 12


def bare_jpeg(content: bytes) -> bytes:
    head, rest = [b"\xff\xd8"], list[bytes]()
    turned = b""
    has_size = has_picture = False
    for marker, data, whole in _jpeg_segments(content):
        if marker == _APP0 and data.startswith(_JFIF) and len(data) >= 14:
            # Without the small picture that it may hold.
            head = [b"\xff\xd8", _segment(_APP0, data[:12] + b"\x00\x00")]
        elif marker == _APP1 and data.startswith(_EXIF):
            turned = turned or _which_way_up(data[len(_EXIF) :])
        elif not _is_beside(marker, data):
            rest.append(whole)
        if marker in _FRAMES:
            height, width = _unpacked(">xHH", data)
            _check_size(width, height)
            has_size = True
        has_picture |= marker == _SCAN
        if marker == _END and has_size and has_picture:
            return b"".join([*head, turned, *rest])
    raise BadPicture("broken")


def _is_beside(marker: int, data: bytes) -> bool:
    """Whether it tells something beside the picture. Colours are part of it."""
    if (marker == _APP2 and data.startswith(_ICC)) or (marker == _APP14 and data.startswith(_ADOBE)):
        return False
    return marker == _COMMENT or _APP0 <= marker <= _APP15


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The marker of each segment, what is in it, and the whole of it; of a scan with the picture that follows."""
    start = 2
    while True:
        # Any number of FF may stand before a marker.
        while content[start : start + 2] == b"\xff\xff":
            start += 1
        mark, marker = _unpacked("BB", content, start)
        if mark != 0xFF or marker in {0, _TEMPORARY, _START} or 0xD0 <= marker <= 0xD7:
            raise BadPicture("broken")
        if marker == _END:
            yield marker, b"", b"\xff\xd9"
            return
        [length] = _unpacked(">H", content, start + 2)
        end = start + 2 + length
        if length < 2 or end > len(content):
            raise BadPicture("broken")
        data = content[start + 4 : end]
        if marker == _SCAN:
            following = _MARKER.search(content, end)
            if following is None:
                raise BadPicture("broken")
            end = following.start()
        yield marker, data, content[start:end]
        start = end


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _which_way_up(exif: bytes) -> bytes:
    """Exif that says which way up the picture is, and no more; nothing where it is as it stands.

    Without it a photo that a phone took upright would lie on its side.
    """
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(exif[:4])
    if order is None:
        return b""
    try:
        [start] = struct.unpack_from(f"{order}L", exif, 4)
        [entries] = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(entries):
            tag, kind, count, way = struct.unpack_from(f"{order}HHLH", exif, start + 2 + 12 * entry)
            if (tag, kind, count) == (_ORIENTATION, 3, 1) and 2 <= way <= 8:
                words = struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, way, 0, 0)
                return _segment(_APP1, _EXIF + words)
    except struct.error:
        # Not whole: then nothing of it counts.
        pass
    return b""


def bare_webp(content: bytes) -> bytes:
    kept = []
    has_picture = False
    for kind, data in _webp_chunks(content):
        if kind in _WEBP_MOVES:
            raise BadPicture("moves")
        if kind not in _WEBP_KEPT:
            continue
        _check_size(*_webp_size(kind, data))
        if kind == b"VP8X":
            data = bytes([data[0] & ~_WEBP_FLAGS_GONE]) + data[1:]  # noqa: PLW2901
        has_picture |= kind in {b"VP8 ", b"VP8L"}
        kept.append(kind + struct.pack("<L", len(data)) + data + b"\x00" * (len(data) % 2))
    if not has_picture:
        raise BadPicture("broken")
    together = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<L", len(together)) + together


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    [size] = _unpacked("<L", content, 4)
    start, end = 12, 8 + size
    if end > len(content):
        raise BadPicture("broken")
    while start < end:
        kind, length = _unpacked("<4sL", content, start)
        data = content[start + 8 : start + 8 + length]
        if start + 8 + length > end:
            raise BadPicture("broken")
        yield kind, data
        start += 8 + length + length % 2


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        width, high_width, height, high_height = _unpacked("<4xHBHB", data)
        return width + (high_width << 16) + 1, height + (high_height << 16) + 1
    if kind == b"VP8 ":
        width, height = _unpacked("<6xHH", data)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        [both] = _unpacked("<xL", data)
        return (both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1
    return 1, 1


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise BadPicture("broken")
    if width * height > MOST_PIXELS:
        raise BadPicture("pixels")


def _unpacked(form: str, content: bytes, start: int = 0) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, content, start)
    except struct.error as error:
        raise BadPicture("broken") from error
