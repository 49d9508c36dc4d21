"""Rule: what may be promised to put something right.

Source: the practice of the LGSCO on remedies, from general knowledge.
"""

from datetime import date
from enum import StrEnum

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class RemedyRefused(RuleBroken):
    """This cannot be promised, or is done already."""


class RemedyKind(StrEnum):
    """What is promised."""

    APOLOGY = "apology"
    EXPLANATION = "explanation"
    PAYMENT = "payment"
    SERVICE = "service"
    REVIEW = "review"
    TRAINING = "training"
    PROCEDURE = "procedure"
    MONITORING = "monitoring"
    LEARNING = "learning"


REMEDIES = {
    RemedyKind.APOLOGY: _l("An apology"),
    RemedyKind.EXPLANATION: _l("An explanation"),
    RemedyKind.PAYMENT: _l("Money back, or a payment"),
    RemedyKind.SERVICE: _l("The care that was lacking"),
    RemedyKind.REVIEW: _l("The care plan is looked at again"),
    RemedyKind.TRAINING: _l("Training"),
    RemedyKind.PROCEDURE: _l("Something is done in another way from now on"),
    RemedyKind.MONITORING: _l("It is watched for some time"),
    RemedyKind.LEARNING: _l("Something that was learned is passed on"),
}


def require_day(due_on: date, today: date) -> None:
    """Refuse a promise for a day that has passed. Raises RemedyRefused."""
    if due_on < today:
        raise RemedyRefused(_("Choose a day that is still to come."))


def require_undone(done_on: date | None) -> None:
    """Refuse to do twice what is done. Raises RemedyRefused."""
    if done_on is not None:
        raise RemedyRefused(_("This is done already."))
