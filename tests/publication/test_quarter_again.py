"""A quarter that is told again, and who may stand by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.services import SignerHasInterest, prepare_release, sign_release
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import
from tests.accounts.factories import make_account
from tests.conftest import NOW
from tests.publication.factories import make_attacked
from tests.publication.test_touched_figures import bring, publish_all, rows_of
from tests.snapshots import remembered

SEPTEMBER = Period.of_month("2026-09")


@pytest.fixture
def published(app: Flask) -> Iterator[None]:
    """The four months of the sample, and a quarter with the third, all out."""
    with app.app_context():
        remembered("four months out", publish_all)
        db.session.commit()
        yield


@pytest.mark.slow
def test_a_quarter_that_is_corrected_keeps_its_groups(published: None, tmp_path: Path) -> None:
    told = queries.groups_of(queries.get_release("2026-09"))
    assert len(set(told["area"].values())) == 2
    packages = rows_of("packages.csv")
    for row in [each for each in packages if each["area_code"] != "E01"][4:]:
        row["area_code"] = "E01"

    contracts = {"packages.csv": packages, "lines.csv": rows_of("lines.csv")}
    bring(tmp_path / "moved", contracts)

    # One of both is too small now: it is hidden, and what was told of it stays known.
    now = queries.headline_of_period(SEPTEMBER).as_json()["quarter"]
    assert now["groups"] == told
    status = {part["value"]: part["delivered"]["status"] for part in now["parts"]["area"]}
    assert set(status) == set(told["area"].values()) and "c" in status.values()


@pytest.mark.slow
def test_who_brought_the_first_month_of_a_quarter_does_not_sign_it(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        first = make_account(Permission.PREPARE_RELEASES).account
        rows = rows_of("visits.csv")
        july = [row for row in rows if row["service_date"] < "2026-08"]
        later = [row for row in rows if row["service_date"] >= "2026-08"]
        contracts = {name: rows_of(name) for name in ("packages.csv", "lines.csv")}
        bring(tmp_path / "contracts", contracts)
        bring(tmp_path / "july", {"visits.csv": july})
        bring(tmp_path / "later", {"visits.csv": later})
        with reading():
            headline = queries.headline_of_period(SEPTEMBER)
        with transaction():
            db.session.execute(update(Import).where(Import.id == 2).values(begun_by_id=first.id))
            draft = make_attacked(prepare_release(headline, source="3", by=first, at=NOW))
            with pytest.raises(SignerHasInterest):
                sign_release(draft, source="3", by=first, at=NOW)
