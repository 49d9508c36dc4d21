"""Tables written anew and logs emptied: a copy of the store keeps nothing of what was deleted."""

from typing import Any

from portal.database import BUSY_SECONDS, db, is_sqlite


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


def fold_in_log() -> bool:
    """Write SQLite's log back into its file and empty it, so that no copy of deleted rows waits.

    Says whether it is empty now: it is not while somebody reads, and then nobody waits for it.
    Outside a transaction.
    """
    if not is_sqlite():
        return True
    with db.engine.connect() as opened:
        driver: Any = opened.connection.dbapi_connection
        # It holds the write lock while it waits for who reads, so it must not wait.
        driver.execute("PRAGMA busy_timeout=0")
        try:
            busy, _pages, _written = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return not busy
