"""What is kept of a case. Words, people, homes and hours are sealed in the case's safe.

Days only, never hours, where the person who spoke did something: an hour would join a complaint to
the moment of writing it.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.clocks.calls import Call
from portal.cases.deadlines import DeadlineKind, Due, RulePack, SetBy
from portal.cases.events import Actor, EventKind, RecusalGround
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.retention import class_of, last_day_kept
from portal.cases.routing.table import ALONE, CaseType, Facts, Route
from portal.cases.rule_packs import find_pack
from portal.cases.standing.standings import Standing
from portal.cases.workflow import ENDED, CaseKind, CaseStatus
from portal.database import Model, new_id
from portal.vault.models import Holder, Safe

NOTHING_OWED: Final = date.max
"""In the place of the next day where nothing is owed: after every other day, in any index."""

# Each index holds the rows that are looked for in it and no others, so that none is mistaken for a
# short way to the rest: nearly all cases have ended, and nearly none is kept apart.
_OPEN, _ENDED = text("ended_on IS NULL"), text("ended_on IS NOT NULL")
_APART = text("kept_with IS NOT NULL")
_KEPT_LONG_ENOUGH = text("kind = 'kept_long_enough'")
_SEALED = text("sealed_until IS NOT NULL")
_ENDS: Final = ", ".join(f"'{each.value}'" for each in CaseStatus if each in ENDED)


class Case(Model):
    """What one person told the committee, and where it stands."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("stage >= 1", name="stage_counts_from_one"),
        CheckConstraint(
            "(status = 'closed') = (closed_on IS NOT NULL)", name="closed_on_when_closed"
        ),
        CheckConstraint(
            f"(status IN ({_ENDS})) = (ended_on IS NOT NULL)",
            name="ended_on_when_ended",
        ),
        CheckConstraint("severity BETWEEN 0 AND 4", name="severity_of_five"),
        CheckConstraint("(kept_with IS NULL) = (kept_on IS NULL)", name="kept_since_a_day"),
        Index("ix_cases_status", "status"),
        Index(
            "ix_cases_sealed_until",
            "sealed_until",
            sqlite_where=_SEALED,
            postgresql_where=_SEALED,
        ),
        Index(
            "ix_cases_kept_with",
            "kept_with",
            sqlite_where=_APART,
            postgresql_where=_APART,
        ),
        Index("ix_cases_ended_on", "ended_on", sqlite_where=_ENDED, postgresql_where=_ENDED),
        # In the order of the queue: a page of it is read from here, however many cases there are.
        Index(
            "ix_cases_queue",
            "due_on",
            "received_on",
            "reference",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    reference: Mapped[str] = mapped_column(unique=True, comment="clear: random; gaps tell nothing")
    kind: Mapped[CaseKind] = mapped_column(comment="clear: counted in reports")
    case_type: Mapped[CaseType] = mapped_column(comment="clear: decides who reads it; counted")
    severity: Mapped[int] = mapped_column(
        comment="clear: 0 to 4, presumed from the subjects until judged; decides who reads it"
    )
    standing: Mapped[Standing] = mapped_column(
        comment="clear: as what the person may be answered; two members record it"
    )
    kept_with: Mapped[Route | None] = mapped_column(
        comment="clear: who has it alone; the committee is shown that it is suspended"
    )
    kept_on: Mapped[date | None] = mapped_column(comment="clear: since which day it is suspended")
    sealed_until: Mapped[date | None] = mapped_column(
        comment="clear: the day on which the portal opens it by itself; none where it is open"
    )
    area: Mapped[str] = mapped_column(comment="clear: a part of the district, never a street")
    language: Mapped[str] = mapped_column(comment="clear: the language to answer in")
    rule_pack: Mapped[str] = mapped_column(comment="clear: which rules set its clocks")
    rules_on: Mapped[date | None] = mapped_column(
        comment="clear: the first day of later rules that took it over; else those of its receipt"
    )
    stage: Mapped[int] = mapped_column(default=1, comment="clear: 1, and one more each reopening")
    status: Mapped[CaseStatus] = mapped_column(comment="clear: clocks and reports need it")
    outcome: Mapped[Finding | None] = mapped_column(comment="clear: counted in reports")
    record_match: Mapped[RecordMatch | None] = mapped_column(
        comment="clear: agrees, disagrees or no data; names no visit and no day"
    )
    no_access_dispute: Mapped[NoAccessDispute | None] = mapped_column(
        comment="clear: none, raised or upheld; names no visit and no day"
    )
    received_on: Mapped[date] = mapped_column(comment="clear: the day; clocks count from it")
    due_on: Mapped[date] = mapped_column(
        default=NOTHING_OWED,
        comment="clear: the first day of its clocks that run; orders the queue",
    )
    escalated_on: Mapped[date | None] = mapped_column(comment="clear: the clocks are public")
    closed_on: Mapped[date | None] = mapped_column(comment="clear: counted in reports")
    ended_on: Mapped[date | None] = mapped_column(
        comment="clear: how long it is kept counts from it"
    )
    wants_letters: Mapped[bool] = mapped_column(
        comment="clear: that an address was left, not which; a waiting letter tells it anyway"
    )
    safe_id: Mapped[UUID] = mapped_column(
        ForeignKey(Safe.id), unique=True, comment="clear: where its keys are"
    )
    assignee_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the member who looks into it"
    )
    telling: Mapped[bytes] = mapped_column(comment="sealed: what was said, and when it happened")
    home_code: Mapped[bytes] = mapped_column(comment="sealed: which home; empty text if unknown")
    contact: Mapped[bytes] = mapped_column(comment="sealed: name and addresses, if any were given")
    exclusions: Mapped[bytes] = mapped_column(comment="sealed: who should not see it")

    assignee: Mapped[Account | None] = relationship()
    issues: Mapped[list["CaseIssue"]] = relationship(order_by="CaseIssue.position")
    events: Mapped[list["CaseEvent"]] = relationship(order_by="CaseEvent.position")
    deadlines: Mapped[list["Deadline"]] = relationship(order_by="Deadline.due_on, Deadline.kind")

    @property
    def pack(self) -> RulePack:
        """The rules that set its clocks: as they were when it was received, or took it over."""
        return find_pack(self.rule_pack, self.rules_on or self.received_on)

    @property
    def needs_other_handler(self) -> bool:
        """Whether who answered it before takes no part any more: it was opened again.

        Some rules say so of their second stage; here it holds under all of them.
        """
        return self.stage > 1

    @property
    def rules_stage(self) -> int:
        """Which stage of its rules sets the clocks of the present round.

        The next one comes after an answer. What was put right at once, withdrawn or passed on, and
        is opened again, was never answered: its person begins where everybody begins.
        """
        if self.stage == 1:
            return 1
        answered = {
            each.stage
            for each in self.events
            if each.kind is EventKind.ANSWERED and each.stage < self.stage
        }
        return 1 + len(answered)

    @property
    def is_suspended(self) -> bool:
        """Whether somebody has it alone, so that the committee does nothing in it."""
        return self.kept_with in ALONE

    @property
    def is_sealed(self) -> bool:
        """Whether the person keeps it sealed until somebody else reports the same."""
        return self.sealed_until is not None

    @property
    def routed_by(self) -> Facts:
        """What the routing table asks about it."""
        return Facts(self.case_type, tuple(self.subjects), self.severity, self.stage)

    @property
    def has_ended(self) -> bool:
        """Whether nobody waits for the committee."""
        return self.status in ENDED

    @property
    def subjects(self) -> list[str]:
        """The codes of what it is about."""
        return [issue.code for issue in self.issues]

    @property
    def kept_until(self) -> date | None:
        """The last day on which it is kept; None while somebody waits for the committee."""
        if self.ended_on is None:
            return None
        return last_day_kept(class_of(self.kind, self.subjects, self.outcome), self.ended_on)

    def running(self, kind: DeadlineKind) -> "Deadline | None":
        """The clock of that kind in this round, met or not."""
        return next(
            (
                each
                for each in self.deadlines
                if each.kind is kind and each.stage == self.stage and each.superseded_on is None
            ),
            None,
        )

    @property
    def owed(self) -> list["Deadline"]:
        """The clocks that run in this round, what is due first standing first."""
        return [
            each
            for each in self.deadlines
            if each.stage == self.stage and each.superseded_on is None and each.met_on is None
        ]


