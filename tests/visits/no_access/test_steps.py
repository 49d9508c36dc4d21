"""The steps of the no-access procedure, from what the rows record."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.no_access.steps import Kept, Step, steps_taken
from portal.visits.no_access.wording import STEP_WORDS, kept_words
from tests.visits.figures.examples import at, attended, make_line, make_package, make_row, outcomes


def steps(*rows: Any, keysafe: bool | None = None) -> dict[Step, Any]:
    """The steps of the visit agreed for 08:00."""
    found = outcomes([make_line()], rows, packages=[make_package(keysafe_on_file=keysafe)])["L1"]
    return {taken.step: taken for taken in steps_taken(found.visit, found.rows)}


def refused(visit_ref: str = "V1", **facts: Any) -> Any:
    return make_row(visit_ref, status="no_access", **facts)


def test_a_bare_row_records_no_step() -> None:
    found = steps(refused())

    assert {step: taken.kept for step, taken in found.items()} == {
        Step.CAME: Kept.NOT_RECORDED,
        Step.USED_KEY: Kept.NOT_OWED,
        Step.WAITED: Kept.NOT_RECORDED,
        Step.CALLED: Kept.NOT_RECORDED,
        Step.LEFT_SLIP: Kept.NOT_RECORDED,
        Step.MADE_SURE: Kept.NOT_RECORDED,
        Step.LOOKED_AROUND: Kept.NOT_ASKED,
    }


def test_every_step_that_the_files_know_is_read() -> None:
    came = attended("08:05", None, status="no_access", waited_min=12, slip_time_written=485)
    found = steps(
        came._replace(office_called_at=at("08:09:59"), welfare_confirmed_at=at("09:05")),
        keysafe=True,
    )

    assert found[Step.CAME].kept is Kept.YES
    assert found[Step.USED_KEY].kept is Kept.NOT_ASKED
    assert (found[Step.WAITED].kept, found[Step.WAITED].minutes) == (Kept.YES, 12)
    assert (found[Step.CALLED].kept, found[Step.CALLED].minutes) == (Kept.YES, 4)
    assert found[Step.LEFT_SLIP].kept is Kept.YES
    assert (found[Step.MADE_SURE].kept, found[Step.MADE_SURE].minutes) == (Kept.YES, 60)


@pytest.mark.parametrize(("minutes", "kept"), [(0, Kept.NO), (1, Kept.NO), (2, Kept.YES)])
def test_two_minutes_at_the_door_are_a_wait(minutes: int, kept: Kept) -> None:
    assert steps(refused(waited_min=minutes))[Step.WAITED].kept is kept


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (attended("08:30", None, status="no_access"), Kept.YES),
        (attended("08:31", None, status="no_access"), Kept.NOT_RECORDED),
        (
            attended("08:00", None, status="no_access", in_method="gps_app", in_location_ok=False),
            Kept.NO,
        ),
    ],
)
def test_only_a_device_at_the_home_in_time_shows_that_somebody_came(row: Any, kept: Kept) -> None:
    assert steps(row)[Step.CAME].kept is kept


def test_a_row_with_another_status_says_nothing_of_the_door() -> None:
    found = steps(refused(), make_row("V2", slip_time_written=480, status="refused"))

    assert found[Step.LEFT_SLIP].kept is Kept.NOT_RECORDED


@given(st.sampled_from(Step), st.integers(0, 600), st.sampled_from(Kept))
def test_every_step_has_words(step: Step, minutes: int, kept: Kept) -> None:
    taken = next(iter(steps(refused()).values()))._replace(step=step, minutes=minutes, kept=kept)

    assert STEP_WORDS[step]
    if step is not Step.CAME or kept in (Kept.YES, Kept.NO, Kept.NOT_RECORDED):
        assert kept_words(taken)
