"""Steps of a letter: written with the fact it tells of, taken by one worker, delivered once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from portal.config import secret
from portal.database import db, new_id, write_rows
from portal.notices.letters import Letter
from portal.notices.models import OutboxMessage
from portal.notices.patience import BATCH, GIVEN_UP_KEPT, LEASE, Problem, next_try


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that one worker holds."""

    id: UUID
    made_at: datetime
    attempts: int
    letter: Letter | None


def send_mail(to: str, subject: str, body: str, *, at: datetime) -> OutboxMessage:
    """Put a letter into the outbox, in the transaction of the fact that it tells of.

    Raises MailAddressRefused and LetterRefused.
    """
    message_id = new_id()
    message = OutboxMessage(
        id=message_id,
        sealed=Letter.written(to, subject, body).sealed(secret("outbox"), message_id),
        made_at=at,
        due_at=at,
    )
    db.session.add(message)
    db.session.flush()
    return message


def send_to_all(addresses: Collection[str], subject: str, body: str, *, at: datetime) -> None:
    """Put the same letter to several people into the outbox, each in an envelope of its own.

    One statement for all of them. Raises MailAddressRefused and LetterRefused.
    """
    send_each(((address, subject, body) for address in addresses), at=at)


def send_each(
    letters: Iterable[tuple[str, str, str] | tuple[str, str, str, str]], *, at: datetime
) -> None:
    """Put several letters into the outbox: to whom, subject, words, and where one can stop them.

    One statement for all of them. Raises MailAddressRefused and LetterRefused.
    """
    key, rows = secret("outbox"), []
    for letter in letters:
        message_id = new_id()
        sealed = Letter.written(*letter).sealed(key, message_id)
        rows.append({"id": message_id, "sealed": sealed, "made_at": at, "due_at": at})
    write_rows(OutboxMessage, rows)


def take_due(worker: str, *, at: datetime) -> list[Taken]:
    """Letters that are due and that no other worker holds; they are this worker's for a while."""
    due = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.due_at <= at,
            OutboxMessage.given_up_at.is_(None),
            or_(OutboxMessage.held_until.is_(None), OutboxMessage.held_until <= at),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(due.scalar_subquery()))
        .values(held_by=worker, held_until=at + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(
            OutboxMessage.id, OutboxMessage.made_at, OutboxMessage.attempts, OutboxMessage.sealed
        )
        .execution_options(synchronize_session=False)
    ).all()
    return [
        Taken(
            row.id, row.made_at, row.attempts, Letter.opened(row.sealed, secret("outbox"), row.id)
        )
        for row in rows
    ]


def note_delivered(taken: Taken, *, by: str) -> None:
    """The letter has left: nothing of it is kept."""
    db.session.execute(
        delete(OutboxMessage).where(OutboxMessage.id == taken.id, OutboxMessage.held_by == by)
    )


def note_failed(taken: Taken, problem: Problem, *, by: str, at: datetime) -> None:
    """Try again later, or give up and let it be seen."""
    again_at = next_try(taken.attempts, problem, at)
    values: dict[str, object] = {"held_by": None, "held_until": None, "problem": problem}
    values |= {"given_up_at": at} if again_at is None else {"due_at": again_at}
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == taken.id, OutboxMessage.held_by == by)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def try_again(messages: Sequence[OutboxMessage], *, at: datetime) -> None:
    """Somebody mended what was wrong: begin anew with letters that were given up."""
    for message in messages:
        message.given_up_at = None
        message.attempts = 0
        message.due_at = at
    db.session.flush()


def forget_given_up(at: datetime) -> None:
    """Delete letters a month after they were given up."""
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.given_up_at <= at - GIVEN_UP_KEPT))
