"""The pages of an election, as a first-time returning officer, voters and strangers use them."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.elections.advancing_services import go_on
from portal.elections.models import BallotBox, Election, RollEntry
from portal.elections.queries import all_elections, candidates_of
from portal.elections.urn.commands import election as election_command
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser, Page
from tests.committee.factories import make_candidate
from tests.conftest import NOW
from tests.elections.factories import (
    CLOSING,
    COUNTING,
    DAYS,
    HOLDERS,
    NAMES,
    POLLING,
    READY,
    SETTLING,
    STANDING,
    make_counting,
    make_declared,
    make_election,
    make_members,
    make_ready,
    make_standing,
)


@pytest.fixture
def officer(app: Flask, browser: Browser) -> Browser:
    """The returning officer's browser."""
    with app.app_context():
        signer = make_account(Permission.RUN_ELECTIONS, name="Olwen Reeve")
    sign_in(browser, signer)
    browser.signer = signer  # type: ignore[attr-defined]
    return browser


def at(browser: Browser, moment: datetime) -> Any:
    """Another moment; whoever was signed in signs in again."""
    stopped = clock.stopped_at(moment)
    stopped.__enter__()
    signer: Signer | None = getattr(browser, "signer", None)
    if signer is not None:
        browser.client._cookies = {}
        sign_in(browser, signer)
    return stopped


@pytest.fixture
def moments() -> Iterator[list[Any]]:
    """The clocks that a test stopped."""
    stopped: list[Any] = []
    yield stopped
    for each in reversed(stopped):
        each.__exit__(None, None, None)


def days_typed(**changed: date) -> dict[str, list[str]]:
    days = {
        "nominations_from_on": DAYS.nominations_from_on,
        "nominations_last_on": DAYS.nominations_last_on,
        "poll_from_on": DAYS.poll_from_on,
        "poll_last_on": DAYS.poll_last_on,
        "terms_start_on": DAYS.terms_start_on,
        "terms_last_on": DAYS.terms_end_on - timedelta(days=1),
        **changed,
    }
    return {name: [str(d.day), str(d.month), str(d.year)] for name, d in days.items()}


def address(app: Flask, last: str = "") -> str:
    with app.app_context(), reading():
        return f"/elections/{all_elections()[0].id}{last}"


def desk(app: Flask, last: str = "") -> str:
    return address(app).replace("/elections/", "/elections/desk/") + last


def ready(app: Flask, **facts: Any) -> dict[str, str]:
    with app.app_context(), transaction():
        _election, codes = make_ready(**facts)
        return codes


def counting(app: Flask, votes: list[list[str]]) -> None:
    with app.app_context(), transaction():
        make_counting(votes)


def boxes(app: Flask) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count(BallotBox.key))) or 0


def fill(page: Page, code: str, *names: str, receipt: str = "") -> Page:
    """Number the candidates of a ballot paper and look at it."""
    form = page.form("code").fill(code=code, receipt=receipt)
    for number, name in enumerate(names, 1):
        form.fill(**{field_of(page, name): str(number)})
    return form.send("Look at my ballot")


def field_of(page: Page, name: str) -> str:
    [label] = [each for each in page.find_all("label") if "".join(each.itertext()).strip() == name]
    return label.get("for") or ""


def receipt_of(page: Page) -> str:
    return "".join(page.find("p", class_="code").itertext()).replace(" ", "")


def box_of(page: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}", page.main)
    assert found
    return found[0]


