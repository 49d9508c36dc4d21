"""Rules that are over, or not begun, are said so to the members whose clocks they set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portal.cases.rule_packs import find_pack, held_packs, rule_packs
from portal.database import db
from tests.accounts.factories import sign_in
from tests.cases.factories import make_committee
from tests.cases.packs import changed, packs_on_disk, shipped
from tests.client import Browser, Page
from tests.conftest import NOW

PACK = find_pack("WAL-SS-2014")


def test_rules_hold_from_their_first_day_to_their_last() -> None:
    over = replace(PACK, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))

    assert [
        over.holds_on(day)
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    ] == [False, True, True, False]


def test_every_pack_that_is_shipped_is_in_force() -> None:
    for pack in (*rule_packs().values(), *held_packs().values()):
        assert pack.holds_on(NOW.date()), pack.code
        assert pack.valid_to is None or pack.valid_to > pack.valid_from


@pytest.fixture
def older_rules() -> Iterator[None]:
    """The packs as they will be read once the rules of Wales were ended by others."""
    begins = "valid_from = 2014-08-01"
    with packs_on_disk(
        WAL_SS_2014=changed(shipped(), (begins, f"{begins}\nvalid_to = 2026-11-08"))
    ):
        yield


def test_members_are_told_that_the_rules_are_over(app: Flask, older_rules: None) -> None:
    page = queue_of(app)

    assert "These rules are not in force" in page.main
    assert PACK.title in page.main
    assert "They ended on 8 November 2026" in page.main


def test_of_rules_that_hold_nothing_is_said(app: Flask) -> None:
    assert "These rules are not in force" not in queue_of(app).main


def queue_of(app: Flask) -> Page:
    with app.app_context():
        committee = make_committee(sign_in=True)
        db.session.remove()
    mair = Browser(app)
    sign_in(mair, committee["Mair Jones"])
    return mair.open("/cases/")
