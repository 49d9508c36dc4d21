"""Steps before the office is asked about one visit alone: the person allows it, and two members."""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.enquiring.mixing import require_consent
from portal.cases.enquiring.queries import consent_in
from portal.cases.events import EventKind
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.cases.seconding.asking import AskState, NotAgreed, Step, require_agreement
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import find_agreed, holders_of_case
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.workflow import require_open, require_running
from portal.cases.working_days import local_day
from portal.database import db
from portal.i18n import gettext as _


def ask_to_ask_openly(
    opened: OpenCase, reason: str, *, by: Account, at: datetime
) -> SecondedRequest:
    """Ask a second member whether the office may be asked about the visit alone.

    Raises EnquiryRefused where the person did not allow that, TransitionRefused, Suspended, Sealed,
    AskedAlready.
    """
    case = opened.case
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    require_consent(consent_in(case), openly=True)
    return ask_second(opened, Step.OPENLY, reason, by=by, at=at)


def answer_openly(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """Agree, as the second member, that it is asked openly, once; or say why not.

    Raises SecondRefused, EnquiryRefused where the person took it back, and TransitionRefused.
    """
    require_open(opened.case.status)
    if not agrees:
        decline(opened, request, words, by=by, at=at)
        return
    require_consent(consent_in(opened.case), openly=True)
    agree_to(request, by=by, at=at)
    record_event(opened.case, EventKind.OPENLY_AGREED, by=by, at=at, about=request.id)
    tell_members([request.asked_by.email], at=at)


def use_agreement(case: Case, *, by: Account, at: datetime) -> None:
    """Use up what a second member agreed to. Raises NotAgreed, and what else SecondRefused is."""
    today = local_day(at)
    request = find_agreed(case, Step.OPENLY, by, today)
    if request is None:
        raise NotAgreed(_("No second member has agreed that the office is asked openly."))
    require_agreement(request.asked, by=by.id, holders=holders_of_case(case), on=today)
    request.state = AskState.DONE
    db.session.flush()
