"""The one look that a receipt gives: everything its page shows, in two questions.

Somebody who comes back waits for nothing else, so nothing is loaded here that is not shown: a head
with the case and its key, and the leaves that belong to it, whatever table they lie in.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    exists,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from portal.accounts.models import Account
from portal.cases.clocks.calls import Call
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind, MessageKind
from portal.cases.findings import Finding
from portal.cases.following.models import FollowUp
from portal.cases.messages.models import Attachment, Message
from portal.cases.models import Case, CaseEvent, CaseFinding, CaseIssue, CaseReceipt, Deadline
from portal.cases.remedies.models import Remedy
from portal.cases.retention import class_of, last_day_kept
from portal.cases.standing.standings import may_be_told
from portal.cases.tellings import Telling
from portal.config import secrets_of
from portal.database import connection
from portal.errors import NotFound
from portal.intake.returning.shown import (
    CasePage,
    ShownClock,
    ShownIssue,
    ShownMessage,
    ShownPhotograph,
    ShownPromise,
)
from portal.vault.models import Grant, Safe
from portal.vault.receipts import TypedCode
from portal.vault.sealing import OpenSafe, Place, SealedGrant, open_grants
from portal.vault.states import GrantState

_ANSWERED: Final = exists().where(
    CaseEvent.case_id == Case.id,
    CaseEvent.stage == Case.stage,
    CaseEvent.kind == EventKind.ANSWERED,
)
# One row for each epoch of the key; all the other columns are the same in each.
_HEAD: Final = (
    select(
        CaseReceipt.secret_version,
        CaseReceipt.holder_id,
        Case.id,
        Case.kind,
        Case.status,
        Case.kept_with,
        Case.sealed_until,
        Case.standing,
        Case.stage,
        Case.rule_pack,
        Case.received_on,
        Case.rules_on,
        Case.escalated_on,
        Case.ended_on,
        Case.outcome,
        Case.telling,
        Case.safe_id,
        _ANSWERED.label("answered"),
        Grant.epoch,
        Grant.sealed_key,
    )
    .join(Case, Case.id == CaseReceipt.case_id)
    .join(
        Grant,
        (Grant.safe_id == Case.safe_id)
        & (Grant.holder_id == CaseReceipt.holder_id)
        & (Grant.state == GrantState.AWAKE),
        isouter=True,
    )
    .where(CaseReceipt.lookup.in_(bindparam("lookups", expanding=True)))
)

_OF_CASE: Final = bindparam("case_id", type_=Uuid())
_OF_STAGE: Final = bindparam("stage", type_=Integer())
_OF_SAFE: Final = bindparam("safe_id", type_=Uuid())


def _leaf(
    part: str,
    *,
    id: Any = None,
    position: Any = None,
    code: Any = None,
    words: Any = None,
    on: Any = None,
    met_on: Any = None,
    before_on: Any = None,
    sealed: Any = None,
    of: Any = None,
) -> Select[Any]:
    """One table's part of the answer, in columns that are the same for all."""

    def column(given: Any, kind: Any, name: str) -> ColumnElement[Any]:
        return (cast(null(), kind) if given is None else type_coerce(given, kind)).label(name)

    return select(
        literal(part, String()).label("part"),
        column(id, Uuid(), "id"),
        column(position, Integer(), "position"),
        column(code, String(), "code"),
        column(words, String(), "words"),
        column(on, Date(), "on_day"),
        column(met_on, Date(), "met_on"),
        column(before_on, Date(), "before_on"),
        column(sealed, LargeBinary(), "sealed"),
        column(of, Uuid(), "of_id"),
    )


_LEAVES: Final = union_all(
    _leaf("issue", position=CaseIssue.position, code=CaseIssue.code, words=CaseFinding.finding)
    .select_from(CaseIssue)
    .join(
        CaseFinding,
        (CaseFinding.issue_id == CaseIssue.id) & (CaseFinding.stage == _OF_STAGE),
        isouter=True,
    )
    .where(CaseIssue.case_id == _OF_CASE),
    _leaf(
        "clock",
        code=Deadline.kind,
        words=Deadline.last_call,
        on=Deadline.due_on,
        met_on=Deadline.met_on,
        before_on=Deadline.before_on,
    ).where(
        Deadline.case_id == _OF_CASE,
        Deadline.stage == _OF_STAGE,
        Deadline.superseded_on.is_(None),
    ),
    _leaf(
        "message",
        id=Message.id,
        position=Message.position,
        code=Message.kind,
        words=Account.name,
        on=Message.written_on,
        sealed=Message.body,
    )
    .select_from(Message)
    .join(Account, Account.id == Message.author_id, isouter=True)
    .where(Message.case_id == _OF_CASE),
    _leaf(
        "photograph",
        id=Attachment.id,
        position=Attachment.position,
        sealed=Attachment.name,
        of=Attachment.message_id,
    ).where(Attachment.case_id == _OF_CASE),
    _leaf(
        "remedy", id=Remedy.id, on=Remedy.due_on, met_on=Remedy.done_on, sealed=Remedy.what
    ).where(Remedy.case_id == _OF_CASE),
    _leaf("follow_up", code=FollowUp.turn, on=FollowUp.due_on, met_on=FollowUp.answered_on).where(
        FollowUp.case_id == _OF_CASE, FollowUp.asked_on.is_not(None), FollowUp.lapsed_on.is_(None)
    ),
    _leaf("reader", id=Account.id, words=Account.name)
    .join(Grant, Grant.holder_id == Account.holder_id)
    .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
    .where(Safe.id == _OF_SAFE, Grant.state == literal(GrantState.AWAKE.value, String())),
)


