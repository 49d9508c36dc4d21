"""The words of a document of ours, read from its bytes page by page as they are painted.

What the operators mean stands in ISO 32000-1, 9.4.3, and how signs come from them in 9.10.3.
"""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)^endobj", re.DOTALL | re.MULTILINE)
# Brackets stand in a string as they are where they come in pairs.
_SIGN = rb"(?:\\.|[^\\()])"
for _depth in range(4):
    _SIGN = rb"(?:\\.|[^\\()]|\(" + _SIGN + rb"*\))"
_STRING = rb"\((" + _SIGN + rb"*)\)"
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:\(" + _SIGN + rb"*\)|[^\]\(])*)\]TJ"
    rb"|(\(" + _SIGN + rb"*\))Tj|ET",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(body: bytes) -> list[str]:
    """What stands on each page, with one space where there may be more."""
    objects = {int(number): one for number, one in _OBJECT.findall(body)}
    return [
        " ".join("".join(_painted(objects, one)).split())
        for one in objects.values()
        if re.search(rb"/Type\s?/Page\b(?!s)", one)
    ]


def words_of(body: bytes) -> str:
    """What stands in the whole document."""
    return " ".join(pages_of(body))


def _painted(objects: dict[int, bytes], page: bytes) -> Iterator[str]:
    fonts = objects[_reference(page, b"/Resources")]
    signs: dict[int, str] = {}
    for font, several, one in _SHOWN.findall(_stream(objects[_reference(page, b"/Contents")])):
        if font:
            described = objects[_reference(fonts, b"/" + font)]
            signs = _signs(_stream(objects[_reference(described, b"/ToUnicode")]))
        elif shown := several or one:
            codes = b"".join(map(_unescaped, re.findall(_STRING, shown, re.DOTALL)))
            yield "".join(
                signs.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2)
            )
        else:
            yield " "


def _reference(one: bytes, name: bytes) -> int:
    found = re.search(name + rb"\s?(\d+) 0 R", one)
    assert found is not None, name
    return int(found[1])


def _stream(one: bytes) -> bytes:
    length = re.search(rb"/Length (\d+)", one)
    assert length is not None
    return zlib.decompress(one.partition(b"stream\n")[2][: int(length[1])])


def _signs(table: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for code, sign in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    }


def _unescaped(string: bytes) -> bytes:
    return _ESCAPE.sub(
        lambda one: bytes([int(one[1], 8)]) if one[1][:1].isdigit() else _NAMED.get(one[1], one[1]),
        string,
    )
