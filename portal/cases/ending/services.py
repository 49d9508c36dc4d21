"""Steps that end a case without a finding: put right at once, too late, told twice, passed on.

What keeps the person from an answer takes two members, and the person may always open it again.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.answering import ready
from portal.cases.ending.endings import (
    EndingRefused,
    Lateness,
    Leave,
    NoFinding,
    SamePerson,
    is_same_contact,
    require_kind,
    require_late,
    require_settled,
)
from portal.cases.events import EventKind, MessageKind
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.linking.links import Link
from portal.cases.linking.services import require_other, write_links
from portal.cases.messages.services import add_message, note_case, require_finished
from portal.cases.minutes.services import advance, enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, contact_in, has_happened, told_in
from portal.cases.seconding.asking import AskState, Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import read_request
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.services import withdraw_case
from portal.cases.standing.standings import may_be_told
from portal.cases.workflow import CaseStatus, require_running, require_transition
from portal.cases.working_days import local_day
from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.ledger.kinds import EntryKind


def refer_case(
    opened: OpenCase,
    words: str,
    *,
    body: str,
    how: str = "",
    leave: Leave,
    by: Account,
    at: datetime,
) -> None:
    """Pass the case to another body, and tell the person to which.

    Raises TransitionRefused, and Unfinished while a bracket stands in the words.
    """
    case = opened.case
    require_finished(opened, words)
    advance(case, CaseStatus.REFERRED, EventKind.REFERRED, by=by, at=at)
    with speaking(case.language):
        told = ready.passed_on(body, how, words)
    add_message(opened, told, MessageKind.MESSAGE, by=by, at=at)
    enter_in_ledger(EntryKind.CASE_CLOSED, case, at=at, referred=leave.value)
    leave_letter(case, at=at)


def settle_at_once(opened: OpenCase, words: str, *, said: bool, by: Account, at: datetime) -> None:
    """End what somebody said, and what was put right by the end of the next working day.

    The person says that it is resolved; so one member is enough. Raises EndingRefused,
    TransitionRefused, and Unfinished while a bracket stands in the words.
    """
    case, today = opened.case, local_day(at)
    require_kind(case.kind)
    require_transition(case.status, CaseStatus.RESOLVED_NEXT_WORKING_DAY)
    taken_down = has_happened(case, EventKind.TAKEN_DOWN)
    require_settled(
        case.pack,
        said=said and taken_down,
        received_on=case.received_on,
        stage=case.stage,
        today=today,
    )
    require_finished(opened, words)
    with speaking(case.language):
        told = ready.put_right(words)
    add_message(opened, told, MessageKind.MESSAGE, by=by, at=at)
    _end(case, CaseStatus.RESOLVED_NEXT_WORKING_DAY, EventKind.SETTLED, by=by, at=at)


def judge_lateness(
    opened: OpenCase, lateness: Lateness, words: str, *, by: Account, at: datetime
) -> SecondedRequest | None:
    """Look into what came late all the same, or ask a second member to end it.

    Returns the request; None where the limit does not hold, so that it goes on. Raises
    EndingRefused for what came in time, TransitionRefused, Suspended, Sealed, AskedAlready.
    """
    case = opened.case
    require_kind(case.kind)
    require_transition(case.status, CaseStatus.OUT_OF_TIME)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    _require_late(opened, lateness)
    if lateness.is_excused:
        note_case(opened, words, by=by, at=at)
        record_event(case, EventKind.LATE_ACCEPTED, by=by, at=at)
        return None
    # The day on which somebody knew is sealed like all that was told.
    code, reason = NoFinding.OUT_OF_TIME.value, lateness.to_text(words)
    return ask_second(opened, Step.ENDING, reason, code=code, by=by, at=at)


def ask_told_twice(
    opened: OpenCase,
    first: OpenCase | None,
    shown_by: SamePerson,
    words: str,
    *,
    by: Account,
    at: datetime,
) -> SecondedRequest:
    """Ask a second member to end a case, because its person told us of the same before.

    Raises EndingRefused where nothing shows that it is one person, or where the other is not the
    one to go on with; LinkRefused, TransitionRefused, Suspended, Sealed, AskedAlready.
    """
    case = opened.case
    require_kind(case.kind)
    require_transition(case.status, CaseStatus.DUPLICATE_OF)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    kept = _first_of(opened, first)
    same = is_same_contact(contact_in(opened), contact_in(kept))
    if shown_by is SamePerson.SAME_CONTACT and not same:
        raise EndingRefused(
            _("They did not leave the same address or number, so these may be two people. Two"
              " people stay apart: link the cases instead.")
        )  # fmt: skip
    code = f"{NoFinding.TOLD_TWICE.value} {shown_by.value}"
    reason = Link(kept.case.reference, words).to_text()
    return ask_second(opened, Step.ENDING, reason, code=code, by=by, at=at)


def answer_ending(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    first: OpenCase | None,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """End the case, as the second member, or say why not. The person is told why it ends.

    `first` is the case that is gone on with, where the person told us twice. Raises SecondRefused,
    EndingRefused, TransitionRefused where it went on meanwhile.
    """
    if not agrees:
        decline(opened, request, words, by=by, at=at)
        return
    match ending_of(request):
        case NoFinding.OUT_OF_TIME:
            _end_too_late(opened, request, by, at)
        case NoFinding.TOLD_TWICE:
            _end_told_twice(opened, request, first, by, at)
        case NoFinding.WITHDRAWN:
            _withdraw(opened, request, by, at)
    request.state = AskState.DONE
    tell_members([request.asked_by.email], at=at)


def note_outside(opened: OpenCase, words: str, *, by: Account, at: datetime) -> None:
    """Keep that the body outside has it, once in each round; it changes nothing of the case.

    Source: SI 2009/309 reg. 18(1)(c): how many are known to have gone to the Ombudsman is counted.
    Raises EndingRefused, NothingSaid, Sealed.
    """
    case = opened.case
    require_running(suspended=False, sealed=case.is_sealed)
    require_kind(case.kind)
    if has_happened(case, EventKind.OUTSIDE_TOOK_IT, stage=case.stage):
        raise EndingRefused(_("This was written down already."))
    note_case(opened, words, by=by, at=at)
    record_event(case, EventKind.OUTSIDE_TOOK_IT, by=by, at=at)


def ending_of(request: SecondedRequest) -> NoFinding:
    """How a request wants to end the case."""
    return NoFinding(str(request.code).split()[0])


def first_named(opened: OpenCase, request: SecondedRequest) -> str:
    """The reference of the case to go on with; empty where the request is about no other."""
    if ending_of(request) is not NoFinding.TOLD_TWICE:
        return ""
    return read_link(opened, request).reference


def read_link(opened: OpenCase, request: SecondedRequest) -> Link:
    """The case to go on with, and what is said of it."""
    return Link.of_text(read_request(opened, request).reason) or Link("", "")


def _first_of(opened: OpenCase, first: OpenCase | None) -> OpenCase:
    """The case to go on with, if it may be: the earlier one, so that no clock is lost."""
    first = require_other(opened, first)
    if first.case.has_ended:
        raise EndingRefused(
            _("The other case has ended. What the person tells us now is new, or says that it is"
              " not resolved: look into it.")
        )  # fmt: skip
    require_running(suspended=first.case.is_suspended)
    if first.case.received_on > opened.case.received_on:
        raise EndingRefused(
            _("The other case came later. End that one, and go on with this: the clock that began"
              " first goes on.")
        )  # fmt: skip
    return first


def _require_late(opened: OpenCase, lateness: Lateness) -> None:
    case = opened.case
    require_late(
        case.pack,
        happened_on=told_in(opened).telling.happened_on,
        known_on=lateness.known_on,
        received_on=case.received_on,
        severity=case.severity,
    )


def _end_too_late(opened: OpenCase, request: SecondedRequest, by: Account, at: datetime) -> None:
    case = opened.case
    require_transition(case.status, CaseStatus.OUT_OF_TIME)
    agree_to(request, by=by, at=at)
    lateness, words = Lateness.of_text(read_request(opened, request).reason)
    with speaking(case.language):
        told = ready.too_late(
            case.pack, words, known_on=lateness.known_on, may_be_told=may_be_told(case.standing)
        )
    add_message(opened, told, MessageKind.MESSAGE, by=request.asked_by, at=at)
    _end(case, CaseStatus.OUT_OF_TIME, EventKind.OUT_OF_TIME, by=by, at=at)


def _end_told_twice(
    opened: OpenCase,
    request: SecondedRequest,
    first: OpenCase | None,
    by: Account,
    at: datetime,
) -> None:
    case = opened.case
    require_transition(case.status, CaseStatus.DUPLICATE_OF)
    kept = _first_of(opened, first)
    agree_to(request, by=by, at=at)
    with speaking(case.language):
        told = ready.told_twice()
    add_message(opened, told, MessageKind.MESSAGE, by=request.asked_by, at=at)
    write_links(opened, kept, read_link(opened, request).words, by=by, at=at)
    _end(case, CaseStatus.DUPLICATE_OF, EventKind.TOLD_TWICE, by=by, at=at)


def _withdraw(opened: OpenCase, request: SecondedRequest, by: Account, at: datetime) -> None:
    agree_to(request, by=by, at=at)
    record_event(opened.case, EventKind.SAID_TO_MEMBER, by=request.asked_by, at=at)
    withdraw_case(opened, read_request(opened, request).reason, at=at)


def _end(case: Case, status: CaseStatus, event: EventKind, *, by: Account, at: datetime) -> None:
    advance(case, status, event, by=by, at=at)
    enter_in_ledger(EntryKind.CASE_CLOSED, case, at=at, how=status.value)
    leave_letter(case, at=at)
