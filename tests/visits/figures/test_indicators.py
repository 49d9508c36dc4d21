"""Each indicator at its edges, on a day made for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.visits.figures.figures import GroupFigures
from portal.visits.figures.indicators.catalogue import INDICATOR, INDICATORS
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period
from portal.visits.figures.wording import formula_words
from portal.visits.records import Suspension
from tests.visits.figures.examples import (
    DAY,
    at,
    attended,
    figures,
    make_line,
    make_package,
    make_row,
    planned,
)

FORTNIGHT = Period(date(2026, 10, 1), date(2026, 10, 14))
OCTOBER = Period.of_month("2026-10")


def parts(found: GroupFigures, *keys: str) -> list[tuple[int | None, int]]:
    """Numerator and denominator of each."""
    return [(found.indicators[key].numerator, found.indicators[key].denominator) for key in keys]


def test_every_indicator_has_a_code_a_name_and_a_formula_of_its_own() -> None:
    assert len({indicator.id for indicator in INDICATORS}) == len(INDICATORS)
    names = {(indicator.topic, indicator.label) for indicator in INDICATORS}
    assert len(names) == len(INDICATORS)
    for indicator in INDICATORS:
        assert indicator.formula.endswith("."), indicator.id


def test_missed_with_and_without_a_visit_made_instead() -> None:
    lines = [make_line()]

    def missed(replacement: Any, *rows: Any) -> tuple[int | None, int]:
        row = make_row(
            status="cancelled", cancelled_by="provider", replacement_visit_ref=replacement
        )
        return parts(figures(lines, [row, *rows]), "V2")[0]

    next_day = DAY + timedelta(days=1)
    made = attended("14:00", "14:30", "V9", line_ref=None, service_date=next_day)
    owed_anyway = attended("08:00", "08:30", "V9", service_date=next_day)
    not_made = planned("14:00", "14:30", "V9", line_ref=None)

    assert missed(None) == (1, 1)
    assert missed("V9") == (1, 1)
    assert missed("V9", made, attended("08:00", "08:30", "V8", service_date=next_day)) == (0, 1)
    assert missed("V9", owed_anyway) == (1, 1)
    assert missed("V9", not_made) == (1, 1)


def test_a_visit_made_at_somebody_else_replaces_nothing() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    row = make_row(status="cancelled", cancelled_by="provider", replacement_visit_ref="V9")
    elsewhere = attended("14:00", "14:30", "V9", line_ref=None, person_ref="pers.2")

    found = figures([make_line()], [row, elsewhere], packages=packages)

    assert parts(found, "V2") == [(1, 1)]


def test_a_replacement_among_unknown_visits_still_counts_its_hours_as_missed() -> None:
    row = make_row(status="cancelled", cancelled_by="provider", replacement_visit_ref="V9")
    made = attended("14:00", "14:30", "V9", line_ref=None)

    found = figures([make_line()], [row, made])

    assert parts(found, "D5_missed", "E_extra") == [(1800, 3600), (1800, 3600)]


@pytest.mark.parametrize(
    ("begins", "late", "bands"),
    [
        ("07:29:59", 0, (0, 0, 0, 0, 1)),
        ("07:30:00", 1, (0, 0, 0, 0, 0)),
        ("08:15:00", 1, (0, 0, 0, 0, 0)),
        ("08:15:01", 1, (1, 0, 0, 0, 0)),
        ("08:30:00", 1, (1, 0, 0, 0, 0)),
        ("08:30:01", 0, (1, 1, 0, 0, 0)),
        ("08:45:01", 0, (1, 1, 1, 0, 0)),
        ("09:00:00", 0, (1, 1, 1, 0, 0)),
        ("09:00:01", 0, (1, 1, 1, 1, 0)),
    ],
)
def test_punctuality_to_the_second(begins: str, late: int, bands: tuple[int, ...]) -> None:
    found = figures([make_line()], [attended(begins, "09:30")])

    assert parts(found, "T1") == [(late, 1)]
    assert parts(found, "T2_late15", "T2_late30", "T2_late45", "T2_late60", "T2_early30") == [
        (band, 1) for band in bands
    ]


def test_time_critical_visits_have_their_own_window() -> None:
    line = make_line(window_after_min=60, time_critical=True)

    found = figures([line], [attended("08:30:01", "09:00")])

    assert parts(found, "T1", "T3") == [(1, 1), (0, 1)]
    assert parts(figures([make_line()], [attended("08:00", "08:30")]), "T3") == [(0, 0)]


def test_punctuality_needs_an_electronic_check_in_of_every_carer() -> None:
    rows = [
        attended("08:00", "08:30"),
        attended("08:00", "08:30", "V2", carer_ref="W2", in_method="paper"),
    ]

    assert parts(figures([make_line(carers_required=2)], rows), "T1") == [(0, 0)]
    gps_elsewhere = attended("08:00", "08:30", in_method="gps_app", in_location_ok=False)
    assert parts(figures([make_line()], [gps_elsewhere]), "T1") == [(1, 1)]


BANDS = ("L1", "L1_lt50", "L1_50_75", "L1_75_90", "L1_90_110", "L1_gt110")


@pytest.mark.parametrize(
    ("ends", "counts"),
    [
        ("08:14:59", (0, 1, 0, 0, 0, 0)),
        ("08:15:00", (0, 0, 1, 0, 0, 0)),
        ("08:22:29", (0, 0, 1, 0, 0, 0)),
        ("08:22:30", (0, 0, 0, 1, 0, 0)),
        ("08:26:59", (0, 0, 0, 1, 0, 0)),
        ("08:27:00", (1, 0, 0, 0, 1, 0)),
        ("08:33:00", (1, 0, 0, 0, 1, 0)),
        ("08:33:01", (1, 0, 0, 0, 0, 1)),
    ],
)
def test_bands_of_the_length_kept(ends: str, counts: tuple[int, ...]) -> None:
    found = figures([make_line()], [attended("08:00", ends)])

    assert parts(found, *BANDS) == [(count, 1) for count in counts]


@pytest.mark.parametrize(
    ("ends", "counts"),
    [
        ("08:15:59", (1, 0, 0)),
        ("08:16:00", (0, 1, 0)),
        ("08:30:59", (0, 1, 0)),
        ("08:31:00", (0, 0, 1)),
    ],
)
def test_length_bands_are_of_whole_minutes(ends: str, counts: tuple[int, ...]) -> None:
    found = figures([make_line()], [attended("08:00", ends)])

    assert parts(found, "L2_le15", "L2_16_30", "L2_gt30") == [(count, 1) for count in counts]


def test_visits_under_half_an_hour() -> None:
    lines = [
        make_line(duration_min=15),
        make_line("L2", "12:00", duration_min=29, short_visit_agreed=True),
        make_line("L3", "17:00"),
    ]

    found = figures(lines, [attended("17:00", "17:29:59", line_ref="L3")])

    assert parts(found, "L3_contract", "L3_actual") == [(1, 2), (1, 1)]


def test_a_visit_with_a_missing_check_out_has_no_length() -> None:
    found = figures([make_line()], [attended("08:00", None)])

    assert parts(found, "V1", "L1", "L2_le15", "L3_actual") == [(1, 1), (0, 0), (0, 0), (0, 0)]
    delivered = found.indicators["D2"]
    assert (delivered.lower_numerator, delivered.numerator, delivered.upper_numerator) == (
        0,
        0,
        1800,
    )


def test_both_carers_counts_visits_of_any_status() -> None:
    lines = [make_line(carers_required=2), make_line("L2", "12:00", carers_required=2)]
    rows = [
        attended("08:00", "08:27"),
        attended("08:00", "08:27", "V2", carer_ref="W2"),
        planned("12:00", "12:30", "V3", line_ref="L2"),
    ]

    assert parts(figures(lines, rows), "X1") == [(1, 2)]


def test_bounds_of_visits_that_are_not_known() -> None:
    lines = [make_line(), make_line("L2", "12:00"), make_line("L3", "17:00")]
    rows = [
        attended("08:00", "08:30"),
        planned("12:00", "12:30", "V2", line_ref="L2"),
        attended("17:00", "17:30", "V3", line_ref="L3", in_method="paper", out_method="paper"),
    ]

    found = figures(lines, rows).indicators

    bounds = {
        key: (
            found[key].lower_numerator,
            found[key].numerator,
            found[key].upper_numerator,
            found[key].denominator,
        )
        for key in ("D2", "D3", "V1", "V2")
    }
    assert bounds == {
        "D2": (1800, 3600, 5400, 3600),
        "D3": (1800, 3600, 5400, 5400),
        "V1": (1, 2, 3, 3),
        "V2": (0, 0, 1, 3),
    }


def test_provider_cancellations_at_short_notice() -> None:
    def short(**changes: Any) -> tuple[int | None, int]:
        row = make_row(status="cancelled", cancelled_by="provider", **changes)
        return parts(figures([make_line()], [row]), "N1")[0]

    yesterday = DAY - timedelta(days=1)
    assert short() == (1, 1)
    assert short(cancelled_at=at("08:00:01", yesterday)) == (1, 1)
    assert short(cancelled_at=at("08:00:00", yesterday)) == (0, 1)


def test_records_in_two_places_at_once() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    lines = [make_line(), make_line("L2", "08:30", package_ref="PK2")]
    here = attended("08:00", "08:30")

    def overlapping(begins: str) -> tuple[int | None, int]:
        there = attended(begins, "09:00", "V2", line_ref="L2")
        return parts(figures(lines, [here, there], packages=packages), "X2")[0]

    assert overlapping("08:29:00") == (0, 2)
    assert overlapping("08:28:59") == (2, 2)


def test_the_other_record_may_lie_outside_the_period() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    night = make_line("L2", "23:30", package_ref="PK2", slot="night")
    yesterday = DAY - timedelta(days=1)
    rows = [
        attended("00:10", "00:40"),
        make_row(
            "V2",
            "L2",
            service_date=yesterday,
            in_at=at("23:30", yesterday),
            in_method="qr",
            out_at=at("00:30"),
            out_method="qr",
        ),
    ]

    found = figures([make_line(start="00:15"), night], rows, packages=packages)

    assert parts(found, "X2") == [(1, 1)]


def test_evidence_of_the_records() -> None:
    lines = [
        make_line(),
        make_line("L2", "12:00"),
        make_line("L3", "17:00", carers_required=2),
        make_line("L4", "20:00"),
        make_line("L5", "21:00"),
    ]
    rows = [
        attended("08:00", "08:30"),
        attended("12:00", "12:30", "V2", line_ref="L2", adj_in_at=at("12:05")),
        attended("17:00", "17:30", "V3", line_ref="L3", in_method="paper", out_method="paper"),
        planned("17:00", "17:30", "V4", line_ref="L3", carer_ref="W2"),
        planned("20:00", "20:30", "V5", line_ref="L4"),
        planned("21:00", "21:30", "V6", line_ref="L5", reason_code="P01"),
    ]

    found = figures(lines, rows)

    assert parts(found, "Q1_EV2", "Q1_EV1", "Q1_EVM", "Q1_EV0", "Q1_edited") == [
        (1, 5), (1, 5), (1, 5), (2, 5), (1, 5),
    ]  # fmt: skip
    assert found.reliability == "u"


def test_exactly_85_percent_is_reliable() -> None:
    def reliability(by_hand: int) -> str:
        rows = [
            attended(
                "08:00",
                "08:30",
                f"V{number}",
                line_ref=None,
                **({"in_method": "paper"} if number < by_hand else {}),
            )
            for number in range(20)
        ]
        return figures([make_line()], rows).reliability

    assert reliability(3) == ""
    assert reliability(4) == "u"


def test_a_token_visit_is_delivered_in_name() -> None:
    def tokens(ends: str, **changes: Any) -> int:
        return figures([make_line(**changes)], [attended("08:00", ends)]).token_attendance

    assert tokens("08:04:59", duration_min=10) == 1
    assert tokens("08:05", duration_min=10) == 0
    assert tokens("08:09:59") == 1
    assert tokens("08:10") == 0
    assert tokens("08:05", duration_min=15) == 0


def daily(carers: list[str], **changes: Any) -> list[Any]:
    """A morning and an evening visit on each day of the fortnight, by these carers in turn."""
    rows = []
    for number, day in enumerate(FORTNIGHT.days()):
        for line, start, end in (("AM", "08:00", "08:30"), ("PM", "18:00", "18:30")):
            carer = carers[number % len(carers)]
            ref = f"{line}{number}"
            rows.append(
                attended(
                    start, end, ref, line_ref=line, service_date=day, carer_ref=carer, **changes
                )
            )
    return rows


TWICE = [make_line("AM", "08:00"), make_line("PM", "18:00")]


def different_carers(lines: Any, rows: Any, **more: Any) -> tuple[int, Any]:
    found = figures(lines, rows, period=FORTNIGHT, **more).indicators["K1"]
    return found.denominator, found.value


def test_different_carers_of_a_fortnight() -> None:
    extra = attended("22:00", "22:20", "X1", line_ref=None, carer_ref="W8", service_date=DAY)
    at_night = attended("22:00:01", "22:20", "X2", line_ref=None, carer_ref="W9", service_date=DAY)

    assert different_carers(TWICE, daily(["W1", "W2", "W3"])) == (1, 3)
    assert different_carers(TWICE, [*daily(["W1"]), extra, at_night]) == (1, 2)


def test_different_carers_needs_two_visits_agreed_on_every_day() -> None:
    once = [TWICE[0], make_line("PM", "18:00", weekdays=["MO", "TU", "WE", "TH", "FR", "SA"])]
    too_late = [TWICE[0], make_line("PM", "22:01")]
    just = [TWICE[0], make_line("PM", "22:00")]

    assert different_carers(once, []) == (0, None)
    assert different_carers(too_late, []) == (0, None)
    assert different_carers(just, []) == (1, 0)


def test_different_carers_leaves_out_whoever_was_away() -> None:
    rest = Suspension("PK1", at("18:00"), at("18:01"), "other")

    assert different_carers(TWICE, daily(["W1"]), suspensions=[rest]) == (0, None)


def test_different_carers_needs_fourteen_final_days() -> None:
    period = Period(date(2026, 10, 20), date(2026, 11, 3))

    # the export of the 9th makes days up to the 2nd final: the 20th of October to the 2nd
    assert figures(TWICE, [], period=period).indicators["K1"].denominator == 1
    shorter = Period(date(2026, 10, 21), date(2026, 11, 3))
    assert figures(TWICE, [], period=shorter).indicators["K1"].denominator == 0


def test_the_share_of_the_three_most_frequent_carers() -> None:
    rows = daily(["W1", "W2", "W3", "W4"])

    found = figures(TWICE, rows, period=FORTNIGHT).indicators["K2"]

    # 14 days in turn: 8 + 8 + 6 of 28 visits
    assert found.denominator == 1
    assert float(found.value or 0) == 78.6


def test_a_carer_who_came_twice_to_one_visit_is_one_pair() -> None:
    rows = [attended("08:00", "08:10"), attended("08:20", "08:30", "V2")]

    found = figures([make_line()], rows).indicators["K2"]

    assert float(found.value or 0) == 100.0


def test_services_outside_the_default_are_not_counted_but_take_part() -> None:
    packages = [make_package(), make_package("PK2", service_type="night")]
    lines = [make_line(), make_line("L2", "09:00", package_ref="PK2", carers_required=2)]
    rows = [attended("09:00", "09:30"), attended("09:00", "09:30", "V2", line_ref="L2")]

    found = figures(lines, rows, packages=packages)

    assert found.contracted_visits == 1
    assert found.status_counts["DELIVERED_OTHER_SLOT"] == 1  # type: ignore[index]
    assert parts(found, "D4_raw", "X1") == [(1800, 3600), (0, 0)]


def test_a_row_without_a_line_is_counted_with_the_active_package() -> None:
    packages = [
        make_package("PK0", service_type="night", end_date=DAY - timedelta(days=1)),
        make_package("PK1"),
        make_package("PK2", service_type="night"),
    ]
    row = attended("14:00", "14:30", line_ref=None)

    found = figures([make_line(package_ref="PK2")], [row], packages=packages)

    assert found.extra_attendances == 1


def test_only_final_days_are_counted() -> None:
    week = Period(date(2026, 10, 30), date(2026, 11, 5))
    rows = [attended("08:00", "08:30", f"V{day}", service_date=day) for day in week.days()]

    found = figures([make_line()], rows, period=week)

    # of the 9th of November, days up to the 2nd are final
    assert found.contracted_visits == 4
    assert parts(found, "D4_raw") == [(4 * 1800, 3600)]


def test_words_tell_the_thresholds_that_the_figures_are_made_with(app: Flask) -> None:
    other = Parameters(
        length_share=80,
        notice_hours=48,
        day_end_minute=22 * 60 + 30,
        continuity_days=10,
        continuity_visits=3,
        continuity_from_minute=8 * 60,
    )
    with app.test_request_context():
        words = {
            key: (formula_words(one, DEFAULTS), formula_words(one, other))
            for key, one in INDICATOR.items()
        }

    for key, (usual, changed) in {
        "L1": ("90 %", "80 %"),
        "X1": ("90 %", "80 %"),
        "N1": ("24 hours", "48 hours"),
        "E_other_slot": ("23:00", "22:30"),
        "K1": ("at least 2 visits agreed between 07:00", "at least 3 visits agreed between 08:00"),
    }.items():
        assert usual in words[key][0]
        assert changed in words[key][1]
    assert not [said for both in words.values() for said in both if "%(" in said or "%%" in said]
