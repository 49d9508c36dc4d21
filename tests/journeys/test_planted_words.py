"""Words planted in every journey: found on the committee's page, and nowhere at rest.

Not in any table, not in a byte of the database's files, not in the log, not in the mail: not as
they are, nor in hexadecimal, base64 or UTF-16. Runs through the test client, on both engines.
"""

import logging
from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal import clock, worker
from portal.config import settings
from portal.database import Model, db
from portal.visits.home_codes import show_home_code
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import answer_until, code_on, come_back, make_home
from tests.intake.handover.factories import change, make_clerk, signed_in, taken_code
from tests.journeys.planting import Planted, at_rest, bytes_of, mail

HOME = "E5EX218Q"
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def committee(app: Flask) -> Committee:
    with app.app_context():
        made = make_committee(sign_in=True)
        make_home(HOME)
        db.session.remove()
    return made


def photograph(planted: Planted, where: str) -> tuple[BytesIO, str]:
    """A photograph with words in its file name, its EXIF and its comment."""
    exif = Image.Exif()
    exif[0x010E] = planted.word(f"{where}: EXIF description")
    exif[0x013B] = planted.word(f"{where}: EXIF artist")
    exif.get_ifd(0x8825)[0x001D] = planted.word(f"{where}: EXIF place")
    out = BytesIO()
    comment = planted.word(f"{where}: JPEG comment").encode()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif, comment=comment)
    return BytesIO(out.getvalue()), planted.word(f"{where}: file name") + ".jpg"


def open_case(app: Flask, committee: Committee, name: str = "Mair Jones") -> tuple[Browser, Page]:
    """A member signs in and opens the newest case."""
    browser = Browser(app)
    sign_in(browser, committee[name])
    queue = browser.open("/cases/")
    (card, *_others) = queue.find_all("div", class_="card")
    reference = "".join(card.find(".//{*}a").itertext())  # type: ignore[union-attr]
    page = browser.open(f"/cases/{reference}").form("Open this case").send("Open this case")
    return browser, page


def seen_by_two(
    app: Flask, committee: Committee, planted: Planted, log: list[str], reader: Browser, path: str
) -> str:
    """A member asks to see who the person is, a second agrees; what the first then reads."""
    names = [each.name for each in committee.handlers if each.name != "Mair Jones"]
    second = next(each for each in names if each in reader.open(path).main)
    _second, page = open_case(app, committee, second)
    _say(reader, f"{page.path}/identity", reason=planted.word("why the name is needed"))
    answer = page.browser.open(page.path).follow("Answer as the second member")
    answer.form("answer").fill(answer="agree").send()
    nothing_leaked(app, planted, log)
    asked = reader.open(page.path)
    return asked.main + asked.follow("See who it is, once").form("Show who it is").send().main


def nothing_leaked(app: Flask, planted: Planted, log: list[str], *, to: str = "") -> None:
    """No word is anywhere; the address alone stands on its own envelope."""
    assert planted.places
    assert planted.found_in(at_rest(app)) == set()
    assert planted.found_in("\n".join(log).encode()) == set()
    for letter in mail(app):
        envelope = letter.replace(f"To: {to}".encode(), b"") if to else letter
        assert planted.found_in(envelope) == set()


def test_a_planted_word_would_be_found(app: Flask, planted: Planted, log: list[str]) -> None:
    word = planted.word("here")
    for spelled in (word, word.upper(), word.encode().hex(), b64encode(f"a{word}b".encode())):
        held = spelled if isinstance(spelled, bytes) else spelled.encode()
        assert planted.found_in(b"before " + held + b" after") == {"here"}
    logging.getLogger("portal").info(word)
    (settings().instance_folder / "note").write_text(word)
    assert planted.found_in("".join(log).encode()) == {"here"}
    assert planted.found_in(at_rest(app)) == {"here"}


