"""Steps of the worklist: a rejected row that no import will bring is set aside, or put back."""

from datetime import datetime
from uuid import UUID

from portal.database import db
from portal.visits.importing.models import ImportRejection
from portal.visits.importing.states import SetAside


def set_row_aside(
    row: ImportRejection, became: SetAside | None, *, by: UUID | None, at: datetime
) -> None:
    """Say what became of a rejected row, so that it leaves the worklist; None puts it back.

    No figure changes: the row itself was never counted.
    """
    row.set_aside = became
    row.set_aside_at, row.set_aside_by_id = at, by
    db.session.flush()
