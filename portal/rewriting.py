"""Tables written anew, so that a copy of the store keeps nothing of what was deleted."""

from typing import Any

from portal.database import db, fold_in_log, is_sqlite


def rewrite_tables(*tables: str) -> None:
    """Write these tables anew, so that nothing is left of deleted rows, nor of their order.

    On SQLite the whole file, its log emptied; on PostgreSQL new files for these tables. Outside a
    transaction.
    """
    with db.engine.connect() as opened:
        driver: Any = opened.connection.dbapi_connection
        if is_sqlite():
            # A reader's connection may have gone back to the pool with writing switched off.
            driver.execute("PRAGMA query_only=OFF")
            opened.connection.info["mode"] = "write"
            driver.execute("VACUUM")
        else:
            driver.autocommit = True
            driver.read_only = False
            try:
                for table in tables:
                    driver.execute(f'VACUUM (FULL) "{table}"')
            finally:
                driver.autocommit = False
    fold_in_log()
