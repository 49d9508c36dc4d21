"""A quarter that is told again, and who may stand by it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.attack_queries import material_of
from portal.publication.services import SignerHasInterest, prepare_release, sign_release
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import
from tests.accounts.factories import make_account
from tests.conftest import NOW, ON_SQLITE
from tests.publication.factories import make_attacked
from tests.publication.later_files import Row, bring, rows_of

SEPTEMBER = Period.of_month("2026-09")


def moved() -> list[Row]:
    """The packages, nearly all of them in one area now."""
    packages = rows_of("packages.csv")
    for row in [each for each in packages if each["area_code"] != "E01"][4:]:
        row["area_code"] = "E01"
    return packages


def renamed() -> list[Row]:
    """The packages in areas with other codes, and of another buyer."""
    return [
        row | {"area_code": f"N{row['area_code']}", "commissioner": "private"}
        for row in rows_of("packages.csv")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("changed", [moved, renamed])
def test_a_quarter_stays_in_the_areas_in_which_it_was_told(
    four_months_out: None, tmp_path: Path, changed: Callable[[], list[Row]]
) -> None:
    told = queries.get_release("2026-09").figures["quarter"]
    groups = set(told["groups"]["area"].values())
    assert len(groups) == 2

    bring(tmp_path / "moved", {"packages.csv": changed(), "lines.csv": rows_of("lines.csv")})

    assert queries.headline_of_period(SEPTEMBER).as_json()["quarter"] == told
    # What was told stays known to the attackers of later reports, and later months go with today.
    shares = material_of("2026-10").shares
    assert {each.area for each in shares if each.month <= "2026-09"} == groups
    assert "E01" in {each.area.removeprefix("N") for each in shares if each.month == "2026-10"}
    assert not groups >= {each.area for each in shares if each.month == "2026-10"}


@pytest.mark.slow
@ON_SQLITE
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
