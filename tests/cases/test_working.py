"""A case is worked: acknowledged, written about, answered, closed, opened again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from portal.cases.clocks.services import agree_answer_day
from portal.cases.deadlines import DeadlineKind, ExtensionRefused
from portal.cases.deciding.services import vote_on_issue
from portal.cases.ending.endings import Leave
from portal.cases.ending.services import refer_case
from portal.cases.events import EventKind, MessageKind, RecusalGround
from portal.cases.findings import Finding, FindingRefused
from portal.cases.keys.services import recuse_member
from portal.cases.messages.services import (
    NothingSaid,
    hear_message,
    hear_of_worse,
    note_case,
    take_more_time,
    write_to_complainant,
)
from portal.cases.models import NOTHING_OWED
from portal.cases.queries import (
    is_answered,
    messages_of,
    notes_of,
    readers_of,
    recusals_of,
)
from portal.cases.queue_queries import queue_of
from portal.cases.reading.queries import (
    pictures_of,
    read_messages,
    read_notes,
    steps_for_complainant,
)
from portal.cases.services import (
    AnswerOwed,
    AssignmentRefused,
    acknowledge_case,
    answer_case,
    assign_case,
    close_case,
    investigate_case,
    reopen_case,
    triage_case,
    withdraw_case,
)
from portal.cases.workflow import CaseKind, CaseStatus, TransitionRefused
from portal.database import transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.vault.services import sleep_grant
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    make_photograph,
)
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)


def refused(step: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words), transaction():
        step()


def answer(sent: Sent, committee: Committee, words: str = "We are sorry. You were right.") -> None:
    mair = committee["Mair Jones"]
    with transaction():
        answer_case(sent.opened_by(mair), words, by=mair.account, at=LATER)


def test_the_acknowledgement_meets_its_clock_and_starts_the_next(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    acknowledge(sent, committee["Huw Rees"], at=LATER)

    case = sent.case
    assert case.status is CaseStatus.ACKNOWLEDGED
    met, running = case.running(DeadlineKind.ACKNOWLEDGE), case.running(DeadlineKind.ANSWER)
    assert met is not None and met.met_on == date(2026, 11, 10)
    assert running is not None and running.due_on == date(2026, 11, 24)
    assert [line.due_on for line in case.deadlines if line.superseded_on] == [date(2026, 11, 25)]
    assert EntryKind.CASE_ACKNOWLEDGED in [fact.kind for _, fact in facts_about(case.id)]


def test_a_case_is_acknowledged_once(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]
    acknowledge(sent, mair)

    def again() -> None:
        acknowledge_case(sent.opened_by(mair), "Again.", by=mair.account, at=LATER)

    refused(again, TransitionRefused, "From there it cannot become")
    assert len(messages_of(sent.case)) == 1


def test_a_day_for_the_answer_is_agreed_where_the_rules_leave_it_open(database: Any) -> None:
    committee = make_committee()
    sent = make_case(pack="ENG-LA-2009")
    mair = committee["Mair Jones"]

    with transaction():
        acknowledge_case(
            sent.opened_by(mair),
            "By 1 December.",
            by=mair.account,
            at=NOW,
            answer_by=date(2026, 12, 1),
        )

    running = sent.case.running(DeadlineKind.ANSWER)
    assert running is not None and running.due_on == date(2026, 12, 1)


def test_a_day_is_not_agreed_where_the_rules_set_it(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]

    def agree() -> None:
        agree_answer_day(sent.case, date(2026, 11, 12), by=mair.account, at=NOW)

    refused(agree, ExtensionRefused, "set the day of the answer themselves")
    assert len(sent.case.deadlines) == 2


def test_messages_go_both_ways_and_each_side_reads_them(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]

    with transaction():
        write_to_complainant(sent.opened_by(mair), "Which door?", by=mair.account, at=NOW)
    with transaction():
        hear_message(sent.opened_by_complainant(), "The blue one.", at=LATER)

    for opened in (sent.opened_by(huw), sent.opened_by_complainant()):
        said = [(words.from_complainant, words.text) for words in read_messages(opened)]
        assert said == [(False, "Which door?"), (True, "The blue one.")]


def test_a_message_without_a_word_is_refused(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]

    refused(lambda: hear_message(sent.opened_by_complainant(), " \n", at=NOW), NothingSaid, "Write")
    refused(
        lambda: note_case(sent.opened_by(mair), "", by=mair.account, at=NOW), NothingSaid, "Write"
    )
    assert messages_of(sent.case) == []
    assert notes_of(sent.case) == []


def test_more_photographs_come_later_with_or_without_words(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    with transaction():
        hear_message(
            sent.opened_by_complainant(), "", photographs=[("slip.jpg", make_photograph())], at=NOW
        )

    opened = sent.opened_by(committee["Mair Jones"])
    assert [picture.name for picture in pictures_of(opened)] == ["slip.jpg"]
    assert [message.kind for message in messages_of(sent.case)] == [MessageKind.EVIDENCE]


def test_notes_are_for_members_and_the_person_sees_no_trace(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]

    with transaction():
        note_case(sent.opened_by(mair), "I know the street.", by=mair.account, at=NOW)

    assert [note.text for note in read_notes(sent.opened_by(huw))] == ["I know the street."]
    shown = [event.kind for event in steps_for_complainant(sent.case)]
    assert shown == [EventKind.RECEIVED]


def test_it_is_heard_when_something_got_worse(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    with transaction():
        hear_of_worse(sent.opened_by_complainant(), "They do not greet us any more.", at=NOW)

    assert EventKind.WORSE in [event.kind for event in sent.case.events]
    words = read_messages(sent.opened_by(committee["Gwen Pugh"]))
    assert [each.kind for each in words] == [MessageKind.WORSE]


def test_only_a_member_who_holds_the_key_is_given_the_case(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair, nia = committee["Mair Jones"], committee["Nia Wyn"]
    acknowledge(sent, mair)

    refused(
        lambda: assign_case(sent.case, to=nia.account, by=mair.account, at=NOW),
        AssignmentRefused,
        "Nia Wyn does not hold the key",
    )
    assert sent.case.assignee is None

    with transaction():
        assign_case(sent.case, to=mair.account, by=mair.account, at=NOW)
    assert sent.case.assignee is not None
    assert sent.case.assignee.name == "Mair Jones"


def test_a_case_goes_the_long_way(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]
    acknowledge(sent, mair)

    with transaction():
        triage_case(sent.case, by=mair.account, at=NOW)
    with transaction():
        assign_case(sent.case, to=mair.account, by=mair.account, at=NOW)
    with transaction():
        investigate_case(sent.case, by=mair.account, at=NOW)

    assert [event.kind for event in sent.case.events] == [
        EventKind.RECEIVED,
        EventKind.ACKNOWLEDGED,
        EventKind.TRIAGED,
        EventKind.ASSIGNED,
        EventKind.INVESTIGATED,
    ]


def test_an_answer_needs_a_decision_and_a_comparison_first(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]

    def early() -> None:
        answer_case(sent.opened_by(mair), "Sorry.", by=mair.account, at=NOW)

    refused(early, AnswerOwed, "decide each issue")
    decide(sent, committee)
    with transaction():
        sent.case.record_match = None
    refused(early, AnswerOwed, "record of visits")

    assert not is_answered(sent.case)


def test_answered_in_time_and_closed(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    decide(sent, committee)

    answer(sent, committee)
    with transaction():
        close_case(sent.case, by=committee["Mair Jones"].account, at=LATER)

    case = sent.case
    assert case.status is CaseStatus.CLOSED
    assert case.closed_on == date(2026, 11, 10)
    assert case.outcome is Finding.UPHELD
    assert (case.owed, case.due_on) == ([], NOTHING_OWED)
    met = case.running(DeadlineKind.ANSWER)
    assert met is not None and met.met_on == date(2026, 11, 10)
    kinds = [fact.kind for _, fact in facts_about(case.id)]
    assert EntryKind.CASE_ANSWERED in kinds and EntryKind.CASE_CLOSED in kinds


def test_a_case_without_an_answer_is_not_closed(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    decide(sent, committee)
    mair = committee["Mair Jones"]

    refused(lambda: close_case(sent.case, by=mair.account, at=NOW), AnswerOwed, "Answer the person")
    assert sent.case.closed_on is None


def test_praise_is_thanked_for_and_closed(database: Any) -> None:
    committee = make_committee()
    sent = make_case(kind=CaseKind.PRAISE, subjects=("PRA-WORKER",))
    mair = committee["Mair Jones"]

    acknowledge(sent, mair)
    with transaction():
        close_case(sent.case, by=mair.account, at=NOW)

    assert sent.case.status is CaseStatus.CLOSED


def test_not_resolved_opens_it_again_and_changes_no_earlier_day(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    decide(sent, committee)
    answer(sent, committee)
    with transaction():
        close_case(sent.case, by=committee["Mair Jones"].account, at=LATER)
    before = {line.id: (line.due_on, line.met_on) for line in sent.case.deadlines}

    with transaction():
        reopen_case(sent.opened_by_complainant(), "It happened again.", at=NOW + timedelta(days=7))

    case = sent.case
    assert case.status is CaseStatus.REOPENED
    assert case.stage == 2
    assert case.closed_on is None
    assert {
        line.id: (line.due_on, line.met_on) for line in case.deadlines if line.stage == 1
    } == before
    assert [line.due_on for line in case.deadlines if line.stage == 2] == [
        date(2026, 11, 18),
        date(2026, 12, 21),
    ]
    assert not is_answered(case)


def test_whoever_answered_the_first_round_does_not_answer_the_second(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    decide(sent, committee)
    answer(sent, committee)
    with transaction():
        reopen_case(sent.opened_by_complainant(), "No.", at=LATER)
    acknowledge(sent, committee["Huw Rees"])
    mair = committee["Mair Jones"]

    with pytest.raises(NotFound):
        sent.opened_by(mair)
    assert queue_of(mair.account, today=LATER.date()) == []
    [minute] = recusals_of(sent.case)
    assert (minute.account_id, minute.ground) == (mair.account.id, RecusalGround.HANDLED_BEFORE)


def test_where_nobody_else_could_read_it_whoever_answered_reads_it_and_cannot_decide(
    database: Any,
) -> None:
    committee = make_committee()
    sent = make_case()
    decide(sent, committee)
    answer(sent, committee)
    mair = committee["Mair Jones"]
    with transaction():
        for each in committee.handlers[1:]:
            recuse_member(sent.opened_by(each), ground=RecusalGround.OTHER, by=each.account, at=NOW)
    with transaction():
        for each in readers_of(sent.case):
            if each.id != mair.account.id:
                sleep_grant(sent.case.safe_id, each.holder_id)
    with transaction():
        reopen_case(sent.opened_by_complainant(), "No.", at=LATER)
    acknowledge(sent, mair)

    def vote_again() -> None:
        from_here = sent.opened_by(mair)
        issue = from_here.case.issues[0]
        vote_on_issue(
            from_here, issue.id, Finding.NOT_UPHELD, reason="No.", by=mair.account, at=LATER
        )

    refused(vote_again, FindingRefused, "others have to decide")


def test_nothing_is_reopened_while_the_committee_is_at_work(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    def reopen() -> None:
        reopen_case(sent.opened_by_complainant(), "Hurry.", at=NOW)

    refused(reopen, TransitionRefused, "From there")
    decide(sent, committee)
    refused(reopen, TransitionRefused, "writing the answer")
    assert sent.case.stage == 1


def test_the_person_withdraws_without_having_to_say_why_and_may_come_back(database: Any) -> None:
    make_committee()
    sent = make_case()

    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)
    assert sent.case.status is CaseStatus.WITHDRAWN
    assert sent.case.ended_on == NOW.date()

    with transaction():
        reopen_case(sent.opened_by_complainant(), "I was afraid.", at=LATER)
    assert sent.case.status is CaseStatus.REOPENED


def test_a_case_is_passed_to_another_body_and_the_person_told(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]

    with transaction():
        refer_case(
            sent.opened_by(mair),
            "The police have it.",
            body="The police",
            leave=Leave.DANGER,
            by=mair.account,
            at=NOW,
        )

    assert sent.case.status is CaseStatus.REFERRED
    told = read_messages(sent.opened_by_complainant())
    [words] = [each.text for each in told]
    assert words.startswith("We have passed this to: The police.")
    assert "The police have it." in words


def test_more_time_is_told_to_the_person_and_taken_once(database: Any) -> None:
    committee = make_committee()
    sent = make_case(pack="ENG-LGSCO-CODE-2024")
    mair = committee["Mair Jones"]
    acknowledge(sent, mair)

    def more(to: date) -> None:
        take_more_time(
            sent.opened_by(mair), to=to, reason="The rota came late.", by=mair.account, at=NOW
        )

    with transaction():
        more(date(2026, 12, 1))
    running = sent.case.running(DeadlineKind.ANSWER)
    assert running is not None and running.due_on == date(2026, 12, 1)
    told = read_messages(sent.opened_by_complainant())[-1]
    assert (told.kind, told.text) == (MessageKind.MORE_TIME, "The rota came late.")

    refused(lambda: more(date(2026, 12, 3)), ExtensionRefused, "once")
    assert sent.case.running(DeadlineKind.ANSWER) is not None
