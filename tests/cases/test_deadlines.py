"""Clocks: working days of each nation, and what the rule packs make of them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.app import create_app
from portal.cases.deadlines import (
    OUTSIDE_BODIES,
    Basis,
    Clock,
    DeadlineKind,
    Due,
    ExtensionRefused,
    StartEvent,
    days_left,
    due_at_acknowledgement,
    due_at_receipt,
    has_clocks,
    require_agreed_day,
    require_extension,
)
from portal.cases.rule_packs import find_pack, held_packs, rule_packs
from portal.cases.workflow import CaseKind
from portal.cases.working_days import (
    NATIONS,
    is_working_day,
    local_day,
    months_after,
    nth_working_day_after,
    working_days_between,
)
from portal.errors import SettingsRefused
from tests.conftest import base_settings

WAL, ENG, LGSCO = "WAL-SS-2014", "ENG-LA-2009", "ENG-LGSCO-CODE-2024"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 9), date(2026, 11, 12)),  # Monday -> Thursday
        (date(2026, 11, 13), date(2026, 11, 18)),  # Friday -> Wednesday
        (date(2026, 11, 14), date(2026, 11, 18)),  # Saturday -> Wednesday
        (date(2026, 11, 15), date(2026, 11, 18)),  # Sunday -> Wednesday
    ],
)
def test_the_worked_examples_of_three_working_days(received: date, due: date) -> None:
    assert nth_working_day_after(received, 3, "ENG") == due


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        # Christmas 2026: Boxing Day is a Saturday, so Monday the 28th is its bank holiday.
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        # Christmas 2027 falls on a weekend: the 27th and 28th are bank holidays.
        (date(2027, 12, 23), 2, date(2027, 12, 29)),
        # Easter 2027: Good Friday 26 March, Easter Monday 29 March.
        (date(2027, 3, 24), 2, date(2027, 3, 30)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        # New Year 2027 is a Friday.
        (date(2026, 12, 30), 2, date(2027, 1, 4)),
    ],
)
def test_holidays_do_not_count(received: date, count: int, due: date) -> None:
    assert nth_working_day_after(received, count, "ENG") == due
    assert nth_working_day_after(received, count, "WAL") == due


def test_wales_names_boxing_day_whatever_the_list_of_bank_holidays_says() -> None:
    named = {name.__name__ for name in NATIONS["WAL"].named}

    assert named == {"_christmas_day", "_boxing_day"}
    assert not is_working_day(date(2029, 12, 26), "WAL")  # a Wednesday


def test_scotland_has_days_of_its_own() -> None:
    assert not is_working_day(date(2026, 11, 30), "SCO")  # St Andrew's Day
    assert is_working_day(date(2026, 11, 30), "ENG")
    assert is_working_day(date(2027, 3, 29), "SCO")  # Easter Monday is none there


def test_received_at_ten_to_midnight_on_a_sunday_is_received_on_that_sunday() -> None:
    received = local_day(datetime(2026, 7, 5, 22, 50, tzinfo=UTC))  # 23:50 in British summer

    assert received == date(2026, 7, 5)
    assert nth_working_day_after(received, 2, "WAL") == date(2026, 7, 7)


def test_received_after_midnight_in_summer_is_received_on_monday() -> None:
    assert local_day(datetime(2026, 7, 5, 23, 10, tzinfo=UTC)) == date(2026, 7, 6)


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 40), st.sampled_from(list(NATIONS))
)
def test_a_due_day_is_a_working_day_with_so_many_before_it(
    day: date, count: int, nation: str
) -> None:
    due = nth_working_day_after(day, count, nation)

    assert is_working_day(due, nation)
    assert working_days_between(day, due, nation) == count
    assert working_days_between(due, day, nation) == -count


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 30))
def test_months_end_in_the_month_that_was_meant(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_nothing_starts_without_a_rule_pack_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="no rule pack 'NONSENSE'"):
        create_app(replace(base_settings(tmp_path), rule_pack="NONSENSE"))


def test_every_pack_says_where_it_comes_from_and_what_was_checked() -> None:
    packs = rule_packs()

    assert set(packs) == {
        *(WAL, ENG, LGSCO, "ENG-PROVIDER-CQC16", "WAL-PROVIDER-RISCA"),
        *("SCO-MCHP", "QC-LSSSS", "IT-CARTA"),
    }
    for pack in packs.values():
        assert pack.nation in NATIONS
        assert pack.source
        assert pack.source_url.startswith("https://")
        assert pack.outside_body in {body._args[0] for body in OUTSIDE_BODIES}
        assert pack.checked >= pack.valid_from
        assert len(pack.checked_against) > 40
        assert pack.outside_body
        assert pack.stages


def test_what_was_compared_and_what_was_not_stand_apart() -> None:
    for pack in [*rule_packs().values(), *held_packs().values()]:
        assert pack.checked_against or pack.not_checked
        assert not re.search(r"not (yet )?(read|confirmed)|general knowledge", pack.checked_against)
        # People read these: a day is written as on the rest of the page.
        assert not re.search(r"\d{4}-\d\d-\d\d", pack.checked_against + pack.not_checked)


def test_an_unknown_pack_is_a_setting_refused() -> None:
    with pytest.raises(SettingsRefused, match="no rule pack 'MARS-1'"):
        find_pack("MARS-1")


def test_wales_counts_two_days_from_receipt_then_ten_from_acknowledgement() -> None:
    pack = find_pack(WAL)

    at_receipt = due_at_receipt(pack, 1, date(2026, 11, 9))
    answer = due_at_acknowledgement(pack, 1, date(2026, 11, 10))

    assert [due.due_on for due in at_receipt] == [date(2026, 11, 11), date(2026, 11, 25)]
    assert answer == Due(DeadlineKind.ANSWER, date(2026, 11, 10), date(2026, 11, 24))


def test_the_second_stage_in_wales_counts_twenty_five_days_from_the_request() -> None:
    pack = find_pack(WAL)

    acknowledge, answer = due_at_receipt(pack, 2, date(2026, 11, 9))

    assert acknowledge.due_on == date(2026, 11, 11)
    assert answer.due_on == date(2026, 12, 14)
    assert due_at_acknowledgement(pack, 2, date(2026, 11, 10)) is None


def test_england_gives_three_days_and_at_most_six_months() -> None:
    acknowledge, answer = due_at_receipt(find_pack(ENG), 1, date(2026, 11, 9))

    assert acknowledge.due_on == date(2026, 11, 12)
    assert answer.due_on == date(2027, 5, 9)


def test_the_ombudsmans_code_has_two_stages_that_count_from_acknowledgement() -> None:
    pack = find_pack(LGSCO)

    first = due_at_acknowledgement(pack, 1, date(2026, 11, 9))
    second = due_at_acknowledgement(pack, 2, date(2026, 11, 9))

    assert first is not None and first.due_on == date(2026, 11, 23)
    assert second is not None and second.due_on == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("code", "stage", "received", "due"),
    [
        # A Monday; 84 days are twelve weeks, holidays or not.
        ("ENG-PROVIDER-CQC16", 1, date(2026, 11, 9), (date(2026, 11, 12), date(2027, 2, 1))),
        # 30 November is St Andrew's Day in Scotland.
        ("SCO-MCHP", 1, date(2026, 11, 26), (date(2026, 12, 2), date(2026, 12, 4))),
        ("SCO-MCHP", 2, date(2026, 11, 9), (date(2026, 11, 12), date(2026, 12, 8))),
        # 45 days in Quebec are counted on the calendar: across Christmas, to a Thursday.
        ("QC-LSSSS", 1, date(2026, 11, 30), (date(2026, 12, 5), date(2027, 1, 14))),
        # The Immaculate Conception on 8 December is a holiday in Italy.
        ("IT-CARTA", 1, date(2026, 12, 3), (date(2026, 12, 11), date(2027, 1, 2))),
        ("WAL-PROVIDER-RISCA", 2, date(2026, 11, 9), (date(2026, 11, 11), date(2026, 12, 14))),
    ],
)
def test_worked_examples_of_the_other_packs(
    code: str, stage: int, received: date, due: tuple[date, date]
) -> None:
    found = due_at_receipt(find_pack(code), stage, received)

    assert tuple(each.due_on for each in found) == due


def test_five_more_working_days_in_scotland_at_the_first_stage_and_none_at_the_second() -> None:
    pack = find_pack("SCO-MCHP")
    first, second = (due_at_receipt(pack, stage, date(2026, 11, 9))[1] for stage in (1, 2))

    require_extension(pack, 1, first, to=date(2026, 11, 23), reason="Ill.", today=date(2026, 11, 9))
    with pytest.raises(ExtensionRefused, match="2026-11-23 at the latest"):
        require_extension(
            pack, 1, first, to=date(2026, 11, 24), reason="Ill.", today=date(2026, 11, 9)
        )
    with pytest.raises(ExtensionRefused, match="no more time"):
        require_extension(
            pack, 2, second, to=date(2026, 12, 9), reason="Ill.", today=date(2026, 11, 9)
        )


def test_what_no_law_says_is_not_called_law() -> None:
    promised = {
        code
        for code, pack in rule_packs().items()
        if pack.stage(1).acknowledge.basis is Basis.PROMISE
    }

    assert promised == {"ENG-PROVIDER-CQC16", "WAL-PROVIDER-RISCA", "SCO-MCHP", "IT-CARTA"}
    for code in promised:
        assert "promise" in rule_packs()[code].checked_against


def test_a_third_round_keeps_the_rules_of_the_last() -> None:
    pack = find_pack(LGSCO)

    assert pack.stage(3) == pack.stage(2)
    assert find_pack(ENG).stage(2) == find_pack(ENG).stage(1)


@pytest.mark.parametrize("code", [WAL, ENG, LGSCO])
@given(day=st.dates(date(2026, 1, 1), date(2030, 1, 1)), slow=st.integers(0, 5))
def test_the_day_told_at_receipt_only_ever_comes_nearer(code: str, day: date, slow: int) -> None:
    pack = find_pack(code)
    acknowledge, told = due_at_receipt(pack, 1, day)
    acknowledged_on = min(day + timedelta(days=slow), acknowledge.due_on)

    due = due_at_acknowledgement(pack, 1, acknowledged_on)

    assert due is None or due.due_on <= told.due_on


def test_praise_asks_for_no_answer() -> None:
    assert [kind for kind in CaseKind if not has_clocks(kind)] == [CaseKind.PRAISE]


ANSWER = Due(DeadlineKind.ANSWER, date(2026, 11, 9), date(2026, 11, 23))
TODAY = date(2026, 11, 16)


def test_more_time_within_the_rules_is_allowed() -> None:
    require_extension(
        find_pack(LGSCO), 1, ANSWER, to=date(2026, 12, 7), reason="The rota is late.", today=TODAY
    )


@pytest.mark.parametrize(
    ("to", "reason", "pack", "sentence"),
    [
        (date(2026, 12, 8), "Because.", LGSCO, "at the latest"),
        (date(2026, 11, 23), "Because.", LGSCO, "after the old one"),
        (date(2026, 12, 1), "  ", LGSCO, "Say why"),
        (date(2026, 12, 1), "Because.", WAL, "no more time"),
    ],
)
def test_refuses_more_time_than_the_rules_give(
    to: date, reason: str, pack: str, sentence: str
) -> None:
    with pytest.raises(ExtensionRefused, match=sentence):
        require_extension(find_pack(pack), 1, ANSWER, to=to, reason=reason, today=TODAY)


def test_a_day_that_has_passed_is_late_and_gets_no_more_time() -> None:
    with pytest.raises(ExtensionRefused, match="The day has passed"):
        require_extension(
            find_pack(LGSCO),
            1,
            ANSWER,
            to=date(2026, 11, 30),
            reason="Because.",
            today=date(2026, 12, 1),
        )


def test_a_day_is_agreed_only_where_the_rules_leave_it_open() -> None:
    agreed = Clock(DeadlineKind.ANSWER, StartEvent.RECEIPT, months=6, agreed=True)
    fixed = Clock(DeadlineKind.ANSWER, StartEvent.RECEIPT, working_days=10)
    due_on = date(2027, 5, 9)

    require_agreed_day(agreed, date(2026, 12, 1), today=TODAY, due_on=due_on)
    for day in (TODAY, due_on + timedelta(days=1)):
        with pytest.raises(ExtensionRefused):
            require_agreed_day(agreed, day, today=TODAY, due_on=due_on)
    with pytest.raises(ExtensionRefused, match="themselves"):
        require_agreed_day(fixed, date(2026, 12, 1), today=TODAY, due_on=due_on)


def test_says_how_many_working_days_are_left() -> None:
    friday = date(2026, 11, 13)

    assert days_left(date(2026, 11, 16), friday, "ENG") == 1
    assert days_left(friday, friday, "ENG") == 0
    assert days_left(date(2026, 11, 11), friday, "ENG") == -2
