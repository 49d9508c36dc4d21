"""Questions about a set that is judged, not stored: what it touches, and the records with it.

What is on record is read, and what the set brings is laid over it in memory, one period at a time:
the figures can be counted as they would be, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from portal.database import db
from portal.visits.figures.freezing import ONE_DAY, Version, frozen_contracts
from portal.visits.figures.periods import Period
from portal.visits.importing.judging import JudgedSet
from portal.visits.importing.reading import line_record, package_record, visit_record
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.tables import LINES, PACKAGES, SUSPENSIONS, VISITS
from portal.visits.models import VisitVersion
from portal.visits.outcomes.record_queries import (
    AROUND,
    IN_FORCE,
    contract_versions,
    days_of_replacements,
    import_days,
    newest_set,
    pieces,
    suspensions,
    visit_rows,
)
from portal.visits.outcomes.source_queries import sources_of_rows
from portal.visits.records import (
    Line,
    Package,
    Source,
    Suspension,
    VisitRecords,
    VisitRow,
)

_DAY: Final = VisitRow._fields.index("service_date")
_NOT_YET: Final = 1 << 62
"""The number that stands for the set: it comes after every import."""


class Trial:
    """A judged set as if it had been stored; to be asked inside a transaction that reads.

    Which days its attendance touches is known when its rows have been sorted.
    """

    def __init__(self, judged: JudgedSet) -> None:
        self._judged = judged
        self._contracts_from = _first_day_of_contracts(judged)

    def touches(self, period: Period) -> bool:
        """Whether the figures of the period may be others with the set."""
        if self._contracts_from is not None and self._contracts_from <= period.last_on + AROUND:
            return True
        days = self._judged.days
        near = (period.first_on - AROUND).isoformat(), (period.last_on + AROUND).isoformat()
        if any(near[0] <= day <= near[1] for day in days):
            return True
        return any(day.isoformat() in days for day in days_of_replacements(period))

    def records_of(self, period: Period) -> VisitRecords:
        """All that the figures of the period would be counted from."""
        packages, lines = self._contracts()
        first, last = period.first_on - AROUND, period.last_on + AROUND
        rows = self._rows(
            visit_rows(VisitVersion.service_date.between(first, last)),
            lambda day: first.isoformat() <= day <= last.isoformat(),
        )
        elsewhere = self._days_elsewhere(period, rows)
        if elsewhere:
            days = {day.isoformat() for day in elsewhere}
            rows |= self._rows(
                visit_rows(VisitVersion.service_date.in_(elsewhere)), lambda day: day in days
            )
        return VisitRecords(
            self._judged.fileset if self._brings_visits() else newest_set(),
            packages,
            lines,
            self._suspensions(),
            list(rows.values()),
            self._sources(VisitVersion.service_date.between(first, last)),
        )

    def _sources(self, near: ColumnElement[bool]) -> dict[str, Source]:
        """The rows that came in another shape, stored or in the set."""
        sources = sources_of_rows(near)
        if self._judged.spool is None:
            return sources
        for name, batch in self._judged.spool.named_batches():
            refs = [row[0] for row in batch]
            if name == VISITS or self._judged.source is None:
                for ref in refs:
                    sources.pop(ref, None)
            else:
                sources |= dict.fromkeys(refs, self._judged.source)
        return sources

    def _brings_visits(self) -> bool:
        return any(scan.table.name == VISITS for scan in self._judged.scans.values())

    def _contracts(self) -> tuple[list[Package], list[Line]]:
        known = contract_versions()
        _add(known.packages, map(package_record, self._changed(PACKAGES)), "package_ref")
        _add(known.lines, map(line_record, self._changed(LINES)), "line_ref", "valid_from")
        return frozen_contracts(known.packages, known.lines, known.imports)

    def _suspensions(self) -> list[Suspension]:
        rows = [*suspensions(), *map(Suspension._make, self._changed(SUSPENSIONS))]
        return list({(rest.package_ref, rest.from_at): rest for rest in rows}.values())

    def _changed(self, name: str) -> list[KeptRow]:
        changes = self._judged.changes.get(name)
        return changes.rows if changes is not None else []

    def _rows(
        self, stored: Iterable[VisitRow], is_wanted: Callable[[str], bool]
    ) -> dict[str, VisitRow]:
        """Stored rows with those of the set in their place: one may move to another day."""
        rows = {row.visit_ref: row for row in stored}
        for batch in self._batches():
            for row in batch:
                rows.pop(row[0], None)
                if is_wanted(row[_DAY]):
                    rows[row[0]] = visit_record(row)
        return rows

    def _days_elsewhere(self, period: Period, rows: dict[str, VisitRow]) -> list[date]:
        """The days, away from the period, of the visits that replace some of it."""
        named = {
            row.replacement_visit_ref
            for row in rows.values()
            if row.replacement_visit_ref and period.has(row.service_date)
        } - rows.keys()
        if not named:
            return []
        days = {
            ref: day
            for piece in pieces(named)
            for ref, day in db.session.execute(
                select(VisitVersion.visit_ref, VisitVersion.service_date).where(
                    IN_FORCE, VisitVersion.visit_ref.in_(piece)
                )
            )
        }
        for batch in self._batches():
            days |= {row[0]: date.fromisoformat(row[_DAY]) for row in batch if row[0] in named}
        return sorted(set(days.values()))

    def _batches(self) -> Iterable[list[KeptRow]]:
        return () if self._judged.spool is None else self._judged.spool.batches()


def _first_day_of_contracts(judged: JudgedSet) -> date | None:
    """From which day on visits may be agreed otherwise with the set; None where none may.

    A corrected line holds for days that had not begun at the import before; a corrected package
    says for all its days which figures it is counted in.
    """
    not_begun = max((day + ONE_DAY for day in import_days().values()), default=date.min)
    found: list[date] = []
    for name, changes in judged.changes.items():
        for place, row in enumerate(changes.rows):
            is_correction = place in changes.corrections
            if name == PACKAGES:
                found.append(date.min if is_correction else package_record(row).start_date)
            elif name == LINES:
                found.append(not_begun if is_correction else line_record(row).valid_from)
            else:
                # By the clock of any zone.
                found.append(datetime.fromtimestamp(row[1], UTC).date() - ONE_DAY)
    return min(found, default=None)


def _add(known: list[Version[Any]], rows: Iterable[Any], *key: str) -> None:
    """Let these rows end the versions of the same key, as a later import would."""
    key_of = attrgetter(*key)
    in_force = {
        key_of(version.row): place
        for place, version in enumerate(known)
        if version.replaced_in is None
    }
    for row in rows:
        place = in_force.get(key_of(row))
        if place is not None:
            known[place] = known[place]._replace(replaced_in=_NOT_YET)
        in_force[key_of(row)] = len(known)
        known.append(Version(row, _NOT_YET, None))
