"""Who the person is: seen by one member, once, when a second agrees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cases.events import EventKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.letters.services import send_waiting_letters
from portal.cases.models import Case
from portal.cases.queries import cases_with_waiting_letters
from portal.cases.revealing.services import (
    NothingToShow,
    answer_identity,
    ask_identity,
    look_at_identity,
)
from portal.cases.seconding.asking import (
    AskedAlready,
    AskState,
    MemberGone,
    NotAgreed,
    OverAlready,
    RequestLapsed,
    SameMember,
    Step,
)
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import get_request, read_requests, requests_for
from portal.cases.seconding.services import withdraw_request
from portal.cases.services import withdraw_case
from portal.cases.tellings import Contact
from portal.cases.workflow import TransitionRefused
from portal.clock import local
from portal.database import db, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from tests.accounts.factories import Signer
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee
from tests.conftest import NOW
from tests.races import at_once

TODAY = local(NOW).date()
WEEK = timedelta(days=7)
WHY = "I have to telephone before the weekend."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def sent(committee: Committee) -> Sent:
    return make_case(name="Dai Beddoes", email="dai@example.net")


def request_of(sent: Sent) -> SecondedRequest:
    return db.session.scalars(
        select(SecondedRequest).where(SecondedRequest.case_id == sent.case.id)
    ).one()


def ask(sent: Sent, signer: Signer, *, at: Any = NOW) -> SecondedRequest:
    with transaction():
        opened = sent.opened_by(signer)
        return ask_identity(opened, WHY, by=signer.account, at=at)


def answer(
    sent: Sent, signer: Signer, *, agrees: bool = True, words: str = "", at: Any = NOW
) -> None:
    with transaction():
        opened = sent.opened_by(signer)
        request = get_request(opened.case, request_of(sent).id, Step.IDENTITY)
        answer_identity(opened, request, agrees=agrees, words=words, by=signer.account, at=at)


def look(sent: Sent, signer: Signer, *, at: Any = NOW) -> Contact:
    with transaction():
        opened = sent.opened_by(signer)
        request = get_request(opened.case, request_of(sent).id, Step.IDENTITY)
        return look_at_identity(opened, request, by=signer.account, at=at)


def step_back(sent: Sent, signer: Signer) -> None:
    with transaction():
        opened = sent.opened_by(signer)
        recuse_member(opened, ground=RecusalGround.NAMED, by=signer.account, at=NOW)


def withdraw_by_person(sent: Sent) -> None:
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "It is settled.", at=NOW)


def facts(sent: Sent, kind: EntryKind) -> list[dict[str, Any]]:
    return [fact.fact for _, fact in facts_about(sent.case.id) if fact.kind is kind]


def state_of(sent: Sent) -> AskState:
    db.session.expire_all()
    return request_of(sent).state


def test_one_asks_another_agrees_and_the_first_looks_once(committee: Committee, sent: Sent) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]

    ask(sent, mair)
    answer(sent, huw)
    seen = look(sent, mair)

    assert (seen.name, seen.email) == ("Dai Beddoes", "dai@example.net")
    assert facts(sent, EntryKind.IDENTITY_READ) == [
        {"reference": sent.reference, "by": "Mair Jones", "agreed_by": "Huw Rees"}
    ]
    steps = [event.kind for event in sent.case.events][-3:]
    assert steps == [EventKind.IDENTITY_ASKED, EventKind.IDENTITY_AGREED, EventKind.IDENTITY_READ]
    with pytest.raises(OverAlready, match="done already"):
        look(sent, mair)
    assert len(facts(sent, EntryKind.IDENTITY_READ)) == 1


def test_nobody_looks_before_a_second_has_agreed(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])

    with pytest.raises(NotAgreed, match="No second member has agreed yet"):
        look(sent, committee["Mair Jones"])

    assert facts(sent, EntryKind.IDENTITY_READ) == []


def test_nobody_agrees_to_what_they_asked_themselves(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])

    with pytest.raises(SameMember):
        answer(sent, committee["Mair Jones"])

    assert state_of(sent) is AskState.WAITING


def test_the_second_does_not_see_what_they_agreed_to(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])
    answer(sent, committee["Huw Rees"])

    for other in ("Huw Rees", "Gwen Pugh"):
        with pytest.raises(NotAgreed, match="for Mair Jones alone"):
            look(sent, committee[other])


def test_the_same_cannot_be_asked_twice_while_it_waits(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])

    for name in ("Mair Jones", "Huw Rees"):
        with pytest.raises(AskedAlready, match="Mair Jones has asked for this already"):
            ask(sent, committee[name])


def test_the_same_member_agreeing_twice_is_told_so(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])
    answer(sent, committee["Huw Rees"])

    for name in ("Huw Rees", "Gwen Pugh"):
        with pytest.raises(OverAlready, match="agreed to this already"):
            answer(sent, committee[name])


def test_of_two_who_agree_at_once_one_is_told_that_it_was_done(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case(name="Dai Beddoes")
        ask(sent, committee["Mair Jones"])
        db.session.remove()

    def agree(name: str) -> Callable[[], object]:
        def step() -> None:
            signer = committee[name]
            opened = sent.opened_by(signer)
            request = get_request(opened.case, request_of(sent).id, Step.IDENTITY)
            answer_identity(opened, request, agrees=True, words="", by=signer.account, at=NOW)

        return step

    refusals = at_once(app, agree("Huw Rees"), agree("Gwen Pugh"))

    assert [type(each) for each in refusals] == [OverAlready]
    with app.app_context():
        agreed = [e for e in sent.case.events if e.kind is EventKind.IDENTITY_AGREED]
        assert len(agreed) == 1
        assert agreed[0].account_id == request_of(sent).answered_by_id


def test_of_two_windows_that_look_at_once_one_sees_it(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case(name="Dai Beddoes")
        mair = committee["Mair Jones"]
        ask(sent, mair)
        answer(sent, committee["Huw Rees"])
        db.session.remove()
    seen: list[Contact] = []

    def step() -> None:
        opened = sent.opened_by(mair)
        request = get_request(opened.case, request_of(sent).id, Step.IDENTITY)
        seen.append(look_at_identity(opened, request, by=mair.account, at=NOW))

    refusals = at_once(app, step, step)

    assert [type(each) for each in refusals] == [OverAlready]
    assert len(seen) == 1
    with app.app_context():
        assert len(facts(sent, EntryKind.IDENTITY_READ)) == 1


def test_of_two_who_ask_at_once_one_waits(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case(name="Dai Beddoes")
        db.session.remove()

    def step(name: str) -> Callable[[], object]:
        signer = committee[name]
        return lambda: ask_identity(sent.opened_by(signer), WHY, by=signer.account, at=NOW)

    refusals = at_once(app, step("Mair Jones"), step("Huw Rees"))

    assert [type(each) for each in refusals] == [AskedAlready]


def test_once_the_asker_has_stepped_back_nobody_can_agree(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])
    step_back(sent, committee["Mair Jones"])

    with pytest.raises(MemberGone, match="Mair Jones does not hold the key"):
        answer(sent, committee["Huw Rees"])

    assert state_of(sent) is AskState.WAITING
    with pytest.raises(NotFound):
        sent.opened_by(committee["Mair Jones"])


def test_what_was_asked_by_who_stepped_back_keeps_nobody_from_asking(
    committee: Committee, sent: Sent
) -> None:
    ask(sent, committee["Mair Jones"])
    step_back(sent, committee["Mair Jones"])
    huw = committee["Huw Rees"]

    assert requests_for(huw.account, TODAY) == []
    with transaction():
        made = ask_identity(sent.opened_by(huw), WHY, by=huw.account, at=NOW)

    assert made.state is AskState.WAITING


def test_an_agreement_ends_when_who_agreed_steps_back(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])
    answer(sent, committee["Huw Rees"])
    step_back(sent, committee["Huw Rees"])

    with pytest.raises(MemberGone, match="Whoever agreed"):
        look(sent, committee["Mair Jones"])

    assert facts(sent, EntryKind.IDENTITY_READ) == []


def test_when_the_case_has_ended_meanwhile_nothing_is_shown(
    committee: Committee, sent: Sent
) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    acknowledge(sent, mair)
    ask(sent, mair)
    answer(sent, huw)
    withdraw_by_person(sent)

    with pytest.raises(TransitionRefused, match="Withdrawn"):
        look(sent, mair)

    assert facts(sent, EntryKind.IDENTITY_READ) == []


def test_when_the_case_has_ended_meanwhile_nobody_agrees_or_asks(
    committee: Committee, sent: Sent
) -> None:
    ask(sent, committee["Mair Jones"])
    withdraw_by_person(sent)

    with pytest.raises(TransitionRefused):
        answer(sent, committee["Huw Rees"])
    with pytest.raises(TransitionRefused):
        ask(sent, committee["Gwen Pugh"])

    assert state_of(sent) is AskState.WAITING


def test_a_request_lapses_after_seven_days(committee: Committee, sent: Sent) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    ask(sent, mair)

    assert [each.case_id for each in requests_for(huw.account, TODAY + WEEK - timedelta(days=1))]
    assert requests_for(huw.account, TODAY + WEEK) == []
    with pytest.raises(RequestLapsed):
        answer(sent, huw, at=NOW + WEEK)
    ask_again = NOW + WEEK
    with transaction():
        assert ask_identity(sent.opened_by(huw), WHY, by=huw.account, at=ask_again)


def test_an_agreement_lapses_after_seven_days(committee: Committee, sent: Sent) -> None:
    ask(sent, committee["Mair Jones"])
    later = NOW + timedelta(days=6)
    answer(sent, committee["Huw Rees"], at=later)

    with pytest.raises(RequestLapsed):
        look(sent, committee["Mair Jones"], at=later + WEEK)
    assert look(sent, committee["Mair Jones"], at=later + WEEK - timedelta(days=1))


def test_a_request_can_be_withdrawn_by_who_asked_alone(committee: Committee, sent: Sent) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    ask(sent, mair)

    with pytest.raises(MemberGone, match="Only Mair Jones"), transaction():
        withdraw_request(request_of(sent), by=huw.account, at=NOW)
    with transaction():
        withdraw_request(request_of(sent), by=mair.account, at=NOW)

    with pytest.raises(OverAlready, match="withdrawn"):
        answer(sent, huw)
    with pytest.raises(OverAlready, match="withdrawn"), transaction():
        withdraw_request(request_of(sent), by=mair.account, at=NOW)


def test_whoever_does_not_agree_says_why_and_the_asker_reads_it(
    committee: Committee, sent: Sent
) -> None:
    ask(sent, committee["Mair Jones"])
    answer(sent, committee["Huw Rees"], agrees=False, words="A message is enough.")

    with pytest.raises(OverAlready, match="did not agree"):
        look(sent, committee["Mair Jones"])
    (read,) = read_requests(sent.opened_by(committee["Mair Jones"]), Step.IDENTITY, TODAY)
    assert (read.reason, read.answer) == (WHY, "A message is enough.")
    assert b"enough" not in (read.request.answer or b"")
    assert b"telephone" not in read.request.reason


def test_where_nobody_left_a_name_there_is_nothing_to_ask_for(committee: Committee) -> None:
    sent = make_case()

    with pytest.raises(NothingToShow):
        ask(sent, committee["Mair Jones"])

    assert db.session.scalars(select(SecondedRequest)).all() == []


def test_a_letter_is_sent_without_a_second_and_without_an_entry(
    committee: Committee, sent: Sent
) -> None:
    mair = committee["Mair Jones"]
    acknowledge(sent, mair)

    with transaction():
        assert [case.id for case in cases_with_waiting_letters(mair.account)] == [sent.case.id]
        assert send_waiting_letters([sent.opened_by(mair)], at=NOW) == 1

    assert facts(sent, EntryKind.IDENTITY_READ) == []


def test_the_queue_tells_each_what_waits_for_them(committee: Committee, sent: Sent) -> None:
    mair, huw, nia = (committee[name] for name in ("Mair Jones", "Huw Rees", "Nia Wyn"))

    def waits(signer: Signer) -> list[AskState]:
        return [each.state for each in requests_for(signer.account, TODAY)]

    ask(sent, mair)
    assert (waits(mair), waits(huw), waits(nia)) == ([], [AskState.WAITING], [])
    answer(sent, huw)
    assert (waits(mair), waits(huw), waits(nia)) == ([AskState.AGREED], [], [])
    with clock.stopped_at(NOW):
        look(sent, mair)
    assert (waits(mair), waits(huw)) == ([], [])


def test_a_request_of_another_case_is_not_found(committee: Committee, sent: Sent) -> None:
    other = make_case(name="Nobody else")
    made = ask(sent, committee["Mair Jones"])

    with pytest.raises(NotFound):
        get_request(other.case, made.id, Step.IDENTITY)
    with pytest.raises(NotFound):
        get_request(sent.case, made.id, Step.DELETION)
    assert db.session.scalars(select(Case.id)).all()
