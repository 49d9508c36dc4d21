"""Twelve members elect a committee in three ways, and it opens a case that the old one had."""

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import clock, worker
from portal.app import create_app
from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.services import refresh_authority
from portal.database import db, transaction
from portal.elections.queries import all_elections
from portal.elections.urn.commands import election as ceremony
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.accounts.factories import Signer
from tests.accounts.factories import make_account as make_signer
from tests.cases.factories import make_committee
from tests.committee.factories import THREE, make_appointed, make_candidate
from tests.conftest import NOW, base_settings
from tests.elections.factories import (
    ADMITTED_LONG_AGO,
    CLOSING,
    DAYS,
    HOLDERS,
    POLLING,
    READY,
    make_members,
    make_nomination,
    noon,
)
from tests.intake.factories import make_home
from tests.journeys.people import DESK, JOURNEY, Person, Site
from tests.membership.factories import make_member

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:  # listed as not run
    Axe = None

pytestmark = JOURNEY

WORDS = "Nobody came before the old committee left."
# Ten stand for nine seats. Everybody ranks them like this, so that no lot is needed: what is left
# over of each goes to the next, and Eve could only take a fifth of four seats.
IN_ORDER = (
    ("Ann Arch", MemberClass.USER),
    ("Bob Budge", MemberClass.USER),
    ("Cyd Cadwal", MemberClass.USER),
    ("Dai Dafis", MemberClass.FAMILY_CARER),
    ("Fay Ffowc", MemberClass.WORKER),
    ("Gus Gwyn", MemberClass.WORKER),
    ("Hal Hir", MemberClass.VOLUNTEER),
    ("Ida Ifan", MemberClass.SUPPORTER_COMMUNITY),
    ("Jac Jarman", MemberClass.PUBLIC_BODY),
    ("Eve Ebbw", MemberClass.FAMILY_CARER),
)
TERMS_BEGIN = noon(DAYS.terms_start_on)


class _Quiet(WSGIRequestHandler):
    def log(self, *_what: Any) -> None:
        """Say nothing: a test's output is its own."""


@dataclass
class Coop:
    """A co-operative in this process, really served, whose clock the test turns."""

    app: Flask
    site: Site
    now: datetime = NOW
    signers: dict[str, Signer] = field(default_factory=dict)

    def __call__(self, environ: Any, start: Any) -> Any:
        with clock.stopped_at(self.now):
            answer = self.app(environ, start)
            try:
                yield from answer
            finally:
                answer.close()

    def turn_to(self, moment: datetime) -> None:
        """Weeks pass; the worker does what is due."""
        self.now = moment
        with clock.stopped_at(moment):
            worker.run_once(self.app)

    @property
    def address(self) -> str:
        """The page of the election."""
        with self.app.app_context():
            found = all_elections()[0].id
            db.session.remove()
        return f"/elections/{found}"


