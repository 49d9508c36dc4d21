"""What is on record for one person, as it is laid beside a concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.visits.figures.days import DaysOnRecord, days_on_record
from portal.visits.figures.periods import Period
from portal.visits.figures.statuses import Evidence, NoAccessEvidence, Status
from portal.visits.figures.wording import EVIDENCE_WORDS, NO_ACCESS_WORDS, STATUS_WORDS
from portal.visits.records import VisitRecords
from tests.visits.figures.examples import (
    DAY,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
    planned,
)

AROUND = Period(DAY - timedelta(days=1), DAY + timedelta(days=1))


def on_record(records: VisitRecords, as_of: date = date(2026, 11, 9)) -> DaysOnRecord:
    return days_on_record(records, "pers.1", AROUND, as_of=as_of)


def test_every_visit_of_the_days_stands_in_order_with_its_outcome() -> None:
    records = make_records(
        [make_line("PM", "18:00"), make_line("AM", "08:00")],
        [attended("08:00", "08:30", line_ref="AM"), planned("18:00", "18:30", "V2", line_ref="PM")],
    )

    found = on_record(records)

    assert [visit.service_date.day for visit in found.visits] == [6, 6, 7, 7, 8, 8]
    morning, evening = found.visits[2:4]
    assert morning.status is Status.DELIVERED
    assert morning.seconds_counted == 30 * 60
    assert morning.agreed_from == datetime(2026, 10, 7, 7, 0, tzinfo=UTC)
    assert morning.carers[0].evidence is Evidence.EV2
    assert morning.carers[0].came_at == datetime(2026, 10, 7, 7, 0, tzinfo=UTC)
    assert evening.status is Status.UNKNOWN
    assert evening.carers[0].came_at is None
    assert evening.carers[0].evidence is None
    assert found.carer_refs == {"W1"}


def test_days_that_are_not_final_are_shown_and_say_so() -> None:
    records = make_records([make_line()], [])

    found = on_record(records, as_of=DAY + timedelta(days=7))

    assert [visit.is_final for visit in found.visits] == [True, True, False]


def test_visits_of_somebody_else_are_not_shown() -> None:
    records = make_records(
        [make_line(), make_line("L2", package_ref="PK2")],
        [
            attended("08:00", "08:30", line_ref="L2"),
            attended("09:00", "09:30", "V2", line_ref=None, person_ref="pers.2", carer_ref="W2"),
        ],
        packages=[make_package(), make_package("PK2", person_ref="pers.2")],
    )

    found = on_record(records)

    assert {visit.status for visit in found.visits} == {Status.NOT_ROSTERED}
    assert found.extras == ()
    assert found.carer_refs == frozenset()


def test_every_package_of_the_person_is_shown_whatever_its_service() -> None:
    records = make_records(
        [make_line(), make_line("L2", "22:00", package_ref="PK2")],
        [],
        packages=[make_package(), make_package("PK2", service_type="night")],
    )

    assert len(on_record(records).visits) == 6


def test_a_visit_that_nobody_contracted_is_an_extra() -> None:
    records = make_records([make_line()], [attended("14:00", "14:30", line_ref=None)])

    assert [row.visit_ref for row in on_record(records).extras] == ["V1"]


def test_what_a_row_says_is_shown_beside_the_outcome() -> None:
    row = make_row(status="no_access", slip_time_written=485, disputed_by="neighbour")

    visit = on_record(make_records([make_line()], [row])).visits[1]

    assert visit.status is Status.NO_ACCESS
    assert visit.no_access is not None
    assert visit.no_access.evidence is NoAccessEvidence.SLIP
    assert visit.carers[0].status == "no_access"
    assert visit.carers[0].is_disputed


def test_every_outcome_and_every_kind_of_evidence_has_words() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert set(EVIDENCE_WORDS) == set(Evidence)
    assert set(NO_ACCESS_WORDS) == set(NoAccessEvidence)
