"""The days of an election, tried at every instant and in every order."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.committee.terms import PeriodRefused
from portal.elections.timetable import (
    Milestones,
    NotNow,
    Phase,
    Timetable,
    TimetableRefused,
    eligible_before,
    phase_of,
    require_move,
    require_timetable,
)
from tests.elections.factories import DAYS

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 9)
INSTANTS = st.integers(0, 123 * 24 * 60).map(
    lambda minutes: datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ANNOUNCED = Milestones(announced=True)
FIXED = Milestones(announced=True, nominations_closed=True)


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=LONDON)


def phase(done: Milestones, instant: datetime, days: Timetable = DAYS) -> Phase:
    return phase_of(done, days, at=instant.astimezone(UTC), zone=LONDON)


def test_good_days_are_taken() -> None:
    require_timetable(DAYS, today=TODAY)


@pytest.mark.parametrize(
    "days",
    [
        {"nominations_from_on": date(2026, 11, 8)},
        {"nominations_last_on": date(2026, 11, 14)},
        {"poll_from_on": date(2026, 11, 18)},
        {"poll_from_on": date(2026, 11, 10)},
        {"poll_last_on": date(2026, 11, 26)},
        {"poll_last_on": date(2026, 11, 1)},
        {"terms_start_on": date(2026, 11, 30)},
    ],
)
def test_days_out_of_order_or_too_near_are_refused(days: dict[str, date]) -> None:
    with pytest.raises(TimetableRefused):
        require_timetable(replace(DAYS, **days), today=TODAY)


def test_terms_longer_than_three_years_are_refused() -> None:
    with pytest.raises(PeriodRefused):
        require_timetable(replace(DAYS, terms_end_on=date(2029, 12, 8)), today=TODAY)


def test_nominations_and_poll_open_and_close_to_the_second() -> None:
    second = timedelta(seconds=1)
    opens, closes = at(date(2026, 11, 9)), at(date(2026, 11, 17))
    assert phase(ANNOUNCED, opens - second) is Phase.ANNOUNCED
    assert phase(ANNOUNCED, opens) is Phase.NOMINATIONS
    assert phase(ANNOUNCED, closes - second) is Phase.NOMINATIONS
    assert phase(ANNOUNCED, closes) is Phase.SIFTING

    opens, closes = at(date(2026, 11, 23)), at(date(2026, 12, 1))
    assert phase(FIXED, opens - second) is Phase.READY
    assert phase(FIXED, opens) is Phase.POLL
    assert phase(FIXED, closes - second) is Phase.POLL
    assert phase(FIXED, closes) is Phase.CLOSING


def test_the_poll_is_longer_by_the_hour_when_clocks_are_put_back() -> None:
    days = replace(DAYS, poll_from_on=date(2026, 10, 24), poll_last_on=date(2026, 10, 25))

    assert days.poll_closes_at(LONDON) - days.poll_opens_at(LONDON) == timedelta(hours=49)


def test_no_poll_begins_before_nominations_are_settled() -> None:
    """Where the candidates cannot fill the seats the poll waits, whatever the clock says."""
    assert phase(ANNOUNCED, at(date(2026, 11, 25))) is Phase.SIFTING
    assert phase(ANNOUNCED, at(date(2027, 11, 25))) is Phase.SIFTING


@given(
    st.builds(Milestones, *[st.booleans() for _ in fields(Milestones)]),
    INSTANTS,
)
def test_every_election_is_somewhere(done: Milestones, instant: datetime) -> None:
    found = phase(done, instant)

    if done.stopped:
        assert found is Phase.STOPPED
    elif found is Phase.POLL:
        assert done.nominations_closed and not (done.urn_closed or done.opened or done.declared)
        opens, closes = DAYS.poll_opens_at(LONDON), DAYS.poll_closes_at(LONDON)
        assert opens <= instant < closes


@given(st.lists(INSTANTS, min_size=2))
def test_the_clock_alone_never_goes_back(instants: list[datetime]) -> None:
    order = list(Phase)
    for done in (ANNOUNCED, FIXED):
        found = [order.index(phase(done, each)) for each in sorted(instants)]
        assert all(one <= other for one, other in pairwise(found))


@pytest.mark.parametrize(
    "moment", [Phase.POLL, Phase.CLOSING, Phase.CLOSED, Phase.COUNTING, Phase.DECLARED,
               Phase.SETTLED, Phase.STOPPED]
)  # fmt: skip
def test_once_members_vote_no_day_is_moved(moment: Phase) -> None:
    with pytest.raises(NotNow):
        require_move(DAYS, DAYS, phase=moment, today=TODAY)


def test_nominations_are_kept_open_longer_but_never_closed_earlier() -> None:
    later = replace(DAYS, nominations_last_on=date(2026, 11, 19))
    require_move(DAYS, later, phase=Phase.NOMINATIONS, today=TODAY)

    with pytest.raises(TimetableRefused, match="not closed earlier"):
        require_move(later, DAYS, phase=Phase.NOMINATIONS, today=TODAY)
    with pytest.raises(TimetableRefused, match="not closed earlier"):
        require_move(DAYS, later, phase=Phase.SIFTING, today=date(2026, 11, 20))
    with pytest.raises(TimetableRefused, match="have opened"):
        moved = replace(DAYS, nominations_from_on=date(2026, 11, 8))
        require_move(DAYS, moved, phase=Phase.NOMINATIONS, today=TODAY)


def test_after_nominations_only_the_poll_can_be_put_off() -> None:
    later = replace(DAYS, poll_from_on=date(2026, 11, 24))
    require_move(DAYS, later, phase=Phase.READY, today=date(2026, 11, 20))

    with pytest.raises(TimetableRefused, match="today"):
        require_move(DAYS, DAYS, phase=Phase.READY, today=DAYS.poll_from_on)
    with pytest.raises(TimetableRefused, match="closed"):
        changed = replace(DAYS, nominations_last_on=date(2026, 11, 18))
        require_move(DAYS, changed, phase=Phase.READY, today=date(2026, 11, 20))


def test_of_a_question_it_speaks_of_notice_and_never_of_nominations() -> None:
    refused = [
        (replace(DAYS, nominations_last_on=date(2026, 11, 12)), "notice for 7 days"),
        (replace(DAYS, poll_from_on=DAYS.nominations_last_on), "the roll is fixed and the first"),
        (replace(DAYS, terms_start_on=DAYS.poll_last_on), "A decision holds"),
    ]
    for days, said in refused:
        with pytest.raises(TimetableRefused, match=said):
            require_timetable(days, today=TODAY, is_question=True)
    for phase, changed, said in (
        (Phase.NOMINATIONS, {"nominations_from_on": date(2026, 11, 8)}, "Notice has been given"),
        (Phase.NOMINATIONS, {"nominations_last_on": date(2026, 11, 15)}, "longer, but not shorter"),
        (Phase.READY, {"nominations_last_on": date(2026, 11, 18)}, "The roll is fixed"),
    ):
        with pytest.raises(TimetableRefused, match=said):
            require_move(DAYS, replace(DAYS, **changed), phase=phase, today=TODAY, is_question=True)


def test_who_was_admitted_ninety_days_before_has_a_vote() -> None:
    assert eligible_before(date(2026, 11, 17), 90) == date(2026, 8, 19)
