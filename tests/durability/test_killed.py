"""The server is killed at the instant after it acknowledged: the case is there."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.cookiejar import CookieJar

from flask import Flask
from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.queries import find_receipt
from portal.config import ROOT, secret, settings
from portal.database import db
from portal.vault.receipts import TypedCode
from tests.cases.factories import make_committee
from tests.conftest import NOW

SERVER = """
from granian.constants import Interfaces
from granian.server import Server
Server("wsgi:app", address="127.0.0.1", port={port}, interface=Interfaces.WSGI,
       blocking_threads=1, log_enabled=False).serve()
"""
LONGEST_WAIT = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The settings in force, served by a process group of its own on a real port."""
    chosen, port = settings(), _free_port()
    shift = round((NOW - datetime.now(UTC)).total_seconds())
    environment = os.environ | {
        "CANDOUR_ENVIRONMENT": "test",
        "CANDOUR_INSTANCE": chosen.instance,
        "CANDOUR_DATABASE_URL": chosen.database,
        "CANDOUR_RULE_PACK": chosen.rule_pack,
        "CANDOUR_ALLOWANCES": "false",
        "CANDOUR_CLOCK_SHIFT": str(shift),
    }
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER.format(port=port)],
        cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(LONGEST_WAIT * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def test_what_was_acknowledged_outlives_a_killed_server(app: Flask) -> None:
    with app.app_context():
        make_committee()
        db.session.remove()
        db.engine.dispose()
        with served() as (address, server):
            jar = urllib.request.HTTPCookieProcessor(CookieJar())
            browser = urllib.request.build_opener(jar)
            form = browser.open(f"{address}/missed-visit", timeout=LONGEST_WAIT).read().decode()
            hidden = dict(re.findall(r'type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
            hidden |= dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', form))
            told = {"needed": "no", "day": "today", "seen": "VIS-MISS", "place": "Hill Lane"}
            body = urllib.parse.urlencode(hidden | told).encode()

            receipt = browser.open(f"{address}/missed-visit", body, timeout=LONGEST_WAIT)
            page = receipt.read().decode()
            # Nothing is flushed, closed or checkpointed: the process is simply gone.
            os.killpg(server.pid, signal.SIGKILL)

        shown = re.search(r'<p class="code">(.*?)</p>', page, re.DOTALL)
        assert shown is not None, json.dumps(page[:2000])
        code = TypedCode(re.sub(r"<[^>]+>", "", shown[1]), [secret("receipt")])
        assert len(db.session.scalars(select(Case)).all()) == 1
        assert find_receipt(code.lookups) is not None
