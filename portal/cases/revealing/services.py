"""Steps with the name of who spoke up: one member asks, a second agrees, the first looks once.

Letters are addressed without anybody seeing the address, and need none of this.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.queries import OpenCase, contact_in
from portal.cases.seconding.asking import AskState, Step, require_agreement
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import holders_of_case
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.tellings import Contact
from portal.cases.workflow import require_open
from portal.cases.working_days import local_day
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind


class NothingToShow(RuleBroken):
    """The person did not say who they are."""


def ask_identity(opened: OpenCase, reason: str, *, by: Account, at: datetime) -> SecondedRequest:
    """Ask to see who the person is.

    Raises NothingToShow where they did not say, TransitionRefused where the case has ended, and
    AskedAlready.
    """
    require_open(opened.case.status)
    if not contact_in(opened):
        raise NothingToShow(_("The person did not say who they are, so there is nothing to see."))
    return ask_second(opened, Step.IDENTITY, reason, by=by, at=at)


def answer_identity(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """Agree, as the second member, that whoever asked may see it once; or say why not.

    Raises SecondRefused, and TransitionRefused where the case has ended meanwhile.
    """
    require_open(opened.case.status)
    if not agrees:
        decline(opened, request, words, by=by, at=at)
        return
    agree_to(request, by=by, at=at)
    record_event(opened.case, EventKind.IDENTITY_AGREED, by=by, at=at, about=request.id)
    tell_members([request.asked_by.email], at=at)


def look_at_identity(
    opened: OpenCase, request: SecondedRequest, *, by: Account, at: datetime
) -> Contact:
    """Show it to who asked, once. The ledger names both.

    Raises SecondRefused without an agreement that still holds, TransitionRefused where the case
    has ended meanwhile.
    """
    case = opened.case
    require_open(case.status)
    holders = holders_of_case(case)
    require_agreement(request.asked, by=by.id, holders=holders, on=local_day(at))
    second = request.answered_by
    assert second is not None  # noqa: S101  what was agreed to has somebody who agreed
    request.state = AskState.DONE
    record_event(case, EventKind.IDENTITY_READ, by=by, at=at, about=request.id)
    enter_in_ledger(EntryKind.IDENTITY_READ, case, at=at, by=by.name, agreed_by=second.name)
    db.session.flush()
    return contact_in(opened)
