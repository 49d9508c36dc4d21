"""Announced days: fixed by a rule, never moved, and shown when they are missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.app import create_app
from portal.database import db, reading, transaction
from portal.ledger.models import LedgerFact
from portal.publication import queries
from portal.publication.calendar.days import DayState, due_on, months_from, newest_come, state_of
from portal.publication.calendar.models import DayIsAnnounced, DayReason, ReleaseDate
from portal.publication.calendar.queries import calendar
from portal.publication.calendar.services import DayIsKept, announce_days, explain_day
from portal.publication.models import Release, ReleaseStatus
from portal.publication.services import (
    AnotherWaits,
    SignedAlready,
    discard_draft,
    prepare_files,
    prepare_release,
    publish_due,
    sign_release,
)
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW, base_settings
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_amending import member
from tests.visits.importing.test_broken_sets import BRYNTEG

DUE = date(2026, 11, 23)
OUT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@given(st.integers(2020, 2100), st.integers(1, 12), st.integers(8, 28))
def test_a_day_is_in_the_following_month_and_no_weekend(year: int, month: int, day: int) -> None:
    found = due_on(f"{year}-{month:02}", day)

    assert found.weekday() < 5
    assert 0 <= (found - date(year + month // 12, month % 12 + 1, day)).days <= 2


def test_a_day_is_missed_only_when_it_is_over() -> None:
    before, after = DUE - timedelta(days=1), DUE + timedelta(days=1)

    assert [state_of(DUE, None, day) for day in (before, DUE, after)] == [
        DayState.AHEAD, DayState.AHEAD, DayState.MISSED,
    ]  # fmt: skip
    assert [state_of(DUE, out, after) for out in (before, DUE, after)] == [
        DayState.KEPT, DayState.KEPT, DayState.LATE,
    ]  # fmt: skip
    assert months_from(date(2026, 11, 9), 3) == ["2026-11", "2026-12", "2027-01"]


def test_days_are_announced_once_and_stay(app: Flask) -> None:
    with app.app_context():
        with transaction():
            announce_days(NOW)
        assert calendar(date(2026, 11, 9)) == []
        db.session.rollback()
        import_folder(BRYNTEG, default=FileSet(), at=NOW)

        for at in (NOW, NOW + timedelta(days=1)):
            with transaction():
                announce_days(at)
        days = calendar(date(2026, 11, 9))

        assert [day.period for day in days] == [
            "2027-04", "2027-03", "2027-02", "2027-01", "2026-12", "2026-11",
        ]  # fmt: skip
        assert all(day.due_on > day.announced_on for day in days)
        row = db.session.scalars(select(ReleaseDate)).first()
        assert row is not None
        with pytest.raises(DayIsAnnounced), transaction():
            row.due_on += timedelta(days=30)
        with pytest.raises(DayIsAnnounced), transaction():
            db.session.delete(db.session.scalars(select(ReleaseDate)).first())


def announced(period: str = "2026-10", day: date = DUE) -> None:
    with transaction():
        db.session.add(ReleaseDate(period=period, due_on=day, announced_on=date(2026, 10, 1)))


def signed(month: int = 10) -> tuple[Release, Account, Account]:
    """A release that two have signed on the 9th of November."""
    first, second = make_account().account, make_account().account
    with transaction():
        release = prepare_release(make_headline(month=month), source="1", by=first, at=NOW)
        make_attacked(release)
        for signer in (first, second):
            sign_release(release, source="1", by=signer, at=NOW)
    return release, first, second


def test_what_is_signed_before_its_day_waits_for_it(database: Any) -> None:
    announced()
    release, first, _ = signed()
    assert (release.status, release.out_on) == (ReleaseStatus.SIGNED, DUE)
    assert queries.published_releases() == [] and release.files == []
    with pytest.raises(SignedAlready), transaction():
        sign_release(queries.get_draft("2026-10"), source="1", by=first, at=NOW)

    # Another one was attacked without what this will tell.
    with transaction():
        other = prepare_release(make_headline(month=9), source="1", by=first, at=NOW)
        make_attacked(other)
    with pytest.raises(AnotherWaits), transaction():
        sign_release(queries.get_draft("2026-09"), source="1", by=first, at=NOW)

    publish_due(OUT - timedelta(minutes=1))
    with reading():
        assert queries.published_releases() == []
    publish_due(OUT)

    found = queries.get_release("2026-10")
    assert (found.published_at, found.out_on) == (OUT, DUE)
    fact = db.session.scalars(select(LedgerFact).order_by(LedgerFact.sequence)).all()[-1].fact
    assert fact["announced_for"] == "2026-11-23"
    assert [day.state for day in calendar(DUE + timedelta(days=40))] == [DayState.KEPT]


@pytest.mark.parametrize(
    ("at", "is_out"),
    [
        (datetime(2026, 11, 23, 0, 5, tzinfo=UTC), False),
        (OUT - timedelta(seconds=1), False),
        (OUT, True),
        (OUT + timedelta(hours=5), True),
    ],
)
def test_on_the_day_itself_nothing_comes_out_before_its_hour(
    database: Any, at: datetime, is_out: bool
) -> None:
    announced()
    first, second = make_account().account, make_account().account
    with transaction():
        draft = make_attacked(prepare_release(make_headline(), source="1", by=first, at=NOW))
        sign_release(draft, source="1", by=first, at=at)
    with reading():
        made = prepare_files(queries.get_draft("2026-10"), by=second, at=at)
    with transaction():
        sign_release(queries.get_draft("2026-10"), source="1", by=second, at=at, files=made)

    with reading():
        assert (queries.published_names() == {"2026-10"}) is is_out
        assert (made is not None) is is_out
    publish_due(max(OUT, at))
    with reading():
        assert queries.get_release("2026-10").published_at == max(OUT, at)


def test_the_hour_is_that_of_the_wall_clock() -> None:
    in_summer = datetime(2026, 7, 21, 8, 30, tzinfo=UTC)

    assert newest_come(clock.local(in_summer)) == date(2026, 7, 21)
    assert newest_come(clock.local(in_summer - timedelta(seconds=1))) == date(2026, 7, 20)


def test_what_waits_can_be_discarded_and_then_its_day_is_missed(database: Any) -> None:
    announced()
    signed()

    with transaction():
        discard_draft(queries.get_draft("2026-10"), by=make_account().account, at=NOW)
    publish_due(OUT)

    assert queries.published_releases() == []
    assert [day.state for day in calendar(DUE + timedelta(days=1))] == [DayState.MISSED]


def test_everybody_reads_of_a_missed_day(app: Flask, browser: Browser) -> None:
    with app.app_context():
        announced()
        announced("2026-12", date(2027, 1, 21))
    late = datetime(2026, 11, 25, 12, tzinfo=UTC)

    before = browser.open("/reports")
    with clock.stopped_at(late):
        page = browser.open("/reports")
        days = page.follow("When reports come out")

    assert "A day was missed" not in before.main
    assert "The report for October 2026 was announced for" in page.main
    assert "and it has not come out" in days.main
    assert "To come out on" in days.main
    assert "Nobody can move it" in days.main


def test_the_next_day_stands_first_and_days_that_are_over_come_after(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        announced("2026-08", date(2026, 10, 5))
        announced("2026-09", date(2026, 10, 21))
        announced("2026-10", DUE)
        announced("2026-12", date(2027, 1, 21))
        announced("2026-11", date(2026, 12, 21))

    with clock.stopped_at(NOW):
        page = browser.open("/reports/calendar")

    months = [" ".join("".join(each.itertext()).split()) for each in page.find_all("h3")]
    assert months == [
        "October 2026", "November 2026", "December 2026",
        "September 2026 Missed", "August 2026 Missed",
    ]  # fmt: skip
    assert page.main.index("December 2026") < page.main.index("Days that are over")


@pytest.mark.parametrize("day", [21, 10])
def test_the_page_says_the_rule_that_fixes_the_days(
    plain_app: Flask, tmp_path: Path, day: int
) -> None:
    app = create_app(replace(base_settings(tmp_path), release_day=day))

    page = Browser(app).open("/reports/calendar")

    assert f"comes out on day {day} of the month after it" in page.main
    # The same rule in the code: a Saturday and a Sunday lead to the Monday, every other day stays.
    assert "If that is a Saturday or a Sunday, it comes out on the Monday." in page.main
    assert {due_on("2027-01", each).weekday() for each in range(8, 15)} == {*range(5)}
    assert due_on("2027-01", 13) == due_on("2027-01", 14) == date(2027, 2, 15)


def test_the_reason_for_a_missed_day_stands_beside_it(app: Flask) -> None:
    _mair, browser = member(app, "Mair Lloyd")
    with app.app_context():
        announced("2026-09", date(2026, 10, 21))

    desk = browser.open("/reports/desk")
    page = desk.follow("Say why")
    before = browser.open("/reports/calendar")
    empty = page.form("words").send()
    told = empty.form("words").fill(words="One who signs was ill.").send()
    added = browser.open("/reports/desk").follow("Say why").form("words")
    added = added.fill(words="She is back on Monday.").send()

    assert "The committee has not said why." in before.main
    assert empty.status == 422
    assert "Mair Lloyd of the oversight committee on" in told.main
    assert "“One who signs was ill.”" in told.main and "Missed" in told.main
    assert added.main.index("was ill") < added.main.index("back on Monday")
    # The list of reports says it as well, for as long as the report is not out.
    assert "“One who signs was ill.”" in browser.open("/reports").main


def test_a_reason_is_for_a_day_that_was_not_kept_and_stays(database: Any) -> None:
    mair = make_account().account
    announced()

    for period, at in (("2026-10", NOW), ("2026-10", OUT), ("2026-11", NOW)):
        with pytest.raises(DayIsKept), transaction():
            explain_day(period, "A reason.", by=mair, at=at)
    with reading():
        assert db.session.scalars(select(DayReason)).all() == []

    with transaction():
        explain_day("2026-10", "One was ill.", by=mair, at=OUT + timedelta(days=1))
    with pytest.raises(DayIsAnnounced), transaction():
        db.session.scalars(select(DayReason)).one().words = "Nothing happened."
        db.session.flush()
    with pytest.raises(DayIsAnnounced), transaction():
        db.session.delete(db.session.scalars(select(DayReason)).one())
        db.session.flush()


def test_a_report_after_its_day_is_late_for_good(database: Any) -> None:
    announced(day=date(2026, 11, 4))

    release, _, _ = signed()

    assert release.is_published and release.out_on is None
    with reading():
        assert [day.state for day in calendar(date(2027, 5, 1))] == [DayState.LATE]
