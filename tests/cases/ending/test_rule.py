"""The rule of ends without a finding: what is late, what was put right, who is one person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.ending.endings import (
    HARMED,
    EndingRefused,
    Lateness,
    is_same_contact,
    last_day_in_time,
    last_day_to_settle,
    require_kind,
    require_late,
    require_settled,
)
from portal.cases.rule_packs import find_pack, rule_packs
from portal.cases.tellings import Contact
from portal.cases.workflow import CaseKind
from portal.cases.working_days import is_working_day

DAY = date(2026, 11, 9)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("pack", "happened", "known", "last"),
    [
        ("ENG-LA-2009", date(2025, 1, 31), date(2025, 1, 31), date(2026, 1, 31)),
        ("ENG-LA-2009", date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28)),
        ("WAL-SS-2014", date(2020, 1, 1), date(2025, 6, 30), date(2026, 6, 30)),
        ("SCO-MCHP", date(2025, 1, 31), date(2025, 2, 10), date(2025, 8, 10)),
        ("SCO-MCHP", date(2025, 1, 31), date(2025, 12, 1), date(2026, 1, 31)),
        ("QC-LSSSS", date(2020, 1, 1), date(2020, 1, 1), None),
        ("IT-CARTA", date(2020, 1, 1), date(2020, 1, 1), None),
        ("ENG-PROVIDER-CQC16", date(2020, 1, 1), date(2020, 1, 1), None),
    ],
)
def test_the_last_day_by_hand(pack: str, happened: date, known: date, last: date | None) -> None:
    assert last_day_in_time(find_pack(pack), happened_on=happened, known_on=known) == last


@given(st.sampled_from(sorted(rule_packs())), DAYS, DAYS, st.integers(-3, 3))
def test_late_is_what_comes_after_the_last_day_and_nothing_else(
    code: str, happened: date, known: date, beyond: int
) -> None:
    pack, known = find_pack(code), max(happened, known)
    last = last_day_in_time(pack, happened_on=happened, known_on=known)

    def judge(severity: int = 2) -> None:
        came = (last or known) + timedelta(days=beyond)
        require_late(
            pack, happened_on=happened, known_on=known, received_on=came, severity=severity
        )

    if last is not None and beyond > 0:
        judge()
        with pytest.raises(EndingRefused, match="however late"):
            judge(HARMED)
    else:
        with pytest.raises(EndingRefused, match=r"in time|no last day"):
            judge()


def test_nobody_knew_of_it_before_it_happened() -> None:
    with pytest.raises(EndingRefused, match="before it happened"):
        require_late(
            find_pack("WAL-SS-2014"),
            happened_on=date(2025, 3, 1),
            known_on=date(2025, 2, 28),
            received_on=DAY,
            severity=1,
        )


def test_the_limit_does_not_hold_where_there_was_reason_and_it_can_still_be_fair() -> None:
    excused = [
        (reason, fair)
        for reason in (True, False)
        for fair in (True, False)
        if Lateness(DAY, reason, fair).is_excused
    ]

    assert excused == [(True, True)]


@given(st.sampled_from(sorted(rule_packs())), DAYS)
def test_put_right_at_once_is_by_the_end_of_the_next_working_day(code: str, received: date) -> None:
    pack = find_pack(code)
    last = last_day_to_settle(pack, received)

    assert is_working_day(last, pack.nation)
    between = [received + timedelta(days=each) for each in range(1, (last - received).days)]
    assert not [each for each in between if is_working_day(each, pack.nation)]
    require_settled(pack, said=True, received_on=received, stage=1, today=last)
    with pytest.raises(EndingRefused, match="last day for this"):
        require_settled(
            pack, said=True, received_on=received, stage=1, today=last + timedelta(days=1)
        )


def test_what_was_written_and_what_is_not_resolved_is_answered() -> None:
    pack = find_pack("ENG-LA-2009")

    with pytest.raises(EndingRefused, match="Only what was said"):
        require_settled(pack, said=False, received_on=DAY, stage=1, today=DAY)
    with pytest.raises(EndingRefused, match="not resolved"):
        require_settled(pack, said=True, received_on=DAY, stage=2, today=DAY)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Contact(email="Dai@Example.net "), Contact(email="dai@example.net"), True),
        (Contact(phone="0044 1286 555019"), Contact(phone="(01286) 555 019"), True),
        (Contact(phone="01286 555019"), Contact(phone="01286 555018"), False),
        (Contact(phone="999"), Contact(phone="999"), False),
        (Contact(name="Dai", other="4 Hill Lane"), Contact(name="Dai", other="4 Hill Lane"), False),
        (Contact(), Contact(), False),
        (Contact(email="a@b.net"), Contact(phone="01286 555019"), False),
    ],
)
def test_one_person_is_who_left_the_same_address_or_number(
    one: Contact, two: Contact, same: bool
) -> None:
    assert is_same_contact(one, two) is same
    assert is_same_contact(two, one) is same


def test_thanks_and_questions_what_is_held_do_not_end_like_this() -> None:
    for kind in CaseKind:
        if kind in (CaseKind.PRAISE, CaseKind.HELD):
            with pytest.raises(EndingRefused):
                require_kind(kind)
        else:
            require_kind(kind)