def test_the_whole_election_through_its_pages(
    app: Flask, officer: Browser, moments: list[Any], tmp_path: Path
) -> None:
    """Twelve members in three ways, one laptop, nine seats."""
    with app.app_context(), transaction():
        for name, each in STANDING:
            make_candidate(name, each)
        make_members(12)

    page = officer.open("/elections/desk").follow("Prepare an election")
    page = page.form("title").fill(title="Committee 2026", **days_typed()).send()
    assert page.heading == "Committee 2026"
    assert "Nobody outside sees it yet" in page.text
    assert Browser(app).open(address(app)).status == 404
    run = CliRunner().invoke
    assert run(election_command, ["keys", str(tmp_path / "keys")]).exit_code == 0
    public = (tmp_path / "keys/public-key.txt").read_text("ascii")
    first, second, third = HOLDERS
    page = page.follow("Make the key").form("public_key").fill(
        public_key=public, first=first, second=second, third=third
    ).send()  # fmt: skip
    page = page.form("Give notice").send()
    assert "Notice is given" in page.text
    printed = page.follow("Print the notice").main
    assert "Voter 012" in printed and "elects its oversight committee" in printed
    assert "Ann Arch" not in printed, "whoever has a sign-in was mailed"
    for name, _class in STANDING:
        form = officer.open(desk(app, "/nominate")).form("member")
        form.fill(
            member=value_of(form.page, "member", name),
            first_nominator=value_of(form.page, "first_nominator", "Voter 001"),
            second_nominator=value_of(form.page, "second_nominator", "Voter 002"),
            statement=f"I am {name}.",
            consent="y",
        )
        assert "The nomination is entered" in form.send().text

    moments.append(at(officer, READY))
    with app.app_context():
        go_on(READY)
    page = officer.open(desk(app))
    assert "12 members have no code yet" in page.text
    letters = page.form("Print letters").send()
    codes = dict(
        re.findall(
            r"(Voter \d{3}) \D*? votes\. You can vote .*? code: ([0-9A-Z-]{19})", letters.main
        )
    )
    assert len(codes) == 12
    assert "Everybody on the roll has a code." in officer.open(desk(app)).text
    assert "I am Ann Arch." in Browser(app).open(address(app)).text

    moments.append(at(officer, POLLING))
    for number in range(1, 11):
        voter = Browser(app)
        names = NAMES[number - 1 :] + NAMES[: number - 1]
        page = fill(voter.open(address(app, "/vote")), codes[f"Voter {number:03}"], *names)
        assert page.heading == "Look at your ballot"
        assert page.form("Put my ballot").send().heading == "Your ballot is in the urn"
    for name, how in (("Voter 011", "paper"), ("Voter 012", "phone")):
        page = officer.open(desk(app, "/roll")).form("name").fill(name=name).send()
        page = page.follow(name).form("channel").fill(channel=how, declared="y").send()
        assert "has voted" in page.text
    assert "10 online, 2 on paper" in officer.open(desk(app)).text
    assert "10 online" not in Browser(app).open(address(app)).text

    moments.append(at(officer, CLOSING))
    page = officer.open(desk(app)).form("Close the urn").send()
    published = re.search(r"--published ([0-9a-f]{64})", page.main)
    assert published
    (tmp_path / "urn.json").write_bytes(officer.open(desk(app, "/urn.json")).response.data)
    blank = officer.open(desk(app, "/papers.csv")).response.get_data(as_text=True)
    head, one, two = blank.splitlines()
    filled = "\n".join([head, one.replace(",", ",1", 1), two.replace(",", ",1", 1)])
    for sheet in ("first", "second"):
        (tmp_path / f"{sheet}.csv").write_text(filled, "utf-8")
    opened = run(election_command, [
        "open", str(tmp_path / "urn.json"), "--part", str(tmp_path / "keys/part-1.txt"),
        "--part", str(tmp_path / "keys/part-3.txt"), "--published", published[1],
        "--papers", str(tmp_path / "first.csv"), "--papers", str(tmp_path / "second.csv"),
        "--out", str(tmp_path / "ballots.blt"),
    ])  # fmt: skip
    assert opened.exit_code == 0, opened.output
    form = officer.open(desk(app, "/ballots")).form("pasted").fill(broken="0", signed="y")
    ballots = io.BytesIO((tmp_path / "ballots.blt").read_bytes())
    page = form.attach("file", (ballots, "ballots.blt")).send()
    assert "the count is made" in page.text
    for _round in range(40):
        if "A lot is needed" not in page.main:
            break
        form = page.follow("A lot is needed").form("chosen")
        offered = form.page.find_all("input", name="chosen")[0].get("value")
        page = form.fill(chosen=offered, drawn_by="Ann Other", witnessed_by="Beca Morus").send()
    page = page.form("Declare the result").send()
    assert "The result is declared" in page.text

    public_page = Browser(app).open(address(app))
    assert "12 of 23 members on the roll" in public_page.text
    assert "Valid papers: 12" in public_page.text
    moments.append(clock.stopped_at(datetime(2026, 12, 8, 12, tzinfo=NOW.tzinfo)))
    moments[-1].__enter__()
    committee = Browser(app).open("/committee")
    assert committee.text.count("Elected") >= 9
    assert committee.follow("Elected").heading == "Committee 2026"


