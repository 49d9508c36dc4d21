"""Keys: only the right private key, the right password and the right purpose open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.keys import (
    CHEAP_FOR_TESTS,
    SealBroken,
    is_public_key,
    key_pair_from_seed,
    new_key_pair,
    open_sealed,
    open_under_password,
    password_cost_of,
    seal_to,
    seal_under_password,
)


@given(st.binary(max_size=500), st.binary(max_size=40))
def test_the_holder_opens_what_was_sealed_to_the_holder(plain: bytes, info: bytes) -> None:
    keys = new_key_pair()

    assert open_sealed(keys.private, seal_to(keys.public, plain, info), info) == plain


def test_another_key_opens_nothing() -> None:
    sealed = seal_to(new_key_pair().public, b"words", b"info")

    with pytest.raises(SealBroken):
        open_sealed(new_key_pair().private, sealed, b"info")


def test_another_purpose_opens_nothing() -> None:
    keys = new_key_pair()
    sealed = seal_to(keys.public, b"words", b"one purpose")

    with pytest.raises(SealBroken):
        open_sealed(keys.private, sealed, b"another purpose")


@given(st.data())
def test_no_byte_of_a_sealed_key_can_be_changed(data: st.DataObject) -> None:
    keys = key_pair_from_seed(b"s" * 32)
    sealed = bytearray(seal_to(keys.public, b"words", b"info"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealBroken):
        open_sealed(keys.private, bytes(sealed), b"info")


@pytest.mark.parametrize("length", [0, 16, 52])
def test_a_shortened_sealed_key_is_refused(length: int) -> None:
    keys = new_key_pair()

    with pytest.raises(SealBroken):
        open_sealed(keys.private, seal_to(keys.public, b"words", b"")[:length], b"")


def test_the_same_seed_makes_the_same_keys() -> None:
    assert key_pair_from_seed(b"s" * 32) == key_pair_from_seed(b"s" * 32)


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), b"\x01" + bytes(31)])
def test_what_anyone_could_open_is_no_public_key(public: bytes) -> None:
    assert not is_public_key(public)


def test_a_made_key_is_a_public_key() -> None:
    assert is_public_key(new_key_pair().public)


def test_a_key_pair_does_not_show_its_private_half() -> None:
    keys = new_key_pair()

    assert repr(keys.private) not in repr(keys)
    assert "private" not in repr(keys)


@pytest.mark.parametrize("password", ["four plain words here", "caffè 🗝 llwy", ""])
def test_the_password_opens_what_lies_under_it(password: str) -> None:
    sealed = seal_under_password(password, b"private key", b"account 1", CHEAP_FOR_TESTS)

    assert open_under_password(password, sealed, b"account 1") == b"private key"


def test_a_letter_composed_otherwise_is_the_same_letter() -> None:
    sealed = seal_under_password("caffe\u0300", b"private key", b"", CHEAP_FOR_TESTS)

    assert open_under_password("caff\u00e8", sealed, b"") == b"private key"


def test_another_password_or_account_opens_nothing() -> None:
    sealed = seal_under_password("right words", b"private key", b"account 1", CHEAP_FOR_TESTS)

    with pytest.raises(SealBroken):
        open_under_password("wrong words", sealed, b"account 1")
    with pytest.raises(SealBroken):
        open_under_password("right words", sealed, b"account 2")


@given(st.data())
def test_no_byte_under_a_password_can_be_changed(data: st.DataObject) -> None:
    sealed = bytearray(seal_under_password("right words", b"private", b"", CHEAP_FOR_TESTS))
    # The four bytes of the memory cost are left: a valid but huge cost is only slow.
    place = data.draw(st.sampled_from([0, *range(5, len(sealed))]))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealBroken):
        open_under_password("right words", bytes(sealed), b"")


def test_a_tampered_cost_cannot_take_all_memory() -> None:
    sealed = bytearray(seal_under_password("right words", b"private", b"", CHEAP_FOR_TESTS))
    sealed[1:5] = b"\xff\xff\xff\xff"

    with pytest.raises(SealBroken):
        open_under_password("right words", bytes(sealed), b"")


def test_the_cost_is_written_in_front() -> None:
    sealed = seal_under_password("right words", b"private", b"", CHEAP_FOR_TESTS)

    assert password_cost_of(sealed) == CHEAP_FOR_TESTS
