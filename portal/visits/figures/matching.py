"""Which recorded presence belongs to which contracted visit, for one person and one day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from portal.visits.figures.attendances import Attendance, attendance_of
from portal.visits.figures.intervals import EVER
from portal.visits.figures.parameters import Parameters
from portal.visits.figures.recurrence import ContractedVisit
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import Slot, VisitRow


class Attached(NamedTuple):
    """A contracted visit with the rows and the attendances attached to it, in order."""

    visit: ContractedVisit
    rows: list[VisitRow]
    attendances: list[Attendance]
    slot_ends: int
    """The first instant that is outside the visit's slot."""


class MatchedDay(NamedTuple):
    """Every visit of the day with what is attached to it, and the attendances left over."""

    visits: list[Attached]
    extras: list[Attendance]


def match_day(
    visits: Sequence[ContractedVisit],
    rows: Sequence[VisitRow],
    *,
    agreed_starts: Sequence[int],
    clock: WallClock,
    parameters: Parameters,
) -> MatchedDay:
    """Attach the rows of one person's day to the visits contracted on it.

    First by the recorded link, then as a second carer who overlaps the first, then in order by the
    nearest agreed start; whatever is left is an extra and pays for no visit (method page,
    "Which record belongs to which visit"). `visits` are in order of agreed start and line;
    `agreed_starts` are those of all the person's visits that are not suspended, from this day on,
    in order.
    """
    day = [
        Attached(visit, [], [], slot_end(visit, agreed_starts, clock, parameters))
        for visit in visits
    ]
    free, extras = _link(day, rows)
    if free:
        free = _join(day, free)
        extras += _match(day, free, parameters.match_penalty)
    return MatchedDay(day, extras)


def slot_end(
    visit: ContractedVisit,
    agreed_starts: Sequence[int],
    clock: WallClock,
    parameters: Parameters,
) -> int:
    """The person's next agreed start, or just after 23:00 if sooner and no night call."""
    following = bisect_right(agreed_starts, visit.agreed_start)
    ends = agreed_starts[following] if following < len(agreed_starts) else EVER
    if visit.line.slot == Slot.NIGHT or visit.line.agreed_start >= parameters.day_end_minute:
        return ends
    # a call at 23:00:00 is still in time, so the first second outside is the next one
    return min(ends, clock.instant(visit.service_date, parameters.day_end_minute) + 1)


def _row_order(row: VisitRow) -> tuple[int, str]:
    begins = row.in_at if row.adj_in_at is None else row.adj_in_at
    return EVER if begins is None else begins, row.visit_ref


def _link(
    day: Sequence[Attached], rows: Sequence[VisitRow]
) -> tuple[list[Attendance], list[Attendance]]:
    """Attach the rows that name a line with a visit that day; the others are free, or extras."""
    by_line = {attached.visit.line.line_ref: attached for attached in day}
    free: list[Attendance] = []
    extras: list[Attendance] = []
    for row in sorted(rows, key=_row_order):
        attendance = attendance_of(row)
        linked = by_line.get(row.line_ref) if row.line_ref is not None else None
        if linked is None:
            if attendance is not None:
                free.append(attendance)
        elif linked.visit.is_suspended:
            if attendance is not None:
                extras.append(attendance)
        else:
            _attach(linked, row, attendance)
    return free, extras


def _attach(attached: Attached, row: VisitRow, attendance: Attendance | None) -> None:
    attached.rows.append(row)
    if attendance is not None:
        attached.attendances.append(attendance)


def _join(day: Sequence[Attached], free: Sequence[Attendance]) -> list[Attendance]:
    """Let a free carer join the first visit for several carers where a colleague still waited."""
    shared = [attached for attached in day if attached.visit.line.carers_required > 1]
    left: list[Attendance] = []
    for attendance in free:
        joined = next((attached for attached in shared if _may_join(attached, attendance)), None)
        if joined is None:
            left.append(attendance)
        else:
            _attach(joined, attendance.row, attendance)
    return left


