"""Receipt codes: forgiving to type, the same for the same form, nothing without the secret."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.keys import SealBroken
from portal.vault.letters import ALPHABET, decode, encode
from portal.vault.receipts import (
    CodeKind,
    TypedCode,
    code_of,
    drawer_of,
    grouped,
    is_nonce,
    key_pair_of,
    lookup_of,
    new_nonce,
    normalise,
    receipt_of,
    version_of,
)
from portal.vault.sealing import Place

SECRET, OLDER = b"s" * 32, b"o" * 32
nonces = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(nonces)
def test_a_code_has_four_groups_of_unambiguous_letters(nonce: str) -> None:
    assert re.fullmatch(
        r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code_of(nonce, SECRET)
    )


@given(nonces)
def test_the_same_form_has_the_same_receipt(nonce: str) -> None:
    assert code_of(nonce, SECRET) == code_of(nonce, SECRET)
    assert code_of(nonce, SECRET) != code_of(nonce, OLDER)


@given(nonces, st.data())
def test_a_typed_code_is_forgiven_its_spelling(nonce: str, data: st.DataObject) -> None:
    code = code_of(nonce, SECRET)
    typed = ""
    for letter in code.replace("-", ""):
        looks_like = {"0": "0oO", "1": "1iIlL"}.get(letter, letter + letter.lower())
        typed += data.draw(
            st.sampled_from(["", " ", "-", "–", "\u00a0", ". ", "\u200b", "\t", "—"])
        )
        typed += data.draw(st.sampled_from(looks_like))

    assert normalise(typed) == code.replace("-", "")


def test_letters_of_full_width_are_read() -> None:
    assert normalise("ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ－ＰＱＲＳ") == "ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize(
    "typed",
    ["", "ABCD", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRST", "ABCD-EFGH-JKMN-PQRU",
     "ABCD-EFGH-JKMN-PQR!", "ÅBCD-EFGH-JKMN-PQRS", "x" * 100_000, "\0" * 16],
)  # fmt: skip
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert normalise(typed) is None


@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    found = normalise(typed)

    assert found is None or (len(found) == 16 and set(found) <= set(ALPHABET))


@given(nonces)
def test_all_that_follows_from_a_code_follows_from_every_spelling(nonce: str) -> None:
    code = code_of(nonce, SECRET)
    spelled = code.lower().replace("-", " ")

    assert receipt_of(code, SECRET) == receipt_of(spelled, SECRET)
    assert receipt_of(code, SECRET).code == code


def test_nothing_follows_from_a_code_without_the_secret() -> None:
    code = code_of(new_nonce(), SECRET)

    assert lookup_of(code, SECRET) != lookup_of(code, OLDER)
    assert key_pair_of(code, SECRET) != key_pair_of(code, OLDER)
    assert version_of(SECRET) != version_of(OLDER)


def test_a_receipt_of_an_older_secret_is_looked_up_in_the_same_question() -> None:
    code = code_of(new_nonce(), OLDER)

    assert TypedCode(code, [SECRET, OLDER]).lookups == [
        lookup_of(code, SECRET),
        lookup_of(code, OLDER),
    ]


def test_what_is_no_code_is_looked_up_like_one_and_under_another_name() -> None:
    right = TypedCode(code_of(new_nonce(), SECRET), [SECRET, OLDER])

    for typed in ("", "not this", "1234-5678"):
        wrong = TypedCode(typed, [SECRET, OLDER])
        assert len(wrong.lookups) == len(right.lookups)
        assert not set(wrong.lookups) & set(right.lookups)


def test_the_version_of_the_secret_says_which_key_opens() -> None:
    code = code_of(new_nonce(), OLDER)

    typed = TypedCode(f" {code.lower()} ", [SECRET, OLDER])

    assert typed.private_key(version_of(OLDER)) == key_pair_of(code, OLDER).private
    assert "0" not in repr(typed)


def test_the_look_up_says_nothing_of_the_keys() -> None:
    receipt = receipt_of(code_of(new_nonce(), SECRET), SECRET)

    assert len({receipt.lookup, receipt.keys.private, receipt.keys.public}) == 3
    assert receipt.code not in repr(receipt)


@pytest.mark.parametrize("nonce", ["", "x" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
def test_a_nonce_of_another_make_is_refused(nonce: str) -> None:
    assert not is_nonce(nonce)
    with pytest.raises(ValueError, match="nonce"):
        code_of(nonce, SECRET)


def test_new_nonces_are_nonces_and_differ() -> None:
    assert is_nonce(new_nonce())
    assert new_nonce() != new_nonce()


def test_a_wrong_code_is_no_code_to_derive_from() -> None:
    with pytest.raises(ValueError, match="no receipt code"):
        lookup_of("nonsense", SECRET)


@given(st.binary(max_size=80))
def test_letters_become_the_bytes_again(content: bytes) -> None:
    assert decode(encode(content)) == content


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_only_letters_that_could_be_written_are_read(letters: str) -> None:
    try:
        content = decode(letters)
    except ValueError:
        return
    assert encode(content) == letters


def test_groups_of_four() -> None:
    assert grouped("ABCDEFGHJKMNPQRS") == "ABCD-EFGH-JKMN-PQRS"


@given(nonces)
def test_nothing_of_a_handover_code_is_that_of_a_receipt(nonce: str) -> None:
    receipt, handed = code_of(nonce, SECRET), code_of(nonce, SECRET, CodeKind.HANDOVER)

    assert receipt != handed
    assert lookup_of(handed, SECRET, CodeKind.HANDOVER) != lookup_of(handed, SECRET)
    theirs = key_pair_of(handed, SECRET, CodeKind.HANDOVER)
    assert theirs.private != key_pair_of(handed, SECRET).private
    assert receipt_of(handed, SECRET, CodeKind.HANDOVER).keys == theirs


def test_what_is_sealed_for_who_types_a_code_opens_for_nobody_else() -> None:
    place = Place("handovers", UUID(int=1), "used_at")
    codes = [code_of(new_nonce(), SECRET, CodeKind.HANDOVER) for _ in range(2)]

    sealed = drawer_of(codes[0], SECRET).seal(place, "at ten")

    assert drawer_of(codes[0].lower(), SECRET).open_text(place, sealed) == "at ten"
    for code, secret in ((codes[1], SECRET), (codes[0], OLDER)):
        with pytest.raises(SealBroken):
            drawer_of(code, secret).open(place, sealed)
