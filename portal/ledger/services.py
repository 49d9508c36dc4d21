"""Steps of the ledger: record something, promise that it will be linked, close days, erase."""

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from portal.clock import local
from portal.config import secret
from portal.database import db, write_row, write_rows
from portal.ledger.chain import BEFORE_THE_FIRST, close_day
from portal.ledger.entries import SALT_BYTES, commit_to, plain_fact
from portal.ledger.kinds import PUBLIC_KINDS, EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact, LedgerHead, LedgerLink
from portal.ledger.queries import find_last_head, unlinked_entries
from portal.ledger.statements import (
    SigningKey,
    head_statement,
    promise_to_link,
    write_promise,
)
from portal.stored_pages import touch_public_pages


def record(
    kind: EntryKind, fact: Mapping[str, Any], *, at: datetime, subject: UUID | None = None
) -> LedgerEntry:
    """Enter that something happened, in the same transaction as the thing itself.

    `fact` holds references, days and roles, never what anyone wrote. `subject` is the thing it is
    about, so that its entries can be found, and erased when the thing is. Raises ValueError for a
    fact that JSON cannot hold exactly.
    """
    plain = plain_fact(fact)
    salt = os.urandom(SALT_BYTES)
    entry = LedgerEntry(day=local(at).date(), commitment=commit_to(salt, kind, plain))
    write_row(entry)
    fact_row = {"kind": kind, "subject_id": subject, "salt": salt, "fact": plain}
    write_rows(LedgerFact, [{"sequence": entry.sequence, **fact_row}])
    return entry


def promise(entry: LedgerEntry) -> str:
    """The signed promise that an entry will be linked within three days, for a receipt."""
    return write_promise(promise_to_link(signing_key(), entry.commitment, entry.day))


def erase_fact(entry: LedgerEntry) -> None:
    """Remove salt and fact. The commitment stays, and nobody can say any more what it meant."""
    db.session.execute(delete(LedgerFact).where(LedgerFact.sequence == entry.sequence))
    touch_public_pages()


def erase_facts_of_kind(kind: EntryKind, subject: UUID) -> None:
    """Remove salt and fact of the entries of one kind about one thing; the others stay."""
    db.session.execute(
        delete(LedgerFact).where(LedgerFact.kind == kind, LedgerFact.subject_id == subject)
    )
    touch_public_pages()


def erase_facts_about(subject: UUID) -> None:
    """Remove salt and fact of every entry about one thing.

    What is open to everyone stays open, and no longer says which thing it was about.
    """
    about = LedgerFact.subject_id == subject
    is_open = LedgerFact.kind.in_(sorted(PUBLIC_KINDS))
    db.session.execute(delete(LedgerFact).where(about, ~is_open))
    db.session.execute(update(LedgerFact).where(about, is_open).values(subject_id=None))
    touch_public_pages()


def close_days(at: datetime) -> list[LedgerHead]:
    """Link and sign every day that has ended and is not closed yet; returns the new heads.

    What was entered late for a closed day goes into the next. Two at once close each day once:
    the head is written first, its day is the key, and whoever comes second stops there.
    """
    today = local(at).date()
    last = find_last_head()
    waiting = unlinked_entries(today - timedelta(days=1))
    if last is None and not waiting:
        return []
    day = last.day + timedelta(days=1) if last else waiting[0][0]
    made: list[LedgerHead] = []
    while day < today:
        commitments = [commitment for entered, commitment in waiting if entered <= day]
        waiting = [(entered, commitment) for entered, commitment in waiting if entered > day]
        last = _close_one_day(day, commitments, after=last, today=today)
        if last is None:
            break
        made.append(last)
        day += timedelta(days=1)
    if made:
        touch_public_pages()
    return made


def _close_one_day(
    day: date, commitments: list[bytes], *, after: LedgerHead | None, today: date
) -> LedgerHead | None:
    links = close_day(
        day,
        commitments,
        size=after.size if after else 0,
        previous=after.hash if after else BEFORE_THE_FIRST,
    )
    end, key = links[-1], signing_key()
    head = LedgerHead(
        day=day,
        signed_on=today,
        size=end.position,
        hash=end.hash,
        public_key=key.public,
        signature=key.sign(head_statement(day, today, end.position, end.hash)),
    )
    try:
        with db.session.begin_nested():
            db.session.add(head)
    except IntegrityError:
        # Another worker has closed this day; it has linked these entries too.
        return None
    write_rows(
        LedgerLink,
        [
            {
                "position": link.position,
                "day": link.day,
                "commitment": link.commitment,
                "previous": link.previous,
                "hash": link.hash,
            }
            for link in links
        ],
    )
    return head


def signing_key() -> SigningKey:
    """The key of the secret in force."""
    return _signing_key(secret("ledger"))


@lru_cache(maxsize=4)
def _signing_key(seed: bytes) -> SigningKey:
    return SigningKey(seed)
