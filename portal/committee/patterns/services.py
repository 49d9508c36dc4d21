"""A member opens a pattern."""

from datetime import datetime

from portal.accounts.models import Account
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.visits.patterns.models import PatternAlert


def note_pattern_opening(alert: PatternAlert, *, by: Account, at: datetime) -> None:
    """Enter in the ledger that a member opened a pattern to see whom it is about.

    The entry names the member, the kind and the month, and never whom it is about.
    """
    fact = {"by": by.name, "pattern": alert.kind.value, "month": alert.month_on.isoformat()}
    record(EntryKind.PATTERN_OPENED, fact, at=at, subject=alert.id)
