"""Rule: what may not stand in words to somebody whom nobody accepted.

Nobody can tell a machine what is personal. But the portal knows what only the committee knows: the
hours on the record of visits, the name of the care worker who was heard, the code of the home, and
every sentence that others wrote into the case. None of these goes out to somebody who merely says
that she is the daughter; what she said herself is no news to her.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from portal.cases.standing.standings import StandingUnproven
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

RUN: Final = 5
"""So many words in a row are a sentence of somebody's, and not chance."""

_WORD: Final = re.compile(r"\w+")
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?[:.]\s?([0-5]\d)(?!\d)")


class Source(StrEnum):
    """Where the committee knows it from."""

    RECORD = "record"
    HOME = "home"
    WORKER = "worker"
    OTHERS = "others"


SOURCES: Final = {
    Source.RECORD: _l("the record of visits"),
    Source.HOME: _l("the code of the home"),
    Source.WORKER: _l("the name of the care worker who was heard"),
    Source.OTHERS: _l("what others wrote in this case"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the committee knows of a case, and what the person said of it."""

    times: frozenset[str] = frozenset()
    """As 08:05."""
    home_code: str = ""
    names: Sequence[str] = ()
    texts: Sequence[str] = ()
    said: Sequence[str] = field(default_factory=tuple)
    """Everything that came from the person."""


def times_in(words: str) -> set[str]:
    """The hours that stand in the words.

    >>> sorted(times_in("at 8.05, not 14:30; on 12.11.2026 for 3.99"))
    ['08:05', '14:30']
    """
    # A date is no hour: 12.11.2026 would be one minute past.
    without_dates = re.sub(r"\d{1,2}\.\d{1,2}\.\d{2,4}", " ", words)
    return {f"{int(hour):02}:{minute}" for hour, minute in _TIME.findall(without_dates)}


def find_withheld(words: str, known: Known) -> tuple[str, Source] | None:
    """The first thing in the words that only the committee knows, and where from.

    >>> find_withheld("They came at 8.05.", Known(times=frozenset({"08:05"})))
    ('08:05', <Source.RECORD: 'record'>)
    >>> known = Known(times=frozenset({"08:05"}), said=["It was 8:05"])
    >>> find_withheld("You say 8.05.", known) is None
    True
    """
    said = "\n".join(known.said)
    own_words = _words(said)
    for time in sorted((times_in(words) & known.times) - times_in(said)):
        return time, Source.RECORD
    written, theirs = _letters(words), _letters(said)
    if known.home_code and _letters(known.home_code) in written:
        return known.home_code, Source.HOME
    for name in known.names:
        parts = [each for each in _words(name) if len(each) > 2]
        for part in parts:
            if part in _words(words) and part not in own_words:
                return part, Source.WORKER
    for text in known.texts:
        run = _common_run(words, text, theirs)
        if run:
            return run, Source.OTHERS
    return None


def require_withheld(words: str, known: Known) -> None:
    """Refuse what only the committee knows. Raises StandingUnproven."""
    found = find_withheld(words, known)
    if found is not None:
        piece, source = found
        raise StandingUnproven(
            _(
                "Nobody has accepted yet that this person may be told about the care, and"
                " “%(piece)s” comes from %(source)s. Leave it out, or let two members accept first"
                " that they may be told.",
                piece=piece,
                source=SOURCES[source],
            )
        )


def _words(text: str) -> list[str]:
    return [each.casefold() for each in _WORD.findall(text)]


def _letters(text: str) -> str:
    return "".join(_words(text))


def _common_run(words: str, text: str, theirs: str) -> str:
    """Some words in a row that stand in both, and that the person never said."""
    own, other = _words(words), _words(text)
    runs = {tuple(other[at : at + RUN]) for at in range(len(other) - RUN + 1)}
    for at in range(len(own) - RUN + 1):
        run = own[at : at + RUN]
        if tuple(run) in runs and "".join(run) not in theirs:
            return " ".join(run)
    return ""
