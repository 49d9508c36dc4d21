"""Two at the same instant, and one who comes too late: one is served, the other is told why."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import select

from portal import clock, config
from portal.cases.events import EventKind, MessageKind
from portal.cases.fairness.queries import find_reply
from portal.cases.fairness.services import ask_worker, keep_reply
from portal.cases.findings import Finding
from portal.cases.models import CaseEvent
from portal.cases.queries import messages_of
from portal.cases.routing.queries import get_open_table
from portal.cases.routing.services import add_row, begin_table, confirm_table, propose_table
from portal.cases.routing.table import Route, Row
from portal.cases.safeguarding.models import Suspension
from portal.cases.seconding.asking import Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import get_request
from portal.cases.services import answer_case
from portal.cases.standing.services import answer_standing, ask_standing
from portal.cases.standing.standings import Evidence, Standing
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from tests.accounts.factories import sign_in
from tests.cases.factories import Sent, acknowledge, decide, make_case, make_committee, suspend
from tests.client import Browser
from tests.committee.factories import ENDS
from tests.conftest import NOW
from tests.races import at_once

# Five minutes before midnight of the last day of every term.
LAST_EVENING = datetime.combine(ENDS, time(), clock.zone()) - timedelta(minutes=5)
MAIR, HUW, GWEN = "Mair Jones", "Huw Rees", "Gwen Pugh"


def count_of(sent: Sent, kind: EventKind) -> int:
    """How often something stands in the minutes of a case."""
    asked = select(CaseEvent).where(CaseEvent.case_id == sent.case.id, CaseEvent.kind == kind)
    return len(db.session.scalars(asked).all())


def test_of_two_who_answer_one_answer_is_sent(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case()
        decide(sent, committee, Finding.UPHELD)
        db.session.remove()

    def answer(name: str) -> Callable[[], object]:
        signer = committee[name]
        return lambda: answer_case(
            sent.opened_by(signer), f"{name} is sorry.", by=signer.account, at=NOW
        )

    refusals = at_once(app, answer(MAIR), answer(HUW))

    assert len(refusals) == 1 and "answered" in str(refusals[0])
    with app.app_context():
        sent_out = [each.kind for each in messages_of(sent.case)]
        assert sent_out.count(MessageKind.ANSWER) == 1
        assert count_of(sent, EventKind.ANSWERED) == 1


def test_of_two_who_accept_a_standing_one_accepts_it(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case()
        with transaction():
            ask_standing(
                sent.opened_by(committee[MAIR]), Standing.REPRESENTATIVE_ACCEPTED,
                Evidence.POWER, "I saw the paper.", by=committee[MAIR].account, at=NOW,
            )  # fmt: skip
        asked = db.session.scalars(select(SecondedRequest.id)).one()
        db.session.remove()

    def agree(name: str) -> Callable[[], object]:
        def step() -> None:
            opened = sent.opened_by(committee[name])
            request = get_request(opened.case, asked, Step.STANDING)
            by = committee[name].account
            answer_standing(opened, request, agrees=True, words="", by=by, at=NOW)

        return step

    refusals = at_once(app, agree(HUW), agree(GWEN))

    assert len(refusals) == 1
    with app.app_context():
        assert count_of(sent, EventKind.STANDING_RECORDED) == 1


def test_of_two_who_confirm_a_routing_table_one_does(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        with transaction():
            mair = committee[MAIR].account
            table = begin_table(by=mair, at=NOW)
            row = Row(Route.OUTSIDE_PERSON, subject="VIS-NOACC")
            add_row(table, row, position=1, by=mair, at=NOW)
            propose_table(table, by=mair, at=NOW)
        db.session.remove()

    def confirm(name: str) -> Callable[[], object]:
        return lambda: confirm_table(get_open_table(), by=committee[name].account, at=NOW)

    refusals = at_once(app, confirm(HUW), confirm(GWEN))

    assert len(refusals) == 1
    with app.app_context():
        asked = select(LedgerFact).where(LedgerFact.kind == EntryKind.ROUTING_CHANGED)
        assert len(db.session.scalars(asked).all()) == 1


def test_of_two_who_suspend_one_does_and_the_lead_has_it_once(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case()
        db.session.remove()

    def find_danger(name: str) -> Callable[[], object]:
        return lambda: suspend(sent, committee[name])

    refusals = at_once(app, find_danger(MAIR), find_danger(HUW))

    assert len(refusals) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Suspension)).all()) == 1
        assert count_of(sent, EventKind.SUSPENDED) == 1


def test_of_two_windows_in_which_a_care_worker_answers_one_answer_is_kept(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case(kind=CaseKind.CONCERN, subjects=("ATT-RUDE",))
        acknowledge(sent, committee[MAIR])
        with transaction():
            code = ask_worker(
                sent.opened_by(committee[MAIR]), "Nia Wyn", "It is said that you shouted.",
                secret=config.secret("receipt"), by=committee[MAIR].account, at=NOW,
            )  # fmt: skip
        db.session.remove()

    def reply(words: str) -> Callable[[], object]:
        def step() -> None:
            held = find_reply(code)
            assert held is not None
            keep_reply(held, words, at=NOW)

        return step

    refusals = at_once(app, reply("I did not."), reply("I was tired."))

    assert len(refusals) == 1 and "answered already" in str(refusals[0])
    with app.app_context():
        assert count_of(sent, EventKind.WORKER_ANSWERED) == 1


def test_a_term_that_ends_while_the_page_is_open_ends_what_the_page_can_do(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        before = sent.case.status
        db.session.remove()
    with clock.stopped_at(LAST_EVENING):
        mair = Browser(app)
        sign_in(mair, committee[MAIR])
        mair.open(f"/cases/{sent.reference}").form("Open this case").send()
        page = mair.open(f"/cases/{sent.reference}/acknowledge")
        form = page.form("words")

    with clock.stopped_at(LAST_EVENING + timedelta(minutes=10)):
        late = form.fill(words="We have it.").send()

    assert late.status in (403, 404)
    with app.app_context():
        assert sent.case.status is before is CaseStatus.RECEIVED
        assert count_of(sent, EventKind.ACKNOWLEDGED) == 0
