"""Changes by hand and claims as plain values, as a source says them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from portal.visits.records import VisitRow


class Change(NamedTuple):
    """Who changed what of a record, when and why; what a source does not say is None."""

    visit_ref: str
    seq: int
    changed_at: int | None
    changed_by_role: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    reason_code: str | None = None
    memo: str | None = None


class Claim(NamedTuple):
    """What is claimed for one carer's part in a visit: the start, where it is said, and seconds."""

    visit_ref: str
    begins: int | None
    length: int


BY_IMPORT = "import"
_INSTANTS = frozenset(
    name for name in VisitRow._fields if name.endswith("_at") or name.startswith("planned_")
)


def corrections(
    before: VisitRow, after: VisitRow, *, number: int, at: int | None
) -> Iterator[Change]:
    """What an import changed of a record, cell by cell, as a row of visits.csv writes it."""
    for name, old, new in zip(VisitRow._fields, before, after, strict=True):
        if old != new:
            yield Change(
                before.visit_ref, number, at, BY_IMPORT, name, _said(name, old), _said(name, new),
                after.reason_code, after.memo,
            )  # fmt: skip


BY_SOURCE = "source"


def edits_of_source(row: VisitRow) -> Iterator[Change]:
    """The times that a row brings already changed: raw and adjusted, with the row's own reason.

    Files that keep both times do not say who changed one, or when: both stay unsaid.

    >>> row = VisitRow._make([None] * len(VisitRow._fields))
    >>> row = row._replace(visit_ref="V1", in_at=60, adj_in_at=0, reason_code="E01")
    >>> [(change.field, change.old, change.new) for change in edits_of_source(row)]
    [('adj_in_at', '1970-01-01T00:01:00Z', '1970-01-01T00:00:00Z')]
    """
    ends = (("adj_in_at", row.in_at, row.adj_in_at), ("adj_out_at", row.out_at, row.adj_out_at))
    for place, (name, raw, adjusted) in enumerate(ends, 1):
        if adjusted is not None and adjusted != raw:
            yield Change(
                row.visit_ref, place, None, BY_SOURCE, name, _said(name, raw),
                _said(name, adjusted), row.reason_code, row.memo,
            )  # fmt: skip


def _said(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name in _INSTANTS:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
