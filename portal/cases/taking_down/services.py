"""Steps with what somebody tells a member: heard, opened again, followed up, or two are asked."""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.ending.endings import NoFinding
from portal.cases.events import Actor, EventKind, MessageKind
from portal.cases.following.queries import find_open_question
from portal.cases.following.services import answer_follow_up, hear_worse
from portal.cases.letters.services import tell_members
from portal.cases.messages.services import add_message
from portal.cases.minutes.services import record_event
from portal.cases.queries import OpenCase, is_answered, readers_of
from portal.cases.seconding.asking import Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.services import ask_second
from portal.cases.services import reopen_case
from portal.cases.taking_down.sayings import (
    OF_FOLLOW_UP,
    Saying,
    require_saying,
    sayings_for,
)
from portal.cases.workflow import require_running


def offered_in(opened: OpenCase) -> list[Saying]:
    """What the person may say of this case now."""
    case = opened.case
    return sayings_for(
        case.status,
        ended=case.has_ended,
        answered=is_answered(case),
        is_asked=find_open_question(case) is not None,
    )


def take_down(
    opened: OpenCase, saying: Saying, words: str, *, by: Account, at: datetime
) -> SecondedRequest | None:
    """Keep what the person said, as if they had said it with their receipt.

    Minutes name the member to whom it was said; the person reads them. Returns what a second member
    has to agree to, where the person withdraws it. Raises SayingRefused, NothingSaid, Sealed,
    AskedAlready, Suspended, TransitionRefused.
    """
    case = opened.case
    require_running(suspended=False, sealed=case.is_sealed)
    require_saying(saying, offered_in(opened))
    if saying is Saying.WITHDRAWS:
        require_running(suspended=case.is_suspended)
        return ask_second(opened, Step.ENDING, words, code=NoFinding.WITHDRAWN.value, by=by, at=at)
    record_event(case, EventKind.SAID_TO_MEMBER, by=by, at=at)
    if saying is Saying.NOT_RESOLVED:
        reopen_case(opened, words, at=at)
    elif saying is Saying.WORSE:
        hear_worse(opened, words, at=at)
    elif saying in OF_FOLLOW_UP:
        answer_follow_up(opened, OF_FOLLOW_UP[saying], worse="", words=words, at=at)
    else:
        add_message(opened, words, MessageKind.TAKEN_DOWN, by=Actor.COMPLAINANT, at=at)
        tell_members([each.email for each in readers_of(case) if each.id != by.id], at=at)
    return None
