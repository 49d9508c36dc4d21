"""The page on which a report is signed shows the article that then comes out, byte for byte."""

import re

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.clock import stopped_at
from portal.database import db, transaction
from portal.publication.attacking import AttackOutcome, Findings
from portal.publication.models import ReleaseAttack
from portal.publication.services import prepare_release, publish_due
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.publication.factories import (
    MANY,
    make_attacked,
    make_findings,
    make_headline,
    make_release,
)
from tests.publication.test_calendar import OUT, announced


def article(page: Page) -> str:
    found = re.findall("<article.*</article>", page.response.get_data(as_text=True), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def signers(app: Flask) -> tuple[tuple[Signer, Browser], tuple[Signer, Browser]]:
    made = []
    for name in ("Mair Lloyd", "Huw Jenkins"):
        with app.app_context():
            signer = make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES, name=name)
        sign_in(browser := Browser(app), signer)
        made.append((signer, browser))
    return made[0], made[1]


def prepare(
    app: Flask,
    by: Signer,
    findings: Findings | None,
    *,
    delivered: int = 80,
    reason: str = "",
) -> None:
    with app.app_context(), transaction():
        headline = make_headline(delivered)
        draft = prepare_release(
            headline, source="", reason=reason, touched=MANY, by=by.account, at=NOW
        )
        if findings is not None:
            make_attacked(draft, findings)


def sign(page: Page) -> Page:
    return page.form("Sign this report").send("Sign this report")


def test_what_the_second_reads_is_what_comes_out(app: Flask, browser: Browser) -> None:
    (mair, first), (huw, second) = signers(app)
    with app.app_context(), transaction():
        make_release(mair.account, huw.account, month=9, delivered=75)
    prepare(app, mair, make_findings())
    sign(first.open("/reports/desk/2026-10"))

    page = second.open("/reports/desk/2026-10")
    sign(page)

    assert article(page) == article(browser.open("/reports/2026-10"))
    assert "That is about 5 more than in September 2026." in page.main
    assert "the day can still change. In the other languages of this site" in page.main
    assert "Month by month" in page.main
    assert "Signed by Mair Lloyd and Huw Jenkins" in page.main
    assert "it comes out at once and cannot be changed after that" in page.main


def test_a_correction_is_read_with_old_and_new_values_before_it_is_signed(
    app: Flask, browser: Browser
) -> None:
    (mair, first), (huw, second) = signers(app)
    with app.app_context(), transaction():
        make_release(mair.account, huw.account)
    prepare(app, mair, make_findings(), delivered=78, reason="Visits came late.")
    sign(first.open("/reports/desk/2026-10"))

    page = second.open("/reports/desk/2026-10")
    sign(page)

    assert article(page) == article(browser.open("/reports/2026-10-correction-2"))
    assert "It was" in page.main and "78 [r]" in page.main
    assert page.main.count("Visits came late.") == 1


def test_what_waits_is_read_as_it_will_stand_on_its_day(app: Flask, browser: Browser) -> None:
    (mair, first), (_huw, second) = signers(app)
    with app.app_context():
        announced()
    prepare(app, mair, make_findings())
    before = first.open("/reports/desk/2026-10")
    sign(before)
    sign(second.open("/reports/desk/2026-10"))

    page = first.open("/reports/desk/2026-10")
    with app.app_context():
        publish_due(OUT)
    with stopped_at(OUT):
        out = browser.open("/reports/2026-10")

    assert "Signed by Mair Lloyd and a second member of" in before.main
    assert "it waits for 23 November 2026, the day that was announced" in before.main
    assert "Published on 23 November 2026" in page.main
    assert article(page) == article(out)


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        (None, "may still have to hide figures"),
        (make_findings(AttackOutcome.FOUND, found=1), "It cannot come out as it stands below."),
    ],
)
def test_what_may_not_come_out_is_not_called_what_everyone_will_read(
    app: Flask, findings: Findings | None, words: str
) -> None:
    (mair, first), _ = signers(app)
    prepare(app, mair, findings)

    page = first.open("/reports/desk/2026-10")

    assert words in page.main
    assert "what everyone will read" not in page.main
    assert "What the program tried stands here once it has found nothing." in page.main
    assert "before reports were attacked in this way" not in page.main


def test_what_two_have_signed_and_may_not_come_out_says_so(app: Flask) -> None:
    (mair, first), (_huw, second) = signers(app)
    with app.app_context():
        announced()
    prepare(app, mair, make_findings())
    for browser in (first, second):
        sign(browser.open("/reports/desk/2026-10"))
    with app.app_context(), transaction():
        db.session.execute(db.update(ReleaseAttack).values(knew=["2026-08"]))

    page = first.open("/reports/desk/2026-10")

    assert "It cannot come out" in page.main and "Another report came out after" in page.main
    assert "It comes out on 23 November 2026" not in page.main
