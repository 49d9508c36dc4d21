"""Rule: who may be told what was found, and on what evidence two members accept it.

Source: SI 2009/309 reg. 5; WSI 2014/1794 reg. 9(2)-(6): the person themselves, or a representative
where the person asked, is a child, lacks capacity or has died; a refusal is given in writing with
its reasons. A neighbour is thanked, and is not told that anybody is cared for there.
"""

from enum import StrEnum
from typing import Final

from portal.cases.workflow import CaseKind
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class StandingUnproven(RuleBroken):
    """Nobody has accepted yet that this person may be told about the care."""


class StandingRefused(RuleBroken):
    """This standing cannot be accepted like this."""


class Standing(StrEnum):
    """As what the person who spoke may be answered."""

    ELIGIBLE_PENDING = "eligible_pending"
    ELIGIBLE_COMPLAINANT = "eligible_complainant"
    REPRESENTATIVE_PENDING = "representative_consent_pending"
    REPRESENTATIVE_ACCEPTED = "representative_accepted"
    REPRESENTATIVE_REFUSED = "representative_refused"
    CONCERN_RAISER_ONLY = "concern_raiser_only"
    WORKER_DISCLOSURE = "worker_disclosure"


class Evidence(StrEnum):
    """What shows it."""

    SEEN = "seen"
    RANG_BACK = "rang_back"
    SIGNED = "signed"
    POWER = "power"
    COURT = "court"
    DIED = "died"
    NONE = "none"


STANDINGS = {
    Standing.ELIGIBLE_PENDING: _l("Says that it is their own care; not accepted yet"),
    Standing.ELIGIBLE_COMPLAINANT: _l("It is their own care"),
    Standing.REPRESENTATIVE_PENDING: _l("Says that they speak for somebody; not accepted yet"),
    Standing.REPRESENTATIVE_ACCEPTED: _l("They may speak for the person"),
    Standing.REPRESENTATIVE_REFUSED: _l("They may not speak for the person"),
    Standing.CONCERN_RAISER_ONLY: _l(
        "Has not said whose care it is, or asks for no answer about it"
    ),
    Standing.WORKER_DISCLOSURE: _l("A worker or volunteer who disclosed something"),
}

EVIDENCE = {
    Evidence.SEEN: _l("We saw them, and know them or saw who they are"),
    Evidence.RANG_BACK: _l("We rang the number that the office has had for them all along"),
    Evidence.SIGNED: _l("The person signed that they may speak for them, and we made sure"),
    Evidence.POWER: _l("A power of attorney that we have seen"),
    Evidence.COURT: _l("An order of a court that we have seen"),
    Evidence.DIED: _l("The person has died, and they are next of kin or executor"),
    Evidence.NONE: _l("There is no evidence, or it shows that they may not"),
}

MAY_BE_TOLD: Final = frozenset({Standing.ELIGIBLE_COMPLAINANT, Standing.REPRESENTATIVE_ACCEPTED})
DECISIONS: Final = (
    Standing.ELIGIBLE_COMPLAINANT,
    Standing.REPRESENTATIVE_ACCEPTED,
    Standing.REPRESENTATIVE_REFUSED,
)
"""What two members may record."""

_CLAIMED: Final = {
    "service_user": Standing.ELIGIBLE_PENDING,
    "family_or_friend": Standing.REPRESENTATIVE_PENDING,
    "advocate": Standing.REPRESENTATIVE_PENDING,
    "worker": Standing.WORKER_DISCLOSURE,
}
_OF_ONESELF: Final = frozenset({Evidence.SEEN, Evidence.RANG_BACK})
_OF_ANOTHER: Final = frozenset(Evidence) - _OF_ONESELF - {Evidence.NONE}


def standing_claimed(kind: CaseKind, role: str) -> Standing:
    """What follows from what somebody merely says of themselves.

    >>> standing_claimed(CaseKind.CONCERN, "family_or_friend").value
    'representative_consent_pending'
    """
    if kind is CaseKind.PRAISE:
        return Standing.CONCERN_RAISER_ONLY
    return _CLAIMED.get(role, Standing.CONCERN_RAISER_ONLY)


def may_be_told(standing: Standing) -> bool:
    """Whether an answer may say anything about anybody's care."""
    return standing in MAY_BE_TOLD


def require_evidence(decision: Standing, evidence: Evidence) -> None:
    """Refuse what the evidence does not show. Raises StandingRefused."""
    if decision not in DECISIONS:
        raise StandingRefused(_("Choose what you want to record."))
    fitting = {
        Standing.ELIGIBLE_COMPLAINANT: _OF_ONESELF,
        Standing.REPRESENTATIVE_ACCEPTED: _OF_ANOTHER,
        Standing.REPRESENTATIVE_REFUSED: frozenset({Evidence.NONE}),
    }[decision]
    if evidence not in fitting:
        raise StandingRefused(
            _(
                "“%(evidence)s” does not show this: %(decision)s.",
                evidence=EVIDENCE[evidence],
                decision=STANDINGS[decision],
            )
        )


def received_and_looked_into() -> str:
    """The whole answer to somebody who may not be told more, in the language that is spoken."""
    return _(
        "Thank you for telling us. We have received this and looked into it.\n\nWe cannot tell you "
        "more, because we do not know whether you may be told about somebody's care, and so we say "
        "neither what we found nor whether anybody is cared for there.\n\nIf it is about your own "
        "care, or you speak for the person, write to us here and say how we can make sure of it."
    )


def require_words(standing: Standing, words: str, template: str) -> None:
    """Refuse an answer in other words than the template to whom nobody accepted.

    Raises StandingUnproven.
    """
    if not may_be_told(standing) and words.split() != template.split():
        raise StandingUnproven(
            _(
                "Nobody has accepted yet that this person may be told about the care, so the answer"
                " is only that we have received this and looked into it. Let two members accept"
                " their standing first, or leave the words as they are."
            ),
            first="standing",
        )
