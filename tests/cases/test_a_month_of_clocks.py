"""Every pack lived through day by day, against days that were worked out by hand on a calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.events import EventKind
from portal.cases.rule_packs import rule_packs
from portal.committee.models import Appointment, Term
from portal.database import db, transaction
from tests.cases.factories import make_case, make_committee
from tests.conftest import NOW

REMINDED, CHAIR, ALL, OUTSIDE = (
    EventKind.REMINDED,
    EventKind.CHAIR_TOLD,
    EventKind.ESCALATED,
    EventKind.OUTSIDE_NAMED,
)
STEPS = (REMINDED, CHAIR, ALL, OUTSIDE)
LATER = date(2028, 1, 1)
OF_THIS_YEAR = (11, 12)


def days(*written: str) -> list[date]:
    """Days as 10.11, in November and December of 2026 or the first half of 2027."""
    found = []
    for each in written:
        day, month = map(int, each.split("."))
        found.append(date(2026 if month in OF_THIS_YEAR else 2027, month, day))
    return found


# Received on Monday 9 November 2026, and nobody does anything. For each pack the days of the
# reminder, the chair, the committee and the outside body: of the acknowledgement, of the answer.
BY_HAND = {
    # Due on Wednesday 11 and Wednesday 25.
    "WAL-SS-2014": (
        days("10.11", "12.11", "16.11", "25.11"),
        days("20.11", "26.11", "30.11", "9.12"),
    ),
    "WAL-PROVIDER-RISCA": (
        days("10.11", "12.11", "16.11", "25.11"),
        days("20.11", "26.11", "30.11", "9.12"),
    ),
    # Due on Thursday 12; and on 9 May, a Sunday.
    "ENG-LA-2009": (
        days("11.11", "13.11", "17.11", "26.11"),
        days("5.5", "10.5", "12.5", "21.5"),
    ),
    # Due on Monday 16 and Monday 30.
    "ENG-LGSCO-CODE-2024": (
        days("13.11", "17.11", "19.11", "30.11"),
        days("25.11", "1.12", "3.12", "14.12"),
    ),
    # Due on Thursday 12, and twelve weeks after the receipt, on 1 February.
    "ENG-PROVIDER-CQC16": (
        days("11.11", "13.11", "17.11", "26.11"),
        days("27.1", "2.2", "4.2", "15.2"),
    ),
    # Due on Thursday 12 and Monday 16; 30 November is St Andrew's Day.
    "SCO-MCHP": (
        days("11.11", "13.11", "17.11", "26.11"),
        days("11.11", "17.11", "19.11", "1.12"),
    ),
    # Due on Saturday 14 and on Christmas Eve; Christmas Day and New Year are Fridays.
    "QC-LSSSS": (
        days("13.11", "16.11", "18.11", "27.11"),
        days("21.12", "28.12", "30.12", "11.1"),
    ),
    # Due on Monday 16 and on 9 December, the day after the Immaculate Conception.
    "IT-CARTA": (
        days("13.11", "17.11", "19.11", "30.11"),
        days("3.12", "10.12", "14.12", "23.12"),
    ),
}


def stay_for_years() -> None:
    """Six months are longer than the terms of the tests' committee."""
    with transaction():
        for each in (Term, Appointment):
            db.session.execute(update(each).values(ends_on=LATER, planned_end_on=LATER))


def test_no_pack_is_left_out() -> None:
    assert set(BY_HAND) == set(rule_packs())


@pytest.mark.parametrize("pack", BY_HAND)
def test_each_step_comes_on_the_day_that_was_worked_out_by_hand(database: Any, pack: str) -> None:
    make_committee()
    stay_for_years()
    sent = make_case(pack=pack)
    expected = sorted(
        (day, kind.value) for steps in BY_HAND[pack] for day, kind in zip(steps, STEPS, strict=True)
    )
    last = expected[-1][0] + timedelta(days=20)

    at = NOW
    while at.date() <= last:
        db.session.rollback()
        look_at_clocks(at)
        at += timedelta(days=1)

    db.session.rollback()
    taken = [(each.happened_on, each.kind.value) for each in sent.case.events if each.kind in STEPS]
    assert sorted(taken) == expected
