"""Steps of a case: received, acknowledged, looked into, answered, closed, opened again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account
from portal.cases.answering.letter import find_gap
from portal.cases.arrivals import Arrival
from portal.cases.clocks.services import (
    agree_answer_day,
    first_day_owed,
    meet_clock,
    start_answer_clock,
    start_clocks,
)
from portal.cases.corroborating.corroboration import require_until
from portal.cases.corroborating.opening_services import open_unread, withdraw_sealed
from portal.cases.corroborating.seal_services import begin_seal
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import Actor, EventKind, MessageKind
from portal.cases.following.services import drop_follow_ups, plan_follow_ups
from portal.cases.keys.aside_services import keep_away_earlier_handlers
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.messages.services import add_message, attach_photographs, require_finished
from portal.cases.minutes.services import advance, begin_minutes, enter_in_ledger, record_event
from portal.cases.models import Case, CaseIssue, CaseReceipt
from portal.cases.queries import OpenCase, answered_before, is_answered, readers_of
from portal.cases.rule_packs import edition_that_took_over, find_pack
from portal.cases.safeguarding.services import begin_suspension
from portal.cases.standing.standings import received_and_looked_into, require_words
from portal.cases.subjects import is_about_visits
from portal.cases.workflow import (
    DECIDABLE,
    CaseKind,
    CaseStatus,
    TransitionRefused,
    require_running,
    require_transition,
)
from portal.cases.working_days import local_day
from portal.database import db, write_row, write_rows
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import get_entry_about
from portal.ledger.services import promise
from portal.vault.services import add_complainant, store_safe

REPEATABLE_FOR = timedelta(minutes=10)
"""So long the same form, sent again, shows the same receipt."""


class Move(StrEnum):
    """A step of the work that only the minutes are told of."""

    TRIAGE = "triage"
    ASSIGN = "assign"
    INVESTIGATE = "investigate"


class AlreadyReceived(RuleBroken):
    """The same form came before. There is one case, and its receipt stays good."""


class AssignmentRefused(RuleBroken):
    """This member cannot be given the case."""


class AnswerOwed(RuleBroken):
    """Something has to be done before this."""


@dataclass(frozen=True, slots=True)
class Reception:
    """A case that was just stored, and its entry in the ledger."""

    case: Case
    entry: LedgerEntry


def receive_case(arrival: Arrival, *, at: datetime, received_on: date | None = None) -> Reception:
    """Store a case with its keys, receipt, clocks, ledger entry and notices, all or nothing.

    `received_on` is the day on which it reached us, where it was typed in later: the clocks run
    from it. Raises AlreadyReceived where the same form came before, and SealRefused for a day until
    which it cannot wait.
    """
    on = received_on or local_day(at)
    if arrival.sealed_until is not None:
        require_until(arrival.sealed_until, local_day(at))
    add_complainant(arrival.complainant_id, arrival.complainant_key, at=at)
    store_safe(arrival.safe, at=at)
    case = _stored(arrival, on, local_day(at))
    _keep_receipt(arrival, at)
    write_rows(
        CaseIssue,
        [
            {"case_id": case.id, "position": position, "code": code}
            for position, code in enumerate(arrival.subjects, start=1)
        ],
    )
    attach_photographs(case, arrival.photographs, at=at)
    begin_minutes(case, on)
    start_clocks(case, on)
    if arrival.suspension is not None:
        begin_suspension(case, *arrival.suspension, by=None, at=at)
    entry = enter_in_ledger(
        EntryKind.CASE_RECEIVED, case, at=at, about=case.kind.value, received_on=on.isoformat()
    )
    if case.sealed_until is not None:
        begin_seal(case, case.sealed_until, at=at)
    tell_members(arrival.tell, at=at)
    return Reception(case, entry)


def forget_repeats(at: datetime) -> None:
    """Empty the hour that a receipt keeps for ten minutes. Run by the worker."""
    db.session.execute(
        update(CaseReceipt).where(CaseReceipt.repeat_until <= at).values(repeat_until=None)
    )


def note_opening(case: Case, *, by: Account, at: datetime) -> None:
    """Enter in the ledger that a member opened the case to read it."""
    enter_in_ledger(EntryKind.CASE_OPENED, case, at=at, by=by.name)


def acknowledge_case(
    opened: OpenCase, words: str, *, by: Account, at: datetime, answer_by: date | None = None
) -> None:
    """Tell the person that we have it, and by when there will be an answer.

    Raises TransitionRefused, NothingSaid, and ExtensionRefused for a day that cannot be agreed.
    """
    case = opened.case
    require_finished(opened, words)
    advance(case, CaseStatus.ACKNOWLEDGED, EventKind.ACKNOWLEDGED, by=by, at=at)
    add_message(opened, words, MessageKind.ACKNOWLEDGEMENT, by=by, at=at)
    meet_clock(case, DeadlineKind.ACKNOWLEDGE, local_day(at))
    start_answer_clock(case, local_day(at))
    if answer_by is not None:
        agree_answer_day(case, answer_by, by=by, at=at)
    enter_in_ledger(EntryKind.CASE_ACKNOWLEDGED, case, at=at)
    leave_letter(case, at=at)


def triage_case(case: Case, *, by: Account, at: datetime) -> None:
    """Note that its urgency was judged. Raises TransitionRefused."""
    advance(case, CaseStatus.TRIAGED, EventKind.TRIAGED, by=by, at=at)


def assign_case(case: Case, *, to: Account, by: Account, at: datetime) -> None:
    """Give the case to a member who holds its key. Raises AssignmentRefused, TransitionRefused."""
    if to.id not in {each.id for each in readers_of(case)}:
        raise AssignmentRefused(
            _("%(name)s does not hold the key of this case. Give it first.", name=to.name)
        )
    advance(case, CaseStatus.ASSIGNED, EventKind.ASSIGNED, by=by, at=at, about=to.id)
    case.assignee_id = to.id
    db.session.flush()
    db.session.expire(case, ["assignee"])


def investigate_case(case: Case, *, by: Account, at: datetime) -> None:
    """Note that the committee began to look into it. Raises TransitionRefused."""
    advance(case, CaseStatus.INVESTIGATED, EventKind.INVESTIGATED, by=by, at=at)


def move_case(case: Case, move: Move, *, to: Account, by: Account, at: datetime) -> None:
    """Take one of the three steps that a member chooses between; `to` matters for one of them."""
    match move:
        case Move.TRIAGE:
            triage_case(case, by=by, at=at)
        case Move.ASSIGN:
            assign_case(case, to=to, by=by, at=at)
        case Move.INVESTIGATE:
            investigate_case(case, by=by, at=at)


def answer_case(opened: OpenCase, words: str, *, by: Account, at: datetime) -> None:
    """Tell the person what was decided. The clock of the answer stops.

    To somebody whom nobody accepted the answer is the template and nothing else: StandingUnproven.
    Raises AnswerOwed before the decision, before the comparison with the record of visits, for a
    second answer, for a draft that is not finished, and for who answered the earlier stage where
    the rules want another.
    """
    case = opened.case
    _require_answerable(case, by)
    with speaking(case.language):
        template = received_and_looked_into()
    require_words(case.standing, words, template)
    _require_finished(case, words)
    add_message(opened, words, MessageKind.ANSWER, by=by, at=at)
    record_event(case, EventKind.ANSWERED, by=by, at=at)
    meet_clock(case, DeadlineKind.ANSWER, local_day(at))
    enter_in_ledger(EntryKind.CASE_ANSWERED, case, at=at)
    if case.kind is not CaseKind.HELD:
        plan_follow_ups(case, at=at)
    leave_letter(case, at=at)


def close_case(case: Case, *, by: Account, at: datetime) -> None:
    """Close a case in which nothing more is owed. Raises AnswerOwed, TransitionRefused."""
    require_transition(case.status, CaseStatus.CLOSED)
    thanked = case.kind is CaseKind.PRAISE or case.status is CaseStatus.REFERRED
    if not thanked and not is_answered(case):
        raise AnswerOwed(_("Answer the person first. Then the case can be closed."), first="answer")
    case.closed_on = local_day(at)
    advance(case, CaseStatus.CLOSED, EventKind.CLOSED, by=by, at=at)
    enter_in_ledger(EntryKind.CASE_CLOSED, case, at=at)


def reopen_case(opened: OpenCase, words: str, *, at: datetime) -> None:
    """Open the case again because the person says that it is not resolved.

    A new round begins with new clocks; no earlier day is changed. Raises TransitionRefused.
    """
    case = opened.case
    require_transition(case.status, CaseStatus.REOPENED)
    if case.status is CaseStatus.DECIDED and not is_answered(case):
        raise TransitionRefused(_("The committee has decided and is writing the answer just now."))
    drop_follow_ups(case, at=at)
    case.stage += 1
    case.closed_on = None
    advance(case, CaseStatus.REOPENED, EventKind.REOPENED, by=Actor.COMPLAINANT, at=at)
    open_unread(opened, at=at)
    add_message(opened, words, MessageKind.NOT_RESOLVED, by=Actor.COMPLAINANT, at=at)
    if case.needs_other_handler:
        keep_away_earlier_handlers(opened, answered_before(case), at=at)
    start_clocks(case, local_day(at))
    enter_in_ledger(EntryKind.CASE_REOPENED, case, at=at, stage=case.stage)
    tell_members([each.email for each in readers_of(case)], at=at)


def withdraw_case(opened: OpenCase, words: str, *, at: datetime) -> None:
    """End the case because the person wants it so; why may stay unsaid.

    Raises TransitionRefused.
    """
    case = opened.case
    advance(case, CaseStatus.WITHDRAWN, EventKind.WITHDRAWN, by=Actor.COMPLAINANT, at=at)
    withdraw_sealed(case)
    add_message(opened, words, MessageKind.WITHDRAWAL, by=Actor.COMPLAINANT, at=at)
    enter_in_ledger(EntryKind.CASE_WITHDRAWN, case, at=at)
    tell_members([each.email for each in readers_of(case)], at=at)


def promise_of(case: Case) -> str:
    """The signed promise for the receipt, the same whenever it is asked for."""
    return promise(get_entry_about(case.id, EntryKind.CASE_RECEIVED))


def _stored(arrival: Arrival, on: date, on_day: date) -> Case:
    rules_on = edition_that_took_over(arrival.rule_pack, on, on_day)
    case = Case(
        id=arrival.case_id,
        reference=arrival.reference,
        kind=arrival.kind,
        area=arrival.area,
        language=arrival.language,
        rule_pack=arrival.rule_pack,
        stage=1,
        status=CaseStatus.RECEIVED,
        received_on=on,
        rules_on=rules_on,
        due_on=first_day_owed(arrival.kind, find_pack(arrival.rule_pack, rules_on or on), on),
        case_type=arrival.sorting.case_type,
        severity=arrival.sorting.severity,
        standing=arrival.sorting.standing,
        kept_with=arrival.sorting.route if arrival.suspension else None,
        kept_on=on_day if arrival.suspension else None,
        sealed_until=arrival.sealed_until,
        wants_letters=arrival.wants_letters,
        safe_id=arrival.safe.open_safe.id,
        telling=arrival.telling,
        home_code=arrival.home_code,
        contact=arrival.contact,
        exclusions=arrival.exclusions,
    )
    return write_row(case)


def _keep_receipt(arrival: Arrival, at: datetime) -> None:
    """The look-up is unique: of two equal forms that arrive together, one is stored."""
    receipt = {
        "case_id": arrival.case_id,
        "lookup": arrival.receipt_lookup,
        "secret_version": arrival.receipt_version,
        "holder_id": arrival.complainant_id,
        "repeat_until": at + REPEATABLE_FOR,
    }
    try:
        write_rows(CaseReceipt, [receipt])
    except IntegrityError:
        raise AlreadyReceived(_("We have this already. Nothing was stored twice.")) from None


def _require_answerable(case: Case, by: Account) -> None:
    require_running(suspended=case.is_suspended)
    if case.kind is CaseKind.HELD:
        if case.status not in DECIDABLE:
            raise AnswerOwed(_("Tell the person first that we have it."), first="acknowledge")
    elif case.status is not CaseStatus.DECIDED:
        raise AnswerOwed(
            _("The committee has to decide each issue before it answers."), first="decide"
        )
    if is_answered(case):
        raise AnswerOwed(_("This case was answered already. You can still write a message."))
    if is_about_visits(case.subjects) and case.record_match is None:
        raise AnswerOwed(
            _("Say first how this compares with the record of visits."), first="compare"
        )
    if case.needs_other_handler and by.id in answered_before(case):
        raise AnswerOwed(
            _("You answered this case at the earlier stage, so somebody else has to do it now.")
        )


def _require_finished(case: Case, words: str) -> None:
    with speaking(case.language):
        gap = find_gap(words)
    if gap is not None:
        raise AnswerOwed(_("This still has to be written: %(what)s", what=gap))
