"""Steps of accepting that somebody may be told: one says on what evidence, a second agrees."""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind, MessageKind
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.messages.services import add_message
from portal.cases.minutes.services import record_event
from portal.cases.queries import OpenCase
from portal.cases.seconding.asking import AskState, Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import read_request
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.standing.standings import Evidence, Standing, StandingRefused, require_evidence
from portal.cases.workflow import require_open
from portal.i18n import gettext as _


def ask_standing(
    opened: OpenCase,
    decision: Standing,
    evidence: Evidence,
    reason: str,
    *,
    by: Account,
    at: datetime,
) -> SecondedRequest:
    """Say as what the person may be answered, and what shows it.

    Raises StandingRefused, TransitionRefused where the case has ended, and AskedAlready.
    """
    case = opened.case
    require_open(case.status)
    require_evidence(decision, evidence)
    if case.standing is decision:
        raise StandingRefused(_("This is recorded already."))
    if case.standing is Standing.WORKER_DISCLOSURE:
        raise StandingRefused(
            _("What a worker discloses is answered to them as to a worker, and never about care.")
        )
    code = f"{decision.value} {evidence.value}"
    return ask_second(opened, Step.STANDING, reason, code=code, by=by, at=at)


def answer_standing(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """Record it, as the second member, or say why not. Whoever is refused is told why, in writing.

    Raises SecondRefused, and TransitionRefused where the case has ended meanwhile.
    """
    case = opened.case
    require_open(case.status)
    if not agrees:
        decline(opened, request, words, by=by, at=at)
        return
    agree_to(request, by=by, at=at)
    request.state = AskState.DONE
    case.standing = decided(request)[0]
    record_event(case, EventKind.STANDING_RECORDED, by=by, at=at, about=request.id)
    if case.standing is Standing.REPRESENTATIVE_REFUSED:
        reason = read_request(opened, request).reason
        add_message(opened, reason, MessageKind.MESSAGE, by=request.asked_by, at=at)
        leave_letter(case, at=at)
    tell_members([request.asked_by.email], at=at)


def decided(request: SecondedRequest) -> tuple[Standing, Evidence]:
    """What a request wants to record, and on what evidence."""
    decision, evidence = str(request.code).split()
    return Standing(decision), Evidence(evidence)
