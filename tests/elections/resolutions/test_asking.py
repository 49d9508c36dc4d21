"""A question to the members through its pages: asked, answered in two ways, declared."""

from typing import Any

from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.elections.advancing_services import go_on
from portal.elections.count.blt import write_blt
from portal.elections.models import BallotBox, Channel, Election
from portal.elections.polling.queries import entries_named
from portal.elections.polling.roll_services import mark_paper
from portal.elections.queries import all_elections, get_election
from portal.elections.results.queries import urn_of
from portal.elections.results.services import close_urn, take_ballots
from portal.elections.services import set_key
from portal.elections.urn.opening import open_urn
from portal.ledger.kinds import EntryKind
from portal.membership.classes import MemberClass
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser, Page
from tests.committee.test_seating import facts
from tests.elections.factories import (
    CLOSING,
    COUNTING,
    DAYS,
    HOLDERS,
    POLLING,
    READY,
    make_codes,
    make_members,
)
from tests.elections.test_pages import at, moments
from tests.elections.urn.factories import KEYS

__all__ = ["moments"]
WORDING = "Shall our reports show each area by itself?"
WHY = "The printer of the letters was ill."


def day(value: Any) -> list[str]:
    return [str(value.day), str(value.month), str(value.year)]


TYPED = {
    "title": "Reports by area",
    "wording": WORDING,
    "explanation": "They would say more, and guard less.",
    "majority": "two_thirds",
    "quorum_least": "5",
    "quorum_percent": "20",
    "notice_from_on": day(DAYS.nominations_from_on),
    "notice_last_on": day(DAYS.nominations_last_on),
    "poll_from_on": day(DAYS.poll_from_on),
    "poll_last_on": day(DAYS.poll_last_on),
    "holds_from_on": day(DAYS.terms_start_on),
}


def the_question() -> Election:
    return get_election(all_elections()[0].id)


def prepare(app: Flask, officer: Browser, **changed: Any) -> str:
    """Asked through the pages, with a key; returns its public address."""
    with app.app_context(), transaction():
        make_members(12)
        make_members(11, MemberClass.WORKER, "Worker")
    page = officer.open("/elections/desk").follow("Ask the members a question")
    page = page.form("wording").fill(**(TYPED | changed)).send()
    assert "in preparation" in page.text
    with app.app_context(), transaction():
        set_key(the_question(), KEYS.public.hex(), HOLDERS, at=POLLING.replace(month=11, day=9))
        address = f"/elections/{the_question().id}"
    assert Browser(app).open(address).status == 404
    page = officer.open(address.replace("/elections/", "/elections/desk/"))
    assert "Notice is given" in page.form("Give notice").send().text
    return address


def answer(app: Flask, address: str, code: str, chosen: str, receipt: str = "") -> Page:
    page = Browser(app).open(address).follow("Vote now")
    page = page.form("code").fill(code=code, answer=chosen, receipt=receipt).send()
    return page.form("Put my ballot").send() if page.heading == "Look at your ballot" else page


def put_off(officer: Browser, address: str) -> None:
    """Voting begins a day later, and everybody can read why."""
    page = officer.open(address.replace("/elections/", "/elections/desk/"))
    page = page.follow("Change the days").form("poll_from_on")
    refused = page.fill(poll_from_on=["17", "11", "2026"], why=WHY).send()
    assert "Voting cannot open today" in " ".join(refused.errors)
    refused = refused.form("why").fill(poll_from_on=["24", "11", "2026"], why="").send()
    assert "Say why the days are changed" in " ".join(refused.errors)
    assert "The days are changed" in refused.form("why").fill(why=WHY).send().text
    with officer.app.app_context(), reading():
        last = [each for each in facts(EntryKind.ELECTION_STEP) if each["step"] == "days_changed"]
        assert [(each["poll_from_on"], each["reason"]) for each in last] == [("2026-11-24", WHY)]


