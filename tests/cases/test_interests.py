"""An interest that is found, named by the person or said by a colleague takes the case away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.challenging.services import answer_challenge, challenge_member
from portal.cases.events import EventKind, RecusalGround
from portal.cases.findings import Finding
from portal.cases.keys.aside_services import (
    NobodyLeft,
    NotAReader,
    keep_away_known_interests,
    keep_away_on_request,
)
from portal.cases.keys.queries import key_state, who_could_read
from portal.cases.models import Recusal
from portal.cases.queries import get_case_for, readers_of, told_in
from portal.cases.reading.queries import standings_of
from portal.cases.seconding.asking import AskState, MemberGone, OverAlready, SameMember, Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import get_request, requests_for
from portal.database import db, transaction
from portal.errors import NotFound, RuleBroken
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee, vote
from tests.cases.test_beside import DAY, import_visits
from tests.cases.test_keys import RESERVE, THREE, TODAY, names
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.membership.factories import make_member


def gone_for(sent: Sent, signer: Signer) -> bool:
    db.session.rollback()
    try:
        get_case_for(sent.reference, signer.account)
    except NotFound:
        return True
    return False


def kinds(sent: Sent) -> list[EventKind]:
    db.session.rollback()
    return [event.kind for event in sent.case.events]


def recused_facts(sent: Sent) -> list[dict[str, Any]]:
    db.session.rollback()
    about = facts_about(sent.case.id)
    return [fact.fact for _, fact in about if fact.kind is EntryKind.MEMBER_RECUSED]


# Found


def moves_in_with_the_carer(committee: Committee, name: str) -> None:
    """The register comes to know that this member lives with somebody who made the visit."""
    with transaction():
        make_member("Carer One", MemberClass.WORKER, care_worker_ref="W1", household="Bryn 1")
        member = db.session.get_one(Member, committee.member_ids[name])
        member.household = "Bryn 1"


def opens(sent: Sent, signer: Signer) -> list[str]:
    db.session.rollback()
    with transaction():
        return [each.name for each in keep_away_known_interests(sent.opened_by(signer), at=NOW)]


def test_an_interest_that_comes_to_be_known_takes_the_case_away(database: Any) -> None:
    code = import_visits()
    committee = make_committee()
    sent = make_case(home_code=code, happened_on=DAY)
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    assert opens(sent, mair) == []
    moves_in_with_the_carer(committee, "Huw Rees")

    assert opens(sent, mair) == ["Huw Rees"]

    assert gone_for(sent, huw)
    assert not gone_for(sent, mair)
    recusal = db.session.scalars(select(Recusal)).one()
    assert (recusal.account.name, recusal.ground) == ("Huw Rees", RecusalGround.HOUSEHOLD)
    assert kinds(sent)[-1] is EventKind.INTEREST_FOUND
    assert recused_facts(sent)[-1]["ground"] == "household"
    assert opens(sent, mair) == []


def test_whoever_opens_it_with_an_interest_finds_it_gone(app: Flask) -> None:
    with app.app_context():
        code = import_visits()
        committee = make_committee(sign_in=True)
        sent = make_case(home_code=code, happened_on=DAY)
        moves_in_with_the_carer(committee, "Huw Rees")
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Huw Rees"])

    page = browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")

    assert "you have an interest in this case" in page.main
    assert sent.reference not in page.main
    assert browser.open(f"/cases/{sent.reference}").status == 404
    with app.app_context():
        opened = [fact for _, fact in facts_about(sent.case.id)]
        assert EntryKind.CASE_OPENED not in [each.kind for each in opened]


# Named by the person


def ask_away(sent: Sent, person_id: UUID) -> None:
    db.session.rollback()
    with transaction():
        keep_away_on_request(sent.opened_by_complainant(), person_id, at=NOW)


def person(committee: Committee, name: str) -> UUID:
    return UUID(str(committee.member_ids[name]))


def test_the_person_says_later_who_should_not_see_it(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    huw = committee["Huw Rees"]

    ask_away(sent, person(committee, "Huw Rees"))

    assert gone_for(sent, huw)
    with transaction():
        opened = sent.opened_by(committee["Mair Jones"])
        assert told_in(opened).exclusions.person_ids == {person(committee, "Huw Rees")}
        assert "Huw Rees" not in [each.name for each in who_could_read(opened, TODAY)]
    assert EventKind.KEPT_AWAY in kinds(sent)
    assert db.session.scalars(select(Recusal)).all() == [], "whom they named stays sealed"
    with pytest.raises(NotAReader):
        ask_away(sent, person(committee, "Huw Rees"))


def test_where_too_few_are_left_somebody_standing_by_is_called_in(database: Any) -> None:
    committee = make_committee(*THREE, reserve=RESERVE)
    sent = make_case()

    ask_away(sent, person(committee, "Gwen Pugh"))

    assert "Gwen Pugh" not in names(sent)
    assert names(sent) & {"Sioned Reserve", "Ifan Reserve", "Bethan Outside"}


def test_somebody_is_always_left(database: Any) -> None:
    make_committee(*THREE)
    sent = make_case()
    left = 0
    with pytest.raises(NobodyLeft, match="Nobody would be left"):
        for _each in range(9):
            with transaction():
                chosen = who_could_read(sent.opened_by_complainant(), TODAY)[0].person_id
            assert chosen is not None
            ask_away(sent, chosen)
            left += 1

    db.session.rollback()
    assert left >= 1
    assert readers_of(sent.case)


def test_the_person_does_it_on_the_page_of_the_receipt(app: Flask) -> None:
    with app.app_context():
        huw = make_committee().member_ids["Huw Rees"]
        sent = make_case()
        db.session.remove()
    page = come_back(Browser(app), sent.receipt.code).follow("Somebody should not see this")
    assert page.form("person").send("Keep it").status == 422

    shown = page.form("person").fill(person=str(huw)).send("Keep it")

    assert "From now on this person cannot read it" in shown.main
    with app.app_context():
        assert "Huw Rees" not in names(sent)


# Said by a colleague


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def sent(committee: Committee) -> Sent:
    return make_case()


def say(sent: Sent, by: Signer, of: Signer) -> UUID:
    db.session.rollback()
    with transaction():
        opened = sent.opened_by(by)
        return challenge_member(
            opened, of.account, RecusalGround.HOUSEHOLD, "Her sister.", by=by.account, at=NOW
        ).id


def find(sent: Sent, by: Signer, request_id: UUID, *, agrees: bool = True) -> None:
    db.session.rollback()
    with transaction():
        opened = sent.opened_by(by)
        request = get_request(opened.case, request_id, Step.CHALLENGE)
        answer_challenge(opened, request, agrees=agrees, words="No.", by=by.account, at=NOW)


def refused(step: Callable[[], object], kind: type[RuleBroken], words: str) -> None:
    with pytest.raises(kind, match=words):
        step()
    db.session.rollback()


def test_two_members_find_an_interest_and_the_case_is_gone(
    committee: Committee, sent: Sent
) -> None:
    mair, huw, gwen = (committee[name] for name in ("Mair Jones", "Huw Rees", "Gwen Pugh"))
    acknowledge(sent, mair)
    vote(sent, huw, Finding.UPHELD)
    request_id = say(sent, mair, huw)
    assert [each.id for each in requests_for(gwen.account, TODAY)] == [request_id]

    find(sent, gwen, request_id)

    assert gone_for(sent, huw)
    assert requests_for(huw.account, TODAY) == []
    assert recused_facts(sent)[-1] == {
        "reference": sent.reference, "ground": "household", "by": "Mair Jones",
        "agreed_by": "Gwen Pugh",
    }  # fmt: skip
    assert [each for each in kinds(sent) if each.value.startswith("challenge")] == [
        EventKind.CHALLENGED,
        EventKind.CHALLENGE_UPHELD,
    ]
    with transaction():
        opened = sent.opened_by(mair)
        (standing,) = standings_of(opened, key_state(opened, TODAY), mair.account)
        assert standing.tally.votes == 0, "a vote of who takes no part is not counted"


def test_neither_who_said_it_nor_whom_it_is_about_may_find_it(
    committee: Committee, sent: Sent
) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    request_id = say(sent, mair, huw)

    refused(lambda: find(sent, mair, request_id), SameMember, "asked for this yourself")
    refused(lambda: find(sent, huw, request_id), SameMember, "This is about you")

    assert not gone_for(sent, huw)


def test_nobody_says_it_of_themselves_or_of_who_holds_no_key(
    committee: Committee, sent: Sent
) -> None:
    mair, outside = committee["Mair Jones"], committee["Bethan Outside"]

    refused(lambda: say(sent, mair, mair), SameMember, "step back")
    refused(lambda: say(sent, mair, outside), MemberGone, "does not hold the key")

    assert db.session.scalars(select(SecondedRequest)).all() == []


def test_a_second_member_finds_none_and_says_why(committee: Committee, sent: Sent) -> None:
    mair, huw, gwen = (committee[name] for name in ("Mair Jones", "Huw Rees", "Gwen Pugh"))
    request_id = say(sent, mair, huw)

    find(sent, gwen, request_id, agrees=False)

    assert not gone_for(sent, huw)
    assert db.session.scalars(select(SecondedRequest.state)).one() is AskState.DECLINED
    refused(lambda: find(sent, gwen, request_id), OverAlready, "answered already")


def test_it_is_done_on_the_pages(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        db.session.remove()
    address = f"/cases/{sent.reference}"

    def member(name: str) -> Browser:
        browser = Browser(app)
        sign_in(browser, committee[name])
        browser.open(address).form("Open this case").send("Open this case")
        return browser

    mair, huw, gwen = map(member, ("Mair Jones", "Huw Rees", "Gwen Pugh"))
    form = mair.open(address).follow("Another member has an interest").form("ground")
    assert form.send("Say so").status == 422
    with app.app_context():
        of = str(committee["Huw Rees"].account.id)
    form.fill(member=of, ground="household", reason="His sister.").send("Say so")
    assert "This is about you." in huw.open(address).main
    assert "has an interest in case" in gwen.open("/cases/").main

    page = gwen.open(address).follow("Answer as the second member")
    assert "It is about their family" in page.main
    page.form("answer").fill(answer="agree").send()

    assert huw.open(address).status == 404
    assert "Huw Rees" not in gwen.open(address).main.partition("Who can read it")[2]
