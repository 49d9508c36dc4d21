"""A month that came in a shape that loses something, as it stands in the store and on pages."""

from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db
from portal.visits import queries
from portal.visits.figures.figures import Dimension, figures_of
from portal.visits.figures.periods import Period
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.no_access.queries import month_without_access
from portal.visits.no_access.steps import Kept
from portal.visits.outcomes.work_services import renew_everything
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.conftest import ON_SQLITE
from tests.visits.figures.test_views import row
from tests.visits.importing.test_import_command import run, vendor_set
from tests.visits.importing.test_profiles import FILES, OCTOBER, read_whole


def bring(app: Flask, folder: Path, profile: str) -> None:
    """October in this shape, with all outcomes worked out."""
    status, _ = run(app, str(vendor_set(folder, *FILES[profile])))
    assert status == 0
    with app.app_context():
        renew_everything()
        db.session.remove()


@ON_SQLITE
@pytest.mark.parametrize("profile", FILES)
def test_the_store_knows_what_was_not_supplied(app: Flask, tmp_path: Path, profile: str) -> None:
    bring(app, tmp_path / "set", profile)

    with app.app_context():
        found = queries.figures_of_period(OCTOBER, by=Dimension)
    records = read_whole(profile).records
    wanted = figures_of(records, period=OCTOBER, as_of=found.as_of, by=Dimension)
    assert found.as_json() == wanted.as_json()
    assert found.supply.lacking == shipped_profiles()[profile].source.not_supplied


def test_the_page_names_the_shape_and_what_it_loses(plain_app: Flask, tmp_path: Path) -> None:
    bring(plain_app, tmp_path / "set", "openevv-visits")
    browser = Browser(plain_app)
    sign_in(browser, make_account_of(plain_app, Permission.READ_FIGURES))

    page = browser.open("/visits/figures?month=2026-10")

    profile = shipped_profiles()["openevv-visits"]
    assert profile.title in page.main
    assert all(line in page.main for line in profile.lost)
    assert row(page, "No-access procedure followed V4") == ["[x]", "percent", "", ""]
    assert row(page, "No access V3")[0] != "[x]"
    assert row(page, "Cancelled by the person's side, in time") == ["[x]"]
    assert "[x]" in browser.open("/visits/no-access?month=2026-10").main


@ON_SQLITE
def test_steps_are_not_held_against_anybody_from_the_store(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path / "set", "openevv-visits")

    with app.app_context():
        visits = month_without_access(Period.of_month("2026-10")).visits
    assert visits
    asked = {taken.kept for visit in visits for taken in visit.steps}
    assert Kept.NOT_ASKED in asked
    contradicted = [visit for visit in visits if visit.found.evidence == "NA-X"]
    assert len(contradicted) < len(visits) / 4
