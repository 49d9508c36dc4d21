"""The rule: what may wait, until when, and which other report wakes it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.corroborating.corroboration import (
    MOST_DAYS,
    Likeness,
    Report,
    SealRefused,
    is_alike,
    last_day,
    may_be_offered,
    may_wait,
    require_until,
    settled,
)
from portal.cases.routing.table import ALONE, DEFAULT, sort_arrival
from portal.cases.subjects import BY_CODE
from portal.cases.workflow import CaseKind

CODES = st.lists(st.sampled_from(sorted(BY_CODE)), min_size=1, max_size=4, unique=True)
REPORTS = st.builds(Report, CODES.map(tuple), st.sampled_from(["", "North", "South"]))
DAYS = st.dates(date(2026, 1, 1), date(2036, 1, 1))
ROLES = st.sampled_from(["service_user", "family", "neighbour", "worker", "several", ""])


@given(CODES, ROLES, st.booleans())
def test_what_is_offered_can_be_kept(codes: list[str], role: str, danger: bool) -> None:
    kept = sort_arrival(DEFAULT, CaseKind.CONCERN, tuple(codes), role=role, in_danger=danger)

    if may_be_offered(codes, role=role, in_danger=danger):
        assert may_wait(kept.case_type, kept.severity, kept.triggers, kept.route)
        assert not danger
        assert not kept.triggers
        assert kept.severity <= 2
        assert role != "worker"
        assert is_alike(Report(tuple(codes), ""), Report(tuple(codes), "North"))
        assert kept.route not in ALONE


@given(DAYS, st.integers(-400, 400))
def test_a_day_to_come_within_ninety_may_be_chosen_and_no_other(today: date, days: int) -> None:
    until = today + timedelta(days=days)

    if 1 <= days <= MOST_DAYS:
        assert require_until(until, today) == until <= last_day(today)
    else:
        with pytest.raises(SealRefused):
            require_until(until, today)


@given(REPORTS, REPORTS)
def test_likeness_is_mutual_and_needs_a_subject_in_common(one: Report, other: Report) -> None:
    assert is_alike(one, other) == is_alike(other, one)
    if is_alike(one, other):
        headings = [{code.split("-")[0] for code in each.subjects} for each in (one, other)]
        assert (headings[0] & headings[1]) - {"OTH", "PRA"}
        assert not (one.area and other.area and one.area != other.area)


@given(REPORTS)
def test_a_report_is_like_one_that_says_the_same_unless_it_says_nothing(one: Report) -> None:
    says_something = any(code.split("-")[0] not in ("OTH", "PRA") for code in one.subjects)

    assert is_alike(one, one) is says_something


@given(st.lists(st.sampled_from(Likeness), max_size=2))
def test_two_have_to_find_the_same(findings: list[Likeness]) -> None:
    found = settled(findings)

    assert (found is None) is (len(findings) < 2 or len(set(findings)) > 1)
    assert found is None or findings == [found, found]
