"""The pages of the queue and of a case, as members use them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.permissions import Permission
from portal.cases.messages.models import Attachment
from portal.cases.models import Recusal
from portal.cases.queries import readers_of
from portal.cases.tellings import Exclusions
from portal.cases.workflow import CaseStatus
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import facts_about
from tests.accounts.factories import make_account_of, sign_in
from tests.cases.factories import Committee, Sent, make_case, make_committee, make_photograph
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import picture


@dataclass
class Desk:
    """A committee, a case, and a member's browser."""

    app: Flask
    committee: Committee
    sent: Sent

    def browser_of(self, name: str) -> Browser:
        browser = Browser(self.app)
        assert sign_in(browser, self.committee[name]).status == 200
        return browser

    @property
    def address(self) -> str:
        return f"/cases/{self.sent.reference}"


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(
            email="dai@example.net",
            name="Dai Beddoes",
            photographs=(("slip.jpg", make_photograph()),),
        )
        db.session.remove()
    return Desk(app, committee, sent)


def open_it(browser: Browser, desk: Desk) -> Page:
    return browser.open(desk.address).form("Open this case").send("Open this case")


def entries(desk: Desk) -> int:
    with desk.app.app_context():
        return db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def kinds(desk: Desk) -> list[EntryKind]:
    with desk.app.app_context():
        return [fact.kind for _, fact in facts_about(desk.sent.case.id)]


def status_of(desk: Desk) -> CaseStatus:
    with desk.app.app_context():
        return desk.sent.case.status


def test_the_queue_shows_the_case_with_its_clock(desk: Desk) -> None:
    page = desk.browser_of("Mair Jones").open("/cases/")

    assert desk.sent.reference in page.main
    assert "(area Menai North)" in page.main
    assert "Nobody came" in page.main
    assert "Due on 11 November 2026, in 2 working days" in page.main


def test_the_queue_of_a_care_worker_is_empty_and_says_so(desk: Desk) -> None:
    page = desk.browser_of("Nia Wyn").open("/cases/")

    assert "Nothing is waiting for you" in page.main
    assert desk.sent.reference not in page.main


def test_overdue_stands_first_and_is_said_in_words(desk: Desk) -> None:
    with clock.stopped_at(NOW + timedelta(days=3)):
        page = desk.browser_of("Mair Jones").open("/cases/?show=overdue")

    assert "Overdue" in page.main
    assert "Was due on 11 November 2026" in page.main


def look_for(browser: Browser, words: str, **others: str) -> Page:
    return browser.open("/cases/").form("words").fill(words=words, **others).send("Show")


