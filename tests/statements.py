"""What reaches the database while a test looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches the application's database meanwhile, in the order of asking.

    The application is shared by many tests: whoever listens to its engine must stop listening.
    """
    engine = db.engine
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
