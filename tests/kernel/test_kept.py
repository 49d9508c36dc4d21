"""What follows from rows that seldom change is kept until one of them does, and not longer."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.committee.queries import intake_state, people
from portal.database import db, reading, transaction
from portal.kept import WATCHED, kept
from portal.membership.models import Member
from tests.committee.factories import make_candidate, make_whole
from tests.statements import statements

_TABLES = re.compile(r"\b(?:FROM|JOIN) \"?(\w+)", re.IGNORECASE)


def _counted(made: list[int]) -> int:
    with reading():
        return kept("test", "always", lambda: made.append(1) or len(made))  # type: ignore[func-returns-value]


def test_is_made_once_while_nothing_changes(database: Any) -> None:
    made: list[int] = []

    assert [_counted(made), _counted(made)] == [1, 1]


def test_is_made_anew_when_a_watched_row_changes(database: Any) -> None:
    made: list[int] = []
    _counted(made)

    with transaction():
        make_candidate("Mair Jones")

    assert _counted(made) == 2


def test_is_made_anew_when_many_rows_change_at_once(database: Any) -> None:
    made: list[int] = []
    with transaction():
        make_candidate("Mair Jones")
    _counted(made)

    with transaction():
        db.session.execute(update(Member).values(household="The Mill"))

    assert _counted(made) == 2


def test_nothing_is_kept_of_a_change_that_fails(database: Any) -> None:
    made: list[int] = []
    _counted(made)

    with pytest.raises(ZeroDivisionError), transaction():
        make_candidate("Mair Jones")
        assert kept("test", "always", lambda: "changed") == "changed"
        raise ZeroDivisionError

    assert _counted(made) == 1
    assert made == [1]


def test_another_day_is_another_answer(database: Any) -> None:
    today = clock.today()

    with reading():
        first = kept("day", today, lambda: "today")
        second = kept("day", today + timedelta(days=1), lambda: "tomorrow")

    assert (first, second) == ("today", "tomorrow")


def test_what_is_kept_of_the_committee_lies_in_watched_tables(app: Flask) -> None:
    with app.app_context():
        with transaction():
            make_whole()
        with statements() as seen, reading():
            state, register = intake_state(clock.today()), people(clock.today())
        db.session.remove()
    asked = {table for statement in seen for table in _TABLES.findall(statement)}

    assert state.is_open
    assert register
    assert asked - {"public_state"} <= WATCHED


def test_a_member_who_leaves_is_gone_from_what_is_kept(database: Any) -> None:
    with transaction():
        make_whole()
    with reading():
        before = len(people(clock.today()))

    with transaction():
        leaving = db.session.scalars(select(Member).where(Member.name == "Rhys Cound")).one()
        leaving.ceased_on = clock.today()

    with reading():
        assert len(people(clock.today())) == before - 1
