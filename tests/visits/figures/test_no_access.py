"""What speaks for and against a carer's word that nobody let them in."""

from __future__ import annotations

from typing import Any

import pytest

from portal.visits.figures.no_access import NoAccess
from portal.visits.figures.statuses import NoAccessEvidence
from tests.visits.figures.examples import at, attended, make_line, make_package, make_row, outcomes


def judged(*rows: Any, keysafe: bool | None = None) -> NoAccess:
    """The no-access findings of the visit agreed for 08:00, with 30 minutes of window."""
    found = outcomes([make_line()], rows, packages=[make_package(keysafe_on_file=keysafe)])
    no_access = found["L1"].no_access
    assert no_access is not None
    return no_access


def slip(visit_ref: str = "V1", **changes: Any) -> Any:
    return make_row(visit_ref, status="no_access", **changes)


FOLLOWED: dict[str, Any] = {"office_called_at": at("08:05"), "welfare_confirmed_at": at("09:00")}


@pytest.mark.parametrize(
    ("row", "evidence"),
    [
        (slip(), NoAccessEvidence.CARER_ONLY),
        (slip(slip_time_written=480), NoAccessEvidence.SLIP),
        (slip(slip_time_written=480, **FOLLOWED), NoAccessEvidence.PROCEDURE),
        (attended("07:30", None, status="no_access", **FOLLOWED), NoAccessEvidence.ELECTRONIC),
        (attended("08:30", None, status="no_access"), NoAccessEvidence.ELECTRONIC),
        (attended("08:30:01", None, status="no_access"), NoAccessEvidence.CARER_ONLY),
        (attended("07:29:59", None, status="no_access"), NoAccessEvidence.CARER_ONLY),
        (
            attended("08:00", None, status="no_access", in_method="gps_app"),
            NoAccessEvidence.CARER_ONLY,
        ),
        (
            attended("08:00", None, status="no_access", in_method="paper", in_location_ok=False),
            NoAccessEvidence.CARER_ONLY,
        ),
        (
            attended("08:00", None, status="no_access", in_method="gps_app", in_location_ok=False),
            NoAccessEvidence.CONTRADICTED,
        ),
        (
            attended("08:00", "08:10", status="no_access", out_location_ok=False),
            NoAccessEvidence.CONTRADICTED,
        ),
        (slip(reason_code="D02", **FOLLOWED), NoAccessEvidence.CONTRADICTED),
        (
            slip(disputed_by="neighbour", dispute_result="upheld", **FOLLOWED),
            NoAccessEvidence.CONTRADICTED,
        ),
        (slip(disputed_by="neighbour", dispute_result="not_upheld"), NoAccessEvidence.CARER_ONLY),
    ],
)
def test_the_first_class_that_applies(row: Any, evidence: NoAccessEvidence) -> None:
    assert judged(row).evidence is evidence


def test_a_keysafe_contradicts_only_where_the_procedure_was_not_followed() -> None:
    assert judged(slip(), keysafe=True).evidence is NoAccessEvidence.CONTRADICTED
    assert judged(slip(**FOLLOWED), keysafe=True).evidence is NoAccessEvidence.PROCEDURE
    assert judged(slip(), keysafe=False).evidence is NoAccessEvidence.CARER_ONLY
    assert judged(slip(), keysafe=None).evidence is NoAccessEvidence.CARER_ONLY


def test_the_call_and_the_confirmation_may_stand_on_two_rows() -> None:
    found = judged(
        slip(office_called_at=at("08:05")),
        slip("V2", welfare_confirmed_at=at("09:00"), carer_ref="W2"),
    )

    assert found.was_procedure_followed
    assert found.evidence is NoAccessEvidence.PROCEDURE


def test_only_no_access_rows_are_weighed() -> None:
    found = judged(slip(), make_row("V2", status="refused", carer_ref="W2", **FOLLOWED))

    assert not found.was_procedure_followed


@pytest.mark.parametrize(
    ("row", "seconds"),
    [
        (attended("08:10", None, status="no_access", **FOLLOWED), 50 * 60),
        (slip(**FOLLOWED), 55 * 60),
        (slip(welfare_confirmed_at=at("09:00")), 60 * 60),
        (slip(welfare_confirmed_at=at("07:00")), 0),
        (slip(office_called_at=at("08:05")), None),
    ],
)
def test_the_wait_runs_from_the_door_or_the_call_or_the_agreed_start(
    row: Any, seconds: int | None
) -> None:
    assert judged(row).seconds_to_welfare == seconds


def test_the_earliest_confirmation_counts() -> None:
    found = judged(
        slip(welfare_confirmed_at=at("10:00")), slip("V2", welfare_confirmed_at=at("08:30"))
    )

    assert found.seconds_to_welfare == 30 * 60


def test_a_dispute_is_counted_whatever_came_of_it() -> None:
    open_dispute = judged(slip(disputed_by="service_user"))
    upheld = judged(slip(disputed_by="service_user", dispute_result="upheld"))

    assert (open_dispute.is_disputed, open_dispute.is_upheld) == (True, False)
    assert (upheld.is_disputed, upheld.is_upheld) == (True, True)
