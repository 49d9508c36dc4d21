"""Migrations: a migrated database equals the models, on both engines, and each goes up and down."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from portal.app import create_app
from portal.config import ROOT
from portal.database import Model, db
from tests.conftest import ENGINES, base_settings

WORD = re.compile(r"'[^']*'|\w+|[<>=]+")
REVISIONS = [
    script.revision
    for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions("base", "heads")
][::-1]


@pytest.fixture(params=ENGINES)
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    settings = base_settings(tmp_path)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        name = f"candour_migrations_{request.getfixturevalue('worker_name')}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        head, _, query = server.partition("?")
        url = head.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://", 1)
        settings = replace(settings, database_url=f"{url}/{name}" + (f"?{query}" if query else ""))
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def checks() -> dict[str, dict[str | None, list[str]]]:
    """Every check of every table, by its name: its words, in whatever order a list has them."""
    found = {}
    for table in tables():
        listed = inspect(db.engine).get_check_constraints(table)
        found[table] = {each["name"]: sorted(WORD.findall(each["sqltext"])) for each in listed}
    return found


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_a_migrated_database_equals_the_models_and_refuses_what_they_refuse(
    empty_app: Flask,
) -> None:
    """Alembic compares no checks: which values a column takes is among them."""
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Model.metadata)
        connection.rollback()
    assert differences == []
    assert tables() == set(Model.metadata.tables)
    migrated = checks()

    downgrade(revision="base")
    assert tables() == set()

    Model.metadata.create_all(db.engine)
    made = checks()
    Model.metadata.drop_all(db.engine)
    assert migrated == made


def test_each_migration_goes_up_and_down(empty_app: Flask) -> None:
    for revision in REVISIONS:
        upgrade(revision=revision)
        downgrade(revision="-1")
        upgrade(revision=revision)

    assert tables() == set(Model.metadata.tables)
