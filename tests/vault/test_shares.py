"""The recovery key in three parts: any two suffice, and one says nothing."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.keys import key_pair_from_seed, new_key_pair
from portal.vault.letters import ALPHABET
from portal.vault.shares import Part, PartRefused, join_parts, print_part, read_part, split_key

seeds = st.binary(min_size=32, max_size=32)


@given(seeds)
def test_any_two_parts_rejoin_in_any_order(seed: bytes) -> None:
    keys = key_pair_from_seed(seed)
    parts = split_key(keys)

    for one, other in permutations(parts, 2):
        assert join_parts(one, other) == keys


@given(seeds, seeds, st.integers(0, 2))
def test_one_part_fits_every_private_key(seed: bytes, another: bytes, which: int) -> None:
    """With one part in hand, each other private key has exactly one missing pad that makes it."""
    part = split_key(key_pair_from_seed(seed))[which]

    missing = bytes(a ^ b ^ c for a, b, c in zip(part.first, part.second, another, strict=True))

    rejoined = bytes(a ^ b ^ c for a, b, c in zip(part.first, part.second, missing, strict=True))
    assert rejoined == another


def test_each_pad_lies_in_two_parts_and_none_is_the_key() -> None:
    keys = new_key_pair()
    one, two, three = split_key(keys)

    assert (one.second, two.second, three.second) == (two.first, three.first, one.first)
    assert keys.private not in {one.first, two.first, three.first}


def test_splitting_twice_gives_other_parts() -> None:
    keys = new_key_pair()

    first, second = split_key(keys)[0], split_key(keys)[0]
    assert (first.first, first.second) != (second.first, second.second)


def test_parts_of_two_splittings_do_not_fit() -> None:
    keys = new_key_pair()

    with pytest.raises(PartRefused, match="do not fit"):
        join_parts(split_key(keys)[0], split_key(keys)[1])


def test_the_same_part_twice_is_refused() -> None:
    part = split_key(new_key_pair())[0]

    with pytest.raises(PartRefused, match="same part twice"):
        join_parts(part, part)


def test_parts_of_two_keys_are_refused() -> None:
    with pytest.raises(PartRefused, match="different keys"):
        join_parts(split_key(new_key_pair())[0], split_key(new_key_pair())[1])


def test_parts_that_make_another_key_than_they_name_are_refused() -> None:
    keys = new_key_pair()
    one, two, _three = split_key(keys)
    other = bytes(32)

    with pytest.raises(PartRefused, match="they name"):
        join_parts(Part(1, one.mark, other, one.second), two)


@given(seeds)
def test_a_printed_part_is_read_again(seed: bytes) -> None:
    for part in split_key(key_pair_from_seed(seed)):
        printed = print_part(part)

        assert read_part(printed) == part
        assert read_part(printed.lower().replace("0", "o").replace("1", "i", 0)) == part


def test_a_part_may_be_typed_without_line_numbers_and_with_empty_lines() -> None:
    part = split_key(new_key_pair())[1]
    typed = "\n\n".join(line.partition(":")[2].replace(" ", "") for line in
                        print_part(part).splitlines())  # fmt: skip

    assert read_part(typed) == part


@given(st.integers(0, 6), st.integers(0, 18), st.integers(1, 31))
def test_a_mistyped_letter_is_noticed(line: int, place: int, change: int) -> None:
    part = Part(1, b"mark", b"a" * 32, b"b" * 32)
    lines = print_part(part).splitlines()
    places = [i for i, letter in enumerate(lines[line]) if i > 2 and letter != " "]
    letters = list(lines[line])
    at = places[place % len(places)]
    letters[at] = ALPHABET[ALPHABET.index(letters[at]) ^ change]
    lines[line] = "".join(letters)

    # Two check letters miss one slip in a thousand; the mark then refuses the rejoined key.
    try:
        read = read_part("\n".join(lines))
    except PartRefused as refusal:
        noticed = "part" in str(refusal) or f"Line {line + 1} " in str(refusal)
    else:
        noticed = read != part
    assert noticed


def test_a_mistyped_letter_names_its_line() -> None:
    lines = print_part(Part(1, b"mark", b"a" * 32, b"b" * 32)).splitlines()
    lines[4] = lines[4].replace("C", "D", 1)

    with pytest.raises(PartRefused, match="Line 5 is mistyped"):
        read_part("\n".join(lines))


def test_lines_in_another_order_are_noticed() -> None:
    lines = print_part(split_key(new_key_pair())[0]).splitlines()
    lines[1], lines[2] = lines[2], lines[1]

    with pytest.raises(PartRefused, match="Line 2"):
        read_part("\n".join(lines))


@pytest.mark.parametrize("typed", ["", "hello", "1: ABCD", "\n" * 50, "x" * 100_000])
def test_what_is_no_part_is_refused(typed: str) -> None:
    with pytest.raises(PartRefused):
        read_part(typed)


def test_a_part_does_not_show_its_pads() -> None:
    for part in split_key(new_key_pair()):
        assert repr(part.first) not in repr(part)


def test_two_parts_are_needed_whichever_one_is_lost() -> None:
    keys = new_key_pair()

    assert {join_parts(*two) for two in combinations(split_key(keys), 2)} == {keys}
