"""What is stored equals what is worked out anew, whatever imports have changed on the way."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from portal.database import db, reading, transaction
from portal.visits import queries as visits
from portal.visits.figures.figures import Dimension, figures_of
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import
from portal.visits.outcomes import queries, services, work_services
from portal.visits.outcomes.models import OutcomeMark, OutcomeSpan, VisitOutcome
from portal.visits.records import VisitRecords
from tests.visits.figures.examples import (
    DAY,
    at,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
)
from tests.visits.figures.storing import store
from tests.visits.outcomes.changing import (
    AT,
    anew,
    bring,
    bring_unworked,
    few_people,
    some_changes,
    stored,
    take_back,
)

pytestmark = pytest.mark.usefixtures("database")
OCTOBER = Period.of_month("2026-10")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_imported_or_taken_back_the_store_is_as_if_worked_out_anew(
    brynteg: VisitRecords, seed: int
) -> None:
    chance = random.Random(seed)
    bring(few_people(brynteg, 8, Period(date(2026, 10, 5), date(2026, 10, 25))))
    with reading():
        assert stored() == anew()

    for step in range(6):
        with reading():
            changes = some_changes(chance)
            before = stored()
        exported_on = date(2026, 10, 1) + timedelta(days=chance.randint(0, 45))
        number = bring(changes, exported_on=exported_on)
        with reading():
            assert stored() == anew(), f"after import {step}"
        if chance.random() < 0.5:
            take_back(number)
            with reading():
                assert stored() == anew(), f"after taking back import {step}"
                # the days kept may have become more, and stay so
                last_on = before[0][-1].service_date
                visits, extras = stored()
                assert [each for each in visits if each.service_date <= last_on] == before[0]
                assert extras == before[1]


def test_every_figure_of_the_store_equals_to_the_last_digit(
    brynteg: VisitRecords, expected: list[dict[str, Any]]
) -> None:
    bring_unworked(brynteg)
    work_services.renew_everything()

    with reading():
        for wanted in expected:
            period = Period.of_month(wanted["period"])
            assert queries.is_settled(period)
            found = visits.figures_of_period(period, as_of=date.fromisoformat(wanted["as_of"]))
            assert found.as_json()["whole"] == wanted["whole"], wanted["period"]
        split = visits.figures_of_period(OCTOBER, by=Dimension)

    assert split == figures_of(brynteg, period=OCTOBER, by=Dimension)


def test_working_out_again_gives_the_same_rows(brynteg: VisitRecords) -> None:
    bring(few_people(brynteg, 8, OCTOBER))
    with reading():
        before = stored()
    assert len(before[0]) > 300
    with transaction():
        db.session.execute(delete(VisitOutcome).where(VisitOutcome.service_date == DAY))

    told: list[int] = []
    work_services.work_out_again(at=AT, told=told.append)

    with reading():
        assert stored() == before
    assert told[-1] == 0


def test_a_large_import_is_left_to_the_worker_and_not_half_shown(brynteg: VisitRecords) -> None:
    bring_unworked(brynteg)
    with transaction():
        assert not services.renew_if_few()

    with reading():
        assert not queries.is_settled(OCTOBER)
        assert queries.count_days_left() == 132
        assert queries.count_days_left(OCTOBER) == 31
        live = visits.figures_of_period(OCTOBER)
    work_services.renew_waiting(AT)
    with reading():
        assert queries.count_days_left() == 0
        assert queries.is_settled(OCTOBER)
        assert visits.figures_of_period(OCTOBER) == live


def test_only_what_a_correction_touches_is_worked_out_again() -> None:
    other = make_package("PK2", person_ref="pers.2")
    lines = [make_line(), make_line("L2", package_ref="PK2")]
    rows = [
        attended("08:00", "08:30", f"V{line}-{shift}", line_ref=line, carer_ref=f"W{line}",
                 service_date=DAY + timedelta(days=shift))
        for line in ("L1", "L2")
        for shift in range(5)
    ]  # fmt: skip
    bring(make_records(lines, rows, packages=[make_package(), other]))

    number = _marks_of(make_records([], [rows[2]._replace(out_at=rows[2].in_at + 60)], packages=[]))

    assert number == [("pers.1", DAY + timedelta(days=2), DAY + timedelta(days=2))]


def test_a_correction_reaches_the_other_home_where_the_carer_was_meanwhile() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    lines = [make_line(), make_line("L2", package_ref="PK2")]
    mine = attended("08:00", "08:30")
    theirs = attended("08:30", "09:00", "V2", line_ref="L2")
    bring(make_records(lines, [mine, theirs], packages=packages))

    bring(make_records([], [mine._replace(out_at=mine.out_at + 600)], packages=[]))

    with reading():
        found = {facts.line_ref: facts.overlapping for facts in stored()[0] if facts.attendances}
    assert found == {"L1": 1, "L2": 1}


def test_another_row_of_the_day_leaves_its_carers_where_they_were() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    lines = [make_line(), make_line("L2", package_ref="PK2"), make_line("L3", "12:00")]
    noon = attended("12:00", "12:30", "V3", line_ref="L3", carer_ref="W5")
    bring(
        make_records(
            lines,
            [attended("08:00", "08:30"), attended("08:10", "08:40", "V2", line_ref="L2"), noon],
            packages=packages,
        )
    )

    bring(make_records([], [noon._replace(out_at=noon.out_at + 60)], packages=[]))

    with reading():
        found = {facts.line_ref: facts.overlapping for facts in stored()[0] if facts.attendances}
        assert found == {"L1": 1, "L2": 1, "L3": 0}
        assert stored() == anew()


def test_a_replacement_that_becomes_a_visit_replaces_nothing() -> None:
    far = DAY + timedelta(days=20)
    row = make_row(status="cancelled", cancelled_by="provider", replacement_visit_ref="V9")
    made = attended("09:00", "09:30", "V9", line_ref=None, service_date=far)
    served = attended("08:00", "08:30", "V8", service_date=far)
    bring(make_records([make_line()], [row, made, served]))
    with reading():
        assert _replaced_on(DAY) == [True]

    # the visit of that day was never made, so that the other row is taken for it
    bring(make_records([], [served._replace(reason_code="D02")], packages=[]))

    with reading():
        assert _replaced_on(DAY) == [False]
        assert stored() == anew()


def _replaced_on(day: date) -> list[bool]:
    return [bool(facts.is_replaced) for facts in stored()[0] if facts.service_date == day]


def test_an_earlier_start_the_next_day_ends_the_slot_of_the_night_before() -> None:
    tomorrow = DAY + timedelta(days=1)
    night = make_line(start="23:30", slot="night", duration_min=60)
    early = make_line("L2", "02:00", valid_from=tomorrow, slot="night")
    came = make_row(
        in_at=at("01:00", tomorrow), in_method="qr", out_at=at("01:30", tomorrow), out_method="qr"
    )
    bring(make_records([night, early], [came]), exported_on=DAY - timedelta(days=1))
    with reading():
        assert _statuses_on(DAY) == ["DELIVERED"]

    bring(
        make_records([early._replace(agreed_start=30)], [], packages=[]),
        exported_on=DAY - timedelta(days=1),
    )

    with reading():
        assert _statuses_on(DAY) == ["DELIVERED_OTHER_SLOT"]
        assert stored() == anew()


def _statuses_on(day: date) -> list[str]:
    return [facts.status for facts in stored()[0] if facts.service_date == day]


def test_late_work_is_thrown_away_when_something_was_touched_meanwhile() -> None:
    bring(make_records([make_line()], [attended("08:00", "08:30")]))
    with transaction():
        services.mark_everything(at=AT)
    with reading():
        batch = queries.find_next_batch()
        assert batch is not None
        facts = queries.work_out(batch)
    bring(make_records([], [attended("08:00", "08:10")], packages=[]))

    with transaction():
        assert not services.keep_batch(batch, facts)

    with reading():
        assert stored() == anew()


def test_a_day_typed_far_ahead_makes_no_years_of_visits() -> None:
    rows = [
        attended("08:00", "08:30"),
        attended("08:00", "08:30", "V2", service_date=date(2098, 1, 1)),
    ]
    bring(make_records([make_line()], rows), exported_on=date(2099, 1, 1))

    with reading():
        span = db.session.get_one(OutcomeSpan, 1)
        assert (span.first_on, span.last_on) == (date(2026, 10, 1), AT.date())
        assert db.session.scalar(select(func.count()).select_from(VisitOutcome)) == 51


def test_without_any_visit_there_is_nothing_to_keep() -> None:
    bring(make_records([make_line()], []))

    with reading():
        assert queries.find_span() is None
        assert queries.count_days_left() == 0
        assert visits.figures_of_period(OCTOBER).whole.contracted_visits == 31


def test_another_time_zone_moves_every_agreed_start() -> None:
    bring(make_records([make_line()], [attended("08:00", "08:30")]))
    number = store(
        make_records([], [], packages=[]), accepted_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    with transaction():
        db.session.get_one(Import, number).tz = "Europe/Rome"
        services.mark_import(number, at=AT)
        services.renew_if_few()

    with reading():
        assert stored() == anew()
        assert [facts.status for facts in stored()[0] if facts.attendances] == ["DELIVERED"]


def _marks_of(records: VisitRecords) -> list[tuple[str | None, date, date]]:
    """What an import of these rows marks."""
    bring_unworked(records)
    with reading():
        return [
            (mark.person_ref, mark.first_on, mark.last_on)
            for mark in db.session.scalars(select(OutcomeMark).order_by(OutcomeMark.id))
        ]
