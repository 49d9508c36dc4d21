"""Steps with changes by hand and claims: appended with an import, taken back with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import delete, insert, select, update

from portal.database import db
from portal.visits.layers.models import VisitChange, VisitClaim
from portal.visits.layers.records import Change, Claim, edits_of_source
from portal.visits.records import VisitRow

AT_ONCE: Final = 500
Said = TypeVar("Said", Change, Claim)


def record_changes(changes: Iterable[Change], *, import_id: int) -> int:
    """Append the changes that are not on record yet; returns how many.

    A source sends the same list again with every export. What is on record stays as it is: where
    it now says something else of the same place, that is appended beside it.
    """
    added = 0
    for piece in _pieces(changes):
        known = set(_known_changes([change.visit_ref for change in piece]))
        new = [change for change in dict.fromkeys(piece) if change not in known]
        if new:
            db.session.execute(
                insert(VisitChange),
                [{**change._asdict(), "import_id": import_id} for change in new],
            )
        added += len(new)
    return added


def record_edits(rows: Iterable[VisitRow], *, import_id: int) -> int:
    """Append what rows bring already changed, where their source lists no change of its own."""
    edits = [change for row in rows for change in edits_of_source(row)]
    listed = {
        change.visit_ref
        for piece in _pieces(edits)
        for change in _known_changes([change.visit_ref for change in piece])
    }
    return record_changes(
        (change for change in edits if change.visit_ref not in listed), import_id=import_id
    )


def _known_changes(refs: Sequence[str]) -> Iterator[Change]:
    table: Any = VisitChange.__table__.c
    found = db.session.execute(
        select(*(table[name] for name in Change._fields)).where(table.visit_ref.in_(refs))
    )
    return map(Change._make, found)


def record_claims(claims: Iterable[Claim], *, import_id: int) -> int:
    """Keep what is claimed, as a new version where it is another sum than before; returns how many.

    Where one record is claimed twice in the same files, the last one counts.
    """
    changed = 0
    for piece in _pieces(claims):
        wanted = {claim.visit_ref: claim for claim in piece}
        table: Any = VisitClaim.__table__.c
        known = {
            ref: Claim(ref, begins, length)
            for ref, begins, length in db.session.execute(
                select(table.visit_ref, table.begins, table.length).where(
                    table.visit_ref.in_(sorted(wanted)), table.replaced_in_id.is_(None)
                )
            )
        }
        new = [claim for ref, claim in wanted.items() if known.get(ref) != claim]
        _end_versions([claim.visit_ref for claim in new if claim.visit_ref in known], import_id)
        if new:
            db.session.execute(
                insert(VisitClaim), [{**claim._asdict(), "import_id": import_id} for claim in new]
            )
        changed += len(new)
    return changed


def _end_versions(refs: Sequence[str], import_id: int) -> None:
    """What the same import brought a moment ago goes; what others brought is ended."""
    if not refs:
        return
    in_force = VisitClaim.visit_ref.in_(refs), VisitClaim.replaced_in_id.is_(None)
    db.session.execute(delete(VisitClaim).where(*in_force, VisitClaim.import_id == import_id))
    db.session.execute(update(VisitClaim).where(*in_force).values(replaced_in_id=import_id))


def forget_import(import_id: int) -> None:
    """Take back what an import brought; what it replaced is in force again."""
    db.session.execute(delete(VisitChange).where(VisitChange.import_id == import_id))
    db.session.execute(delete(VisitClaim).where(VisitClaim.import_id == import_id))
    db.session.execute(
        update(VisitClaim).where(VisitClaim.replaced_in_id == import_id).values(replaced_in_id=None)
    )


def _pieces(said: Iterable[Said]) -> Iterator[list[Said]]:
    piece: list[Said] = []
    for each in said:
        piece.append(each)
        if len(piece) == AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece
