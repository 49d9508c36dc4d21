"""How a migration reaches the database: through the application's own engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
options = current_app.extensions["migrate"].configure_args


def run() -> None:
    """Migrate in one transaction; SQLite copies tables where it cannot alter them."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not into a script.")
run()
