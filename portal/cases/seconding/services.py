"""Steps that take two members: ask, withdraw, agree, decline.

Whoever calls holds the row of the case, so that of two at once the second finds what the first did.
"""

from datetime import datetime
from typing import Final

from portal.accounts.models import Account
from portal.cases.events import EventKind
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, readers_of
from portal.cases.seconding.asking import (
    LASTS,
    AskedAlready,
    AskState,
    Step,
    require_second,
    require_withdrawal,
)
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import find_agreed, find_waiting, holders_of_case
from portal.cases.workflow import require_running
from portal.cases.working_days import local_day
from portal.database import db, new_id
from portal.i18n import gettext as _
from portal.vault.sealing import Place

_ASKED: Final = {
    Step.IDENTITY: EventKind.IDENTITY_ASKED,
    Step.DELETION: EventKind.DELETION_ASKED,
    Step.CHALLENGE: EventKind.CHALLENGED,
    Step.STANDING: EventKind.STANDING_ASKED,
    Step.REDACTION: EventKind.COPY_ASKED,
    Step.ENDING: EventKind.ENDING_ASKED,
    Step.OPENLY: EventKind.OPENLY_ASKED,
}
_DECLINED: Final = {
    Step.IDENTITY: EventKind.IDENTITY_DECLINED,
    Step.DELETION: EventKind.DELETION_DECLINED,
    Step.CHALLENGE: EventKind.CHALLENGE_DECLINED,
    Step.STANDING: EventKind.STANDING_DECLINED,
    Step.REDACTION: EventKind.COPY_DECLINED,
    Step.ENDING: EventKind.ENDING_DECLINED,
    Step.OPENLY: EventKind.OPENLY_DECLINED,
}
_WITHDRAWN: Final = {
    Step.IDENTITY: EventKind.IDENTITY_WITHDRAWN,
    Step.DELETION: EventKind.DELETION_WITHDRAWN,
    Step.CHALLENGE: EventKind.CHALLENGE_WITHDRAWN,
    Step.STANDING: EventKind.STANDING_WITHDRAWN,
    Step.REDACTION: EventKind.COPY_WITHDRAWN,
    Step.ENDING: EventKind.ENDING_WITHDRAWN,
    Step.OPENLY: EventKind.OPENLY_WITHDRAWN,
}


def ask_second(
    opened: OpenCase,
    step: Step,
    reason: str,
    *,
    by: Account,
    at: datetime,
    code: str | None = None,
    about: Account | None = None,
) -> SecondedRequest:
    """Ask the other holders of the key for leave. The reason is sealed to the case.

    Raises AskedAlready while the same waits for an answer, or was agreed to and is not used yet,
    and Sealed for all but an interest where the person keeps it sealed.
    """
    case, today = opened.case, local_day(at)
    require_running(suspended=False, sealed=case.is_sealed and step is not Step.CHALLENGE)
    _require_unasked(case, step, by, at)
    request_id = new_id()
    request = SecondedRequest(
        id=request_id,
        case_id=case.id,
        step=step,
        code=code,
        state=AskState.WAITING,
        asked_on=today,
        lapses_on=today + LASTS,
        asked_by_id=by.id,
        about_id=about.id if about else None,
        reason=opened.safe.seal(Place("seconded_requests", request_id, "reason"), reason),
    )
    db.session.add(request)
    record_event(case, _ASKED[step], by=by, at=at, about=request_id)
    tell_members([each.email for each in readers_of(case) if each.id != by.id], at=at)
    return request


def agree_to(request: SecondedRequest, *, by: Account, at: datetime) -> None:
    """Agree as the second member. What was asked for may be done for some days.

    Raises SecondRefused for whoever asked, for who does not hold the key, and for what is over.
    """
    _answer(request, AskState.AGREED, by, at)
    request.lapses_on = local_day(at) + LASTS
    db.session.flush()


def decline(
    opened: OpenCase, request: SecondedRequest, words: str, *, by: Account, at: datetime
) -> None:
    """Do not agree, and say why; whoever asked reads it. Raises SecondRefused."""
    _answer(request, AskState.DECLINED, by, at)
    place = Place("seconded_requests", request.id, "answer")
    request.answer = opened.safe.seal(place, words)
    request.lapses_on = local_day(at) + LASTS
    record_event(opened.case, _DECLINED[request.step], by=by, at=at, about=request.id)
    tell_members([request.asked_by.email], at=at)


def withdraw_request(request: SecondedRequest, *, by: Account, at: datetime) -> None:
    """Take back what one asked for. Raises SecondRefused for another's, and for what is over."""
    require_withdrawal(request.asked, by=by.id, on=local_day(at))
    request.state = AskState.WITHDRAWN
    record_event(request.case, _WITHDRAWN[request.step], by=by, at=at, about=request.id)


def _answer(request: SecondedRequest, state: AskState, by: Account, at: datetime) -> None:
    today = local_day(at)
    require_second(request.asked, by=by.id, holders=holders_of_case(request.case), on=today)
    request.state = state
    request.answered_by_id, request.answered_on = by.id, today


def _require_unasked(case: Case, step: Step, by: Account, at: datetime) -> None:
    today = local_day(at)
    waiting = find_waiting(case, step)
    if waiting is not None:
        is_over = not waiting.asked.is_open(today)
        if not is_over and waiting.asked_by_id in holders_of_case(case):
            raise AskedAlready(
                _(
                    "%(name)s has asked for this already, and it waits for a second member.",
                    name=waiting.asked_by.name,
                )
            )
        # Nobody can answer it any more, and it must not keep others from asking.
        waiting.state = AskState.LAPSED
        db.session.flush()
    if find_agreed(case, step, by, today) is not None:
        raise AskedAlready(_("A second member has agreed to this already."))
