"""One machine: the web server, and beside it the worker as a process of its own."""

import subprocess
import sys

from granian.constants import Interfaces
from granian.server import Server

from portal.config import THREADS


def serve(address: str, port: int, *, workers: int = 1, threads: int = THREADS) -> None:
    """Serve the site, with a worker beside it, until interrupted. Logs no addresses."""
    worker = subprocess.Popen([sys.executable, "-m", "portal.commands", "worker"])
    try:
        Server(
            "wsgi:app",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            log_access=False,
        ).serve()
    finally:
        worker.terminate()
        worker.wait(timeout=10)
