"""Steps of publishing a summary: written by one, read by the person, signed by another."""

from dataclasses import replace
from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import Actor, EventKind
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.publishing.models import CaseSummary
from portal.cases.publishing.queries import counted_cells, find_summary, read_proposal
from portal.cases.publishing.summaries import (
    PublishingRefused,
    SummaryState,
    SummaryWords,
    first_day_after,
    quarter_of,
    require_proposable,
    require_signable,
    require_uncounted,
)
from portal.cases.queries import OpenCase, is_answered, readers_of, told_in
from portal.cases.workflow import CaseKind, CaseStatus, TransitionRefused, require_running
from portal.cases.working_days import local_day
from portal.database import db, new_id
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.stored_pages import touch_public_pages
from portal.vault.sealing import Place


def propose_summary(
    opened: OpenCase, words: SummaryWords, *, by: Account, at: datetime
) -> CaseSummary:
    """Write what everybody may read. The person is told, and reads it before anybody else.

    What was proposed before and not signed gives way. Raises PublishingRefused, and Suspended.
    """
    case, today = opened.case, local_day(at)
    require_running(suspended=case.is_suspended)
    told = told_in(opened)
    answered = any(event.kind is EventKind.ANSWERED for event in case.events)
    require_proposable(case.kind, words, consents=told.telling.publish, answered=answered)
    _require_heard(case)
    earlier = find_summary(case, SummaryState.PROPOSED)
    if earlier is not None:
        _end(earlier, SummaryState.DROPPED)
    summary_id = new_id()
    summary = CaseSummary(
        id=summary_id,
        case_id=case.id,
        state=SummaryState.PROPOSED,
        person_agrees=False,
        proposed_by_id=by.id,
        proposed_on=today,
        draft=opened.safe.seal(Place("case_summaries", summary_id, "draft"), words.to_text()),
        kind=case.kind,
        quarter=quarter_of(case.received_on),
        subjects=case.subjects,
        outcome=case.outcome,
    )
    db.session.add(summary)
    record_event(case, EventKind.SUMMARY_PROPOSED, by=by, at=at, about=summary_id)
    leave_letter(case, at=at)
    tell_members([each.email for each in readers_of(case) if each.id != by.id], at=at)
    return summary


def agree_to_summary(opened: OpenCase, *, at: datetime) -> None:
    """The person has read it and says yes. Raises PublishingRefused where nothing is proposed."""
    proposal = find_summary(opened.case, SummaryState.PROPOSED)
    if proposal is None:
        raise PublishingRefused(_("Nothing is waiting for your word just now."))
    proposal.person_agrees = True
    record_event(
        opened.case, EventKind.SUMMARY_AGREED, by=Actor.COMPLAINANT, at=at, about=proposal.id
    )
    tell_members([each.email for each in readers_of(opened.case)], at=at)


def take_summary_back(opened: OpenCase, *, at: datetime) -> None:
    """The person wants nothing published: from this moment nothing is, nor proposed again."""
    case, telling = opened.case, told_in(opened).telling
    said_no = replace(telling, publish=False)
    case.telling = opened.safe.seal(Place("cases", case.id, "telling"), said_no.to_text())
    for state in (SummaryState.PROPOSED, SummaryState.PUBLISHED):
        summary = find_summary(case, state)
        if summary is not None:
            _end(summary, SummaryState.TAKEN_BACK)
    record_event(case, EventKind.SUMMARY_TAKEN_BACK, by=Actor.COMPLAINANT, at=at)
    enter_in_ledger(EntryKind.SUMMARY_TAKEN_BACK, case, at=at)
    touch_public_pages()


def drop_summary(case: Case, summary: CaseSummary, *, by: Account, at: datetime) -> None:
    """Take back what waits for a signature. Raises PublishingRefused for what does not."""
    if summary.state is not SummaryState.PROPOSED:
        raise PublishingRefused(_("This was signed or taken back already."))
    _end(summary, SummaryState.DROPPED)
    record_event(case, EventKind.SUMMARY_DROPPED, by=by, at=at, about=summary.id)


def sign_summary(opened: OpenCase, summary: CaseSummary, *, by: Account, at: datetime) -> None:
    """Sign as the second member. It is shown from the first day of the next quarter on.

    What stood there of this case before gives way; then the new words are shown at once.
    Raises PublishingRefused, and Suspended.
    """
    case, today = opened.case, local_day(at)
    require_running(suspended=case.is_suspended)
    require_signable(
        summary.state,
        proposed_by=summary.proposed_by_id,
        proposed_on=summary.proposed_on,
        person_agrees=summary.person_agrees,
        by=by.id,
        today=today,
    )
    if not told_in(opened).telling.publish:
        raise PublishingRefused(_("The person does not agree any more."))
    if by.id not in {each.id for each in readers_of(case)}:
        raise PublishingRefused(_("You do not hold the key of this case."))
    require_uncounted(counted_cells(summary))
    words = read_proposal(opened, summary, today).words
    before = find_summary(case, SummaryState.PUBLISHED)
    shown_from = first_day_after(quarter_of(today))
    if before is not None:
        shown_from = before.shown_from or shown_from
        _end(before, SummaryState.REPLACED)
    summary.state, summary.shown_from = SummaryState.PUBLISHED, shown_from
    summary.signed_by_id, summary.signed_on = by.id, today
    summary.done, summary.promised, summary.due_in = (
        words.done or None,
        words.promised or None,
        words.due_in or None,
    )
    record_event(case, EventKind.SUMMARY_SIGNED, by=by, at=at, about=summary.id)
    enter_in_ledger(EntryKind.SUMMARY_PUBLISHED, case, at=at, quarter=summary.quarter)
    leave_letter(case, at=at)
    touch_public_pages()


def _end(summary: CaseSummary, state: SummaryState) -> None:
    summary.state, summary.draft = state, b""
    summary.done = summary.promised = summary.due_in = None
    db.session.flush()


def _require_heard(case: Case) -> None:
    """While somebody waits for the committee again, nothing is said about how it ended."""
    waits = case.status in (CaseStatus.RECEIVED, CaseStatus.REOPENED)
    again = case.stage > 1 and not is_answered(case)
    if waits or (again and case.kind is not CaseKind.PRAISE):
        raise TransitionRefused(_("The person waits for an answer. Give it first."))
