"""Counting and rounding: what must hold of any day's figures, and how a number is written."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.visits.figures.assessment import assess
from portal.visits.figures.figures import Dimension, figures_of, round_half_up
from portal.visits.figures.indicators.measures import Middle
from portal.visits.figures.periods import Period, PeriodNotUnderstood, as_of_or_default
from portal.visits.records import Line, Suspension, VisitRow
from tests.visits.figures.examples import (
    AS_OF,
    DAY,
    at,
    make_line,
    make_package,
    make_records,
    make_row,
)

MIDNIGHT = at("00:00")
MINUTE = st.integers(0, 26 * 60)


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    starts = draw(st.lists(st.integers(0, 23 * 60 + 59), min_size=1, max_size=5))
    return [
        make_line(
            f"L{number}",
            agreed_start=start,
            carers_required=draw(st.integers(1, 3)),
            duration_min=draw(st.sampled_from([15, 30, 45])),
            slot=draw(st.sampled_from(["night", "other"])),
        )
        for number, start in enumerate(starts)
    ]


@st.composite
def rows(draw: st.DrawFn) -> list[VisitRow]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        begins = MIDNIGHT + 60 * draw(MINUTE)
        ends = begins + 60 * draw(st.integers(1, 90))
        kind = draw(st.sampled_from(["both", "both", "both", "in", "out", "plan", "status"]))
        changes: dict[str, Any] = {"carer_ref": draw(st.sampled_from(["W1", "W2", "W3"]))}
        if kind in ("both", "in"):
            changes |= {"in_at": begins, "in_method": draw(st.sampled_from(["qr", "paper"]))}
        if kind in ("both", "out"):
            changes |= {"out_at": ends, "out_method": "fob"}
        if kind == "status":
            changes["status"] = draw(st.sampled_from(["no_access", "refused", "force_majeure"]))
        if draw(st.booleans()):
            changes |= {"planned_start": begins, "planned_end": ends}
        if draw(st.booleans()):
            changes["reason_code"] = draw(st.sampled_from(["P01", "D02", "S04"]))
        line = draw(st.sampled_from([None, "L0", "L1", "L2", "L9"]))
        found.append(make_row(f"V{number}", line if line != "L9" else None, **changes))
    return found


@st.composite
def suspensions(draw: st.DrawFn) -> list[Suspension]:
    if draw(st.integers(0, 3)):
        return []
    begins = MIDNIGHT + 60 * draw(MINUTE)
    return [Suspension("PK1", begins, begins + 3600 * draw(st.integers(1, 12)), "hospital")]


def known(lines_: list[Line], rows_: list[VisitRow]) -> list[VisitRow]:
    """Rows whose line exists; the others without one."""
    refs = {line.line_ref for line in lines_}
    return [
        row if row.line_ref in refs else row._replace(line_ref=None, person_ref="pers.1")
        for row in rows_
    ]


@settings(max_examples=150, deadline=None)
@given(lines(), rows(), suspensions(), st.randoms(use_true_random=False))
def test_what_holds_of_any_day(
    agreed: list[Line], found_rows: list[VisitRow], rest: list[Suspension], order: Any
) -> None:
    found_rows = known(agreed, found_rows)
    records = make_records(agreed, found_rows, suspensions=rest)
    found = figures_of(records, period=Period(DAY, DAY), as_of=AS_OF).whole
    number = {key: figure.numerator or 0 for key, figure in found.indicators.items()}

    # exactly one outcome each
    assert sum(found.status_counts.values()) == found.contracted_visits == len(agreed)
    # the shortfall lines add up
    lines_of_shortfall = [
        number[key] for key in number if key.startswith("D5_") and key != "D5_total"
    ]
    assert sum(lines_of_shortfall) == number["D5_total"] == number["D1_net"] - number["D2"]
    # what is certain is not more than what is likely, nor that than what is possible
    for key in ("D2", "D3", "V1", "V2"):
        figure = found.indicators[key]
        assert (figure.lower_numerator or 0) <= (figure.numerator or 0)
        assert (figure.numerator or 0) <= (figure.upper_numerator or 0)
    assert found.indicators["D2"].upper_numerator is not None
    assert found.indicators["D2"].upper_numerator <= number["D1_net"]
    # every closed attendance is counted once
    lengths = [
        row.out_at - row.in_at
        for row in found_rows
        if row.in_at and row.out_at and row.status is None and row.reason_code != "D02"
    ]
    assert number["D4_raw"] == sum(lengths)

    # and the order of the rows makes no difference
    shuffled = records._replace(
        lines=order.sample(agreed, len(agreed)), visits=order.sample(found_rows, len(found_rows))
    )
    one = assess(records, period=Period(DAY, DAY), as_of=AS_OF)
    other = assess(shuffled, period=Period(DAY, DAY), as_of=AS_OF)
    assert (one.outcomes, one.extras, one.overlapping) == (
        other.outcomes,
        other.extras,
        other.overlapping,
    )


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Fraction(225, 100), 1, "2.3"),
        (Fraction(224999, 100000), 1, "2.2"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(0), 1, "0.0"),
        (Fraction(100), 1, "100.0"),
    ],
)
def test_rounding_is_half_up(value: Fraction, decimals: int, rounded: str) -> None:
    assert str(round_half_up(value, decimals)) == rounded


@given(st.fractions(0, 1000), st.integers(0, 3))
def test_a_rounded_value_is_the_nearest(value: Fraction, decimals: int) -> None:
    found = Fraction(round_half_up(value, decimals))
    step = Fraction(1, 10**decimals)

    assert found - step / 2 <= value < found + step / 2


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert Middle.of([Fraction(4), Fraction(1), Fraction(2)]).value() == 2
    assert Middle.of([Fraction(4), Fraction(1), Fraction(2), Fraction(3)]).value() == Fraction(5, 2)
    assert Middle.of([]).value() is None


def test_nothing_to_count_is_said() -> None:
    found = figures_of(make_records([], []), period=Period(DAY, DAY)).as_json()["whole"]

    assert found["people"] == 0
    assert found["reliability"] == ""
    assert set(found["status_counts"].values()) == {0}
    assert found["indicators"]["V1"]["obs_status"] == "z"
    assert found["indicators"]["V1"]["upper"] is None
    # hours of nothing are no hours
    assert found["indicators"]["D2"]["value"] == 0.0
    assert found["indicators"]["D2"]["obs_status"] == ""
    assert found["indicators"]["K1"] == {
        "numerator": None,
        "denominator": 0,
        "unit": "carers",
        "decimals": 1,
        "value": None,
        "obs_status": "z",
    }


def test_a_month_is_written_as_year_and_month() -> None:
    assert Period.of_month("2028-02") == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert Period.of_month("2026-10").name == "2026-10"
    assert Period(date(2026, 10, 5), date(2026, 10, 11)).name == "2026-10-05/2026-10-11"
    for wrong in ("2026-13", "2026-1", "1999-01", "2026-10-01", "", "oct", "２０２６-10"):
        with pytest.raises(PeriodNotUnderstood):
            Period.of_month(wrong)


def test_the_day_the_figures_are_true_for() -> None:
    october = Period.of_month("2026-10")

    assert as_of_or_default(date(2026, 11, 3), AS_OF, october) == date(2026, 11, 3)
    assert as_of_or_default(None, AS_OF, october) == AS_OF
    assert as_of_or_default(None, None, october) == date(2026, 11, 7)


def test_a_group_without_a_default_service_is_not_split_out() -> None:
    packages = [make_package(), make_package("PK2", service_type="night", area_code="N9")]

    found = figures_of(
        make_records([make_line()], [], packages=packages),
        period=Period(DAY, DAY),
        by=[Dimension.AREA_CODE],
    )

    assert list(found.split[Dimension.AREA_CODE]) == ["E01"]