def find_page(typed: str) -> CasePage | None:
    """What the receipt with that code shows; None for any other text.

    Whatever is typed goes the same way: one look-up, under every version of the secret.
    """
    code = TypedCode(typed, secrets_of("receipt"))
    heads = connection().execute(_HEAD, {"lookups": code.lookups}).all()
    return _page_of(heads, code.private_key(heads[0].secret_version)) if heads else None


def _page_of(heads: Any, private_key: bytes) -> CasePage:
    head = heads[0]
    safe = _opened(heads, private_key)
    asked = {"case_id": head.id, "stage": head.stage, "safe_id": head.safe_id}
    leaves: dict[str, list[Any]] = {}
    for leaf in connection().execute(_LEAVES, asked):
        leaves.setdefault(leaf.part, []).append(leaf)

    def of(part: str, order: Callable[[Any], Any]) -> list[Any]:
        return sorted(leaves.get(part, ()), key=order)

    # Somebody whom nobody accepted is not told what was found, nor about whom.
    tells = head.answered and may_be_told(head.standing)
    photographs = [
        (each.of_id, ShownPhotograph(each.id, _text(safe, "attachments", each, "name")))
        for each in of("photograph", _position)
    ]
    return CasePage(
        kind=head.kind,
        status=head.status,
        kept_with=head.kept_with,
        sealed_until=head.sealed_until,
        rule_pack=head.rule_pack,
        rules_on=head.rules_on or head.received_on,
        escalated_on=head.escalated_on,
        kept_until=_kept_until(head, [each.code for each in leaves.get("issue", ())]),
        answered=bool(head.answered),
        telling=Telling.of_text(safe.open_text(Place("cases", head.id, "telling"), head.telling)),
        issues=tuple(
            ShownIssue(each.code, Finding(each.words) if each.words and tells else None)
            for each in of("issue", _position)
        ),
        clocks=_clocks(of("clock", lambda leaf: (leaf.on_day, leaf.code))),
        messages=tuple(
            ShownMessage(
                MessageKind(each.code),
                each.words,
                each.on_day,
                _text(safe, "messages", each, "body"),
                _with(photographs, each.id),
            )
            for each in of("message", _position)
        ),
        photographs=_with(photographs, None),
        promises=_promises(safe, of("remedy", lambda leaf: (leaf.on_day, leaf.id)))
        if head.answered
        else (),
        is_asked=_is_asked(leaves.get("follow_up", ())),
        readers=tuple(each.words for each in of("reader", lambda leaf: (leaf.words, leaf.id))),
    )


def _opened(heads: Any, private_key: bytes) -> OpenSafe:
    grants = [
        SealedGrant(head.safe_id, head.holder_id, head.epoch, GrantState.AWAKE, head.sealed_key)
        for head in heads
        if head.sealed_key is not None
    ]
    keys = open_grants(private_key, grants)
    if not keys:
        raise NotFound
    return OpenSafe(heads[0].safe_id, keys[heads[0].safe_id])


def _clocks(leaves: Iterable[Any]) -> tuple[ShownClock, ...]:
    return tuple(
        ShownClock(
            DeadlineKind(each.code),
            each.on_day,
            each.met_on,
            each.before_on,
            each.words == Call.OUTSIDE,
        )
        for each in leaves
    )


def _promises(safe: OpenSafe, leaves: Iterable[Any]) -> tuple[ShownPromise, ...]:
    return tuple(
        ShownPromise(_text(safe, "remedies", each, "what"), each.on_day, each.met_on)
        for each in leaves
    )


def _is_asked(follow_ups: Sequence[Any]) -> bool:
    """Whether the newest question was not answered."""
    newest = max(follow_ups, key=lambda each: each.on_day, default=None)
    return newest is not None and newest.met_on is None


def _kept_until(head: Any, subjects: list[str]) -> date | None:
    if head.ended_on is None:
        return None
    return last_day_kept(class_of(head.kind, subjects, head.outcome), head.ended_on)


def _position(leaf: Any) -> int:
    return int(leaf.position)


def _text(safe: OpenSafe, table: str, leaf: Any, column: str) -> str:
    return safe.open_text(Place(table, leaf.id, column), leaf.sealed)


def _with(
    photographs: Iterable[tuple[UUID | None, ShownPhotograph]], message_id: UUID | None
) -> tuple[ShownPhotograph, ...]:
    return tuple(shown for of, shown in photographs if of == message_id)
