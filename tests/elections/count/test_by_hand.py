"""Contests counted by hand from the rules (SSI 2011/399, Schedule 1, rules 46 to 53).

Each line is a stage: what moved and whose it was, the votes of each candidate, the non-transferable
votes, and who was deemed elected at its end. No program made these figures; the sums stand beside
them.
"""

import pytest

from portal.elections.count.lots import LotNeeded, Why
from portal.elections.count.sheet import Closing
from portal.elections.count.stv import count_votes
from tests.elections.count.factories import elected, figures, make_contest, make_limits


def test_a_surplus_then_an_exclusion() -> None:
    contest = make_contest({"AB": 16, "AC": 4, "B": 7, "C": 8, "DC": 5}, seats=2)

    sheet = count_votes(contest)

    # 40 papers, 40 // 3 + 1 = 14. A has 6 too many, of 20: each paper 6 / 20 = 0.3.
    assert sheet.quota == 14
    assert figures(sheet) == (
        "1 first -: 20.00000 7.00000 8.00000 5.00000 0.00000 A\n"
        # B + 16 x 0.3 = 4.8, C + 4 x 0.3 = 1.2
        "2 surplus A: 14.00000 11.80000 9.20000 5.00000 0.00000 -\n"
        # D is lowest; its 5 papers go to C at the value with which they came, 1
        "3 exclusion D: 14.00000 11.80000 14.20000 0.00000 0.00000 C"
    )
    assert elected(sheet) == "AC"
    assert sheet.closing == Closing()


def test_truncation_is_lost_to_the_non_transferable_votes() -> None:
    contest = make_contest({"AB": 8, "AC": 3, "A": 2, "B": 4, "CB": 3}, seats=2)

    sheet = count_votes(contest)

    # 20 papers, quota 7. A has 6 too many, of 13: 6 / 13 = 0.461538..., cut to 0.46153.
    assert sheet.quota == 7
    assert figures(sheet) == (
        "1 first -: 13.00000 4.00000 3.00000 0.00000 A\n"
        # B + 8 x 0.46153 = 3.69224; C + 3 x 0.46153 = 1.38459; no next: 2 x 0.46153 = 0.92306;
        # 6 - 13 x 0.46153 = 0.00011 is lost
        "2 surplus A: 7.00000 7.69224 4.38459 0.92317 B"
    )
    assert sheet.stages[1].lost == 11
    assert elected(sheet) == "AB"


def test_papers_of_a_second_surplus_keep_the_value_they_came_with() -> None:
    contest = make_contest({"ABC": 12, "ABD": 8, "BC": 5, "C": 8, "D": 7}, seats=3)

    sheet = count_votes(contest)

    # 40 papers, quota 11. A: 9 of 20 = 0.45. B then has 14: 5 papers at 1, 20 papers at 0.45.
    assert sheet.quota == 11
    assert figures(sheet) == (
        "1 first -: 20.00000 5.00000 8.00000 7.00000 0.00000 A\n"
        "2 surplus A: 11.00000 14.00000 8.00000 7.00000 0.00000 B\n"
        # at 1: 3 x 1 / 14 = 0.21428; at 0.45: 3 x 0.45 / 14 = 0.09642
        # C + 5 x 0.21428 + 12 x 0.09642 = 1.07140 + 1.15704; D + 8 x 0.09642 = 0.77136
        # 3 - 2.22844 - 0.77136 = 0.00020 is lost
        "3 surplus B: 11.00000 11.00000 10.22844 7.77136 0.00020 -"
    )
    # D is excluded; then one candidate is left for one seat, and nothing more is transferred.
    assert sheet.closing.excluded == 4
    assert sheet.closing.filled == (3,)
    assert elected(sheet) == "ABC"


def test_the_largest_surplus_goes_first_also_when_it_is_new() -> None:
    contest = make_contest({"AC": 18, "BD": 16, "CE": 12, "D": 7, "E": 7}, seats=4)

    sheet = count_votes(contest)

    # 60 papers, quota 13. After A's surplus, C has 3.99986 too many and overtakes B's 3.
    assert sheet.quota == 13
    assert figures(sheet) == (
        "1 first -: 18.00000 16.00000 12.00000 7.00000 7.00000 0.00000 AB\n"
        # 5 / 18 = 0.27777; C + 18 x 0.27777 = 4.99986; 0.00014 is lost
        "2 surplus A: 13.00000 16.00000 16.99986 7.00000 7.00000 0.00014 C\n"
        # at 1: 3.99986 / 16.99986 = 0.23528; at 0.27777: 3.99986 x 0.27777 / 16.99986 = 0.06535
        # E + 12 x 0.23528 = 2.82336; no next: 18 x 0.06535 = 1.17630; 0.00020 is lost
        "3 surplus C: 13.00000 16.00000 13.00000 7.00000 9.82336 1.17664 -\n"
        # 3 / 16 = 0.1875; D + 16 x 0.1875 = 3
        "4 surplus B: 13.00000 13.00000 13.00000 10.00000 9.82336 1.17664 -"
    )
    assert sheet.closing.excluded == 5
    assert elected(sheet) == "ABCD"


