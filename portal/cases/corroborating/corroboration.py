"""Rule: which report may wait sealed, until when, and which other report wakes it.

The person chooses it: "keep this sealed until somebody else reports the same service, or until that
day". Nobody reads a word of it meanwhile, so what may be dangerous cannot wait: the screen for
safeguarding and the severities come first. Matching goes by what is clear in every case anyway.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.cases.routing.table import ALONE, DEFAULT, CaseType, Route, sort_arrival
from portal.cases.safeguarding.screening import Trigger
from portal.cases.workflow import CaseKind
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

MOST_DAYS: Final = 90
"""So long a report may wait at most."""
WORST: Final = 2
"""What is worse than this does not wait: somebody was harmed, or may be."""

_TELLS_NOTHING: Final = frozenset({"OTH", "PRA"})
_WAITS: Final = frozenset({CaseType.CONCERN, CaseType.COMPLAINT})


class SealRefused(RuleBroken):
    """This report cannot wait, or not until that day."""


class WeighingRefused(RuleBroken):
    """There is nothing to compare here, or not for this member."""


class Likeness(StrEnum):
    """What two members find of two reports."""

    SAME = "same"
    DIFFERENT = "different"


class Unsealing(StrEnum):
    """Why a report waits no longer."""

    CORROBORATED = "corroborated"
    DAY_CAME = "day_came"
    ASKED_FOR = "asked_for"
    DANGER = "danger"


LIKENESSES = {
    Likeness.SAME: _l("Yes: the same home, or the same round of visits"),
    Likeness.DIFFERENT: _l("No: another home, the same person twice, or not meant honestly"),
}


@dataclass(frozen=True)
class Report:
    """What is clear of a report, and therefore all that a match can go by."""

    subjects: tuple[str, ...]
    area: str
    """A part of the district; empty where nobody gave the code of a home."""


def may_be_offered(subjects: Collection[str], *, role: str, in_danger: bool) -> bool:
    """Whether the choice is shown at all, from what was answered before it.

    By the first table; where the committee's own sends such a case to somebody alone, it is refused
    as it is sent.

    >>> may_be_offered(["VIS-LATE"], role="neighbour", in_danger=False)
    True
    >>> may_be_offered(["VIS-MISS", "MED-MISS"], role="neighbour", in_danger=False)
    False
    >>> may_be_offered(["CAR-TASK"], role="worker", in_danger=False)
    False
    """
    if not headings(subjects):
        return False  # Nothing could ever be found to be like it.
    sorted_as = sort_arrival(
        DEFAULT, CaseKind.CONCERN, tuple(subjects), role=role, in_danger=in_danger
    )
    return may_wait(sorted_as.case_type, sorted_as.severity, sorted_as.triggers, sorted_as.route)


def may_wait(
    case_type: CaseType, severity: int, triggers: Collection[Trigger], where: Route
) -> bool:
    """Whether a report that was sorted like this may wait."""
    return case_type in _WAITS and severity <= WORST and not triggers and where not in ALONE


def last_day(today: date) -> date:
    """The last day that may be chosen.

    >>> str(last_day(date(2026, 11, 29)))
    '2027-02-27'
    """
    return today + timedelta(days=MOST_DAYS)


def require_until(until: date | None, today: date) -> date:
    """The day on which it opens anyway. Raises SealRefused where none was chosen, or no such."""
    if until is None:
        raise SealRefused(_("Say on which day it opens even if nobody else has reported."))
    if until <= today:
        raise SealRefused(_("Choose a day that is still to come."))
    if until > last_day(today):
        raise SealRefused(
            _(
                "It can be kept sealed for %(days)s days at most. Choose an earlier day.",
                days=MOST_DAYS,
            )
        )
    return until


def is_alike(one: Report, other: Report) -> bool:
    """Whether two reports may be about the same service, as far as clear codes can tell.

    Something under the same heading in the same part of the district. Where it is not known of both
    in which part they lie, exactly the same subject.

    >>> late, cut = Report(("VIS-LATE",), "North"), Report(("VIS-SHORT",), "North")
    >>> is_alike(late, cut), is_alike(late, Report(("VIS-SHORT",), ""))
    (True, False)
    >>> is_alike(late, Report(("VIS-LATE",), "")), is_alike(late, Report(("VIS-LATE",), "South"))
    (True, False)
    """
    if one.area and other.area:
        return one.area == other.area and bool(headings(one.subjects) & headings(other.subjects))
    return bool(_telling(one.subjects) & _telling(other.subjects))


def headings(subjects: Iterable[str]) -> frozenset[str]:
    """The headings under which the subjects stand, without those that say nothing of a service."""
    return frozenset(code.split("-")[0] for code in _telling(subjects))


def settled(findings: Collection[Likeness]) -> Likeness | None:
    """What two members found together; None while one is missing, or while they disagree.

    >>> settled([Likeness.SAME, Likeness.SAME]), settled([Likeness.SAME, Likeness.DIFFERENT])
    (<Likeness.SAME: 'same'>, None)
    """
    found = set(findings)
    return found.pop() if len(findings) >= 2 and len(found) == 1 else None


def _telling(subjects: Iterable[str]) -> frozenset[str]:
    return frozenset(code for code in subjects if code.split("-")[0] not in _TELLS_NOTHING)
