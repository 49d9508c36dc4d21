"""Processor time of this process, and of the server of its database where it has one.

What a server does counts on both sides of every comparison: a scan is not free because somebody
else makes it.
"""

import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from portal.database import db, is_sqlite

# As Linux makes the number of the clock of another process, exact to the nanosecond.
_OF_PROCESS = 2


class Spending:
    """Adds up the seconds of processor time of what runs inside it, as often as it is entered."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._server = None if is_sqlite() else _first_process_of_server()

    def __enter__(self) -> Self:
        self._there = self._server_seconds()
        self._here = time.process_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Looking at the server takes time too: it is done outside.
        self.seconds += time.process_time() - self._here
        self.seconds += self._server_seconds() - self._there

    def _server_seconds(self) -> float:
        return 0.0 if self._server is None else _seconds_of_family(self._server)


def _first_process_of_server() -> int:
    with db.engine.connect() as connection:
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def _seconds_of_family(first: int) -> float:
    """Of a process and of its children that live: each connection of PostgreSQL is one."""
    total = 0.0
    for number in [first, *_children(first)]:
        with suppress(OSError):
            total += time.clock_gettime(~number << 3 | _OF_PROCESS)
    return total


def _children(first: int) -> list[int]:
    listed = Path(f"/proc/{first}/task/{first}/children").read_text("ascii")
    return [int(number) for number in listed.split()]