def finish(papers: list[tuple[int, ...]]) -> None:
    with transaction():
        close_urn(the_question(), at=CLOSING)
    with reading():
        urn = urn_of(the_question())
    opened = open_urn(urn, KEYS, published=urn.keys_hash, papers=papers)
    with transaction():
        take_ballots(the_question(), write_blt(opened.contest), broken=0, at=COUNTING)


def test_a_question_is_asked_answered_and_declared(
    app: Flask, browser: Browser, moments: list[Any]
) -> None:
    with app.app_context():
        browser.signer = make_account(Permission.RUN_ELECTIONS)  # type: ignore[attr-defined]
    sign_in(browser, browser.signer)  # type: ignore[attr-defined]
    address = prepare(app, browser)
    with app.app_context():
        with reading():
            assert facts(EntryKind.ELECTION_OPENED)[0]["question"] == WORDING
        go_on(READY)
        with transaction():
            codes = make_codes(the_question())

    moments.append(at(browser, READY))
    put_off(browser, address)
    moments.append(at(browser, POLLING))
    public = Browser(app).open(address)
    assert WORDING in public.main
    assert "The days were changed on 17 November 2026" in public.main
    assert WHY in public.main
    assert "at least two thirds of the votes cast" in public.main
    page = answer(app, address, codes["Voter 001"], "no")
    receipt = "".join(page.find("p", class_="code").itertext()).replace(" ", "")
    assert "already" in answer(app, address, codes["Voter 001"], "yes").text
    changed = answer(app, address, codes["Voter 001"], "yes", receipt)
    assert "It has replaced your earlier one." in changed.text
    assert "Choose yes, no" in answer(app, address, codes["Voter 002"], "").text
    for number in range(2, 11):
        chosen = "no" if number < 4 else "yes"
        assert "in the urn" in answer(app, address, codes[f"Voter {number:03}"], chosen).heading
    with app.app_context():
        with transaction():
            [entry] = entries_named(the_question(), "Voter 011")
            mark_paper(the_question(), entry, Channel.PAPER, at=POLLING)
        with reading():
            assert len({len(each.box) for each in db.session.query(BallotBox)}) == 1
        db.session.remove()
    assert "☐" in browser.open(address.replace("/elections/", "/elections/desk/") +
                               "/paper").text  # fmt: skip

    moments.append(at(browser, COUNTING))
    with app.app_context():
        finish([(2,)])
        db.session.remove()
    assert "What the members decided" not in Browser(app).open(address).main
    desk = browser.open(address.replace("/elections/", "/elections/desk/"))
    assert "Carried: 8 yes, 3 no, 0 abstained" in desk.main
    assert "The result is declared" in desk.form("Declare the result").send().text
    public = Browser(app).open(address)
    assert "Carried: 8 yes, 3 no, 0 abstained" in public.main
    assert "11 of 23 members on the roll" in public.main


def test_votes_weighed_by_class_are_sealed_with_their_group(
    app: Flask, browser: Browser, moments: list[Any]
) -> None:
    """Workers are few here: what they said is not published, only what was decided."""
    with app.app_context():
        browser.signer = make_account(Permission.RUN_ELECTIONS)  # type: ignore[attr-defined]
    sign_in(browser, browser.signer)  # type: ignore[attr-defined]
    address = prepare(app, browser, weighing="somerset-60-40", majority="simple")
    with app.app_context():
        go_on(READY)
        with transaction():
            codes = make_codes(the_question())
    moments.append(at(browser, POLLING))
    assert "Care workers: 60" in Browser(app).open(address).main
    for voter, chosen in (("Worker 001", "yes"), ("Worker 002", "yes"), ("Voter 001", "no"),
                          ("Voter 002", "no"), ("Voter 003", "no")):  # fmt: skip
        assert "in the urn" in answer(app, address, codes[voter], chosen).heading

    moments.append(at(browser, COUNTING))
    with app.app_context():
        finish([])
        db.session.remove()
    page = browser.open(address.replace("/elections/", "/elections/desk/"))
    page.form("Declare the result").send()

    public = Browser(app).open(address).main
    assert "Carried." in public
    assert "They are not published." in public
    assert "60.0 %" not in public
