"""Reports as readers and signatories meet them."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, transaction
from portal.publication import method_wording, queries, wording
from portal.publication.attacking import AttackOutcome, Findings
from portal.publication.counting import CAUSES
from portal.publication.services import prepare_release
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_findings, make_headline, make_release

ATOM = "{http://www.w3.org/2005/Atom}"


def published(app: Flask, **facts: object) -> None:
    with app.app_context():
        first, second = make_account(name="Mair Lloyd"), make_account(name="Huw Jenkins")
        with transaction():
            make_release(first.account, second.account, **facts)  # type: ignore[arg-type]


def test_says_so_where_nothing_is_published_yet(browser: Browser) -> None:
    assert "No report is published yet" in browser.open("/reports").main
    assert browser.open("/reports/2026-10").status == 404
    assert browser.open("/reports/latest").path == "/reports"


def test_a_reader_finds_one_sentence_a_picture_and_its_table(app: Flask, browser: Browser) -> None:
    published(app)

    page = browser.open("/reports").follow("October 2026")

    assert page.heading == (
        "Of every 100 hours of care agreed for October 2026, 80 were delivered."
    )
    assert "A field of 100 squares. 80 are filled" in page.main
    assert page.find_all("table")
    assert "Visits known to have been missed, of every 100: 4." in page.main
    assert "Signed by Mair Lloyd and Huw Jenkins" in page.main
    assert "[c]" in page.main


def picture(page: Page, name: str) -> ElementTree.Element:
    """One picture of a page, with its figure around it."""
    for figure in page.find_all("figure"):
        if any(part.get("id") == f"{name}-title" for part in figure.iter()):
            return figure
    raise AssertionError(f"no picture {name}")


def test_steps_lead_from_what_was_agreed_to_what_was_delivered(
    app: Flask, browser: Browser
) -> None:
    published(app)

    figure = picture(browser.open("/reports/2026-10"), "causes")
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in figure.iter()
        if row.tag.endswith("}tr")
    ]
    steps = [
        (float(bar.get("x") or 0), float(bar.get("width") or 0))
        for bar in figure.iter()
        if bar.tag.endswith("}rect") and (bar.get("class") or "") in {f"p{n}" for n in range(6)}
    ]

    assert rows[1:3] == [["Agreed", "100"], ["Visit cut short", "7"]]
    assert rows[-1] == ["Delivered", "80"] and len(rows) == 9
    # Missed visits stand in both pictures, and are not the same.
    assert "Hours are counted here, and visits above" in browser.open("/reports/2026-10").main
    # Each step begins where the one before ended.
    assert [x + width for x, width in steps] == pytest.approx(
        [282.0, *(x for x, _width in steps[:-1])], abs=0.11
    )


def test_the_trend_shows_how_far_each_month_could_be_off(app: Flask, browser: Browser) -> None:
    published(app, month=9)
    published(app)

    figure = picture(browser.open("/reports/2026-10"), "strip")
    told = " ".join("".join(figure.itertext()).split())

    assert (
        "October 2026: 80, on a device's record alone 76, if every visit without a record was made "
        "84"
    ) in told
    assert "The scale begins at 50." in told
    numbers = [part.text for part in figure.iter() if part.tag.endswith("}text")]
    assert numbers[3:] == ["Sept", "80", "2026", "Oct", "80"]


def test_the_page_is_bytes_with_a_strong_etag(app: Flask, browser: Browser) -> None:
    published(app)
    first = browser.client.get("/reports/2026-10")
    etag = first.headers["ETag"]

    again = browser.client.get("/reports/2026-10", headers={"If-None-Match": etag})

    assert not etag.startswith("W/")
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers


def test_the_front_page_carries_the_newest_headline(app: Flask, browser: Browser) -> None:
    published(app, month=9, delivered=75)
    published(app)

    front = browser.open("/").main
    assert "Of every 100 hours of care agreed for October 2026, 80" in front
    assert "it may have been anything from 76 to 84." in front


def test_a_report_leads_to_easy_words_and_to_others(app: Flask, browser: Browser) -> None:
    published(app)

    page = browser.open("/reports/2026-10")

    assert page.follow("Our report in easy words").path == "/reports/easy-read"
    assert browser.open("/").follow("Our report in easy words").path == "/reports/easy-read"
    assert page.follow("How others did").path == "/reports/others"
    assert browser.open("/reports/method").follow("All reports").path == "/reports"


def test_files_are_handed_out_byte_for_byte(app: Flask, browser: Browser) -> None:
    published(app)

    answer = browser.client.get("/reports/2026-10/indicators.csv")

    assert answer.status_code == 200
    assert answer.text.startswith("period_start,period_end,")
    # It never changes, but it may have to be taken down.
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert browser.client.get("/reports/2026-10/../x").status_code == 404
    assert browser.client.get("/reports/2026-10/other.csv").status_code == 404
    not_again = {"If-None-Match": answer.headers["ETag"]}
    again = browser.client.get("/reports/2026-10/indicators.csv", headers=not_again)
    assert again.status_code == 304


def test_a_published_page_stays_as_it_is_when_more_is_published(
    app: Flask, browser: Browser
) -> None:
    published(app, month=9, delivered=75)
    before = browser.open("/reports/2026-09").main

    published(app, at=NOW + timedelta(days=1))

    assert "October" not in before
    assert browser.open("/reports/2026-09").main == before
    assert "September 2026" in browser.open("/reports/2026-10").main


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/reports/", "/reports"),
        ("/reports/2026-10/", "/reports/2026-10"),
        ("/reports/2026-10/report.pdf/", "/reports/2026-10/report.pdf"),
        ("/reports/method/?a=1", "/reports/method?a=1"),
        ("/reports/api/releases/", "/reports/api/releases"),
        ("/cy/reports/2026-10/", "/cy/reports/2026-10"),
        ("/reports/%0a%2f%2fother.example/", "/reports/%0A//other.example"),
    ],
)
def test_a_stroke_at_the_end_leads_to_the_address_without(
    app: Flask, browser: Browser, path: str, meant: str
) -> None:
    published(app)

    answer = browser.client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (308, meant)
    if "other" not in path:
        assert browser.client.get(meant).status_code == 200


def test_an_address_that_there_is_not_is_still_said_not_to_be(browser: Browser) -> None:
    assert browser.client.get("/reports/nope").status_code == 404
    assert browser.client.get("/other/").status_code == 404
    assert browser.client.get("/reportsx/").status_code == 404


def test_the_feed_lists_every_release(app: Flask, browser: Browser) -> None:
    published(app)

    feed = ElementTree.fromstring(browser.client.get("/reports/feed.atom").data)  # noqa: S314

    assert len(feed.findall(f"{ATOM}entry")) == 1
    assert "80 were delivered" in (feed.findtext(f"{ATOM}entry/{ATOM}title") or "")


def test_the_feed_tells_a_correction_from_what_it_corrects(app: Flask, browser: Browser) -> None:
    later = NOW + timedelta(days=3)
    published(app, month=9)
    published(app)
    published(app, delivered=78, reason="Visits came late.", at=later)

    feed = ElementTree.fromstring(browser.client.get("/reports/feed.atom").data)  # noqa: S314
    told = {
        (entry.findtext(f"{ATOM}id") or "").rpartition("/")[2]: {
            name: entry.findtext(f"{ATOM}{name}") or ""
            for name in ("title", "published", "updated", "summary")
        }
        for entry in feed.findall(f"{ATOM}entry")
    }
    new, old, other = (told[name] for name in ("2026-10-correction-2", "2026-10", "2026-09"))

    assert new["title"].startswith("Corrected: Of every 100 hours")
    assert new["summary"] == "Visits came late."
    assert "Corrected" not in old["title"] + other["title"]
    # A reader is shown the old one again, because it says something else now.
    assert old["published"] == other["published"] == other["updated"] != old["updated"]
    assert old["updated"] == new["updated"] == new["published"]
    assert datetime.fromisoformat(new["updated"]) == later
    assert old["summary"].startswith("This report was corrected. Not every visit")
    assert not other["summary"].startswith("This report was corrected")
    assert feed.findtext(f"{ATOM}updated") == new["updated"]
    reports = ElementTree.fromstring(  # noqa: S314
        browser.client.get("/reports/feed/reports.atom").data
    )
    assert reports.findtext(f"{ATOM}updated") == new["updated"]


def test_a_corrected_report_leads_to_its_correction(app: Flask, browser: Browser) -> None:
    with app.app_context():
        first, second = make_account(), make_account()
        with transaction():
            make_release(first.account, second.account)
            make_release(first.account, second.account, delivered=78, reason="Visits came late.")

    old = browser.open("/reports/2026-10")
    new = old.follow("Read the corrected report")

    assert "Visits came late." in old.main
    assert "78 were delivered" in new.heading
    assert "80 were delivered" in new.follow("Read the earlier report").heading


def test_the_method_page_explains_every_figure(browser: Browser) -> None:
    page = browser.open("/reports/method")

    assert "D5_missing_carer" in page.main
    assert "at least 10 people and 5 care workers" in page.main
    assert "a difference of 180 minutes" in page.main
    assert "for 90 % of the time that anyone was" in page.main
    assert "by at least 50 % of its length" in page.main
    assert "less than 24 hours before the agreed start" in page.main


def test_the_method_page_says_what_a_report_calls_each_figure(browser: Browser) -> None:
    page = browser.open("/reports/method")

    said = {
        "".join(line[0].itertext()): " ".join("".join(line[1].itertext()).split())
        for each in page.find_all("dl")
        for line in each
    }
    with browser.app.test_request_context("/"):
        figures, causes = wording.figure_words(), wording.cause_words()
    # Where a figure could end is no figure of its own.
    told = {*figures.values(), *causes.values()}
    told -= {figures["delivered_lower"], figures["delivered_upper"]}
    assert told <= set(said)
    assert said[causes["short_time"]] == "Carers left early D5_short_time"
    assert "for every 1,000, in a report of 100" in said[figures["no_access"]]
    assert all(f"D5_{line}" in said[causes["other"]] for line in CAUSES["other"])
    assert "the person, the family or who buys the care cancelled" in page.main


def test_each_cause_of_a_report_is_the_lines_that_are_counted_for_it() -> None:
    counted = [tuple(f"D5_{line}" for line in lines) for lines in CAUSES.values()]

    assert list(method_wording.CAUSES.values()) == counted


SAFE = make_findings()


def drafted(app: Flask, findings: Findings | None = SAFE) -> tuple[Signer, Signer]:
    with app.app_context():
        signers = tuple(
            make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES, name=name)
            for name in ("Mair Lloyd", "Huw Jenkins")
        )
        with transaction():
            draft = prepare_release(make_headline(), source="", by=signers[0].account, at=NOW)
            if findings is not None:
                make_attacked(draft, findings)
    return signers[0], signers[1]


def test_two_members_sign_and_it_is_out(app: Flask) -> None:
    first, second = drafted(app)
    mair, huw = Browser(app), Browser(app)
    sign_in(mair, first)
    sign_in(huw, second)

    form = mair.open("/reports/desk/2026-10").form("Sign this report")
    page = form.send("Sign this report")
    assert "A second member of the committee has to sign it too" in page.text
    assert "Sign this report" not in page.main
    assert Browser(app).open("/reports/2026-10").status == 404

    twice = form.send("Sign this report")
    assert twice.status == 422
    assert "You have signed this release" in twice.errors[0]

    out = huw.open("/reports/desk/2026-10").form("Sign this report").send("Sign this report")
    assert "The report is published." in out.text
    assert Browser(app).open("/reports/2026-10").status == 200
    assert mair.open("/reports/desk/2026-10").status == 404


def test_a_draft_is_seen_by_those_who_may_sign_and_nobody_else(app: Flask) -> None:
    drafted(app)
    with app.app_context():
        reader = make_account(Permission.READ_CASES)
    stranger, member = Browser(app), Browser(app)
    sign_in(member, reader)

    assert stranger.open("/reports/desk/2026-10").path == "/accounts/sign-in"
    assert member.open("/reports/desk/2026-10").status == 403


def test_a_draft_can_be_discarded(app: Flask) -> None:
    first, _second = drafted(app)
    browser = Browser(app)
    sign_in(browser, first)

    page = browser.open("/reports/desk/2026-10").follow("Discard this draft")
    gone = page.form("Discard the draft").send("Discard the draft")

    assert "The draft is gone." in gone.text
    assert "There are no visits on record yet" in gone.main


def test_a_draft_that_was_not_attacked_is_refused_on_its_page(app: Flask, browser: Browser) -> None:
    first, _ = drafted(app)
    sign_in(browser, first)
    form = browser.open("/reports/desk/2026-10").form("Sign this report")
    with app.app_context(), transaction():
        db.session.delete(queries.get_draft("2026-10").attack)

    page = browser.open("/reports/desk/2026-10")
    refused = form.send("Sign this report")

    assert "It cannot be signed yet" in page.main and "Sign this report" not in page.main
    assert refused.status == 422
    assert "still trying to find out what this report hides" in refused.errors[0]


def test_a_draft_in_which_something_was_found_says_so_and_cannot_be_signed(
    app: Flask, browser: Browser
) -> None:
    first, _ = drafted(app, make_findings(AttackOutcome.FOUND, found=2))
    sign_in(browser, first)

    page = browser.open("/reports/desk/2026-10")

    assert "found out something that must stay hidden" in page.main
    assert "It finished every one and found nothing" not in page.main
    assert "Sign this report" not in page.main
    assert Browser(app).open("/reports/2026-10").status == 404


def test_those_who_sign_read_the_whole_report_of_the_attack(app: Flask, browser: Browser) -> None:
    first, _ = drafted(app)
    sign_in(browser, first)

    page = browser.open("/reports/desk/2026-10")

    for words in (
        "1,234",
        "87",
        "at least 40 %",
        "10 of 11",
        "People do not put together what they know.",
    ):
        assert words in page.main


def test_everybody_reads_a_summary_and_nothing_finer(app: Flask, browser: Browser) -> None:
    published(app)

    page = browser.open("/reports/2026-10")
    package = browser.client.get("/reports/2026-10/datapackage.json").get_json()

    assert "about 85 different readers and solved about 1,200 problems" in page.main
    assert (
        "cannot work out anybody else's hours more closely than to a fifth up or down" in page.main
    )
    told = package["candour"]["attack"]
    assert (told["finished"], told["found"], told["attackers_about"]) == (True, 0, 85)
    assert not {87, 1234} & {each for each in told.values() if isinstance(each, int)}
    assert "87 different" not in page.main and "1234 problems" not in page.main
    # The width of an interval whose ends can be worked out would tell the true value.
    assert "narrowest" not in str(package) and "40 %" not in page.main
    page = page.follow("How a report is attacked")
    assert "Nobody can sign a report unless the second program has finished" in page.main


def test_times_of_day_stand_as_the_day_goes() -> None:
    none = {"value": None, "status": "c"}
    part = {"delivered": none, "missed": none, "no_access": none}
    bands = [part | {"value": each} for each in ("bed", "lunch", "morning", "night", "tea")]
    figures = {"quarter": {"parts": {"band": bands}}}

    (told,) = wording.breakdowns(figures)

    assert [each.words for each in told.parts] == [
        "Morning",
        "Midday",
        "Afternoon",
        "Evening",
        "Night",
    ]
