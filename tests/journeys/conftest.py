"""The demonstration, loaded once and really served, and people with real browsers before it."""

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.config import ROOT
from portal.logs import JsonLines
from tests.journeys.people import Person, Site
from tests.journeys.planting import Planted

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
except ImportError:  # listed as not run
    sync_playwright = None

# The one without windows first: the same engine, in two thirds of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Nothing but the site itself can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
NOT_RUN = "not run: no browser on this machine"


@pytest.fixture
def planted() -> Planted:
    return Planted()


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line that the log would hold."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    keeper, root = Keeper(), logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(before)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's chromium, with or without windows, driven by Playwright."""
    if sync_playwright is None or CHROMIUM is None:
        pytest.skip(NOT_RUN)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The loaded demonstration, its web server and its worker."""
    instance = tmp_path_factory.mktemp("journeys") / "instance"
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    # A quick reader types faster than a person, and all of them come from one place.
    environment = {name: value for name, value in os.environ.items() if "CANDOUR_" not in name} | {
        "CANDOUR_INSTANCE": str(instance),
        "CANDOUR_BASE_URL": address,
        "CANDOUR_ALLOWANCES": "false",
    }
    _load(instance, environment)
    log = instance.parent / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "portal.commands", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(address, server, log)
            yield _site(address, instance)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
    assert '"level": "ERROR"' not in log.read_text("utf-8"), log.read_text("utf-8")[-4000:]


def _load(instance: Path, environment: dict[str, str]) -> None:
    loaded = os.environ.get("CANDOUR_TEST_LOADED")
    if loaded:  # For whoever writes a journey: a demonstration that is loaded already.
        shutil.copytree(loaded, instance)
        return
    instance.mkdir()
    subprocess.run(
        [sys.executable, "-m", "portal.commands", "demo", "--only-load"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _try in range(600):
        assert server.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(address + "/accessibility", timeout=20):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


def _site(address: str, instance: Path) -> Site:
    chosen = tomllib.loads((instance / "settings.toml").read_text("utf-8"))
    return Site(
        address=address,
        instance=instance,
        axe=Axe(),
        notes=json.loads((instance / "demonstration.json").read_text("utf-8")),
        shift=timedelta(seconds=chosen["clock_shift"]),
    )


@pytest.fixture
def person(chromium: Any, site: Site) -> Iterator[Callable[..., Person]]:
    """Makes people, each with a browser of their own; all leave at the end."""
    people: list[Person] = []

    def make(**how: Any) -> Person:
        people.append(Person(chromium, site, **how))
        return people[-1]

    yield make
    for each in people:
        each.leave()


@pytest.fixture
def member(person: Callable[..., Person]) -> Callable[[str], Person]:
    """Signs somebody in, on a small screen and without scripts."""

    def sign_in(name: str, **how: Any) -> Person:
        someone = person(**how)
        someone.sign_in(name, datetime.now(UTC))
        return someone

    return sign_in