def test_a_tie_is_decided_by_the_latest_stage_at_which_they_differed() -> None:
    contest = make_contest({"A": 6, "B": 4, "CB": 3, "DC": 1}, seats=1)

    sheet = count_votes(contest)

    assert figures(sheet) == (
        "1 first -: 6.00000 4.00000 3.00000 1.00000 0.00000 -\n"
        "2 exclusion D: 6.00000 4.00000 4.00000 0.00000 0.00000 -\n"
        # B and C have 4; at stage 1 C had fewer. D's paper names nobody after C.
        "3 exclusion C: 6.00000 7.00000 0.00000 0.00000 1.00000 -"
    )
    assert sheet.stages[2].choice is not None
    assert sheet.stages[2].choice.tied == (2, 3)
    assert sheet.stages[2].choice.stages == (1,)
    assert elected(sheet) == "B"


# Two surpluses bring C, D and E from 1, 2, 3 to 3, 3, 4 and then to 4, 4, 4.
THREE_TIED = {
    "AC": 4, "AD": 2, "AE": 2, "A": 8, "BC": 5, "BD": 5, "C": 1, "D": 2, "E": 3, "F": 7,
}  # fmt: skip


def test_three_tied_are_narrowed_to_two_and_those_by_a_still_earlier_stage() -> None:
    sheet = count_votes(make_contest(THREE_TIED, seats=4))

    # 39 papers, quota 8. A: 8 of 16 = 0.5. B: 2 of 10 = 0.2.
    assert sheet.quota == 8
    assert figures(sheet) == (
        "1 first -: 16.00000 10.00000 1.00000 2.00000 3.00000 7.00000 0.00000 AB\n"
        "2 surplus A: 8.00000 10.00000 3.00000 3.00000 4.00000 7.00000 4.00000 -\n"
        "3 surplus B: 8.00000 8.00000 4.00000 4.00000 4.00000 7.00000 4.00000 -\n"
        # At stage 2 C and D share the lowest place, at stage 1 C was below D.
        "4 exclusion C: 8.00000 8.00000 0.00000 4.00000 4.00000 7.00000 8.00000 -"
    )
    assert sheet.stages[3].choice is not None
    assert sheet.stages[3].choice.tied == (3, 4, 5)
    assert sheet.stages[3].choice.stages == (2, 1)
    # D and E still have 4, and D had fewer at stage 2; then two are left for two seats.
    assert sheet.closing.excluded == 4
    assert elected(sheet) == "ABFE"


def test_a_lot_is_drawn_only_between_those_whom_no_stage_parts() -> None:
    papers = THREE_TIED | {"AD": 4, "A": 6, "D": 1}
    contest = make_contest(papers, seats=4)

    with pytest.raises(LotNeeded) as stopped:
        count_votes(contest)

    needed = stopped.value
    assert (needed.stage, needed.why, needed.candidates) == (4, Why.EXCLUDE, (3, 4))
    for chosen, last in ((3, 4), (4, 3)):
        sheet = count_votes(contest, lots=[needed.record(chosen)])
        assert sheet.stages[3].source == chosen
        assert sheet.closing.excluded == last
        assert sheet.lots == (needed.record(chosen),)


def test_equal_surpluses_that_never_differed_are_drawn() -> None:
    contest = make_contest({"AC": 10, "BD": 10, "C": 4, "D": 4, "E": 1}, seats=3)

    with pytest.raises(LotNeeded) as stopped:
        count_votes(contest)

    assert (stopped.value.stage, stopped.value.why) == (2, Why.TRANSFER)
    # 29 papers, quota 8; 2 of 10 = 0.2, and 10 x 0.2 = 2
    sheet = count_votes(contest, lots=[stopped.value.record(2)])
    assert figures(sheet) == (
        "1 first -: 10.00000 10.00000 4.00000 4.00000 1.00000 0.00000 AB\n"
        "2 surplus B: 10.00000 8.00000 4.00000 6.00000 1.00000 0.00000 -\n"
        "3 surplus A: 8.00000 8.00000 6.00000 6.00000 1.00000 0.00000 -\n"
        "4 exclusion E: 8.00000 8.00000 6.00000 6.00000 0.00000 1.00000 -"
    )
    # C and D have 6; at stage 2 C had fewer
    assert sheet.closing.excluded == 3
    assert elected(sheet) == "ABD"


