"""Votes weighed by class, as the data says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections.resolutions.questions import Majority, Votes, VotesRefused
from portal.elections.resolutions.weighing import (
    PACKS,
    WeighingRefused,
    read_weighing,
    weigh,
    weighing_of,
)
from portal.membership.classes import MemberClass

USER, FAMILY, WORKER = MemberClass.USER, MemberClass.FAMILY_CARER, MemberClass.WORKER
ROLL = dict.fromkeys(MemberClass, 100)
SOMERSET = weighing_of("somerset-60-40")


def test_each_group_has_its_fixed_part_however_many_vote() -> None:
    votes = {WORKER: Votes(1, 2, 20), USER: Votes(30, 10), FAMILY: Votes(15, 5)}

    result = weigh(SOMERSET, votes, ROLL)

    # workers 60 x 1/3 = 20, community 40 x 45/60 = 30: together 50 of 100
    assert (result.yes, result.no, result.silent) == (Fraction(1, 2), Fraction(1, 2), 0)
    assert not result.is_carried()
    assert weigh(SOMERSET, votes | {FAMILY: Votes(16, 4)}, ROLL).is_carried()


def test_a_silent_group_keeps_its_weight_and_gives_it_to_nobody() -> None:
    result = weigh(SOMERSET, {WORKER: Votes(0, 0, 30), USER: Votes(50, 0)}, ROLL)

    assert (result.yes, result.no, result.silent) == (Fraction(2, 5), 0, Fraction(3, 5))
    assert result.groups[0].share is None
    assert not result.is_carried()
    assert weigh(SOMERSET, {WORKER: Votes(1, 0)}, ROLL).is_carried()
    assert not weigh(SOMERSET, {WORKER: Votes(1, 0)}, ROLL).is_carried(Majority.TWO_THIRDS)


@given(st.dictionaries(st.sampled_from(MemberClass), st.tuples(*[st.integers(0, 33)] * 3)))
def test_yes_no_and_silence_are_always_the_whole(
    drawn: dict[MemberClass, tuple[int, int, int]],
) -> None:
    votes = {each: Votes(*numbers) for each, numbers in drawn.items()}

    result = weigh(SOMERSET, votes, ROLL)
    assert result.yes + result.no + result.silent == 1

    everybody = weigh(weighing_of("one-member-one-vote"), votes, ROLL)
    yes, no = sum(each.yes for each in votes.values()), sum(each.no for each in votes.values())
    assert everybody.is_carried() == (yes > no)


def test_more_votes_than_members_of_a_class_are_refused() -> None:
    with pytest.raises(VotesRefused):
        weigh(SOMERSET, {WORKER: Votes(101, 0)}, ROLL)
    with pytest.raises(VotesRefused):
        weigh(SOMERSET, {WORKER: Votes(1, 0)}, {})


def test_every_pack_says_where_it_comes_from() -> None:
    for path in PACKS.glob("*.toml"):
        weighing = weighing_of(path.stem)
        assert weighing.name and len(weighing.source) > 20


GOOD = (PACKS / "somerset-60-40.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight = 60", "weight = 0"),
        ("weight = 60", "weight = true"),
        ("weight = 60", "weight = 0.6"),
        ("weight = 60", ""),
        ('"worker"', '"director"'),
        ('"worker"', '"worker", "user"'),
        ('"volunteer", ', ""),
        ('["worker"]', "1"),
        ("source", "sauce"),
        ("[groups.workers]", "[groups"),
        (GOOD, ""),
        (GOOD, "groups = 1"),
    ],
)
def test_weights_that_weigh_nothing_are_refused(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(WeighingRefused):
        read_weighing(GOOD.replace(old, new, 1))
