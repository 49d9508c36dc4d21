"""The committee's own mirror: by term, never by person, and only what is over."""

from datetime import date, timedelta
from typing import Any

from flask import Flask

from portal import clock
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.ending.services import note_outside
from portal.cases.events import RecusalGround
from portal.cases.findings import Finding
from portal.cases.keys.services import recuse_member
from portal.cases.mirroring.queries import mirror
from portal.cases.mirroring.spans import Counted
from portal.cases.services import answer_case, reopen_case
from portal.database import db, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import decide, make_case, make_committee
from tests.client import Browser
from tests.committee.factories import TODAY
from tests.conftest import NOW

NEXT_YEAR = date(2027, 1, 15)


def test_each_thing_is_counted_once_in_its_term_and_not_before_the_quarter_is_over(
    database: Any,
) -> None:
    committee = make_committee()
    first, gwen = committee.handlers[0], committee["Gwen Pugh"]
    sent, _waiting = make_case(), make_case()
    decide(sent, committee, Finding.NOT_UPHELD)
    with transaction():
        opened = sent.opened_by(first)
        answer_case(opened, "You were not right.", by=first.account, at=NOW)
        recuse_member(sent.opened_by(gwen), ground=RecusalGround.HOUSEHOLD, by=gwen.account, at=NOW)
    with transaction():
        reopen_case(sent.opened_by_complainant(), "It is not so.", at=NOW)
    with transaction():
        huw = committee["Huw Rees"]
        note_outside(sent.opened_by(huw), "They wrote to us.", by=huw.account, at=NOW)
    look_at_clocks(NOW + timedelta(days=60))

    assert mirror(TODAY) == []
    ((span, counts),) = mirror(NEXT_YEAR)
    assert (span.starts_on, span.ends_on) == (TODAY, date(2027, 1, 1))
    # Of the first case both were in time, of the second neither came, of the new round neither.
    assert counts == {
        Counted.RECEIVED: 2,
        Counted.IN_TIME: 2,
        Counted.LATE: 4,
        Counted.REOPENED: 1,
        Counted.DISAGREED: 1,
        Counted.OUTSIDE: 1,
        # Whoever answered the first round does not look into the second.
        Counted.RECUSALS: 2,
        Counted.DELETIONS: 0,
        Counted.IDENTITIES: 0,
    }


def test_the_page_names_nobody(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        make_case()
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Huw Rees"])

    before = browser.open("/cases/").follow("How we do our work")
    assert "There is nothing to count yet" in before.main
    with clock.stopped_at(NOW + timedelta(days=60)):
        again = Browser(app)
        sign_in(again, committee["Huw Rees"])
        page = again.open("/cases/mirror")

    assert "Cases received" in page.main
    for name in committee.people:
        assert name not in page.main
