"""Rule: two pairs of eyes. One holder of the key asks, another agrees; neither is ever both.

Nothing is decided by time alone but the end: whatever nobody answered lapses.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.errors import RuleBroken
from portal.i18n import gettext as _

LASTS: Final = timedelta(days=7)
"""So long a request waits for an answer, and an agreement for what was agreed to."""


class SecondRefused(RuleBroken):
    """Two members have to do this together, and it is not so."""


class SameMember(SecondRefused):
    """Whoever asks cannot also agree."""


class MemberGone(SecondRefused):
    """One of the two does not hold the key, or not any more."""


class OverAlready(SecondRefused):
    """The request was answered, withdrawn or used before."""


class RequestLapsed(SecondRefused):
    """Nobody answered, or nobody used the answer, in time."""


class NotAgreed(SecondRefused):
    """No second member has agreed."""


class AskedAlready(SecondRefused):
    """The same is asked for already."""


class Step(StrEnum):
    """What takes two members."""

    IDENTITY = "identity"
    DELETION = "deletion"
    CHALLENGE = "challenge"
    STANDING = "standing"
    REDACTION = "redaction"
    ENDING = "ending"
    OPENLY = "openly"


class AskState(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Asked:
    """One request, as the rule sees it."""

    state: AskState
    asked_by: UUID
    asker: str
    """The name, for sentences."""
    answered_by: UUID | None
    lapses_on: date
    """First day on which it is no longer good."""

    def is_open(self, on: date) -> bool:
        """Whether something may still come of it."""
        return self.state in (AskState.WAITING, AskState.AGREED) and on < self.lapses_on


def require_second(asked: Asked, *, by: UUID, holders: Collection[UUID], on: date) -> None:
    """Refuse an answer that is not a second member's, or comes too late. Raises SecondRefused."""
    _require_state(asked, AskState.WAITING, on)
    if by == asked.asked_by:
        raise SameMember(_("You asked for this yourself. Another member has to answer."))
    if by not in holders:
        raise MemberGone(_("You do not hold the key of this case."))
    _require_asker(asked, holders)


def require_withdrawal(asked: Asked, *, by: UUID, on: date) -> None:
    """Refuse to take back what is another's or over. Raises SecondRefused."""
    if by != asked.asked_by:
        raise MemberGone(_("Only %(name)s can withdraw this.", name=asked.asker))
    if not asked.is_open(on):
        _refuse_what_is_over(asked.state)


def require_agreement(asked: Asked, *, by: UUID, holders: Collection[UUID], on: date) -> None:
    """Refuse to go on without an agreement that still holds. Raises SecondRefused."""
    if asked.state is AskState.WAITING and on < asked.lapses_on:
        raise NotAgreed(_("No second member has agreed yet."))
    _require_state(asked, AskState.AGREED, on)
    if by != asked.asked_by:
        raise NotAgreed(_("The agreement is for %(name)s alone. Ask yourself.", name=asked.asker))
    _require_asker(asked, holders)
    if asked.answered_by not in holders:
        raise MemberGone(
            _("Whoever agreed does not hold the key of this case any more. Please ask again.")
        )


def _require_asker(asked: Asked, holders: Collection[UUID]) -> None:
    if asked.asked_by not in holders:
        raise MemberGone(
            _(
                "%(name)s does not hold the key of this case any more, so this is over.",
                name=asked.asker,
            )
        )


def _require_state(asked: Asked, wanted: AskState, on: date) -> None:
    if asked.state is not wanted:
        _refuse_what_is_over(asked.state)
    if on >= asked.lapses_on:
        raise _lapsed()


def _refuse_what_is_over(state: AskState) -> None:
    match state:
        case AskState.AGREED:
            raise OverAlready(_("A second member has agreed to this already."))
        case AskState.DECLINED:
            raise OverAlready(_("A second member has answered already, and did not agree."))
        case AskState.WITHDRAWN:
            raise OverAlready(_("This was withdrawn."))
        case AskState.DONE:
            raise OverAlready(_("This was done already. If it is needed once more, ask again."))
        case AskState.WAITING | AskState.LAPSED:
            raise _lapsed()


def _lapsed() -> RequestLapsed:
    return RequestLapsed(
        _("The %(days)s days for this are over. If it is still needed, ask again.", days=LASTS.days)
    )
