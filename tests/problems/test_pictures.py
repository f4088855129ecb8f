"""Pictures lose what they tell beside the picture, and nothing of the picture."""

import struct
from zlib import compress, crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from problems.files import File, NotAllowed
from problems.models import Document
from problems.pictures import MOST_PIXELS
from tests.problems.reading import errors_of

SECRET = b"51.5007N 0.1246W, Jane Smith"


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)


def head(width: int = 1, height: int = 1) -> bytes:
    return chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0))


def png(*between: bytes, size: tuple[int, int] = (1, 1)) -> bytes:
    pixels = chunk(b"IDAT", compress(b"\x00" + b"\xff" * 4))
    return b"\x89PNG\r\n\x1a\n" + head(*size) + b"".join(between) + pixels + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00")
ICC = segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours")
ADOBE = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01")
TABLES = segment(0xDB, bytes(65))
# What could be taken for a marker: FF 00, and restarts.
SCANS = segment(0xDA, bytes(10)) + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd7" + segment(0xDA, bytes(6)) + b"\x78\xff\x00"


def jpeg(*between: bytes, size: tuple[int, int] = (1, 1), start: bytes = JFIF) -> bytes:
    width, height = size
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + bytes(3))
    return b"\xff\xd8" + start + b"".join(between) + TABLES + frame + SCANS + b"\xff\xd9"


def exif(way_up: int, order: str = ">") -> bytes:
    """Of a camera: which way up, and then where."""
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(f"{order}HHLL", 0x010E, 2, len(SECRET), 100)
    entries += struct.pack(f"{order}HHLHH", 0x0112, 3, 1, way_up, 0)
    return mark + struct.pack(f"{order}HLH", 42, 8, 2) + entries + struct.pack(f"{order}L", 0) + SECRET


def webp(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (1, 1)) -> bytes:
    width, height = size
    picture = (b"VP8L", b"\x2f" + struct.pack("<L", (width - 1) | (height - 1) << 14) + b"pixels")
    parts = b"".join(
        kind + struct.pack("<L", len(data)) + data + b"\x00" * (len(data) % 2) for kind, data in [*chunks, picture]
    )
    return b"RIFF" + struct.pack("<L", len(parts) + 4) + b"WEBP" + parts


def extended(flags: int, width: int = 1, height: int = 1) -> tuple[bytes, bytes]:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X", bytes([flags, 0, 0, 0]) + size


def kept(content: bytes) -> bytes:
    return File.read(content, "map").content


@pytest.mark.parametrize("picture", [png(), jpeg(ICC, ADOBE), jpeg(start=b""), webp(), webp(extended(0x30))])
def test_a_picture_that_tells_nothing_else_stays_as_it_is(picture: bytes) -> None:
    assert kept(picture) == picture


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt", b"acTL", b"caBX"])
def test_a_png_loses_its_words_and_what_nobody_knows(kind: bytes) -> None:
    colours = chunk(b"gAMA", bytes(4)) + chunk(b"pHYs", bytes(9))
    assert kept(png(chunk(kind, SECRET), colours) + SECRET) == png(colours)


@pytest.mark.parametrize(
    "beside",
    [
        segment(0xE1, b"Exif\x00\x00" + exif(1)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET),
        segment(0xED, b"Photoshop 3.0\x00" + SECRET),
        segment(0xFE, SECRET),
        segment(0xE2, b"MPF\x00" + SECRET),
        segment(0xE0, b"JFXX\x00" + SECRET),
        segment(0xEE, SECRET),
        b"\xff\xff" + segment(0xEF, SECRET),
    ],
)
def test_a_jpeg_loses_where_and_by_whom_it_was_taken(beside: bytes) -> None:
    assert kept(jpeg(beside, ICC)) == jpeg(ICC)
    assert kept(jpeg(ICC, ADOBE, start=beside)) == jpeg(ICC, ADOBE, start=b"")


def test_a_jpeg_loses_the_small_picture_in_it_and_the_film_that_follows_it() -> None:
    with_small_one = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x02\x02" + SECRET[:12])
    assert kept(jpeg(start=with_small_one) + b"ftypmp42" + SECRET) == jpeg()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("way_up", [2, 6, 8])
