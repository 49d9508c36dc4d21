"""Boxes and the keys they lie under: equally long, in one place alone, and with no way back."""

from itertools import permutations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections.count.contest import PaperRefused
from portal.elections.urn.ballot_keys import (
    fingerprint_of,
    hash_of_keys,
    key_of,
    list_of_keys,
    new_code,
    read_key,
    shown_key,
)
from portal.elections.urn.boxes import (
    MOST_CANDIDATES,
    BoxBroken,
    box_length,
    open_box,
    packed,
    unpacked,
)
from portal.vault.keys import KeyHolder, new_key_pair
from tests.elections.urn.factories import ELECTION, KEYS, make_box

HOLDER = KeyHolder(KEYS.private)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[tuple[int, ...], int]:
    """A ranking of some of so many candidates."""
    candidates = draw(st.integers(1, MOST_CANDIDATES))
    numbers = draw(st.permutations(range(1, candidates + 1)))
    return tuple(numbers[: draw(st.integers(0, candidates))]), candidates


@given(rankings())
def test_what_is_sealed_opens_with_the_key_alone(made: tuple[tuple[int, ...], int]) -> None:
    ranking, candidates = made
    box = make_box(ranking, candidates=candidates)

    opened = open_box(
        box.sealed, candidates=candidates, holder=HOLDER, election=ELECTION, key=box.key
    )

    assert opened == ranking
    with pytest.raises(BoxBroken):
        open_box(
            box.sealed,
            candidates=candidates,
            holder=KeyHolder(new_key_pair().private),
            election=ELECTION,
            key=box.key,
        )


@given(rankings(), rankings())
def test_boxes_of_one_election_are_equally_long(
    made: tuple[tuple[int, ...], int], other: tuple[tuple[int, ...], int]
) -> None:
    ranking, candidates = made
    shorter = tuple(number for number in other[0] if number <= candidates)

    lengths = {len(make_box(each, candidates=candidates).sealed) for each in (ranking, shorter, ())}

    assert lengths == {box_length(candidates)}


def test_the_same_vote_never_looks_the_same() -> None:
    boxes = [make_box((1, 2), key=b"k" * 16).sealed for _ in range(50)]

    assert len(set(boxes)) == 50


@given(st.integers(0, box_length(3) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_found(place: int, change: int) -> None:
    box = make_box((3, 1))
    changed = bytearray(box.sealed)
    changed[place] ^= change

    with pytest.raises(BoxBroken):
        open_box(bytes(changed), candidates=3, holder=HOLDER, election=ELECTION, key=box.key)


def test_a_box_that_was_copied_to_another_key_does_not_open() -> None:
    one, other = make_box((1,)), make_box((2,))

    with pytest.raises(BoxBroken):
        open_box(one.sealed, candidates=3, holder=HOLDER, election=ELECTION, key=other.key)


def test_a_box_of_another_election_does_not_open() -> None:
    box = make_box((1,), election=uuid4())

    with pytest.raises(BoxBroken):
        open_box(box.sealed, candidates=3, holder=HOLDER, election=ELECTION, key=box.key)


@pytest.mark.parametrize(
    "content", [b"", b"\1\2", b"\1\2\0\0", b"\0\1\0", b"\1\1\0", b"\4\0\0", b"\1\0\2"]
)
def test_what_is_no_ranking_is_refused(content: bytes) -> None:
    with pytest.raises(BoxBroken):
        unpacked(content, candidates=3)


@pytest.mark.parametrize("ranking", [(4,), (0,), (1, 1), (-1,)])
def test_a_ranking_that_cannot_be_is_never_sealed(ranking: tuple[int, ...]) -> None:
    with pytest.raises(PaperRefused):
        packed(ranking, candidates=3)


def test_every_ranking_of_few_comes_back() -> None:
    for size in range(4):
        for ranking in permutations((1, 2, 3), size):
            assert unpacked(packed(ranking, 3), 3) == ranking


def test_a_key_needs_the_code_of_the_voter() -> None:
    """With the whole roll and every key in hand: no member fits a key better than another."""
    members = [uuid4() for _ in range(20)]
    codes = [new_code() for _ in members]
    keys = {
        key_of(code, election=ELECTION, member=member)
        for code, member in zip(codes, members, strict=True)
    }

    guessed = {
        key_of(new_code(), election=ELECTION, member=member)
        for member in members
        for _ in range(50)
    }

    assert len(keys) == 20
    assert not guessed & keys


def test_one_code_gives_every_member_and_election_a_key_of_its_own() -> None:
    code, member = new_code(), uuid4()
    elections = [uuid4() for _ in range(5)]

    keys = {key_of(code, election=each, member=member) for each in elections}
    keys |= {key_of(code, election=elections[0], member=uuid4()) for _ in range(5)}

    assert len(keys) == 10


def test_a_code_is_read_as_people_type_it() -> None:
    member = uuid4()
    typed = key_of("0abc 1efg-hjkm npqr", election=ELECTION, member=member)

    assert typed == key_of("OABC-LEFG-HJKM-NPQR", election=ELECTION, member=member)
    for wrong in ("", "ABCD", "UUUU-UUUU-UUUU-UUUU"):
        with pytest.raises(ValueError, match="no receipt code"):
            key_of(wrong, election=ELECTION, member=member)


@given(st.sets(st.binary(min_size=16, max_size=16), max_size=20))
def test_the_published_list_says_nothing_of_the_order_of_voting(keys: set[bytes]) -> None:
    forwards, backwards = sorted(keys), sorted(keys, reverse=True)

    assert list_of_keys(forwards) == list_of_keys(backwards)
    assert hash_of_keys(forwards) == hash_of_keys(backwards)
    assert {read_key(line) for line in list_of_keys(keys).splitlines()} == keys


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 26, "é" * 26, "0" * 25 + "1", "0" * 28])
def test_what_is_no_key_is_not_read_as_one(typed: str) -> None:
    assert read_key(typed) is None


def test_a_key_is_shown_in_groups() -> None:
    assert shown_key(bytes(16)) == "0000-0000-0000-0000-0000-0000-00"


def test_two_elections_have_two_fingerprints() -> None:
    found = {fingerprint_of(new_key_pair().public) for _ in range(20)}

    assert len(found) == 20
    assert all(len(each) == 19 for each in found)
