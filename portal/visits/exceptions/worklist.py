"""Rule: what is to be mended in a month of records, and what each line does to the bounds.

The highest value of D3 counts a visit in full where nobody knows, and the lowest leaves out what
is badly shown. So each line that is settled takes its own seconds out of the space between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from portal.visits.figures.assessment import Assessment
from portal.visits.figures.attendances import is_unlogged
from portal.visits.figures.figures import Figure, figure
from portal.visits.figures.group import counted_of, whole
from portal.visits.figures.indicators.catalogue import INDICATOR
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.statuses import Status
from portal.visits.importing.faults import Fault
from portal.visits.importing.states import SetAside


class ExceptionKind(StrEnum):
    """What is wrong with a record."""

    UNLOGGED = "unlogged"
    OPEN_ENDED = "open_ended"
    UNKNOWN_REFERENCE = "unknown_reference"
    IMPOSSIBLE_TIMES = "impossible_times"
    TWO_PLACES = "two_places"
    NOT_READ = "not_read"


_TIMES = frozenset(
    (
        Fault.ORDER,
        Fault.TOO_LONG,
        Fault.NONEXISTENT_TIME,
        Fault.AMBIGUOUS_TIME,
        Fault.DATE_MISMATCH,
    )
)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


class RejectedRow(NamedTuple):
    """A row that an accepted import left out, and that no later import has brought."""

    import_id: int
    file: str
    line: int
    column: str | None
    value: str | None
    fault: str
    text: str
    meant: str | None = None
    example: str | None = None
    key: str | None = None
    """The reference that it would have as a visit, in a file of another shape."""
    service_date: date | None = None
    number: int = 0
    set_aside: SetAside | None = None


class Item(NamedTuple):
    """One line of the worklist."""

    kind: ExceptionKind
    day: date | None
    begins: int | None
    unit: str
    package_ref: str
    visit_refs: tuple[str, ...]
    seconds: int | None
    """Carer-seconds by which the bounds of D2 and D3 come together; None where nobody can know."""
    visits: int
    """Visits by which the bounds of V1 come together."""
    rejected: RejectedRow | None = None


class Worklist(NamedTuple):
    """Everything to be mended in a month, in the order of day and time, and where it stands."""

    items: list[Item]
    counts: Counter[ExceptionKind]
    units: list[str]
    delivery: Figure
    delivered_visits: Figure
    net_seconds: int
    net_visits: int
    left_out: int = 0
    """Rejected rows of older imports that were not looked at."""

    def narrows_hours(self, item: Item) -> Fraction | None:
        """By how much of D3 the bounds come together, as a share of the hours agreed."""
        if item.seconds is None or not self.net_seconds:
            return None
        return Fraction(item.seconds, self.net_seconds)

    def narrows_visits(self, item: Item) -> Fraction | None:
        """By how much of V1 the bounds come together."""
        if item.seconds is None or not self.net_visits:
            return None
        return Fraction(item.visits, self.net_visits)


def worklist(
    assessment: Assessment, rejected: Iterable[RejectedRow], *, month: str, unit: str = ""
) -> Worklist:
    """The worklist of a month (written like 2026-10), of one unit or of all.

    A rejected row belongs to the month of the first day that its text names; one without a day to
    every month, and one whose visit is not known to every unit.
    """
    group = whole(counted_of(assessment))
    counted = {id(outcome) for outcome in assessment.of_counted_services().outcomes}
    named = {
        (outcome.visit.line.line_ref, outcome.visit.service_date): outcome
        for outcome in assessment.outcomes
    }
    items = [
        *_of_outcomes(assessment.outcomes, counted),
        *_two_places(assessment),
        *(_of_rejected(row, named, counted) for row in rejected if _is_of(row, month)),
    ]
    items = [item for item in items if not unit or item.unit in ("", unit)]
    return Worklist(
        items=sorted(items, key=_order),
        counts=Counter(item.kind for item in items),
        units=sorted({outcome.visit.package.provider_unit for outcome in assessment.outcomes}),
        delivery=figure(INDICATOR["D3"], group),
        delivered_visits=figure(INDICATOR["V1"], group),
        net_seconds=group.contracted_net,
        net_visits=len(group.net),
    )


def kind_of_fault(fault: str) -> ExceptionKind:
    """Under which heading a rejected row is worked on.

    >>> kind_of_fault("date_mismatch").value, kind_of_fault("not_allowed").value
    ('impossible_times', 'not_read')
    """
    if fault == Fault.UNKNOWN_REFERENCE:
        return ExceptionKind.UNKNOWN_REFERENCE
    return ExceptionKind.IMPOSSIBLE_TIMES if fault in set(_TIMES) else ExceptionKind.NOT_READ


def to_be_mended(rows: Iterable[RejectedRow]) -> list[RejectedRow]:
    """The rows that nobody has set aside, each once: as the newest import left it out.

    The rows come newest import first. What is set aside stays so where a later export has the very
    same row again.
    """
    found: list[RejectedRow] = []
    aside = set[tuple[str, str]]()
    newest = dict[tuple[str, str], int]()
    rows = list(rows)
    for row in rows:
        if row.set_aside is not None:
            aside.add((row.file, row.text))
    for row in rows:
        same = row.file, row.key or row.text
        if (row.file, row.text) not in aside and newest.setdefault(same, row.import_id) == (
            row.import_id
        ):
            found.append(row)
    return found


def tokens_of(text: str) -> list[str]:
    """Everything in a row's text that may be a reference, as often as it stands there.

    >>> tokens_of('V1,L-2,,2026-10-05,"a note"')
    ['V1', 'L-2', '2026-10-05', 'a', 'note']
    """
    return _TOKEN.findall(text)


def _of_outcomes(outcomes: Iterable[Outcome], counted: set[int]) -> Iterator[Item]:
    for outcome in outcomes:
        rows = _unlogged_rows(outcome)
        is_counted = id(outcome) in counted
        if outcome.status is Status.UNKNOWN or rows:
            kind, refs = ExceptionKind.UNLOGGED, rows or [row.visit_ref for row in outcome.rows]
        elif outcome.has_open:
            kind = ExceptionKind.OPEN_ENDED
            refs = [there.row.visit_ref for there in outcome.counted if not there.is_closed]
        else:
            continue
        visit = outcome.visit
        yield Item(
            kind=kind,
            day=visit.service_date,
            begins=visit.agreed_start,
            unit=visit.package.provider_unit,
            package_ref=visit.package.package_ref,
            visit_refs=tuple(sorted(refs)),
            seconds=doubtful_seconds(outcome) if is_counted else 0,
            visits=int(is_counted and outcome.status is Status.UNKNOWN),
        )


def doubtful_seconds(outcome: Outcome) -> int:
    """What the highest value of D2 counts of a visit beyond what is known."""
    if outcome.status is Status.UNKNOWN or (
        outcome.status is Status.DELIVERED and outcome.has_open
    ):
        return outcome.visit.contracted - outcome.contribution
    return 0


def _unlogged_rows(outcome: Outcome) -> list[str]:
    """Of a visit nobody or too few were seen at: the carers planned of whom nothing is known."""
    if outcome.status not in (Status.UNKNOWN, Status.PARTIAL_CARERS):
        return []
    return [row.visit_ref for row in outcome.rows if is_unlogged(row)]


def _two_places(assessment: Assessment) -> Iterator[Item]:
    """Records of one carer at two homes at once: one of the times cannot be true."""
    everywhere = [
        (there, outcome.visit.package)
        for outcome in assessment.outcomes
        for there in (*outcome.counted, *outcome.other_slot)
    ]
    everywhere += [(extra.attendance, extra.package) for extra in assessment.extras]
    for there, package in everywhere:
        if there.row.visit_ref in assessment.overlapping:
            yield Item(
                kind=ExceptionKind.TWO_PLACES,
                day=there.row.service_date,
                begins=there.start,
                unit=package.provider_unit,
                package_ref=package.package_ref,
                visit_refs=(there.row.visit_ref,),
                seconds=0,
                visits=0,
            )


def _of_rejected(
    row: RejectedRow, named: Mapping[tuple[str, date], Outcome], counted: set[int]
) -> Item:
    """A rejected row, with the visit that it names where there is one."""
    outcome = _visit_named(row, named)
    day = _day_of(row)
    if outcome is None:
        return Item(kind_of_fault(row.fault), day, None, "", "", (), None, 0, row)
    is_counted = id(outcome) in counted
    return Item(
        kind=kind_of_fault(row.fault),
        day=outcome.visit.service_date,
        begins=outcome.visit.agreed_start,
        unit=outcome.visit.package.provider_unit,
        package_ref=outcome.visit.package.package_ref,
        visit_refs=(),
        seconds=doubtful_seconds(outcome) if is_counted else 0,
        visits=int(is_counted and outcome.status is Status.UNKNOWN),
        rejected=row,
    )


def _visit_named(row: RejectedRow, named: Mapping[tuple[str, date], Outcome]) -> Outcome | None:
    day = _day_of(row)
    if day is None:
        return None
    found = (named.get((token, day)) for token in tokens_of(row.text))
    return next((outcome for outcome in found if outcome is not None), None)


def _day_of(row: RejectedRow) -> date | None:
    """The day of a row, or the first that its text names, where it is a real one."""
    if row.service_date is not None:
        return row.service_date
    for written in _DAY.findall(row.text):
        try:
            return date.fromisoformat(written)
        except ValueError:
            continue
    return None


def _is_of(row: RejectedRow, month: str) -> bool:
    day = _day_of(row)
    return day is None or f"{day:%Y-%m}" == month


def _order(item: Item) -> tuple[str, int, str]:
    day = "" if item.day is None else item.day.isoformat()
    return day, item.begins or 0, f"{item.kind} {item.visit_refs} {item.rejected}"
