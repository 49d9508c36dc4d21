"""Rule: on which grounds a case may be deleted, and what the person is told of it.

Source: UK GDPR art. 17 (a person's right to erasure; what was never ours to keep) and art. 5(1)(e)
(no longer than necessary).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from flask_babel import LazyString

from portal.cases.workflow import ENDED, CaseStatus
from portal.errors import RuleBroken
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class DeletionRefused(RuleBroken):
    """This case may not be deleted, or not on this ground."""


class HoldStands(DeletionRefused):
    """A legal hold keeps the case."""


class DeletionGround(StrEnum):
    """Why a case is deleted."""

    ASKED_FOR = "asked_for"
    RECEIVED_BY_MISTAKE = "received_by_mistake"
    RETENTION_OVER = "retention_over"


@dataclass(frozen=True)
class Ground:
    """One ground: what it is called, and what the person reads."""

    words: LazyString
    told: LazyString


GROUNDS: Final = {
    DeletionGround.ASKED_FOR: Ground(
        words=_l("The person asked for it"),
        told=_l("It was deleted because the person who told us asked for it."),
    ),
    DeletionGround.RECEIVED_BY_MISTAKE: Ground(
        words=_l("It came here by mistake"),
        told=_l("It was deleted because it had come to us by mistake."),
    ),
    DeletionGround.RETENTION_OVER: Ground(
        words=_l("The time for which we may keep it is over"),
        told=_l("It was deleted because the time for which we may keep it is over."),
    ),
}


def require_ground(
    ground: DeletionGround, status: CaseStatus, *, kept_until: date | None, today: date
) -> None:
    """Refuse a ground that does not fit the case. Raises DeletionRefused."""
    if ground is not DeletionGround.RETENTION_OVER:
        return
    if status not in ENDED or kept_until is None:
        raise DeletionRefused(
            _("Somebody still waits for an answer in this case, so its time cannot be over.")
        )
    if today <= kept_until:
        raise DeletionRefused(
            _("This case is kept until %(day)s. Its time is not over.", day=format_day(kept_until))
        )
