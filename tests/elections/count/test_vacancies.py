"""Vacant seats: the same papers again, or a by-election for what is left of the limits."""

import pytest

from portal.elections.count.limits import (
    SeatsRefused,
)
from portal.elections.count.lots import LotNeeded
from portal.elections.count.stv import count_votes
from portal.elections.count.vacancies import (
    CountbackRefused,
    count_back,
)
from tests.elections.count.factories import elected, figures, make_contest, make_limits

POLL = {"ABC": 12, "ABD": 8, "BC": 5, "C": 8, "D": 7, "E": 4}


def test_a_countback_counts_the_same_papers_without_the_leaver() -> None:
    contest = make_contest(POLL, seats=3)
    assert elected(count_votes(contest)) == "ABC"

    sheet = count_back(contest, left=[1], sitting=[2, 3])

    # A's 20 papers go to B at once: 25. 44 papers, quota 12: 13 too many, 13 / 25 = 0.52.
    assert sheet.quota == 12
    assert figures(sheet) == (
        "1 first -: 0.00000 25.00000 8.00000 7.00000 4.00000 0.00000 B\n"
        # C + 17 x 0.52 = 8.84; D + 8 x 0.52 = 4.16
        "2 surplus B: 0.00000 12.00000 16.84000 11.16000 4.00000 0.00000 C\n"
        # Nobody comes after C on its papers, so its 4.84 too many cannot be transferred.
        "3 surplus C: 0.00000 12.00000 12.00000 11.16000 4.00000 4.84000 -"
    )
    # at 1: 4.84 / 16.84 = 0.28741; at 0.52: 4.84 x 0.52 / 16.84 = 0.14945
    assert [(each.to, each.papers, each.value) for each in sheet.stages[2].parcels] == [
        (None, 8, 28741),
        (None, 17, 14945),
    ]
    # 4.84 - 8 x 0.28741 - 17 x 0.14945 = 0.00007
    assert sheet.stages[2].lost == 7
    assert sheet.closing.excluded == 5
    assert elected(sheet) == "BCD"


def test_who_sits_cannot_be_excluded_however_few_the_votes() -> None:
    contest = make_contest({"AB": 9, "C": 6, "D": 5, "B": 1}, seats=2)
    assert elected(count_votes(contest)) == "AC"

    # A left, and B was elected into that seat; then C leaves: B sits with 10 and D is next.
    first = count_back(contest, left=[1], sitting=[3])
    assert elected(first) == "BC"
    second = count_back(contest, left=[1, 3], sitting=[2])
    assert elected(second) == "BD"


def test_a_new_member_never_takes_the_seat_of_one_who_sits() -> None:
    contest = make_contest({"AB": 30, "C": 20, "D": 12, "E": 2}, seats=3)

    # E sits by the rules of an earlier time, with almost no votes; A left.
    sheet = count_back(contest, left=[1], sitting=[3, 5])

    assert {*sheet.elected} == {2, 3, 5}
    # With B elected the last two seats are for those who sit: D is barred.
    assert sheet.closing.barred and sheet.closing.excluded == 4


def test_a_reserved_seat_is_refilled_within_its_class() -> None:
    contest = make_contest({"AC": 20, "BC": 15, "C": 14, "DB": 3}, seats=2)
    limits = make_limits(contest, {"worker": "AC", "family": "BD"}, worker=(1, 1), family=(1, 1))
    assert elected(count_votes(contest, limits)) == "AB"

    assert elected(count_back(contest, limits, left=[2], sitting=[1])) == "AD"
    with pytest.raises(SeatsRefused, match="family"):
        count_back(contest, limits, left=[2, 4], sitting=[1])


def test_a_countback_that_makes_no_sense_is_refused() -> None:
    contest = make_contest(POLL, seats=3)

    for left, sitting in (([1], [1, 2]), ([9], [2, 3]), ([1], [2, 3, 4]), ([1], [0])):
        with pytest.raises(CountbackRefused):
            count_back(contest, left=left, sitting=sitting)


def test_a_tie_in_a_countback_is_drawn_like_any_other() -> None:
    contest = make_contest({"A": 9, "B": 4, "C": 2, "D": 2}, seats=2)

    with pytest.raises(LotNeeded) as stopped:
        count_back(contest, left=[2], sitting=[1])

    assert stopped.value.candidates == (3, 4)
    lot = stopped.value.record(3)
    assert elected(count_back(contest, lots=[lot], left=[2], sitting=[1])) == "AD"
