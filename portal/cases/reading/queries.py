"""Questions that the page of a case asks, answered in a session that holds its key."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.accounts.models import Account
from portal.cases.clocks.calls import CALLS, Call, next_call
from portal.cases.deadlines import DEADLINES, days_left
from portal.cases.deciding.services import tally_of
from portal.cases.deleting.queries import ReadHold, read_hold
from portal.cases.enquiring.queries import ReadEnquiry, read_enquiries
from portal.cases.events import ABOUT_ANOTHER, SHOWN_TO_COMPLAINANT, MessageKind
from portal.cases.fairness.queries import ReadReply, read_replies
from portal.cases.findings import Finding, Tally
from portal.cases.following.models import FollowUp, RetaliationAlert
from portal.cases.following.queries import find_open_alert, follow_ups_of
from portal.cases.keys.queries import KeyState, key_state
from portal.cases.linking.links import Link
from portal.cases.linking.queries import ReadLink, read_links
from portal.cases.messages.models import Attachment
from portal.cases.models import Case, CaseEvent, CaseIssue, Deadline
from portal.cases.queries import (
    OpenCase,
    Told,
    attachments_of,
    contact_in,
    is_answered,
    messages_of,
    notes_of,
    told_in,
)
from portal.cases.reading.readership import Readership
from portal.cases.reading.readership_queries import readership_of
from portal.cases.remedies.queries import ReadRemedy, read_remedies
from portal.cases.safeguarding.queries import ReadSuspension, read_suspensions
from portal.cases.seconding.asking import Step
from portal.cases.seconding.queries import ReadRequest, read_requests
from portal.cases.thanking.queries import ReadThanks, read_thanks
from portal.cases.thanking.thanks import Thanks
from portal.vault.sealing import Place


@dataclass(frozen=True)
class Words:
    """A message or a note, unsealed."""

    kind: MessageKind | None
    from_complainant: bool
    author: Account | None
    on: date
    text: str


@dataclass(frozen=True)
class Picture:
    """A photograph, with the name it had."""

    id: UUID
    name: str
    on: date


@dataclass(frozen=True)
class IssueStanding:
    """How one issue stands in the present round, as one member may see it."""

    issue: CaseIssue
    finding: Finding | None
    tally: Tally
    own_vote: Finding | None
    own_reason: str
    reasons: tuple[tuple[str, Finding, str], ...]
    """Who voted for what and why: shown only once the issue is decided, so nobody is led."""


@dataclass(frozen=True)
class ClockLine:
    """One clock in words: what is due, when, and how it stands."""

    deadline: Deadline
    state: str
    days_left: int
    next_call: tuple[Call, date] | None
    """What the portal does next by itself, and when."""
    ended_on: date | None = None
    """The day since which nobody waits for it."""

    @property
    def words(self) -> str:
        """What has to be done."""
        return str(DEADLINES[self.deadline.kind])

    @property
    def next_words(self) -> str:
        """What the portal does next by itself."""
        return str(CALLS[self.next_call[0]]) if self.next_call else ""


@dataclass(frozen=True)
class CasePage:
    """Everything on the page of a case."""

    case: Case
    told: Told
    clocks: list[ClockLine]
    messages: list[Words]
    notes: list[Words]
    pictures: list[Picture]
    events: list[CaseEvent]
    keys: KeyState
    readership: Readership
    left_contact: bool
    """Whether the person said who they are; not who."""
    identity: list[ReadRequest]
    deletion: list[ReadRequest]
    challenges: list[ReadRequest]
    standing: list[ReadRequest]
    endings: list[ReadRequest]
    """What one member proposes to end without a finding."""
    openly: list[ReadRequest]
    suspensions: list[ReadSuspension]
    heard: list[ReadReply]
    """What care workers were told and answered in this round."""
    copies: list[ReadRequest]
    held: ReadHold | None
    follow_ups: list[FollowUp]
    """What the person says of it, beside what was found."""
    alert: RetaliationAlert | None
    enquiries: list[ReadEnquiry]
    remedies: list[ReadRemedy]
    links: list[ReadLink]
    """Other cases that tell of the same event, as far as this reader may open them."""
    thanked: list[ReadThanks]
    """To whom praise was passed on."""

    @property
    def is_answered(self) -> bool:
        """Whether the person has the answer of this round."""
        return is_answered(self.case)


def case_page(opened: OpenCase, reader: Account, *, today: date) -> CasePage:
    """The page of a case for a member who holds its key."""
    case, keys = opened.case, key_state(opened, today)
    return CasePage(
        case=case,
        told=told_in(opened),
        clocks=clock_lines(case, today),
        messages=read_messages(opened),
        notes=read_notes(opened),
        pictures=pictures_of(opened),
        events=list(case.events),
        keys=keys,
        readership=readership_of(case, keys),
        left_contact=bool(contact_in(opened)),
        identity=read_requests(opened, Step.IDENTITY, today),
        deletion=read_requests(opened, Step.DELETION, today),
        challenges=read_requests(opened, Step.CHALLENGE, today),
        standing=read_requests(opened, Step.STANDING, today),
        endings=read_requests(opened, Step.ENDING, today),
        openly=read_requests(opened, Step.OPENLY, today),
        suspensions=read_suspensions(opened),
        heard=read_replies(opened),
        copies=read_requests(opened, Step.REDACTION, today),
        held=read_hold(opened),
        follow_ups=follow_ups_of(case),
        alert=find_open_alert(case),
        enquiries=read_enquiries(opened),
        remedies=read_remedies(opened),
        links=read_links(opened, reader),
        thanked=read_thanks(opened),
    )


def clock_lines(case: Case, today: date) -> list[ClockLine]:
    """The clocks of the present round, in order."""
    running = [
        each for each in case.deadlines if each.stage == case.stage and each.superseded_on is None
    ]
    return [_clock_line(case, each, today) for each in sorted(running, key=lambda one: one.due_on)]


def steps_for_complainant(case: Case) -> list[CaseEvent]:
    """What happened in the case, as far as it is for the person to see.

    While they keep it sealed, not whether it was compared: a report that somebody makes up would
    tell them whether there is another one.
    """
    shown = SHOWN_TO_COMPLAINANT - (ABOUT_ANOTHER if case.is_sealed else frozenset())
    return [event for event in case.events if event.kind in shown]


def read_messages(opened: OpenCase) -> list[Words]:
    """What was written both ways, unsealed, oldest first."""
    return [
        Words(
            each.kind,
            each.from_complainant,
            each.author,
            each.written_on,
            opened.safe.open_text(Place("messages", each.id, "body"), each.body),
        )
        for each in messages_of(opened.case)
    ]


def read_notes(opened: OpenCase) -> list[Words]:
    """What members wrote down for each other, unsealed, oldest first.

    Without links: whoever reads a case need not know of the other; and without passed-on thanks.
    """
    read = [
        (each, opened.safe.open_text(Place("notes", each.id, "body"), each.body))
        for each in notes_of(opened.case)
    ]
    return [
        Words(None, False, note.author, note.written_on, text)
        for note, text in read
        if Link.of_text(text) is None and Thanks.of_text(text) is None
    ]


def pictures_of(opened: OpenCase) -> list[Picture]:
    """The photographs of a case by name, without their content."""
    return [
        Picture(
            each.id,
            opened.safe.open_text(Place("attachments", each.id, "name"), each.name),
            each.added_on,
        )
        for each in attachments_of(opened.case)
    ]


def photograph_in(opened: OpenCase, attachment: Attachment) -> bytes:
    """The photograph itself, as JPEG."""
    return opened.safe.open(Place("attachments", attachment.id, "content"), attachment.content)


def standings_of(opened: OpenCase, state: KeyState, reader: Account) -> list[IssueStanding]:
    """How the vote on each issue stands, and what this member has voted."""
    return [_standing(opened, issue, state, reader) for issue in opened.case.issues]


def _standing(
    opened: OpenCase, issue: CaseIssue, state: KeyState, reader: Account
) -> IssueStanding:
    stage = opened.case.stage
    found, votes = issue.finding_at(stage), issue.votes_at(stage)
    reasons = {
        vote.account_id: opened.safe.open_text(Place("votes", vote.id, "reason"), vote.reason)
        for vote in votes
        if found is not None or vote.account_id == reader.id
    }
    own = next((vote for vote in votes if vote.account_id == reader.id), None)
    return IssueStanding(
        issue=issue,
        finding=found.finding if found else None,
        tally=tally_of(issue, stage, state),
        own_vote=own.finding if own else None,
        own_reason=reasons[own.account_id] if own else "",
        reasons=tuple(
            (vote.account.name, vote.finding, reasons[vote.account_id]) for vote in votes if found
        ),
    )


def _clock_line(case: Case, deadline: Deadline, today: date) -> ClockLine:
    left = days_left(deadline.due_on, today, case.pack.nation)
    if deadline.met_on is not None:
        state = "done"
    elif case.has_ended:
        state = "ended"
    elif deadline.due_on < today:
        state = "overdue"
    else:
        state = "waiting"
    return ClockLine(deadline, state, left, _next_call(case, deadline, today), case.ended_on)


def _next_call(case: Case, deadline: Deadline, today: date) -> tuple[Call, date] | None:
    # Of what is kept sealed nobody is told anything until it opens.
    if deadline.call_on is None or case.has_ended or case.is_sealed:
        return None
    return next_call(
        deadline.kind,
        deadline.due_on,
        last=deadline.last_call,
        today=today,
        nation=case.pack.nation,
    )
