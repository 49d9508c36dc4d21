"""Questions about handover codes, and about people who wait to be rung or written to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from portal.accounts.models import Account
from portal.cases.events import MessageKind
from portal.cases.following.queries import open_questions
from portal.cases.messages.models import Message
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import visible_cases
from portal.cases.references import as_reference
from portal.config import secrets_of
from portal.database import db, lock
from portal.errors import NotFound
from portal.intake.handover.models import CallerReached, CallerWish, Handover
from portal.intake.handover.ways import NextStep, Wish, may_add, next_step
from portal.vault.receipts import TypedCode, drawer_of
from portal.vault.sealing import Place

_NEWEST_FIRST: Final = (CallerReached.case_id, CallerReached.position.desc())


@dataclass(frozen=True, slots=True)
class Reached:
    """When the person was last rung or written to, and by whom."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Call:
    """One person to ring or to write to."""

    case: Case
    wish: Wish
    step: NextStep
    last: Reached | None

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something."""
        return self.step is not NextStep.NOTHING


def find_handover(typed: str) -> Handover | None:
    """The handover code that was typed, or the one that took the place of that receipt.

    Whatever is typed goes the same way: one question, under every version of the secret.
    """
    code = TypedCode(typed, secrets_of("receipt"))
    return db.session.scalar(
        select(Handover).where(
            or_(
                Handover.lookup.in_(code.handover_lookups),
                Handover.replaced_lookup.in_(code.lookups),
            )
        )
    )


def find_adding_handover(typed: str, today: date) -> Handover | None:
    """The handover code that was typed, if it adds; None for every other text, in the same way."""
    found = find_handover(typed)
    if found is None or not is_code_of(found, typed) or not found.is_open:
        return None
    return found if may_add(found.given_on, found.additions, today=today) else None


def find_first_use(typed: str) -> Handover | None:
    """The handover code that was typed, if nobody has used it yet; else None, in the same way."""
    found = find_handover(typed)
    return found if may_be_used(found, typed) else None


def may_be_used(found: Handover | None, typed: str) -> bool:
    """Whether that is a handover code that nobody has used yet."""
    return found is not None and found.is_open and is_code_of(found, typed)


def is_code_of(handover: Handover, typed: str) -> bool:
    """Whether that is the handover code itself, and not the receipt that it took the place of."""
    return handover.lookup in TypedCode(typed, secrets_of("receipt")).handover_lookups


def moment_place(handover_id: UUID) -> Place:
    """Where the moment of a first use lies."""
    return Place("handovers", handover_id, "used_at")


def first_used_at(handover: Handover, typed: str) -> datetime | None:
    """When the code was used for the first time; None where it was not. Only the code opens it."""
    if handover.used_at is None:
        return None
    code = TypedCode(typed, secrets_of("receipt"))
    drawer = drawer_of(typed, code.made_with(handover.secret_version))
    moment = drawer.open_text(moment_place(handover.id), handover.used_at)
    return datetime.fromisoformat(moment)


def find_open_handover(case_id: UUID) -> Handover | None:
    """The code of that case that nobody has used yet, held still in a transaction that writes."""
    asked = select(Handover).where(Handover.case_id == case_id, Handover.open_slot == 1)
    return db.session.scalar(lock(asked))


def hold_receipt_of(case_id: UUID) -> CaseReceipt:
    """The receipt of a case, held before the case is, as whoever comes back holds them.

    Raises NotFound where the case is gone.
    """
    receipt = db.session.scalar(lock(select(CaseReceipt).where(CaseReceipt.case_id == case_id)))
    if receipt is None:
        raise NotFound
    return receipt


def hold_receipt_of_reference(reference: str) -> CaseReceipt:
    """The same by the reference of the case. Whether the reader may see it is asked next."""
    case_id = db.session.scalar(select(Case.id).where(Case.reference == as_reference(reference)))
    if case_id is None:
        raise NotFound
    return hold_receipt_of(case_id)


def find_wish(case_id: UUID) -> Wish | None:
    """What the person asked for, if anything."""
    row = db.session.get(CallerWish, case_id)
    return None if row is None else row.wish


def calls_for(reader: Account) -> list[Call]:
    """Everybody whom the reader may have to ring or write to; those who wait stand first."""
    shown = visible_cases(reader).join(CallerWish, CallerWish.case_id == Case.id)
    cases = db.session.execute(
        shown.add_columns(CallerWish.wish).order_by(Case.received_on, Case.reference)
    ).all()
    ids = [case.id for case, _wish in cases]
    last, written, asked = _last_reached(ids), _written(ids), open_questions(ids)
    calls = []
    for case, wish in cases:
        reached = last.get(case.id)
        unsaid = [
            kind for place, kind in written[case.id] if reached is None or place > reached.upto
        ]
        shown_last = Reached(reached.done_on, reached.done_by.name) if reached else None
        is_asked = case.id in asked and (reached is None or reached.done_on < asked[case.id])
        step = next_step(case.status, unsaid, is_asked=is_asked)
        calls.append(Call(case, wish, step, shown_last))
    return sorted(calls, key=lambda call: not call.waits)


def find_last_reached(case_id: UUID) -> CallerReached | None:
    """The last time that counts, held still in a transaction that writes."""
    asked = (
        select(CallerReached)
        .where(CallerReached.case_id == case_id, CallerReached.undone_on.is_(None))
        .order_by(CallerReached.position.desc())
        .limit(1)
    )
    return db.session.scalar(lock(asked))


def count_reached(case_id: UUID) -> int:
    """How many lines there are about that case, those taken back too."""
    asked = select(func.count()).where(CallerReached.case_id == case_id)
    return db.session.scalar(asked) or 0


def newest_message(case_id: UUID) -> int:
    """The place of the last message of a case; 0 where there is none."""
    return (
        db.session.scalar(select(func.max(Message.position)).where(Message.case_id == case_id)) or 0
    )


def _last_reached(ids: Sequence[UUID]) -> dict[UUID, CallerReached]:
    rows = db.session.scalars(
        select(CallerReached)
        .where(CallerReached.case_id.in_(ids), CallerReached.undone_on.is_(None))
        .order_by(*_NEWEST_FIRST)
    )
    last: dict[UUID, CallerReached] = {}
    for row in rows:
        last.setdefault(row.case_id, row)
    return last


def _written(ids: Sequence[UUID]) -> dict[UUID, list[tuple[int, MessageKind]]]:
    """What the committee wrote in each case: places and kinds, no words."""
    found: dict[UUID, list[tuple[int, MessageKind]]] = defaultdict(list)
    for case_id, position, kind in db.session.execute(
        select(Message.case_id, Message.position, Message.kind).where(
            Message.case_id.in_(ids), Message.from_complainant.is_(False)
        )
    ):
        found[case_id].append((position, kind))
    return found
