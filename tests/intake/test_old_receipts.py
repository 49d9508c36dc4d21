"""A receipt outlives the secret it was made with, and moves to the newer one when it is used."""

import base64
from typing import Any

import pytest
from sqlalchemy import select

from portal import config
from portal.cases.deleting.models import CaseDeletion
from portal.cases.models import CaseReceipt
from portal.database import db, reading
from portal.vault.receipts import version_of
from tests.cases.factories import make_case, make_committee
from tests.cases.test_deleting import delete
from tests.client import Browser
from tests.intake.factories import code_on, come_back, open_intake, report_missed_visit

NEWER = bytes(range(32))


def version() -> str:
    db.session.rollback()
    with reading():
        return db.session.scalars(select(CaseReceipt.secret_version)).one()


def replace_secret(monkeypatch: pytest.MonkeyPatch, *, keep_old: bool) -> None:
    old = config.secret("receipt")
    monkeypatch.setenv("CANDOUR_SECRET_RECEIPT", base64.b64encode(NEWER).decode())
    if keep_old:
        monkeypatch.setenv("CANDOUR_SECRET_RECEIPT_OLDER", base64.b64encode(old).decode())
    config.secret.cache_clear()


def test_a_used_receipt_needs_the_old_secret_no_longer(
    browser: Browser, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_intake()
    code = code_on(report_missed_visit(browser))

    replace_secret(monkeypatch, keep_old=True)
    first = come_back(browser, code)

    assert first.heading == "Where it stands"
    assert version() == version_of(NEWER)

    monkeypatch.delenv("CANDOUR_SECRET_RECEIPT_OLDER")
    assert come_back(browser, code).heading == "Where it stands"


def test_the_receipt_of_a_deleted_case_moves_too(
    browser: Browser, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee, sent = make_committee(), make_case()
    delete(sent, committee)

    replace_secret(monkeypatch, keep_old=True)
    first = come_back(browser, sent.receipt.code)
    monkeypatch.delenv("CANDOUR_SECRET_RECEIPT_OLDER")
    later = come_back(browser, sent.receipt.code)

    assert first.heading == later.heading == "This was deleted"
    db.session.rollback()
    assert db.session.scalars(select(CaseDeletion.secret_version)).one() == version_of(NEWER)


def test_a_wrong_code_moves_nothing(
    browser: Browser, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_intake()
    report_missed_visit(browser)
    before = version()
    replace_secret(monkeypatch, keep_old=True)

    page = come_back(browser, "0000-0000-0000-0000")

    assert page.status == 422
    assert version() == before