def value_of(page: Page, field: str, name: str) -> str:
    [select_element] = page.find_all("select", name=field)
    for option in select_element.iter():
        if "".join(option.itertext()).startswith(name + " (") and option.get("value"):
            return option.get("value") or ""
    raise AssertionError(f"{name} is not offered")


def test_mistakes_are_explained_and_nothing_typed_is_lost(app: Flask, browser: Browser) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING):
        page = browser.open(address(app, "/vote"))
        form = page.form("code").fill(code=codes["Voter 001"])
        form.fill(**{
            field_of(page, "Ann Arch"): "1", field_of(page, "Bob Budge"): "3",
            field_of(page, "Cyd Cadwal"): "3", field_of(page, "Dai Dafis"): "x",
        })  # fmt: skip
        page = form.send()

        assert page.status == 422
        said = " ".join(page.errors)
        assert "There is no number 2" in said
        assert "The number 3 stands beside" in said
        assert "is not a number" in said
        assert page.find("input", id=field_of(page, "Bob Budge")).get("value") == "3"
        assert page.find("input", id="code").get("value") == codes["Voter 001"]
    assert boxes(app) == 0


def test_an_empty_paper_says_what_to_do(app: Flask, browser: Browser) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING):
        page = fill(browser.open(address(app, "/vote")), codes["Voter 001"])

    assert page.errors == ["Nobody has the number 1. Write 1 beside the candidate you want most."]


def test_a_ballot_can_be_looked_at_changed_cast_found_and_replaced(
    app: Flask, browser: Browser
) -> None:
    codes = ready(app)
    code = codes["Voter 001"].lower().replace("-", " ")
    with clock.stopped_at(POLLING):
        page = fill(browser.open(address(app, "/vote")), code, "Cyd Cadwal", "Ann Arch")
        items = ["".join(each.itertext()).split(",")[0].strip() for each in page.find_all("li")]
        assert items.index("Cyd Cadwal") < items.index("Ann Arch")
        page = page.form("Put my ballot").send("Change my ballot")
        assert page.find("input", id=field_of(page, "Cyd Cadwal")).get("value") == "1"
        assert boxes(app) == 0

        page = fill(browser.open(address(app, "/vote")), code, "Bob Budge")
        page = page.form("Put my ballot").send()
        receipt, box = receipt_of(page), box_of(page)
        assert boxes(app) == 1
        found = browser.open(address(app, "/ballot")).form("box").fill(box=box.lower()).send()
        assert "Yes. A ballot with this number is in the urn." in found.text
        wrong = browser.open(address(app, "/ballot")).form("box").fill(box="0" * 26).send()
        assert "No ballot with this number" in wrong.text

        again = fill(browser.open(address(app, "/vote")), code, "Ann Arch")
        assert "You have voted already" in " ".join(again.errors)
        again = fill(browser.open(address(app, "/vote")), code, "Ann Arch", receipt=receipt)
        assert "This replaces your earlier vote" in again.text
        page = again.form("Put my ballot").send()
        assert "It has replaced your earlier one" in page.text
        assert (receipt_of(page), box_of(page), boxes(app)) == (receipt, box, 1)
    with clock.stopped_at(CLOSING), app.app_context():
        go_on(CLOSING + timedelta(days=3))
    listed = browser.open(address(app, "/boxes.txt")).response.get_data(as_text=True)
    assert listed == f"{box}\n"


def test_the_same_click_twice_is_one_vote_with_one_receipt(app: Flask, browser: Browser) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING):
        form = fill(browser.open(address(app, "/vote")), codes["Voter 001"], "Ann Arch").form()
        first, second = form.send("Put my ballot"), form.send("Put my ballot")

    assert receipt_of(first) == receipt_of(second)
    assert boxes(app) == 1


