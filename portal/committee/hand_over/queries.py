"""Questions about hand-overs, and about who holds keys without a seat."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from portal.accounts.models import Account
from portal.committee.hand_over.models import HandOver
from portal.database import db, lock
from portal.vault.models import Grant
from portal.vault.states import GrantState


def open_hand_overs() -> list[HandOver]:
    """Everybody who is passing keys on at present."""
    return list(
        db.session.scalars(
            lock(
                select(HandOver)
                .where(HandOver.finished_on.is_(None))
                .order_by(HandOver.ends_on, HandOver.id)
            )
        ).unique()
    )


def find_hand_over(account_id: UUID) -> HandOver | None:
    """The hand-over of one person, where it is not finished."""
    return next((each for each in open_hand_overs() if each.account_id == account_id), None)


def accounts_with_keys(
    *, other_than: Collection[UUID], state: GrantState = GrantState.AWAKE
) -> list[Account]:
    """Accounts that hold keys in that state, but for these."""
    holds = exists().where(Grant.holder_id == Account.holder_id, Grant.state == state)
    return [
        each
        for each in db.session.scalars(select(Account).where(holds).order_by(Account.id))
        if each.id not in other_than
    ]


def is_over(hand_over: HandOver, on: date) -> bool:
    """Whether the thirty days have passed."""
    return hand_over.ends_on <= on
