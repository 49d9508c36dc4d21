"""The checker finds whatever was changed, dropped, moved, invented or broken."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ledger.chain import link_day
from portal.ledger.copies import Day, read_copy
from portal.ledger.statements import (
    SigningKey,
    head_statement,
    promise_to_link,
    read_promise,
    write_promise,
)
from portal.ledger.verifying import Report, verify
from tests.ledger.copies import (
    FIRST,
    KEY,
    OTHER_KEY,
    make_day,
    make_days,
    make_opening,
    written,
)

TODAY = date(2026, 11, 22)
DAYS = make_days()
GOOD = written(DAYS)


def check(content: bytes, **options: Any) -> Report:
    return verify(content, on=TODAY, **{"keys": [KEY.public], **options})


def sign_again(day: Day, key: SigningKey = KEY) -> Day:
    statement = head_statement(day.day, day.signed_on, day.size, day.hash)
    return replace(day, signature=key.sign(statement), public_key=key.public)


def test_a_ledger_that_nobody_touched_is_whole() -> None:
    report = check(GOOD)

    assert report.problems == []
    assert (report.days, report.links, report.openings) == (3, 96, 1)


def test_an_empty_ledger_is_whole() -> None:
    assert check(written([])).is_good


@settings(max_examples=400)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= change

    report = check(bytes(changed))

    if report.is_good:
        # White space, or another way to write the same letter: nothing was changed.
        assert json.loads(bytes(changed)) == json.loads(GOOD) or _key_alone(bytes(changed))


def _key_alone(content: bytes) -> bool:
    """The key in front is only what the copy says of itself: it was given from elsewhere."""
    one, other = json.loads(content), json.loads(GOOD)
    return {**one, "public_key": ""} == {**other, "public_key": ""}


@given(st.integers(0, len(GOOD) - 1))
def test_no_copy_that_breaks_off_is_taken(length: int) -> None:
    assert not check(GOOD[:length]).is_good or GOOD[:length].strip() == GOOD.strip()


def _without_first(days: list[Day]) -> list[Day]:
    return days[1:]


def _without_middle(days: list[Day]) -> list[Day]:
    return [days[0], days[2]]


def _swapped(days: list[Day]) -> list[Day]:
    return [days[1], days[0], days[2]]


def _twice(days: list[Day]) -> list[Day]:
    return [days[0], days[0], *days[1:]]


def _link_dropped(days: list[Day]) -> list[Day]:
    return [replace(days[0], commitments=days[0].commitments[:-1]), *days[1:]]


def _day_dropped_and_signed_again(days: list[Day]) -> list[Day]:
    links = link_day(days[2].day, days[2].commitments, size=32, previous=days[0].hash)
    last = replace(days[2], size=links[-1].position, hash=links[-1].hash)
    return [days[0], sign_again(last)]


def _links_swapped(days: list[Day]) -> list[Day]:
    first, second, *rest = days[0].commitments
    return [replace(days[0], commitments=(second, first, *rest)), *days[1:]]


def _unpadded_and_signed(days: list[Day]) -> list[Day]:
    kept = days[0].commitments[:5]
    links = link_day(days[0].day, kept, size=0, previous=bytes(32))
    return [
        sign_again(replace(days[0], commitments=kept, size=5, hash=links[-1].hash, openings=()))
    ]


def _opening_changed(days: list[Day]) -> list[Day]:
    opening = replace(days[0].openings[0], fact={"period": "2026-09"})
    return [replace(days[0], openings=(opening,)), *days[1:]]


def _opening_kind_changed(days: list[Day]) -> list[Day]:
    opening = replace(days[0].openings[0], kind="release_withdrawn")
    return [replace(days[0], openings=(opening,)), *days[1:]]


def _opening_invented(days: list[Day]) -> list[Day]:
    return [days[0], replace(days[1], openings=(make_opening(),)), days[2]]


def _opening_moved(days: list[Day]) -> list[Day]:
    moved = replace(days[1], openings=days[0].openings)
    return [replace(days[0], openings=()), moved, days[2]]


def _opened_twice(days: list[Day]) -> list[Day]:
    return [replace(days[0], openings=days[0].openings * 2), *days[1:]]


def _signed_by_another(days: list[Day]) -> list[Day]:
    return [sign_again(days[0], OTHER_KEY), *days[1:]]


def _signed_before_its_end(days: list[Day]) -> list[Day]:
    return [*days[:2], sign_again(replace(days[2], signed_on=days[2].day))]


def _signed_in_another_order(days: list[Day]) -> list[Day]:
    later = sign_again(replace(days[0], signed_on=days[0].day + timedelta(days=9)))
    return [later, *days[1:]]


def _repeated_commitment(days: list[Day]) -> list[Day]:
    again = make_day(days[2].day, [days[0].commitments[0]], after=days[1])
    return [*days[:2], again]


@pytest.mark.parametrize(
    "tamper",
    [_without_first, _without_middle, _swapped, _twice, _link_dropped,
     _day_dropped_and_signed_again, _links_swapped, _unpadded_and_signed, _opening_changed,
     _opening_kind_changed, _opening_invented, _opening_moved, _opened_twice, _signed_by_another,
     _signed_before_its_end, _signed_in_another_order, _repeated_commitment],
)  # fmt: skip
def test_tampering_is_found(tamper: Callable[[list[Day]], list[Day]]) -> None:
    assert not check(written(tamper(list(DAYS)))).is_good


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format":"other"}',
     GOOD.replace(b'"size":32', b'"size":32.0'), GOOD.replace(b'"size":32', b'"size":NaN'),
     GOOD.replace(b'"size":32', b'"size":true'), GOOD.replace(b'"size":32', b'"size":-32'),
     GOOD.replace(b'"size":32', b'"size":' + b"9" * 5000),
     GOOD.replace(b'"size":32', b'"size":32,"size":32'),
     GOOD.replace(b'"size":32', b'"size":32,"more":1'),
     GOOD.replace(b'"2026-11-01"', b'"20261101"'), GOOD.replace(b'"2026-11-01"', b'7'),
     GOOD.replace(b'"openings":[]', b'"openings":{}'),
     GOOD.replace(b'"edition":1', b'"edition":1.0'), GOOD.replace(b'"edition":1', '"é":1'.encode()),
     GOOD.upper()],
)  # fmt: skip
def test_what_is_no_copy_is_refused_in_words(content: bytes) -> None:
    report = check(content)

    assert not report.is_good
    assert all(problem for problem in report.problems)


def test_a_wrong_key_is_found_even_where_the_file_names_it() -> None:
    days = make_days(key=OTHER_KEY)

    assert not check(written(days, OTHER_KEY)).is_good


def test_without_a_key_the_own_key_counts_and_that_is_said() -> None:
    report = verify(GOOD, on=TODAY)

    assert report.is_good
    assert KEY.public.hex() in report.notices[0]


def test_the_key_of_the_earlier_copy_counts_before_the_own() -> None:
    forged = written(make_days(key=OTHER_KEY), OTHER_KEY)

    assert not verify(forged, on=TODAY, earlier=GOOD).is_good


def test_a_copy_that_continues_the_earlier_one_is_good() -> None:
    assert check(GOOD, earlier=written(DAYS[:2])).is_good
    assert check(GOOD, earlier=GOOD).is_good


def test_a_fork_is_found_though_each_copy_is_whole() -> None:
    other = make_day(DAYS[1].day, [os.urandom(32)], after=DAYS[0])
    fork = [DAYS[0], other, make_day(DAYS[2].day, after=other)]

    assert check(written(fork)).is_good
    report = check(written(fork), earlier=GOOD)
    assert ["rewritten" in problem for problem in report.problems] == [True]


def test_a_ledger_that_became_shorter_is_found() -> None:
    assert not check(written(DAYS[:2]), earlier=GOOD).is_good


def test_an_earlier_copy_that_is_not_whole_proves_nothing() -> None:
    report = check(GOOD, earlier=written(_links_swapped(list(DAYS))))

    assert any(problem.startswith("Earlier copy") for problem in report.problems)


def test_a_head_signed_twice_in_different_words_is_found() -> None:
    again = sign_again(replace(DAYS[2], signed_on=DAYS[2].day + timedelta(days=5)))

    assert not check(written([*DAYS[:2], again]), earlier=GOOD).is_good


def test_an_opening_no_longer_shown_is_said_and_proves_no_lie() -> None:
    report = check(written([replace(DAYS[0], openings=()), *DAYS[1:]]), earlier=GOOD)

    assert report.is_good
    assert any("no longer shown" in notice for notice in report.notices)


def promised(commitment: bytes, day: date, key: SigningKey = KEY) -> str:
    return write_promise(promise_to_link(key, commitment, day))


def test_a_promise_kept_is_said() -> None:
    report = check(GOOD, promise=promised(DAYS[1].commitments[3], DAYS[1].day))

    assert report.is_good
    assert any("was kept" in notice for notice in report.notices)


def test_a_promise_past_three_days_and_not_linked_is_broken() -> None:
    report = check(GOOD, promise=promised(os.urandom(32), FIRST))

    assert ["promise was broken" in problem for problem in report.problems] == [True]


def test_a_promise_not_yet_due_waits() -> None:
    for day in (TODAY, TODAY - timedelta(days=3)):
        report = check(GOOD, promise=promised(os.urandom(32), day))

        assert report.is_good
        assert any("not in the chain yet" in notice for notice in report.notices)
    assert not check(GOOD, promise=promised(os.urandom(32), TODAY - timedelta(days=4))).is_good


def test_a_promise_is_broken_when_the_chain_is_past_it_whatever_the_clock_says() -> None:
    report = verify(GOOD, on=date(2020, 1, 1), promise=promised(os.urandom(32), date(2026, 10, 30)))

    assert not report.is_good


def test_what_was_linked_too_late_is_a_broken_promise() -> None:
    entry = os.urandom(32)
    late = make_day(FIRST, [entry], signed_on=FIRST + timedelta(days=4))

    report = check(written([late]), promise=promised(entry, FIRST))

    assert ["linked on 2026-11-05" in problem for problem in report.problems] == [True]


def test_a_promise_of_somebody_else_proves_nothing() -> None:
    report = check(GOOD, promise=promised(os.urandom(32), FIRST, OTHER_KEY))

    assert report.problems == ["The promise was not signed by this ledger."]


@given(st.data())
def test_no_letter_of_a_promise_can_be_changed(data: st.DataObject) -> None:
    text = promised(DAYS[1].commitments[3], DAYS[1].day)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(
        lambda letter: letter != text[place]))  # fmt: skip

    assert not check(GOOD, promise=text[:place] + letter + text[place + 1 :]).is_good


def test_a_promise_may_be_copied_with_line_breaks() -> None:
    text = promised(DAYS[1].commitments[3], DAYS[1].day)
    torn = " \n".join(text[start : start + 40] for start in range(0, len(text), 40))

    assert read_promise(torn) == read_promise(text)
    assert len(text) < 180


@pytest.mark.parametrize("text", ["", "candour-promise-1", "a.b.c.d", "x" * 100_000, "é.é.é.é"])
def test_what_is_no_promise_is_refused_in_words(text: str) -> None:
    assert not check(GOOD, promise=text).is_good


def test_a_copy_is_read_as_it_was_written() -> None:
    copy = read_copy(GOOD)

    assert copy.days == tuple(DAYS)
    assert copy.public_key == KEY.public
