"""Other co-operatives' reports beside ours: shown when they verify, and never ranked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from portal import config
from portal.database import transaction
from portal.ledger.copies import Opening
from portal.publication.comparing.neighbours import Found, Pinned, Trouble, judge
from portal.publication.comparing.services import look_at_neighbours, note_neighbour
from portal.publication.headline import METHOD_VERSION
from portal.publication.services import prepare_release, sign_release
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.ledger.copies import FIRST, KEY, OTHER_KEY, make_day, make_opening, written
from tests.publication.comparing.releases import files_of, ledger_of, make_bundle
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_files import figures
from tests.publication.test_pages import published

ON = date(2026, 11, 12)
ADDRESS = "https://aber.example/reports/latest"
BUNDLE = make_bundle(figures(method_version=METHOD_VERSION), coop="Aber <Care>")
LEDGER = ledger_of(BUNDLE)


def found(bundle: bytes = BUNDLE, ledger: bytes = LEDGER) -> Found:
    judged = judge(bundle, ledger, before=None, on=ON)
    assert isinstance(judged, Found)
    return judged


def opening() -> Opening:
    return make_opening(release="2026-10", files=files_of(BUNDLE, "release.zip"), signed_by=[])


def test_a_ledger_that_goes_on_is_good_and_one_that_was_rewritten_is_not() -> None:
    first = make_day(FIRST, openings=[opening()])
    longer = written([first, make_day(FIRST + timedelta(days=1), after=first)])
    before = found(ledger=written([first])).pinned

    assert isinstance(judge(BUNDLE, longer, before=before, on=ON), Found)
    assert judge(BUNDLE, LEDGER, before=before, on=ON) is Trouble.REWRITTEN


@pytest.mark.parametrize(
    ("bundle", "ledger", "trouble"),
    [
        (BUNDLE[:-1], LEDGER, Trouble.NOT_VERIFIED),
        (BUNDLE, b"", Trouble.NOT_VERIFIED),
        (BUNDLE, ledger_of(b"other"), Trouble.NOT_VERIFIED),
        (
            other := make_bundle(figures(method_version="0")),
            ledger_of(other),
            Trouble.OTHER_METHOD,
        ),
    ],
)
def test_what_does_not_verify_is_not_shown(bundle: bytes, ledger: bytes, trouble: Trouble) -> None:
    assert judge(bundle, ledger, before=None, on=ON) is trouble


def test_what_a_neighbour_took_down_itself_is_not_shown() -> None:
    gone = make_opening("release_withdrawn", release="2026-10", reason="One home can be seen.")

    ledger = written([make_day(FIRST, openings=[opening(), gone])])

    assert judge(BUNDLE, ledger, before=None, on=ON) is Trouble.TAKEN_DOWN


def test_another_key_than_before_is_not_believed() -> None:
    pinned = Pinned(OTHER_KEY.public, FIRST, make_day(FIRST).hash)

    assert isinstance(judge(BUNDLE, LEDGER, before=pinned, on=ON), Trouble)


def test_figures_stand_side_by_side_and_trouble_is_said(app: Flask, browser: Browser) -> None:
    alone = browser.open("/reports").follow("Beside other co-operatives").main
    published(app)
    away = "http://127.0.0.1:9/reports/latest"
    config.use(replace(config.settings(), neighbours=f"{ADDRESS}, {away}"))
    with app.app_context(), transaction():
        note_neighbour(ADDRESS, found(), at=NOW)
    config.use(replace(config.settings(), neighbours=f"{away}"))
    with app.app_context():
        # Nobody answers there.
        shown = look_at_neighbours(NOW)
    config.use(replace(config.settings(), neighbours=f"{ADDRESS}, {away}"))

    page = browser.open("/reports/beside-others")

    assert "We read no other co-operative's reports yet." in alone and shown == 0
    rows = [[cell.text for cell in row] for row in page.find_all("tr")][1:3]
    assert [row[0] for row in rows] == ["Aber <Care>", "Bryn Teg Care Co-operative"]
    assert "80 [u]" in page.main and "76 to 85" in page.main
    # What is published without a range is not what there was nothing to count of.
    missed = page.main.partition("Visits missed, of 100")[2]
    assert "no range is published" in missed.partition("[c] means hidden")[0]
    assert "[z]" not in missed.partition("[c] means hidden")[0]
    assert f"The report of {away} could not be read." in page.main
    assert "This is no ranking" in page.main
    # Every mark that a figure may bear is explained where it stands.
    for mark in ("[c]", "[z]", "[x]", "[u]"):
        assert f"{mark} means" in page.main


def test_ours_of_another_method_stands_beside_nobody(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction():
        first, second = make_account().account, make_account().account
        # As it came out before the last update.
        headline = replace(make_headline(), method_version="0")
        release = make_attacked(prepare_release(headline, source="1", by=first, at=NOW))
        for by in (first, second):
            sign_release(release, source="1", by=by, at=NOW)
    config.use(replace(config.settings(), neighbours=ADDRESS))
    with app.app_context(), transaction():
        note_neighbour(ADDRESS, found(), at=NOW)

    page = browser.open("/reports/beside-others")

    rows = [[cell.text for cell in row] for row in page.find_all("tr")]
    assert {row[0] for row in rows} == {"Co-operative", "Aber <Care>"}
    assert "Our own: it came out before we changed how figures are made." in page.main


def test_trouble_today_hides_what_was_right_yesterday(app: Flask, browser: Browser) -> None:
    config.use(replace(config.settings(), neighbours=ADDRESS))
    with app.app_context():
        with transaction():
            note_neighbour(ADDRESS, found(), at=NOW)
        with transaction():
            kept = note_neighbour(ADDRESS, Trouble.REWRITTEN, at=NOW)
            pinned = kept.pinned

    main = browser.open("/reports/beside-others").main

    assert pinned == found().pinned and pinned.key == KEY.public
    assert "shows another past" in main and "76 to 85" not in main
