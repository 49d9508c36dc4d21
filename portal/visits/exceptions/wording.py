"""The words of the worklist: what is wrong, what to do, and what it does to the bounds."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.visits.exceptions.worklist import ExceptionKind, Item, Worklist
from portal.visits.figures.figures import round_half_up
from portal.visits.importing.states import SetAside
from portal.visits.importing.words import reason

KIND_WORDS: Final = {
    ExceptionKind.UNLOGGED: _l("Planned, and nothing logged"),
    ExceptionKind.OPEN_ENDED: _l("A check-in or check-out is missing"),
    ExceptionKind.UNKNOWN_REFERENCE: _l("A row names something unknown"),
    ExceptionKind.IMPOSSIBLE_TIMES: _l("The times of a row are impossible"),
    ExceptionKind.TWO_PLACES: _l("A carer in two places at once"),
    ExceptionKind.NOT_READ: _l("A row could not be read"),
}

WHAT_TO_DO: Final = {
    ExceptionKind.UNLOGGED: _l(
        "Find out whether somebody went. Send the row again with its times, or with the status or "
        "reason why nobody did."
    ),
    ExceptionKind.OPEN_ENDED: _l(
        "Find out when the carer came or left, and send the row again with the adjusted time."
    ),
    ExceptionKind.UNKNOWN_REFERENCE: _l(
        "Send the package or line that it names, or correct the reference; then send the row again."
    ),
    ExceptionKind.IMPOSSIBLE_TIMES: _l("Correct the time, and send the row again."),
    ExceptionKind.TWO_PLACES: _l(
        "Find out which time is wrong. Send that row again with the adjusted time."
    ),
    ExceptionKind.NOT_READ: _l("Correct the cell, and send the row again."),
}

SET_ASIDE_WORDS: Final = {
    SetAside.ELSEWHERE: _l("It came in another row, for example under another reference"),
    SetAside.NOTHING: _l("There was no such visit, so nothing will come"),
}


def moment(instant: int) -> datetime:
    """An instant of the files, as pages show it."""
    return datetime.fromtimestamp(instant, UTC)


def why(item: Item) -> str:
    """Why a rejected row was left out; nothing for a row that is stored."""
    row = item.rejected
    return "" if row is None else reason(row.fault, row.meant or row.column, row.example or "")


def effect(found: Worklist, item: Item) -> str:
    """What settling a line does to the bounds of D3 and V1, in points of a percentage."""
    if item.seconds is None:
        return _("Not known until it is read")
    hours, visits = found.narrows_hours(item), found.narrows_visits(item)
    if hours and visits:
        return _(
            "%(hours)s of the hours, %(visits)s of the visits",
            hours=points(hours),
            visits=points(visits),
        )
    if hours:
        return _("%(hours)s of the hours", hours=points(hours))
    return _("Nothing: both values count it alike")


def points(share: Fraction) -> str:
    """A part of a percentage: 0.03 points."""
    rounded = round_half_up(share * 100, 2)
    return _("%(points)s points", points=rounded) if rounded else _("less than 0.01 points")
