"""The store gives the same figures as the files, and the days beside a concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.database import db, reading, transaction
from portal.errors import NotFound
from portal.visits import queries
from portal.visits.figures.figures import Dimension, figures_of
from portal.visits.figures.periods import Period
from portal.visits.figures.statuses import Status
from portal.visits.models import LineVersion, VisitVersion
from portal.visits.records import VisitRecords
from tests.snapshots import remembered
from tests.visits.figures.examples import (
    DAY,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
)
from tests.visits.figures.storing import add_versions, end_versions, store

OCTOBER = Period.of_month("2026-10")
EMPTY = make_records([], [], packages=[])


@pytest.mark.usefixtures("database")
def test_every_figure_of_the_store_equals_to_the_last_digit(
    brynteg: VisitRecords, expected: list[dict[str, Any]]
) -> None:
    remembered("brynteg stored", lambda: store(brynteg))

    with reading():
        for wanted in expected:
            found = queries.figures_of_period(
                Period.of_month(wanted["period"]), as_of=date.fromisoformat(wanted["as_of"])
            )
            assert found.as_json()["whole"] == wanted["whole"], wanted["period"]
        split = queries.figures_of_period(OCTOBER, by=Dimension)

    assert split == figures_of(brynteg, period=OCTOBER, by=Dimension)


@pytest.mark.usefixtures("database")
def test_an_empty_store_has_nothing_to_count() -> None:
    with reading():
        found = queries.figures_of_period(OCTOBER)
        months = queries.months_on_record()

    assert found.as_of == date(2026, 11, 7)
    assert found.whole.contracted_visits == 0
    assert months == []


@pytest.mark.usefixtures("database")
def test_days_on_which_nobody_was_planned_or_came_are_not_on_record() -> None:
    """A file of October that is sent on 9 November says nothing of November."""
    store(make_records([make_line()], [make_row()]), exported_on=date(2026, 11, 9))

    with reading():
        last = queries.last_day_on_record()
        covered = [queries.covers_day(last), queries.covers_day(last + timedelta(days=1))]

    assert last == make_row().service_date
    assert covered == [True, False]


@pytest.mark.usefixtures("database")
def test_the_newest_export_is_the_day_when_none_is_asked_for() -> None:
    store(make_records([make_line()], []), exported_on=date(2026, 11, 3))
    store(EMPTY, exported_on=date(2026, 11, 20), file="lines.csv")

    with reading():
        found = queries.figures_of_period(OCTOBER)

    # the second set brought no visits
    assert found.as_of == date(2026, 11, 3)
    assert found.whole.contracted_visits == 27


@pytest.mark.usefixtures("database")
def test_only_the_version_in_force_is_counted() -> None:
    first = store(make_records([make_line()], [attended("08:00", "08:10")]))
    second = store(EMPTY)
    end_versions(VisitVersion, second, visit_ref="V1")
    with transaction():
        add_versions(VisitVersion, [attended("08:00", "08:30")], second)

    with reading():
        found = queries.figures_of_period(Period(DAY, DAY))

    assert first < second
    assert found.whole.indicators["D2"].numerator == 1800


@pytest.mark.usefixtures("database")
def test_a_line_corrected_later_rewrites_no_day_that_had_begun() -> None:
    store(make_records([make_line()], []), exported_on=date(2026, 10, 10))
    second = store(EMPTY, exported_on=date(2026, 11, 20))
    end_versions(LineVersion, second, line_ref="L1")
    with transaction():
        add_versions(LineVersion, [make_line(duration_min=60)], second)

    with reading():
        found = queries.figures_of_period(OCTOBER).whole

    assert found.contracted_visits == 31
    assert found.indicators["D1_gross"].numerator == 10 * 1800 + 21 * 3600


@pytest.mark.usefixtures("database")
def test_without_an_export_day_an_import_freezes_up_to_the_day_it_was_accepted() -> None:
    store(
        make_records([make_line()], []),
        exported_on=None,
        # half past midnight of the 11th in London
        accepted_at=datetime(2026, 10, 10, 23, 30, tzinfo=UTC),
    )
    second = store(EMPTY, exported_on=date(2026, 11, 20))
    end_versions(LineVersion, second, line_ref="L1")
    with transaction():
        add_versions(LineVersion, [make_line(duration_min=60)], second)

    with reading():
        found = queries.figures_of_period(OCTOBER).whole

    assert found.indicators["D1_gross"].numerator == 11 * 1800 + 20 * 3600


@pytest.mark.usefixtures("database")
def test_a_replacement_far_outside_the_period_is_found() -> None:
    far = DAY + timedelta(days=20)
    row = make_row(status="cancelled", cancelled_by="provider", replacement_visit_ref="V9")
    made = attended("14:00", "14:30", "V9", line_ref=None, service_date=far)
    served = attended("08:00", "08:30", "V8", service_date=far)
    store(make_records([make_line()], [row, made, served]))

    with reading():
        found = queries.figures_of_period(Period(DAY, DAY)).whole

    assert found.indicators["V2"].numerator == 0


@pytest.mark.usefixtures("database")
def test_the_days_beside_a_concern_are_those_of_the_home() -> None:
    records = make_records(
        [
            make_line(),
            make_line("L2", "12:00", package_ref="PK2"),
            make_line("L3", package_ref="PK3"),
        ],
        [
            attended("08:00", "08:30"),
            attended("08:00", "08:30", "V3", line_ref="L3", carer_ref="W9"),
            attended("16:30", "17:00", "V4", line_ref=None, carer_ref="W2"),
        ],
        packages=[
            make_package(),
            make_package("PK2", service_type="night"),
            make_package("PK3", person_ref="pers.2"),
        ],
    )
    store(records)

    with reading():
        found = queries.visits_near("PK1", DAY)
        closer = queries.visits_near("PK1", DAY, days=0)

    assert len(found.visits) == 6
    assert [visit.status for visit in closer.visits] == [Status.DELIVERED, Status.NOT_ROSTERED]
    assert [row.visit_ref for row in closer.extras] == ["V4"]
    assert found.carer_refs == {"W1", "W2"}
    assert all(visit.is_final for visit in found.visits)


@pytest.mark.usefixtures("database")
def test_a_package_that_is_not_known_has_no_days() -> None:
    with reading(), pytest.raises(NotFound):
        queries.visits_near("PK1", DAY)


@pytest.mark.usefixtures("database")
def test_a_day_is_covered_when_visits_were_exported_after_it() -> None:
    later = attended("08:00", "08:30", "V2", service_date=DAY + timedelta(days=2))
    rows = [attended("08:00", "08:30"), later]
    store(make_records([make_line()], rows), exported_on=date(2026, 10, 10))

    with reading():
        covered = [day.day for day in OCTOBER.days() if queries.covers_day(day)]

    assert covered == [7, 8, 9]


@pytest.mark.usefixtures("database")
def test_without_an_export_day_a_day_is_covered_when_later_visits_are_there() -> None:
    rows = [
        attended("08:00", "08:30"),
        attended("08:00", "08:30", "V2", service_date=DAY + timedelta(days=2)),
    ]
    store(make_records([make_line()], rows), exported_on=None)

    with reading():
        assert [day.day for day in OCTOBER.days() if queries.covers_day(day)] == [7, 8]


@pytest.mark.usefixtures("database")
def test_months_on_record_are_listed_newest_first() -> None:
    rows = [
        attended("08:00", "08:30", "V1", service_date=date(2025, 11, 30)),
        attended("08:00", "08:30", "V2", service_date=date(2026, 2, 1)),
    ]
    store(make_records([make_line()], rows))

    with reading():
        found = queries.months_on_record()

    assert found == ["2026-02", "2026-01", "2025-12", "2025-11"]


@pytest.mark.usefixtures("database")
def test_asking_changes_nothing() -> None:
    store(make_records([make_line()], [attended("08:00", "08:30")]))

    with reading():
        queries.figures_of_period(OCTOBER)
        queries.visits_near("PK1", DAY)
        assert not db.session.dirty
        assert not db.session.new
