"""What a set would do is what it does: tried in memory, and then stored."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.database import reading
from portal.visits.figures.assessment import assess
from portal.visits.figures.facts import ExtraFacts, VisitFacts
from portal.visits.figures.group import counted_of
from portal.visits.figures.periods import Period
from portal.visits.importing.opening_services import opened_folder
from portal.visits.importing.trial_queries import Trial
from portal.visits.importing.work_services import count, import_folder, judge
from portal.visits.outcomes.record_queries import records_of
from portal.visits.records import FileSet, VisitRecords
from tests.conftest import NOW
from tests.visits.figures.conftest import brynteg as brynteg
from tests.visits.figures.examples import DAY, attended, make_line, make_package, make_records
from tests.visits.importing.writing import write_set
from tests.visits.outcomes.changing import few_people, some_changes

pytestmark = pytest.mark.usefixtures("database")
AS_OF = date(2026, 11, 9)
WEEKS = [Period(date(2026, 10, day), date(2026, 10, day + 6)) for day in (5, 12, 19)]
Facts = tuple[list[VisitFacts], list[ExtraFacts]]


def facts_of(records: VisitRecords, period: Period) -> Facts:
    counted = counted_of(assess(records, period=period, as_of=AS_OF))
    return sorted(counted.visits), sorted(counted.extras)


def on_record() -> list[Facts]:
    """What the figures of each week are counted from now."""
    with reading():
        return [facts_of(records_of(week), week) for week in WEEKS]


def tried(folder: Path) -> tuple[list[Facts], list[bool]]:
    """The same as they would be with a set, and which weeks it says it touches."""
    with (
        opened_folder(folder, default=FileSet()) as waiting,
        judge(waiting, None) as judged,
    ):
        count(judged)
        with reading():
            trial = Trial(judged)
            return (
                [facts_of(trial.records_of(week), week) for week in WEEKS],
                [trial.touches(week) for week in WEEKS],
            )


def bring(folder: Path) -> None:
    import_folder(folder, default=FileSet(), at=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_a_set_that_is_tried_gives_what_it_gives_when_it_is_stored(
    brynteg: VisitRecords, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    sample = few_people(brynteg, 8, Period(date(2026, 10, 5), date(2026, 10, 25)))
    first = write_set(sample, tmp_path / "first", exported_on=AS_OF)
    assert tried(first)[1] == [True] * 3
    bring(first)

    for step in range(4):
        before = on_record()
        with reading():
            changes = some_changes(chance)
        exported_on = date(2026, 10, 1) + timedelta(days=chance.randint(0, 45))
        folder = write_set(changes, tmp_path / str(step), exported_on=exported_on)

        found, touched = tried(folder)

        assert on_record() == before, "trying a set changes nothing"
        bring(folder)
        after = on_record()
        assert found == after
        for is_touched, old, new in zip(touched, before, after, strict=True):
            assert is_touched or old == new


def small(tmp_path: Path, name: str, records: VisitRecords) -> Path:
    return write_set(records, tmp_path / name, exported_on=AS_OF)


def test_a_set_of_other_weeks_touches_no_week_before(tmp_path: Path) -> None:
    rows = [attended("08:00", "08:30")]
    bring(small(tmp_path, "first", make_records([make_line()], rows)))
    later = DAY + timedelta(days=16)

    _, touched = tried(
        small(
            tmp_path,
            "second",
            make_records(
                [make_line()], [*rows, attended("08:00", "08:30", "V2", service_date=later)]
            ),
        )
    )

    assert touched == [False, False, True]


def test_a_row_that_moves_to_another_week_touches_both(tmp_path: Path) -> None:
    bring(small(tmp_path, "first", make_records([make_line()], [attended("08:00", "08:30")])))
    moved = attended("08:00", "08:30", service_date=DAY + timedelta(days=16))

    found, touched = tried(small(tmp_path, "second", make_records([], [moved], packages=[])))

    assert touched == [True, False, True]
    assert [sum(visit.attendances for visit in visits) for visits, _ in found] == [0, 0, 1]


def test_a_visit_made_elsewhere_touches_the_week_that_it_replaces(tmp_path: Path) -> None:
    cancelled = attended(None, None, status="cancelled", cancelled_by="provider")
    cancelled = cancelled._replace(replacement_visit_ref="V9")
    made = attended("15:00", "15:30", "V9", line_ref=None, service_date=DAY + timedelta(days=16))
    bring(small(tmp_path, "first", make_records([make_line()], [cancelled, made])))

    second = small(
        tmp_path, "second", make_records([], [made._replace(reason_code="D02")], packages=[])
    )
    found, touched = tried(second)

    assert touched == [True, False, True]
    assert not any(visit.is_replaced for visit in found[0][0])


def test_what_is_agreed_anew_touches_no_day_that_had_begun(tmp_path: Path) -> None:
    line = make_line()
    first = make_records([line], [attended("08:00", "08:30")])
    bring(write_set(first, tmp_path / "first", exported_on=date(2026, 10, 22)))
    longer = make_records([line._replace(duration_min=45)], [])

    assert tried(small(tmp_path, "second", longer))[1] == [False, False, True]


def test_a_package_that_is_corrected_touches_every_day(tmp_path: Path) -> None:
    bring(small(tmp_path, "first", make_records([make_line()], [attended("08:00", "08:30")])))
    other = make_records([], [], packages=[make_package(service_type="night")])

    assert tried(small(tmp_path, "second", other))[1] == [True, True, True]
