"""Questions about the ledger: entries, closed days, and what is open to everyone."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.database import db
from portal.errors import NotFound
from portal.ledger.copies import Day, Opening
from portal.ledger.kinds import PUBLIC_KINDS, EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact, LedgerHead, LedgerLink

_ABOUT: Final = (
    select(LedgerEntry)
    .join(LedgerFact, LedgerFact.sequence == LedgerEntry.sequence)
    .where(LedgerFact.subject_id == bindparam("subject_id"), LedgerFact.kind == bindparam("kind"))
    .order_by(LedgerEntry.sequence)
    .limit(1)
)


class PublicFact(NamedTuple):
    """A fact that everyone may read and check."""

    day: date
    commitment: bytes
    fact: LedgerFact


def find_last_head() -> LedgerHead | None:
    """The head of the day that was closed last."""
    return db.session.scalars(select(LedgerHead).order_by(LedgerHead.day.desc()).limit(1)).first()


def last_heads(count: int) -> list[LedgerHead]:
    """The newest heads, newest first."""
    return list(db.session.scalars(select(LedgerHead).order_by(LedgerHead.day.desc()).limit(count)))


def heads() -> list[LedgerHead]:
    """Every head, oldest first."""
    return list(db.session.scalars(select(LedgerHead).order_by(LedgerHead.day)))


def get_head(day: date) -> LedgerHead:
    """The head of one closed day. Raises NotFound."""
    head = db.session.get(LedgerHead, day)
    if head is None:
        raise NotFound
    return head


def neighbours_of(head: LedgerHead) -> tuple[date | None, date | None]:
    """The closed days before and after one."""
    before = select(func.max(LedgerHead.day)).where(LedgerHead.day < head.day)
    after = select(func.min(LedgerHead.day)).where(LedgerHead.day > head.day)
    return db.session.scalar(before), db.session.scalar(after)


def commitments_of(day: date) -> list[bytes]:
    """The public list of one day, in the order of its links."""
    return list(
        db.session.scalars(
            select(LedgerLink.commitment).where(LedgerLink.day == day).order_by(LedgerLink.position)
        )
    )


def day_of_link(commitment: bytes) -> date | None:
    """The closed day in whose chain a commitment stands; None while it waits for that."""
    return db.session.scalar(select(LedgerLink.day).where(LedgerLink.commitment == commitment))


def hash_before(day: date) -> bytes:
    """The hash that the chain of a closed day begins with."""
    first = select(LedgerLink.previous).where(LedgerLink.day == day)
    return db.session.scalars(first.order_by(LedgerLink.position).limit(1)).one()


def closed_days() -> Iterator[Day]:
    """Every closed day whole, oldest first; the chain itself is read a part at a time."""
    openings: dict[date, list[Opening]] = {}
    for day, commitment, fact in reversed(public_facts()):
        opening = Opening(commitment, fact.salt, fact.kind, fact.fact)
        openings.setdefault(day, []).append(opening)
    rows = db.session.execute(
        select(LedgerLink.day, LedgerLink.commitment)
        .order_by(LedgerLink.position)
        .execution_options(yield_per=2000)
    )
    linked = groupby(rows, key=lambda row: row.day)
    for head, (day, links) in zip(heads(), linked, strict=True):
        yield Day(
            day=day,
            signed_on=head.signed_on,
            size=head.size,
            hash=head.hash,
            public_key=head.public_key,
            signature=head.signature,
            commitments=tuple(link.commitment for link in links),
            openings=tuple(openings.get(day, ())),
        )


def public_facts(day: date | None = None, *, newest: int | None = None) -> list[PublicFact]:
    """What is open to everyone, newest day first: of one day, or the newest so many, or all."""
    question = (
        select(LedgerLink.day, LedgerLink.commitment, LedgerFact)
        .join(LedgerEntry, LedgerEntry.sequence == LedgerFact.sequence)
        .join(LedgerLink, LedgerLink.commitment == LedgerEntry.commitment)
        .where(LedgerFact.kind.in_(sorted(PUBLIC_KINDS)))
        .order_by(LedgerLink.position.desc())
    )
    if day is not None:
        question = question.where(LedgerLink.day == day)
    if newest is not None:
        question = question.limit(newest)
    return [PublicFact(*row) for row in db.session.execute(question)]


def copy_tag() -> str:
    """What changes whenever the copy to download does: a day was closed, or a fact was erased."""
    last = find_last_head()
    count = db.session.scalar(select(func.count()).where(LedgerFact.kind.in_(sorted(PUBLIC_KINDS))))
    return f"{last.hash.hex()[:24]}-{count}" if last else f"empty-{count}"


def facts_about(subject_id: UUID) -> list[tuple[LedgerEntry, LedgerFact]]:
    """The entries about one case or other thing, oldest first. For staff who may read it."""
    rows = db.session.execute(
        select(LedgerEntry, LedgerFact)
        .join(LedgerFact, LedgerFact.sequence == LedgerEntry.sequence)
        .where(LedgerFact.subject_id == subject_id)
        .order_by(LedgerEntry.sequence)
    )
    return [(entry, fact) for entry, fact in rows]


def newest_facts_about(
    subject_ids: Collection[UUID], *, most: int
) -> list[tuple[LedgerEntry, LedgerFact]]:
    """The newest entries about any of these things, for staff who may read of them."""
    rows = db.session.execute(
        select(LedgerEntry, LedgerFact)
        .join(LedgerFact, LedgerFact.sequence == LedgerEntry.sequence)
        .where(LedgerFact.subject_id.in_(list(subject_ids)))
        .order_by(LedgerEntry.sequence.desc())
        .limit(most)
    )
    return [(entry, fact) for entry, fact in rows]


def get_entry_about(subject_id: UUID, kind: EntryKind) -> LedgerEntry:
    """The first entry of that kind about one thing."""
    return db.session.scalars(_ABOUT, {"subject_id": subject_id, "kind": kind}).one()


def unlinked_entries(until: date) -> list[tuple[date, bytes]]:
    """Day and commitment of everything entered up to a day that no link holds yet."""
    rows = db.session.execute(
        select(LedgerEntry.day, LedgerEntry.commitment)
        .where(
            LedgerEntry.day <= until,
            ~select(LedgerLink.position)
            .where(LedgerLink.commitment == LedgerEntry.commitment)
            .exists(),
        )
        .order_by(LedgerEntry.day)
    )
    return [(day, commitment) for day, commitment in rows]
