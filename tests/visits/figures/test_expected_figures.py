"""The synthetic co-operative's figures equal those that a separate calculation got."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from portal.visits.figures.assessment import assess
from portal.visits.figures.figures import Dimension, figures_of
from portal.visits.figures.periods import Period
from portal.visits.records import VisitRecords


@pytest.mark.parametrize("entry", range(5))
def test_every_figure_equals_to_the_last_digit(
    entry: int, brynteg: VisitRecords, expected: list[dict[str, Any]]
) -> None:
    wanted = expected[entry]

    found = figures_of(
        brynteg,
        period=Period.of_month(wanted["period"]),
        as_of=date.fromisoformat(wanted["as_of"]),
    ).as_json()

    assert found["whole"] == wanted["whole"]


def test_there_is_no_entry_that_was_not_compared(expected: list[dict[str, Any]]) -> None:
    assert len(expected) == 5


def test_the_export_day_is_the_day_when_none_is_asked_for(
    brynteg: VisitRecords, expected: list[dict[str, Any]]
) -> None:
    found = figures_of(brynteg, period=Period.of_month("2026-10")).as_json()

    assert found["as_of"] == "2026-11-09"
    assert found["whole"] == expected[3]["whole"]


def test_the_order_of_rows_makes_no_difference(brynteg: VisitRecords) -> None:
    october, as_of = Period.of_month("2026-10"), date(2026, 11, 9)
    wanted = assess(brynteg, period=october, as_of=as_of)

    for seed in range(3):
        shuffled = _shuffled(brynteg, random.Random(seed))
        found = assess(shuffled, period=october, as_of=as_of)
        assert found.outcomes == wanted.outcomes
        assert found.extras == wanted.extras
        assert found.overlapping == wanted.overlapping


def _shuffled(records: VisitRecords, order: random.Random) -> VisitRecords:
    return records._replace(
        packages=order.sample(records.packages, len(records.packages)),
        lines=order.sample(records.lines, len(records.lines)),
        suspensions=order.sample(records.suspensions, len(records.suspensions)),
        visits=order.sample(records.visits, len(records.visits)),
    )


def test_rows_of_other_months_make_no_difference(brynteg: VisitRecords) -> None:
    october = Period.of_month("2026-10")
    near = [row for row in brynteg.visits if row.service_date >= date(2026, 9, 28)]

    found = figures_of(brynteg._replace(visits=near), period=october)

    assert found == figures_of(brynteg, period=october)


def test_the_parts_of_every_split_add_up_to_the_whole(brynteg: VisitRecords) -> None:
    found = figures_of(brynteg, period=Period.of_month("2026-10"), by=Dimension)

    for groups in found.split.values():
        parts = groups.values()
        assert sum(part.contracted_visits for part in parts) == found.whole.contracted_visits
        for key, figure in found.whole.indicators.items():
            if figure.numerator is not None:
                assert sum(part.indicators[key].numerator or 0 for part in parts) == (
                    figure.numerator
                )


def test_a_split_names_every_value_that_a_package_has_anywhere(brynteg: VisitRecords) -> None:
    found = figures_of(brynteg, period=Period.of_month("2026-12"), by=Dimension).as_json()

    assert set(found["split"]["area_code"]) == {"A03", "E01", "F02"}
    assert set(found["split"]["service_type"]) == {"domestic", "personal_care", "reablement"}
    assert found["split"]["area_code"]["E01"]["indicators"]["D3"] == {
        "numerator": 0,
        "denominator": 0,
        "unit": "%",
        "decimals": 1,
        "value": None,
        "obs_status": "z",
        "lower_numerator": 0,
        "lower": None,
        "upper_numerator": 0,
        "upper": None,
    }
