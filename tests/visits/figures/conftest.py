"""The synthetic co-operative, read once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.visits.importing.reading import read_set
from portal.visits.records import VisitRecords

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def brynteg() -> VisitRecords:
    return read_set(ROOT / "portal/demo/brynteg").records


@pytest.fixture(scope="session")
def expected() -> list[dict[str, Any]]:
    text = (ROOT / "tests/data/brynteg/expected.json").read_text("utf-8")
    figures: list[dict[str, Any]] = json.loads(text)["figures"]
    return figures
