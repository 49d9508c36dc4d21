"""What was imported before sources had profiles is still there afterwards, and before again."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from portal.database import db
from tests.kernel.test_migrations import empty_app as empty_app

BEFORE = (
    "INSERT INTO imports (id, state, tz, rows_done, rows_total, begun_at, ended_at) VALUES "
    "(1, 'accepted', 'Europe/London', 8, 8, '2026-11-09 10:00:00', '2026-11-09 10:00:00')",
    "INSERT INTO import_files (id, name, size, sha256, rows_read, accepted, unchanged, "
    "corrections, rejected, doubted, import_id) "
    "VALUES (1, 'visits.csv', 1, 'x', 1, 1, 0, 0, 0, 0, 1)",
    "INSERT INTO visit_versions (id, visit_ref, person_ref, service_date, import_id) "
    "VALUES (1, 'V1', 'P1', '2026-10-01', 1)",
)


def rows(question: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(question))]
        connection.rollback()
    return found


def test_imports_and_what_they_brought_outlive_the_migration(empty_app: Flask) -> None:
    upgrade(revision="0004_noted_settings")
    with db.engine.connect() as connection:
        for command in BEFORE:
            connection.execute(text(command))
        connection.commit()

    upgrade(revision="0005_sources")

    assert rows("SELECT state, undone_at FROM imports") == [("accepted", None)]
    assert rows("SELECT name, table_name FROM import_files") == [("visits.csv", "visits.csv")]
    assert rows("SELECT visit_ref, import_id FROM visit_versions") == [("V1", 1)]
    with db.engine.connect() as connection:
        connection.execute(text("UPDATE imports SET state = 'undone', undone_at = ended_at"))
        connection.commit()

    downgrade(revision="0004_noted_settings")

    assert rows("SELECT state FROM imports") == [("abandoned",)]
    assert rows("SELECT visit_ref, import_id FROM visit_versions") == [("V1", 1)]
