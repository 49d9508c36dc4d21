"""Standing online through the pages, with photograph or symbol; letters as each member wishes."""

import io
from typing import Any
from uuid import UUID

from flask import Flask
from PIL import Image

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.elections.advancing_services import go_on
from portal.elections.models import ProvisionalVote, RollEntry
from portal.elections.queries import all_elections, candidates_of
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser
from tests.elections.factories import (
    ADMITTED_LONG_AGO,
    CLOSING,
    POLLING,
    READY,
    STANDING,
    make_election,
    make_members,
    make_standing,
)
from tests.elections.test_pages import address, at, desk, moments
from tests.membership.factories import make_member

__all__ = ["moments"]


def picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(out, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    return io.BytesIO(out.getvalue()), "me.jpg"


def make_people(app: Flask) -> dict[str, Signer]:
    """A candidate and a nominator with sign-ins; the other nominator has none."""
    with app.app_context():
        signers = {
            "Olwen Reeve": make_account(Permission.RUN_ELECTIONS, name="Olwen Reeve"),
            "Lyn Llwyd": make_account(name="Lyn Llwyd"),
            "Mot Morris": make_account(name="Mot Morris"),
        }
        with transaction():
            for name in ("Lyn Llwyd", "Mot Morris"):
                make_member(name, MemberClass.USER, admitted_on=ADMITTED_LONG_AGO,
                            account=signers[name].account)  # fmt: skip
            make_standing(make_election())
            for each in make_members(3):
                each.language, each.large_print = "cy", each.name == "Voter 001"
        db.session.remove()
    return signers


def browser_of(app: Flask, signer: Signer) -> Browser:
    browser = Browser(app)
    browser.signer = signer  # type: ignore[attr-defined]
    sign_in(browser, signer)
    return browser


def test_a_member_stands_online_and_is_on_the_paper(app: Flask, moments: list[Any]) -> None:
    signers = make_people(app)
    lyn, mot = (browser_of(app, signers[name]) for name in ("Lyn Llwyd", "Mot Morris"))
    page = lyn.open(address(app)).follow("Stand online")
    said = {"statement": "I will read aloud.", "first": "mot  morris", "consent": "y"}
    refused = page.form("statement").fill(**said, second="Nobody Here").send()
    assert refused.status == 422
    assert "Write it as it stands in the register" in refused.text
    assert "I will read aloud." in refused.text
    form = refused.form("statement").fill(second="Voter 002").attach("photograph", picture())
    assert "as soon as both have signed" in form.send().text
    with app.app_context():
        with reading():
            offer = next(iter(_offers()))
        db.session.remove()
    assert lyn.open(address(app, f"/offers/{offer}")).status == 404, "nobody nominates themselves"
    page = mot.open(address(app, f"/offers/{offer}"))
    assert "I will read aloud." in page.main
    assert "Another signature is missing" in page.form("I nominate").send().text
    officer = browser_of(app, signers["Olwen Reeve"])
    page = officer.open(desk(app))
    assert "Lyn Llwyd offers to stand" in page.main
    page = page.form("I have the signature of Voter 002").send()
    assert "The nomination is entered" in page.text
    assert "You stand in this election." in lyn.open(address(app, "/stand")).main

    moments.append(at(officer, READY))
    with app.app_context():
        go_on(READY)
        with reading():
            [own] = [e for e in candidates_of(all_elections()[0]) if e.name == "Lyn Llwyd"]
            photograph, others = own.id, len(candidates_of(all_elections()[0])) - 1
        db.session.remove()
    public = Browser(app).open(address(app))
    assert [each.get("alt") for each in public.find_all("img")] == ["Photograph of Lyn Llwyd"]
    assert public.main.count("Symbol:") == others == len(STANDING)
    answer = Browser(app).open(address(app, f"/candidates/{photograph}.jpg")).response
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert max(shown.size) == 360
        assert not shown.getexif()
    letters = officer.open(desk(app)).form("Print letters").send()
    large = [each.get("class") for each in letters.find_all("section") if each.get("lang") == "cy"]
    assert large.count("box letter large") == 1
    assert len(large) == 3


def _offers() -> list[UUID]:
    from_models = db.session.connection().exec_driver_sql("SELECT id FROM candidacy_offers")
    return [each if isinstance(each, UUID) else UUID(str(each)) for (each,) in from_models]


def test_an_offer_can_be_taken_back(app: Flask) -> None:
    signers = make_people(app)
    lyn = browser_of(app, signers["Lyn Llwyd"])
    page = lyn.open(address(app, "/stand")).form("statement").fill(
        statement="I will.", first="Mot Morris", second="Voter 001", consent="y"
    ).send()  # fmt: skip

    page = page.form("I do not want to stand").send()

    assert "taken back" in page.text
    assert "Offer to stand" in page.main


def test_somebody_who_is_not_on_the_roll_votes_and_is_admitted(
    app: Flask, moments: list[Any]
) -> None:
    signers = make_people(app)
    with app.app_context():
        go_on(READY)
        with transaction():
            make_member("Nan Newydd", MemberClass.USER, admitted_on=ADMITTED_LONG_AGO)
        db.session.remove()
    officer = browser_of(app, signers["Olwen Reeve"])
    moments.append(at(officer, POLLING))
    page = officer.open(desk(app)).follow("Votes of people who are not on the roll")
    for name in ("Nan", "A Stranger", "Somebody Else"):
        form = page.form("reason").fill(name=name, reason="I was left out.", channel="paper")
        page = form.send()
    choices = page.follow("Decide: Nan")
    [nan] = [
        each.get("value")
        for each in choices.find_all("option")
        if "Nan Newydd" in "".join(each.itertext())
    ]
    page = choices.form("grounds").fill(member=nan, grounds="The register had her.").send()
    assert "It is decided." in page.text
    page = page.follow("Decide: A Stranger").form("grounds").fill(grounds="No member.").send()

    moments.append(at(officer, CLOSING))
    officer.open(desk(app)).form("Close the urn").send()

    with app.app_context(), reading():
        counts = all_elections()[0].counts or {}
        assert (counts["papers"], counts["provisional"]) == (1, [3, 1])
        entry = db.session.query(RollEntry).join(Member).filter(Member.name == "Nan Newydd").one()
        assert entry.channel == "paper"
        decided = {each.name: each.admitted for each in db.session.query(ProvisionalVote)}
        assert decided == {"Nan": True, "A Stranger": False, "Somebody Else": False}
    said = Browser(app).open(address(app)).main
    assert "3 who were not on the roll voted all the same; 1 of these votes were admitted." in said
