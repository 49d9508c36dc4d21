"""Opening the urn: what comes out, and what somebody who changed it is told."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections.count.blt import write_blt
from portal.elections.count.contest import Contest
from portal.elections.urn.opening import BoxesBroken, open_urn
from portal.elections.urn.urn_file import Box, Urn, UrnRefused, read_urn, write_urn
from portal.vault.keys import new_key_pair
from portal.vault.shares import PartRefused, join_parts, split_key
from tests.elections.urn.factories import KEYS, NAMES, make_box, make_urn

RANKINGS = st.lists(
    st.sampled_from([(), (1,), (2,), (3, 1), (1, 2, 3), (2, 3)]), min_size=0, max_size=12
)


def opened(urn: Urn, **how: Any) -> Contest:
    return open_urn(urn, KEYS, published=urn.keys_hash, **how).contest


def test_two_of_three_parts_open_the_urn() -> None:
    urn = make_urn([(1, 2), (2,), (1, 2)])
    one, two, three = split_key(KEYS)

    for pair in ((one, two), (three, one), (two, three)):
        assert open_urn(urn, join_parts(*pair), published=urn.keys_hash).contest.papers == {
            (1, 2): 2,
            (2,): 1,
        }
    with pytest.raises(PartRefused):
        join_parts(one, one)


@given(RANKINGS, st.randoms(use_true_random=False))
def test_what_comes_out_does_not_depend_on_who_voted_when(
    rankings: list[tuple[int, ...]], random: Any
) -> None:
    """The same ballots, cast by others in another order, give the same bytes."""
    shuffled = list(rankings)
    random.shuffle(shuffled)

    assert write_blt(opened(make_urn(rankings))) == write_blt(opened(make_urn(shuffled)))


@given(RANKINGS, st.lists(st.sampled_from([(), (1,), (3, 2)]), max_size=5))
def test_paper_and_box_cannot_be_told_apart(
    boxes: list[tuple[int, ...]], papers: list[tuple[int, ...]]
) -> None:
    together = opened(make_urn([*boxes, *papers]))

    assert opened(make_urn(boxes, papers=len(papers)), papers=papers) == together


def test_neither_key_nor_box_is_in_what_comes_out() -> None:
    urn = make_urn()
    written = write_blt(opened(urn)).lower()

    for box in urn.boxes:
        assert box.key.hex() not in written
        assert base64.b64encode(box.sealed).decode().lower() not in written
    assert written.splitlines()[:4] == ["3 1", "2 1 2 0", "1 2 0", "0"]


def test_the_parts_of_another_election_are_refused() -> None:
    urn = make_urn()

    with pytest.raises(UrnRefused, match="another election"):
        open_urn(urn, new_key_pair(), published=urn.keys_hash)


@pytest.mark.parametrize("change", ["more", "less", "exchanged"])
def test_a_box_too_many_too_few_or_exchanged_is_found(change: str) -> None:
    urn = make_urn()
    published = urn.keys_hash
    boxes = {
        "more": (*urn.boxes, make_box((3,))),
        "less": urn.boxes[1:],
        "exchanged": (make_box((3,)), *urn.boxes[1:]),
    }[change]

    with pytest.raises(UrnRefused, match="put in, taken out or exchanged"):
        open_urn(replace(urn, boxes=boxes), KEYS, published=published)


def test_one_vote_copied_over_another_is_found() -> None:
    """The keys are as published; but the box of one voter lies under the key of the next."""
    urn = make_urn([(1,), (2,), (2,)])
    first, second, third = urn.boxes
    copied = replace(urn, boxes=(first, Box(second.key, first.sealed), third))

    with pytest.raises(BoxesBroken) as refused:
        open_urn(copied, KEYS, published=urn.keys_hash)

    assert refused.value.keys == (second.key,)
    left = open_urn(copied, KEYS, published=urn.keys_hash, leave_out_broken=True)
    assert (left.broken, left.contest.papers) == (1, {(1,): 1, (2,): 1})


def test_an_urn_comes_back_from_its_file() -> None:
    urn = make_urn(papers=4)
    again = read_urn(write_urn(urn))

    assert replace(again, boxes=()) == replace(urn, boxes=())
    assert again.boxes == tuple(sorted(urn.boxes, key=lambda box: box.key))
    assert write_urn(again) == write_urn(urn)


def _changed(**values: Any) -> str:
    found = json.loads(write_urn(make_urn()))
    return json.dumps({**found, **values})


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"format": "candour-urn-1"}',
        _changed(format="candour-urn-2"),
        _changed(election="no number"),
        _changed(seats=0),
        _changed(seats=True),
        _changed(papers=-1),
        _changed(papers="3"),
        _changed(public_key="00"),
        _changed(candidates=[]),
        _changed(candidates=["x" * 300]),
        _changed(candidates=list(NAMES) * 100),
        _changed(title=None),
        _changed(boxes=[["00" * 16]]),
        _changed(boxes=[["00" * 15, "AAAA"]]),
        _changed(boxes=[["00" * 16, "?"]]),
        _changed(boxes=[["00" * 16, "AAAA"]]),
        _changed(boxes=[["00" * 16, base64.b64encode(b"x" * 51).decode()]] * 2),
        _changed(boxes=7),
    ],
)
def test_what_is_no_urn_is_refused(written: str) -> None:
    with pytest.raises(UrnRefused):
        read_urn(written)
