"""The coordinator brings contracts, then the month as three other systems write it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.config import ROOT
from portal.visits.importing.profiles.shipped import shipped_profiles
from tests.journeys.people import JOURNEY, Person
from tests.journeys.test_7_import import wait_for_worker

pytestmark = JOURNEY

CONTRACTS = [
    ROOT / "portal" / "demo" / "brynteg" / f"{name}.csv"
    for name in ("packages", "lines", "suspensions")
]
VENDOR = ROOT / "tests" / "data" / "vendor"
SHAPES = {
    "access-claim": sorted((VENDOR / "access").glob("*.csv")),
    "ecm-council-report": [VENDOR / "ecm-council-report-2026-10.csv"],
    "openevv-visits": [VENDOR / "openevv-visits-2026-10.json"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_month_comes_from_another_system(member: Callable[..., Person], shape: str) -> None:
    coordinator = member("Carys Davies")

    # What was agreed comes first, and the page says so.
    _begin(coordinator)
    coordinator.has("Packages and lines come first")
    _send(coordinator, *CONTRACTS)
    coordinator.has("Waits for your decision", "packages.csv", "lines.csv")
    coordinator.press("Accept and store")
    wait_for_worker(coordinator)
    coordinator.has("Accepted")

    # A file that was cut off on its way is refused with its line, and nothing waits.
    if shape == "openevv-visits":
        cut = {"name": "cut.json", "mimeType": "application/json"}
        _begin(coordinator)
        coordinator.attach("The files", {**cut, "buffer": SHAPES[shape][0].read_bytes()[:40_000]})
        coordinator.press("Send and check", status=422)
        coordinator.has("cut.json, line", "Here the file stops being JSON")

    # The month is recognised, looked at, and accepted.
    _begin(coordinator)
    _send(coordinator, *SHAPES[shape])
    coordinator.has("Waits for your decision", shipped_profiles()[shape].title)
    coordinator.lacks("What is wrong")
    coordinator.follow("Look at the first rows")
    coordinator.has("The first rows", "Reference of the visit")
    coordinator.follow("Back")
    coordinator.press("Accept and store")
    wait_for_worker(coordinator)
    coordinator.has("Accepted")

    # And it is in the figures.
    coordinator.open("/visits/figures?month=2026-10")
    coordinator.has("Figures of October 2026", "Keep these to yourselves")


def _begin(coordinator: Person) -> None:
    coordinator.open("/visits/imports")
    coordinator.follow("Send files")


def _send(coordinator: Person, *files: Path) -> None:
    coordinator.attach("The files", *files)
    coordinator.press("Send and check")
    wait_for_worker(coordinator)
