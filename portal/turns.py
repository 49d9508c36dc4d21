"""Steps that look at each other's rows before they write their own, and so go one after another."""

from sqlalchemy import func, select

from portal.database import db, is_sqlite


def take_turn(what: str) -> None:
    """Wait until nobody else is at `what`; the turn ends with the present transaction.

    What is asked from now on is what the one before has left. To be taken after the rows that
    somebody holds alone, so that no two wait for each other.
    """
    # Who writes to SQLite has it for themselves already.
    if not is_sqlite():
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
