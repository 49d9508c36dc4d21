"""What is unusual, against the months before: thresholds, silence, and what is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from portal.database import db, reading, transaction
from portal.visits.models import VisitVersion
from portal.visits.no_access.queries import VisitKey
from portal.visits.no_access.services import write_dispute
from portal.visits.no_access.standings import Standing
from portal.visits.patterns.exact import Rate, chance_of_so_many
from portal.visits.patterns.kinds import PatternKind, Sighting, Tally, What
from portal.visits.patterns.models import PatternAlert, PatternMonth
from portal.visits.patterns.queries import searched_months
from portal.visits.patterns.search import FALSE_ALARM_MONTHS, Alert, search_month
from portal.visits.patterns.services import search_after_imports
from portal.visits.patterns.wording import sentence_of
from tests.conftest import NOW
from tests.visits.figures.examples import attended, make_line, make_records, planned
from tests.visits.figures.storing import end_versions, store

KIND = PatternKind.OVERLAPS


def month(**tallies: tuple[int, int]) -> Any:
    return {KIND: {name: Tally(Rate(*rate), ()) for name, rate in tallies.items()}}


def before(seen: int, of: int) -> Any:
    return [{(KIND, ""): Rate(seen, of)}]


def test_without_a_history_nothing_is_said() -> None:
    search = search_month(month(W1=(50, 50)), before(0, 199))

    assert (search.alerts, search.tests, search.silent) == ([], 0, (KIND,))


def test_the_unusual_is_found_and_the_usual_is_not() -> None:
    search = search_month(month(W1=(20, 100), W2=(2, 100), W3=(0, 0)), before(20, 1000))

    assert [alert.subject for alert in search.alerts] == ["W1"]
    assert search.tests == 2, "who had no chance of it was not looked at"


def test_one_thing_is_no_pattern_however_rare() -> None:
    assert search_month(month(W1=(1, 1)), before(0, 10**6)).alerts == []


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=20),
    st.integers(0, 60),
)
def test_all_alerts_of_a_month_together_keep_the_promise(
    counts: list[tuple[int, int]], seen_before: int
) -> None:
    subjects = {f"W{n}": (seen, seen + more) for n, (seen, more) in enumerate(counts)}
    search = search_month(month(**subjects), before(seen_before, 1000))

    for alert in search.alerts:
        chance = chance_of_so_many(alert.now, alert.before)
        assert chance * search.tests * FALSE_ALARM_MONTHS <= 1
        assert alert.once_in >= FALSE_ALARM_MONTHS


def contradicted(seen: int, of: int, *history: tuple[int, int]) -> list[Alert]:
    """What is shown of one worker's contradicted visits."""
    kind = PatternKind.CONTRADICTED
    month: Any = {kind: {"W1": Tally(Rate(seen, of), ()), "W2": Tally(Rate(0, 50), ())}}
    search = search_month(month, [{(kind, ""): Rate(*rate)} for rate in history])
    assert search.silent == ()
    return search.alerts


def test_no_access_contradicted_more_than_once_is_shown_however_usual() -> None:
    (alert,) = contradicted(2, 100, (200, 1000))

    assert alert.once_in < FALSE_ALARM_MONTHS
    assert contradicted(1, 100, (0, 1000)) == [], "once is not more than once"
    assert [alert.once_in for alert in contradicted(2, 100)] == [0], "without any month before"


def test_the_sentence_says_when_it_is_usual_and_when_nobody_can_tell() -> None:
    def sentence(*history: tuple[int, int]) -> str:
        (alert,) = contradicted(2, 100, *history)
        visit = Sighting("2026-09-05", 1_788_595_200, What.CONTRADICTED, "PK1", ("V1",))
        return sentence_of(
            PatternAlert(
                kind=alert.kind, subject="W1", seen=alert.now.seen, looked_at=alert.now.of, run=0,
                seen_before=alert.before.seen, looked_at_before=alert.before.of,
                once_in=alert.once_in, sightings={"visits": [list(visit)]},
            )
        )  # fmt: skip

    assert sentence((200, 1000)).endswith("looked at, as often as every month.")
    assert sentence((0, 199)).endswith("tell too little to say how unusual that is.")
    assert "once in" in sentence((0, 5000))


SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
LINES = [make_line(f"L{hour}", f"{hour:02}:00") for hour in range(7, 20)]


def day_of(day: date, *, went_wrong: bool = False) -> list[Any]:
    """Thirteen visits of a day, all made or all missed."""
    rows = []
    for line in LINES:
        ref, hour = f"{line.line_ref}.{day:%m%d}", f"{line.agreed_start // 60:02}"
        facts = {"line_ref": line.line_ref, "service_date": day}
        rows.append(
            planned(f"{hour}:00", f"{hour}:30", ref, reason_code="P01", **facts)
            if went_wrong
            else attended(f"{hour}:00", f"{hour}:30", ref, **facts)
        )
    return rows


