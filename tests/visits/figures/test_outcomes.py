"""The status of a contracted visit: the first rule that applies, each tried at its edge."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.statuses import Evidence, Status
from portal.visits.records import Suspension
from tests.visits.figures.examples import (
    DAY,
    at,
    attended,
    make_line,
    make_row,
    outcomes,
    planned,
)


def outcome(*rows: Any, **changes: Any) -> Outcome:
    """The outcome of the one visit at 08:00."""
    return outcomes([make_line(**changes)], rows)["L1"]


def test_a_suspended_visit_stays_suspended_whatever_its_rows_say() -> None:
    rest = Suspension("PK1", at("00:00"), at("23:00"), "hospital")

    found = outcomes([make_line()], [make_row(status="no_access")], suspensions=[rest])["L1"]

    assert found.status is Status.SUSPENDED


def test_an_attendance_beats_what_any_row_says() -> None:
    for status in ("no_access", "refused", "force_majeure"):
        found = outcome(attended("08:00", "08:30"), make_row("V2", status=status, carer_ref="W2"))

        assert found.status is Status.DELIVERED


def test_times_on_a_no_access_row_are_evidence_and_never_care() -> None:
    found = outcome(attended("08:00", "08:20", status="no_access"))

    assert found.status is Status.NO_ACCESS
    assert found.contribution == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (["no_access", "refused", "provider", "force_majeure", "person"], Status.NO_ACCESS),
        (["refused", "provider", "force_majeure", "person"], Status.REFUSED_AT_DOOR),
        (["provider", "force_majeure", "person"], Status.CANCELLED_PROVIDER),
        (["force_majeure", "person"], Status.FORCE_MAJEURE),
        (["person"], Status.CANCELLED_PERSON_SHORT),
        (["family"], Status.CANCELLED_PERSON_SHORT),
        (["commissioner"], Status.CANCELLED_PERSON_SHORT),
    ],
)
def test_where_rows_disagree_the_one_that_keeps_the_visit_in_the_count_wins(
    said: list[str], status: Status
) -> None:
    rows = [
        make_row(f"V{number}", status=code)
        if code in ("no_access", "refused", "force_majeure")
        else make_row(f"V{number}", status="cancelled", cancelled_by=code)
        for number, code in enumerate(said)
    ]

    assert outcome(*rows).status is status
    assert outcome(*reversed(rows)).status is status


def test_notice_is_elapsed_time_of_24_hours() -> None:
    def cancelled(time: str) -> Status:
        given = at(time, DAY - timedelta(days=1))
        row = make_row(status="cancelled", cancelled_by="family", cancelled_at=given)
        return outcome(row).status

    assert cancelled("08:00:00") is Status.CANCELLED_PERSON_NOTICE
    assert cancelled("08:00:01") is Status.CANCELLED_PERSON_SHORT


def test_the_earliest_word_of_that_side_counts() -> None:
    yesterday = DAY - timedelta(days=1)
    early = make_row(status="cancelled", cancelled_by="person", cancelled_at=at("07:00", yesterday))
    late = make_row("V2", status="cancelled", cancelled_by="family", cancelled_at=at("07:00"))

    assert outcome(late, early).status is Status.CANCELLED_PERSON_NOTICE


def test_notice_across_a_clock_change_is_elapsed_time() -> None:
    """08:00 the day after the clocks went back is 25 hours after 08:00 the day before."""
    sunday = DAY.replace(day=25)
    given = at("08:59", sunday - timedelta(days=1))
    row = make_row(
        status="cancelled", cancelled_by="person", cancelled_at=given, service_date=sunday
    )

    found = outcomes([make_line()], [row], day=sunday)["L1"]

    assert found.status is Status.CANCELLED_PERSON_NOTICE


def test_a_visit_nobody_planned_is_not_rostered() -> None:
    assert outcome().status is Status.NOT_ROSTERED
    # a rota row without a carer is no plan
    assert outcome(planned("08:00", "08:30", carer_ref=None)).status is Status.NOT_ROSTERED


def test_unlogged_is_not_missed() -> None:
    assert outcome(planned("08:00", "08:30")).status is Status.UNKNOWN
    for reason in ("S04", "U04", "H01", "E01", "D01", "Z99"):
        assert outcome(planned("08:00", "08:30", reason_code=reason)).status is Status.UNKNOWN


def test_a_reason_of_the_providers_own_makes_it_missed() -> None:
    assert outcome(planned("08:00", "08:30", reason_code="P01")).status is Status.MISSED


def test_a_record_found_false_makes_it_missed() -> None:
    for wrong in ({"reason_code": "D02"}, {"dispute_result": "upheld", "disputed_by": "neighbour"}):
        row = attended(
            "08:00", "08:30", planned_start=at("08:00"), planned_end=at("08:30"), **wrong
        )

        assert outcome(row).status is Status.MISSED


def test_it_is_missed_only_if_every_planned_row_says_so() -> None:
    rows = [
        planned("08:00", "08:30", reason_code="P01"),
        planned("08:00", "08:30", "V2", carer_ref="W2"),
    ]

    assert outcome(*rows, carers_required=2).status is Status.UNKNOWN


def test_a_dispute_on_a_no_access_row_never_changes_the_status() -> None:
    row = make_row(status="no_access", disputed_by="family_or_friend", dispute_result="upheld")

    assert outcome(row).status is Status.NO_ACCESS


def test_a_row_about_nothing_has_no_effect() -> None:
    found = outcomes(
        [make_line()], [planned("08:00", "08:30"), make_row("V2", None, status="refused")]
    )

    assert found["L1"].status is Status.UNKNOWN


# Merged visits -----------------------------------------------------------------------------------


def day_of(ends: str, *, tea_minutes: int = 30) -> dict[str, Outcome]:
    """Lunch, tea and bed, of which only tea was made, from 16:30 on."""
    lines = [
        make_line("LUNCH", "12:30"),
        make_line("TEA", "16:30", duration_min=tea_minutes),
        make_line("BED", "20:00"),
        make_line("LATE", "22:00"),
    ]
    rows = [
        attended("16:30", ends, line_ref="TEA"),
        planned("20:00", "20:30", "V2", line_ref="BED", reason_code="P01"),
        planned("22:00", "22:30", "V3", line_ref="LATE"),
    ]
    return outcomes(lines, rows)


def test_one_overrun_may_absorb_both_neighbours_whatever_reason_was_given() -> None:
    found = day_of("17:15")

    assert found["LUNCH"].status is Status.MISSED_MERGED
    assert found["BED"].status is Status.MISSED_MERGED
    assert found["LATE"].status is Status.UNKNOWN


def test_an_overrun_of_less_than_half_absorbs_nothing() -> None:
    found = day_of("17:14:59")

    assert found["LUNCH"].status is Status.NOT_ROSTERED
    assert found["BED"].status is Status.MISSED


def test_a_suspended_visit_is_no_neighbour() -> None:
    lines = [make_line("LUNCH", "12:30"), make_line("REST", "14:00"), make_line("TEA", "16:30")]
    rest = Suspension("PK1", at("14:00"), at("14:01"), "other")

    found = outcomes(lines, [attended("16:30", "17:30", line_ref="TEA")], suspensions=[rest])

    assert found["LUNCH"].status is Status.MISSED_MERGED
    assert found["REST"].status is Status.SUSPENDED


def test_a_visit_of_the_day_before_is_no_neighbour() -> None:
    yesterday = DAY - timedelta(days=1)
    lines = [make_line("BED", "21:00"), make_line("MORNING", "07:00")]
    rows = [attended("21:00", "22:55", line_ref="BED", service_date=yesterday)]

    assert outcomes(lines, rows)["MORNING"].status is Status.NOT_ROSTERED


def test_what_a_row_says_comes_before_a_merge() -> None:
    lines = [make_line("LUNCH", "12:30"), make_line("TEA", "16:30")]
    rows = [
        attended("16:30", "17:30", line_ref="TEA"),
        make_row("V2", "LUNCH", status="refused"),
    ]

    assert outcomes(lines, rows)["LUNCH"].status is Status.REFUSED_AT_DOOR


# Two carers --------------------------------------------------------------------------------------


def pair(one: Any, other: Any, **changes: Any) -> Outcome:
    second = other._replace(visit_ref="V2", carer_ref="W2")
    return outcome(one, second, carers_required=2, **changes)


def test_two_carers_must_be_together_for_nine_tenths() -> None:
    assert pair(attended("08:00", "08:30"), attended("08:03", "08:30")).status is Status.DELIVERED
    later = pair(attended("08:00", "08:30"), attended("08:03:01", "08:30"))
    assert later.status is Status.PARTIAL_CARERS
    assert later.contribution == 2 * (26 * 60 + 59)


def test_a_carer_who_lingers_after_a_full_call_takes_nothing_away() -> None:
    found = pair(attended("08:00", "09:30"), attended("08:00", "08:27"))

    assert found.status is Status.DELIVERED
    assert found.contribution == 2 * 27 * 60


def test_one_carer_who_stays_twice_as_long_delivers_nothing_of_a_double_up() -> None:
    found = outcome(attended("08:00", "09:00"), carers_required=2)

    assert found.status is Status.PARTIAL_CARERS
    assert found.contribution == 0
    assert found.presence.capped == 30 * 60


def test_a_second_carer_without_any_time_was_not_there() -> None:
    found = pair(attended("08:00", "08:30"), planned("08:00", "08:30"))

    assert found.status is Status.PARTIAL_CARERS


def test_a_missing_check_out_proves_presence_and_no_length() -> None:
    alone = outcome(attended("08:00", None))
    assert alone.status is Status.DELIVERED
    assert alone.contribution == 0
    assert alone.effective_start == at("08:00")

    both = pair(attended("08:00", "08:30"), attended("08:05", None))
    assert both.status is Status.DELIVERED
    assert both.contribution == 0
    assert both.effective_start == at("08:05")


def test_a_missing_check_out_that_cannot_have_overlapped_is_partial() -> None:
    after = pair(attended("08:00", "08:30"), attended("08:30", None))
    before = pair(attended("08:00", "08:30"), attended(None, "08:00"))

    assert after.status is before.status is Status.PARTIAL_CARERS


def test_the_double_up_of_the_worked_example_is_partial() -> None:
    found = outcomes(
        [make_line(start="18:30", carers_required=2)],
        [
            attended("18:21:42", "18:54:11", planned_start=at("18:30"), planned_end=at("19:00")),
            attended(
                "18:43:22",
                "18:53:15",
                "V2",
                carer_ref="W2",
                planned_start=at("18:30"),
                planned_end=at("19:00"),
            ),
        ],
    )["L1"]

    assert found.status is Status.PARTIAL_CARERS
    assert found.presence == (1949, 593, 1800 + 593)
    assert found.contribution == 1186


def test_a_call_written_with_offsets_lasts_two_hours_when_the_clocks_go_back() -> None:
    """From 00:30 summer time to 01:30 winter time: the hour between them came twice."""
    night = date(2026, 10, 25)
    in_at = int(datetime.fromisoformat("2026-10-25T00:30:00+01:00").timestamp())
    out_at = int(datetime.fromisoformat("2026-10-25T01:30:00+00:00").timestamp())
    row = make_row(
        service_date=night, in_at=in_at, in_method="nfc_tag", out_at=out_at, out_method="nfc_tag"
    )

    found = outcomes([make_line(start="00:30", slot="night", duration_min=120)], [row], day=night)

    assert found["L1"].presence.anyone == 120 * 60
    assert found["L1"].contribution == 120 * 60


def test_a_night_call_lasts_an_hour_when_the_clocks_change() -> None:
    saturday = DAY.replace(day=24)
    sunday = DAY.replace(day=25)
    line = make_line(start="23:30", duration_min=60)
    row = make_row(
        service_date=saturday,
        in_at=at("23:30", saturday),
        in_method="qr",
        out_at=at("00:30", sunday),
        out_method="qr",
    )

    assert outcomes([line], [row], day=saturday)["L1"].contribution == 3600


# Evidence ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({}, Evidence.EV2),
        ({"in_method": "gps_app", "in_location_ok": True}, Evidence.EV2),
        ({"in_method": "gps_app"}, Evidence.EV1),
        ({"in_method": "gps_app", "in_location_ok": False}, Evidence.EV1),
        ({"in_location_ok": False}, Evidence.EV1),
        ({"in_method": "paper"}, Evidence.EV1),
        ({"in_method": "paper", "out_method": "manual_office"}, Evidence.EVM),
        ({"adj_in_at": at("08:01")}, Evidence.EV1),
        ({"adj_in_at": at("08:00")}, Evidence.EV2),
        ({"adj_in_at": at("08:01"), "adj_out_at": at("08:29")}, Evidence.EVM),
        ({"out_at": None, "out_method": None}, Evidence.EV1),
    ],
)
def test_the_class_of_an_attendance_is_how_many_ends_are_verified(
    changes: dict[str, Any], evidence: Evidence
) -> None:
    assert outcome(attended("08:00", "08:30", **changes)).evidence is evidence


def test_the_class_of_a_visit_is_the_worst_among_its_attendances() -> None:
    found = pair(attended("08:00", "08:30"), attended("08:00", "08:30", in_method="paper"))

    assert found.evidence is Evidence.EV1


def test_an_adjusted_time_replaces_the_recorded_one() -> None:
    found = outcome(attended("08:00", "08:30", adj_out_at=at("08:10")))

    assert found.contribution == 10 * 60
