"""Rule: which passwords are accepted. Length counts; composition does not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final

from portal.accounts.common_passwords import COMMON_WORDS, KEY_ROWS
from portal.errors import RuleBroken
from portal.i18n import gettext as _

SHORTEST: Final = 12
LONGEST: Final = 256
# How much must be left to guess once every guessable part counts as little.
ENOUGH: Final = 9
_PART_COUNTS: Final = 2
_SHORTEST_ROW: Final = 4
_ROWS_BOTH_WAYS: Final = (*KEY_ROWS, *(row[::-1] for row in KEY_ROWS))

_LOOKALIKES: Final = str.maketrans("0134578@$!|", "oieastbasil")
_YEARS: Final = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")


class PasswordRefused(RuleBroken):
    """The password is too easy to guess, too short or too long."""


def require_password(typed: str, *, known: Iterable[str] = ()) -> None:
    """Refuse a password that a guesser would try early.

    `known` is what a stranger knows about this person: name, e-mail address, the name of the
    co-operative. Raises PasswordRefused.
    """
    # NFKC, as the key is derived: a keyboard may compose its letters otherwise.
    password = unicodedata.normalize("NFKC", typed)
    if len(password) < SHORTEST:
        raise PasswordRefused(
            _(
                "Choose a password of at least %(count)s characters. Four or five words that do "
                "not belong together are easy to remember and hard to guess.",
                count=SHORTEST,
            )
        )
    if len(password) > LONGEST:
        raise PasswordRefused(
            _("Choose a password of at most %(count)s characters.", count=LONGEST)
        )
    if left_to_guess(password, known) < ENOUGH:
        raise PasswordRefused(
            _(
                "This password is easy to guess: it is made of common words, names, years or rows "
                "of keys. Choose four or five words that do not belong together."
            )
        )


def left_to_guess(password: str, known: Iterable[str] = ()) -> int:
    """How many characters a guesser cannot foresee; a guessable part counts as two."""
    text = _shortest_period(password.casefold())
    taken = [False] * len(text)
    parts = 0
    for start, end in (*_years(text), *_rows(text), *_words(text, known)):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            parts += 1
    left = "".join(sign for sign, gone in zip(text, taken, strict=True) if not gone)
    return len(re.sub(r"(.)\1+", r"\1", re.sub(r"\s+", "", left))) + _PART_COUNTS * parts


def _years(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _YEARS.finditer(text))


def _words(text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where a common or known word stands, as it is or in look-alikes: "p4ssw0rd"."""
    for word in sorted(COMMON_WORDS | _known_words(known), key=len, reverse=True):
        for spelling in (text, text.translate(_LOOKALIKES)):
            place = spelling.find(word)
            while place >= 0:
                yield place, place + len(word)
                place = spelling.find(word, place + 1)


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Runs along the alphabet, the digits or the keyboard, in either direction."""
    start = 0
    while start + _SHORTEST_ROW <= len(text):
        length = max(_length_along(row, text[start:]) for row in _ROWS_BOTH_WAYS)
        if length:
            yield start, start + length
        start += length or 1


def _length_along(row: str, text: str) -> int:
    """How far the text follows the row from its first sign, or 0 for less than a row."""
    place = row.find(text[:_SHORTEST_ROW])
    if place < 0:
        return 0
    pairs = zip(row[place:], text, strict=False)
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _known_words(known: Iterable[str]) -> frozenset[str]:
    """Names and addresses whole, without their spaces, and word by word."""
    found: set[str] = set()
    for text in known:
        words = re.findall(r"\w+", text.casefold())
        found.update((*words, "".join(words), text.casefold()))
    return frozenset(word for word in found if len(word) > 2)


def _shortest_period(text: str) -> str:
    """ "abcabcabc" says no more than "abc"."""
    return text[: (text + text).find(text, 1)] if text else text
