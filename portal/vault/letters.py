"""Rule: bytes as letters that people can copy by hand (Crockford's base 32)."""

import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_MISTAKEN: Final = str.maketrans("OIL", "011")


def encode(content: bytes) -> str:
    """Five bits a letter; the last letter is filled with zero bits."""
    letters = -(-len(content) * 8 // 5)
    number = int.from_bytes(content, "big") << (letters * 5 - len(content) * 8)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(letters)))


def decode(letters: str) -> bytes:
    """The bytes again. Raises ValueError for a letter, or filling, that `encode` does not write."""
    size = len(letters) * 5 // 8
    number = 0
    for letter in letters:
        if letter not in _VALUES:
            raise ValueError(f"{letter!r} is not one of the letters.")
        number = number << 5 | _VALUES[letter]
    spare = len(letters) * 5 - size * 8
    if spare >= 5 or number & ((1 << spare) - 1):
        raise ValueError("The last letter is not one that was written.")
    return (number >> spare).to_bytes(size, "big")


def plain_letters(typed: str) -> str:
    """What was typed, without spaces, dashes and dots, and with look-alike letters mended."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(
        letter
        for letter in folded
        # Separators, dashes, dots and invisible characters come along when people copy.
        if not (unicodedata.category(letter)[0] in "ZC" or unicodedata.category(letter) == "Pd")
        and letter not in ".,_\u2212"
    )
    return kept.translate(_MISTAKEN)
