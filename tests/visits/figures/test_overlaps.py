"""Carers recorded in two places at once, against comparing every pair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.intervals import overlap
from portal.visits.figures.overlaps import Stay, overlapping_refs

STAYS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 15), st.sampled_from("ABC")), max_size=9
).map(
    lambda found: [
        Stay(begins, begins + length, person, f"V{number}")
        for number, (begins, length, person) in enumerate(found)
    ]
)


@given(STAYS, st.integers(0, 6))
def test_the_rows_found_are_those_of_every_pair(stays: list[Stay], tolerance: int) -> None:
    wanted = {
        one.visit_ref
        for one in stays
        for other in stays
        if one.person_ref != other.person_ref
        and overlap((one.begins, one.ends), (other.begins, other.ends)) > tolerance
    }

    assert overlapping_refs([stays], tolerance=tolerance) == wanted


def test_different_carers_never_overlap() -> None:
    one, other = Stay(0, 100, "A", "V1"), Stay(0, 100, "B", "V2")

    assert overlapping_refs([[one], [other]], tolerance=0) == set()
