"""Questions about hand-overs, and about who holds keys without a seat."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import distinct, exists, func, select

from portal.accounts.models import Account
from portal.committee.hand_over.models import HandOver
from portal.database import db, lock
from portal.vault.models import Grant
from portal.vault.queries import PASSES_ON
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


def count_safes_held(safe_ids: Collection[UUID], holder_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many of these safes each of the holders may open or pass on."""
    rows = db.session.execute(
        select(Grant.holder_id, func.count(distinct(Grant.safe_id)))
        .where(
            Grant.safe_id.in_(list(safe_ids)),
            Grant.holder_id.in_(list(holder_ids)),
            Grant.state.in_(PASSES_ON),
        )
        .group_by(Grant.holder_id)
    )
    found = {row[0]: row[1] for row in rows}
    return {each: found.get(each, 0) for each in holder_ids}
