"""Ends without a finding: by one member or by two, told to the person, and never the last word."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.cases.bundling.queries import dossier_of
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.counting.facts import Ending
from portal.cases.counting.queries import case_facts
from portal.cases.deadlines import DeadlineKind, due_at_receipt
from portal.cases.deleting.grounds import DeletionGround
from portal.cases.deleting.services import answer_proposal, propose_deletion
from portal.cases.ending.endings import EndingRefused, Lateness, Leave, SamePerson
from portal.cases.ending.services import (
    answer_ending,
    ask_told_twice,
    first_named,
    judge_lateness,
    note_outside,
    refer_case,
    settle_at_once,
)
from portal.cases.events import EventKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.linking.links import LinkRefused
from portal.cases.linking.queries import open_pair, read_links
from portal.cases.messages.services import Unfinished
from portal.cases.minutes.services import record_event
from portal.cases.queries import notes_of
from portal.cases.reading.queries import read_messages
from portal.cases.seconding.asking import AskedAlready, SameMember
from portal.cases.seconding.models import SecondedRequest
from portal.cases.services import reopen_case
from portal.cases.standing.standings import Standing
from portal.cases.workflow import CaseKind, CaseStatus, Suspended, TransitionRefused
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.publication.concerns.counting import case_counts
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    make_case,
    make_committee,
    say_that_it_happened,
    suspend,
)
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

LONG_AGO = date(2025, 1, 3)
TOO_LATE = Lateness(LONG_AGO, had_reason=False, is_still_fair=True)
WHY = "The rota of that winter is gone, and she says that she had simply put it off."
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def told(sent: Sent) -> str:
    return read_messages(sent.opened_by_complainant())[-1].text


def happened(sent: Sent) -> list[EventKind]:
    return [each.kind for each in sent.case.events]


def late(sent: Sent, by: Signer, lateness: Lateness = TOO_LATE) -> SecondedRequest | None:
    with transaction():
        return judge_lateness(sent.opened_by(by), lateness, WHY, by=by.account, at=NOW)


def from_long_ago(committee: Committee, **facts: Any) -> Sent:
    sent = make_case(**facts)
    say_that_it_happened(sent.opened_by(committee["Mair Jones"]), LONG_AGO)
    acknowledge(sent, committee["Mair Jones"])
    return sent


def twice(
    sent: Sent, first: Sent, by: Signer, shown_by: SamePerson = SamePerson.SAID_SO
) -> SecondedRequest:
    with transaction():
        opened, kept = open_pair(sent.reference, first.reference, by.account, by.private_key)
        return ask_told_twice(opened, kept, shown_by, "She said so.", by=by.account, at=NOW)


def answer(
    sent: Sent, request: SecondedRequest, by: Signer, *, agrees: bool = True, at: datetime = NOW
) -> None:
    with transaction():
        named = first_named(sent.opened_by(by), request)
        opened, first = open_pair(sent.reference, named, by.account, by.private_key)
        answer_ending(
            opened, request, first=first, agrees=agrees, words="No.", by=by.account, at=at
        )


def take_down(sent: Sent, by: Signer) -> None:
    with transaction():
        record_event(sent.case, EventKind.TAKEN_DOWN, by=by.account, at=NOW)


def settle(sent: Sent, by: Signer, words: str = "She was rung.", *, at: datetime = NOW) -> None:
    with transaction():
        settle_at_once(sent.opened_by(by), words, said=True, by=by.account, at=at)


def test_two_members_end_what_came_too_late_and_the_person_is_told_why_and_where_to_go(
    committee: Committee,
) -> None:
    sent, mair, huw = from_long_ago(committee), committee["Mair Jones"], committee["Huw Rees"]

    request = late(sent, mair)
    assert request is not None
    assert not sent.case.has_ended, "one member alone ends nothing"
    with pytest.raises(SameMember):
        answer(sent, request, mair)
    with pytest.raises(AskedAlready):
        late(sent, huw)
    answer(sent, request, huw)

    assert sent.case.status is CaseStatus.OUT_OF_TIME
    assert sent.case.ended_on == NOW.date()
    for words in (WHY, "12 months", "Public Services Ombudsman for Wales", "open it again"):
        assert words in told(sent)
    assert "you knew of it on 3 January 2025" in told(sent)
    assert EntryKind.CASE_CLOSED in [fact.kind for _, fact in facts_about(sent.case.id)]
    shown = [each.kind for each in dossier_of(sent.opened_by_complainant()).steps]
    assert EventKind.OUT_OF_TIME in shown
    assert EventKind.ENDING_ASKED not in shown


def test_whom_nobody_accepted_is_told_no_word_that_a_member_wrote(committee: Committee) -> None:
    sent = from_long_ago(committee)
    with transaction():
        sent.case.standing = Standing.CONCERN_RAISER_ONLY
    request = late(sent, committee["Mair Jones"])
    assert request is not None

    answer(sent, request, committee["Huw Rees"])

    assert WHY not in told(sent)
    assert "rota" not in told(sent)
    assert "Ombudsman" in told(sent)


def test_a_second_member_who_does_not_agree_ends_nothing(committee: Committee) -> None:
    sent = from_long_ago(committee)
    request = late(sent, committee["Mair Jones"])
    assert request is not None

    answer(sent, request, committee["Huw Rees"], agrees=False)

    assert sent.case.status is CaseStatus.ACKNOWLEDGED
    assert happened(sent)[-1] is EventKind.ENDING_DECLINED


def test_good_reason_and_a_fair_look_waive_the_limit_by_one_member(committee: Committee) -> None:
    sent = from_long_ago(committee)
    excused = Lateness(LONG_AGO, had_reason=True, is_still_fair=True)

    assert late(sent, committee["Mair Jones"], excused) is None

    assert sent.case.status is CaseStatus.ACKNOWLEDGED
    assert happened(sent)[-1] is EventKind.LATE_ACCEPTED
    assert len(notes_of(sent.case)) == 1, "with the reason, sealed"


def test_what_came_in_time_or_is_grave_or_nobody_was_told_of_yet_is_not_too_late(
    committee: Committee,
) -> None:
    mair = committee["Mair Jones"]
    in_time, unheard = make_case(), make_case()
    acknowledge(in_time, mair)
    grave, alone = from_long_ago(committee), from_long_ago(committee)
    with transaction():
        grave.case.severity = 3
    suspend(alone, committee["Huw Rees"])

    for sent, refusal, words in (
        (in_time, EndingRefused, "before it happened"),
        (unheard, TransitionRefused, "From there"),
        (grave, EndingRefused, "however late"),
        (alone, Suspended, "suspended"),
    ):
        with pytest.raises(refusal, match=words):
            late(sent, committee["Elin Parry"])
        assert not sent.case.has_ended


def test_what_was_said_and_put_right_by_the_next_working_day_ends_by_one_member(
    committee: Committee,
) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    take_down(sent, mair)

    settle(sent, mair, at=TOMORROW)

    assert sent.case.status is CaseStatus.RESOLVED_NEXT_WORKING_DAY
    assert told(sent).startswith("She was rung.")
    assert "If it is not resolved" in told(sent)
    [facts] = case_facts()
    assert facts.ending is Ending.PUT_RIGHT_AT_ONCE
    assert not [each for each in facts.clocks if each.counts], "and no answer is owed any more"


def test_what_was_written_or_is_older_or_unfinished_is_not_put_right_at_once(
    committee: Committee,
) -> None:
    mair = committee["Mair Jones"]
    written, oral = make_case(), make_case()
    take_down(oral, mair)

    with pytest.raises(EndingRefused, match="Only what was said"):
        settle(written, mair)
    with pytest.raises(EndingRefused, match="last day"):
        settle(oral, mair, at=NOW + timedelta(days=4))
    with pytest.raises(Unfinished, match="Say what was done"):
        settle(oral, mair, "[Say what was done.]")

    assert {written.case.status, oral.case.status} == {CaseStatus.RECEIVED}
    assert read_messages(oral.opened_by_complainant()) == []


def test_what_one_person_told_twice_goes_on_once_and_no_clock_is_lost(
    committee: Committee,
) -> None:
    first = make_case(email="dai@example.net")
    sent = make_case(at=TOMORROW, email="Dai@example.net", words="Still nobody came.")
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    due = first.case.running(DeadlineKind.ANSWER)
    assert due is not None

    request = twice(sent, first, mair, SamePerson.SAME_CONTACT)
    assert not sent.case.has_ended
    answer(sent, request, huw, at=TOMORROW)

    assert sent.case.status is CaseStatus.DUPLICATE_OF
    assert not first.case.has_ended
    still = first.case.running(DeadlineKind.ANSWER)
    assert still is not None and still.due_on == due.due_on
    assert first.reference not in told(sent)
    assert "told us first" in told(sent)
    for one, two in ((sent, first), (first, sent)):
        [link] = read_links(one.opened_by(huw), huw.account)
        assert link.other.reference == two.reference


def test_two_people_are_never_taken_for_one(committee: Committee) -> None:
    """Neither an equal name nor a member's belief ends what somebody else told."""
    first, sent = make_case(name="Dai", phone="01286 555019"), make_case(name="Dai")
    mair = committee["Mair Jones"]

    with pytest.raises(EndingRefused, match="may be two people"):
        twice(sent, first, mair, SamePerson.SAME_CONTACT)

    assert happened(sent) == [EventKind.RECEIVED]


