"""Holding the committee's book: the first step of everything that changes the committee."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from portal.committee.models import CommitteeBook
from portal.database import db, is_sqlite, lock


def hold_book() -> CommitteeBook:
    """Hold the book until the transaction ends, so that no two changes cross.

    Always before the rows of safes: two who hold them in another order would wait for each other.
    """
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    db.session.execute(insert(CommitteeBook).values(id=1).on_conflict_do_nothing())
    return db.session.scalars(lock(select(CommitteeBook).where(CommitteeBook.id == 1))).one()
