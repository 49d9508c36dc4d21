"""Questions about what witnesses saw."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal.database import db
from portal.ledger.models import LedgerHead
from portal.ledger.witnessing.models import WitnessedHead
from portal.ledger.witnessing.witnesses import Countersignature, Head, Witness


class Seen(NamedTuple):
    """How far one witness has come."""

    witness: Witness
    newest: date | None
    days: int


def find_head(day: date) -> Head | None:
    """The head of a day as a witness signs it."""
    head = db.session.get(LedgerHead, day)
    if head is None:
        return None
    return Head(head.public_key, head.day, head.signed_on, head.size, head.hash)


def find_witnessed(day: date, key: bytes) -> WitnessedHead | None:
    """What a witness signed for a day."""
    return db.session.get(WitnessedHead, (day, key))


def seen_by(witnesses: Iterable[Witness]) -> list[Seen]:
    """How far each witness has come, in the order of the setting."""
    found = {
        key: (newest, days)
        for key, newest, days in db.session.execute(
            select(WitnessedHead.public_key, func.max(WitnessedHead.day), func.count()).group_by(
                WitnessedHead.public_key
            )
        )
    }
    return [Seen(one, *found.get(one.key, (None, 0))) for one in witnesses]


def newest_countersignatures(most: int) -> list[Countersignature]:
    """What was signed last, the newest day first."""
    rows = db.session.scalars(
        select(WitnessedHead)
        .order_by(WitnessedHead.day.desc(), WitnessedHead.public_key)
        .limit(most)
    )
    return [Countersignature(row.day, row.public_key, row.signature) for row in rows]
