"""Rule: over which spans the committee looks at itself, and what it counts there.

A span begins whenever a committee begins to sit, elected or founding. Nobody who is called in later
begins one: a span of one person would be that person's. Only whole quarters are counted, so that
nobody can tell by yesterday's number and today's that something is in a case they must not see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from portal.cases.publishing.summaries import first_day_of, quarter_of
from portal.committee.terms import TermSource
from portal.i18n import lazy_gettext as _l

_BEGINS: Final = frozenset({TermSource.ELECTED, TermSource.FOUNDING, TermSource.DEMONSTRATION})


class Counted(StrEnum):
    """What is counted of a span."""

    RECEIVED = "received"
    IN_TIME = "in_time"
    LATE = "late"
    REOPENED = "reopened"
    DISAGREED = "disagreed"
    OUTSIDE = "outside"
    RECUSALS = "recusals"
    DELETIONS = "deletions"
    IDENTITIES = "identities"


LABELS: Final[dict[Counted, Any]] = {
    Counted.RECEIVED: _l("Cases received"),
    Counted.IN_TIME: _l("Acknowledgements and answers in time"),
    Counted.LATE: _l("Acknowledgements and answers late, or still owed"),
    Counted.REOPENED: _l("Opened again"),
    Counted.DISAGREED: _l("The person disagreed with what was decided"),
    Counted.OUTSIDE: _l("Known to have gone to the body outside"),
    Counted.RECUSALS: _l("Times that a member took no part"),
    Counted.DELETIONS: _l("Cases deleted"),
    Counted.IDENTITIES: _l("Times that somebody looked at who a person is"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day of a committee to the first day that is not counted any more."""

    starts_on: date
    ends_on: date


def spans(terms: Iterable[tuple[TermSource, date]], today: date) -> list[Span]:
    """The spans that there are something to say of, the newest first.

    >>> founded, elected = date(2026, 1, 1), date(2026, 5, 1)
    >>> found = spans(
    ...     [(TermSource.FOUNDING, founded), (TermSource.ELECTED, elected),
    ...      (TermSource.CO_OPTED, date(2026, 6, 1))], date(2026, 11, 28))
    >>> [(str(each.starts_on), str(each.ends_on)) for each in found]
    [('2026-05-01', '2026-10-01'), ('2026-01-01', '2026-05-01')]
    """
    until = first_day_of(quarter_of(today))
    starts = sorted({on for source, on in terms if source in _BEGINS and on < until})
    return [Span(on, end) for on, end in pairwise([*starts, until])][::-1]
