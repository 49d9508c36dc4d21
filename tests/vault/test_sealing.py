"""Sealed content: only in its place, only under its epoch, and of a length that says little."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.keys import SealBroken, new_key_pair
from portal.vault.padding import BUCKETS, pad, padded_length, unpad
from portal.vault.sealing import (
    Drawer,
    EpochPassed,
    KeyRing,
    OpenSafe,
    Place,
    Recipient,
    SealedGrant,
    grant_info,
    open_grants,
    prepare_epoch,
    prepare_safe,
)
from portal.vault.states import GrantState

SAFE = UUID(int=7)
ROW = UUID(int=1)
PLACE = Place("messages", ROW, "text")
names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
places = st.builds(Place, names, st.uuids(), names)


def open_safe(*epochs: int) -> OpenSafe:
    return OpenSafe(SAFE, {epoch: bytes([epoch]) * 32 for epoch in epochs})


@given(places, st.text(max_size=2000))
def test_what_was_sealed_is_opened(place: Place, text: str) -> None:
    safe = open_safe(1)

    assert safe.open_text(place, safe.seal(place, text)) == text


@given(places, places)
def test_no_ciphertext_opens_in_another_place(one: Place, other: Place) -> None:
    safe = open_safe(1)
    sealed = safe.seal(one, "words")

    if one == other:
        assert safe.open_text(other, sealed) == "words"
    else:
        with pytest.raises(SealBroken):
            safe.open(other, sealed)


def test_no_ciphertext_opens_in_another_safe_with_the_same_key() -> None:
    sealed = OpenSafe(SAFE, {1: b"k" * 32}).seal(PLACE, "words")

    with pytest.raises(SealBroken):
        OpenSafe(UUID(int=8), {1: b"k" * 32}).open(PLACE, sealed)


@pytest.mark.parametrize("name", ["", "a|b", "A", "a b", "1a", "a\n"])
def test_a_name_that_could_be_mistaken_for_another_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="No such place"):
        open_safe(1).seal(Place(name, ROW, "text"), "words")
    with pytest.raises(ValueError, match="No such place"):
        open_safe(1).seal(Place("messages", ROW, name), "words")


@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    safe = open_safe(1, 2)
    sealed = bytearray(safe.seal(PLACE, "words"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealBroken):
        safe.open(PLACE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", bytes(40), b"\xff" * 200])
def test_rubbish_is_refused(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        open_safe(1).open(PLACE, sealed)


def test_the_newest_epoch_seals_and_every_held_epoch_opens() -> None:
    before = open_safe(1).seal(PLACE, "before")
    after = open_safe(1, 2).seal(PLACE, "after")

    assert open_safe(1, 2).open_text(PLACE, before) == "before"
    assert open_safe(1, 2).open_text(PLACE, after) == "after"
    with pytest.raises(SealBroken):
        open_safe(1).open(PLACE, after)


def test_an_epoch_cannot_be_written_over_another() -> None:
    sealed = bytearray(open_safe(1).seal(PLACE, "words"))
    sealed[1:5] = (2).to_bytes(4, "big")

    with pytest.raises(SealBroken):
        OpenSafe(SAFE, {1: b"\x01" * 32, 2: b"\x01" * 32}).open(PLACE, bytes(sealed))


def test_a_ring_that_lacks_the_newest_epoch_says_so() -> None:
    open_safe(1, 2).require_epoch(2)

    with pytest.raises(EpochPassed):
        open_safe(1, 2).require_epoch(3)


def test_the_same_words_are_never_sealed_twice_alike() -> None:
    safe = open_safe(1)

    assert safe.seal(PLACE, "words") != safe.seal(PLACE, "words")


def test_a_key_ring_can_pass_on_and_not_read() -> None:
    ring = KeyRing(SAFE, {1: b"k" * 32})

    assert not hasattr(ring, "open")
    assert not hasattr(ring, "seal")


def test_no_key_shows_in_what_is_printed() -> None:
    key = b"k" * 32

    assert "kkkk" not in repr(OpenSafe(SAFE, {1: key})) + repr(Drawer(key, "draft"))


def test_another_label_opens_nothing_of_a_drawer() -> None:
    sealed = Drawer(b"k" * 32, "draft").seal(PLACE, "words")

    with pytest.raises(SealBroken):
        Drawer(b"k" * 32, "letter").open(PLACE, sealed)


@given(st.binary(max_size=300_000))
def test_padding_comes_off_again(content: bytes) -> None:
    assert unpad(pad(content)) == content


@given(st.integers(0, 1 << 28))
def test_padding_costs_little_and_says_little(length: int) -> None:
    padded = padded_length(length)

    assert padded >= length + 4
    if length > BUCKETS[-1]:
        assert padded <= 1.13 * (length + 4)
    else:
        assert padded in BUCKETS or padded == padded_length(BUCKETS[-1])


def test_there_are_few_lengths() -> None:
    below_a_megabyte = {padded_length(length) for length in range(0, 1 << 20, 97)}

    assert len(below_a_megabyte) < 45


def test_what_people_answer_shortly_all_looks_alike() -> None:
    safe = open_safe(1)
    answers = ["", "no", "yes", "I would rather not say", "Mrs Gwenllian Pritchard-Jones"]

    assert len({len(safe.seal(PLACE, answer)) for answer in answers}) == 1


@given(st.integers(0, 40), st.integers(0, 63), st.integers(1, 255))
def test_only_one_padding_belongs_to_one_content(length: int, place: int, change: int) -> None:
    padded = bytearray(pad(b"x" * length))
    padded[place] ^= change

    try:
        content = unpad(bytes(padded))
    except ValueError:
        return
    assert content != b"x" * length
    assert pad(content) == padded


def test_each_recipient_opens_the_safe_and_only_with_the_own_grant() -> None:
    ann, bob = new_key_pair(), new_key_pair()
    ann_id, bob_id = uuid4(), uuid4()

    prepared = prepare_safe(
        [Recipient(ann_id, ann.public), Recipient(bob_id, bob.public, GrantState.DORMANT)]
    )

    sealed = prepared.open_safe.seal(PLACE, "words")
    first, second = prepared.grants
    keys = open_grants(ann.private, [first])[first.safe_id]
    assert OpenSafe(first.safe_id, keys).open_text(PLACE, sealed) == "words"
    assert (first.state, second.state) == (GrantState.AWAKE, GrantState.DORMANT)
    with pytest.raises(SealBroken):
        open_grants(ann.private, [second])


@pytest.mark.parametrize("change", ["safe_id", "holder_id", "epoch"])
def test_a_grant_moved_to_another_row_opens_nothing(change: str) -> None:
    ann = new_key_pair()
    grant = prepare_safe([Recipient(uuid4(), ann.public)]).grants[0]
    values = {
        "safe_id": grant.safe_id,
        "holder_id": grant.holder_id,
        "epoch": grant.epoch,
        "state": grant.state,
        "sealed_key": grant.sealed_key,
    }
    values[change] = 2 if change == "epoch" else uuid4()

    with pytest.raises(SealBroken):
        open_grants(ann.private, [SealedGrant(**values)])  # type: ignore[arg-type]


def test_a_new_epoch_is_a_new_key_that_nobody_else_can_derive() -> None:
    ann = new_key_pair()
    ann_id = uuid4()
    prepared = prepare_safe([Recipient(ann_id, ann.public)])
    epoch = prepare_epoch(prepared.open_safe.id, 2, [Recipient(ann_id, ann.public)])

    keys = open_grants(ann.private, [*prepared.grants, *epoch.grants])[prepared.open_safe.id]

    assert set(keys) == {1, 2}
    assert keys[1] != keys[2]


def test_a_grant_says_what_it_is_without_ambiguity() -> None:
    one, other = UUID(int=1), UUID(int=2)

    seen = {grant_info(safe, epoch, holder) for safe in (one, other) for epoch in (1, 11)
            for holder in (one, other)}  # fmt: skip

    assert len(seen) == 8
