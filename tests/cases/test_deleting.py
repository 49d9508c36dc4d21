"""A case is deleted by two, and nothing of it is left."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.corroborating.corroboration import Likeness
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.deadlines import DeadlineKind
from portal.cases.deleting.grounds import DeletionGround, DeletionRefused, HoldStands
from portal.cases.deleting.models import CaseDeletion, CountedCase, LegalHold
from portal.cases.deleting.queries import (
    deletions_seen_by,
    find_deletion,
    get_deletion_for,
    open_case_to_delete,
)
from portal.cases.deleting.services import (
    answer_proposal,
    delete_case,
    hold_case,
    lift_hold,
    propose_deletion,
)
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.enquiring.queries import place_of
from portal.cases.events import EventKind, RecusalGround
from portal.cases.fairness.services import ask_worker
from portal.cases.findings import Finding
from portal.cases.following.services import hear_worse
from portal.cases.keys.services import recuse_member
from portal.cases.messages.services import hear_message, note_case, write_to_complainant
from portal.cases.models import Case, Deadline
from portal.cases.publishing.services import propose_summary
from portal.cases.publishing.summaries import SummaryWords
from portal.cases.queue_queries import found_cases, queue_of
from portal.cases.recovering.queries import sealed_columns
from portal.cases.recovering.services import export_case
from portal.cases.redacting.queries import text_to_copy
from portal.cases.redacting.services import ask_copy, withdraw_copy
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.seconding.asking import (
    AskedAlready,
    AskState,
    MemberGone,
    OverAlready,
    RequestLapsed,
    SameMember,
    Step,
)
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import get_request, requests_for
from portal.cases.services import answer_case, close_case, reopen_case
from portal.clock import local
from portal.config import secret
from portal.database import Model, db, new_id, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact
from portal.ledger.queries import facts_about
from portal.rewriting import fold_in_log
from portal.vault.models import Grant, Safe
from portal.vault.recovery import RecoveryReason
from tests.accounts.factories import Signer
from tests.cases.factories import (
    Committee,
    Sent,
    decide,
    hand_back,
    make_case,
    make_committee,
    make_photograph,
    say_yes_to_publishing,
    suspend,
)
from tests.conftest import NOW
from tests.intake.handover.factories import rung_and_given_a_new_code
from tests.races import at_once

TODAY = local(NOW).date()
WHY = "She wrote to us on Monday that she wants it gone."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def sent(committee: Committee) -> Sent:
    return make_case(name="Dai Beddoes", email="dai@example.net")


def lived_through(committee: Committee, **facts: Any) -> Sent:
    """A case in which everything happened that can happen, with a row in every table."""
    sent = make_case(
        name="Dai Beddoes",
        email="dai@example.net",
        phone="01248 555 0142",
        photographs=(("slip.jpg", make_photograph()),),
        **facts,
    )
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]
    suspend(sent, mair)
    hand_back(sent, committee["Elin Parry"])
    decide(sent, committee)
    with transaction():
        opened = sent.opened_by(mair)
        note_case(opened, "He rang twice.", by=mair.account, at=NOW)
        write_to_complainant(opened, "Was anybody in?", by=mair.account, at=NOW)
        told = "That you left early."
        ask_worker(opened, "Non", told, secret=secret("receipt"), by=mair.account, at=NOW)
    ann = committee["Ann Lewis"]
    with transaction():
        # Whoever answers takes no part when it is opened again.
        opened = sent.opened_by(ann)
        answer_case(opened, "You were right.", by=ann.account, at=NOW)
        close_case(opened.case, by=ann.account, at=NOW)
        say_yes_to_publishing(opened)
        propose_summary(opened, SummaryWords(done="It is done."), by=ann.account, at=NOW)
    sent = rung_and_given_a_new_code(sent, mair)
    with transaction():
        theirs = sent.opened_by_complainant()
        reopen_case(theirs, "It happened again.", at=NOW)
        picture = [("again.jpg", make_photograph("plum"))]
        hear_message(theirs, "Look at this.", photographs=picture, at=NOW)
        hear_worse(theirs, "They come an hour late now.", at=NOW)
    with transaction():
        opened = sent.opened_by(mair)
        text = text_to_copy(opened)
        copied = ask_copy(
            opened, target=sent.reference, marked=text, reason="Why.", by=mair.account, at=NOW
        )
        withdraw_copy(copied, by=mair.account, at=NOW)
    with_a_question_to_the_office(sent, mair)
    with_another_report_beside_it(sent, mair)
    with transaction():
        promise_remedy(
            sent.opened_by(mair), RemedyKind.APOLOGY, "We say sorry.", owner="The chair",
            due_on=local(NOW).date(), by=mair.account, at=NOW,
        )  # fmt: skip
    with transaction():
        opened = sent.opened_by(gwen)
        hold_case(opened, "The ombudsman asks.", by=gwen.account, at=NOW)
        lift_hold(opened.case, by=gwen.account, at=NOW)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=gwen.account, at=NOW)
        export_case(sent.case, reason=RecoveryReason.REHEARSAL, at=NOW)
    return sent


def with_a_question_to_the_office(sent: Sent, signer: Signer) -> None:
    """As it is kept: the visit in the case, and one copy for the office."""
    with transaction():
        opened, enquiry_id = sent.opened_by(signer), new_id()
        meant = opened.safe.seal(place_of(enquiry_id, "meant"), "The visit at eight.")
        day = local(NOW).date()
        db.session.add(
            Enquiry(
                id=enquiry_id, case_id=opened.case.id, asked_by_id=signer.account.id,
                asked_on=day, due_on=day + timedelta(days=7), meant=meant,
            )
        )  # fmt: skip
        db.session.flush()
        holder_id = signer.holder_id
        db.session.add(
            EnquiryCopy(enquiry_id=enquiry_id, holder_id=holder_id, question=b"sealed " * 9)
        )


def with_another_report_beside_it(sent: Sent, signer: Signer) -> None:
    """Two members have compared it with another one, while it waited sealed."""
    day, other = local(NOW).date(), make_case()
    with transaction():
        pairing = Pairing(case_id=sent.case.id, other_id=other.case.id, began_on=day, ended_on=day)
        pairing.findings = [
            PairingFinding(account_id=signer.account.id, likeness=Likeness.DIFFERENT, found_on=day)
        ]
        db.session.add(pairing)


def request_of(sent: Sent) -> SecondedRequest:
    asked = select(SecondedRequest).where(
        SecondedRequest.case_id == sent.case.id, SecondedRequest.state == AskState.WAITING
    )
    return db.session.scalars(asked).one()


def propose(
    sent: Sent,
    signer: Signer,
    ground: DeletionGround = DeletionGround.ASKED_FOR,
    *,
    at: Any = NOW,
) -> SecondedRequest:
    with transaction():
        opened = sent.opened_by(signer)
        return propose_deletion(opened, ground, WHY, by=signer.account, at=at)


def confirming(
    sent: Sent, signer: Signer, request_id: UUID, *, at: Any = NOW
) -> Callable[[], CaseDeletion]:
    def step() -> CaseDeletion:
        opened = open_case_to_delete(sent.reference, signer.account, signer.private_key)
        request = get_request(opened.case, request_id, Step.DELETION)
        return delete_case(opened, request, by=signer.account, at=at)

    return step


def confirm(sent: Sent, signer: Signer, *, at: Any = NOW) -> CaseDeletion:
    with transaction():
        return confirming(sent, signer, request_of(sent).id, at=at)()


def delete(sent: Sent, committee: Committee) -> CaseDeletion:
    propose(sent, committee["Mair Jones"])
    return confirm(sent, committee["Huw Rees"])


def hold(sent: Sent, signer: Signer) -> None:
    with transaction():
        opened = sent.opened_by(signer)
        hold_case(opened, "The police asked for it.", by=signer.account, at=NOW)


def bytes_of(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value.hex if isinstance(value, UUID) else str(value)).encode()


def dump() -> dict[str, set[tuple[bytes, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        table.name: {tuple(map(bytes_of, row)) for row in db.session.execute(select(table))}
        for table in Model.metadata.sorted_tables
    }


def sealed_of(sent: Sent) -> dict[str, bytes]:
    """Everything sealed that belongs to the case, its keys among it, by where it lies."""
    found = {}
    case = sent.case
    issues = {issue.id for issue in case.issues}
    for mapper in Model.registry.mappers:
        table = mapper.local_table
        names = sealed_columns(mapper.class_)
        for row in db.session.execute(select(table)).mappings() if names else ():
            ids = {row.get("case_id"), row.get("safe_id")}
            if row.get("issue_id") in issues or ids & {case.id, case.safe_id}:
                for name in names:
                    if row[name] is not None:
                        found[f"{table.name}.{name} {len(found)}"] = row[name]
    return found


def identifiers_of(sent: Sent) -> dict[str, bytes]:
    """Every identifier by which something could still point to the case."""
    case = sent.case
    found = {"case": case.id.hex.encode(), "safe": case.safe_id.hex.encode()}
    for table in Model.metadata.sorted_tables:
        if "case_id" in table.c and "id" in table.c:
            asked = select(table.c.id).where(table.c.case_id == case.id)
            for number, row_id in enumerate(db.session.scalars(asked)):
                found[f"{table.name} {number}"] = row_id.hex.encode()
    receipt = db.session.execute(
        select(Model.metadata.tables["receipts"].c.holder_id).where(
            Model.metadata.tables["receipts"].c.case_id == case.id
        )
    ).scalar_one()
    return {**found, "holder": receipt.hex.encode()}


def pieces(content: bytes) -> Iterator[bytes]:
    """Parts of it that stay whole wherever a file breaks it up."""
    for start in range(17, max(len(content) - 32, 18), 900):
        yield content[start : start + 32]


def test_every_table_of_a_case_is_filled_before_it_is_deleted(committee: Committee) -> None:
    """Else the tests below would find nothing because there was nothing."""
    sent = lived_through(committee)
    propose(sent, committee["Mair Jones"])

    rows = dump()
    belonging = {
        table.name
        for table in Model.metadata.sorted_tables
        if any(
            each.column.table.name in ("cases", "case_issues", "safes")
            for each in table.foreign_keys
        )
    }
    assert {name for name in belonging if not rows[name]} == set()


def test_nothing_sealed_no_key_and_no_row_of_it_is_left(committee: Committee) -> None:
    sent, other = lived_through(committee), lived_through(committee)
    propose(sent, committee["Mair Jones"])
    sealed, identifiers = sealed_of(sent), identifiers_of(sent)
    tables = {place.partition(".")[0] for place in sealed}
    assert tables == {
        "attachments", "case_summaries", "cases", "enquiries", "grants", "handovers", "legal_holds",
        "messages", "notes", "redactions", "remedies", "seconded_requests", "suspensions", "votes",
        "worker_replies",
    }  # fmt: skip
    kept = sealed_of(other)

    confirm(sent, committee["Huw Rees"])

    rows = dump()
    everything = [
        (name, value) for name, several in rows.items() for row in several for value in row
    ]
    for place, content in sealed.items():
        assert not [name for name, value in everything if content in value], place
    for what, identifier in identifiers.items():
        assert not [name for name, value in everything if identifier in value], what
    naming = {name for name, value in everything if sent.reference.encode() in value}
    assert naming == {"case_deletions", "ledger_facts"}
    assert sealed_of(other) == kept, "another case was touched"


def test_the_file_itself_holds_nothing_of_it(plain_app: Flask) -> None:
    """On SQLite what was deleted is overwritten, once the log is folded in.

    PostgreSQL reuses the room when it comes to it: docs/decisions/0047.
    """

    def found_in_file(several: list[bytes]) -> list[bool]:
        db.session.remove()
        assert fold_in_log()
        files = sorted(Path(plain_app.instance_path).glob("portal.sqlite*"))
        content = b"".join(path.read_bytes() for path in files)
        return [piece in content for each in several for piece in pieces(each)]

    with plain_app.app_context():
        committee = make_committee()
        sent, other = lived_through(committee), lived_through(committee)
        propose(sent, committee["Mair Jones"])
        sealed, kept = list(sealed_of(sent).values()), list(sealed_of(other).values())
        assert all(found_in_file(sealed))

        confirm(sent, committee["Huw Rees"])

        assert not any(found_in_file(sealed))
        assert all(found_in_file(kept))
        db.session.remove()


def test_its_entries_mean_nothing_any_more_and_the_chain_stands(committee: Committee) -> None:
    sent = lived_through(committee)
    safe_id, case_id = sent.case.safe_id, sent.case.id
    about = [entry.sequence for entry, _ in [*facts_about(case_id), *facts_about(safe_id)]]
    before = {entry.commitment for entry in db.session.scalars(select(LedgerEntry))}

    deletion = delete(sent, committee)

    assert facts_about(case_id) == facts_about(safe_id) == []
    assert before < {entry.commitment for entry in db.session.scalars(select(LedgerEntry))}
    ((entry, fact),) = facts_about(deletion.id)
    assert fact.kind is EntryKind.CASE_DELETED
    assert fact.fact == {
        "reference": sent.reference,
        "ground": "asked_for",
        "by": "Mair Jones",
        "agreed_by": "Huw Rees",
    }
    assert entry.sequence == deletion.entry_sequence
    # That the recovery key was used is public, and stays so; of which case it was, nobody knows.
    left = db.session.scalars(select(LedgerFact).where(LedgerFact.sequence.in_(about))).all()
    assert [(each.kind, each.subject_id) for each in left] == [(EntryKind.RECOVERY_USED, None)]


def test_nobody_finds_it_any_more(committee: Committee, sent: Sent) -> None:
    delete(sent, committee)

    for name in ("Mair Jones", "Huw Rees", "Gwen Pugh"):
        account = committee[name].account
        assert queue_of(account, today=TODAY) == []
        assert found_cases(account, sent.reference) == []
        assert requests_for(account, TODAY) == []
        with pytest.raises(NotFound):
            sent.opened_by(committee[name])
    assert db.session.scalars(select(Safe)).all() == []
    assert db.session.scalars(select(Grant)).all() == []


def test_who_held_the_key_may_see_the_certificate_and_nobody_else(
    committee: Committee, sent: Sent
) -> None:
    with transaction():
        gwen = committee["Gwen Pugh"]
        recuse_member(sent.opened_by(gwen), ground=RecusalGround.NAMED, by=gwen.account, at=NOW)

    deletion = delete(sent, committee)

    for name in ("Mair Jones", "Huw Rees", "Ann Lewis"):
        (seen,) = deletions_seen_by(committee[name].account)
        assert (seen.reference, seen.ground) == (sent.reference, DeletionGround.ASKED_FOR)
        assert (seen.proposed_by.name, seen.confirmed_by.name) == ("Mair Jones", "Huw Rees")
    for name in ("Gwen Pugh", "Nia Wyn"):
        assert deletions_seen_by(committee[name].account) == []
        with pytest.raises(NotFound):
            get_deletion_for(deletion.id, committee[name].account)


def test_the_receipt_leads_to_the_day_and_the_ground(committee: Committee, sent: Sent) -> None:
    delete(sent, committee)

    found = find_deletion([sent.receipt.lookup])
    assert found is not None
    assert (found.deleted_on, found.ground) == (TODAY, DeletionGround.ASKED_FOR)
    assert find_deletion([b"\x00" * 32]) is None


def counts() -> dict[str, Any]:
    """The stock and the flow of the day, and the clocks, over live cases and deleted ones."""
    db.session.rollback()
    live, gone = db.session.scalars(select(Case)).all(), db.session.scalars(select(CountedCase))
    clocks = db.session.scalars(select(Deadline).where(Deadline.superseded_on.is_(None))).all()
    gone = gone.all()
    counted = [(c.kind, c.stage, c.due_on, c.met_on, c.escalated_on) for c in clocks]
    counted += [
        (c.kind, c.stage, c.due_on, c.met_on, c.escalated_on) for each in gone for c in each.clocks
    ]
    left = [each.closed_on for each in live if each.has_ended]
    left += [each.left_on for each in gone]
    return {
        "received": sorted(each.received_on for each in [*live, *gone]),
        "left": sorted(filter(None, left)),
        "carried forward": sum(not each.has_ended for each in live),
        "kinds": sorted((each.kind, each.area, str(each.outcome)) for each in [*live, *gone]),
        "subjects": sorted(itertools.chain(*(each.subjects for each in [*live, *gone]))),
        "clocks": sorted(counted, key=str),
    }


def test_deleting_a_case_that_has_ended_changes_no_count(committee: Committee) -> None:
    mair = committee["Mair Jones"]
    sent, _other = make_case(), make_case()
    decide(sent, committee, Finding.UPHELD)
    with transaction():
        opened = sent.opened_by(mair)
        answer_case(opened, "You were right.", by=mair.account, at=NOW + timedelta(days=9))
        close_case(opened.case, by=mair.account, at=NOW + timedelta(days=9))
    before = counts()
    assert before["left"]
    assert [each for each in before["clocks"] if each[0] is DeadlineKind.ANSWER]

    later = NOW.replace(year=2033)
    propose(sent, mair, DeletionGround.RETENTION_OVER, at=later)
    confirm(sent, committee["Huw Rees"], at=later)

    assert counts() == before


def test_deleting_an_open_case_moves_it_from_the_stock_to_what_left(committee: Committee) -> None:
    sent, _other = make_case(), make_case()
    before = counts()

    delete(sent, committee)

    after = counts()
    assert before["carried forward"] - after["carried forward"] == 1
    assert after["left"] == [TODAY]
    # Brought forward and received = left and carried forward.
    assert len(after["received"]) == len(after["left"]) + after["carried forward"]
    assert after["clocks"] == before["clocks"]


def test_the_counts_do_not_lead_to_the_case(committee: Committee, sent: Sent) -> None:
    deletion = delete(sent, committee)

    named = {deletion.id, deletion.reference, deletion.entry_sequence, deletion.lookup}
    for name in ("counted_cases", "counted_clocks"):
        table = Model.metadata.tables[name]
        rows = db.session.execute(select(table)).all()
        assert rows
        for row in rows:
            assert not named & {each for each in row if not isinstance(each, list)}
        assert {key.column.table.name for key in table.foreign_keys} <= {"counted_cases"}


def test_nobody_deletes_alone(committee: Committee, sent: Sent) -> None:
    propose(sent, committee["Mair Jones"])

    with pytest.raises(SameMember):
        confirm(sent, committee["Mair Jones"])

    assert sent.opened_by(committee["Mair Jones"])


def test_a_proposal_lapses_after_seven_days(committee: Committee, sent: Sent) -> None:
    propose(sent, committee["Mair Jones"])

    with pytest.raises(RequestLapsed):
        confirm(sent, committee["Huw Rees"], at=NOW + timedelta(days=7))

    assert sent.case
    propose(sent, committee["Huw Rees"], at=NOW + timedelta(days=7))


def test_only_one_proposal_waits(committee: Committee, sent: Sent) -> None:
    propose(sent, committee["Mair Jones"])

    with pytest.raises(AskedAlready, match="Mair Jones"):
        propose(sent, committee["Huw Rees"])


def test_a_second_member_may_keep_it_and_say_why(committee: Committee, sent: Sent) -> None:
    huw = committee["Huw Rees"]
    request = propose(sent, committee["Mair Jones"])
    with transaction():
        opened = sent.opened_by(huw)
        held = get_request(opened.case, request.id, Step.DELETION)
        words = "She changed her mind."
        assert (
            answer_proposal(opened, held, agrees=False, words=words, by=huw.account, at=NOW) is None
        )

    with pytest.raises(OverAlready, match="did not agree"), transaction():
        confirming(sent, committee["Gwen Pugh"], request.id)()
    assert sent.case.events[-1].kind is EventKind.DELETION_DECLINED


def test_a_hold_keeps_the_case_and_says_who_and_since_when(
    committee: Committee, sent: Sent
) -> None:
    hold(sent, committee["Gwen Pugh"])

    with pytest.raises(HoldStands, match="Gwen Pugh set a legal hold on this case on 9 November"):
        propose(sent, committee["Mair Jones"])
    with pytest.raises(HoldStands):
        hold(sent, committee["Huw Rees"])

    huw = committee["Huw Rees"]
    with transaction():
        lift_hold(sent.opened_by(huw).case, by=huw.account, at=NOW)
    with pytest.raises(DeletionRefused, match="There is no legal hold"), transaction():
        lift_hold(sent.opened_by(huw).case, by=huw.account, at=NOW)
    minutes = [(e.kind, e.account_id) for e in sent.case.events][-2:]
    assert minutes == [
        (EventKind.HELD, committee["Gwen Pugh"].id),
        (EventKind.HOLD_LIFTED, huw.id),
    ]
    delete(sent, committee)


def test_a_hold_that_was_set_meanwhile_stops_the_second(committee: Committee, sent: Sent) -> None:
    propose(sent, committee["Mair Jones"])
    hold(sent, committee["Gwen Pugh"])

    with pytest.raises(HoldStands):
        confirm(sent, committee["Huw Rees"])

    assert sent.opened_by(committee["Huw Rees"])
    assert db.session.scalars(select(CaseDeletion)).all() == []


def test_once_the_proposer_has_stepped_back_nobody_can_confirm(
    committee: Committee, sent: Sent
) -> None:
    mair = committee["Mair Jones"]
    propose(sent, mair)
    with transaction():
        opened = sent.opened_by(mair)
        recuse_member(opened, ground=RecusalGround.NAMED, by=mair.account, at=NOW)

    with pytest.raises(MemberGone, match="Mair Jones does not hold the key"):
        confirm(sent, committee["Huw Rees"])

    assert sent.case


def test_the_time_of_a_case_is_not_over_while_somebody_waits(
    committee: Committee, sent: Sent
) -> None:
    with pytest.raises(DeletionRefused, match="still waits for an answer"):
        propose(sent, committee["Mair Jones"], DeletionGround.RETENTION_OVER)


def test_a_case_that_was_opened_again_meanwhile_is_kept(committee: Committee, sent: Sent) -> None:
    mair = committee["Mair Jones"]
    decide(sent, committee)
    with transaction():
        opened = sent.opened_by(mair)
        answer_case(opened, "You were right.", by=mair.account, at=NOW)
        close_case(opened.case, by=mair.account, at=NOW)
    later = NOW.replace(year=2033)
    propose(sent, mair, DeletionGround.RETENTION_OVER, at=later)
    with transaction():
        reopen_case(sent.opened_by_complainant(), "It happened again.", at=later)

    with pytest.raises(DeletionRefused, match="still waits"):
        confirm(sent, committee["Huw Rees"], at=later)

    assert sent.case


def test_of_two_who_confirm_at_once_the_second_finds_nothing(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case()
        request_id = propose(sent, committee["Mair Jones"]).id
        db.session.remove()

    refusals = at_once(
        app,
        confirming(sent, committee["Huw Rees"], request_id),
        confirming(sent, committee["Gwen Pugh"], request_id),
    )

    assert [type(each) for each in refusals] == [NotFound]
    with app.app_context():
        assert len(db.session.scalars(select(CaseDeletion)).all()) == 1
        assert len(db.session.scalars(select(CountedCase)).all()) == 1


def test_a_hold_and_a_deletion_at_once_do_not_both_happen(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent = make_case()
        request_id = propose(sent, committee["Mair Jones"]).id
        db.session.remove()
    gwen = committee["Gwen Pugh"]

    refusals = at_once(
        app,
        confirming(sent, committee["Huw Rees"], request_id),
        lambda: hold_case(sent.opened_by(gwen), "The police.", by=gwen.account, at=NOW),
    )

    assert len(refusals) == 1
    with app.app_context():
        holds = db.session.scalars(select(LegalHold)).all()
        deletions = db.session.scalars(select(CaseDeletion)).all()
        assert len(holds) + len(deletions) == 1


def test_who_writes_while_it_is_deleted_neither_waits_for_ever_nor_leaves_a_trace(
    app: Flask,
) -> None:
    with app.app_context():
        committee = make_committee()
        several = [make_case() for _ in range(4)]
        asked = [propose(sent, committee["Mair Jones"]).id for sent in several]
        db.session.remove()

    for sent, request_id in zip(several, asked, strict=True):

        def write(sent: Sent = sent) -> None:
            try:
                opened = sent.opened_by_complainant()
            except AssertionError:
                raise NotFound from None  # There is no such receipt any more.
            hear_message(opened, "One thing more.", at=NOW)

        refusals = at_once(app, confirming(sent, committee["Huw Rees"], request_id), write)
        assert {type(each) for each in refusals} <= {NotFound}

    with app.app_context():
        rows = dump()
        assert rows["cases"] == rows["messages"] == rows["grants"] == set()
        assert len(rows["case_deletions"]) == len(several)
