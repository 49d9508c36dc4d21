"""Questions of the bundle: what of a case is the person's to have, and what the ledger proves.

What stays out: who else opened or voted, notes between members, who the person is (a bundle is
handed on, and a lost one must not say whose it is), and a decision before it was told to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from portal.cases.deadlines import RulePack
from portal.cases.events import EVENTS, EventKind, MessageKind
from portal.cases.findings import FINDINGS, Finding
from portal.cases.messages.models import Attachment
from portal.cases.models import Case, CaseEvent, CaseIssue, Deadline
from portal.cases.queries import OpenCase, Told, attachments_of, messages_of, told_in
from portal.cases.reading.queries import photograph_in, steps_for_complainant
from portal.cases.remedies.queries import ReadRemedy, read_remedies
from portal.cases.standing.standings import may_be_told
from portal.cases.subjects import label_of
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact
from portal.ledger.queries import (
    commitments_of,
    day_of_link,
    facts_about,
    get_head,
    hash_before,
)
from portal.vault.sealing import Place

SHOWN_ENTRIES: Final = frozenset(
    {
        EntryKind.CASE_RECEIVED,
        EntryKind.CASE_ACKNOWLEDGED,
        EntryKind.CASE_ANSWERED,
        EntryKind.CASE_OUTCOME,
        EntryKind.CASE_REOPENED,
        EntryKind.CASE_CLOSED,
        EntryKind.CASE_WITHDRAWN,
        EntryKind.CASE_ESCALATED,
        EntryKind.CASE_SEALED,
        EntryKind.CASE_UNSEALED,
        EntryKind.RECEIPT_REISSUED,
    }
)


@dataclass(frozen=True)
class File:
    """A photograph under the name that it has in the bundle."""

    path: str
    name: str
    on: date
    message_id: UUID | None
    content: bytes


@dataclass(frozen=True)
class Said:
    """One message, unsealed, with the photographs that came with it."""

    kind: MessageKind
    author: str | None
    on: date
    words: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class Found:
    """What was found of one thing in one round, as far as the person was told."""

    code: str
    stage: int
    finding: Finding
    on: date

    @property
    def words(self) -> str:
        """What was found, in words."""
        return str(FINDINGS[self.finding])


@dataclass(frozen=True)
class Dossier:
    """Everything of a case that the person is entitled to."""

    case: Case
    told: Told
    issues: tuple[CaseIssue, ...]
    findings: tuple[Found, ...]
    clocks: tuple[Deadline, ...]
    steps: tuple[CaseEvent, ...]
    promises: tuple[ReadRemedy, ...]
    """Once there is an answer."""
    messages: tuple[Said, ...]
    files: tuple[File, ...]


def dossier_of(opened: OpenCase) -> Dossier:
    """What of a case is the person's to have, unsealed."""
    case = opened.case
    files = tuple(_files(opened, attachments_of(case)))
    return Dossier(
        case=case,
        told=told_in(opened),
        issues=tuple(case.issues),
        findings=tuple(_findings(case)),
        clocks=tuple(case.deadlines),
        steps=tuple(steps_for_complainant(case)),
        promises=_promised(opened),
        messages=tuple(
            Said(
                each.kind,
                each.author.name if each.author else None,
                each.written_on,
                opened.safe.open_text(Place("messages", each.id, "body"), each.body),
                tuple(file for file in files if file.message_id == each.id),
            )
            for each in messages_of(case)
        ),
        files=files,
    )


def case_facts(dossier: Dossier) -> dict[str, Any]:
    """The case as JSON has it."""
    case = dossier.case
    return {
        "reference": case.reference,
        "kind": case.kind.value,
        "area": case.area,
        "received_on": case.received_on.isoformat(),
        "stage": case.stage,
        "status": case.status.value,
        "rules": {"code": case.pack.code, "title": case.pack.title, "source": case.pack.source},
        "outside_body": _outside_body(case.pack),
        "told": _telling(dossier.told),
        "about": [{"code": each.code, "label": label_of(each.code)} for each in dossier.issues],
        "findings": [
            {
                "code": each.code,
                "stage": each.stage,
                "finding": each.finding.value,
                "on": each.on.isoformat(),
            }
            for each in dossier.findings
        ],
        "clocks": [_clock(each) for each in dossier.clocks],
        "steps": [_step(each) for each in dossier.steps],
        "promised": [
            {
                "what": each.what,
                "due": each.remedy.due_on.isoformat(),
                "done": _day(each.remedy.done_on),
            }
            for each in dossier.promises
        ],
        "messages": [
            {
                "on": each.on.isoformat(),
                "kind": each.kind.value,
                "from": "committee" if each.author else "person",
                "author": each.author,
                "words": each.words,
                "files": [file.path for file in each.files],
            }
            for each in dossier.messages
        ],
        "files": [
            {"file": each.path, "name": each.name, "on": each.on.isoformat()}
            for each in dossier.files
        ],
    }