def test_the_queue_is_searched_by_reference_area_and_words(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    for words in (desk.sent.reference.lower(), "menai", "slip"):
        assert desk.sent.reference in look_for(browser, words).main
    for words in ("umbrella", "%", "' OR 1=1"):
        page = look_for(browser, words)
        assert "No case of yours fits" in page.main
        assert f"Case {desk.sent.reference}" not in page.main


def test_what_is_looked_for_stands_in_no_address(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    form = browser.open("/cases/").form("words")
    assert form.method == "POST"

    sent = browser._send("POST", form.action, data={**form.values, "words": ["Menai"]})
    found = browser.open(sent.location)

    assert sent.status_code == 303
    assert "enai" not in sent.location
    assert desk.sent.reference in found.main
    assert found.find("input", name="words").get("value") == "Menai"
    addresses = [*found.links.values(), *(each.get("action") for each in found.find_all("form"))]
    assert not any("enai" in (address or "") for address in addresses)


def test_what_was_looked_for_is_found_again_and_left(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    look_for(browser, "nowhere at all")
    browser.open(desk.address)

    back = browser.open("/cases/find")
    everything = back.follow("Show everything")

    assert "No case of yours fits" in back.main
    assert desk.sent.reference in everything.main
    assert everything.find("input", name="words").get("value") is None
    assert desk.sent.reference in browser.open("/cases/", {"words": "nowhere", "q": "none"}).main


def test_looking_for_nothing_chooses_a_kind_and_another_sees_nothing_of_it(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    assert desk.sent.reference not in look_for(browser, " ", kind="praise").main
    assert look_for(browser, "", kind="").path == "/cases/"
    look_for(browser, "Menai")
    assert desk.browser_of("Huw Rees").open("/cases/find").path == "/cases/"


def test_a_search_without_its_token_loses_nothing(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    page = browser.post("/cases/find", {"words": "Menai", "kind": ""})

    assert page.status == 422
    assert page.errors
    assert page.find("input", name="words").get("value") == "Menai"


def test_an_unknown_filter_shows_what_waits(desk: Desk) -> None:
    page = desk.browser_of("Mair Jones").open("/cases/?show=nonsense&kind=unknown")

    assert desk.sent.reference in page.main


def test_a_case_is_a_door_until_it_is_opened(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    page = browser.open(desk.address)

    assert page.status == 200
    assert "Mrs Beddoes" not in page.text
    assert "Open this case" in page.main


def test_opening_writes_the_ledger_and_then_it_can_be_read(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    page = open_it(browser, desk)

    assert "Nobody came to Mrs Beddoes on Tuesday" in page.main
    assert "Was anybody in?" in page.main
    assert "Dai Beddoes" not in page.main
    assert "There is no home with the code" in page.main
    assert kinds(desk)[-1] is EntryKind.CASE_OPENED


def test_reading_again_writes_nothing(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    before = entries(desk)

    for address in ("", "/photographs", "/write", "/decide", "/readers", "/home", "/compare"):
        assert browser.open(desk.address + address).status == 200, address

    assert entries(desk) == before


def test_after_half_an_hour_the_door_is_shut_and_nothing_typed_is_lost(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    form = browser.open(desk.address + "/note").form("words").fill(words="I know the street.")

    with clock.stopped_at(NOW + timedelta(minutes=20)):
        browser.open("/cases/")
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        page = form.send()

        assert "Open this case" in page.main
        assert "I know the street." in open_it(browser, desk).main


@pytest.mark.parametrize("page", ["compare", "home"])
def test_a_form_that_comes_back_shows_nothing_sealed_once_the_half_hour_is_over(
    app: Flask, page: str
) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(words="She sat there till noon.", home_code="7H3KQ2XW")
        db.session.remove()
    desk = Desk(app, committee, sent)
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    form = browser.open(f"{desk.address}/{page}").form(
        "record_match" if page == "compare" else "home_code"
    )
    before = entries(desk)

    with clock.stopped_at(NOW + timedelta(minutes=20)):
        browser.open("/cases/")
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        back = browser.post(
            form.action, {"csrf_token": form.values["csrf_token"][0]}, referring=desk.address
        )

    assert back.status == 422
    assert "closed again" in back.main
    assert "till noon" not in back.text
    assert "7H3K" not in back.text
    assert entries(desk) == before


@pytest.mark.parametrize("who", ["Nia Wyn", "Bethan Outside", "Owen Hall"])
def test_not_granted_is_not_found(desk: Desk, who: str) -> None:
    browser = desk.browser_of(who)

    pages = [browser.open(address) for address in (desk.address, "/cases/ZZZZ-ZZZZ")]

    assert [page.status for page in pages] == [404, 404]
    assert pages[0].main == pages[1].main


def test_excluded_by_the_person_is_not_found(desk: Desk) -> None:
    with desk.app.app_context():
        excluded = Exclusions(person_ids=frozenset({desk.committee.member_ids["Huw Rees"]}))
        sent = make_case(exclusions=excluded)
        db.session.remove()
    browser = desk.browser_of("Huw Rees")

    assert browser.open(f"/cases/{sent.reference}").status == 404
    assert sent.reference not in browser.open("/cases/").main


def test_every_address_of_a_case_is_not_found_for_who_has_no_key(desk: Desk) -> None:
    browser = desk.browser_of("Nia Wyn")

    for rule in desk.app.url_map.iter_rules():
        if not rule.rule.startswith("/cases/<string:reference>") or "GET" not in rule.methods:
            continue
        address = rule.rule.replace("<string:reference>", desk.sent.reference)
        address = address.replace("<uuid:photograph_id>", "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        address = address.replace("<uuid:issue_id>", "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        assert browser.open(address).status == 404, rule.rule


def test_a_photograph_is_shown_and_stored_nowhere(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)

    page = browser.open(desk.address + "/photographs")
    source = page.find("img", alt="Photograph 1, sent on 9 November 2026").get("src") or ""
    picture = browser.open(source)

    assert "slip.jpg" in page.main
    assert picture.response.mimetype == "image/jpeg"
    assert picture.response.data.startswith(b"\xff\xd8\xff")
    assert picture.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in picture.response.headers


def test_a_photograph_needs_the_pass_and_the_key(desk: Desk) -> None:
    with desk.app.app_context():
        photograph = db.session.scalars(select(Attachment.id)).one()
        db.session.remove()
    address = f"{desk.address}/photographs/{photograph}"

    assert "Open this case" in desk.browser_of("Mair Jones").open(address).main
    assert desk.browser_of("Nia Wyn").open(address).status == 404


def test_a_case_is_worked_through_its_pages(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    page = open_it(browser, desk)

    page = page.follow("Tell the person that we have it").form("words").fill(words="Yes.").send()
    page = page.follow("Make a note").form("words").fill(words="Ask Gwen.").send()
    page = (
        page.follow("Compare with the record")
        .form("record_match")
        .fill(record_match="no_data", no_access_dispute="none")
        .send()
    )
    page = page.follow("Say who looks into it").form("step").fill(step="investigate").send()

    assert "Ask Gwen." in page.main
    assert "Being looked into" in page.main
    assert status_of(desk) is CaseStatus.INVESTIGATED
    for name in ("Mair Jones", "Elin Parry", "Huw Rees", "Tom Ellis", "Gwen Pugh"):
        member = browser
        if name != "Mair Jones":
            member = desk.browser_of(name)
            open_it(member, desk)
        decision = member.open(desk.address + "/decide")
        decision.follow("Vote").form("finding").fill(finding="upheld", reason="So it was.").send()
    page = browser.open(desk.address)
    assert "Upheld" in page.main
    page = page.follow("Answer the person").form("words").fill(words="We are sorry.").send()
    page = page.follow("Close the case").form("Close it").send("Close it")

    assert status_of(desk) is CaseStatus.CLOSED
    assert "Nothing is waiting for you" in browser.open("/cases/").main
    assert desk.sent.reference in browser.open("/cases/?show=ended").main


def test_ready_words_go_out_as_they_are_or_changed_and_never_empty(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    before = entries(desk)

    address = desk.address + "/acknowledge"
    emptied = browser.open(address).form("words").fill(words="").send()
    assert emptied.status == 422
    assert entries(desk) == before

    page = browser.open(address)
    said = re.search(r"Once you send this today, the answer is due on (.+?)\.", page.main)
    page.form("words").send()
    assert status_of(desk) is CaseStatus.ACKNOWLEDGED
    read = browser.open(desk.address)
    assert "Thank you for telling us" in read.main
    # One day: that of the page before, of the clock since, and of what the person reads.
    assert said
    assert f"Due on {said[1]}" in read.main
    assert f"answer you by {said[1]}" in read.main


def test_where_no_visit_is_on_record_nobody_asks_the_person_for_leave(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)

    page = browser.open(desk.address + "/enquiry")

    assert "there is nothing that the office could be asked" in page.main
    assert "ask for their leave" not in page.main


def test_a_refused_step_comes_back_with_what_was_typed(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)

    page = browser.open(desk.address + "/answer").form("words").fill(words="Too early.").send()

    assert page.status == 422
    assert page.errors == ["The committee has to decide each issue before it answers."]
    assert "Too early." in page.main
    assert status_of(desk) is CaseStatus.RECEIVED


@pytest.mark.parametrize(
    "step",
    [
        "write",
        "note",
        "answer",
        "refer",
        "put-right",
        "too-late",
        "told-twice",
        "link",
        "compare",
        "home",
        "step-back",
        "readers",
        "move",
    ],
)
def test_an_empty_form_comes_back_and_changes_nothing(desk: Desk, step: str) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    before = entries(desk)

    page = browser.open(f"{desk.address}/{step}").form().send()

    assert page.status == 422
    assert page.errors
    assert entries(desk) == before


@pytest.mark.parametrize(
    "words", ["x" * 100_000, "<script>alert(1)</script>", "مرحبا \u202e", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "a\x00b"]
)
def test_strange_words_are_kept_as_words_or_refused(desk: Desk, words: str) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)

    page = browser.open(desk.address + "/note").form("words").fill(words=words).send()

    if len(words) > 20_000:
        assert page.status == 422
        assert "Please shorten it" in page.errors[0]
    else:
        assert words.replace("\x00", "") in "".join(page.find("main").itertext())
        assert not [s for s in page.find_all("script") if not s.get("src")]


def test_stepping_back_ends_it_for_this_member_in_every_tab(desk: Desk) -> None:
    browser = desk.browser_of("Huw Rees")
    open_it(browser, desk)
    other_tab = browser.open(desk.address + "/note").form("words").fill(words="Too late.")

    form = browser.open(desk.address + "/step-back").form("ground")
    page = form.fill(ground="household", sure="y").send()

    assert "You have stepped back" in page.main
    assert desk.sent.reference not in page.main
    assert other_tab.send().status == 404
    assert browser.open(desk.address).status == 404
    assert desk.browser_of("Mair Jones").open(desk.address).status == 200


def test_stepping_back_needs_the_tick(desk: Desk) -> None:
    browser = desk.browser_of("Huw Rees")

    page = browser.open(desk.address + "/step-back").form("ground").fill(ground="named").send()

    assert page.errors == ["Tick the box to step back."]
    with desk.app.app_context():
        assert db.session.scalars(select(Recusal)).all() == []


def test_one_can_step_back_without_having_read_it(desk: Desk) -> None:
    browser = desk.browser_of("Huw Rees")

    page = browser.open(desk.address).follow("Step back")

    assert page.status == 200
    assert "Mrs Beddoes" not in page.text


def test_letters_wait_and_are_sent_by_a_button(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    browser.open(desk.address + "/write").form("words").fill(words="Hello.").send()

    page = desk.browser_of("Huw Rees").open("/cases/")
    assert "1 letter is waiting" in page.main
    page = page.form("Send the 1 waiting letter").send("Send the 1 waiting letter")

    assert "1 letter is on its way." in page.main
    assert "letter is waiting" not in page.main


def test_opening_a_case_sends_its_letter(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    page = browser.open(desk.address + "/write").form("words").fill(words="Hello.")
    refused = page.attach("photographs", (BytesIO(b"no picture"), "no.jpg")).send()
    assert refused.status == 422
    assert "Hello." in refused.main
    kept = refused.form("words").attach("photographs", picture("plan.jpg")).send()
    assert "Your message is on the page" in kept.text, kept.main
    assert "Look at 2 photographs" in browser.open(desk.address).main

    other = desk.browser_of("Huw Rees")
    open_it(other, desk)

    assert "letter is waiting" not in other.open("/cases/").main


def test_the_key_is_given_to_one_more(desk: Desk) -> None:
    with desk.app.app_context():
        sent = make_case(home_code="")
        db.session.remove()
    desk.sent = sent
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)

    page = browser.open(desk.address + "/readers")
    choice = str(desk.committee["Gwen Pugh"].holder_id)
    page = page.form("member").fill(member=choice).send()

    assert "They can read the case now." in page.text
    with desk.app.app_context():
        assert "Gwen Pugh" in {each.name for each in readers_of(desk.sent.case)}


def test_giving_a_key_asks_for_the_password_again_after_a_while(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    open_it(browser, desk)
    form = browser.open(desk.address + "/readers").form("member")

    with clock.stopped_at(NOW + timedelta(minutes=15)):
        page = form.fill(member=str(desk.committee["Bethan Outside"].holder_id)).send()

    assert page.path.startswith("/accounts/")
    with desk.app.app_context():
        assert "Bethan Outside" not in {each.name for each in readers_of(desk.sent.case)}


HANDLING = ("acknowledge", "write", "note", "answer", "refer", "more-time", "compare", "home",
            "move", "close")  # fmt: skip


@pytest.mark.parametrize(
    ("permissions", "refused"),
    [
        ((), ("", "/step-back", "/decide", "/readers", *(f"/{each}" for each in HANDLING))),
        ((Permission.READ_CASES,), tuple(f"/{each}" for each in ("readers", *HANDLING))),
        ((Permission.IMPORT_VISITS, Permission.READ_FIGURES), ("", "/note")),
        ((Permission.KEEP_REGISTER,), ("", "/note")),
        ((Permission.HANDLE_CASES,), ("", "/decide", "/readers")),
    ],
)
def test_pages_need_their_permission(
    app: Flask, permissions: tuple[Permission, ...], refused: tuple[str, ...]
) -> None:
    browser = Browser(app)
    sign_in(browser, make_account_of(app, *permissions))

    for step in refused:
        assert browser.open(f"/cases/ABCD-EFGH{step}").status == 403, step


def test_nobody_who_is_not_signed_in_sees_anything(desk: Desk) -> None:
    browser = Browser(desk.app)

    for address in ("/cases/", desk.address, desk.address + "/photographs"):
        assert browser.open(address).path == "/accounts/sign-in"
    assert desk.browser_of("Mair Jones").open(desk.address + "/open").status == 405


def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")
    before = entries(desk)

    page = browser.post(desk.address + "/open", {})

    assert page.status == 400
    assert entries(desk) == before


def test_the_pages_have_welsh_addresses_too_and_are_in_english(desk: Desk) -> None:
    browser = desk.browser_of("Mair Jones")

    page = browser.open("/cy/cases/")

    assert page.find("html").get("lang") == "en"
    assert f"/cy{desk.address}" in page.links.values()
    assert desk.sent.reference in page.main
