"""Two editions of the same rules side by side: which of them holds for a case, and who sees it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, config
from portal.cases.clocks.renewing_services import renew_clocks
from portal.cases.deadlines import Basis, DeadlineKind, SetBy, StartEvent
from portal.cases.events import EventKind
from portal.cases.messages.models import Letter
from portal.cases.messages.services import take_more_time
from portal.cases.models import Deadline
from portal.cases.rule_packs import (
    InForce,
    edition_that_took_over,
    editions_of,
    find_pack,
    pack_for,
    read_packs,
    rule_packs,
    shown_editions,
)
from portal.cases.services import reopen_case, withdraw_case
from portal.cases.workflow import CaseKind
from portal.config import settings
from portal.database import db, transaction
from portal.errors import SettingsRefused
from tests.cases.factories import (
    Sent,
    acknowledge,
    make_case,
    make_committee,
    make_statement,
    send,
)
from tests.cases.packs import WAL, changed, packs_on_disk, shipped
from tests.client import Browser
from tests.conftest import NOW, ON_SQLITE
from tests.intake.factories import come_back

ANSWER, ACKNOWLEDGE = DeadlineKind.ANSWER, DeadlineKind.ACKNOWLEDGE
FIRST_DAY = date(2026, 11, 16)
LATER = NOW + timedelta(days=7)
"""The same time on the first day of the later edition, a Monday as NOW is."""

_BEGINS = "valid_from = 2014-08-01"
_STAGE_1 = 'starts = "acknowledgement"\nworking_days = 10'
_STAGE_2 = "working_days = 25"


def later_edition(*, takes_over: bool, begins: date = FIRST_DAY) -> str:
    """The rules of Wales as they could be from a day on: other days, counted from the receipt."""
    also = "\ntakes_over = true" if takes_over else ""
    return changed(
        shipped(),
        (_BEGINS, f"valid_from = {begins}{also}"),
        (_STAGE_1, 'starts = "receipt"\nworking_days = 15'),
        (_STAGE_2, "working_days = 20"),
        ("WSI 2014/1794)", "WSI 2026/1)"),
    )


@pytest.fixture
def for_new_cases() -> Iterator[None]:
    """A later edition that leaves what runs to the rules before it."""
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=False)):
        yield


@pytest.fixture
def for_all_cases() -> Iterator[None]:
    """A later edition that takes over what runs."""
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=True)):
        yield


def renew(at: datetime) -> int:
    """What the worker does in that hour."""
    db.session.rollback()  # What the test looked at before is over.
    return renew_clocks(at)


def clocks(sent: Sent, kind: DeadlineKind = ANSWER) -> list[Deadline]:
    """Every row of that clock, the running one last."""
    db.session.rollback()
    rows = [each for each in sent.case.deadlines if each.kind is kind]
    return sorted(rows, key=lambda each: each.superseded_on is None)


def day_of(sent: Sent) -> date:
    return clocks(sent)[-1].due_on


def kinds(sent: Sent) -> list[EventKind]:
    db.session.rollback()
    return [each.kind for each in sent.case.events]


def end_and_open_again(sent: Sent, at: datetime) -> None:
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)
    with transaction():
        reopen_case(sent.opened_by_complainant(), "It is not resolved.", at=at)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_on_every_day_one_edition_holds_and_it_is_the_one_that_is_shown_as_in_force(
    day: date,
) -> None:
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=False)):
        old, new = editions_of(WAL)
        shown = {each.pack: each for each in shown_editions([old, new], day)}

        assert find_pack(WAL, day) == (new if day >= FIRST_DAY else old)
        assert shown[old].last_day == FIRST_DAY - timedelta(days=1)
        assert shown[new].last_day is None
        holding = [pack for pack, each in shown.items() if each.in_force is InForce.NOW]
        assert holding == [find_pack(WAL, day)] if day >= old.valid_from else holding == []
        assert [each.is_first for each in shown.values()] == [False, True]


def test_the_newest_edition_stands_for_the_code_where_no_day_is_asked(for_new_cases: None) -> None:
    assert find_pack(WAL) == rule_packs()[WAL] == editions_of(WAL)[-1]
    assert len(editions_of(WAL)) == 2
    assert len(editions_of("ENG-LA-2009")) == 1


@pytest.mark.parametrize(
    ("since", "today", "day"),
    [
        (date(2026, 11, 9), date(2026, 11, 15), None),
        (date(2026, 11, 9), date(2026, 11, 16), FIRST_DAY),
        (date(2026, 11, 9), date(2027, 5, 1), FIRST_DAY),
        (date(2026, 11, 16), date(2027, 5, 1), None),
        (date(2026, 12, 1), date(2027, 5, 1), None),
    ],
)
def test_an_edition_takes_over_what_came_before_it_from_its_first_day_on(
    for_all_cases: None, since: date, today: date, day: date | None
) -> None:
    assert edition_that_took_over(WAL, since, today) == day


def test_an_edition_that_does_not_say_so_takes_over_nothing(for_new_cases: None) -> None:
    assert edition_that_took_over(WAL, date(2020, 1, 1), date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ((("valid_from = 2026-11-16", _BEGINS),), "two editions hold on 2014-08-01"),
        ((('nation = "WAL"', 'nation = "ENG"'),), "of several nations"),
    ],
)
def test_editions_that_contradict_each_other_are_not_read(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], why: str
) -> None:
    (tmp_path / "a.toml").write_text(shipped(), "utf-8")
    (tmp_path / "b.toml").write_text(changed(later_edition(takes_over=False), *changes), "utf-8")

    with pytest.raises(SettingsRefused, match=why):
        read_packs(tmp_path)


def test_an_edition_may_not_reach_into_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(later_edition(takes_over=False), "utf-8")
    for last, is_read in ((date(2026, 11, 15), True), (date(2026, 11, 16), False)):
        ended = changed(shipped(), (_BEGINS, f"{_BEGINS}\nvalid_to = {last}"))
        (tmp_path / "a.toml").write_text(ended, "utf-8")
        if is_read:
            assert len(read_packs(tmp_path)[WAL]) == 2
        else:
            with pytest.raises(SettingsRefused, match="two editions hold on 2026-11-16"):
                read_packs(tmp_path)


def test_a_case_keeps_the_days_of_the_rules_under_which_it_was_received(
    database: Any, for_new_cases: None
) -> None:
    make_committee()
    before, opened_again = make_case(pack=WAL), make_case(pack=WAL)
    renew(NOW)

    assert renew(LATER) == 0
    after = make_case(at=LATER, pack=WAL)
    end_and_open_again(opened_again, LATER)

    assert day_of(before) == date(2026, 11, 25)
    assert len(clocks(before)) == 1
    assert EventKind.CLOCK_RENEWED not in kinds(before)
    assert day_of(after) == date(2026, 12, 7), "fifteen working days after the sixteenth"
    assert opened_again.case.pack == before.case.pack != after.case.pack


def test_rules_that_take_over_move_what_runs_and_what_was_promised_stays_on_record(
    app: Flask, database: Any, for_all_cases: None
) -> None:
    make_committee()
    sent = send(make_statement(email="dai@example.net"), pack=WAL)
    renew(NOW)
    assert renew(LATER - timedelta(days=1)) == 0, "not before its first day"

    assert renew(LATER) == 1
    assert renew(LATER) == 0, "once"

    old, new = clocks(sent)
    assert (old.due_on, old.superseded_on, old.set_by) == (
        date(2026, 11, 25), FIRST_DAY, SetBy.RULE,
    )  # fmt: skip
    assert (new.starts_on, new.due_on, new.set_by, new.before_on) == (
        NOW.date(), date(2026, 11, 30), SetBy.RENEWED, date(2026, 11, 25),
    )  # fmt: skip
    assert kinds(sent).count(EventKind.CLOCK_RENEWED) == 1
    missed = clocks(sent, ACKNOWLEDGE)
    assert [each.due_on for each in missed] == [date(2026, 11, 11)], "what was late stays late"
    assert sent.case.rules_on == FIRST_DAY
    assert sent.case.due_on == date(2026, 11, 11)
    with clock.stopped_at(LATER):
        page = come_back(Browser(app), sent.receipt.code)
    assert "by 30 November 2026; before, we said 25 November 2026" in page.main


def test_an_answer_is_counted_from_what_the_later_rules_count_it_from(database: Any) -> None:
    """From the receipt, whenever it was acknowledged; and from the acknowledgement, if it was."""
    committee = make_committee()
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=True)):
        told = make_case(pack=WAL)
        acknowledge(told, committee["Mair Jones"], at=NOW + timedelta(days=1))
        assert day_of(told) == date(2026, 11, 24)

        renew(LATER)

        assert clocks(told)[-1].starts_on == NOW.date()
        assert day_of(told) == date(2026, 11, 30)
        assert told.case.pack.stage(1).answer.starts is StartEvent.RECEIPT

    from_receipt = later_edition(takes_over=False, begins=date(2014, 8, 1))
    from_acknowledgement = changed(
        shipped(), (_BEGINS, "valid_from = 2026-11-16\ntakes_over = true")
    )
    with packs_on_disk(WAL_SS_2014=from_receipt, WAL_SS_2014_later=from_acknowledgement):
        told, late = make_case(pack=WAL), make_case(pack=WAL)
        acknowledge(told, committee["Mair Jones"], at=NOW + timedelta(days=1))
        acknowledge(late, committee["Mair Jones"], at=NOW + timedelta(days=4))
        assert day_of(told) == day_of(late) == date(2026, 11, 30)

        renew(LATER)

        assert day_of(told) == date(2026, 11, 24), "ten working days after the tenth"
        assert day_of(late) == date(2026, 11, 25), "who acknowledged late wins no time"


def test_what_was_told_with_a_reason_stays_under_rules_that_take_over(database: Any) -> None:
    committee = make_committee()
    code = "ENG-LGSCO-CODE-2024"
    sent = make_case(pack=code)
    acknowledge(sent, committee["Mair Jones"])
    with transaction():
        take_more_time(
            sent.opened_by(committee["Mair Jones"]),
            to=date(2026, 11, 30),
            reason="The rota.",
            by=committee["Mair Jones"].account,
            at=NOW,
        )
    renew(NOW)
    edition = changed(
        shipped(code),
        ("valid_from = 2024-02-08", "valid_from = 2026-11-16\ntakes_over = true"),
        ("working_days = 10\n", "working_days = 30\n"),
    )

    with packs_on_disk(ENG_LGSCO_CODE_2024_later=edition):
        assert renew(LATER) == 0
        assert day_of(sent) == date(2026, 11, 30)
        assert sent.case.rules_on == FIRST_DAY


def test_what_had_ended_is_under_the_later_rules_once_it_is_opened_again(
    database: Any, for_all_cases: None
) -> None:
    make_committee()
    sent = make_case(pack=WAL)
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)
    renew(LATER)
    assert sent.case.rules_on is None

    with transaction():
        reopen_case(sent.opened_by_complainant(), "It is not resolved.", at=LATER)

    assert sent.case.rules_on == FIRST_DAY
    assert sent.case.running(ANSWER).due_on == date(2026, 12, 7)  # type: ignore[union-attr]


def test_to_whom_a_day_moved_one_letter_waits(database: Any, for_all_cases: None) -> None:
    make_committee()
    send(make_statement(email="dai@example.net"), pack=WAL)
    renew(NOW)
    assert db.session.query(Letter).count() == 0

    renew(LATER)
    renew(LATER + timedelta(days=1))

    assert db.session.query(Letter).count() == 1


@ON_SQLITE
def test_the_page_of_rules_shows_both_editions_with_their_days(app: Flask) -> None:
    def seen(at: datetime) -> list[str]:
        with clock.stopped_at(at):
            page = Browser(app).open("/rules")
        assert page.status == 200
        return [" ".join(each.itertext()) for each in page.find_all("section")]

    plain = seen(NOW)
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=False)):
        now, later = seen(NOW), seen(LATER)
    with packs_on_disk(WAL_SS_2014_later=later_edition(takes_over=True)):
        over = seen(LATER)

    assert len(plain) == 2
    assert "From 1 August 2014 on." in plain[0]
    assert "UK GDPR" in plain[1]
    assert len(now) == 3
    assert "Still to come" in now[0]
    assert "From 16 November 2026 on." in now[0]
    assert "In force" in now[1]
    assert "From 1 August 2014 to 15 November 2026." in now[1]
    assert "In force" in later[0]
    assert "No longer in force" in later[1]
    assert "keeps the days of the rules before" in later[0]
    assert "keeps the days of the rules before" not in later[1]
    assert "also sets the days of what we had received before" in over[0]
    words = " ".join(plain[0].split())
    assert "We tell you that we have it within 2 working days of the day on which we" in words
    assert "We answer within 10 working days of the day on which we tell you" in words
    assert "within 25 working days of the day on which we receive it" in words
    assert "at most 6 months in all" in words


@ON_SQLITE
@pytest.mark.parametrize("code", sorted(rule_packs()))
def test_the_page_of_rules_can_be_read_under_every_pack(app: Flask, code: str) -> None:
    before = settings()
    config.use(replace(before, rule_pack=code))
    try:
        page = Browser(app).open("/rules")
    finally:
        config.use(before)

    assert find_pack(code).title in page.main
    assert page.main.count("Not yet checked against the text of the rules") == 2
    assert f"text of the rules {find_pack(code).not_checked}" in page.main
    held = find_pack(pack_for(CaseKind.HELD, code))
    stages = [*find_pack(code).stages, *held.stages]
    bases = [each.basis for stage in stages for each in (stage.acknowledge, stage.answer)]
    assert page.main.count("We answer within") == len(stages)
    assert page.main.count("our own promise, and no law") == bases.count(Basis.PROMISE)
