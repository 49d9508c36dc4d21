"""Which passwords are accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.common_passwords import COMMON_WORDS, KEY_ROWS
from portal.accounts.passwords import LONGEST, PasswordRefused, require_password

KNOWN = ("Megan Pritchard", "megan.pritchard@example.org", "Bryn Teg Care Co-operative")


@pytest.mark.parametrize(
    "password",
    [
        "heron lamp under seven gates",
        "mae hen wlad fy nhadau yn annwyl",
        "correct horse battery stapler",
        "vV8#kq2!Lm4z",
        "пароль который никто не знает",
        "🌦🐑🚲🧵🪁🫖🧭🪕🛶🪵🧀🐚",
        "Zvonimir likes turnips",
        "a" * 3 + " quite odd sentence",
    ],
)
def test_accepts_what_is_long_and_not_foreseeable(password: str) -> None:
    require_password(password, known=KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "eleven char",
        "Password2026!",
        "P4ssw0rd!P4ssw0rd!",
        "passwordpassword",
        "123456789012",
        "qwertyuiopas",
        "poiuytrewqlkjhgfdsa",
        "abcdefghijklm",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "            ",
        "Megan Pritchard 1961",
        "megan.pritchard@example.org",
        "BrynTegCareCooperative2026",
        "bryn-teg-care!",
        "Summer2026Winter2025",
        "liverpool 12/05/1961",
        "iloveyou iloveyou",
        "pr1tch4rd m3g4n",
    ],
)
def test_refuses_what_is_tried_first(password: str) -> None:
    with pytest.raises(PasswordRefused):
        require_password(password, known=KNOWN)


def test_a_password_has_an_end() -> None:
    require_password("heron lamp under seven gates", known=KNOWN)

    with pytest.raises(PasswordRefused, match="at most 256"):
        require_password("heron lamp under seven gates " * 100, known=KNOWN)


@given(st.sampled_from(sorted(COMMON_WORDS)), st.integers(0, 9999), st.booleans())
def test_a_common_word_with_a_number_is_refused(word: str, number: int, capital: bool) -> None:
    password = f"{word.title() if capital else word}{number}!"

    with pytest.raises(PasswordRefused):
        require_password(password)


@given(st.sampled_from(KEY_ROWS), st.integers(1, 6))
def test_a_row_of_keys_is_refused_however_often(row: str, times: int) -> None:
    with pytest.raises(PasswordRefused):
        require_password((row * times)[:LONGEST])


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_judged_and_only_ever_refused_in_words(password: str, known: list[str]) -> None:
    refusals = []
    try:
        require_password(password, known=known)
    except PasswordRefused as refusal:
        refusals.append(str(refusal))

    assert all(sentence.endswith(".") for sentence in refusals)
