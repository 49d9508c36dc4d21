"""Rule: what the ledger speaks of, and which of it is opened to everyone."""

from enum import StrEnum
from typing import Final


class EntryKind(StrEnum):
    """What happened."""

    CASE_RECEIVED = "case_received"
    CASE_ACKNOWLEDGED = "case_acknowledged"
    CASE_ANSWERED = "case_answered"
    CASE_OUTCOME = "case_outcome"
    CASE_REOPENED = "case_reopened"
    CASE_CLOSED = "case_closed"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_ESCALATED = "case_escalated"
    CASE_DELETED = "case_deleted"
    CASE_SUSPENDED = "case_suspended"
    CASE_GIVEN_BACK = "case_given_back"
    CASE_SEALED = "case_sealed"
    CASE_UNSEALED = "case_unsealed"
    REPORTS_COMPARED = "reports_compared"
    CASE_OPENED = "case_opened"
    IDENTITY_READ = "identity_read"
    CASES_SEARCHED = "cases_searched"
    SUMMARY_PUBLISHED = "summary_published"
    SUMMARY_TAKEN_BACK = "summary_taken_back"
    RECEIPT_REISSUED = "receipt_reissued"
    MEMBER_RECUSED = "member_recused"
    GRANT_GIVEN = "grant_given"
    GRANT_TAKEN = "grant_taken"
    GRANT_WOKEN = "grant_woken"
    IMPORT_ACCEPTED = "import_accepted"
    IMPORT_CORRECTED = "import_corrected"
    IMPORT_UNDONE = "import_undone"
    PATTERN_OPENED = "pattern_opened"
    RELEASE_PUBLISHED = "release_published"
    RELEASE_CORRECTED = "release_corrected"
    RELEASE_WITHDRAWN = "release_withdrawn"
    RELEASE_DISCARDED = "release_discarded"
    RELEASE_NOTICE_TAKEN_BACK = "release_notice_taken_back"
    ELECTION_OPENED = "election_opened"
    ELECTION_STEP = "election_step"
    ROLL_CHANGED = "roll_changed"
    URN_CLOSED = "urn_closed"
    ELECTION_DECLARED = "election_declared"
    TERM_BEGAN = "term_began"
    TERM_ENDED = "term_ended"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_ENDED = "appointment_ended"
    SETTINGS_CHANGED = "settings_changed"
    ROUTING_CHANGED = "routing_changed"
    RECOVERY_USED = "recovery_used"


# In a small co-op "a case was received on Tuesday" is news, so that only what is public anyway is
# opened. An import is not: its day and size would speak of the people visited.
PUBLIC_KINDS: Final = frozenset(
    {
        EntryKind.RELEASE_PUBLISHED,
        EntryKind.RELEASE_CORRECTED,
        EntryKind.RELEASE_WITHDRAWN,
        EntryKind.RELEASE_DISCARDED,
        EntryKind.RELEASE_NOTICE_TAKEN_BACK,
        EntryKind.ELECTION_OPENED,
        EntryKind.ELECTION_STEP,
        EntryKind.URN_CLOSED,
        EntryKind.ELECTION_DECLARED,
        EntryKind.TERM_BEGAN,
        EntryKind.TERM_ENDED,
        EntryKind.APPOINTMENT_MADE,
        EntryKind.APPOINTMENT_ENDED,
        EntryKind.SETTINGS_CHANGED,
        EntryKind.ROUTING_CHANGED,
        EntryKind.RECOVERY_USED,
    }
)


def is_public(kind: EntryKind) -> bool:
    """Whether the salt and the fact of such an entry are shown to everyone."""
    return kind in PUBLIC_KINDS
