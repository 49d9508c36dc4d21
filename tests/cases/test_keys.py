"""Who holds the key of a case: stepping back, being called in, being given it later."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.cases.events import EventKind, RecusalGround
from portal.cases.findings import Finding
from portal.cases.keys.interests import to_be_called
from portal.cases.keys.queries import facts_of_safes, key_state
from portal.cases.keys.services import (
    HomeUnknown,
    confirm_home,
    recuse_member,
    renew_receipt,
    widen_case,
)
from portal.cases.messages.services import write_to_complainant
from portal.cases.models import Recusal
from portal.cases.queries import (
    cases_with_waiting_letters,
    find_receipt,
    get_case_for,
    readers_of,
    told_in,
)
from portal.cases.queue_queries import QueueView, found_cases, queue_of
from portal.cases.reading.queries import read_messages
from portal.cases.tellings import Exclusions
from portal.clock import local
from portal.committee.grants import GrantRefused
from portal.database import db, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.membership.classes import MemberClass
from portal.vault.keys import SealBroken
from portal.vault.models import Grant, Holder, Safe
from portal.vault.queries import find_open_safe
from portal.vault.receipts import receipt_of
from portal.vault.sealing import Place
from tests.accounts.factories import Signer
from tests.cases.factories import Sent, acknowledge, make_case, make_committee, vote
from tests.conftest import NOW

TODAY = local(NOW).date()
RESERVE = (("Sioned Reserve", MemberClass.USER), ("Ifan Reserve", MemberClass.VOLUNTEER))
THREE = (
    ("Mair Jones", MemberClass.USER),
    ("Huw Rees", MemberClass.FAMILY_CARER),
    ("Gwen Pugh", MemberClass.VOLUNTEER),
)


def step_back(sent: Sent, signer: Signer, ground: RecusalGround = RecusalGround.HOUSEHOLD) -> None:
    with transaction():
        recuse_member(sent.opened_by(signer), ground=ground, by=signer.account, at=NOW)


def names(sent: Sent) -> set[str]:
    db.session.rollback()
    return {each.name for each in readers_of(sent.case)}


def test_the_case_is_gone_for_who_stepped_back(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="dai@example.net")
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    with transaction():
        write_to_complainant(sent.opened_by(mair), "Hello.", by=mair.account, at=NOW)

    step_back(sent, huw)

    with pytest.raises(NotFound):
        get_case_for(sent.reference, huw.account)
    assert queue_of(huw.account, today=TODAY) == []
    assert found_cases(huw.account, sent.reference) == []
    assert cases_with_waiting_letters(huw.account) == []
    assert find_open_safe(sent.case.safe_id, huw.holder_id, huw.private_key) is None
    assert list(db.session.scalars(select(Grant).where(Grant.holder_id == huw.holder_id))) == []
    assert len(queue_of(mair.account, today=TODAY)) == 1


def test_the_minutes_say_who_and_why(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    step_back(sent, committee["Huw Rees"], RecusalGround.NAMED)

    minute = db.session.scalars(select(Recusal)).one()
    assert (minute.account.name, minute.ground) == ("Huw Rees", RecusalGround.NAMED)
    assert minute.recused_on == TODAY
    assert sent.case.events[-1].kind is EventKind.RECUSED
    kinds = [fact.kind for _, fact in facts_about(sent.case.id)]
    assert EntryKind.MEMBER_RECUSED in kinds and EntryKind.GRANT_TAKEN in kinds


def test_a_key_kept_from_before_opens_nothing_that_comes(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    kept = sent.opened_by(huw).safe

    step_back(sent, huw)
    with transaction():
        message = write_to_complainant(sent.opened_by(mair), "Secret.", by=mair.account, at=NOW)
    body, place = message.body, Place("messages", message.id, "body")

    with pytest.raises(SealBroken):
        kept.open_text(place, body)
    assert sent.opened_by(mair).safe.open_text(place, body) == "Secret."
    assert read_messages(sent.opened_by_complainant())[0].text == "Secret."


def test_stepping_back_in_another_tab_is_the_same_not_found(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    huw = committee["Huw Rees"]
    step_back(sent, huw)

    with pytest.raises(NotFound):
        step_back(sent, huw)

    assert len(list(db.session.scalars(select(Recusal)))) == 1


def test_enough_members_remain_so_nobody_is_called_in(database: Any) -> None:
    committee = make_committee(reserve=RESERVE)
    sent = make_case()

    step_back(sent, committee["Huw Rees"])

    assert names(sent) == {each.name for each in committee.handlers} - {"Huw Rees"}


def test_too_few_remain_and_those_standing_by_are_called_in(database: Any) -> None:
    committee = make_committee(*THREE, reserve=RESERVE)
    sent = make_case()

    step_back(sent, committee["Gwen Pugh"])

    assert names(sent) == {"Mair Jones", "Huw Rees", "Sioned Reserve", "Bethan Outside"} or names(
        sent
    ) == {"Mair Jones", "Huw Rees", "Ifan Reserve", "Bethan Outside"}
    assert told_in(sent.opened_by(committee["Bethan Outside"])).telling.words
    assert EventKind.WOKEN in [event.kind for event in sent.case.events]


def test_the_substitute_who_is_called_in_brings_what_the_quorum_lacks(database: Any) -> None:
    committee = make_committee(*THREE, reserve=RESERVE)
    sent = make_case()

    step_back(sent, committee["Mair Jones"])
    step_back(sent, committee["Huw Rees"])

    assert "Sioned Reserve" in names(sent)


def test_a_vote_of_who_stepped_back_is_not_counted(database: Any) -> None:
    committee = make_committee(*THREE, reserve=RESERVE)
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])
    vote(sent, committee["Gwen Pugh"], Finding.NOT_UPHELD)
    vote(sent, committee["Huw Rees"], Finding.UPHELD)

    step_back(sent, committee["Gwen Pugh"])
    vote(sent, committee["Mair Jones"], Finding.UPHELD)
    assert sent.case.outcome is None
    vote(sent, committee["Bethan Outside"], Finding.UPHELD)

    assert sent.case.outcome is Finding.UPHELD


def test_one_of_two_readers_steps_back_and_another_takes_the_place(database: Any) -> None:
    committee = make_committee()
    sent = make_case(home_code="")
    before = names(sent)

    step_back(sent, committee["Mair Jones"])

    after = names(sent)
    assert len(after) == 2
    assert "Mair Jones" not in after
    assert after & before


def test_a_case_without_a_home_is_widened_by_its_readers(database: Any) -> None:
    committee = make_committee()
    sent = make_case(home_code="")
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]
    assert "Gwen Pugh" not in names(sent)

    with transaction():
        widen_case(sent.opened_by(mair), to=gwen.holder_id, by=mair.account, at=NOW)

    assert told_in(sent.opened_by(gwen)).telling.words
    assert sent.case.events[-1].kind is EventKind.WIDENED


def test_a_care_worker_waits_for_home_visit_and_record(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, nia = committee["Mair Jones"], committee["Nia Wyn"]

    with pytest.raises(GrantRefused, match="Confirm first which home"), transaction():
        widen_case(sent.opened_by(mair), to=nia.holder_id, by=mair.account, at=NOW)
    with transaction():
        confirm_home(sent.opened_by(mair), "7K3M9Q2A", by=mair.account, at=NOW)
    with pytest.raises(GrantRefused, match="have not been imported"), transaction():
        widen_case(sent.opened_by(mair), to=nia.holder_id, by=mair.account, at=NOW)

    assert "Nia Wyn" not in names(sent)


def test_whoever_the_person_excluded_is_never_given_the_key(database: Any) -> None:
    committee = make_committee()
    excluded = committee.member_ids["Gwen Pugh"]
    sent = make_case(exclusions=Exclusions(person_ids=frozenset({excluded})))
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]

    with pytest.raises(GrantRefused, match="may not see it"), transaction():
        widen_case(sent.opened_by(mair), to=gwen.holder_id, by=mair.account, at=NOW)

    assert "Gwen Pugh" not in names(sent)
    opened = sent.opened_by(mair)
    assert gwen.holder_id not in {each.holder_id for each in key_state(opened, TODAY).without_key}


def test_whoever_stepped_back_is_never_given_the_key_again(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    step_back(sent, huw)

    with pytest.raises(GrantRefused), transaction():
        widen_case(sent.opened_by(mair), to=huw.holder_id, by=mair.account, at=NOW)

    assert "Huw Rees" not in names(sent)


def test_the_recovery_key_is_not_a_member(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]
    recovery = db.session.scalars(select(Holder.id).where(Holder.kind == "recovery")).one()

    with pytest.raises(GrantRefused, match="Only members"), transaction():
        widen_case(sent.opened_by(mair), to=recovery, by=mair.account, at=NOW)


def test_the_home_is_kept_sealed_once_somebody_found_out(database: Any) -> None:
    committee = make_committee()
    sent = make_case(home_code="")
    mair = committee["Mair Jones"]

    with pytest.raises(HomeUnknown), transaction():
        confirm_home(sent.opened_by(mair), "", by=mair.account, at=NOW)
    with transaction():
        confirm_home(sent.opened_by(mair), "7K3M9Q2A", by=mair.account, at=NOW)

    assert told_in(sent.opened_by(mair)).home_code == "7K3M9Q2A"
    assert b"7K3M9Q2A" not in sent.case.home_code


def test_a_hand_over_learns_what_it_needs_from_the_open_safe(database: Any) -> None:
    committee = make_committee()
    excluded = committee.member_ids["Gwen Pugh"]
    sent = make_case(exclusions=Exclusions(person_ids=frozenset({excluded})))
    opened = sent.opened_by(committee["Mair Jones"])

    facts = facts_of_safes({opened.safe.id: opened.safe}, NOW.date())

    assert facts[opened.safe.id].parties.excluded == {excluded}
    assert facts[opened.safe.id].confirmed.home


def test_a_receipt_moves_to_the_newer_secret_when_it_is_used(database: Any) -> None:
    make_committee()
    sent = make_case()
    newer = receipt_of(sent.receipt.code, b"n" * 32)
    old_holder = db.session.scalars(select(Holder).where(Holder.kind == "complainant")).one()

    with transaction():
        receipt = find_receipt([newer.lookup, sent.receipt.lookup])
        assert receipt is not None
        renew_receipt(receipt, sent.opened_by_complainant(), newer, at=NOW)

    assert find_receipt([sent.receipt.lookup]) is None
    sent.receipt = newer
    assert told_in(sent.opened_by_complainant()).telling.words
    assert list(db.session.scalars(select(Grant).where(Grant.holder_id == old_holder.id))) == []
    assert db.session.scalars(select(Safe.epoch)).one() == 1


def test_nobody_is_called_in_while_the_free_seats_can_decide() -> None:
    assert to_be_called([], barred=(), awake=(), asleep=()) == []


def test_the_queue_is_paged_by_the_database_and_stands_in_the_order_of_its_days(
    database: Any,
) -> None:
    committee = make_committee()
    sent = [make_case(at=NOW + timedelta(days=days)).reference for days in (2, 0, 1)]
    mair, first_day = committee["Mair Jones"].account, sent[1]
    today = TODAY + timedelta(days=9)

    whole = [case.reference for case in queue_of(mair, today=today)]
    pages = [
        [case.reference for case in queue_of(mair, today=today, first=first, most=2)]
        for first in (0, 2, 4)
    ]

    assert whole[0] == first_day
    assert [each for page in pages for each in page] == whole
    assert [len(page) for page in pages] == [2, 1, 0]
    late = queue_of(mair, today=TODAY + timedelta(days=3), view=QueueView.OVERDUE)
    assert [case.reference for case in late] == [first_day]