def test_only_the_later_one_ends_and_only_while_the_first_goes_on(committee: Committee) -> None:
    first, sent = make_case(), make_case(at=TOMORROW)
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]

    with pytest.raises(EndingRefused, match="came later"):
        twice(first, sent, mair)
    with pytest.raises(LinkRefused, match="the case itself"):
        twice(sent, sent, mair)
    request = twice(sent, first, mair)
    with transaction():
        recuse_member(first.opened_by(gwen), ground=RecusalGround.OTHER, by=gwen.account, at=NOW)
    with pytest.raises(LinkRefused, match="whose key you hold"):
        answer(sent, request, gwen)
    take_down(first, mair)
    settle(first, mair)
    with pytest.raises(EndingRefused, match="has ended"):
        answer(sent, request, committee["Huw Rees"])

    assert sent.case.status is CaseStatus.RECEIVED


def test_every_one_of_them_is_opened_again_by_the_person(committee: Committee) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    oral, old, first, again = (
        make_case(), from_long_ago(committee), make_case(), make_case(at=TOMORROW),
    )  # fmt: skip
    take_down(oral, mair)
    settle(oral, mair)
    request = late(old, mair)
    assert request is not None
    answer(old, request, huw)
    answer(again, twice(again, first, mair), huw, at=TOMORROW)

    for sent in (oral, old, again):
        assert sent.case.has_ended
        with transaction():
            reopen_case(sent.opened_by_complainant(), "It is not.", at=TOMORROW)
        assert sent.case.status is CaseStatus.REOPENED
        assert (sent.case.stage, sent.case.rules_stage) == (2, 1)
        running = sent.case.running(DeadlineKind.ANSWER)
        assert running is not None
        reopened_on = TOMORROW.date()
        assert running.due_on == due_at_receipt(sent.case.pack, 1, reopened_on)[1].due_on
        assert running.due_on < due_at_receipt(sent.case.pack, 2, reopened_on)[1].due_on


