"""What is logged: one line of JSON, without addresses, typed words or values."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

from flask import Flask

LoggedError = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class JsonLines(logging.Formatter):
    """One line a record. Of an exception, its kind and where it happened.

    The exception's own text stays out: a database's message may quote what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
            "of": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["failed"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)

    def formatException(self, ei: LoggedError) -> str:
        """The kind of exception alone, wherever a handler asks for more."""
        return ei[0].__name__ if ei[0] is not None else ""


def init_app(app: Flask) -> None:
    """Send every log line through the formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=not app.testing)
    # Servers log addresses; the migration tool logs each step.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)
