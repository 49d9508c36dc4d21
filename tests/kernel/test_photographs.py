"""Photographs: drawn anew, or refused by name."""

import io

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from portal.photographs import PhotographRefused, clean


def picture(width: int = 40, height: int = 30, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_takes_what_telephones_make(plain_app: object, kind: str) -> None:
    taken = clean(picture(kind=kind), "note.jpg")

    assert Image.open(io.BytesIO(taken.jpeg)).size == (40, 30)


def test_place_and_camera_are_gone(plain_app: object) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    exif.get_ifd(IFD.GPSInfo)[1] = "N"

    taken = clean(picture(exif=exif, comment=b"heronsgate"), "note.jpg")

    assert b"Maker" not in taken.jpeg
    assert b"heronsgate" not in taken.jpeg
    assert not Image.open(io.BytesIO(taken.jpeg)).getexif()


def test_what_follows_the_picture_is_gone(plain_app: object) -> None:
    taken = clean(picture() + b"<script>heronsgate()</script>", "note.jpg")

    assert b"script" not in taken.jpeg


def test_a_large_photograph_is_made_smaller(plain_app: object) -> None:
    taken = clean(picture(5000, 4000), "note.jpg")

    assert (taken.width, taken.height) == (2400, 1920)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "../../x", "“x” is empty"),
        (b"GIF89a/*<script>*/", "joke.gif", "“joke.gif” is not a photograph"),
        (b"%PDF-1.7", "letter.pdf", "is a PDF"),
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "HEIC"),
        (b"\xff\xd8\xff\xe0 not a picture", "note.jpg", "damaged"),
        (picture()[:400], "half.jpg", "damaged"),
        (b"MZ\x90\x00", "C:\\photos\\note.jpg.exe", "“note.jpg.exe”"),
    ],
)
def test_refuses_everything_else_by_name(
    plain_app: object, content: bytes, name: str, says: str
) -> None:
    with pytest.raises(PhotographRefused, match=says):
        clean(content, name)


def test_refuses_sixty_megapixels_before_decoding(plain_app: object) -> None:
    large = picture(10_000, 6_000, "PNG", compress_level=1)

    with pytest.raises(PhotographRefused, match="60 million dots"):
        clean(large, "wall.png")