def test_no_clock_calls_anybody_after_the_end(committee: Committee) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    take_down(sent, mair)
    settle(sent, mair)

    look_at_clocks(NOW + timedelta(days=60))

    assert sent.case.escalated_on is None
    assert EventKind.ESCALATED not in happened(sent)


def test_what_came_in_is_what_was_resolved_what_left_and_what_is_there(
    committee: Committee,
) -> None:
    """The identity of stock and flow, with every end there is, and after a deletion."""
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    oral, old, passed_on, first, again = (
        make_case(), from_long_ago(committee), make_case(), make_case(), make_case(at=TOMORROW),
    )  # fmt: skip
    take_down(oral, mair)
    settle(oral, mair)
    request = late(old, mair)
    assert request is not None
    answer(old, request, huw)
    with transaction():
        refer_case(
            passed_on.opened_by(mair), "It is theirs.", body="The council", leave=Leave.AGREED,
            by=mair.account, at=NOW,
        )  # fmt: skip
    answer(again, twice(again, first, mair), huw, at=TOMORROW)

    def endings() -> list[str]:
        return sorted(each.ending.value if each.ending else "" for each in case_facts())

    before = endings()
    assert before == ["", "out_of_time", "put_right_at_once", "referred", "told_twice"]
    with transaction():
        opened = old.opened_by(mair)
        proposed = propose_deletion(
            opened, DeletionGround.ASKED_FOR, "She asked.", by=mair.account, at=NOW
        )
    with transaction():
        opened = old.opened_by(huw)
        answer_proposal(opened, proposed, agrees=True, words="", by=huw.account, at=NOW)
    assert endings() == before

    quarters = ["2026-Q4"]
    found = case_counts(case_facts(), quarters)
    flow = {
        place.value: counted["2026-Q4"]
        for place, counted in found.counted.items()
        if place.table == "flow"
    }
    assert (flow["resolved"], flow["left"], found.stock["2026-Q4"]) == (1, 3, 1)


