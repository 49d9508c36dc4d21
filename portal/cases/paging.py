"""Rule: a long list is shown page by page."""

from dataclasses import dataclass
from typing import Final

PER_PAGE: Final = 20
_MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of a long list is shown, and whether another follows.

    >>> Pages.asked("3").first
    40
    >>> Pages.asked("-1").number, Pages.asked("x").number
    (1, 1)
    """

    number: int = 1
    has_more: bool = False

    @classmethod
    def asked(cls, number: str) -> "Pages":
        """The page that an address asks for; the first where it asks for none that there can be."""
        wanted = int(number) if number.isascii() and number.isdigit() else 1
        return cls(min(max(wanted, 1), _MOST_PAGES))

    @property
    def first(self) -> int:
        """How many stand on the pages before."""
        return (self.number - 1) * PER_PAGE
