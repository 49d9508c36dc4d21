"""Steps of a copy: one member marks what has to stay inside, a second judges it, and it goes out.

The text with its marks is sealed where it came from, so that only who may read it may judge it.
What goes out is sealed where the person reads it, blackened: what was hidden is not in it.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind, MessageKind
from portal.cases.letters.services import leave_letter
from portal.cases.messages.services import add_message
from portal.cases.minutes.services import record_event
from portal.cases.queries import OpenCase
from portal.cases.redacting.marking import blackened, require_only_marked
from portal.cases.redacting.models import Redaction
from portal.cases.redacting.queries import (
    get_redaction,
    place_of,
    read_redaction,
    text_to_copy,
)
from portal.cases.seconding.asking import AskState, Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.services import agree_to, ask_second, decline, withdraw_request
from portal.database import db, new_id


def ask_copy(
    opened: OpenCase, *, target: str, marked: str, reason: str, by: Account, at: datetime
) -> SecondedRequest:
    """Mark what has to stay inside, and ask a second member to judge it.

    `target` is the reference of the case whose person gets the copy. Raises MarkingRefused where
    more was changed than marked, and AskedAlready while another copy of the case waits.
    """
    require_only_marked(text_to_copy(opened), marked)
    request = ask_second(opened, Step.REDACTION, reason, by=by, at=at)
    row = Redaction(id=new_id(), request_id=request.id, case_id=opened.case.id)
    row.target = opened.safe.seal(place_of(row, "target"), target)
    row.marked = opened.safe.seal(place_of(row, "marked"), marked)
    db.session.add(row)
    db.session.flush()
    return request


def answer_copy(
    opened: OpenCase,
    target: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """Agree as the second member, who holds both cases, and hand it out; or say why not.

    Raises SecondRefused for whoever asked, and for what is over.
    """
    read = read_redaction(opened, request)
    if agrees:
        agree_to(request, by=by, at=at)
        request.state = AskState.DONE
        add_message(target, blackened(read.marked), MessageKind.COPY, by=by, at=at)
        record_event(target.case, EventKind.COPY_GIVEN, by=by, at=at)
        if target.case.id != opened.case.id:
            record_event(opened.case, EventKind.COPY_TAKEN, by=by, at=at, about=request.id)
        leave_letter(target.case, at=at)
    else:
        decline(opened, request, words, by=by, at=at)
    _forget_text(request)


def withdraw_copy(request: SecondedRequest, *, by: Account, at: datetime) -> None:
    """Take one's own request back. Raises SecondRefused."""
    withdraw_request(request, by=by, at=at)
    _forget_text(request)


def _forget_text(request: SecondedRequest) -> None:
    get_redaction(request).marked = None
    db.session.flush()
