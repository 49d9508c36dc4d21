"""The step of looking for words: that it was done is entered, the words are not."""

from datetime import datetime

from portal.accounts.models import Account
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record


def note_search(*, by: Account, at: datetime) -> None:
    """Enter that a member looked for words.

    Whoever searches again and again learns what stands in a case without opening it: that must be
    as visible as opening it is.
    """
    record(EntryKind.CASES_SEARCHED, {"by": by.name}, at=at)
