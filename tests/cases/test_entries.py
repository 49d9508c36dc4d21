"""The ledger as members read it: of their own cases, and of no others."""

from flask import Flask

from portal.cases.entries.wording import ENTRIES
from portal.cases.revealing.services import answer_identity, ask_identity, look_at_identity
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind, is_public
from tests.accounts.factories import sign_in
from tests.cases.factories import make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW


def test_a_member_reads_who_opened_a_case_and_a_colleague_without_its_key_nothing(
    app: Flask,
) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        db.session.remove()
    mair, nia = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(nia, committee["Nia Wyn"])
    mair.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")

    hers, colleagues = mair.open("/cases/entries"), nia.open("/cases/entries")

    assert sent.reference in hers.main
    assert "Opened to be read" in hers.main
    assert "Mair Jones" in hers.main
    assert sent.reference not in colleagues.main
    assert "Mair Jones" not in colleagues.main


def test_whose_name_was_seen_with_whose_leave(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(name="Dai Beddoes")
        mair, huw = committee["Mair Jones"], committee["Huw Rees"]
        with transaction():
            request = ask_identity(sent.opened_by(mair), "Why.", by=mair.account, at=NOW)
            answer_identity(
                sent.opened_by(huw), request, agrees=True, words="", by=huw.account, at=NOW
            )
            look_at_identity(sent.opened_by(mair), request, by=mair.account, at=NOW)
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Gwen Pugh"])

    page = browser.open("/cases/entries")

    assert "Mair Jones, Huw Rees" in page.main


def test_who_steps_back_reads_no_entry_of_that_case_any_more(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Huw Rees"])
    form = browser.open(f"/cases/{sent.reference}/step-back").form("ground")
    form.fill(ground="household", sure="y").send()

    assert sent.reference not in browser.open("/cases/entries").main


def test_every_kind_that_can_be_about_a_case_has_words() -> None:
    about_cases = {each for each in EntryKind if not is_public(each)}
    about_cases -= {
        EntryKind.IMPORT_ACCEPTED,
        EntryKind.IMPORT_CORRECTED,
        EntryKind.IMPORT_UNDONE,
        EntryKind.PATTERN_OPENED,
        EntryKind.ROLL_CHANGED,
    }

    assert about_cases | {EntryKind.RECOVERY_USED} == set(ENTRIES)
