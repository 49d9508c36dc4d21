"""Every step from every state: the table, walked."""

from itertools import product

import pytest

from portal.cases.workflow import (
    ENDED,
    KINDS,
    STATUSES,
    TRANSITIONS,
    CaseKind,
    CaseStatus,
    TransitionRefused,
    may_go,
    require_open,
    require_transition,
)

S = CaseStatus
AT_ONCE = {S.WITHDRAWN, S.REFERRED, S.RESOLVED_NEXT_WORKING_DAY, S.DUPLICATE_OF}
WORK = {S.TRIAGED, S.ASSIGNED, S.INVESTIGATED, S.DECIDED, S.CLOSED, S.OUT_OF_TIME} | AT_ONCE
ALLOWED = {
    S.RECEIVED: {S.ACKNOWLEDGED} | AT_ONCE,
    S.ACKNOWLEDGED: WORK,
    S.TRIAGED: WORK - {S.TRIAGED},
    S.ASSIGNED: WORK - {S.TRIAGED},
    S.INVESTIGATED: WORK - {S.TRIAGED, S.INVESTIGATED},
    S.DECIDED: {S.CLOSED, S.REOPENED},
    S.CLOSED: {S.REOPENED},
    S.REOPENED: {S.ACKNOWLEDGED} | AT_ONCE,
    S.WITHDRAWN: {S.REOPENED},
    S.REFERRED: {S.CLOSED, S.REOPENED},
    S.RESOLVED_NEXT_WORKING_DAY: {S.REOPENED},
    S.OUT_OF_TIME: {S.REOPENED},
    S.DUPLICATE_OF: {S.REOPENED},
}


@pytest.mark.parametrize(("old", "new"), list(product(CaseStatus, CaseStatus)))
def test_goes_where_the_table_says_and_nowhere_else(old: CaseStatus, new: CaseStatus) -> None:
    if new in ALLOWED[old]:
        require_transition(old, new)
        assert may_go(old, new)
    else:
        with pytest.raises(TransitionRefused, match="From there it cannot become"):
            require_transition(old, new)
        assert not may_go(old, new)


def test_every_state_has_a_way_on() -> None:
    assert set(TRANSITIONS) == set(CaseStatus)
    assert all(TRANSITIONS.values())


def test_every_state_can_be_reached_from_the_beginning() -> None:
    reached, before = {CaseStatus.RECEIVED}, set()
    while reached != before:
        before = set(reached)
        reached |= {new for old in before for new in TRANSITIONS[old]}

    assert reached == set(CaseStatus)


def test_what_ended_can_begin_again_because_only_the_person_knows_whether_it_is_resolved() -> None:
    assert all(
        may_go(status, CaseStatus.REOPENED) or status is CaseStatus.REFERRED for status in ENDED
    )


def test_nothing_is_done_in_a_case_that_has_ended() -> None:
    for status in CaseStatus:
        if status in ENDED:
            with pytest.raises(TransitionRefused, match="Nothing more can be done"):
                require_open(status)
        else:
            require_open(status)


def test_every_state_and_kind_has_words() -> None:
    assert set(STATUSES) == set(CaseStatus)
    assert set(KINDS) == set(CaseKind)
