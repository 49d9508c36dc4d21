"""Rule: a symbol for every place on the ballot paper, for whoever does not go by names.

A sign that a common typeface has, and its name in words: both stand on the paper, on the screen
and beside the statement, so that somebody who reads little finds their candidate again.
"""

from dataclasses import dataclass
from typing import Any, Final

from portal.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Symbol:
    """A sign and what it is called."""

    sign: str
    words: Any


SYMBOLS: Final = tuple(
    Symbol(sign, words)
    for sign, words in (
        ("★", _l("Star")), ("♥", _l("Heart")), ("☂", _l("Umbrella")), ("⚓", _l("Anchor")),
        ("☀", _l("Sun")), ("✿", _l("Flower")), ("♫", _l("Music")), ("⌂", _l("House")),
        ("☾", _l("Moon")), ("⚑", _l("Flag")), ("✉", _l("Letter")), ("♣", _l("Clover")),
        ("☁", _l("Cloud")), ("✂", _l("Scissors")), ("☎", _l("Telephone")), ("✎", _l("Pencil")),
        ("▲", _l("Triangle")), ("●", _l("Circle")), ("■", _l("Square")), ("◆", _l("Diamond")),
    )
)  # fmt: skip


def symbol_at(position: int) -> Symbol | None:
    """The symbol of a place on the paper, counted from one; none beyond the last.

    >>> symbol_at(1).sign, symbol_at(21)
    ('★', None)
    """
    return SYMBOLS[position - 1] if 1 <= position <= len(SYMBOLS) else None
