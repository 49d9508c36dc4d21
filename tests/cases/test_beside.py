"""The record of visits beside what was said, and whom it keeps away from a case."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.beside.queries import (
    Beside,
    find_home_code,
    is_covered,
    rostered_at,
    visits_beside,
)
from portal.cases.beside.wording import EVIDENCE, NO_ACCESS, OUTCOMES
from portal.cases.keys.services import confirm_home, widen_case
from portal.cases.queries import Told, readers_of, told_in
from portal.cases.tellings import Exclusions, Telling
from portal.committee.grants import GrantRefused
from portal.database import db, transaction
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.visits.figures.statuses import Evidence, NoAccessEvidence, Status
from portal.visits.home_codes import new_home_code, show_home_code
from portal.visits.importing.work_services import import_folder
from portal.visits.models import HomeCode
from portal.visits.records import FileSet
from tests.accounts.factories import sign_in
from tests.cases.factories import make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.membership.factories import make_member

FILES = Path(__file__).resolve().parents[1] / "data/bad/00-good"
DAY = date(2026, 10, 5)


def import_visits() -> str:
    """Bring in a small month; returns the home code of the package PKA, where W1 and W2 go."""
    db.session.rollback()
    import_folder(FILES, default=FileSet(), at=NOW)
    code = db.session.scalar(select(HomeCode.code).where(HomeCode.package_ref == "PKA"))
    db.session.rollback()
    assert code is not None
    return code


def told_of(home_code: str, day: date | None) -> Told:
    return Told(Telling(happened_on=day), home_code, Exclusions())


def test_the_record_lies_beside_what_was_said(database: Any) -> None:
    code = import_visits()

    beside = visits_beside(told_of(code, DAY))

    assert beside.state is Beside.RECORD
    that_day = [visit for visit in beside.visits if visit.service_date == DAY]
    assert [visit.slot for visit in that_day] == ["morning", "bed"]
    assert that_day[1].carers_required == 2


def test_says_why_there_is_nothing_to_compare(database: Any) -> None:
    code = import_visits()

    assert visits_beside(told_of("", DAY)).state is Beside.NO_HOME
    assert visits_beside(told_of(new_home_code(), DAY)).state is Beside.UNKNOWN_HOME
    assert visits_beside(told_of(code, None)).state is Beside.NO_DAY
    assert visits_beside(told_of(code, date(2027, 1, 1))).state is Beside.NO_RECORD
    assert not is_covered(date(2027, 1, 1))
    assert not is_covered(None)


def test_without_any_import_no_data_covers_the_day(database: Any) -> None:
    make_committee()
    sent = make_case()

    assert visits_beside(told_in(sent.opened_by_complainant())).state is Beside.UNKNOWN_HOME
    assert not is_covered(DAY)


def test_a_home_code_is_understood_as_it_is_printed(database: Any) -> None:
    code = import_visits()

    assert find_home_code(show_home_code(code).lower()) == code
    assert find_home_code(new_home_code()) is None
    assert find_home_code("nonsense") is None


def test_knows_who_was_to_come_around_that_day(database: Any) -> None:
    code = import_visits()

    assert {"W1", "W2"} <= rostered_at(code, DAY)
    assert rostered_at(code, None) == frozenset()
    assert rostered_at("", DAY) == frozenset()


def test_whoever_lives_with_a_carer_of_the_visit_is_given_no_key(database: Any) -> None:
    committee = make_committee()
    code = import_visits()
    with transaction():
        make_member("Wil One", MemberClass.WORKER, care_worker_ref="W1", household="Tŷ Gwyn")
        huw = db.session.get_one(Member, committee.member_ids["Huw Rees"])
        huw.household = "Tŷ Gwyn"

    sent = make_case(home_code=code, happened_on=DAY)

    names = {each.name for each in readers_of(sent.case)}
    assert "Huw Rees" not in names
    assert "Mair Jones" in names


def test_a_care_worker_who_was_not_on_the_visit_is_given_the_key_once_confirmed(
    database: Any,
) -> None:
    committee = make_committee()
    code = import_visits()
    with transaction():
        owen = db.session.get_one(Member, committee.member_ids["Owen Hall"])
        owen.care_worker_ref = "W1"
    sent = make_case(home_code=code, happened_on=DAY)
    mair, nia = committee["Mair Jones"], committee["Nia Wyn"]
    with transaction():
        confirm_home(sent.opened_by(mair), code, by=mair.account, at=NOW)

    with transaction():
        widen_case(sent.opened_by(mair), to=nia.holder_id, by=mair.account, at=NOW)
    with pytest.raises(GrantRefused, match="may not see it"), transaction():
        widen_case(
            sent.opened_by(mair), to=committee["Owen Hall"].holder_id, by=mair.account, at=NOW
        )

    assert {"Nia Wyn"} == {each.name for each in readers_of(sent.case)} & {"Nia Wyn", "Owen Hall"}


def test_the_page_shows_both_side_by_side(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        code = import_visits()
        sent = make_case(home_code=code, happened_on=DAY, subjects=("VIS-LATE",))
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Mair Jones"])

    page = browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")
    home = browser.open(f"/cases/{sent.reference}/home")
    home = home.form("sure").fill(sure="y").send()

    assert "Monday 5 October, 08:00 to 08:30" in page.main
    assert "The visit took place" in page.main
    assert "The day that the person means" in page.main
    assert show_home_code(code) in page.main
    assert "The home is confirmed." in home.text


def test_every_code_of_the_record_has_words() -> None:
    assert set(OUTCOMES) == set(Status)
    assert set(EVIDENCE) == set(Evidence)
    assert set(NO_ACCESS) == set(NoAccessEvidence)
