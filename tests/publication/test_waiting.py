"""What two have signed and what waits for its day: discarded in the open, and prepared anew."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.clock import stopped_at
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.publication import queries
from portal.publication.services import discard_draft, prepare_release, sign_release
from portal.visits.importing import queries as imports
from portal.visits.importing.states import ImportState, UndoingRefused
from portal.visits.importing.undoing_services import undo_import
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_calendar import DUE, announced
from tests.snapshots import remembered
from tests.visits.importing.test_broken_sets import BRYNTEG


def signed_from_records() -> tuple[str, Account, Account]:
    """October, computed from an import on record and signed by two before its day."""
    remembered("bryn teg", lambda: import_folder(BRYNTEG, default=FileSet(), at=NOW))
    first, second = make_account(name="Mair Lloyd").account, make_account(name="Huw").account
    db.session.commit()
    announced()
    with reading():
        source = queries.newest_import()
    sign_twice(source, first, second)
    return source, first, second


def sign_twice(source: str, first: Account, second: Account) -> None:
    with transaction():
        release = prepare_release(make_headline(), source=source, by=first, at=NOW)
        make_attacked(release)
        for each in (first, second):
            sign_release(release, source=source, by=each, at=NOW)


def discard(by: Account, at: datetime = NOW) -> None:
    with transaction():
        discard_draft(queries.get_draft("2026-10"), by=by, at=at)


def discarded_facts() -> list[dict[str, Any]]:
    with reading():
        kind = LedgerFact.kind == EntryKind.RELEASE_DISCARDED
        return list(db.session.scalars(select(LedgerFact.fact).where(kind)))


def test_what_was_signed_and_discarded_is_prepared_and_signed_anew(database: Any) -> None:
    source, first, second = signed_from_records()

    discard(first)
    sign_twice(source, second, first)

    with reading():
        assert queries.get_draft("2026-10").out_on == DUE
        assert imports.uses_of(int(source)) == ["2026-10"]


def test_an_import_goes_again_once_what_rested_on_it_was_discarded(database: Any) -> None:
    source, first, _second = signed_from_records()
    with pytest.raises(UndoingRefused, match="two have signed it"), transaction():
        undo_import(imports.get_import_for_step(int(source)), by=None, at=NOW)

    discard(first)
    with transaction():
        undo_import(imports.get_import_for_step(int(source)), by=None, at=NOW)

    with reading():
        assert imports.get_import(int(source)).state is ImportState.UNDONE


def test_the_ledger_says_that_a_signed_report_was_discarded_and_by_whom(database: Any) -> None:
    announced()
    first, second = make_account(name="Mair Lloyd").account, make_account(name="Huw").account
    with transaction():
        prepare_release(make_headline(), source="1", by=first, at=NOW)
    discard(first)
    assert discarded_facts() == [], "nobody had signed it"

    sign_twice("1", first, second)
    discard(second)

    assert discarded_facts() == [
        {
            "release": "2026-10",
            "announced_for": DUE.isoformat(),
            "signed_by": ["Mair Lloyd", "Huw"],
            "discarded_by": "Huw",
        }
    ]


def member(name: str) -> Signer:
    return make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES, name=name)


def test_who_discards_a_signed_report_is_told_what_follows_and_proves_who_they_are(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        announced()
        mair, huw = member("Mair Lloyd"), member("Huw Jenkins")
        sign_twice("", mair.account, huw.account)
    sign_in(browser, mair)
    page = browser.open("/reports/desk/2026-10").follow("Discard this draft")

    with stopped_at(NOW + timedelta(minutes=11)):
        asked = page.form("Discard the draft").send("Discard the draft")
        with app.app_context():
            assert queries.get_draft("2026-10").out_on == DUE
    gone = page.form("Discard the draft").send("Discard the draft")

    assert "It is to come out on 23 November 2026" in page.main
    assert "Mair Lloyd and Huw Jenkins signed it and that you discarded it" in page.main
    assert "Is it still you?" in asked.heading, asked.heading
    assert "The draft is gone." in gone.text
    with app.app_context():
        assert [fact["discarded_by"] for fact in discarded_facts()] == ["Mair Lloyd"]
