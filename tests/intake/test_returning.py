"""Somebody with a receipt comes back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import clock, config
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.events import MessageKind
from portal.cases.messages.models import Message
from portal.cases.messages.services import write_to_complainant
from portal.cases.models import Case
from portal.cases.services import answer_case, close_case
from portal.cases.standing.standings import Standing
from portal.cases.workflow import CaseStatus
from portal.database import db, reading, transaction
from portal.vault.receipts import grouped, receipt_of
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    make_photograph,
)
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import (
    code_on,
    come_back,
    make_home,
    picture,
    raise_concern,
    report_missed_visit,
)
from tests.statements import statements


def the_case() -> Case:
    with reading():
        return db.session.scalars(select(Case)).one()


def write_as(committee: Committee, sent: Sent, words: str) -> None:
    """A member writes to the person."""
    signer = committee["Mair Jones"]
    with transaction():
        write_to_complainant(sent.opened_by(signer), words, by=signer.account, at=clock.now())


def answered(committee: Committee, sent: Sent, *, closed: bool = True) -> None:
    """The committee decides, answers, and closes."""
    decide(sent, committee)
    signer = committee["Mair Jones"]
    with transaction():
        # Two members have accepted it.
        sent.case.standing = Standing.ELIGIBLE_COMPLAINANT
        answer_case(
            sent.opened_by(signer), "You were right: nobody came.", by=signer.account, at=NOW
        )
    if closed:
        with transaction():
            close_case(sent.case, by=signer.account, at=NOW)


def test_the_receipt_opens_where_it_stands(browser: Browser, database: Any, app: Any) -> None:
    make_committee()
    code = code_on(report_missed_visit(browser, more="The curtains stayed closed."))

    page = come_back(Browser(app), code)

    assert page.status == 200
    assert page.heading == "Where it stands"
    assert "We have it." in page.main
    assert "by 11 November 2026" in page.main
    assert "by 25 November 2026" in page.main
    assert "The curtains stayed closed." in page.main


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", " "), "  {}\t".format]
)
def test_how_a_code_is_written_is_forgiven(browser: Browser, database: Any, change: Any) -> None:
    make_committee()
    sent = make_case()

    assert come_back(browser, change(sent.receipt.code)).status == 200


def test_the_answer_of_the_committee_appears(browser: Browser, database: Any) -> None:
    committee = make_committee()
    code = code_on(raise_concern(browser, where={"home_code": make_home()}))
    secret = config.secret("receipt")
    sent = Sent(the_case().reference, receipt_of(code, secret), "")

    answered(committee, sent)
    page = come_back(browser, code)

    assert "You were right: nobody came." in page.main
    assert "Mair Jones, for the committee: Our answer" in page.main
    assert "Upheld" in page.main
    assert "We answered you" in page.main
    assert "Public Services Ombudsman for Wales" in page.main


def test_the_person_writes_and_the_committee_reads_it(browser: Browser, database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)

    page = (
        page.form("words")
        .fill(words="It happened again today. <script>alert(1)</script>")
        .attach("photographs", picture("again.jpg"))
        .send("Send")
    )

    assert page.path == "/return/case"
    assert "It happened again today. <script>alert(1)</script>" in page.main
    assert "again.jpg" in page.main
    shown = page.find_all("img")[0].get("src") or ""
    assert browser.open(shown).response.mimetype == "image/jpeg"
    with reading():
        assert sent.opened_by(committee["Huw Rees"]).case.events[-1].kind == "evidence_came"


def test_messages_go_both_ways(browser: Browser, database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    signer, plan = committee["Mair Jones"], make_photograph("plum")
    with transaction():
        write_to_complainant(
            sent.opened_by(signer),
            "Was the key safe in its place?",
            photographs=[("plan.jpg", plan)],
            by=signer.account,
            at=NOW,
        )

    page = come_back(browser, sent.receipt.code)

    assert "Was the key safe in its place?" in page.main
    assert "plan.jpg" in page.main
    shown = page.find_all("img")[0].get("src") or ""
    assert browser.open(shown).response.data == plan.jpeg


def test_an_empty_message_is_refused(browser: Browser, database: Any) -> None:
    make_committee()
    sent = make_case()

    page = come_back(browser, sent.receipt.code).form("words").send("Send")

    assert page.status == 422
    assert page.errors == ["Write something, or add a photograph."]


def test_a_photograph_that_is_none_sends_nothing_and_keeps_the_words(
    browser: Browser, database: Any
) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)
    (content, _name) = picture()

    page = (
        page.form("words")
        .fill(words="Look at this.")
        .attach("photographs", (content.__class__(b"%PDF-1.7"), "bill.pdf"))
        .send("Send")
    )

    assert page.status == 422
    assert "“bill.pdf” is a PDF." in page.errors[0]
    assert "Look at this." in page.main
    with reading():
        assert db.session.scalars(select(Message)).all() == []


def test_saying_that_it_is_not_resolved_opens_it_again(browser: Browser, database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    answered(committee, sent)
    page = come_back(browser, sent.receipt.code).follow("Say that it is not resolved")

    empty = page.form("words").send("Open it again")
    page = page.form("words").fill(words="It happened again.").send("Open it again")

    assert empty.errors == ["Say in a few words what is not resolved."]
    assert "It is open again" in page.main
    assert the_case().status is CaseStatus.REOPENED
    assert the_case().stage == 2


def test_a_case_that_is_open_cannot_be_opened_again(browser: Browser, database: Any) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)
    assert "not resolved" not in page.main

    page = browser.open("/return/not-resolved").form("words").fill(words="Again.").send()

    assert page.status == 422
    assert the_case().status is CaseStatus.RECEIVED


def test_withdrawing_ends_it_and_it_can_be_opened_again(browser: Browser, database: Any) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code).follow("Withdraw it")

    page = page.form("words").send("Withdraw it")

    assert the_case().status is CaseStatus.WITHDRAWN
    assert "You have withdrawn" in page.main
    assert "by 11 November 2026" not in page.main, "no clock runs for a case that ended"
    page = page.follow("not resolved").form("words").fill(words="I thought again.").send()
    assert the_case().status is CaseStatus.REOPENED


def test_the_committee_hears_that_something_got_worse(browser: Browser, database: Any) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code).follow("something got worse")

    page.form("words").fill(words="Now nobody comes at all.").send("Send")

    with reading():
        kinds = [row.kind for row in db.session.scalars(select(Message))]
    assert kinds == [MessageKind.WORSE]


def test_a_late_answer_is_called_late(browser: Browser, database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])
    late = NOW + timedelta(days=40)

    with clock.stopped_at(late):
        page = come_back(browser, sent.receipt.code)
        assert "Overdue" in page.main
        assert "was passed on" not in page.main, "nothing is said that was not done"
        look_at_clocks(late)
        page = browser.open("/return/case")
        assert "was passed on within the committee" in page.main
        assert "You need not wait for us any longer" in page.main


def test_every_wrong_code_gets_the_same_answer_after_the_same_questions(
    browser: Browser, database: Any
) -> None:
    make_committee()
    sent = make_case()
    other = grouped("".join(reversed(sent.receipt.code.replace("-", ""))))
    wrong = ["hello", other, "0000-0000-0000-0000", "x" * 100_000, "\u202eABCD", "🙂" * 16, "'; --"]
    form = browser.open("/return").form("code").fill(code="once before").send().form("code")
    answers = []

    for code in wrong:
        with statements() as seen:
            page = form.fill(code=code).send("Open")
        answers.append((page.status, page.errors, [line.split()[0] for line in seen], len(seen)))

    assert answers == [answers[0]] * len(wrong)
    assert answers[0][0] == 422
    assert "There is no receipt with this code." in answers[0][1][0]


def test_nothing_is_asked_of_the_database_for_an_empty_code(
    browser: Browser, database: Any
) -> None:
    page = browser.open("/return").form("code").send("Open")

    assert page.errors == ["Enter the code of your receipt."]


def test_after_half_an_hour_the_code_is_asked_for_again_and_nothing_typed_is_lost(
    browser: Browser, database: Any
) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)

    with clock.stopped_at(NOW + timedelta(minutes=31)):
        late = page.form("words").fill(words="A long and careful message.").send("Send")
        assert late.status == 422
        assert "A long and careful message." in late.main
        page = late.form("code").fill(code=sent.receipt.code).send("Open")
        assert page.form("words").values["words"] == ["A long and careful message."]
        page.form("words").send("Send")

    with reading():
        assert len(db.session.scalars(select(Message)).all()) == 1


def test_finishing_closes_the_page_in_this_browser(browser: Browser, database: Any) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)

    page.form("I have finished").send("I have finished")

    assert browser.open("/return/case").path == "/return"


def test_no_photograph_is_shown_without_a_receipt(
    browser: Browser, database: Any, app: Any
) -> None:
    make_committee()
    sent = make_case()
    page = come_back(browser, sent.receipt.code)
    page = page.form("words").attach("photographs", picture()).send("Send")
    address = page.find_all("img")[0].get("src") or ""

    assert Browser(app).open(address).status == 404


def test_the_code_is_never_in_an_address(browser: Browser, database: Any) -> None:
    make_committee()
    page = report_missed_visit(browser)
    code = code_on(page)

    html = page.response.get_data(as_text=True)

    assert "/return" in html
    for address in [*page.links.values(), *(i.get("src") or "" for i in page.find_all("img"))]:
        assert code not in address
    assert code not in come_back(browser, code).response.get_data(as_text=True)
