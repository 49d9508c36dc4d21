"""Questions about changes by hand, and about what was claimed beside what was recorded."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select

from portal.database import db
from portal.visits.figures.attendances import attendance_of
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import
from portal.visits.layers.claimed import (
    ClaimedBeside,
    ClaimedRow,
    claimed_beside,
    package_of_rows,
)
from portal.visits.layers.models import VisitChange, VisitClaim
from portal.visits.layers.records import Change, corrections
from portal.visits.models import VisitVersion
from portal.visits.outcomes.record_queries import IN_FORCE, VISIT_COLUMNS, pieces
from portal.visits.queries import counted_of_period
from portal.visits.records import VisitRow


def has_claims() -> bool:
    """Whether anything was ever claimed."""
    return bool(db.session.scalar(select(exists().select_from(VisitClaim))))


def claimed_in(period: Period, *, as_of: date) -> list[ClaimedBeside]:
    """What was claimed in a period beside agreed and recorded, over the days that are final."""
    final = period.final_part(as_of, DEFAULTS.final_days)
    counted = counted_of_period(period, as_of=as_of)
    if final is None:
        return []
    packages = package_of_rows(counted)
    return claimed_beside(
        counted,
        (
            ClaimedRow(row.visit_ref, packages[row.visit_ref], length, _recorded(row))
            for row, length in _claims(final)
            if row.visit_ref in packages
        ),
    )


def _claims(period: Period) -> list[tuple[VisitRow, int]]:
    found = db.session.execute(
        select(VisitClaim.length, *VISIT_COLUMNS)
        .join(
            VisitVersion,
            and_(VisitVersion.visit_ref == VisitClaim.visit_ref, IN_FORCE),
        )
        .where(VisitClaim.replaced_in_id.is_(None), VisitVersion.service_date.between(*period))
    )
    return [(VisitRow._make(row), length) for length, *row in found]


def _recorded(row: VisitRow) -> int:
    there = attendance_of(row)
    return 0 if there is None else there.length


def changes_of(visit_refs: Collection[str]) -> list[Change]:
    """The changes by hand of some records, in the order in which they were made.

    Those that the source lists, and those by which a later import said something else.
    """
    table: Any = VisitChange.__table__.c
    columns = [table[name] for name in Change._fields]
    found = [
        Change._make(row)
        for piece in pieces(visit_refs)
        for row in db.session.execute(select(*columns).where(table.visit_ref.in_(piece)))
    ]
    found += _corrections_of(visit_refs)
    return sorted(found, key=lambda change: (change.changed_at or 0, change.visit_ref, change.seq))


def roles_that_changed(period: Period) -> dict[str, set[str]]:
    """By record of the period, the roles of those who changed it, as the changes on record say."""
    found: dict[str, set[str]] = {}
    for ref, role in db.session.execute(
        select(VisitChange.visit_ref, VisitChange.changed_by_role)
        .join(VisitVersion, and_(VisitVersion.visit_ref == VisitChange.visit_ref, IN_FORCE))
        .where(VisitVersion.service_date.between(*period))
        .distinct()
    ):
        found.setdefault(ref, set()).add(role)
    return found


def _corrections_of(visit_refs: Collection[str]) -> list[Change]:
    """What imports changed of these records: every cell of each version that replaced another."""
    old: dict[tuple[str, int], VisitRow] = {}
    for piece in pieces(visit_refs):
        for number, *row in db.session.execute(
            select(VisitVersion.replaced_in_id, *VISIT_COLUMNS).where(
                VisitVersion.replaced_in_id.is_not(None), VisitVersion.visit_ref.in_(piece)
            )
        ):
            old[row[0], number] = VisitRow._make(row)
    if not old:
        return []
    refs = sorted({ref for ref, _ in old})
    brought = {
        (row[0], number): VisitRow._make(row)
        for piece in pieces(refs)
        for number, *row in db.session.execute(
            select(VisitVersion.import_id, *VISIT_COLUMNS).where(
                VisitVersion.visit_ref.in_(piece),
                or_(IN_FORCE, VisitVersion.replaced_in_id.is_not(None)),
            )
        )
    }
    accepted = {
        number: int(ended_at.timestamp())
        for number, ended_at in db.session.execute(
            select(Import.id, Import.ended_at).where(Import.id.in_({n for _, n in old}))
        )
        if ended_at is not None
    }
    return [
        change
        for (ref, number), before in old.items()
        if (after := brought.get((ref, number))) is not None
        for change in corrections(before, after, number=number, at=accepted.get(number))
    ]
