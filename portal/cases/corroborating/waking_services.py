"""Steps with the keys of a sealed report: they wake for two, for the committee, or sleep again.

The worker takes them as well as a session does: a grant sleeps by rule, so nothing is unsealed.
"""

from collections.abc import Collection
from datetime import datetime

from portal.accounts.models import Account
from portal.accounts.queries import find_account_of_holder
from portal.cases.corroborating.queries import first_readers
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import enter_in_ledger
from portal.cases.models import Case
from portal.cases.queries import readers_of
from portal.cases.routing.queries import rows_in_force
from portal.cases.routing.table import Route, route
from portal.cases.working_days import local_day
from portal.committee.grants import Candidate
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.vault.services import sleep_grant, wake_grant


def let_committee_read(case: Case, *, at: datetime) -> list[Account]:
    """Wake the keys of those who would have had this case at once. Returns those who were woken."""
    few = route(rows_in_force(), case.routed_by) is not Route.COMMITTEE
    return _wake(case, first_readers(case, local_day(at), few=few), at)


def keep_awake(case: Case, two: Collection[Candidate], at: datetime) -> None:
    """Wake the keys of these two, and let those of everybody else sleep."""
    chosen = {each.holder_id for each in two}
    for account in readers_of(case):
        if account.holder_id is not None and account.holder_id not in chosen:
            sleep_grant(case.safe_id, account.holder_id)
    _wake(case, two, at)


def put_to_sleep(case: Case) -> None:
    """Let everybody's key of a report sleep again."""
    for account in readers_of(case):
        if account.holder_id is not None:
            sleep_grant(case.safe_id, account.holder_id)
    case.assignee_id = None
    db.session.flush()


def _wake(case: Case, chosen: Collection[Candidate], at: datetime) -> list[Account]:
    woken = []
    for each in chosen:
        if wake_grant(case.safe_id, each.holder_id):
            enter_in_ledger(EntryKind.GRANT_WOKEN, case, at=at)
            account = find_account_of_holder(each.holder_id)
            woken += [account] if account else []
    if woken:
        tell_members([each.email for each in woken], at=at)
    return woken