def test_words_of_a_missed_visit(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    email = planted.word("e-mail") + "@example.org"
    form = browser.open("/missed-visit").form("seen")
    told = {
        "time": planted.word("time"),
        "place": planted.word("place"),
        "more": planted.word("anything else"),
    }
    contact = {"name": planted.word("name"), "email": email, "phone": planted.word("telephone")}
    form.fill(needed="no", day="today", seen=["VIS-MISS"], home_code=HOME, **told, **contact)
    assert form.send("Send").status == 200

    with clock.stopped_at(LATER):
        worker.run_once(app)
        nothing_leaked(app, planted, log)
        reader, page = open_case(app, committee)
        identity = seen_by_two(app, committee, planted, log, reader, page.path)

    shown = planted.found_in((page.main + identity).encode())
    assert shown == set(planted.places.values())
    assert _homes_in_the_open(app) == {"home_codes"}, "which home it is about is sealed"


def test_words_of_an_alert(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    form = browser.open("/missed-visit").form("seen")
    form.fill(needed="yes", alert="y", day="today", seen=["VIS-MISS"], home_code=HOME)
    form.fill(more=planted.word("anything else"), place=planted.word("place"))
    assert form.send("Send").status == 200

    with clock.stopped_at(LATER):
        reader, page = open_case(app, committee)
        passed_on = {"body": planted.word("body"), "how": planted.word("how it is reached")}
        passed_on["words"] = planted.word("why it is passed on")
        _say(reader, f"{page.path}/refer", leave="danger", **passed_on)
        worker.run_once(app)
        nothing_leaked(app, planted, log)
        shown = planted.found_in(reader.open(page.path).main.encode())
    assert shown == set(planted.places.values())
    assert _homes_in_the_open(app) == {"home_codes", "alerts"}


def test_words_of_a_concern_while_it_waits_and_once_it_was_sent(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    answers = {
        "what_happened": {"words": planted.word("what happened")},
        "when": {"time": planted.word("time"), "period": planted.word("period")},
        "the_note": {"written": planted.word("written"), "found": planted.word("found")},
        "where": {"home_code": HOME, "place": planted.word("place")},
        "about_you": {
            "name": planted.word("name"),
            "email": planted.word("e-mail") + "@example.org",
            "phone": planted.word("telephone"),
            "other": planted.word("another way"),
        },
        "who_should_not_see_this": {"others": planted.word("excluded")},
    }

    page = answer_until(browser.open("/concern"), "photographs", **answers)
    form = page.form("photographs").attach("photographs", photograph(planted, "concern"))
    check = answer_until(form.send("Continue"), "check", **answers)
    nothing_leaked(app, planted, log)
    assert b"\xff\xd8\xff" not in at_rest(app), "a photograph lies open"
    check.form("stamp").send("Send my concern")

    with clock.stopped_at(LATER):
        worker.run_once(app)
        nothing_leaked(app, planted, log)
        reader, page = open_case(app, committee)
        pictures = reader.open(page.path + "/photographs")
        (image,) = pictures.find("main").iter("{http://www.w3.org/1999/xhtml}img")
        picture = reader.client.get(image.get("src") or "").data
        identity = seen_by_two(app, committee, planted, log, reader, page.path)

    shown = planted.found_in((page.main + identity + pictures.main).encode())
    hidden = {place for place in planted.places.values() if "EXIF" in place or "JPEG" in place}
    assert shown == set(planted.places.values()) - hidden
    assert picture.startswith(b"\xff\xd8\xff")
    assert planted.found_in(picture) == set(), "the photograph was not drawn anew"


def test_words_of_a_caller_and_of_the_letter_to_them(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    with app.app_context():
        signer = make_clerk()
        db.session.remove()
    clerk = signed_in(app, signer)
    said = {
        "more": planted.word("words"),
        "time": planted.word("time"),
        "name": planted.word("name"),
        "phone": planted.word("telephone"),
        "other": planted.word("postal address"),
    }
    code = taken_code(clerk, home_code=show_home_code(HOME), place="", wish="letter", **said)
    for written in (code, code.replace("-", "")):
        planted.places[written.lower()] = "handover code"
    add = clerk.open("/handover/add").form("code").fill(code=code, words=planted.word("added"))
    add.attach("photographs", photograph(planted, "added")).send()

    with clock.stopped_at(LATER):
        reader, page = open_case(app, committee)
        reference = page.path
        _say(reader, f"{reference}/acknowledge", words=planted.word("acknowledge"))
        calls = f"/handover/calls/{reference.rsplit('/', 1)[-1]}"
        form = reader.open(f"{calls}/letter").form("slip").fill(slip="none")
        letter = form.send("Show the letter")
        change(browser, code)
        worker.run_once(app)

        nothing_leaked(app, planted, log)
        read = reader.open(reference).main
    assert planted.found_in(read.encode()) >= {"words", "time", "added"}
    on_paper = planted.found_in(letter.main.encode())
    assert on_paper == {"name", "postal address", "acknowledge"}


def test_words_of_praise(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    form = browser.open("/praise").form("words")
    form.fill(words=planted.word("words"), names=planted.word("names"))
    form.fill(whom=["PRA-WORKER"], publish="yes", name=planted.word("name"))
    form.send("Send")

    with clock.stopped_at(LATER):
        worker.run_once(app)
        nothing_leaked(app, planted, log)
        reader, page = open_case(app, committee)
        identity = seen_by_two(app, committee, planted, log, reader, page.path)
    shown = planted.found_in((page.main + identity).encode())
    assert shown == set(planted.places.values())


def test_words_of_a_conversation_until_it_is_withdrawn(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    email = planted.word("e-mail") + "@example.org"
    code = _told(browser, email=email)

    with clock.stopped_at(LATER):
        reader, page = open_case(app, committee)
        reference = page.path
        for step in ("acknowledge", "write", "note"):
            _say(reader, f"{reference}/{step}", words=planted.word(step))
        form = come_back(browser, code).form("photographs").fill(words=planted.word("reply"))
        form.attach("photographs", photograph(planted, "reply")).send("Send")
        _say(browser, "/return/worse", words=planted.word("worse"))
        _say(browser, "/return/withdraw", words=planted.word("withdrawal"))
        queue = reader.open("/cases/")
        if "waiting letter" in queue.main:
            queue.form("waiting letter").send("waiting letter")
        worker.run_once(app)

        assert any(f"To: {email}".encode() in letter for letter in mail(app)), "no letter was sent"
        nothing_leaked(app, planted, log, to=email)
        page = reader.open(reference)
        pictures = reader.open(reference + "/photographs")
    shown = planted.found_in((page.main + pictures.main).encode())
    wanted = {"acknowledge", "write", "note", "reply", "worse", "withdrawal"}
    assert shown >= wanted | {"reply: file name"}


def test_words_of_a_decision_an_answer_and_a_return(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    code = _told(browser)

    with clock.stopped_at(LATER):
        chair, page = open_case(app, committee)
        reference = page.path
        _say(chair, f"{reference}/acknowledge", words="We have it.")
        for signer in committee.handlers[:5]:
            voter = chair
            if signer.name != "Mair Jones":
                voter, _page = open_case(app, committee, signer.name)
            links = voter.open(f"{reference}/decide").find_all("a", class_="button")
            for link in links:
                why = planted.word(f"vote of {signer.name}")
                _say(voter, link.get("href") or "", finding="upheld", reason=why)
        _say(chair, f"{reference}/compare", record_match="no_data", no_access_dispute="none")
        why = planted.word("standing")
        _say(chair, f"{reference}/standing", decision="eligible_complainant",
             evidence="seen", reason=why)  # fmt: skip
        # The last who voted agrees, and answers: the chair goes on to read what comes of it.
        asked = next(each for each in voter.open(reference).links.values() if "/standing/" in each)
        _say(voter, asked, answer="agree")
        _say(voter, f"{reference}/answer", words=planted.word("answer"))
        decided = chair.open(f"{reference}/decide").main
        come_back(browser, code)
        _say(browser, "/return/not-resolved", words=planted.word("not resolved"))
        worker.run_once(app)

        nothing_leaked(app, planted, log)
        read = chair.open(reference).main
    assert planted.found_in(read.encode()) >= {"answer", "not resolved"}
    assert any(place.startswith("vote") for place in planted.found_in(decided.encode()))


def test_words_that_a_member_had_typed_when_the_session_ended(
    app: Flask, browser: Browser, committee: Committee, planted: Planted, log: list[str]
) -> None:
    _told(browser)
    with clock.stopped_at(LATER):
        reader, page = open_case(app, committee)
        form = reader.open(page.path + "/note").form("words").fill(words=planted.word("kept"))
    with clock.stopped_at(LATER + timedelta(hours=3)):
        ended = form.send("Keep the note")

        assert "Your session had ended" in ended.main
        nothing_leaked(app, planted, log)
        again = sign_in(reader, committee["Mair Jones"])
    assert "kept" in planted.found_in(reader.open("/accounts/kept").main.encode()), again.main


def _told(browser: Browser, email: str = "") -> str:
    form = browser.open("/missed-visit").form("seen")
    form.fill(needed="no", day="today", seen=["VIS-MISS"], home_code=HOME, email=email)
    return code_on(form.send("Send"))


def _say(browser: Browser, path: str, **answers: object) -> None:
    page = browser.open(path)
    sent = page.form(next(iter(answers))).fill(**answers).send()
    assert sent.status == 200, sent.errors


def _homes_in_the_open(app: Flask) -> set[str]:
    """The tables that hold the home code as it stands on the card."""
    with app.app_context():
        found = {
            table.name
            for table in Model.metadata.sorted_tables
            for row in db.session.execute(select(table))
            if any(HOME.encode() in bytes_of(value) for value in row)
        }
        db.session.remove()
    return found
