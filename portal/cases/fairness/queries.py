"""Questions about what care workers were told and answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from portal.asking import ask
from portal.cases.events import EventKind
from portal.cases.fairness.hearing import Asked
from portal.cases.fairness.models import WorkerReply
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.config import secrets_of
from portal.database import db, lock
from portal.vault.receipts import TypedCode, reply_drawer_of, version_of
from portal.vault.sealing import Drawer, Place

# Put together once: every vote asks it.
_ASKED: Final = select(WorkerReply.due_on, WorkerReply.answered_on).where(
    WorkerReply.case_id == bindparam("case_id"), WorkerReply.stage == bindparam("stage")
)


@dataclass(frozen=True)
class ReadReply:
    """What one care worker was told and answered, unsealed."""

    row: WorkerReply
    whom: str
    substance: str
    reply: str


@dataclass(frozen=True)
class HeldReply:
    """What whoever types the code is shown: the substance, and nothing else of the case."""

    row: WorkerReply
    drawer: Drawer
    substance: str
    reply: str


def replies_of(case: Case) -> list[WorkerReply]:
    """The care workers who were asked in the present round."""
    return list(
        db.session.scalars(
            select(WorkerReply)
            .where(WorkerReply.case_id == case.id, WorkerReply.stage == case.stage)
            .order_by(WorkerReply.given_on, WorkerReply.id)
        )
    )


def asked_in(case: Case) -> list[Asked]:
    """The same, as the rule sees them."""
    rows = ask(_ASKED, {"case_id": case.id, "stage": case.stage})
    return [Asked(due_on, answered_on is not None) for due_on, answered_on in rows]


def is_nobody_concerned(case: Case) -> bool:
    """Whether a member wrote down in this round that no single care worker is concerned."""
    return any(
        each.kind is EventKind.NO_WORKER_CONCERNED and each.stage == case.stage
        for each in case.events
    )


def read_replies(opened: OpenCase) -> list[ReadReply]:
    """What care workers were told and answered, unsealed in a session that holds the case."""
    return [_read(opened, each) for each in replies_of(opened.case)]


def find_reply(typed: str) -> HeldReply | None:
    """What the code leads to; None for any other text. One look-up, whatever is typed."""
    code = TypedCode(typed, secrets_of("receipt"))
    asked = select(WorkerReply).where(WorkerReply.lookup.in_(code.reply_lookups))
    row = db.session.scalar(lock(asked))
    if row is None:
        return None
    drawer = reply_drawer_of(typed, code.made_with(row.secret_version))
    return HeldReply(row, drawer, _locked(drawer, row, "substance"), _locked(drawer, row, "reply"))


def _read(opened: OpenCase, row: WorkerReply) -> ReadReply:
    known = json.loads(opened.safe.open_text(Place("worker_replies", row.id, "code"), row.code))
    made_with = _secret_of(row.secret_version, secrets_of("receipt"))
    if made_with is None:
        return ReadReply(row, known["whom"], "", "")
    drawer = reply_drawer_of(known["code"], made_with)
    substance, reply = (_locked(drawer, row, name) for name in ("substance", "reply"))
    return ReadReply(row, known["whom"], substance, reply)


def _secret_of(version: str, secrets: Sequence[bytes]) -> bytes | None:
    return next((each for each in secrets if version_of(each) == version), None)


def _locked(drawer: Drawer, row: WorkerReply, column: str) -> str:
    content = getattr(row, column)
    place = Place("worker_replies", row.id, column)
    return drawer.open(place, content).decode() if content else ""