def test_a_barred_candidate_is_excluded_before_surpluses_even_with_a_quota() -> None:
    contest = make_contest({"AC": 10, "BD": 9, "C": 4, "DE": 3, "E": 2}, seats=3)
    limits = make_limits(contest, {"worker": "AB", "family": "CDE"}, worker=(0, 1))

    sheet = count_votes(contest, limits)

    # 28 papers, quota 8. A takes the one seat of workers, so B with 9 votes can have none.
    assert sheet.quota == 8
    assert figures(sheet) == (
        "1 first -: 10.00000 9.00000 4.00000 3.00000 2.00000 0.00000 A\n"
        "2 exclusion B: 10.00000 0.00000 4.00000 12.00000 2.00000 0.00000 D\n"
        # D: 4 of 12 = 0.33333; E + 3 x 0.33333; no next on 9 papers: 2.99997; 0.00004 lost
        "3 surplus D: 10.00000 0.00000 4.00000 8.00000 2.99999 3.00001 -\n"
        # A: 2 of 10 = 0.2; C + 10 x 0.2
        "4 surplus A: 8.00000 0.00000 6.00000 8.00000 2.99999 3.00001 -"
    )
    assert sheet.stages[1].barred
    assert sheet.closing.excluded == 5 and not sheet.closing.barred
    assert elected(sheet) == "ADC"


def test_a_guarded_candidate_is_not_excluded_though_lowest() -> None:
    contest = make_contest({"A": 10, "B": 6, "C": 5, "DB": 4, "E": 2}, seats=3)
    limits = make_limits(contest, {"worker": "ABCD", "family": "E"}, family=(1, 3))

    sheet = count_votes(contest, limits)

    # 27 papers, quota 7. E is the only one left who can have the seat of families.
    assert figures(sheet) == (
        "1 first -: 10.00000 6.00000 5.00000 4.00000 2.00000 0.00000 A\n"
        "2 surplus A: 7.00000 6.00000 5.00000 4.00000 2.00000 3.00000 -\n"
        "3 exclusion D: 7.00000 10.00000 5.00000 0.00000 2.00000 3.00000 B"
    )
    assert sheet.stages[2].guarded == (5,)
    # With B elected the last seat is for a family: C is barred, and E alone is left.
    assert sheet.closing.excluded == 3 and sheet.closing.barred
    assert elected(sheet) == "ABE"


def test_who_is_elected_first_is_drawn_where_the_other_is_then_barred() -> None:
    contest = make_contest({"A": 8, "B": 8, "C": 4, "D": 2}, seats=2)
    limits = make_limits(contest, {"worker": "AB", "family": "CD"}, worker=(0, 1))

    with pytest.raises(LotNeeded) as stopped:
        count_votes(contest, limits)

    assert (stopped.value.stage, stopped.value.why) == (1, Why.ELECT)
    sheet = count_votes(contest, limits, [stopped.value.record(2)])
    assert elected(sheet) == "BC"
    assert sheet.stages[1].source == 1 and sheet.stages[1].barred


def test_equal_candidates_who_can_both_be_elected_need_no_lot() -> None:
    contest = make_contest({"A": 8, "B": 8, "C": 4}, seats=2)

    assert elected(count_votes(contest)) == "AB"


def test_withdrawn_candidates_are_passed_over_from_the_beginning() -> None:
    contest = make_contest({"AB": 6, "BA": 3, "A": 2, "CB": 4}, seats=1, withdrawn="A")

    sheet = count_votes(contest)

    # Two papers name nobody else: 13 papers count, quota 7.
    assert (sheet.valid, sheet.without_preference, sheet.quota) == (13, 2, 7)
    assert figures(sheet) == "1 first -: 0.00000 9.00000 4.00000 0.00000 B"


def test_as_many_candidates_as_seats_are_elected_without_a_transfer() -> None:
    sheet = count_votes(make_contest({"A": 9, "B": 1}, seats=2))

    assert len(sheet.stages) == 1
    assert elected(sheet) == "AB"
    assert sheet.closing.filled == (2,)


def test_everyone_tied_is_drawn_stage_by_stage() -> None:
    contest = make_contest({"A": 1, "B": 1, "C": 1}, seats=1)

    with pytest.raises(LotNeeded) as first:
        count_votes(contest)
    with pytest.raises(LotNeeded) as second:
        count_votes(contest, lots=[first.value.record(2)])

    assert (first.value.stage, first.value.candidates) == (2, (1, 2, 3))
    assert (second.value.stage, second.value.candidates) == (3, (1, 3))
    lots = [first.value.record(2), second.value.record(1)]
    assert elected(count_votes(contest, lots=lots)) == "C"


def test_a_poll_without_a_paper_is_decided_by_lots_alone() -> None:
    contest = make_contest({"A": 1, "B": 1}, seats=1)
    empty = type(contest)("Nobody came", 1, contest.candidates, {})

    with pytest.raises(LotNeeded) as stopped:
        count_votes(empty)

    sheet = count_votes(empty, lots=[stopped.value.record(1)])
    assert (sheet.quota, elected(sheet)) == (1, "B")
