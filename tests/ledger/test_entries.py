"""Commitments: the same in every language, and nothing without the salt."""

import hashlib
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.entries import canonical, commit_to, plain_fact
from portal.ledger.kinds import EntryKind, is_public

SALT = b"s" * 32
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=8,
)
facts = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), values, max_size=4)


def test_the_canonical_form_is_as_the_format_says() -> None:
    fact = {"b": "é\n", "a": [1, True, None], "A": {}}

    assert canonical(EntryKind.TERM_BEGAN, fact) == (
        '{"fact":{"A":{},"a":[1,true,null],"b":"é\\n"},"kind":"term_began"}'.encode()
    )


def test_a_commitment_is_the_hash_of_salt_and_canonical_form() -> None:
    expected = hashlib.sha256(SALT + b'{"fact":{"n":1},"kind":"term_began"}').digest()

    assert commit_to(SALT, EntryKind.TERM_BEGAN, {"n": 1}) == expected


@given(facts)
def test_a_fact_is_the_same_after_it_was_stored_as_json(fact: dict[str, object]) -> None:
    again = json.loads(json.dumps(plain_fact(fact)))

    assert commit_to(SALT, "term_began", again) == commit_to(SALT, "term_began", fact)


@given(facts, facts)
def test_different_facts_have_different_commitments(
    one: dict[str, object], other: dict[str, object]
) -> None:
    same = canonical("k", one) == canonical("k", other)

    assert (commit_to(SALT, "k", one) == commit_to(SALT, "k", other)) == same
    assert commit_to(SALT, "k", one) != commit_to(SALT, "l", one)
    assert commit_to(SALT, "k", one) != commit_to(b"t" * 32, "k", one)


def test_days_and_identifiers_become_text() -> None:
    assert plain_fact({"day": date(2026, 11, 9), "id": UUID(int=1)}) == {
        "day": "2026-11-09",
        "id": "00000000-0000-0000-0000-000000000001",
    }


@pytest.mark.parametrize(
    "value",
    [0.5, 2**53, -(2**53), datetime(2026, 11, 9, tzinfo=UTC), b"bytes", {"é": 1}, {1: 1},
     [[[[[[[[[[1]]]]]]]]]]],
)  # fmt: skip
def test_what_languages_write_differently_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"fact|deep"):
        plain_fact({"name": value})


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit_to(b"short", "k", {})


def test_nothing_about_a_case_a_grant_or_an_import_is_opened() -> None:
    public = {kind.value for kind in EntryKind if is_public(kind)}

    assert public == {
        "release_published", "release_corrected", "release_withdrawn", "release_discarded",
        "release_notice_taken_back",
        "election_opened", "election_step", "urn_closed", "election_declared",
        "term_began", "term_ended", "appointment_made", "appointment_ended",
        "settings_changed", "routing_changed", "recovery_used",
    }  # fmt: skip
