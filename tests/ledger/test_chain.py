"""The chain of a day: padded, ordered so that the order says nothing, each link on the last."""

import hashlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.chain import BEFORE_THE_FIRST, close_day, link_hash, padding_for

DAY = date(2026, 11, 9)
commitments = st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=100)


def test_a_link_is_hashed_as_the_format_says() -> None:
    expected = hashlib.sha256(b"candour link 1\n" + bytes(32) + b"2026-11-09" + b"c" * 32).digest()

    assert link_hash(BEFORE_THE_FIRST, DAY, b"c" * 32) == expected


@given(commitments)
def test_a_day_is_filled_up_and_stands_in_order_of_commitment(entered: list[bytes]) -> None:
    links = close_day(DAY, entered, size=64, previous=b"p" * 32)

    linked = [link.commitment for link in links]
    assert linked == sorted(linked)
    assert set(entered) <= set(linked)
    assert len(linked) % 32 == 0
    assert len(linked) - len(entered) <= 32
    assert [link.position for link in links] == list(range(65, 65 + len(links)))


@given(commitments)
def test_each_link_holds_the_one_before(entered: list[bytes]) -> None:
    previous = b"p" * 32

    for link in close_day(DAY, entered, size=0, previous=previous):
        assert link.previous == previous
        assert link.hash == link_hash(previous, DAY, link.commitment)
        previous = link.hash


def test_an_empty_day_looks_like_a_quiet_one() -> None:
    assert {count + padding_for(count) for count in range(33)} == {32}
    assert 33 + padding_for(33) == 64


def test_dummies_are_new_each_time() -> None:
    first = close_day(DAY, [], size=0, previous=BEFORE_THE_FIRST)
    second = close_day(DAY, [], size=0, previous=BEFORE_THE_FIRST)

    assert not {link.commitment for link in first} & {link.commitment for link in second}
