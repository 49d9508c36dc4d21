"""What must be true of every case, whatever a test did with it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cases.models import NOTHING_OWED, Case, Deadline
from portal.database import db

_FIRST_DAY = (
    select(func.min(Deadline.due_on))
    .where(
        Deadline.case_id == Case.id,
        Deadline.stage == Case.stage,
        Deadline.superseded_on.is_(None),
        Deadline.met_on.is_(None),
    )
    .scalar_subquery()
)


@pytest.fixture(autouse=True)
def queue_stands_in_the_order_of_its_clocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """The day that orders the queue is always the first of the clocks that run."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    yield
    with app.app_context():
        db.session.rollback()
        asked = select(Case.reference, Case.due_on).where(
            Case.ended_on.is_(None), Case.due_on != func.coalesce(_FIRST_DAY, NOTHING_OWED)
        )
        assert db.session.execute(asked).all() == []
        db.session.remove()
