"""What holds of every count, on thousands of small contests."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.elections.count.contest import Contest, add_up
from portal.elections.count.limits import NO_LIMITS, SeatsRefused
from portal.elections.count.sheet import UNIT, Fate, StageKind
from portal.elections.count.stv import count_votes
from tests.elections.count.by_single_papers import slow_count, ways_to_fill
from tests.elections.count.factories import contests, count_with_draws, figures, random_contest

MANY = settings(max_examples=150, deadline=None)
THOUSANDS = 9000


@MANY
@given(contests())
def test_votes_are_conserved_at_every_stage_to_the_last_unit(contest: Contest) -> None:
    sheet, _lots = count_with_draws(contest, NO_LIMITS)

    for stage in sheet.stages:
        assert sum(stage.votes) + stage.non_transferable == sheet.valid * UNIT
        assert min(stage.votes) >= 0 and stage.lost >= 0
        if stage.kind is StageKind.SURPLUS:
            moved = sum(parcel.votes for parcel in stage.parcels)
            assert moved + stage.lost == stage.surplus
            assert stage.votes[stage.source - 1] == sheet.quota * UNIT  # type: ignore[operator]
    assert sum(parcel.papers for parcel in sheet.stages[0].parcels) == sheet.valid


@MANY
@given(contests())
def test_every_seat_is_filled_once(contest: Contest) -> None:
    sheet, _lots = count_with_draws(contest, NO_LIMITS)

    assert len(sheet.elected) == len({*sheet.elected}) == contest.seats
    assert not {*sheet.elected} & {*sheet.excluded}
    fates = [sheet.fate(number) for number in range(1, len(contest.candidates) + 1)]
    assert fates.count(Fate.ELECTED) == contest.seats


@MANY
@given(contests(), st.randoms())
def test_the_order_of_the_papers_does_not_matter(contest: Contest, random: Random) -> None:
    shuffled = list(contest.papers.items())
    random.shuffle(shuffled)

    one, _lots = count_with_draws(contest, NO_LIMITS)
    other, _lots = count_with_draws(replace(contest, papers=dict(shuffled)), NO_LIMITS)

    assert one == other


@MANY
@given(contests(most_papers=9), st.integers(2, 5))
def test_a_pile_of_single_papers_counts_like_papers_that_are_counted_with_a_number(
    contest: Contest, times: int
) -> None:
    weighted = replace(contest, papers={r: n * times for r, n in contest.papers.items()})
    pile = [ranking for ranking, n in contest.papers.items() for _each in range(n)] * times
    single = replace(contest, papers=add_up(pile, len(contest.candidates)))

    one, _lots = count_with_draws(weighted, NO_LIMITS)
    other, _lots = count_with_draws(single, NO_LIMITS)

    assert one == other
    assert one.valid == len(pile)


@MANY
@given(contests())
def test_recorded_lots_bring_the_same_sheet(contest: Contest) -> None:
    sheet, lots = count_with_draws(contest, NO_LIMITS)

    assert count_votes(contest, lots=reversed(lots)) == sheet
    assert sheet.lots == tuple(lots)


@pytest.mark.parametrize("part", range(3))
def test_a_count_of_single_papers_with_every_possible_committee_says_the_same(part: int) -> None:
    counted = 0
    for seed in range(part, THOUSANDS, 3):
        contest, limits, sitting = random_contest(Random(seed))
        everybody = list(contest.standing)
        possible = ways_to_fill(limits, contest.seats, [], everybody, {*sitting})
        if not possible:
            with pytest.raises(SeatsRefused):
                count_votes(contest, limits, sitting=sitting)
            continue

        sheet, lots = count_with_draws(contest, limits, sitting=sitting)
        elected, history = slow_count(contest, limits, lots, {*sitting})

        counted += 1
        votes = [[*stage.votes, stage.non_transferable] for stage in sheet.stages]
        assert votes == history, (seed, figures(sheet))
        assert list(sheet.elected) == elected, seed
        assert {*elected} in possible, seed
    assert counted > THOUSANDS // 10
