"""Questions about letters on their way."""

from datetime import datetime

from sqlalchemy import func, select

from portal.database import db, lock
from portal.notices.models import OutboxMessage
from portal.notices.patience import Problem


def count_waiting() -> int:
    """How many letters wait to be delivered."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.given_up_at.is_(None))
        )
        or 0
    )


def is_any_due(at: datetime) -> bool:
    """Whether there is a letter to take. Asked first: looking needs no write lock."""
    return (
        db.session.scalar(
            select(OutboxMessage.id)
            .where(OutboxMessage.due_at <= at, OutboxMessage.given_up_at.is_(None))
            .limit(1)
        )
        is not None
    )


def given_up() -> list[OutboxMessage]:
    """Letters that we stopped trying to deliver, the oldest first."""
    return list(
        db.session.scalars(
            lock(
                select(OutboxMessage)
                .where(OutboxMessage.given_up_at.is_not(None))
                .order_by(OutboxMessage.made_at, OutboxMessage.id)
            )
        )
    )


def given_up_by_problem() -> list[tuple[Problem | None, int]]:
    """How many letters were given up, for each reason."""
    counted = db.session.execute(
        select(OutboxMessage.problem, func.count())
        .where(OutboxMessage.given_up_at.is_not(None))
        .group_by(OutboxMessage.problem)
        .order_by(OutboxMessage.problem)
    )
    return [(row[0], row[1]) for row in counted]
