"""The same thing sent twice, at once, out of turn, too late, or from somewhere else."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.cases.messages.models import Attachment, Letter, Message
from portal.cases.models import Case, CaseReceipt
from portal.database import db, reading
from portal.intake.models import Alert, DraftPhotograph, IntakeDraft
from portal.ledger.models import LedgerEntry
from portal.vault.models import Safe
from tests.client import Browser, Page, PageForm
from tests.conftest import NOW
from tests.hostile.stage import Stage
from tests.intake.factories import (
    answer_until,
    code_on,
    come_back,
    make_home,
    open_intake,
    picture,
    report_missed_visit,
)

HOUR = timedelta(hours=1)
TOGETHER = 4


def count(model: type) -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def missed_visit(browser: Browser) -> PageForm:
    form = browser.open("/missed-visit").form("seen")
    seen = {"seen": ["VIS-MISS"], "home_code": "0000-0000", "needed": "yes", "alert": "y"}
    return form.fill(day="today", **seen)


def praise(browser: Browser) -> PageForm:
    form = browser.open("/praise").form("words")
    return form.fill(words="Thank you, Eleri.", whom=["PRA-WORKER"], publish="yes")


def concern(browser: Browser) -> PageForm:
    photographed = answer_until(browser.open("/concern"), "photographs").form("photographs")
    page = photographed.attach("photographs", picture()).send("Continue")
    return answer_until(page, "check").form("stamp")


FORMS = {"a missed visit": missed_visit, "thanks": praise, "a concern": concern}


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def filled_in(request: pytest.FixtureRequest) -> Callable[[Browser], PageForm]:
    """Each of the three ways to speak, ready to be sent."""
    chosen: Callable[[Browser], PageForm] = request.param
    return chosen


def send_together(*forms: PageForm) -> list[Page]:
    """Press every button at the same moment, each with its own copy of the cookie."""
    together, pages = Barrier(len(forms)), {}

    def send(number: int) -> None:
        with clock.stopped_at(NOW):
            together.wait()
            pages[number] = forms[number].send()

    threads = [Thread(target=send, args=(number,)) for number in range(len(forms))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(pages) == len(forms), "one of them never came back"
    return [pages[number] for number in range(len(forms))]


def copies(form: PageForm, number: int) -> list[PageForm]:
    """The same form in several windows that share one cookie."""
    found = []
    for _ in range(number):
        other = Browser(form.page.browser.app)
        other.client._cookies = dict(form.page.browser.client._cookies or {})
        page = Page(form.page.response, other, form.page.path, form.page.tree)
        found.append(PageForm(form.element, page, dict(form.values)))
    return found


def test_one_form_sent_at_once_from_several_windows_is_one_case_with_one_receipt(
    app: Flask, database: Any, browser: Browser, filled_in: Callable[[Browser], PageForm]
) -> None:
    open_intake()
    make_home()
    form = filled_in(browser)
    db.session.remove()

    pages = send_together(*copies(form, TOGETHER))

    assert [page.status for page in pages] == [200] * TOGETHER
    assert len({code_on(page) for page in pages}) == 1
    assert count(Case) == count(CaseReceipt) == count(Safe) == 1
    assert count(IntakeDraft) == count(DraftPhotograph) == 0
    assert count(Attachment) == (1 if filled_in is concern else 0)
    assert count(Alert) == (1 if filled_in is missed_visit else 0)


def test_people_who_send_at_once_each_get_a_receipt_of_their_own(app: Flask, database: Any) -> None:
    open_intake()
    make_home()
    forms = [missed_visit(Browser(app)) for _ in range(TOGETHER)]
    db.session.remove()

    pages = send_together(*forms)

    assert len({code_on(page) for page in pages}) == TOGETHER
    assert count(Case) == TOGETHER
    with reading():
        numbers = db.session.scalars(select(LedgerEntry.sequence)).all()
    assert len(set(numbers)) == len(numbers)


def test_the_same_form_with_other_words_is_still_the_first_one(
    stage: Stage, filled_in: Callable[[Browser], PageForm]
) -> None:
    form = filled_in(stage.browser())
    first = form.send()
    content = stage.content()
    if "words" in form.values:
        form.fill(words="Something else altogether.")

    second = form.send()

    assert code_on(second) == code_on(first)
    assert stage.content() == content


def test_after_ten_minutes_every_form_says_that_it_was_received(
    stage: Stage, filled_in: Callable[[Browser], PageForm]
) -> None:
    form = filled_in(stage.browser())
    code = code_on(form.send())
    content = stage.content()

    with clock.stopped_at(NOW + timedelta(minutes=10)):
        late = form.send()

    assert late.heading == "We have already received this"
    assert code not in late.response.get_data(as_text=True)
    assert stage.content() == content


def test_a_form_that_another_browser_sends_on_is_refused_and_nothing_is_received(
    stage: Stage, filled_in: Callable[[Browser], PageForm]
) -> None:
    form = filled_in(stage.browser())
    other = stage.browser("somebody else")
    other.open("/missed-visit")
    content = stage.content()

    stolen = other.post(form.action, dict(form.values))

    assert stolen.status in (410, 422)
    assert stage.content() == content
    assert code_on(form.send())


def test_a_receipt_that_another_browser_asks_for_is_not_handed_out(stage: Stage) -> None:
    form = report_missed_visit(stage.browser()).form("stamp")
    other = stage.browser("somebody else")
    other.open("/missed-visit")

    page = other.post(form.action, dict(form.values))

    assert page.path == "/return"
    assert "promise" not in page.response.get_data(as_text=True)


def test_pages_of_a_receipt_do_not_open_in_another_browser(stage: Stage) -> None:
    come_back(stage.browser(), stage.facts["code"])
    other = stage.browser("somebody else")
    content = stage.content()

    for address in ("case", "write", "not-resolved", "withdraw", "worse"):
        assert other.open(f"/return/{address}").path == "/return"
    token = other.open("/return").form("code").values["csrf_token"][0]
    for address in ("write", "not-resolved", "withdraw", "worse"):
        page = other.post(f"/return/{address}", {"csrf_token": token, "words": "Let me in."})
        assert page.status == 422
        assert page.form("code").values["words"] == ["Let me in."], "what was typed goes along"

    assert stage.content() == content


@pytest.mark.parametrize("step", ["what-happened", "photographs", "about-you", "check"])
def test_an_answer_that_comes_after_an_idle_hour_is_not_sent(stage: Stage, step: str) -> None:
    page = answer_until(stage.browser().open("/concern"), step)
    form = stage.form_to(page, endpoint_of(step))
    form.fill(**({"words": "Just written."} if "words" in form.values else {}))
    before = stage.keep()

    with clock.stopped_at(NOW + HOUR - timedelta(seconds=1)):
        assert form.send().status == 200
    stage.go_back(before)
    with clock.stopped_at(NOW + HOUR):
        late = form.send()

    if step in ("what-happened", "about-you"):
        assert "What you have just written is kept." in late.main
    else:
        assert late.status == 410
    with stage.app.app_context():
        assert count(Case) == 1


def endpoint_of(step: str) -> str:
    own = {"check": "check", "photographs": "photographs.add"}
    return f"intake.concerns.{own.get(step, 'show')}"


def test_what_is_sent_out_of_turn_changes_nothing(stage: Stage) -> None:
    page = answer_until(stage.browser().open("/concern"), "what-happened")
    draft = page.path.rsplit("/", 1)[0]
    token = page.form("words").values["csrf_token"][0]
    content = stage.content()

    for later in ("check", "publishing", "photographs", "the-note", "who-should-not-see-this"):
        sent = {"csrf_token": token, "publish": "yes", "words": "x", "stamp": "x"}
        landed = stage.browser().post(f"{draft}/{later}", sent)
        assert landed.path == page.path
        assert stage.content() == content
    for nowhere in (f"{draft}/nonsense", f"{draft}/call-first/x"):
        assert stage.browser().post(nowhere, {"csrf_token": token}).status == 404


def test_two_windows_that_add_photographs_keep_no_more_than_six(
    app: Flask, database: Any, browser: Browser
) -> None:
    open_intake()
    form = answer_until(browser.open("/concern"), "photographs").form("photographs")
    db.session.remove()
    windows = copies(form, 3)
    for window in windows:
        window.attach("photographs", *[picture() for _ in range(4)])

    pages = send_together(*windows)

    assert sorted(page.status for page in pages) == [200, 422, 422]
    assert count(DraftPhotograph) == 4


def test_two_windows_that_withdraw_withdraw_once(app: Flask, database: Any) -> None:
    open_intake()
    make_home()
    browser = Browser(app)
    come_back(browser, code_on(report_missed_visit(browser)))
    form = browser.open("/return/withdraw").form("words").fill(words="It is settled.")
    db.session.remove()

    pages = send_together(*copies(form, 2))

    assert sorted(page.status for page in pages) == [200, 422]
    assert count(Message) == 1


def test_a_case_that_is_withdrawn_while_a_member_writes_is_not_acknowledged(stage: Stage) -> None:
    sent = stage.facts["case"]
    member, stranger = stage.browser("Mair Jones"), stage.browser()
    member.open(f"/cases/{sent.reference}").form("Open this case").send()
    form = member.open(f"/cases/{sent.reference}/acknowledge").form("words")
    come_back(stranger, stage.facts["code"])
    stranger.open("/return/withdraw").form("words").send()
    content = stage.content()

    late = form.fill(words="We have it.").send()

    assert late.status == 422
    assert "We have it." in late.main
    assert stage.content() == content


def test_a_member_who_presses_twice_writes_to_the_person_once(stage: Stage) -> None:
    sent, member = stage.facts["case"], stage.browser("Mair Jones")
    member.open(f"/cases/{sent.reference}").form("Open this case").send()
    form = (
        member.open(f"/cases/{sent.reference}/acknowledge").form("words").fill(words="We have it")
    )

    assert form.send().status == 200
    assert form.send().status == 422
    with stage.app.app_context():
        assert count(Message) == 1
        assert count(Letter) <= 1
