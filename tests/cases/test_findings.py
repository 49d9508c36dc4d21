"""What a vote decides, and what issues make of a case."""

from itertools import combinations_with_replacement

import pytest

from portal.cases.findings import (
    FINDINGS,
    VOTES,
    Finding,
    FindingRefused,
    finding_of_case,
    require_vote,
    tally,
)
from portal.committee.quorum import Voice

FAMILY, OTHER, WORKER = Voice(True, False), Voice(False, False), Voice(False, True)
UP, PART, NOT, NONE = Finding


def test_decides_when_the_quorum_is_there_and_most_agree() -> None:
    result = tally([(FAMILY, UP), (OTHER, UP), (OTHER, NOT)], filled=5, eligible=5)

    assert result.quorate
    assert result.finding is UP
    assert not result.tied


def test_decides_nothing_below_the_quorum() -> None:
    result = tally([(FAMILY, UP), (OTHER, UP)], filled=3, eligible=3)

    assert result.needed == 3
    assert not result.quorate
    assert result.finding is None
    assert not result.tied


def test_decides_nothing_without_a_user_or_family_member() -> None:
    assert tally([(OTHER, UP)] * 4, filled=7, eligible=7).finding is None


def test_decides_nothing_with_workers_alone() -> None:
    votes = [(Voice(True, True), UP), (WORKER, UP), (WORKER, UP)]

    assert tally(votes, filled=5, eligible=5).finding is None


def test_an_even_split_waits_while_somebody_has_not_voted() -> None:
    votes = [(FAMILY, UP), (OTHER, UP), (FAMILY, NOT), (OTHER, NOT)]

    waiting = tally(votes, filled=7, eligible=7)
    tied = tally(votes, filled=7, eligible=4)

    assert waiting.finding is None and not waiting.tied
    assert tied.finding is None and tied.tied


def test_three_ways_without_a_half_is_a_tie_too() -> None:
    assert tally([(FAMILY, UP), (OTHER, PART), (OTHER, NOT)], filled=5, eligible=3).tied


@pytest.mark.parametrize(
    ("issues", "case"),
    [
        ([UP], UP),
        ([UP, UP], UP),
        ([NOT, NOT], NOT),
        ([UP, NOT], PART),
        ([PART, NOT], PART),
        ([PART], PART),
        ([UP, NONE], PART),
        ([NOT, NONE], NOT),
        ([NONE, NONE], NONE),
    ],
)
def test_the_case_follows_from_its_issues(issues: list[Finding], case: Finding) -> None:
    assert finding_of_case(issues) is case


def test_every_mix_of_three_issues_has_one_outcome() -> None:
    for issues in combinations_with_replacement(Finding, 3):
        outcome = finding_of_case(issues)
        if outcome is UP:
            assert set(issues) == {UP}
        if outcome is NOT:
            assert not {UP, PART} & set(issues)


def test_nobody_votes_for_no_finding() -> None:
    assert NONE not in VOTES
    with pytest.raises(FindingRefused):
        require_vote(NONE)
    assert set(FINDINGS) == set(Finding)
