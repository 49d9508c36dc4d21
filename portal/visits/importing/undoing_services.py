"""Taking an accepted import back: what it brought is gone, and what it replaced is in force again.

The import itself stays, with its counts, its rejected rows and both entries in the ledger.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update

from portal.database import db, lock
from portal.i18n import gettext as _
from portal.ledger import services as ledger
from portal.ledger.kinds import EntryKind
from portal.visits.importing import queries
from portal.visits.importing.models import Import, ImportUse
from portal.visits.importing.services import fact_of
from portal.visits.importing.states import (
    ImportState,
    ImportStateRefused,
    ImportUnderWay,
    UndoingRefused,
)
from portal.visits.layers import services as layers
from portal.visits.models import VERSIONS, HomeCode, PackageVersion
from portal.visits.outcomes import services as outcomes

_TABLES: Final[list[Any]] = [model.__table__ for model in VERSIONS.values()]


def require_undoable(found: Import) -> None:
    """Raises what stands in the way of taking an import back, in a sentence.

    ImportStateRefused where it is not accepted, ImportUnderWay while another one is open, and
    UndoingRefused where a later import or a signed report rests on it.
    """
    if found.state is not ImportState.ACCEPTED:
        raise ImportStateRefused(_("Only an accepted import can be undone."))
    uses = queries.uses_of(found.id)
    if uses:
        raise UndoingRefused(
            _(
                "The report %(release)s was computed from this import, and two have signed it, so "
                "that the import stays. Import corrected files instead; the report can then be "
                "corrected.",
                release=uses[0],
            )
        )
    newest = queries.find_newest_accepted()
    if newest != found.id:
        raise UndoingRefused(
            _(
                "Import %(number)s came later and may rest on this one. Undo that one first.",
                number=newest,
            )
        )
    other = queries.find_open_import()
    if other is not None:
        raise ImportUnderWay(
            _("Import %(number)s is not finished: accept or abandon it first.", number=other.id)
        )


def undo_import(found: Import, *, by: UUID | None, at: datetime) -> None:
    """Take back what an accepted import brought; raises as `require_undoable`."""
    require_undoable(found)
    # What it touches is found by comparing the records with it and without it.
    outcomes.mark_import(found.id, at=at)
    for table in _TABLES:
        db.session.execute(delete(table).where(table.c.import_id == found.id))
        db.session.execute(
            update(table).where(table.c.replaced_in_id == found.id).values(replaced_in_id=None)
        )
    layers.forget_import(found.id)
    _end_codes_without_package(at)
    found.state = ImportState.UNDONE
    found.undone_at = at
    found.undone_by_id = by
    db.session.flush()
    outcomes.renew_if_few()
    ledger.record(EntryKind.IMPORT_UNDONE, fact_of(found), at=at)


def note_use(imports: Iterable[int], *, release: str) -> None:
    """A report that two have signed was computed from these imports: from now on they stay.

    Raises UndoingRefused where one of them has been undone meanwhile.
    """
    numbers = sorted(imports)
    held = db.session.scalars(lock(select(Import).where(Import.id.in_(numbers)))).all()
    if any(each.state is not ImportState.ACCEPTED for each in held):
        raise UndoingRefused(
            _("An import was undone after this was computed. Discard it and prepare it again.")
        )
    db.session.add_all(ImportUse(import_id=number, release=release) for number in numbers)
    db.session.flush()


def forget_use(*, release: str) -> None:
    """A report that two had signed was discarded before it came out: its imports may go again."""
    db.session.execute(delete(ImportUse).where(ImportUse.release == release))


def _end_codes_without_package(at: datetime) -> None:
    in_force = select(PackageVersion.package_ref).where(PackageVersion.replaced_in_id.is_(None))
    db.session.execute(
        update(HomeCode)
        .where(HomeCode.ended_at.is_(None), HomeCode.package_ref.not_in(in_force))
        .values(ended_at=at)
        .execution_options(synchronize_session="fetch")
    )