def entries_for_person(case: Case) -> list[tuple[LedgerEntry, LedgerFact]]:
    """The entries about a case that are the person's to have, oldest first."""
    answers = len(_answers(case))
    shown = []
    for entry, fact in facts_about(case.id):
        # What was decided is theirs once they were told: the outcome before each answer.
        if fact.kind is EntryKind.CASE_OUTCOME:
            if answers == 0:
                continue
            answers -= 1
        if fact.kind in SHOWN_ENTRIES:
            shown.append((entry, fact))
    return shown


def proof_of_days(entries: Iterable[LedgerEntry]) -> tuple[dict[int, date], list[dict[str, Any]]]:
    """In which day each entry stands in the chain, and those days whole, up to their heads."""
    days = {
        entry.sequence: day
        for entry in entries
        if (day := day_of_link(entry.commitment)) is not None
    }
    return days, [_proof_of(day) for day in sorted(set(days.values()))]


def _outside_body(pack: RulePack) -> dict[str, Any]:
    """Where the person can go next, how to reach it, and how long it can be asked."""
    return {
        "name": pack.outside_body,
        "address": pack.outside_body_url,
        "telephone": pack.outside_body_phone,
        "post": pack.outside_body_post,
        "months": pack.outside_body_months,
        "from": pack.outside_body_from.value,
    }


def _telling(told: Told) -> dict[str, Any]:
    telling = told.telling
    return {
        "words": telling.words,
        "happened_on": _day(telling.happened_on),
        "happened_at": telling.happened_at,
        "place": telling.place,
        "home_code": told.home_code,
        "may_be_published": telling.publish,
        "answers": [{"question": asked, "answer": given} for asked, given in telling.answers],
    }


def _clock(clock: Deadline) -> dict[str, Any]:
    return {
        "kind": clock.kind.value,
        "stage": clock.stage,
        "from": clock.starts_on.isoformat(),
        "due": clock.due_on.isoformat(),
        "met": _day(clock.met_on),
        "replaced": _day(clock.superseded_on),
        "set_by": clock.set_by.value,
    }


def _step(step: CaseEvent) -> dict[str, Any]:
    return {
        "on": step.happened_on.isoformat(),
        "stage": step.stage,
        "kind": step.kind.value,
        "words": str(EVENTS[step.kind]),
    }


def _proof_of(day: date) -> dict[str, Any]:
    head = get_head(day)
    return {
        "day": day.isoformat(),
        "signed_on": head.signed_on.isoformat(),
        "size": head.size,
        "previous": hash_before(day).hex(),
        "hash": head.hash.hex(),
        "public_key": head.public_key.hex(),
        "signature": head.signature.hex(),
        "commitments": [commitment.hex() for commitment in commitments_of(day)],
    }


def _answers(case: Case) -> list[int]:
    """The rounds in which the person was answered."""
    return [event.stage for event in case.events if event.kind is EventKind.ANSWERED]


def _promised(opened: OpenCase) -> tuple[ReadRemedy, ...]:
    """What was promised, as far as this person was answered and may be told."""
    case = opened.case
    if not may_be_told(case.standing) or not _answers(case):
        return ()
    return tuple(read_remedies(opened))


def _findings(case: Case) -> Iterable[Found]:
    if not may_be_told(case.standing):
        return
    told = set(_answers(case))
    for issue in case.issues:
        for found in issue.findings:
            if found.stage in told:
                yield Found(issue.code, found.stage, found.finding, found.decided_on)


def _files(opened: OpenCase, attachments: Iterable[Attachment]) -> Iterable[File]:
    for number, each in enumerate(attachments, start=1):
        name = opened.safe.open_text(Place("attachments", each.id, "name"), each.name)
        path = f"photographs/{number:02}.jpg"
        yield File(path, name, each.added_on, each.message_id, photograph_in(opened, each))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
