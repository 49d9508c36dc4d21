"""Rule: how it is kept that another case tells of the same event, and what follows from it.

Several people who tell of one event stay apart: each has a case, clocks and an answer of their own,
and no word of the one goes into the other. That two cases tell of one event was itself told in
confidence, so it stands nowhere in the clear: it is a note, sealed like all others, whose first
line is the reference of the other case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

# As `references` draws them. Between letters and figures of other words it is none.
_REFERENCE: Final = re.compile(
    r"(?<![0-9A-Za-z])([2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4})(?![0-9A-Za-z])", re.IGNORECASE
)


class LinkRefused(RuleBroken):
    """These two cannot be linked."""


class NamesAnother(RuleBroken):
    """Words to one person name the case of another."""


class Alike(StrEnum):
    """By what another case may tell of the same event."""

    HOME_AND_DAY = "home_and_day"
    HOME = "home"
    """The same home, and one of them says no day."""


ALIKE: Final = {
    Alike.HOME_AND_DAY: _l("The same home, and the same day or the one beside it"),
    Alike.HOME: _l("The same home; one of them says no day"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """That another case tells of the same event, and what a member says of it."""

    reference: str
    words: str

    def to_text(self) -> str:
        """One text to seal, as any other note."""
        return f"{self.reference}\n{self.words}"

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """The link that was sealed; None where it is an ordinary note.

        >>> Link.of_text("K7QM-4TXN\\nThe same Tuesday.")
        Link(reference='K7QM-4TXN', words='The same Tuesday.')
        >>> Link.of_text("I rang about K7QM-4TXN.") is None
        True
        """
        first, _newline, words = text.partition("\n")
        if not _REFERENCE.fullmatch(first.strip()):
            return None
        return cls(first.strip().upper(), words.strip())


def alike(
    home: str, happened_on: date | None, other_home: str, other_on: date | None
) -> Alike | None:
    """Whether two cases may tell of one event, by the homes and days that were told.

    >>> d = date
    >>> alike("P1", d(2026, 11, 3), "P1", d(2026, 11, 4))
    <Alike.HOME_AND_DAY: 'home_and_day'>
    >>> alike("P1", d(2026, 11, 3), "P1", d(2026, 11, 5)) is None
    True
    >>> alike("", None, "", None) is None
    True
    """
    if not home or home != other_home:
        return None
    if happened_on is None or other_on is None:
        return Alike.HOME
    return Alike.HOME_AND_DAY if abs(happened_on - other_on) <= timedelta(days=1) else None


def references_in(words: str) -> set[str]:
    """Everything in the words that may be the reference of a case.

    >>> references_in("See k7qm-4txn, not 2026-1109 or K7QM-4TXNA.")
    {'K7QM-4TXN'}
    """
    return {each.upper() for each in _REFERENCE.findall(words)}


def require_apart(words: str, *, own: str, others: Iterable[str]) -> None:
    """Refuse words to a person that name the case of another. Raises NamesAnother."""
    named = sorted(references_in(words) & set(others) - {own})
    if named:
        raise NamesAnother(
            _(
                "This names another case, %(reference)s. Whoever reads it would learn that somebody"
                " else spoke up. Leave it out.",
                reference=named[0],
            )
        )