def _may_join(attached: Attached, newcomer: Attendance) -> bool:
    """A place is free, the newcomer does not hold one yet, and overlaps somebody who does."""
    begins, ends = newcomer.begins, newcomer.ends
    if begins is None or ends is None:
        return False
    carers = {attendance.carer for attendance in attached.attendances}
    if newcomer.carer in carers or len(carers) >= attached.visit.line.carers_required:
        return False
    return any(
        there.begins is not None
        and there.ends is not None
        and there.begins < ends
        and begins < there.ends
        for there in attached.attendances
    )


def _match(day: Sequence[Attached], free: Sequence[Attendance], penalty: int) -> list[Attendance]:
    """Pair groups of free attendances with the visits nothing is known of; return the extras."""
    candidates = [
        attached
        for attached in day
        if not attached.visit.is_suspended
        and not attached.attendances
        and all(row.status is None for row in attached.rows)
    ]
    extras = [attendance for attendance in free if attendance.begins is None]
    groups = grouped([attendance for attendance in free if attendance.begins is not None])
    paired = cheapest_pairing(
        [attached.visit.agreed_start for attached in candidates],
        [group[0].start for group in groups],
        penalty=penalty,
        allowed=lambda candidate, group: groups[group][0].start < candidates[candidate].slot_ends,
    )
    taken = {group for _, group in paired}
    for candidate, group in paired:
        for attendance in groups[group]:
            _attach(candidates[candidate], attendance.row, attendance)
    for number, members in enumerate(groups):
        if number not in taken:
            extras += members
    return extras


def grouped(attendances: Sequence[Attendance]) -> list[list[Attendance]]:
    """Free attendances that belong together: different carers who came while the first was there.

    In order, the first one not yet in a group starts one; a later one joins it if the starter is
    closed, the newcomer came before the starter left, and its carer is not in the group yet.
    """
    of_carer: dict[str, deque[int]] = defaultdict(deque)
    for position, attendance in enumerate(attendances):
        of_carer[attendance.carer].append(position)
    # the first of each carer not yet in a group; a file gone wrong may hold very many
    waiting = [positions.popleft() for positions in of_carer.values()]
    heapify(waiting)
    groups: list[list[Attendance]] = []
    while waiting:
        group = [attendances[heappop(waiting)]]
        ends = group[0].ends
        while ends is not None and waiting and attendances[waiting[0]].start < ends:
            group.append(attendances[heappop(waiting)])
        for member in group:
            if of_carer[member.carer]:
                heappush(waiting, of_carer[member.carer].popleft())
        groups.append(group)
    return groups


Pairs = tuple[tuple[int, int], ...]


def cheapest_pairing(
    agreed: Sequence[int],
    came: Sequence[int],
    *,
    penalty: int,
    allowed: Callable[[int, int], bool],
) -> Pairs:
    """Pair agreed starts with arrivals in order, without crossing, at the least cost.

    A pair costs the seconds between the two, an agreed start left alone costs the penalty. Among
    equals the pairing with more pairs is taken; among these the one whose list of (visit, arrival)
    positions, read in order, is smallest.
    """
    # row[g]: the best (cost, minus the number of pairs, pairs) of the visits and arrivals to come
    row: list[tuple[int, int, Pairs]] = [(0, 0, ())] * (len(came) + 1)
    for visit in reversed(range(len(agreed))):
        cost, fewer, pairs = row[-1]
        above, row = row, [(0, 0, ())] * len(came) + [(cost + penalty, fewer, pairs)]
        for group in reversed(range(len(came))):
            cost, fewer, pairs = above[group]
            best = min((cost + penalty, fewer, pairs), row[group + 1])
            if allowed(visit, group):
                cost, fewer, pairs = above[group + 1]
                cost += abs(came[group] - agreed[visit])
                best = min(best, (cost, fewer - 1, ((visit, group), *pairs)))
            row[group] = best
    return row[0][2]
