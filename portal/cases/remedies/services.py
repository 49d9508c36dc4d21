"""Steps of a promise: it is made with an owner and a day, and done with evidence."""

from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind
from portal.cases.letters.services import leave_letter
from portal.cases.minutes.services import record_event
from portal.cases.queries import OpenCase
from portal.cases.remedies.kinds import RemedyKind, require_day, require_undone
from portal.cases.remedies.models import Remedy
from portal.cases.workflow import require_running
from portal.cases.working_days import local_day
from portal.database import db, new_id
from portal.vault.sealing import Place


def promise_remedy(
    opened: OpenCase,
    kind: RemedyKind,
    what: str,
    *,
    owner: str,
    due_on: date,
    by: Account,
    at: datetime,
) -> Remedy:
    """Promise that something is put right, by whom and by when.

    Raises RemedyRefused, Suspended, and Sealed.
    """
    require_running(suspended=opened.case.is_suspended, sealed=opened.case.is_sealed)
    today, remedy_id = local_day(at), new_id()
    require_day(due_on, today)
    remedy = Remedy(
        id=remedy_id,
        case_id=opened.case.id,
        kind=kind,
        promised_on=today,
        promised_by_id=by.id,
        due_on=due_on,
        what=opened.safe.seal(Place("remedies", remedy_id, "what"), what),
        owner=opened.safe.seal(Place("remedies", remedy_id, "owner"), owner),
    )
    db.session.add(remedy)
    record_event(opened.case, EventKind.REMEDY_PROMISED, by=by, at=at, about=remedy_id)
    return remedy


def finish_remedy(
    opened: OpenCase, remedy: Remedy, evidence: str, *, by: Account, at: datetime
) -> None:
    """Keep that it was done, and what shows it; the person is told that there is news.

    Raises RemedyRefused for what is done already.
    """
    require_undone(remedy.done_on)
    remedy.done_on = local_day(at)
    remedy.evidence = opened.safe.seal(Place("remedies", remedy.id, "evidence"), evidence)
    record_event(opened.case, EventKind.REMEDY_DONE, by=by, at=at, about=remedy.id)
    leave_letter(opened.case, at=at)
