"""Steps of the seal itself: it begins as the report arrives, and ends once."""

from datetime import date, datetime

from sqlalchemy import delete, or_, select

from portal.accounts.models import Account
from portal.cases.clocks.services import meet_clock, start_answer_clock
from portal.cases.corroborating.corroboration import Unsealing
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import Actor, EventKind
from portal.cases.minutes.services import advance, enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.workflow import CaseStatus
from portal.cases.working_days import local_day
from portal.database import db
from portal.ledger.kinds import EntryKind


def begin_seal(case: Case, until: date, *, at: datetime) -> None:
    """Let a report that arrives wait, and acknowledge it at once: nobody could do so later.

    The receipt says all that an acknowledgement says. The clock of the answer runs from today.
    """
    record_event(case, EventKind.SEALED, by=Actor.COMPLAINANT, at=at)
    enter_in_ledger(EntryKind.CASE_SEALED, case, at=at, until=until.isoformat())
    advance(case, CaseStatus.ACKNOWLEDGED, EventKind.ACKNOWLEDGED, by=Actor.PORTAL, at=at)
    meet_clock(case, DeadlineKind.ACKNOWLEDGE, local_day(at))
    start_answer_clock(case, local_day(at))
    enter_in_ledger(EntryKind.CASE_ACKNOWLEDGED, case, at=at)


def end_seal(case: Case, why: Unsealing, *, by: Account | Actor, at: datetime) -> None:
    """Write down that a report waits no longer. Whose keys wake is another step.

    What two members had begun to compare is dropped: the other report, where it waits too, may be
    laid beside this one again.
    """
    if not case.is_sealed:
        return
    case.sealed_until = None
    drop_open_pairings(case)
    record_event(case, EventKind.UNSEALED, by=by, at=at)
    enter_in_ledger(EntryKind.CASE_UNSEALED, case, at=at, why=why.value)


def drop_open_pairings(case: Case) -> None:
    """Forget what was begun with this report and not settled."""
    begun = select(Pairing.id).where(
        Pairing.ended_on.is_(None), or_(Pairing.case_id == case.id, Pairing.other_id == case.id)
    )
    ids = db.session.scalars(begun).all()
    for model, key in ((PairingFinding, PairingFinding.pairing_id), (Pairing, Pairing.id)):
        db.session.execute(
            delete(model).where(key.in_(ids)).execution_options(synchronize_session="fetch")
        )
    db.session.flush()