class CaseEvent(Model):
    """One thing that happened in a case. Only ever added."""

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint(
            "(actor = 'committee') = (account_id IS NOT NULL)", name="account_when_committee"
        ),
        Index(
            "ix_case_events_kept_long_enough",
            "case_id",
            sqlite_where=_KEPT_LONG_ENOUGH,
            postgresql_where=_KEPT_LONG_ENOUGH,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), comment="clear: the case")
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    kind: Mapped[EventKind] = mapped_column(comment="clear: a step of the procedure, no content")
    stage: Mapped[int] = mapped_column(comment="clear: in which round")
    actor: Mapped[Actor] = mapped_column(comment="clear: committee, the person, or the portal")
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: which member; the minutes name them"
    )
    subject_id: Mapped[UUID | None] = mapped_column(
        comment="clear: random identifier of what the step was about (issue, deadline, account)"
    )
    happened_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")

    account: Mapped[Account | None] = relationship()


class CaseIssue(Model):
    """One thing that the case is about, decided by itself."""

    __tablename__ = "case_issues"
    __table_args__ = (UniqueConstraint("case_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), comment="clear: the case")
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    code: Mapped[str] = mapped_column(comment="clear: subject code, counted in reports")

    findings: Mapped[list["CaseFinding"]] = relationship(order_by="CaseFinding.stage")
    votes: Mapped[list["Vote"]] = relationship(order_by="Vote.voted_on")

    def finding_at(self, stage: int) -> "CaseFinding | None":
        """What was found in that round."""
        return next((each for each in self.findings if each.stage == stage), None)

    def votes_at(self, stage: int) -> list["Vote"]:
        """The votes of that round."""
        return [each for each in self.votes if each.stage == stage]


class CaseFinding(Model):
    """What the committee found about one issue in one round. Only ever added."""

    __tablename__ = "case_findings"
    __table_args__ = (UniqueConstraint("issue_id", "stage"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("case_issues.id"), comment="clear: the issue")
    stage: Mapped[int] = mapped_column(comment="clear: in which round")
    finding: Mapped[Finding] = mapped_column(comment="clear: counted in reports")
    votes: Mapped[int] = mapped_column(comment="clear: how many took part, for the minutes")
    decided_on: Mapped[date] = mapped_column(comment="clear: the day")


class Vote(Model):
    """One member's finding about one issue; replaced by voting again until it is decided."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("issue_id", "stage", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("case_issues.id"), comment="clear: the issue")
    stage: Mapped[int] = mapped_column(comment="clear: in which round")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who voted; nobody votes twice"
    )
    finding: Mapped[Finding] = mapped_column(comment="clear: counted without a key")
    reason: Mapped[bytes] = mapped_column(comment="sealed: why, in the member's words")
    voted_on: Mapped[date] = mapped_column(comment="clear: the day")

    account: Mapped[Account] = relationship()


class Deadline(Model):
    """One clock. More time makes a new row: a day that was promised is never edited."""

    __tablename__ = "deadlines"
    __table_args__ = (
        CheckConstraint("due_on >= starts_on", name="due_after_start"),
        CheckConstraint(
            "call_on IS NULL OR (met_on IS NULL AND superseded_on IS NULL)",
            name="nobody_called_when_over",
        ),
        Index("ix_deadlines_call_on", "call_on"),
        Index("ix_deadlines_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), comment="clear: the case")
    stage: Mapped[int] = mapped_column(comment="clear: in which round")
    kind: Mapped[DeadlineKind] = mapped_column(comment="clear: what is due")
    starts_on: Mapped[date] = mapped_column(comment="clear: day 0")
    due_on: Mapped[date] = mapped_column(comment="clear: last day in time; the clock is public")
    met_on: Mapped[date | None] = mapped_column(comment="clear: counted in reports")
    superseded_on: Mapped[date | None] = mapped_column(
        comment="clear: the day another row took its place"
    )
    escalated_on: Mapped[date | None] = mapped_column(comment="clear: counted in reports")
    set_by: Mapped[SetBy] = mapped_column(comment="clear: what the day comes from")
    before_on: Mapped[date | None] = mapped_column(
        comment="clear: the day that was told before, where this one came later or changed"
    )
    last_call: Mapped[Call | None] = mapped_column(
        comment="clear: who was told last that it is near, or overdue"
    )
    call_on: Mapped[date | None] = mapped_column(
        comment="clear: the day on which the portal looks at it next; none once it is over"
    )

    @property
    def due(self) -> Due:
        """The clock as the rules speak of it."""
        return Due(self.kind, self.starts_on, self.due_on)


class ClockRules(Model):
    """The rules and days off from which the running clocks were last worked out. One row."""

    __tablename__ = "clock_rules"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="clear: always 1"
    )
    fingerprint: Mapped[str] = mapped_column(comment="clear: a hash of rules and days off")


class Recusal(Model):
    """The minute of a member who takes no part: who, since when, on what ground."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), comment="clear: the case")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: needed to keep them out"
    )
    person_id: Mapped[UUID] = mapped_column(
        comment="clear: the member in the register; of an outside person, the account"
    )
    ground: Mapped[RecusalGround] = mapped_column(comment="clear: the minutes name it")
    recused_on: Mapped[date] = mapped_column(comment="clear: the minutes name it")

    account: Mapped[Account] = relationship()


class CaseReceipt(Model):
    """What a receipt code leads to. Neither the code nor the key can be had from this row."""

    __tablename__ = "receipts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"), unique=True, comment="clear: the case"
    )
    lookup: Mapped[bytes] = mapped_column(unique=True, comment="clear: an HMAC of the code")
    secret_version: Mapped[str] = mapped_column(comment="clear: which secret; says nothing of it")
    holder_id: Mapped[UUID] = mapped_column(
        ForeignKey(Holder.id), comment="clear: the person's public key"
    )
    repeat_until: Mapped[datetime | None] = mapped_column(
        comment="clear: emptied within the hour; until then the same form shows the same receipt"
    )

    case: Mapped[Case] = relationship()


def _refuse_change(_mapper: Any, _connection: Connection, row: object) -> None:
    raise TypeError(f"A {type(row).__name__} is only ever added.")


for _added_only in (CaseEvent, CaseFinding, Recusal):
    event.listen(_added_only, "before_update", _refuse_change)
    event.listen(_added_only, "before_delete", _refuse_change)
