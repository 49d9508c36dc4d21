"""What Python could read and the documents do not describe is refused: others read it otherwise."""

from datetime import date
from typing import Any

import pytest

from portal.ledger.statements import promise_to_link, read_promise, write_promise
from portal.ledger.verifying import verify
from portal.ledger.writing import read_day, read_hex
from tests.ledger.copies import FIRST, KEY, make_day, written


@pytest.mark.parametrize(
    "text", ["00F0", "00 f", " 00f", "00f\n", "0\t0f", "00f", "00f00", "", "00fg", "０0f0", None, 7]
)
def test_bytes_are_small_hexadecimal_digits_and_nothing_else(text: Any) -> None:
    with pytest.raises(ValueError, match="not 2 bytes in small hexadecimal digits"):
        read_hex(text, 2)


@pytest.mark.parametrize(
    "text",
    ["20261109", "2026-W46-1", "2026-11-9", "2026-02-30", "0000-01-01", "2026-11-09\n", "", None],
)
def test_a_day_is_written_in_one_way(text: Any) -> None:
    with pytest.raises(ValueError, match="is not"):
        read_day(text)


@pytest.mark.parametrize("space", ["  ", "\\t\\t", "\\n\\n"])
def test_a_commitment_that_is_shorter_than_it_looks_is_refused(space: str) -> None:
    short = b"\xff" * 31
    whole = written([make_day(FIRST, [short])]).decode()
    shown = whole.replace(f'"{short.hex()}"', f'"{short.hex()[:-2]}{space}ff"')

    for text in (whole, shown):
        (problem,) = verify(text.encode(), on=FIRST, keys=[KEY.public]).problems
        assert "not 32 bytes" in problem


def test_days_after_the_last_of_the_calendar_are_refused_in_words() -> None:
    last = make_day(date(9999, 12, 30))
    beyond = make_day(date.max, after=last, signed_on=date.max)
    report = verify(written([last, beyond, beyond]), on=FIRST, keys=[KEY.public])

    assert any("does not follow" in problem for problem in report.problems)


@pytest.mark.parametrize("day", ["20261104", "2026-W45-3", "2026-02-30"])
def test_a_promise_names_its_day_in_one_way(day: str) -> None:
    text = write_promise(promise_to_link(KEY, bytes(32), FIRST))
    assert read_promise(text).by == date(2026, 11, 4)

    with pytest.raises(ValueError, match=r"does not name the day .*\."):
        read_promise(text.replace("2026-11-04", day))


def test_a_promise_with_a_sign_of_another_alphabet_is_refused_in_words() -> None:
    text = write_promise(promise_to_link(KEY, bytes(32), FIRST))

    with pytest.raises(ValueError, match=r"is not complete\."):
        read_promise(text[:40] + "\ufeff" + text[40:])
