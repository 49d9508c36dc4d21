"""What tests of publication stand on."""

from pathlib import Path

import pytest

from portal.visits.importing.reading import read_set
from portal.visits.records import VisitRecords

BRYNTEG = Path(__file__).resolve().parents[2] / "portal" / "demo" / "brynteg"


@pytest.fixture(scope="session")
def brynteg() -> VisitRecords:
    """The visits of the demonstration, in memory."""
    return read_set(BRYNTEG).records
