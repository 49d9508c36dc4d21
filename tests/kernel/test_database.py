"""The store: a GET cannot write, a POST takes its lock first, instants keep their zone."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, StatementError

from portal.allowances import AllowanceKey
from portal.database import ask_alone, db, reading, transaction
from portal.rewriting import fold_in_log

HOUR = datetime(2026, 11, 9, 10, tzinfo=UTC)


def test_a_get_cannot_write(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))

        with pytest.raises(DBAPIError):
            db.session.flush()
        db.session.rollback()

        assert db.session.get(AllowanceKey, HOUR) is None


def test_reading_cannot_write_even_in_a_post(app: Flask) -> None:
    with app.test_request_context("/", method="POST"), reading():
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))
        with pytest.raises(DBAPIError):
            db.session.flush()
        db.session.rollback()


def test_one_question_alone_leaves_the_session_as_it_was(app: Flask) -> None:
    asked = select(AllowanceKey.key).where(AllowanceKey.hour == bindparam("hour"))
    with app.test_request_context("/", method="POST"):
        assert ask_alone(asked, {"hour": HOUR}) is None
        assert not db.session().in_transaction()

        # The same connection serves a transaction next, which is one again.
        with reading():
            db.session.add(AllowanceKey(hour=HOUR, key=b"k"))
            with pytest.raises(DBAPIError):
                db.session.flush()
            db.session.rollback()
    with app.app_context(), transaction():
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))

    with app.test_request_context("/"):
        found = ask_alone(asked, {"hour": HOUR})
    assert found is not None
    assert found.key == b"k"


def test_what_was_read_stays_usable(database: Any) -> None:
    with transaction():
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))

    with reading():
        row = db.session.get(AllowanceKey, HOUR)

    assert row is not None
    assert not db.session().in_transaction()
    assert row.key == b"k"
    assert not db.session().in_transaction()


def test_reading_is_refused_in_the_middle_of_a_writing_transaction(database: Any) -> None:
    with (
        pytest.raises(RuntimeError, match="before the first query"),
        transaction(),
    ):
        db.session.get(AllowanceKey, HOUR)
        with reading():
            pass


def test_a_transaction_without_a_form_token_is_refused(app: Flask) -> None:
    refusal = "open for a long time"
    with (
        app.test_request_context("/", method="POST"),
        pytest.raises(Exception, match=refusal),
        transaction(),
    ):
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))

    with app.app_context():
        assert db.session.get(AllowanceKey, HOUR) is None


def test_the_log_is_folded_in_and_nobody_waits_while_somebody_reads(plain_app: Flask) -> None:
    log = Path(plain_app.instance_path) / "portal.sqlite-wal"
    with plain_app.app_context():
        with transaction():
            db.session.add(AllowanceKey(hour=HOUR, key=b"k"))
        with db.engine.connect() as reader:
            driver = reader.connection.dbapi_connection
            assert driver is not None
            driver.execute("BEGIN")
            driver.execute("SELECT count(*) FROM allowance_keys").fetchone()
            with transaction():
                db.session.add(AllowanceKey(hour=HOUR + timedelta(hours=1), key=b"k"))
            assert not fold_in_log()
            driver.execute("COMMIT")
        assert log.stat().st_size

        assert fold_in_log()

        assert log.stat().st_size == 0


def test_a_failed_transaction_leaves_nothing(database: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(AllowanceKey(hour=HOUR, key=b"k"))
        db.session.flush()
        raise ZeroDivisionError

    assert db.session.get(AllowanceKey, HOUR) is None


def test_an_instant_comes_back_in_utc(database: Any) -> None:
    there = HOUR.astimezone(timezone(timedelta(hours=5)))
    with transaction():
        db.session.add(AllowanceKey(hour=there, key=b"k"))
    db.session.remove()

    row = db.session.get(AllowanceKey, HOUR)

    assert row is not None
    assert row.hour == HOUR
    assert row.hour.tzinfo is UTC


def test_a_naive_instant_is_refused(database: Any) -> None:
    db.session.add(AllowanceKey(hour=datetime(2026, 11, 9), key=b"k"))  # noqa: DTZ001

    with pytest.raises(StatementError, match="needs its zone"):
        db.session.flush()
