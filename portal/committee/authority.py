"""What each seat and each office allows: the one table from which permissions come."""

from portal.accounts.permissions import Permission
from portal.committee.offices import Office

SITTING = frozenset(
    {
        Permission.READ_CASES,
        Permission.HANDLE_CASES,
        Permission.DECIDE_CASES,
        Permission.GRANT_KEYS,
        Permission.READ_FIGURES,
        Permission.OPEN_PATTERNS,
        Permission.PREPARE_RELEASES,
        Permission.SIGN_RELEASES,
        Permission.KEEP_COMMITTEE,
        Permission.DECLARE_INTERESTS,
        Permission.READ_LEDGER,
    }
)

# Being called to a case depends on an awake key; the permission alone shows an empty queue.
SUBSTITUTE = frozenset(
    {
        Permission.READ_CASES,
        Permission.HANDLE_CASES,
        Permission.DECIDE_CASES,
        Permission.GRANT_KEYS,
        Permission.DECLARE_INTERESTS,
    }
)

LEAVING = frozenset({Permission.HAND_OVER})

FOUNDER = frozenset({Permission.SIGN_FOUNDING})

OFFICES: dict[Office, frozenset[Permission]] = {
    Office.CHAIR: frozenset({Permission.ESCALATED_CASES}),
    Office.SAFEGUARDING_LEAD: frozenset(
        {
            Permission.READ_CASES,
            Permission.HANDLE_CASES,
            Permission.ESCALATED_CASES,
            Permission.DECLARE_INTERESTS,
        }
    ),
    Office.OUTSIDE_PERSON: frozenset(
        {
            Permission.READ_CASES,
            Permission.HANDLE_CASES,
            Permission.DECIDE_CASES,
            Permission.GRANT_KEYS,
            Permission.DECLARE_INTERESTS,
        }
    ),
    Office.SECRETARY: frozenset({Permission.KEEP_REGISTER}),
    Office.RETURNING_OFFICER: frozenset({Permission.RUN_ELECTIONS}),
    Office.COORDINATOR: frozenset(
        {Permission.IMPORT_VISITS, Permission.READ_FIGURES, Permission.SEE_ALERTS}
    ),
    Office.INTAKE_CLERK: frozenset({Permission.TAKE_INTAKE}),
}
