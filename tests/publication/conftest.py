"""What tests of publication stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.database import db
from portal.visits.importing.reading import read_set
from portal.visits.records import VisitRecords
from tests.publication.later_files import publish_all
from tests.snapshots import remembered

BRYNTEG = Path(__file__).resolve().parents[2] / "portal" / "demo" / "brynteg"


@pytest.fixture(scope="session")
def brynteg() -> VisitRecords:
    """The visits of the demonstration, in memory."""
    return read_set(BRYNTEG).records


@pytest.fixture
def four_months_out(app: Flask) -> Iterator[None]:
    """The four months of the demonstration, and a quarter with the third, all out."""
    with app.app_context():
        remembered("four months out", publish_all)
        db.session.commit()
        yield
