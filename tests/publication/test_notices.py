"""That an error was found: said at once, and taken back without the words going on to stand."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind, is_public
from portal.ledger.models import LedgerFact
from portal.publication import queries
from portal.publication.amending.models import NoticeFault, ReleaseNotice
from portal.publication.amending.queries import notices_of
from portal.publication.amending.services import NoticeIsGone, note_error, take_back_notice
from portal.publication.models import ReleaseIsPublished
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_release

WORDS = "Mrs Pugh of Aber was counted twice."


@pytest.fixture
def notice(app: Flask) -> Any:
    """What one member wrote above a report, and should not have."""
    with app.app_context():
        first, second = make_account(name="Mair Lloyd").account, make_account().account
        with transaction():
            release = make_release(first, second)
            note_error(release, WORDS, by=first, at=NOW)
        yield db.session.scalars(select(ReleaseNotice)).one()


def taken_back(notice: ReleaseNotice, why: NoticeFault, *, words: str = "") -> None:
    by = make_account(name="Huw Jenkins").account
    with transaction():
        take_back_notice(notice, why, words=words, by=by, at=NOW + timedelta(days=1))


def test_its_words_are_gone_and_that_it_was_there_stays(
    browser: Browser, notice: ReleaseNotice
) -> None:
    before, framed = (browser.open(f"/reports/2026-10{part}") for part in ("", "/embed"))
    listed = browser.open("/reports")
    fed = browser.client.get("/reports/feed.atom").text
    taken_back(notice, NoticeFault.NAMES_SOMEBODY)
    page = browser.open("/reports/2026-10")
    kind = EntryKind.RELEASE_NOTICE_TAKEN_BACK
    fact = db.session.scalars(select(LedgerFact).where(LedgerFact.kind == kind)).one()

    assert WORDS in before.main and "(Something is wrong" in before.title
    # On another page only that, above the figure: what is wrong is read on the report itself.
    assert "Something is wrong in this report." in framed.main and "Pugh" not in framed.text
    assert "Something is wrong in this report" in listed.main and "Pugh" not in listed.text
    assert "Something is wrong in this report." in fed and "Pugh" not in fed
    assert "Something is wrong" not in browser.client.get("/reports/feed.atom").text
    assert "Something is wrong" not in browser.open("/reports").main
    assert "Something is wrong" not in browser.open("/reports/2026-10/embed").main
    assert "Pugh" not in page.text and "Something is wrong" not in page.title
    assert "Mair Lloyd of the oversight committee said on" in page.main
    assert "Huw Jenkins took it back on" in page.main
    assert "It named somebody, or let somebody be recognised." in page.main
    assert "80 were delivered" in page.heading
    assert notice.words == "" and "Pugh" not in repr(vars(notice))
    # What happened is a fact for everybody; what was said is none.
    assert is_public(kind)
    assert fact.fact == {
        "release": "2026-10", "said_by": "Mair Lloyd", "said_on": "2026-11-09",
        "taken_back_by": "Huw Jenkins", "reason": "names_somebody",
    }  # fmt: skip
    assert notice.commitment is not None and notice.commitment in page.main


def test_it_is_said_anew_in_the_same_step(browser: Browser, notice: ReleaseNotice) -> None:
    taken_back(notice, NoticeFault.NAMES_SOMEBODY, words="A person was counted twice.")

    page = browser.open("/reports/2026-10")

    assert "A person was counted twice." in page.main and "Pugh" not in page.text
    assert "(Something is wrong" in page.title
    standing = notices_of(queries.get_release("2026-10"))
    assert [(each.words, each.name) for each in standing] == [
        ("A person was counted twice.", "Huw Jenkins")
    ]


def test_once_taken_back_is_taken_back(notice: ReleaseNotice) -> None:
    number = notice.id
    taken_back(notice, NoticeFault.NO_ERROR)

    with pytest.raises(NoticeIsGone):
        taken_back(notice, NoticeFault.NO_ERROR)
    for change in ({"words": WORDS}, {"taken_back_by": "Nobody"}):
        with pytest.raises(ReleaseIsPublished), transaction():
            kept = db.session.get_one(ReleaseNotice, number)
            for name, value in change.items():
                setattr(kept, name, value)
        db.session.remove()


def test_its_words_are_not_changed_in_another_way(notice: ReleaseNotice) -> None:
    with pytest.raises(ReleaseIsPublished), transaction():
        notice.words = "All is well."
    db.session.remove()
    with pytest.raises(ReleaseIsPublished), transaction():
        kept = db.session.scalars(select(ReleaseNotice)).one()
        kept.taken_back_at = NOW
        kept.words = "All is well."
    db.session.remove()

    assert db.session.scalars(select(ReleaseNotice)).one().words == WORDS


def test_a_member_takes_it_back_on_the_desk(app: Flask, notice: ReleaseNotice) -> None:
    number = notice.id
    signer = make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES, name="Huw")
    db.session.remove()
    browser = Browser(app)
    sign_in(browser, signer)

    page = browser.open("/reports/desk/2026-10/error").follow("Take it back")
    empty = page.form("because").send()
    done = page.form("because").fill(because="worded_better", words="Twice counted.").send()
    again = browser.open(f"/reports/desk/2026-10/error/{number}")
    late = page.form("because").fill(because="no_error", words="Thrice counted.").send()

    assert WORDS in page.main and page.heading.endswith("the report for October 2026")
    assert empty.status == 422 and "Choose why." in empty.errors[0]
    assert "Twice counted." in done.main and "Pugh" not in done.text
    assert "These words are gone." in done.main
    assert "This was taken back already." in again.text and "What is wrong?" in again.main
    # Of two members the slower one is told, and keeps what was typed.
    assert late.status == 422 and "taken back already" in late.errors[0]
    assert "Thrice counted." in late.main and "Thrice" not in browser.open("/reports/2026-10").text
    assert browser.open(f"/reports/desk/2026-10/error/{uuid4()}").status == 404
