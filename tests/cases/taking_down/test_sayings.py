"""Whoever has no computer may do by telephone what a receipt lets others do."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from portal.cases.ending.services import answer_ending
from portal.cases.events import EventKind, MessageKind
from portal.cases.following.models import RetaliationAlert
from portal.cases.following.queries import answers_of, find_open_alert
from portal.cases.following.services import ask_what_became_of_it
from portal.cases.following.turns import PutRight
from portal.cases.queries import readers_of
from portal.cases.reading.queries import read_messages
from portal.cases.services import answer_case, close_case
from portal.cases.taking_down.sayings import (
    OF_FOLLOW_UP,
    SAYINGS,
    Saying,
    SayingRefused,
    require_saying,
    sayings_for,
)
from portal.cases.taking_down.services import offered_in, take_down
from portal.cases.workflow import ENDED, CaseStatus, Sealed, may_go
from portal.database import db, reading, transaction
from tests.accounts.factories import Signer, sign_in
from tests.cases.corroborating.factories import make_sealed, work
from tests.cases.factories import Committee, Sent, decide, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

LATER = NOW + timedelta(weeks=3)
WORDS = "She rang on Monday and we rang back the number that she had left."


def say(sent: Sent, saying: Saying, by: Signer, words: str = WORDS, *, at: Any = NOW) -> Any:
    with transaction():
        return take_down(sent.opened_by(by), saying, words, by=by.account, at=at)


def closed(committee: Committee) -> Sent:
    """A case that Mair Jones answered and closed."""
    sent, mair = make_case(pack="ENG-LA-2009"), committee["Mair Jones"]
    decide(sent, committee)
    with transaction():
        answer_case(sent.opened_by(mair), "It is upheld.", by=mair.account, at=NOW)
        close_case(sent.case, by=mair.account, at=NOW)
    return sent


@pytest.mark.parametrize(
    ("status", "answered", "asked"), list(product(CaseStatus, (True, False), (True, False)))
)
def test_as_much_may_be_said_as_a_receipt_lets_one_say(
    status: CaseStatus, answered: bool, asked: bool
) -> None:
    offered = sayings_for(status, ended=status in ENDED, answered=answered, is_asked=asked)

    waits = status is CaseStatus.DECIDED and not answered
    assert (Saying.MESSAGE in offered) is (status not in ENDED)
    assert (Saying.NOT_RESOLVED in offered) is (may_go(status, CaseStatus.REOPENED) and not waits)
    assert (Saying.WITHDRAWS in offered) is may_go(status, CaseStatus.WITHDRAWN)
    assert set(OF_FOLLOW_UP) <= set(offered) if asked else not set(OF_FOLLOW_UP) & set(offered)
    assert Saying.WORSE in offered, "somebody who is treated worse is always heard"
    for saying in Saying:
        if saying in offered:
            require_saying(saying, offered)
        else:
            with pytest.raises(SayingRefused):
                require_saying(saying, offered)
    assert set(SAYINGS) == set(Saying)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def test_what_is_new_is_kept_as_the_persons_own_and_the_minutes_say_who_heard_it(
    committee: Committee,
) -> None:
    sent, mair = make_case(), committee["Mair Jones"]

    assert say(sent, Saying.MESSAGE, mair) is None

    [message] = read_messages(sent.opened_by_complainant())
    assert (message.kind, message.text) == (MessageKind.TAKEN_DOWN, WORDS)
    assert message.from_complainant
    last = sent.case.events[-1]
    assert (last.kind, last.account_id) == (EventKind.SAID_TO_MEMBER, mair.id)


def test_our_letters_say_that_it_is_opened_again_by_telephone_and_it_is(
    committee: Committee,
) -> None:
    sent, mair, huw = closed(committee), committee["Mair Jones"], committee["Huw Rees"]

    say(sent, Saying.NOT_RESOLVED, huw)

    assert sent.case.status is CaseStatus.REOPENED
    assert sent.case.stage == 2
    assert "Mair Jones" not in [each.name for each in readers_of(sent.case)], (
        "who answered it takes no part any more, under every pack"
    )
    assert mair.id in {each.account_id for each in sent.case.events if each.account_id}
    with pytest.raises(SayingRefused):
        say(sent, Saying.NOT_RESOLVED, huw)


def test_who_is_treated_worse_is_heard_at_once(committee: Committee) -> None:
    sent, mair = closed(committee), committee["Mair Jones"]

    say(sent, Saying.WORSE, mair, "They come later and later since.")

    with reading():
        alert = find_open_alert(sent.case)
    assert isinstance(alert, RetaliationAlert)
    assert sent.case.status is CaseStatus.CLOSED


def test_whether_it_was_put_right_is_asked_on_the_telephone_and_counted(
    committee: Committee,
) -> None:
    sent, mair = closed(committee), committee["Mair Jones"]
    with pytest.raises(SayingRefused, match="was not asked"):
        say(sent, Saying.PARTLY, mair)
    ask_what_became_of_it(LATER)

    say(sent, Saying.PARTLY, mair, at=LATER)

    assert [said for _on, said in answers_of(sent.case)] == [PutRight.PARTLY]
    with pytest.raises(SayingRefused, match="has said it already"):
        say(sent, Saying.PUT_RIGHT, mair, at=LATER)


def test_a_call_that_one_member_heard_ends_no_case(committee: Committee) -> None:
    sent, mair, huw = make_case(), committee["Mair Jones"], committee["Huw Rees"]

    request = say(sent, Saying.WITHDRAWS, mair)
    assert sent.case.status is CaseStatus.RECEIVED

    with transaction():
        opened = sent.opened_by(huw)
        answer_ending(opened, request, first=None, agrees=True, words="", by=huw.account, at=NOW)
    assert sent.case.status is CaseStatus.WITHDRAWN
    told = read_messages(sent.opened_by_complainant())[-1]
    assert (told.kind, told.text) == (MessageKind.WITHDRAWAL, WORDS)
    say(sent, Saying.NOT_RESOLVED, huw)
    assert sent.case.status is CaseStatus.REOPENED


def test_of_what_is_kept_sealed_nothing_is_taken_down(committee: Committee) -> None:
    sent = make_sealed()
    make_case(subjects=("VIS-SHORT",))
    work()
    db.session.rollback()
    with reading():
        name = readers_of(sent.case)[0].name

    with pytest.raises(Sealed):
        say(sent, Saying.MESSAGE, committee[name])


def test_the_page_offers_what_may_be_said_and_the_person_reads_it(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = closed(committee)
        with reading():
            offered = offered_in(sent.opened_by(committee["Huw Rees"]))
        db.session.remove()
    huw, mair, person = Browser(app), Browser(app), Browser(app)
    sign_in(huw, committee["Huw Rees"])
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{sent.reference}"
    for each in (huw, mair):
        each.open(address).form("Open this case").send()

    page = huw.open(address).follow("The person told me something")
    refused = page.form("saying").fill(saying="not_resolved", words="").send()
    done = refused.form("saying").fill(saying="not_resolved", words=WORDS).send()
    read = come_back(person, sent.receipt.code)

    assert offered == [Saying.NOT_RESOLVED, Saying.WORSE]
    assert refused.status == 422
    assert "as if the person had written it here" in done.text
    assert "You said that it is not resolved" in read.main
    assert WORDS in read.main
    assert mair.open(address).status == 404, "who answered it does not see it any more"
