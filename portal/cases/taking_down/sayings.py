"""Rule: what somebody may say to a member, by telephone, by letter or in person.

Whoever has no computer may do all that a receipt lets others do. What is said in the person's
favour one member takes down; that somebody wants their case ended takes two, because a case that
is unwelcome must not end by a call that nobody else heard.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from portal.cases.following.turns import PutRight
from portal.cases.workflow import CaseStatus, may_go
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class SayingRefused(RuleBroken):
    """This cannot be said to a member, or not now."""


class Saying(StrEnum):
    """What the person said."""

    MESSAGE = "message"
    NOT_RESOLVED = "not_resolved"
    WORSE = "worse"
    PUT_RIGHT = "put_right"
    PARTLY = "partly"
    NOT_PUT_RIGHT = "not_put_right"
    WITHDRAWS = "withdraws"


SAYINGS: Final = {
    Saying.MESSAGE: _l("Something new, or a correction"),
    Saying.NOT_RESOLVED: _l("It is not resolved: open it again"),
    Saying.WORSE: _l("Something got worse after they spoke up"),
    Saying.PUT_RIGHT: _l("It was put right"),
    Saying.PARTLY: _l("It was put right in part"),
    Saying.NOT_PUT_RIGHT: _l("It was not put right"),
    Saying.WITHDRAWS: _l("They withdraw it"),
}
OF_FOLLOW_UP: Final = {
    Saying.PUT_RIGHT: PutRight.YES,
    Saying.PARTLY: PutRight.PARTLY,
    Saying.NOT_PUT_RIGHT: PutRight.NO,
}


def sayings_for(status: CaseStatus, *, ended: bool, answered: bool, is_asked: bool) -> list[Saying]:
    """What may be said of a case: what its receipt would let the person say.

    >>> [each.value for each in sayings_for(
    ...     CaseStatus.CLOSED, ended=True, answered=True, is_asked=True)]
    ['not_resolved', 'worse', 'put_right', 'partly', 'not_put_right']
    """
    found = [Saying.WORSE]
    waits = status is CaseStatus.DECIDED and not answered
    if may_go(status, CaseStatus.REOPENED) and not waits:
        found.insert(0, Saying.NOT_RESOLVED)
    if not ended:
        found.insert(0, Saying.MESSAGE)
    if is_asked:
        found += OF_FOLLOW_UP
    if may_go(status, CaseStatus.WITHDRAWN):
        found.append(Saying.WITHDRAWS)
    return found


def require_saying(saying: Saying, offered: Collection[Saying]) -> None:
    """Refuse what the person could not say with their receipt either. Raises SayingRefused."""
    if saying in offered:
        return
    if saying in OF_FOLLOW_UP:
        raise SayingRefused(
            _("The person was not asked, or has said it already. Take it down as something new.")
        )
    raise SayingRefused(_("As the case stands, this cannot be said of it."))
