"""Makers of clerks, of what they take down, and of handlers who ring and write."""

from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.cases.models import Case
from portal.config import secret
from portal.database import db, reading, transaction
from portal.intake.handover.models import CallerWish
from portal.intake.handover.queries import hold_receipt_of
from portal.intake.handover.reaching_services import note_reached
from portal.intake.handover.services import reissue_receipt, use_handover
from portal.intake.handover.ways import Wish
from portal.vault.receipts import CodeKind, code_of, new_nonce, receipt_of
from tests.accounts.factories import Signer, make_account, sign_in
from tests.cases.factories import Sent
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import code_on

CLERK = "Nia Clerk"
WORDS = "Nobody came on Tuesday, she said, and she had waited since seven."
PHONE = "01248 555 0142"
ADDRESS = "The blue door, Hill Lane, Bryn Teg"

MISSED = {
    "channel": "telephone",
    "needed": "no",
    "day": "yesterday",
    "seen": ["VIS-MISS"],
    "place": "Hill Lane, the corner",
    "more": WORDS,
    "wish": "none",
}
CONCERN = {
    "channel": "letter",
    "danger": "no",
    "words": WORDS,
    "subjects": ["VIS-NOACC", "MED-LATE", "OTH-OTHER"],
    "place": "Hill Lane",
    "whose": "family",
    "knows": "yes",
    "publish": "no",
    "written": "10 past 8",
    "wish": "none",
}


def make_clerk(name: str = CLERK) -> Signer:
    """Somebody who takes down what people say, and may do nothing else."""
    return make_account(Permission.TAKE_INTAKE, name=name)


def signed_in(app: Flask, signer: Signer) -> Browser:
    """That person's browser."""
    browser = Browser(app)
    sign_in(browser, signer)
    return browser


def take_down(clerk: Browser, kind: str = "missed-visit", **answers: Any) -> Page:
    """The clerk fills in the page and sends it."""
    told = MISSED if kind == "missed-visit" else CONCERN
    form = clerk.open(f"/handover/{kind}").form("stamp")
    return form.fill(**{**told, **answers}).send("Store it")


def taken_code(clerk: Browser, kind: str = "missed-visit", **answers: Any) -> str:
    """The handover code of something that was just taken down."""
    page = take_down(clerk, kind, **answers)
    assert page.status == 200, page.main
    return code_on(page)


def change(browser: Browser, code: str) -> Page:
    """The person types the code for the first time, and asks for the receipt."""
    page = browser.open("/return").form("code").fill(code=code).send("Open")
    assert page.heading == "Your code becomes a receipt", page.main
    return page.form("stamp").send("Show me my receipt")


def rung_and_given_a_new_code(sent: Sent, signer: Signer) -> Sent:
    """A member rings and gives out a new code, which the person changes into a receipt."""
    now, nonce = secret("receipt"), new_nonce()
    fresh = receipt_of(code_of(nonce, now), now)
    given = receipt_of(code_of(nonce, now, CodeKind.HANDOVER), now, CodeKind.HANDOVER)
    with transaction():
        receipt, opened = hold_receipt_of(sent.case.id), sent.opened_by(signer)
        db.session.add(CallerWish(case_id=opened.case.id, wish=Wish.RING_BACK))
        note_reached(opened.case, on=opened.case.received_on, upto=0, by=signer.account, at=NOW)
        handover = reissue_receipt(receipt, opened, given, by=signer.account, at=NOW)
    with transaction():
        use_handover(handover, given.code, fresh, at=NOW)
    return replace(sent, receipt=fresh, nonce=nonce)


def the_case() -> Case:
    """The only case there is."""
    db.session.rollback()
    with reading():
        return db.session.scalars(select(Case)).one()