@pytest.fixture
def coop(
    chromium: Any, tmp_path: Path, sqlite_template: Path
) -> Iterator[tuple[Coop, Callable[..., Person]]]:
    """Three who sit until the terms begin, a returning officer, ten who will stand, twelve more."""
    shutil.copy(sqlite_template, tmp_path / "portal.sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    app = create_app(replace(base_settings(tmp_path), base_url=address))
    site = Site(address, tmp_path, Axe(), {}, timedelta())
    made = Coop(app, site)
    with clock.stopped_at(NOW), app.app_context():
        made.signers = _people()
        db.session.remove()
    server = make_server("127.0.0.1", port, made, threaded=True, request_handler=_Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    people: list[Person] = []

    def meet(name: str = "", **how: Any) -> Person:
        person = Person(chromium, site, **how)
        people.append(person)
        if name:
            _sign_in(person, made.signers[name], made.now)
        return person

    yield made, meet
    for each in people:
        each.leave()
    server.shutdown()
    serving.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def _people() -> dict[str, Signer]:
    committee = make_committee(*THREE, sign_in=True)
    signers = dict(committee.people)
    signers |= {name: make_signer(name=name) for name in ("Olwen Reeve", "Ann Arch")}
    make_home()
    with transaction():
        terms = db.session.query(Term).all()
        make_appointed(Office.RETURNING_OFFICER, signers["Olwen Reeve"].account, terms)
        for term in terms:
            term.ends_on = DAYS.terms_start_on
        for name, each in IN_ORDER:
            if name in signers:
                make_member(name, each, account=signers[name].account,
                            admitted_on=ADMITTED_LONG_AGO)  # fmt: skip
            else:
                make_candidate(name, each)
        make_members(12)
        refresh_authority(NOW)
    return signers


def _sign_in(person: Person, signer: Signer, now: datetime) -> None:
    person.open("/accounts/sign-in")
    person.say("Your e-mail address", signer.email)
    person.say("Your password", signer.password)
    with clock.stopped_at(now):
        person.say("Your code", signer.code())
    person.press("Sign in")
    person.has(f"You are {signer.name}")


def _days(officer: Person, *asked: tuple[str, Any]) -> None:
    for question, day in asked:
        officer.say_day(question, day.day, day.month, day.year)


def _vote(tablet: Person, code: str) -> None:
    tablet.say("What is your code?", code)
    for number, (name, _class) in enumerate(IN_ORDER, 1):
        tablet.say(name, str(number))
    tablet.press("Look at my ballot")
    tablet.press("Put my ballot into the urn")
    tablet.has("Your ballot is in the urn", "Nothing of your vote is kept in it.")


def test_the_members_elect_a_committee_and_it_opens_a_case_that_the_old_one_had(
    coop: tuple[Coop, Callable[..., Person]], tmp_path: Path
) -> None:
    here, meet = coop
    neighbour = meet()
    neighbour.open("/missed-visit")
    neighbour.choose("Does someone still need this visit today?", "No")
    neighbour.choose("Which day was it?", "Today")
    neighbour.choose("What did you see?", "Nobody came")
    neighbour.say("Home code", "0000-0000")
    neighbour.say("Is there anything else that we should know?", WORDS)
    neighbour.press("Send")
    assert neighbour.receipt

    officer = meet("Olwen Reeve", width=DESK)
    officer.open("/elections/desk")
    officer.follow("Prepare an election")
    officer.say("What is the election called?", "Committee 2026")
    _days(
        officer,
        ("From which day can candidates", DAYS.nominations_from_on),
        ("What is the last day for nominations", DAYS.nominations_last_on),
        ("From which day can members vote", DAYS.poll_from_on),
        ("What is the last day for voting", DAYS.poll_last_on),
        ("On which day do the terms begin", DAYS.terms_start_on),
        ("What is their last day", DAYS.terms_end_on - timedelta(days=1)),
    )
    officer.press_last()
    run = CliRunner().invoke
    assert run(ceremony, ["keys", str(tmp_path / "keys")]).exit_code == 0
    officer.follow("Make the key")
    officer.say("What stands in public-key.txt?", (tmp_path / "keys/public-key.txt").read_text())
    for number, holder in enumerate(HOLDERS, 1):
        officer.say(f"Who holds part {number}?", holder)
    officer.press_last()
    officer.press("Give notice of the election")
    with clock.stopped_at(NOW), here.app.app_context():
        with transaction():
            election = all_elections()[0]
            nominators = make_members(2, MemberClass.FAMILY_CARER, "Nominator")
            for member in _standing():
                make_nomination(election, member, nominators)
        db.session.remove()

    here.turn_to(READY)
    officer = meet("Olwen Reeve", width=DESK)
    officer.open(here.address.replace("/elections/", "/elections/desk/"))
    officer.press("Print letters with codes")
    codes = dict(re.findall(r"(Voter \d{3})\s+You can vote .*?([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})",
                            " ".join(officer.main.split())))  # fmt: skip
    assert len(codes) == 12

    # One tablet goes round at the meeting; two send paper, two telephone.
    here.turn_to(POLLING)
    tablet = meet()
    tablet.open(f"{here.address}/vote")
    for number in range(1, 9):
        _vote(tablet, codes[f"Voter {number:03}"])
        tablet.follow("Somebody else votes on this screen")
        assert not tablet.page.locator("main input[value]:visible").count()
    # Whoever presses “back” finds nothing: the browser was told to keep no page.
    with pytest.raises(Exception, match="ERR_CACHE_MISS"):
        tablet.page.go_back()
    officer = meet("Olwen Reeve", width=DESK)
    for number, way in ((9, "On paper"), (10, "On paper"), (11, "By tele"), (12, "By tele")):
        officer.open(here.address.replace("/elections/", "/elections/desk/") + "/roll")
        officer.page.get_by_role("searchbox").fill(f"Voter {number:03}")
        officer.press("Search")
        officer.follow(f"Voter {number:03}")
        officer.choose("How did", way)
        officer.page.locator("main label").last.click()
        officer.press("Mark as having voted")

    here.turn_to(CLOSING)
    officer = meet("Olwen Reeve", width=DESK)
    officer.open(here.address.replace("/elections/", "/elections/desk/"))
    officer.press("Close the urn")
    published = re.search(r"--published ([0-9a-f]{64})", officer.main)
    assert published
    officer.take("Download the sealed urn").save_as(tmp_path / "urn.json")
    officer.take("Download the blank sheet").save_as(tmp_path / "blank.csv")
    _type_papers(tmp_path)
    opened = run(ceremony, [
        "open", str(tmp_path / "urn.json"), "--part", str(tmp_path / "keys/part-2.txt"),
        "--part", str(tmp_path / "keys/part-3.txt"), "--published", published[1],
        "--papers", str(tmp_path / "first.csv"), "--papers", str(tmp_path / "second.csv"),
        "--out", str(tmp_path / "ballots.blt"),
    ])  # fmt: skip
    assert opened.exit_code == 0, opened.output
    officer.follow("Upload what came out")
    officer.attach("Choose the ballot file", tmp_path / "ballots.blt")
    officer.page.locator("main label").last.click()
    officer.press_last()
    officer.press("Declare the result")
    officer.has("The result is declared")
    stranger = meet()
    stranger.open(here.address)
    stranger.has("Ann Arch", "12 of 27 members on the roll", "4 of them on paper or by telephone")

    # The whole old committee ends at once: it opens nothing any more, and hands its keys over.
    here.turn_to(TERMS_BEGIN)
    leaving = meet("Mair Jones")
    leaving.open("/cases/", status=403)
    leaving.open("/committee/keys/leaving")
    leaving.press("Hand over everything")
    coming = meet("Ann Arch")
    coming.open("/cases/")
    coming.follow_within(".card h2 a")
    coming.lacks(WORDS)
    coming.press("Open this case")
    coming.has(WORDS)
    stranger.open("/committee")
    stranger.has("Ann Arch", "12 of 27 members voted.")
    stranger.lacks("Mair Jones")
    assert not [each for person in (tablet, stranger, coming) for each in person.abroad]


def _standing() -> list[Member]:
    from_register = {each.name: each for each in db.session.query(Member)}
    return [from_register[name] for name, _class in IN_ORDER]


def _type_papers(folder: Path) -> None:
    """Two people type four papers, each into a sheet of their own."""
    head, *lines = (folder / "blank.csv").read_text("utf-8").splitlines()
    columns = head.split(",")
    place = {name: str(number) for number, (name, _class) in enumerate(IN_ORDER, 1)}
    filled = [
        ",".join([line.split(",")[0], *(place[name.partition(" ")[2]] for name in columns[1:])])
        for line in lines
    ]
    for name in ("first", "second"):
        (folder / f"{name}.csv").write_text("\n".join([head, *filled]), "utf-8")