def test_a_photo_that_was_taken_upright_stays_so(way_up: int, order: str) -> None:
    photo = jpeg(ICC, start=segment(0xE1, b"Exif\x00\x00" + exif(way_up, order)) + JFIF)
    bare = kept(photo)
    assert SECRET not in bare
    only = b"MM" + struct.pack(">HLHHHLHHL", 42, 8, 1, 0x0112, 3, 1, way_up, 0, 0)
    assert bare == jpeg(segment(0xE1, b"Exif\x00\x00" + only), ICC)
    assert kept(bare) == bare


@pytest.mark.parametrize(
    "nonsense", [b"", b"MM", b"MM\x00*\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff", exif(9), exif(0), b"XX"]
)
def test_exif_that_makes_no_sense_is_left_out(nonsense: bytes) -> None:
    assert kept(jpeg(segment(0xE1, b"Exif\x00\x00" + nonsense))) == jpeg()


def test_a_webp_loses_what_is_beside_the_picture_and_says_so() -> None:
    told = webp(extended(0x2C), (b"ICCP", b"odd"), (b"EXIF", exif(1)), (b"XMP ", SECRET), (b"else", SECRET))
    assert kept(told + SECRET) == webp(extended(0x20), (b"ICCP", b"odd"))


@pytest.mark.parametrize(
    "picture",
    [
        png()[:-1],
        png()[:40],
        png()[:20],
        png().replace(b"IDAT", b"IDAU"),
        png()[:8] + chunk(b"IDAT", b"") + png()[8:],
        png(head()),
        b"\x89PNG\r\n\x1a\n" + head() + chunk(b"IEND", b""),
        png(size=(0, 1)),
        jpeg()[:-2],
        jpeg()[:-8],
        jpeg()[:60],
        b"\xff\xd8\xff",
        b"\xff\xd8" + SCANS + b"\xff\xd9",
        jpeg(b"\xff\xd8"),
        jpeg(b"\x00\x00"),
        jpeg(b"\xff\xe1\x00\x01"),
        jpeg(size=(0, 0)),
        webp()[:-1],
        webp()[:20],
        b"RIFF\x04\x00\x00\x00WEBP",
        b"RIFF\x0c\x00\x00\x00WEBPVP8L\x01\x00\x00\x00",
    ],
)
def test_a_picture_that_is_cut_off_or_damaged_is_refused(picture: bytes) -> None:
    with pytest.raises(NotAllowed, match="broken"):
        kept(picture)


@pytest.mark.parametrize("cut", range(4, len(jpeg()) - 1, 7))
def test_no_half_of_a_picture_is_an_error_of_ours(cut: int) -> None:
    for picture in (png(), jpeg(), webp(extended(0))):
        for half in (picture[:cut], picture[:cut] + bytes(3) + picture[cut + 3 :]):
            try:
                kept(half)
            except NotAllowed as refused:
                assert refused.why in {"broken", "type", "pixels"}  # noqa: PT017


HUGE = (20_000, MOST_PIXELS // 20_000 + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("picture", "error"),
    [
        (png(size=HUGE), "The picture has more than 100 million pixels. Save it smaller and choose it again"),
        (jpeg(size=HUGE), "The picture has more than 100 million pixels. Save it smaller and choose it again"),
        (webp(extended(0, *HUGE)), "The picture has more than 100 million pixels. Save it smaller and choose it again"),
        (webp(extended(2), (b"ANIM", bytes(6))), "The picture moves. Choose one that stands still"),
        (png()[:-4], "The file cannot be read: it may have been cut off. Save it again and choose it again"),
    ],
)
def test_a_picture_that_would_not_show_is_refused_with_words(client, team, member, picture, error):
    fields = {"file": SimpleUploadedFile("map.png", picture), "title": "Our map", "alt": "A map"}
    assert errors_of(client.post(f"/teams/{team.slug}/documents/new/", fields)) == [error]
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_what_is_served_says_nothing_of_where_it_was_taken(client, team, member):
    photo = jpeg(segment(0xE1, b"Exif\x00\x00" + exif(6)), segment(0xFE, SECRET)) + SECRET
    fields = {"file": SimpleUploadedFile("map.jpg", photo), "title": "Our map", "alt": "A map"}
    assert client.post(f"/teams/{team.slug}/documents/new/", fields).status_code == 302
    document = Document.objects.get()
    served = client.get(document.get_absolute_url()).content
    assert served.endswith(SCANS + b"\xff\xd9")
    assert SECRET not in served
    assert document.size == len(served) < len(photo)
