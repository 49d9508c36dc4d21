"""Photographs: fully decoded and drawn again, so that nothing hidden in the file survives."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.errors import RuleBroken
from portal.i18n import gettext as _

LARGEST_FILE: Final = 25 * 1024 * 1024
LARGEST_DOTS: Final = 50_000_000
LARGEST_SIDE: Final = 2_400
SMALLEST_SIDE: Final = 360
QUALITY: Final = 85

# Dots are counted below, before any is decoded; Pillow's own refusal would not say how many.
Image.MAX_IMAGE_PIXELS = None


class PhotographRefused(RuleBroken):
    """The file is not a photograph that we can take."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph drawn anew: JPEG bytes without EXIF, place or thumbnail."""

    jpeg: bytes
    width: int
    height: int


def clean(content: bytes, name: str) -> Photograph:
    """Decode a photograph and draw it again, at most 2,400 dots a side.

    Raises PhotographRefused, with the file's name in the sentence, for anything else.
    """
    shown = shown_name(name, most=60)
    if not content:
        raise PhotographRefused(
            _("“%(name)s” is empty. Please choose the photograph again.", name=shown)
        )
    if len(content) > LARGEST_FILE:
        raise PhotographRefused(
            _(
                "“%(name)s” is larger than 25 megabytes. Please send a smaller copy of it.",
                name=shown,
            )
        )
    kind = _kind(content[:16])
    if kind is None:
        raise PhotographRefused(_not_a_photograph(content, shown))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _redrawn(content, kind, shown)
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError):
        raise PhotographRefused(
            _(
                "“%(name)s” is damaged, and we could not open it. Please take or choose another.",
                name=shown,
            )
        ) from None


def portrait(content: bytes, name: str) -> bytes:
    """A photograph of a person as a small JPEG, at most 360 dots a side. Raises PhotographRefused.

    Cleaned like every photograph: no place, no camera, no hour survives.
    """
    with Image.open(io.BytesIO(clean(content, name).jpeg)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((SMALLEST_SIDE, SMALLEST_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _kind(head: bytes) -> str | None:
    """The decoder for an opening that is on the list; the file's name and type say nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return None


def _redrawn(content: bytes, kind: str, shown: str) -> Photograph:
    with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
        dots = opened.width * opened.height
        if dots > LARGEST_DOTS:
            raise PhotographRefused(
                _(
                    "“%(name)s” has %(dots)s million dots; the most we can take is 50 million. "
                    "Please take it again at a lower setting, or send a screenshot of it.",
                    name=shown,
                    dots=round(dots / 1_000_000),
                )
            )
        # A JPEG can be read at half or quarter size: less memory, less work.
        opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
        upright = paper
    drawn = upright.convert("RGB")
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return Photograph(out.getvalue(), drawn.width, drawn.height)


def _not_a_photograph(content: bytes, shown: str) -> str:
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif", b"ftyphevc"):
        return _(
            "“%(name)s” is in Apple's HEIC format, which we cannot open. On an iPhone, choose "
            "Settings, Camera, Formats, Most Compatible and take it again, or send a screenshot.",
            name=shown,
        )
    if content.startswith(b"%PDF"):
        return _(
            "“%(name)s” is a PDF. We can take photographs only: please send a picture of the page.",
            name=shown,
        )
    return _(
        "“%(name)s” is not a photograph that we can open. We can take JPEG, PNG and WebP pictures.",
        name=shown,
    )


def shown_name(name: str, *, most: int = 100) -> str:
    """The last part of a file's name, as it is shown: never a path, never very long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:most] or "photograph"
