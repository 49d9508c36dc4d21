"""How a migration reaches the database: through the application's own engine."""

from typing import Any

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
options = current_app.extensions["migrate"].configure_args


def run() -> None:
    """Migrate in one transaction; SQLite copies tables where it cannot alter them."""
    # The table of the numbers that say so may not be there yet, or not any more.
    with database.engine.connect().execution_options(candour_unsaid=True) as connection:
        _let_go_of_keys(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        _require_keys(connection)


def _let_go_of_keys(connection: Any) -> None:
    """A table that SQLite copies is dropped under its old name: nothing may follow it then."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")


def _require_keys(connection: Any) -> None:
    """Every row still has what it points to. Raises RuntimeError."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        if driver.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError("A migration left rows behind that point to nothing.")
        driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not into a script.")
run()
