"""Rule: a private key in three parts, of which any two suffice and one says nothing.

private = r1 xor r2 xor r3, with r1 and r2 random; part 1 holds r1 and r2, part 2 r2 and r3, part 3
r3 and r1. Whoever has one part lacks one r, and without it every private key is equally likely.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Final

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KEY_BYTES, KeyPair, key_pair_from_seed
from portal.vault.letters import decode, encode, plain_letters

PARTS: Final = 3
_VERSION: Final = 1
_LINE_BYTES: Final = 10
_LINE_LETTERS: Final = 16
_CHECK_LETTERS: Final = 2
_HEADER_BYTES: Final = 6
_LINES: Final = 7


class PartRefused(RuleBroken):
    """A part of a key was mistyped, or does not belong to the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """One printed part: its number, which key it belongs to, and two of the three pads."""

    number: int
    mark: bytes
    first: bytes = field(repr=False)
    second: bytes = field(repr=False)


def split_key(keys: KeyPair) -> tuple[Part, Part, Part]:
    """Three parts of the private key."""
    r1, r2 = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    r3 = _xor(keys.private, _xor(r1, r2))
    mark = mark_of(keys.public)
    return Part(1, mark, r1, r2), Part(2, mark, r2, r3), Part(3, mark, r3, r1)


def join_parts(one: Part, other: Part) -> KeyPair:
    """The key pair from any two different parts. Raises PartRefused."""
    if one.mark != other.mark:
        raise PartRefused(_("These two parts belong to different keys."))
    if one.number == other.number:
        raise PartRefused(_("This is the same part twice. Two different parts are needed."))
    before, after = (one, other) if one.number % PARTS + 1 == other.number else (other, one)
    if before.second != after.first:
        raise PartRefused(_("These two parts do not fit together. Check what was typed."))
    keys = key_pair_from_seed(_xor(before.first, _xor(before.second, after.second)))
    if mark_of(keys.public) != one.mark:
        raise PartRefused(_("These two parts do not make the key they name."))
    return keys


def mark_of(public: bytes) -> bytes:
    """Four bytes that tell one key from another."""
    return hashlib.sha256(b"candour recovery key 1|" + public).digest()[:4]


def print_part(part: Part) -> str:
    """Seven numbered lines of four groups and two check letters, to be copied by hand."""
    content = bytes((_VERSION, part.number)) + part.mark + part.first + part.second
    lines = []
    for line in range(_LINES):
        piece = content[line * _LINE_BYTES : (line + 1) * _LINE_BYTES]
        letters = encode(piece)
        groups = " ".join(letters[start : start + 4] for start in range(0, _LINE_LETTERS, 4))
        lines.append(f"{line + 1}: {groups}  {_check(line, piece)}")
    return "\n".join(lines)


def read_part(typed: str) -> Part:
    """A part from what was typed or scanned. Raises PartRefused, and says which line is wrong."""
    lines = [line for line in typed.splitlines() if line.strip()]
    if len(lines) != _LINES:
        raise PartRefused(
            _("A part has %(wanted)s lines; here are %(found)s.", wanted=_LINES, found=len(lines))
        )
    content = b"".join(_read_line(line, text) for line, text in enumerate(lines))
    version, number = content[0], content[1]
    if version != _VERSION or not 1 <= number <= PARTS:
        raise PartRefused(_("This is not a part that this version can read."))
    pads = content[_HEADER_BYTES:]
    return Part(number, content[2:_HEADER_BYTES], pads[:KEY_BYTES], pads[KEY_BYTES:])


def _read_line(line: int, text: str) -> bytes:
    _number, _colon, after = text.rpartition(":")
    letters = plain_letters(after)
    refusal = PartRefused(
        _("Line %(line)s is mistyped, or stands in the wrong place.", line=line + 1)
    )
    if len(letters) != _LINE_LETTERS + _CHECK_LETTERS:
        raise refusal
    try:
        piece = decode(letters[:_LINE_LETTERS])
    except ValueError:
        raise refusal from None
    if letters[_LINE_LETTERS:] != _check(line, piece):
        raise refusal
    return piece


def _check(line: int, piece: bytes) -> str:
    digest = hashlib.sha256(b"candour part line 1|" + bytes((line,)) + piece).digest()
    return encode(digest)[:_CHECK_LETTERS]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
