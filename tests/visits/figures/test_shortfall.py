"""Why hours are lacking; the lines of every visit add up exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.group import shortfall_of
from portal.visits.figures.shortfall import Shortfall, shortfall
from portal.visits.figures.statuses import CARED_FOR, OUTSIDE_NET, Status
from tests.visits.figures.examples import at, attended, facts, make_line, planned

SECONDS = st.integers(0, 4000)


@given(
    st.sampled_from(Status),
    st.integers(1, 3600),
    st.integers(1, 4),
    SECONDS,
    SECONDS,
    SECONDS,
    st.booleans(),
)
def test_the_lines_add_up_to_what_lacks(
    status: Status,
    duration: int,
    carers: int,
    anyone: int,
    together: int,
    planned_length: int,
    has_open: bool,
) -> None:
    together = min(together, anyone)

    found = shortfall(
        status,
        duration=duration,
        carers=carers,
        anyone=anyone,
        together=together,
        planned_length=planned_length,
        has_open=has_open,
    )

    delivered = carers * min(duration, together) if status in CARED_FOR else 0
    owed = 0 if status in OUTSIDE_NET else duration * carers
    assert sum(found) == owed - delivered
    assert min(found) >= 0


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status.NOT_ROSTERED, "rostering"),
        (Status.MISSED, "missed"),
        (Status.MISSED_MERGED, "missed"),
        (Status.DELIVERED_OTHER_SLOT, "missed"),
        (Status.CANCELLED_PROVIDER, "missed"),
        (Status.NO_ACCESS, "no_access"),
        (Status.REFUSED_AT_DOOR, "refused"),
        (Status.FORCE_MAJEURE, "force_majeure"),
        (Status.UNKNOWN, "unknown"),
    ],
)
def test_a_visit_without_care_lacks_everything_on_one_line(status: Status, line: str) -> None:
    found = shortfall(
        status, duration=1800, carers=2, anyone=0, together=0, planned_length=0, has_open=False
    )

    assert found == Shortfall(**{line: 3600})


def test_what_was_never_planned_is_the_rota_first() -> None:
    """Agreed for half an hour, planned for twenty minutes, made in fifteen."""
    found = facts(
        [make_line()],
        [attended("08:00", "08:15", planned_start=at("08:00"), planned_end=at("08:20"))],
    )["L1"]

    assert shortfall_of(found) == Shortfall(rostering=10 * 60, short_time=5 * 60)


def test_the_double_up_of_the_worked_example_lacks_a_carer() -> None:
    plan: dict[str, Any] = {"planned_start": at("18:30"), "planned_end": at("19:00")}
    found = facts(
        [make_line(start="18:30", carers_required=2)],
        [
            attended("18:21:42", "18:54:11", **plan),
            attended("18:43:22", "18:53:15", "V2", carer_ref="W2", **plan),
        ],
    )["L1"]

    # 40.2 of 60 carer-minutes
    assert shortfall_of(found) == Shortfall(missing_carer=3600 - 1186)


def test_with_a_missing_check_out_the_rest_is_unknown() -> None:
    found = facts(
        [make_line()],
        [attended("08:00", None, planned_start=at("08:00"), planned_end=at("08:20"))],
    )["L1"]

    assert shortfall_of(found) == Shortfall(rostering=10 * 60, unknown=20 * 60)


def test_one_planned_carer_of_two_is_the_rota() -> None:
    found = facts(
        [make_line(carers_required=2)],
        [
            attended("08:00", "08:30", planned_start=at("08:00"), planned_end=at("08:30")),
        ],
    )["L1"]

    # the other half lacks too, since one carer delivers nothing of a double-up
    assert shortfall_of(found) == Shortfall(rostering=30 * 60, missing_carer=30 * 60)


def test_a_rostered_colleague_without_times_is_a_missing_carer() -> None:
    found = facts(
        [make_line(carers_required=2)],
        [
            attended("08:00", "08:25", planned_start=at("08:00"), planned_end=at("08:30")),
            planned("08:00", "08:30", "V2", carer_ref="W2"),
        ],
    )["L1"]

    assert shortfall_of(found) == Shortfall(missing_carer=50 * 60, short_time=10 * 60)
