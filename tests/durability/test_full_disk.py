"""A full disk gives an honest page that keeps what was typed, to be sent again; never a receipt."""

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.cases.models import Case
from portal.database import db, is_sqlite, transaction
from tests.cases.factories import make_committee
from tests.client import Browser
from tests.intake.factories import code_on, report_missed_visit

FULL_POSTGRESQL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON cases EXECUTE FUNCTION disk_is_full();
"""
ROOM_POSTGRESQL = """
DROP TRIGGER IF EXISTS full_disk ON cases; DROP FUNCTION IF EXISTS disk_is_full();
"""
WORDS = ("Nobody came. " * 1_500).strip()


def _no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def full_disk(fresh_app: Flask) -> Iterator[Flask]:
    """An application of its own whose store has no room left until the test is over."""
    with fresh_app.app_context():
        make_committee()
        if is_sqlite():
            db.session.remove()
            db.engine.dispose()
            event.listen(db.engine, "connect", _no_more_pages)
        else:
            with transaction():
                db.session.execute(text(FULL_POSTGRESQL))
    yield fresh_app
    with fresh_app.app_context():
        _make_room()


def _make_room() -> None:
    """The disk has room again."""
    if not is_sqlite():
        with transaction():
            db.session.execute(text(ROOM_POSTGRESQL))
    elif event.contains(db.engine, "connect", _no_more_pages):
        event.remove(db.engine, "connect", _no_more_pages)
        db.session.remove()
        db.engine.dispose()


def test_no_receipt_is_given_for_what_was_not_stored(full_disk: Flask) -> None:
    browser = Browser(full_disk)

    page = report_missed_visit(browser, more=WORDS)

    assert page.status == 503
    assert not page.find_all("p", class_="code")
    assert "It was not saved, and there is no receipt for it." in page.main
    with full_disk.app_context():
        assert _count(db.session) == 0


def test_what_was_typed_is_sent_again_from_the_page_once_there_is_room(full_disk: Flask) -> None:
    page = report_missed_visit(Browser(full_disk), more=WORDS, seen=["VIS-MISS", "VIS-LATE"])
    kept = page.form("Send it again")
    assert kept.values["more"] == [WORDS]
    assert kept.values["seen"] == ["VIS-MISS", "VIS-LATE"]

    still = kept.send("Send it again")
    assert still.status == 503
    assert still.form("Send it again").values == kept.values
    with full_disk.app_context():
        _make_room()
    sent, twice = (still.form("Send it again").send("Send it again") for _time in range(2))

    assert code_on(sent) == code_on(twice)
    with full_disk.app_context():
        assert _count(db.session) == 1


def test_a_password_is_kept_in_no_page(full_disk: Flask) -> None:
    with full_disk.test_request_context("/x", method="POST", data={"password": "heron", "a": "b"}):
        html, status = full_disk.handle_user_exception(  # type: ignore[misc]
            OperationalError("INSERT", {}, Exception("database or disk is full"))
        )

    assert status == 503
    assert "heron" not in str(html)


def _count(session: Session) -> int:
    return session.query(Case).count()
