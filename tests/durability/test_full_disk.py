"""A full disk gives an honest page and keeps what was typed in the browser; never a receipt."""

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from portal.cases.models import Case
from portal.database import db, is_sqlite, transaction
from tests.cases.factories import make_committee
from tests.client import Browser
from tests.intake.factories import report_missed_visit

FULL_POSTGRESQL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON cases EXECUTE FUNCTION disk_is_full();
"""
ROOM_POSTGRESQL = "DROP TRIGGER full_disk ON cases; DROP FUNCTION disk_is_full();"


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
        if not is_sqlite():
            with transaction():
                db.session.execute(text(ROOM_POSTGRESQL))


def test_no_receipt_is_given_for_what_was_not_stored(full_disk: Flask) -> None:
    browser = Browser(full_disk)

    page = report_missed_visit(browser, more="Nobody came. " * 1_500)

    assert page.status == 503
    assert not page.find_all("p", class_="code")
    assert "not" in page.main.lower()
    with full_disk.app_context():
        assert _count(db.session) == 0


def _count(session: Session) -> int:
    return session.query(Case).count()