def two_months(*wrong: date) -> list[Any]:
    days = [SEPTEMBER + timedelta(days=n) for n in range(61)]
    return [row for day in days for row in day_of(day, went_wrong=day in wrong)]


@pytest.fixture
def stored(database: Any) -> None:
    """Two months with one day in October on which nobody came."""
    store(make_records(LINES, two_months(date(2026, 10, 20))))
    db.session.remove()


def alerts() -> list[PatternAlert]:
    with reading():
        return [alert for each in searched_months() for alert in each.alerts]


@pytest.mark.usefixtures("stored")
def test_the_worker_searches_after_an_import_and_keeps_what_it_found() -> None:
    search_after_imports(NOW)

    (alert,) = alerts()
    assert (alert.kind, alert.subject, alert.month_on) == (PatternKind.RUNS, "pers.1", OCTOBER)
    assert (alert.run, alert.before) == (13, Rate(0, 390))
    assert len(alert.visits) == 13
    assert "pers.1" not in sentence_of(alert)
    assert sentence_of(alert).startswith(
        "At one home 13 visits one after the other, of 403 agreed in the month, were missed or cut "
        "short, on 20 October 2026; in the months before it was 0 of 390 in the whole co-operative"
    )
    with reading():
        october, september = searched_months()
    assert october.tests > 0
    assert set(september.silent) == {kind.value for kind in PatternKind} - {"contradicted"}


@pytest.mark.usefixtures("stored")
def test_what_is_found_again_stays_the_same_alert_and_what_was_mended_goes() -> None:
    search_after_imports(NOW)
    first = alerts()[0].id
    search_after_imports(NOW)
    with transaction():
        db.session.execute(update(PatternMonth).values(tests=0))
    search_after_imports(NOW)
    assert [alert.id for alert in alerts()] == [first]
    with reading():
        assert {each.tests for each in searched_months()} == {0}, "without an import, no search"

    mended = day_of(date(2026, 10, 20))
    number = store(make_records([], [], packages=[]))
    for row in mended:
        end_versions(VisitVersion, number, visit_ref=row.visit_ref)
    store(make_records([], mended, packages=[]))
    search_after_imports(NOW)

    assert alerts() == [], "and one day of one carer that came late is no pattern"


@pytest.mark.usefixtures("stored")
def test_a_dispute_upheld_through_a_case_is_searched_for_without_another_import() -> None:
    shut = [
        row._replace(
            visit_ref=f"N{row.visit_ref}", status="no_access", office_called_at=row.planned_start,
            welfare_confirmed_at=row.planned_end, reason_code=None,
        )
        for row in day_of(date(2026, 10, 20), went_wrong=True)[:2]
    ]  # fmt: skip
    number = store(make_records([], [], packages=[]))
    for row in shut:
        end_versions(VisitVersion, number, visit_ref=row.visit_ref[1:])
    store(make_records([], shut, packages=[]))
    search_after_imports(NOW)
    assert PatternKind.CONTRADICTED not in [alert.kind for alert in alerts()]

    for row, shown in zip(shut, (False, True), strict=True):
        with transaction():
            key = VisitKey(str(row.line_ref), row.service_date)
            write_dispute(key, Standing.RAISED)
            write_dispute(key, Standing.UPHELD)
        search_after_imports(NOW)
        assert (PatternKind.CONTRADICTED in [alert.kind for alert in alerts()]) is shown


def test_without_visits_there_is_nothing_to_search(database: Any) -> None:
    search_after_imports(NOW)

    assert alerts() == []


def test_records_that_came_late_are_seen_from_the_imports_that_brought_them(database: Any) -> None:
    days = [SEPTEMBER + timedelta(days=n) for n in range(61)]
    late = {date(2026, 10, day) for day in range(5, 12)}
    carers = [f"W{n}" for n in range(8)]
    lines = [make_line(f"L{hour}", f"{hour:02}:00") for hour in range(8, 16)]
    rows = {
        day: [
            attended(
                f"{hour:02}:00", f"{hour:02}:30", f"L{hour}.{day:%m%d}", line_ref=f"L{hour}",
                service_date=day, carer_ref=carers[hour - 8],
            )
            for hour in range(8, 16)
        ]
        for day in days
    }  # fmt: skip
    on_time = [row for day in days if day not in late for row in rows[day]]
    store(make_records(lines, on_time), exported_on=date(2026, 11, 1))
    store(make_records([], [row for day in late for row in rows[day]], packages=[]))
    db.session.remove()

    search_after_imports(NOW)

    (alert,) = alerts()
    assert (alert.kind, alert.subject, alert.now) == (PatternKind.LATE, "R01", Rate(56, 248))
    assert sentence_of(alert).startswith(
        "Of 248 days worked on one round, counted for each care worker, 56 have records that came "
        "more than seven days late"
    )