def test_two_browsers_with_one_code_are_one_vote(app: Flask) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING):
        forms = [
            fill(Browser(app).open(address(app, "/vote")), codes["Voter 001"], name).form()
            for name in ("Ann Arch", "Bob Budge")
        ]
        first, second = (form.send("Put my ballot") for form in forms)

    assert first.heading == "Your ballot is in the urn"
    assert second.status == 422
    assert "A vote was taken with this code already" in " ".join(second.errors)
    assert boxes(app) == 1


def test_a_ballot_reviewed_in_time_and_sent_too_late_is_not_taken(
    app: Flask, browser: Browser
) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING):
        form = fill(browser.open(address(app, "/vote")), codes["Voter 001"], "Ann Arch").form()
    with clock.stopped_at(CLOSING):
        page = form.send("Put my ballot")

    assert page.status == 422
    assert "Voting is over" in " ".join(page.errors)
    assert boxes(app) == 0


@pytest.mark.parametrize(
    ("moment", "said"),
    [(READY, "has not begun"), (CLOSING, "Voting is over"), (COUNTING, "Voting is over")],
)
def test_outside_the_poll_the_page_says_so_and_takes_nothing(
    app: Flask, browser: Browser, moment: datetime, said: str
) -> None:
    ready(app)
    with clock.stopped_at(moment):
        page = browser.open(address(app, "/vote"))

    assert said in page.text
    assert not page.find_all("input", id="code")


@pytest.mark.parametrize("code", ["", "ABCD", "ABCD-EFGH-JKMN-PQRS", "'; DROP TABLE elections"])
def test_a_wrong_code_tells_nothing_and_changes_nothing(
    app: Flask, browser: Browser, code: str
) -> None:
    ready(app)
    with clock.stopped_at(POLLING):
        page = fill(browser.open(address(app, "/vote")), code, "Ann Arch")

    assert page.status == 422
    assert boxes(app) == 0


