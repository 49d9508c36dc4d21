"""Codes that people type."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp import TOTP

from portal.accounts.addresses import local_address
from portal.accounts.browsers import describe_browser
from portal.accounts.codes import (
    ALPHABET,
    SHEET_CODE_LENGTH,
    code_at,
    in_groups,
    matching_step,
    new_code,
    new_sheet,
    new_totp_secret,
    six_digits,
    totp_step,
    written_code,
)
from tests.conftest import NOW


def test_the_telephone_and_the_server_agree() -> None:
    # RFC 6238, appendix B (SHA-1), in six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert TOTP(secret).at(59) == "287082"
    assert TOTP(secret).at(1111111109) == "081804"
    assert TOTP(secret).at(20000000000) == "353130"


@pytest.mark.parametrize(("seconds", "found"), [(-60, False), (-30, True), (0, True), (30, True)])
def test_one_half_minute_around_counts(seconds: int, found: bool) -> None:
    secret = new_totp_secret()
    code = code_at(secret, NOW + timedelta(seconds=seconds))

    step = matching_step(secret, code, NOW)

    assert (step == totp_step(NOW + timedelta(seconds=seconds))) is found


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345a", "１２３４５６", "123 45", "٠١٢٣٤٥"]
)
def test_only_six_digits_are_a_code_of_a_telephone(typed: str) -> None:
    assert six_digits(typed) is None


def test_six_digits_may_be_spaced() -> None:
    assert six_digits(" 123 456 ") == "123456"


@given(st.text(alphabet=ALPHABET, min_size=10, max_size=10))
def test_a_written_code_is_read_however_it_is_written(code: str) -> None:
    shown = in_groups(code)
    misread = shown.replace("0", "O").replace("1", "l").lower()

    assert written_code(shown, SHEET_CODE_LENGTH) == code
    assert written_code(f" {misread} ", SHEET_CODE_LENGTH) == code
    assert written_code(shown.replace("-", " "), SHEET_CODE_LENGTH) == code


@given(st.text(max_size=400))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    code = written_code(typed, SHEET_CODE_LENGTH)

    assert code is None or (len(code) == 10 and set(code) <= set(ALPHABET))


def test_a_sheet_has_ten_different_codes() -> None:
    assert len(set(new_sheet())) == 10
    assert in_groups(new_code(16)).count("-") == 3


@given(st.text(max_size=60))
def test_a_local_address_has_no_host(text: str) -> None:
    address = local_address("/" + text)

    assert address is None or (address.startswith("/") and not address.startswith("//"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            "Firefox on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("curl/8.0", "A browser that does not say its name"),
    ],
)
def test_a_browser_is_named_as_people_know_it(plain_app: object, said: str, shown: str) -> None:
    assert describe_browser(said) == shown
