"""Whoever is on duty sees where a visit is still needed."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.intake.models import Alert
from portal.intake.services import forget_old_alerts, raise_alert
from portal.notices.models import OutboxMessage
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW


def make_alert(code: str = "00000000", *, tell: tuple[str, ...] = ()) -> None:
    with transaction():
        raise_alert(code, tell=tell, at=NOW)


def test_the_page_shows_home_code_and_time(browser: Browser, database: Any) -> None:
    signer = make_account(Permission.SEE_ALERTS)
    make_alert()
    sign_in(browser, signer)

    page = browser.open("/alerts")

    assert "0000-0000" in page.main
    assert "9 November 2026, 10:30" in page.main
    assert "Waiting" in page.main


def test_one_person_takes_it_up_and_the_next_is_told(
    browser: Browser, database: Any, app: Any
) -> None:
    first, second = (make_account(Permission.SEE_ALERTS) for _ in range(2))
    make_alert()
    other = Browser(app)
    sign_in(browser, first)
    sign_in(other, second)
    forms = [each.open("/alerts").form("I am looking after it") for each in (browser, other)]

    pages = [form.send() for form in forms]

    assert "You have taken this up." in pages[0].main
    assert "A colleague has already taken this up." in pages[1].main
    with reading():
        assert db.session.scalars(select(Alert)).one().seen_by_id == first.id


def test_nobody_else_sees_alerts(browser: Browser, database: Any) -> None:
    signer = make_account(Permission.READ_CASES)
    sign_in(browser, signer)

    assert browser.open("/alerts").status == 403


def test_whoever_may_be_on_duty_is_written_to_without_a_word_of_where(
    database: Any,
) -> None:
    make_alert(tell=("office@example.org",))

    with reading():
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_after_a_week_an_alert_is_deleted(database: Any) -> None:
    make_alert()

    with transaction():
        forget_old_alerts(NOW + timedelta(days=7) - timedelta(seconds=1))
    with reading():
        assert db.session.scalar(select(func.count()).select_from(Alert)) == 1
    with transaction():
        forget_old_alerts(NOW + timedelta(days=7))

    with reading():
        assert db.session.scalar(select(func.count()).select_from(Alert)) == 0