def test_the_ranking_is_in_no_address_cookie_or_log(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    codes = ready(app)
    with clock.stopped_at(POLLING), caplog.at_level(0):
        page = fill(browser.open(address(app, "/vote")), codes["Voter 001"], "Ann Arch")
        before = str(browser.client._cookies)
        done = page.form().send("Put my ballot")

    assert page.path == address(app, "/vote")
    assert done.path == address(app, "/vote/cast")
    assert codes["Voter 001"] not in caplog.text + before
    assert receipt_of(done) not in caplog.text + str(browser.client._cookies)
    assert "no-store" in done.response.headers["Cache-Control"]


def test_few_ballots_show_winners_and_quota_alone(app: Flask, browser: Browser) -> None:
    counting(app, [NAMES] * 9)
    with app.app_context(), transaction():
        make_declared(all_elections()[0])
    page = browser.open(address(app))

    assert "Who gets a seat" in page.text
    assert "Fewer than ten ballots" in page.text
    assert "Stage 2" not in page.text
    assert browser.open(address(app, "/count-sheet.json")).status == 404


def test_enough_ballots_show_the_whole_sheet_also_after_the_destruction(
    app: Flask, browser: Browser
) -> None:
    counting(app, [NAMES[n % 11 :] + NAMES[: n % 11] for n in range(12)])
    with app.app_context():
        with transaction():
            make_declared(all_elections()[0])
        go_on(SETTLING)
    with clock.stopped_at(SETTLING):
        page = browser.open(address(app))

        assert "Urn and roll were deleted" in page.text
        assert "Stage by stage" in page.text
        assert browser.open(address(app, "/count-sheet.json")).response.get_json()["seats"] == 9
        assert browser.open(address(app, "/boxes.txt")).status == 404
        assert "The urn was deleted" in browser.open(address(app, "/ballot")).text


def test_a_refused_step_says_why(app: Flask, officer: Browser) -> None:
    with app.app_context(), transaction():
        make_election(announced=False).public_key = None
        make_members(1)
    token = officer.open(desk(app)).find("input", name="csrf_token").get("value")

    page = officer.post(desk(app, "/step/announce"), {"csrf_token": token})

    assert page.status == 422
    assert "Make the key of this election first" in page.text
    assert officer.post(desk(app, "/step/nonsense"), {"csrf_token": token}).status == 404


def test_the_officer_sees_why_nominations_cannot_be_closed(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    with app.app_context(), transaction():
        election = make_election()
        make_standing(election, STANDING[:9])
    moments.append(at(officer, READY))

    page = officer.open(desk(app))
    assert "Public bodies" in page.text
    page = page.form("Leave seats empty").send()

    assert "stay empty until the next election" in page.text
    assert "The candidates are known" in page.text


def test_a_candidate_withdraws_and_the_paper_says_so(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    ready(app)
    moments.append(at(officer, POLLING))
    page = officer.open(desk(app)).follow("not eligible: Kay Kerrow")
    page = page.form("why").fill(why="died", sure="y").send()

    assert "Kay Kerrow no longer stands" in page.text
    assert "a number here is passed over" in Browser(app).open(address(app, "/vote")).text


def test_days_are_moved_and_the_election_stopped(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    ready(app)
    moments.append(at(officer, READY))
    form = officer.open(desk(app, "/days")).form("poll_from_on")
    page = form.fill(poll_from_on=["24", "11", "2026"], why="Snow.").send()
    assert "The days are changed" in page.text
    page = officer.open(desk(app, "/days")).form("poll_from_on")
    assert page.fill(poll_from_on=["17", "11", "2026"], why="Sun.").send().status == 422

    page = officer.open(desk(app, "/stop")).form("reason")
    page.fill(reason="A name was printed wrong.", sure="y").send()

    assert "A name was printed wrong." in Browser(app).open(address(app)).text


def test_a_lost_code_is_renewed_and_the_old_one_stops(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    codes = ready(app)
    moments.append(at(officer, POLLING))
    page = officer.open(desk(app, "/roll")).form("name").fill(name="voter 001").send()
    letter = page.follow("Voter 001").form("Print a letter").send()
    fresh = re.search(r"code: ([0-9A-Z-]{19})", letter.main)
    assert fresh

    old = fill(Browser(app).open(address(app, "/vote")), codes["Voter 001"], "Ann Arch")
    assert "We do not know this code" in " ".join(old.errors)
    new = fill(Browser(app).open(address(app, "/vote")), fresh[1], "Ann Arch")
    assert new.heading == "Look at your ballot"


def test_a_ballot_paper_is_printed_in_the_drawn_order(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    ready(app)
    moments.append(at(officer, READY))
    page = officer.open(desk(app)).follow("Ballot paper to print")

    listed = ["".join(each.itertext()) for each in page.find_all("th", scope="row")]
    with app.app_context(), reading():
        assert listed == [each.name for each in candidates_of(all_elections()[0])]
    assert "I have voted in no other way" in page.main


def test_a_wrong_mark_is_taken_back(app: Flask, officer: Browser, moments: list[Any]) -> None:
    ready(app)
    moments.append(at(officer, POLLING))
    page = officer.open(desk(app, "/roll")).form("name").fill(name="voter 001").send()
    line = page.follow("Voter 001")
    line.form("channel").fill(channel="paper", declared="y").send()
    page = officer.open(line.path)
    assert "Has voted on paper" in page.text

    page = page.form("take it back").send()

    assert "The mark is taken back" in page.text
    with app.app_context(), reading():
        assert not [each for each in db.session.scalars(select(RollEntry)) if each.channel]


def test_the_short_address_on_letters_leads_to_the_paper(app: Flask, browser: Browser) -> None:
    assert browser.open("/elections/vote").path == "/elections"
    ready(app)
    assert browser.open("/elections/vote").path == "/elections"

    with clock.stopped_at(POLLING):
        assert browser.open("/elections/vote").path == address(app, "/vote")


def test_strangers_find_every_election_and_members_only_what_is_theirs(
    app: Flask, browser: Browser
) -> None:
    assert "No election has been announced yet" in browser.open("/elections").text
    ready(app)

    page = browser.open("/elections").follow("Committee 2026")

    assert "The candidates are known" in page.text
    assert browser.open(desk(app)).path == "/accounts/sign-in"
    assert "What keeps your vote secret" in page.follow("What keeps your vote secret").heading
    with app.app_context(), reading():
        assert isinstance(all_elections()[0], Election)
