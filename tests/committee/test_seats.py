"""Seats for each class, and the balance between them."""

from collections import Counter
from itertools import combinations_with_replacement

import pytest

from portal.committee.seats import (
    SEAT_PLAN,
    NoSeatLeft,
    OutOfBalance,
    balance,
    require_balance,
    require_seats,
    vacancies,
)
from portal.membership.classes import MemberClass

U, F, W, V, S, P = (
    MemberClass.USER,
    MemberClass.FAMILY_CARER,
    MemberClass.WORKER,
    MemberClass.VOLUNTEER,
    MemberClass.SUPPORTER_COMMUNITY,
    MemberClass.PUBLIC_BODY,
)
FULL = [U, U, F, F, W, W, V, S, P]


def test_the_full_committee_has_nine_seats_and_keeps_every_rule() -> None:
    require_seats(FULL)

    assert len(FULL) == sum(group.seats for group in SEAT_PLAN)
    assert all(standing.kept for standing in balance(FULL))
    assert vacancies(FULL) == []


@pytest.mark.parametrize("one_more", list(MemberClass))
def test_the_full_committee_has_no_room_for_one_more_of_any_class(one_more: MemberClass) -> None:
    with pytest.raises(NoSeatLeft):
        require_seats([*FULL, one_more])


def test_two_seats_are_kept_for_service_users() -> None:
    require_seats([F, F])
    require_seats([U, U, U, U])

    with pytest.raises(NoSeatLeft, match="2 are kept for service users"):
        require_seats([F, F, F])


def test_every_committee_within_the_plan_is_accepted_and_no_other() -> None:
    for size in range(6):
        for seated in combinations_with_replacement(MemberClass, size):
            counts = Counter(seated)
            fits = (
                counts[U] + counts[F] <= 4
                and counts[F] <= 2
                and counts[W] <= 2
                and max(counts[V], counts[S], counts[P]) <= 1
            )
            if fits:
                require_seats(seated)
            else:
                with pytest.raises(NoSeatLeft):
                    require_seats(seated)


def test_vacancies_name_the_group_and_the_number() -> None:
    free = {vacancy.title: vacancy.count for vacancy in vacancies([U, W])}

    assert free == {
        "service users and families": 3,
        "care workers": 1,
        "volunteers": 1,
        "neighbours and supporters": 1,
        "public bodies": 1,
    }


def test_the_rules_of_balance_are_what_they_say() -> None:
    for size in range(1, 7):
        for seated in combinations_with_replacement(MemberClass, size):
            counts = Counter(seated)
            served, workers, third = balance(seated)

            others = [counts[each] for each in (W, V, S, P)]
            assert served.kept is (counts[U] + counts[F] >= max(others))
            assert workers.kept is (counts[W] == 0 or 2 * counts[W] < len(seated))
            assert third.kept is (3 * (counts[S] + counts[P]) <= len(seated))
            assert all(standing.sentence for standing in (served, workers, third))


def test_a_class_is_refused_when_it_would_outweigh_the_others() -> None:
    with pytest.raises(OutOfBalance, match="Care workers would have 2 of 4 seats"):
        require_balance([U, U, W, W], adding=[W])
    with pytest.raises(OutOfBalance, match="another class 2"):
        require_balance([U, W, W, V, V], adding=[V])
    with pytest.raises(OutOfBalance, match="2 of 5 seats"):
        require_balance([U, U, W, S, P], adding=[P])


def test_a_committee_out_of_balance_still_takes_those_who_bring_it_back() -> None:
    require_balance([U, W, W], adding=[U])
    require_balance([U, S, P, V], adding=[V])