def test_the_pages_end_to_end_and_what_the_person_reads(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = from_long_ago(committee)
        db.session.remove()
    mair, huw, person = Browser(app), Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(huw, committee["Huw Rees"])
    address = f"/cases/{sent.reference}"
    for each in (mair, huw):
        each.open(address).form("Open this case").send("Open this case")

    page = mair.open(address).follow("It came late")
    asked = (
        page.form("known_on")
        .fill(known_on=["3", "1", "2025"], had_reason="no", is_still_fair="yes", words=WHY)
        .send()
    )
    waits = huw.open("/cases/")
    ended = huw.open(address).follow("Answer as the second member")
    ended = ended.form("answer").fill(answer="agree").send()
    read = come_back(person, sent.receipt.code)

    assert "ends as soon as one of them agrees" in asked.text
    assert "proposes to end case" in waits.main
    assert "Told too late" in ended.main
    assert "too late for us to look into it" in read.main
    assert WHY in read.main
    assert "Say that it is not resolved" in read.main


def test_only_the_person_says_that_it_is_resolved(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        take_down(sent, committee["Mair Jones"])
        db.session.remove()
    mair, person = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{sent.reference}"
    mair.open(address).form("Open this case").send("Open this case")
    form = mair.open(address).follow("It was put right at once").form("said")

    refused = form.fill(said="yes", agrees="no", words="She was rung.").send()
    done = refused.form("said").fill(agrees="yes").send()
    read = come_back(person, sent.receipt.code)

    assert "Only the person can say" in refused.text
    assert "Put right by the next working day" in done.main
    assert "put right at once, as you told us" in read.main


def test_that_the_body_outside_has_it_is_written_down_once_and_changes_nothing(
    committee: Committee,
) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    before = (sent.case.status, sent.case.due_on)

    def note() -> None:
        with transaction():
            note_outside(sent.opened_by(mair), "They wrote.", by=mair.account, at=NOW)

    note()
    with pytest.raises(EndingRefused, match="written down already"):
        note()

    assert (sent.case.status, sent.case.due_on) == before
    assert happened(sent).count(EventKind.OUTSIDE_TOOK_IT) == 1
    shown = [each.kind for each in dossier_of(sent.opened_by_complainant()).steps]
    assert EventKind.OUTSIDE_TOOK_IT in shown
    praise = make_case(kind=CaseKind.PRAISE, subjects=("PRA-TEAM",))
    with pytest.raises(EndingRefused), transaction():
        note_outside(praise.opened_by(mair), "They wrote.", by=mair.account, at=NOW)
