"""The rule of two pairs of eyes, in every state and for everybody who might answer."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.seconding.asking import (
    Asked,
    AskState,
    MemberGone,
    NotAgreed,
    OverAlready,
    RequestLapsed,
    SameMember,
    SecondRefused,
    require_agreement,
    require_second,
    require_withdrawal,
)

DAY = date(2026, 11, 9)
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))


def asked(state: AskState = AskState.WAITING, **facts: object) -> Asked:
    given = {
        "asked_by": FIRST,
        "asker": "Mair Jones",
        "answered_by": None if state is AskState.WAITING else SECOND,
        "lapses_on": DAY + timedelta(days=7),
    }
    return Asked(state=state, **{**given, **facts})  # type: ignore[arg-type]


PEOPLE = st.sampled_from([FIRST, SECOND, THIRD])
REQUESTS = st.builds(
    asked, state=st.sampled_from(AskState), lapses_on=st.dates(DAY, DAY + timedelta(days=3))
)
DAYS = st.dates(DAY, DAY + timedelta(days=3))


@given(REQUESTS, PEOPLE, st.sets(PEOPLE), DAYS)
def test_only_a_second_holder_in_time_may_answer(
    request: Asked, by: UUID, holders: set[UUID], on: date
) -> None:
    waits = request.state is AskState.WAITING and on < request.lapses_on
    may = waits and by != FIRST and {by, FIRST} <= holders

    try:
        require_second(request, by=by, holders=holders, on=on)
    except SecondRefused:
        assert not may
    else:
        assert may


@given(REQUESTS, PEOPLE, st.sets(PEOPLE), DAYS)
def test_only_who_asked_may_use_an_agreement_while_both_hold_the_key(
    request: Asked, by: UUID, holders: set[UUID], on: date
) -> None:
    agreed = request.state is AskState.AGREED and on < request.lapses_on
    may = agreed and by == FIRST and {FIRST, SECOND} <= holders

    try:
        require_agreement(request, by=by, holders=holders, on=on)
    except SecondRefused:
        assert not may
    else:
        assert may


@given(REQUESTS, PEOPLE, DAYS)
def test_only_who_asked_may_withdraw_what_is_not_over(request: Asked, by: UUID, on: date) -> None:
    may = by == FIRST and request.is_open(on)

    try:
        require_withdrawal(request, by=by, on=on)
    except SecondRefused:
        assert not may
    else:
        assert may


@pytest.mark.parametrize(
    ("state", "refusal", "words"),
    [
        (AskState.AGREED, OverAlready, "agreed to this already"),
        (AskState.DECLINED, OverAlready, "did not agree"),
        (AskState.WITHDRAWN, OverAlready, "withdrawn"),
        (AskState.DONE, OverAlready, "done already"),
        (AskState.LAPSED, RequestLapsed, "7 days"),
    ],
)
def test_a_refusal_says_what_became_of_the_request(
    state: AskState, refusal: type[SecondRefused], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        require_second(asked(state), by=SECOND, holders={FIRST, SECOND}, on=DAY)


def test_a_refusal_names_who_is_in_the_way() -> None:
    both = {FIRST, SECOND}

    with pytest.raises(SameMember, match="asked for this yourself"):
        require_second(asked(), by=FIRST, holders=both, on=DAY)
    with pytest.raises(MemberGone, match="Mair Jones does not hold the key"):
        require_second(asked(), by=SECOND, holders={SECOND}, on=DAY)
    with pytest.raises(MemberGone, match="You do not hold"):
        require_second(asked(), by=uuid4(), holders=both, on=DAY)
    with pytest.raises(NotAgreed, match="for Mair Jones alone"):
        require_agreement(asked(AskState.AGREED), by=SECOND, holders=both, on=DAY)
    with pytest.raises(MemberGone, match="Whoever agreed"):
        require_agreement(asked(AskState.AGREED), by=FIRST, holders={FIRST}, on=DAY)
