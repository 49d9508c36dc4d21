"""Steps of a decision: a member votes, an issue is found upheld or not, the case is decided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Account
from portal.accounts.queries import accounts_by_holder
from portal.cases.events import Actor, EventKind
from portal.cases.fairness.hearing import concerns_a_worker, require_heard
from portal.cases.fairness.queries import asked_in, is_nobody_concerned
from portal.cases.findings import (
    Finding,
    FindingRefused,
    NoAccessDispute,
    RecordMatch,
    Tally,
    finding_of_case,
    require_vote,
    tally,
)
from portal.cases.keys.interests import free_seats
from portal.cases.keys.queries import KeyState, key_state
from portal.cases.keys.services import call_in_outside_person
from portal.cases.minutes.services import advance, enter_in_ledger, record_event
from portal.cases.models import Case, CaseFinding, CaseIssue, Vote
from portal.cases.queries import OpenCase, answered_before, get_issue
from portal.cases.workflow import (
    DECIDABLE,
    STATUSES,
    UNHEARD,
    CaseStatus,
    TransitionRefused,
    require_open,
    require_running,
)
from portal.cases.working_days import local_day
from portal.committee.quorum import Voice
from portal.database import new_id, write_row
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.vault.sealing import Place


def vote_on_issue(
    opened: OpenCase, issue_id: UUID, vote: Finding, *, reason: str, by: Account, at: datetime
) -> Tally:
    """Keep a member's finding, and decide the issue when a quorum has voted and most agree.

    Voting again replaces one's vote until then. Where everybody has voted and no half agrees, the
    outside person is called in; after that vote too, a tie leaves things as they are.

    Raises FindingRefused for who may not vote and for what is decided, TransitionRefused where the
    case is not being looked into, Suspended, NotHeardYet before a care worker could answer, and
    NotFound for an issue of another case.
    """
    case = opened.case
    issue = get_issue(case, issue_id)
    state = key_state(opened, local_day(at))
    _require_voter(case, issue, state, by)
    require_vote(vote)
    require_heard(
        issue.code,
        vote,
        asked=asked_in(case),
        nobody_concerned=is_nobody_concerned(case) if concerns_a_worker(issue.code) else False,
        on=local_day(at),
    )
    _keep_vote(opened, issue, vote, reason, by, at)
    result = tally_of(issue, case.stage, state)
    if result.finding is not None:
        _decide(case, issue, result.finding, result.votes, at)
    elif result.tied:
        record_event(case, EventKind.TIED, by=Actor.PORTAL, at=at, about=issue.id)
        if not call_in_outside_person(case, state, at=at):
            _decide(case, issue, Finding.NO_FINDING, result.votes, at)
    return result


def tally_of(issue: CaseIssue, stage: int, state: KeyState) -> Tally:
    """How the votes on an issue stand. Who stepped back since is no longer counted."""
    voices = _voices(state)
    cast = [
        (voices[vote.account_id], vote.finding)
        for vote in issue.votes_at(stage)
        if vote.account_id in voices
    ]
    seats = free_seats(state.candidates, barred=state.barred)
    return tally(cast, filled=len(seats), eligible=len(voices))


def compare_with_record(
    case: Case,
    record_match: RecordMatch,
    no_access_dispute: NoAccessDispute,
    *,
    by: Account,
    at: datetime,
) -> None:
    """Keep what the record of visits says beside what was said: two codes, no day, no visit."""
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    case.record_match = record_match
    case.no_access_dispute = no_access_dispute
    record_event(case, EventKind.COMPARED, by=by, at=at)


def _require_voter(case: Case, issue: CaseIssue, state: KeyState, by: Account) -> None:
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    if case.status not in DECIDABLE:
        raise TransitionRefused(
            _(
                "This case is “%(status)s”. Members vote after the person was told that we have"
                " it, and until it is decided.",
                status=STATUSES[case.status],
            ),
            first="acknowledge" if case.status in UNHEARD else "",
        )
    if issue.finding_at(case.stage) is not None:
        raise FindingRefused(_("This issue is decided already."))
    if by.id not in _voices(state):
        raise FindingRefused(_("Only members of the committee who hold its key may vote on it."))
    if case.needs_other_handler and by.id in answered_before(case):
        raise FindingRefused(
            _("You answered this case at the earlier stage, so others have to decide it now.")
        )


def _voices(state: KeyState) -> dict[UUID, Voice]:
    """Who may vote, by account, and what each counts for in the quorum."""
    accounts, awake = accounts_by_holder(), state.awake
    return {
        accounts[each.holder_id]: each.voice
        for each in state.candidates
        if each.holder_id in awake and each.holder_id in accounts
    }


def _keep_vote(
    opened: OpenCase, issue: CaseIssue, finding: Finding, reason: str, by: Account, at: datetime
) -> None:
    case = opened.case
    votes: Sequence[Vote] = issue.votes_at(case.stage)
    vote = next((each for each in votes if each.account_id == by.id), None)
    before = vote is not None
    vote = vote or Vote(id=new_id(), issue_id=issue.id, stage=case.stage, account_id=by.id)
    vote.finding = finding
    vote.reason = opened.safe.seal(Place("votes", vote.id, "reason"), reason)
    vote.voted_on = local_day(at)
    if not before:
        set_committed_value(issue, "votes", [*issue.votes, write_row(vote)])
    record_event(case, EventKind.VOTED, by=by, at=at, about=issue.id)


def _decide(case: Case, issue: CaseIssue, finding: Finding, votes: int, at: datetime) -> None:
    found = CaseFinding(
        id=new_id(),
        issue_id=issue.id,
        stage=case.stage,
        finding=finding,
        votes=votes,
        decided_on=local_day(at),
    )
    set_committed_value(issue, "findings", [*issue.findings, write_row(found)])
    record_event(case, EventKind.ISSUE_DECIDED, by=Actor.PORTAL, at=at, about=issue.id)
    findings = [each.finding_at(case.stage) for each in case.issues]
    if all(findings):
        case.outcome = finding_of_case([each.finding for each in findings if each is not None])
        advance(case, CaseStatus.DECIDED, EventKind.DECIDED, by=Actor.PORTAL, at=at)
        enter_in_ledger(EntryKind.CASE_OUTCOME, case, at=at, outcome=case.outcome.value)
