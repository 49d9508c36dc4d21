"""Pages of patterns: closed until a member opens one, never to whom it is about."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.permissions import Permission
from portal.committee.authority import OFFICES, SITTING
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind, is_public
from portal.ledger.models import LedgerFact
from portal.ledger.queries import facts_about
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import PatternKind, Sighting, What
from portal.visits.patterns.models import PatternAlert
from portal.visits.patterns.search import Alert, Search
from portal.visits.patterns.services import keep_search
from tests.accounts.factories import make_account_of, sign_in
from tests.cases.factories import Committee, make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.visits.figures.examples import make_line, make_records, planned
from tests.visits.figures.storing import store

SEPTEMBER = date(2026, 9, 1)
WORKER = "CW-Nia Wyn"
"""The reference of a care worker who sits on the committee."""


def make_alert(kind: PatternKind, subject: str, ref: str, once_in: int) -> Alert:
    sighting = Sighting("2026-09-05", 1_788_595_200, What.SHORT, "PK1", (ref,), 10, 30)
    return Alert(kind, subject, Rate(4, 5), 4, Rate(10, 1000), once_in, (sighting,))


@dataclass
class Desk:
    """A committee, and patterns found in September."""

    app: Flask
    committee: Committee

    @cached_property
    def mair(self) -> Browser:
        return self.browser_of("Mair Jones")

    def browser_of(self, name: str) -> Browser:
        browser = Browser(self.app)
        sign_in(browser, self.committee[name])
        return browser

    def address(self, kind: PatternKind) -> str:
        with self.app.app_context(), reading():
            found = select(PatternAlert.id).where(PatternAlert.kind == kind)
            return f"/committee/patterns/{db.session.scalars(found).one()}"

    def openings(self) -> list[dict[str, object]]:
        with self.app.app_context(), reading():
            asked = select(LedgerFact.fact).where(LedgerFact.kind == EntryKind.PATTERN_OPENED)
            return list(db.session.scalars(asked))


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        committee = make_committee(sign_in=True)
        number = store(
            make_records([make_line()], [planned("08:00", "08:30", "V1", carer_ref=WORKER)])
        )
        alerts = [
            make_alert(PatternKind.CLIPPED, WORKER, "V0", 321),
            make_alert(PatternKind.OVERLAPS, "W-other", "V0", 300),
            make_alert(PatternKind.RUNS, "pers.1", "V1", 200),
            make_alert(PatternKind.LATE, "R01", "V1", 100),
        ]
        with transaction():
            keep_search(
                SEPTEMBER, Search(alerts, 137, (PatternKind.EDITED,)), import_id=number, disputes=0
            )
        db.session.remove()
    return Desk(app, committee)


def sections(page: Page) -> list[str]:
    return [
        " ".join(" ".join(box.itertext()).split()) for box in page.find_all("div", class_="box")
    ]


def test_the_list_says_what_was_seen_and_not_about_whom(desk: Desk) -> None:
    page = desk.mair.open("/committee/patterns")

    assert "137 things were looked at" in page.main
    assert "at most once in 20 months" in page.main
    assert "contradicted more than once, is shown whenever it happens" in page.main
    assert "The months before tell too little to speak of: Records of one round" in page.main
    assert len(sections(page)) == 4
    assert (
        "In 4 of 5 rounds of one care worker at least half of the visits were cut short, on "
        "5 September 2026; in the months before it was 10 of 1,000 in the whole co-operative, and "
        "chance alone would bring this, somewhere in all that is looked at, once in 321 months."
    ) in page.main
    for hidden in (WORKER, "W-other", "pers.1", "PK1", "V0"):
        assert hidden not in page.text


def test_opening_one_is_an_entry_in_the_ledger_that_names_the_member_alone(desk: Desk) -> None:
    page = desk.mair.open("/committee/patterns").form("Open this pattern").send()

    assert page.status == 200
    assert desk.openings() == [{"by": "Mair Jones", "pattern": "clipped", "month": "2026-09-01"}]
    assert WORKER in page.main
    assert "10 of 30 min" in page.main
    assert "Opened by" in page.main and "Mair Jones, 9 November 2026" in page.main
    assert not is_public(EntryKind.PATTERN_OPENED)


def test_reading_needs_an_opening_and_writes_nothing(desk: Desk) -> None:
    address = desk.address(PatternKind.OVERLAPS)

    closed = desk.mair.open(address)

    assert closed.path == "/committee/patterns"
    assert "W-other" not in closed.text
    assert desk.openings() == []
    assert desk.mair.open(address + "/open").status == 405


def test_the_pass_is_for_one_pattern_one_session_and_half_an_hour(desk: Desk) -> None:
    desk.mair.open("/committee/patterns").form("Open this pattern").send()
    address = desk.address(PatternKind.CLIPPED)

    assert desk.mair.open(address).path == address
    assert desk.mair.open(desk.address(PatternKind.OVERLAPS)).path == "/committee/patterns"
    assert desk.browser_of("Ann Lewis").open(address).path == "/committee/patterns"
    with clock.stopped_at(NOW + timedelta(minutes=20)):
        assert desk.mair.open(address).path == address
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        assert desk.mair.open(address).path == "/committee/patterns"


def test_a_worker_finds_no_pattern_about_themselves(desk: Desk) -> None:
    nia = desk.browser_of("Nia Wyn")

    page = nia.open("/committee/patterns")

    kinds = ["".join(heading.itertext()) for heading in page.find_all("h3")]
    assert kinds == [
        "One worker's records in two places at once",
        "Records of one round that came late",
    ], "neither the own rounds, nor a home where the own visits are in question"
    for kind in (PatternKind.CLIPPED, PatternKind.RUNS):
        address = desk.address(kind)
        assert nia.open(address).status == 404
        form = page.form("Open this pattern")
        form.element.set("action", address + "/open")
        assert form.send().status == 404
    assert desk.openings() == []


def test_only_members_who_sit_may_open_patterns(desk: Desk) -> None:
    assert Permission.OPEN_PATTERNS in SITTING
    assert all(Permission.OPEN_PATTERNS not in allowed for allowed in OFFICES.values())
    coordinator = Browser(desk.app)
    sign_in(
        coordinator,
        make_account_of(desk.app, Permission.IMPORT_VISITS, Permission.READ_FIGURES),
    )

    assert coordinator.open("/committee/patterns").status == 403
    assert coordinator.open(desk.address(PatternKind.LATE)).status == 403


def test_before_any_search_the_page_says_when_it_comes(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Mair Jones"])

    assert "within a minute after each import" in browser.open("/committee/patterns").main


def test_the_entry_stays_when_the_pattern_is_mended_away(desk: Desk) -> None:
    desk.mair.open("/committee/patterns").form("Open this pattern").send()
    with desk.app.app_context():
        with transaction():
            alert = db.session.scalars(
                select(PatternAlert).where(PatternAlert.kind == PatternKind.CLIPPED)
            ).one()
            alert_id = alert.id
            keep_search(SEPTEMBER, Search([], 137, ()), import_id=1, disputes=0)
        assert db.session.scalar(select(func.count()).select_from(PatternAlert)) == 0
        assert len(facts_about(alert_id)) == 1
