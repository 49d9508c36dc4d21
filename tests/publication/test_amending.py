"""A report that turns out to be wrong: said at once, revised by the rule, taken down by two."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.publication import queries
from portal.publication.amending.models import ReleaseNotice
from portal.publication.amending.queries import ReleaseWithdrawn, get_standing
from portal.publication.amending.revising import RevisionMustWait, Touched, is_many
from portal.publication.amending.services import (
    WithdrawalRefused,
    agree_withdrawal,
    ask_withdrawal,
    drop_withdrawal,
    note_error,
)
from portal.publication.attack_services import FiguresUnsafe
from portal.publication.disclosure.primary import Protection
from portal.publication.models import ReleaseIsPublished
from portal.publication.services import SignerHasInterest, prepare_release, sign_release
from portal.visits.importing.models import Import
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline, make_release
from tests.races import at_once
from tests.visits.importing.test_broken_sets import BRYNTEG


@pytest.mark.parametrize(
    ("touched", "many"),
    [(Touched(10, 5), True), (Touched(9, 5), False), (Touched(10, 4), False)],
)
def test_a_correction_of_ten_people_and_five_workers_need_not_wait(
    touched: Touched, many: bool
) -> None:
    assert is_many(touched, Protection()) is many


@pytest.mark.parametrize("touched", [None, Touched(9, 9), Touched(30, 4)])
def test_a_correction_that_would_tell_of_one_person_is_not_prepared(
    database: Any, touched: Touched | None
) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        make_release(first, second)

    with pytest.raises(RevisionMustWait, match="waits for January"), transaction():
        prepare_release(
            make_headline(78), source="2", reason="Late.", touched=touched, by=first, at=NOW
        )

    assert queries.drafts() == []


def test_an_error_is_told_at_once_and_stays_told(app: Flask, browser: Browser) -> None:
    with app.app_context():
        first, second = make_account(name="Mair Lloyd").account, make_account().account
        with transaction():
            release = make_release(first, second)
            note_error(release, "An hour was counted twice.", by=first, at=NOW)
        with pytest.raises(ReleaseIsPublished), transaction():
            db.session.delete(db.session.scalars(select(ReleaseNotice)).one())

    page = browser.open("/reports/2026-10")

    assert "Something is wrong in this report" in page.main
    assert "An hour was counted twice." in page.main and "Mair Lloyd" in page.main
    assert "80 were delivered" in page.heading
    assert "Something is wrong in this report" in browser.open("/").main


def test_a_correction_shows_old_and_new_marked_as_revised(app: Flask, browser: Browser) -> None:
    with app.app_context():
        first, second = make_account().account, make_account().account
        with transaction():
            make_release(first, second)
            make_release(first, second, delivered=78, reason="Visits came late.")

    page = browser.open("/reports/2026-10-correction-2")

    assert "78 [r]" in page.main and "It was" in page.main
    assert "[r]" not in browser.open("/reports/2026-10").main


def test_two_take_a_report_down_and_a_tombstone_stays(app: Flask, browser: Browser) -> None:
    with app.app_context():
        first, second = make_account(name="Mair Lloyd").account, make_account(name="Huw").account
        with transaction():
            release = make_release(first, second)
            ask_withdrawal(release, "It shows too much.", by=first, at=NOW)
        with pytest.raises(WithdrawalRefused, match="already"), transaction():
            ask_withdrawal(release, "Once more.", by=second, at=NOW)
        with pytest.raises(WithdrawalRefused, match="second member"), transaction():
            agree_withdrawal(release, by=first, at=NOW)
        assert browser.open("/reports/2026-10").status == 200
        with transaction():
            agree_withdrawal(release, by=second, at=NOW + timedelta(hours=1))
        with pytest.raises(WithdrawalRefused, match="already"), transaction():
            drop_withdrawal(release)
        fact = db.session.scalars(select(LedgerFact).order_by(LedgerFact.sequence)).all()[-1]
        assert fact.kind is EntryKind.RELEASE_WITHDRAWN
        assert fact.fact["signed_by"] == ["Mair Lloyd", "Huw"]
        # What was told is known: later attacks go on knowing it.
        assert [each.name for each in queries.published_releases()] == ["2026-10"]
        assert queries.current_releases() == []
        with pytest.raises(ReleaseWithdrawn):
            get_standing("2026-10")

    page = browser.open("/reports/2026-10")
    file = browser.client.get("/reports/2026-10/indicators.csv")

    assert page.status == 410 and "It shows too much." in page.main
    assert "80" not in page.heading and "of every 100" not in page.main.lower()
    assert (file.status_code, "hours_delivered" in file.text) == (410, False)
    assert "Taken down" in browser.open("/reports").main
    assert "80 were delivered" not in browser.open("/").main


def test_a_report_that_one_wanted_down_can_be_left(database: Any) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        release = make_release(first, second)
        ask_withdrawal(release, "I fear it shows too much.", by=first, at=NOW)
        drop_withdrawal(release)

    assert get_standing("2026-10") is not None
    with pytest.raises(WithdrawalRefused, match="Nobody"), transaction():
        agree_withdrawal(release, by=second, at=NOW)


def member(app: Flask, name: str) -> tuple[Signer, Browser]:
    with app.app_context():
        signer = make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES, name=name)
    browser = Browser(app)
    sign_in(browser, signer)
    return signer, browser


def test_on_the_desk_one_asks_and_another_agrees(app: Flask) -> None:
    (mair, asking), (huw, agreeing) = member(app, "Mair Lloyd"), member(app, "Huw Jenkins")
    with app.app_context(), transaction():
        make_release(mair.account, huw.account)

    page = asking.open("/reports/desk").follow("Take it down")
    empty = page.form("reason").send()
    asked = empty.form("reason").fill(reason="It shows too much.").send()
    # As from a page that was opened before somebody asked.
    own = asking.post(
        "/reports/desk/2026-10/withdraw/answer",
        asked.form("Take back what I asked").values | {"answer": ["agree"]},
    )
    done = agreeing.open("/reports/desk/2026-10/withdraw").form("Take it down").send("Take it down")

    # Whoever writes it is told that these words can never be taken back.
    assert "in the public ledger for good" in page.main
    assert (empty.status, own.status) == (422, 422)
    assert "Take it down" not in asked.main
    assert "You have asked for this" in own.errors[0]
    assert "The report is taken down." in done.text
    assert asking.open("/reports/desk/2026-10/withdraw").status == 404


def test_the_desk_says_that_somebody_asked_to_take_a_report_down(app: Flask) -> None:
    (mair, asking), (huw, deciding) = member(app, "Mair Lloyd"), member(app, "Huw Jenkins")
    with app.app_context(), transaction():
        make_release(mair.account, huw.account)

    before = deciding.open("/reports/desk")
    asking.open("/reports/desk").follow("Take it down").form("reason").fill(
        reason="Too much."
    ).send()
    page = deciding.open("/reports/desk")
    left = page.follow("Read why, and decide").form("Leave it").send("Leave it where it is")

    assert "Somebody asked" not in before.main
    assert "Somebody asked to take it down" in page.main and "Take it down" not in page.main
    assert "Somebody asked" not in left.main and "Take it down" in left.main


def test_a_report_that_was_corrected_is_taken_down_from_the_desk(app: Flask) -> None:
    mair, browser = member(app, "Mair Lloyd")
    with app.app_context(), transaction():
        other = make_account().account
        make_release(mair.account, other)
        make_release(mair.account, other, delivered=78, reason="Visits came late.")

    page = browser.open("/reports/desk")

    assert "October 2026 (Corrected since)" in page.main
    assert page.follow("Take it down: October 2026 (Corrected").heading == (
        "Take the report for October 2026 down?"
    )


def test_a_member_tells_everybody_of_an_error(app: Flask) -> None:
    mair, browser = member(app, "Mair Lloyd")
    with app.app_context(), transaction():
        make_release(mair.account, make_account().account)

    page = browser.open("/reports/desk").follow("Say that something is wrong")
    empty = page.form("words").send()
    told = empty.form("words").fill(words="An hour was counted twice.").send()

    assert empty.status == 422
    # Said at once, where the words can be read and taken back, and not on the next page.
    assert "Everybody can read it now." in told.main
    assert "An hour was counted twice." in told.main and "Take it back" in told.main
    assert "Everybody can read it now." not in browser.open("/reports/desk").main
    assert "An hour was counted twice." in told.follow("Read the report").main


def test_what_came_out_after_the_attack_was_not_known_to_it(database: Any) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        late = prepare_release(make_headline(month=9), source="1", by=first, at=NOW)
        make_attacked(late)
        make_release(first, second, at=NOW + timedelta(hours=1))

    with pytest.raises(FiguresUnsafe, match="came out after"), transaction():
        sign_release(queries.get_draft("2026-09"), source="1", by=first, at=NOW)

    assert queries.get_draft("2026-09").signatures == []


def test_who_brought_the_records_does_not_sign_for_them(app: Flask) -> None:
    with app.app_context():
        import_folder(BRYNTEG, default=FileSet(), at=NOW)
        coordinator = make_account().account
        with transaction():
            db.session.scalars(select(Import)).one().begun_by_id = coordinator.id
        source = queries.newest_import()
        with transaction():
            draft = prepare_release(make_headline(), source=source, by=coordinator, at=NOW)
            make_attacked(draft)

        with pytest.raises(SignerHasInterest), transaction():
            sign_release(queries.get_draft("2026-10"), source=source, by=coordinator, at=NOW)


def test_two_who_sign_at_the_same_moment_publish_once(app: Flask) -> None:
    with app.app_context():
        ids = [make_account().account.id for _ in range(3)]
        first = db.session.get_one(Account, ids[0])
        with transaction():
            make_attacked(prepare_release(make_headline(), source="", by=first, at=NOW))

    def sign(account_id: Any) -> None:
        by = db.session.get_one(Account, account_id)
        sign_release(queries.get_draft("2026-10"), source="", by=by, at=NOW)

    refusals = at_once(app, *[lambda each=each: sign(each) for each in ids])

    with app.app_context():
        release = queries.get_release("2026-10")
        assert len(release.signatures) == 2 and len(refusals) == 1
        facts = db.session.scalars(select(LedgerFact)).all()
        assert [each.kind for each in facts].count(EntryKind.RELEASE_PUBLISHED) == 1
