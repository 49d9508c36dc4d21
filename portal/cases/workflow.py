"""The course of a case: its states, and from which to which it may go."""

from enum import StrEnum

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class TransitionRefused(RuleBroken):
    """The case is not in a state from which this may be done."""


class Suspended(RuleBroken):
    """Somebody has the case alone, or has it no longer."""


class Sealed(RuleBroken):
    """The person keeps it sealed until somebody else reports the same."""


class CaseKind(StrEnum):
    """What somebody came to say."""

    MISSED_VISIT = "missed_visit"
    CONCERN = "concern"
    PRAISE = "praise"
    HELD = "held"
    """Somebody asks what is held about them."""


class CaseStatus(StrEnum):
    """Where a case is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    INVESTIGATED = "investigated"
    DECIDED = "decided"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    RESOLVED_NEXT_WORKING_DAY = "resolved_next_working_day"
    """It was said, and put right by the end of the next working day, as the person says."""
    OUT_OF_TIME = "out_of_time"
    """It came later than the rules let it be looked into."""
    DUPLICATE_OF = "duplicate_of"
    """The same person told us twice, and we go on with the first."""


_AT_WORK = frozenset(
    {
        CaseStatus.TRIAGED,
        CaseStatus.ASSIGNED,
        CaseStatus.INVESTIGATED,
        CaseStatus.DECIDED,
        CaseStatus.CLOSED,
        CaseStatus.WITHDRAWN,
        CaseStatus.REFERRED,
        CaseStatus.RESOLVED_NEXT_WORKING_DAY,
        CaseStatus.OUT_OF_TIME,
        CaseStatus.DUPLICATE_OF,
    }
)
# Nobody is told that it came too late before they were told that it came.
_UNHEARD = frozenset(
    {
        CaseStatus.ACKNOWLEDGED,
        CaseStatus.WITHDRAWN,
        CaseStatus.REFERRED,
        CaseStatus.RESOLVED_NEXT_WORKING_DAY,
        CaseStatus.DUPLICATE_OF,
    }
)

# What ended may begin again, because only the person who spoke can say that it is resolved.
TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.RECEIVED: _UNHEARD,
    CaseStatus.ACKNOWLEDGED: _AT_WORK,
    CaseStatus.TRIAGED: _AT_WORK - {CaseStatus.TRIAGED},
    CaseStatus.ASSIGNED: _AT_WORK - {CaseStatus.TRIAGED},
    CaseStatus.INVESTIGATED: _AT_WORK - {CaseStatus.TRIAGED, CaseStatus.INVESTIGATED},
    CaseStatus.DECIDED: frozenset({CaseStatus.CLOSED, CaseStatus.REOPENED}),
    CaseStatus.CLOSED: frozenset({CaseStatus.REOPENED}),
    CaseStatus.REOPENED: _UNHEARD,
    CaseStatus.WITHDRAWN: frozenset({CaseStatus.REOPENED}),
    CaseStatus.REFERRED: frozenset({CaseStatus.CLOSED, CaseStatus.REOPENED}),
    CaseStatus.RESOLVED_NEXT_WORKING_DAY: frozenset({CaseStatus.REOPENED}),
    CaseStatus.OUT_OF_TIME: frozenset({CaseStatus.REOPENED}),
    CaseStatus.DUPLICATE_OF: frozenset({CaseStatus.REOPENED}),
}

ENDED = frozenset(
    {
        CaseStatus.CLOSED,
        CaseStatus.WITHDRAWN,
        CaseStatus.REFERRED,
        CaseStatus.RESOLVED_NEXT_WORKING_DAY,
        CaseStatus.OUT_OF_TIME,
        CaseStatus.DUPLICATE_OF,
    }
)
"""No clock runs here, and nobody waits for the committee."""

OPEN = frozenset(CaseStatus) - ENDED

UNHEARD = frozenset({CaseStatus.RECEIVED, CaseStatus.REOPENED})
"""The person was not told yet that we have it."""

DECIDABLE = frozenset(
    {
        CaseStatus.ACKNOWLEDGED,
        CaseStatus.TRIAGED,
        CaseStatus.ASSIGNED,
        CaseStatus.INVESTIGATED,
    }
)
"""Members may vote here: the person was told that we heard, and nothing is decided yet."""

STATUSES = {
    CaseStatus.RECEIVED: _l("Received"),
    CaseStatus.ACKNOWLEDGED: _l("Acknowledged"),
    CaseStatus.TRIAGED: _l("Sorted by urgency"),
    CaseStatus.ASSIGNED: _l("Given to a member"),
    CaseStatus.INVESTIGATED: _l("Being looked into"),
    CaseStatus.DECIDED: _l("Decided"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.REOPENED: _l("Opened again"),
    CaseStatus.WITHDRAWN: _l("Withdrawn"),
    CaseStatus.REFERRED: _l("Passed to another body"),
    CaseStatus.RESOLVED_NEXT_WORKING_DAY: _l("Put right by the next working day"),
    CaseStatus.OUT_OF_TIME: _l("Told too late to be looked into"),
    CaseStatus.DUPLICATE_OF: _l("Told twice by the same person"),
}

KINDS = {
    CaseKind.MISSED_VISIT: _l("Missed visit"),
    CaseKind.CONCERN: _l("Concern"),
    CaseKind.PRAISE: _l("Praise"),
    CaseKind.HELD: _l("What is held about somebody"),
}


def may_go(old: CaseStatus, new: CaseStatus) -> bool:
    """Whether a case may go from the one state to the other."""
    return new in TRANSITIONS[old]


def require_transition(old: CaseStatus, new: CaseStatus) -> None:
    """Refuse a step that the table does not have. Raises TransitionRefused."""
    if not may_go(old, new):
        raise TransitionRefused(
            _(
                "This case is “%(old)s”. From there it cannot become “%(new)s”.",
                old=STATUSES[old],
                new=STATUSES[new],
            )
        )


def require_running(*, suspended: bool, sealed: bool = False) -> None:
    """Refuse the committee's work on a case that somebody has alone, or that waits sealed.

    Raises Suspended, and Sealed.
    """
    if sealed:
        raise Sealed(
            _(
                "The person keeps this sealed. Until it is open, two members only compare it with"
                " the other report and judge whether it is urgent. A message would tell the person"
                " that there is another report."
            )
        )
    if suspended:
        raise Suspended(
            _(
                "This case is suspended: whoever has it alone gives it back to the committee first."
                " Until then it is only acknowledged, written to, given more time or passed on."
            ),
            first="give_back",
        )


def require_open(status: CaseStatus) -> None:
    """Refuse work on a case that has ended. Raises TransitionRefused."""
    if status in ENDED:
        raise TransitionRefused(
            _("This case is “%(status)s”. Nothing more can be done in it.", status=STATUSES[status])
        )
