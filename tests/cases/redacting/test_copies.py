"""Requests for what is held: a page, a clock, and copies that two members blacken."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind, MessageKind
from portal.cases.messages.services import note_case
from portal.cases.models import Case
from portal.cases.queries import readers_of
from portal.cases.reading.queries import read_messages
from portal.cases.redacting.marking import (
    BLACK,
    MarkingRefused,
    blackened,
    require_only_marked,
    without_marks,
)
from portal.cases.redacting.models import Redaction
from portal.cases.redacting.queries import targets_for, text_to_copy
from portal.cases.redacting.services import answer_copy, ask_copy, withdraw_copy
from portal.cases.rule_packs import held_packs
from portal.cases.seconding.asking import AskedAlready, SameMember
from portal.cases.seconding.models import SecondedRequest
from portal.cases.services import AnswerOwed, answer_case, close_case
from portal.cases.tellings import Exclusions
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db, reading, transaction
from portal.errors import NotFound
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import code_on, come_back

SECRET = "Eleri drinks, her sister says."


@given(st.lists(st.tuples(st.text("ab \n", max_size=9), st.text("xyz\n", max_size=9)), max_size=5))
def test_what_is_marked_is_gone_and_the_rest_stays(parts: list[tuple[str, str]]) -> None:
    original = "".join(kept + hidden for kept, hidden in parts)
    marked = "".join(f"{kept}[[{hidden}]]" for kept, hidden in parts)

    require_only_marked(original, marked)
    out = blackened(marked)

    assert not any(sign in out for sign in "xyz[]")
    assert [sign for sign in out if sign in "ab"] == [sign for sign in original if sign in "ab"]


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("Nobody came at noon.", None),
        ("[[Nobody]] came at noon.\r\n", None),
        ("Somebody came at noon.", "More than the marks"),
        ("[[Nobody came at noon.", "begins with"),
        ("Nobody]] came [[at noon.", "begins with"),
        ("[[No[[body]] came]] at noon.", "begins with"),
        ("", "More than the marks"),
    ],
)
def test_who_marks_can_change_nothing(app: Flask, marked: str, said: str | None) -> None:
    with app.test_request_context():
        if said is None:
            require_only_marked("Nobody came at noon.", marked)
        else:
            with pytest.raises(MarkingRefused, match=said):
                require_only_marked("Nobody came at noon.", marked)


def test_brackets_that_somebody_typed_are_no_marks() -> None:
    assert without_marks("see [[here]] and [there]") == "see [here] and [there]"


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def asked(committee: Committee) -> Sent:
    """Somebody asked what is held about them, and was told that we have it."""
    sent = make_case(
        kind=CaseKind.HELD, subjects=("DAT-HELD",), words="Everything.", pack="UK-GDPR-15"
    )
    acknowledge(sent, committee["Mair Jones"])
    return sent


def noted(signer: Signer, **facts: Any) -> Sent:
    """A case with a note in it that is about somebody else."""
    sent = make_case(**facts)
    with transaction():
        note_case(sent.opened_by(signer), SECRET, by=signer.account, at=NOW)
    return sent


def mark(source: Sent, target: Sent, signer: Signer, hidden: str = SECRET) -> None:
    with transaction():
        opened = source.opened_by(signer)
        marked = text_to_copy(opened).replace(hidden, f"[[{hidden}]]")
        ask_copy(
            opened, target=target.reference, marked=marked, reason="She came by.",
            by=signer.account, at=NOW,
        )  # fmt: skip


def judge(source: Sent, target: Sent, signer: Signer, *, agrees: bool = True) -> None:
    with transaction():
        request = db.session.scalars(
            select(SecondedRequest).where(SecondedRequest.case_id == source.case.id)
        ).one()
        answer_copy(
            source.opened_by(signer), target.opened_by(signer), request,
            agrees=agrees, words="" if agrees else "Hide the street.", by=signer.account, at=NOW,
        )  # fmt: skip


def copies_in(sent: Sent) -> list[str]:
    with reading():
        messages = read_messages(sent.opened_by_complainant())
        return [each.text for each in messages if each.kind is MessageKind.COPY]


def test_a_copy_goes_out_blackened_once_a_second_member_agrees(
    committee: Committee, asked: Sent
) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    source = noted(mair)

    mark(source, asked, mair)
    with pytest.raises(AskedAlready):
        mark(source, asked, huw)
    with pytest.raises(SameMember):
        judge(source, asked, mair)
    assert copies_in(asked) == []
    judge(source, asked, huw)

    (copy,) = copies_in(asked)
    assert SECRET not in copy
    assert BLACK in copy
    assert "Nobody came to Mrs Beddoes" in copy
    with reading():
        # The text with its marks is kept nowhere once it is over.
        assert db.session.scalars(select(Redaction)).one().marked is None
        assert asked.case.events[-1].kind is EventKind.COPY_GIVEN
        assert source.case.events[-1].kind is EventKind.COPY_TAKEN


def test_what_is_not_agreed_to_or_withdrawn_goes_nowhere(committee: Committee, asked: Sent) -> None:
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    source, other = noted(mair), noted(mair)

    mark(source, asked, mair)
    judge(source, asked, huw, agrees=False)
    mark(other, asked, mair)
    with transaction():
        request = db.session.scalars(
            select(SecondedRequest).where(SecondedRequest.case_id == other.case.id)
        ).one()
        withdraw_copy(request, by=mair.account, at=NOW)

    assert copies_in(asked) == []
    with reading():
        assert [row.marked for row in db.session.scalars(select(Redaction))] == [None, None]


def test_nobody_judges_or_is_offered_what_they_cannot_open(
    committee: Committee, asked: Sent
) -> None:
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]
    away = Exclusions(person_ids=frozenset({committee.member_ids["Gwen Pugh"]}))  # type: ignore[arg-type]
    source = noted(mair)
    other = make_case(
        kind=CaseKind.HELD, subjects=("DAT-HELD",), pack="UK-GDPR-15", exclusions=away
    )
    mark(source, other, mair)

    with pytest.raises(NotFound):
        judge(source, other, gwen)
    with reading():
        offered = [each.reference for each in targets_for(source.case, gwen.account)]
    assert offered == [source.reference, asked.reference]


def test_the_answer_has_a_month_and_nothing_is_voted_on(committee: Committee, asked: Sent) -> None:
    mair = committee["Mair Jones"]
    with reading():
        clock = asked.case.running(DeadlineKind.ANSWER)
        assert clock is not None
        assert (clock.starts_on, clock.due_on) == (date(2026, 11, 9), date(2026, 12, 9))

    fresh = make_case(kind=CaseKind.HELD, subjects=("DAT-HELD",), pack="UK-GDPR-15")
    with pytest.raises(AnswerOwed, match="Tell the person first"), transaction():
        answer_case(fresh.opened_by(mair), "Here it is.", by=mair.account, at=NOW)
    with transaction():
        answer_case(asked.opened_by(mair), "Here it is.", by=mair.account, at=NOW)
        close_case(asked.case, by=mair.account, at=NOW)
    with reading():
        assert asked.case.status is CaseStatus.CLOSED


def test_each_nation_has_rules_for_requests() -> None:
    nations = [nation for pack in held_packs().values() for nation in pack.nations]

    assert sorted(nations) == ["ENG", "IT", "QC", "SCO", "WAL"]
    assert all("No text of law was read" in pack.not_checked for pack in held_packs().values())


def test_somebody_asks_and_reads_the_copy_with_the_receipt(
    app: Flask, browser: Browser, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    mair, other = Browser(app), Browser(app)
    form = browser.open("/what-we-hold").form("whose")
    assert form.fill(words="Everything.").send("Send").status == 422
    told = {"whose": "self", "name": "Nan Roberts", "words": "Everything.", "make_sure": "Ring me."}
    code = code_on(browser.open("/what-we-hold").form("whose").fill(**told).send("Send"))
    with reading():
        case = db.session.scalars(select(Case)).one()
        reference = case.reference
        # Without a home only the chair and one other hold its key.
        second = next(each.name for each in readers_of(case) if each.name != "Mair Jones")
    source = noted(committee["Mair Jones"])

    sign_in(mair, committee["Mair Jones"])
    held = mair.open(f"/cases/{reference}").form("Open this case").send()
    assert "Ring me." in held.main
    assert "Decide point by point" not in held.main
    shown = mair.open(f"/cases/{source.reference}").form("Open this case").send()
    asks = shown.follow("Give out a copy, with what is about others blackened")
    (text,) = asks.form("marked").values["marked"]
    copied = {"target": reference, "reason": "She rang."}
    changed = asks.form("marked").fill(**copied, marked=text + "!").send()
    assert changed.status == 422
    assert "More than the marks was changed" in changed.text
    marked = text.replace(SECRET, f"[[{SECRET}]]")
    sent = changed.form("marked").fill(**copied, marked=marked).send()
    assert "The other members are told" in sent.text, sent.main

    sign_in(other, committee[second])
    shown = other.open(f"/cases/{source.reference}").form("Open this case").send()
    answer = shown.follow("Answer as the second member")
    assert f"[[{SECRET}]]" in answer.main
    answer.form("answer").fill(answer="agree").send()

    page = come_back(Browser(app), code)
    assert BLACK in page.main
    assert SECRET not in page.main
    assert "Copy of what is held" in page.main
