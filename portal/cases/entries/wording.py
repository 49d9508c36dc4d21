"""What the kinds of entry about a case are called on the pages of members."""

from typing import Any, Final

from portal.i18n import lazy_gettext as _l
from portal.ledger.kinds import EntryKind

ENTRIES: Final[dict[EntryKind, Any]] = {
    EntryKind.CASE_RECEIVED: _l("Received"),
    EntryKind.CASE_ACKNOWLEDGED: _l("Acknowledged"),
    EntryKind.CASE_ANSWERED: _l("Answered"),
    EntryKind.CASE_OUTCOME: _l("Decided"),
    EntryKind.CASE_REOPENED: _l("Opened again, because it is not resolved"),
    EntryKind.CASE_CLOSED: _l("Closed, or passed to another body"),
    EntryKind.CASE_WITHDRAWN: _l("Withdrawn by the person"),
    EntryKind.CASE_ESCALATED: _l("Overdue, and passed on"),
    EntryKind.CASE_DELETED: _l("Erased"),
    EntryKind.CASE_SUSPENDED: _l("Passed to somebody who looks into it alone"),
    EntryKind.CASE_GIVEN_BACK: _l("Given back to the committee"),
    EntryKind.CASE_SEALED: _l("Kept sealed by the person until somebody else reports the same"),
    EntryKind.CASE_UNSEALED: _l("Opened, after it was kept sealed"),
    EntryKind.REPORTS_COMPARED: _l("Two members compared it with another report"),
    EntryKind.CASE_OPENED: _l("Opened to be read"),
    EntryKind.IDENTITY_READ: _l("Who the person is was looked at"),
    EntryKind.CASES_SEARCHED: _l("A member looked for words in the cases they hold"),
    EntryKind.SUMMARY_PUBLISHED: _l("What may be published was signed by two"),
    EntryKind.SUMMARY_TAKEN_BACK: _l("The person wants nothing published"),
    EntryKind.RECEIPT_REISSUED: _l("A new code was given out in the place of the receipt"),
    EntryKind.MEMBER_RECUSED: _l("A member takes no part any more"),
    EntryKind.GRANT_GIVEN: _l("A key was given"),
    EntryKind.GRANT_TAKEN: _l("A key was taken"),
    EntryKind.GRANT_WOKEN: _l("A sleeping key was woken"),
    EntryKind.RECOVERY_USED: _l("The recovery key was used"),
}
