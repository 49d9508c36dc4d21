"""Steps with cases that have been kept long enough: two members are asked to delete them.

Nothing is deleted by itself: a hold may have been forgotten, and what is gone does not come back.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from portal.cases.corroborating.waking_services import let_committee_read
from portal.cases.deleting.keeping_queries import cases_to_let_go
from portal.cases.deleting.queries import find_hold
from portal.cases.events import Actor, EventKind
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import record_event
from portal.cases.queries import find_case_by_id, readers_of
from portal.cases.working_days import local_day
from portal.database import reading, transaction

AT_ONCE: Final = 25


def ask_to_let_go(at: datetime) -> int:
    """Tell all who hold the key that the time of a case is over, once. Returns of how many cases.

    The next time is when the case was opened again, and has ended again.
    """
    with reading():
        waiting = cases_to_let_go(local_day(at))
    asked, addresses = 0, set[str]()
    for first in range(0, len(waiting), AT_ONCE):
        with transaction():
            told = [_asked(each, at) for each in waiting[first : first + AT_ONCE]]
            asked += sum(each is not None for each in told)
            # One letter for all of them: the list says which.
            new = {email for each in told for email in each or ()} - addresses
            tell_members(sorted(new), at=at)
            addresses |= new
    return asked


def _asked(case_id: UUID, at: datetime) -> list[str] | None:
    case, today = find_case_by_id(case_id), local_day(at)
    if case is None or case.kept_until is None or case.kept_until >= today:
        return None
    said = any(
        each.kind is EventKind.KEPT_LONG_ENOUGH and each.stage == case.stage for each in case.events
    )
    if said or find_hold(case) is not None:
        return None
    record_event(case, EventKind.KEPT_LONG_ENOUGH, by=Actor.PORTAL, at=at)
    if not readers_of(case) and not case.is_suspended:
        # The person took it back while it was sealed, and only who can open it can delete it.
        let_committee_read(case, at=at)
    return [each.email for each in readers_of(case)]
