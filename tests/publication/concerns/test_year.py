"""The running year from the cases of a committee to the page and the file."""

import csv
import io
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import select

from audit.cases import counts_of
from audit.coops import Coop, shares_of
from portal.cases.counting.queries import case_facts
from portal.cases.deadlines import DeadlineKind
from portal.cases.deleting.models import CountedCase, CountedClock
from portal.cases.ending.services import note_outside
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.following.models import FollowUp
from portal.cases.following.turns import PutRight, Turn
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.services import answer_case, close_case, reopen_case
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db, reading, transaction
from portal.publication.concerns.counting import case_counts
from portal.publication.concerns.figures import year_of
from portal.publication.concerns.files import complaints_csv
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.releasing import Insiders, judged_release
from tests.accounts.factories import make_account
from tests.cases.factories import decide, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_headline, make_release


def counted(kind: CaseKind, status: CaseStatus, **facts: Any) -> CountedCase:
    """What is left of a case that was deleted."""
    return CountedCase(
        kind=kind,
        area="",
        subjects=["VIS-MISS"],
        status=status,
        stage=2,
        received_on=date(2026, 5, 4),
        left_on=date(2026, 7, 1),
        **facts,
    )


def test_living_and_deleted_cases_count_alike(database: Any) -> None:
    committee = make_committee()
    sent = make_case(subjects=("VIS-NOACC",))
    decide(sent, committee)
    mair = committee.handlers[0]
    with transaction():
        answer_case(sent.opened_by(mair), "You were right.", by=mair.account, at=NOW)
    with transaction():
        close_case(sent.case, by=mair.account, at=NOW)
    with transaction():
        promise_remedy(
            sent.opened_by(mair), RemedyKind.APOLOGY, "A letter.", owner="Mair",
            due_on=date(2026, 12, 20), by=mair.account, at=NOW,
        )  # fmt: skip
    with transaction():
        reopen_case(sent.opened_by_complainant(), "It is not.", at=NOW + timedelta(days=3))
    with transaction():
        asked = db.session.scalars(select(FollowUp).where(FollowUp.turn == Turn.TWO_WEEKS)).one()
        asked.asked_on = asked.answered_on = date(2026, 11, 24)
        asked.put_right, asked.worse = PutRight.YES, False
        gone = counted(
            CaseKind.CONCERN,
            CaseStatus.CLOSED,
            outcome=Finding.UPHELD,
            record_match=RecordMatch.DISAGREES,
            no_access_dispute=NoAccessDispute.UPHELD,
            put_right=[["2026-06-20", "no"]],
            promises=[["2026-06-10", "2026-06-30"], ["2026-06-20", ""]],
            outside_on=["2026-06-12", "2026-08-01"],
        )
        gone.clocks = [
            CountedClock(kind=DeadlineKind.ANSWER, stage=1, due_on=date(2026, 6, 2), met_on=None)
        ]
        twice = counted(CaseKind.CONCERN, CaseStatus.DUPLICATE_OF)
        db.session.add_all([gone, counted(CaseKind.CONCERN, CaseStatus.ASSIGNED), twice])
    with transaction():
        huw = committee["Huw Rees"]
        note_outside(sent.opened_by(huw), "They wrote.", by=huw.account, at=NOW)

    with reading():
        counts = case_counts(case_facts(), ["2026-Q2", "2026-Q3", "2026-Q4"])

    assert counts.of("concerns", "all", "2026-Q4") == 1
    assert counts.of("flow", "resolved", "2026-Q4") == counts.of("flow", "reopened", "2026-Q4") == 1
    assert counts.of("voices", "not_resolved", "2026-Q4") == 1
    assert counts.of("answers", "in_time", "2026-Q4") == 1
    # It is open again: what was found before is not what came of it.
    assert counts.of("outcomes", "all", "2026-Q4") == 0
    assert counts.stock == {"2026-Q2": 3, "2026-Q3": 0, "2026-Q4": 1}
    # Deleting betters no record: late stays late, and what was deleted unanswered is not resolved.
    assert counts.of("answers", "late", "2026-Q2") == 1
    assert sum(counts.overdue["2026-Q2"].values()) == 1
    assert counts.of("flow", "resolved", "2026-Q3") == 1
    assert counts.of("flow", "left", "2026-Q3") == 2
    assert counts.of("leaving", "told_twice", "2026-Q3") == 1
    assert [counts.of("outside", "known", f"2026-Q{each}") for each in (2, 3, 4)] == [1, 1, 1]
    assert counts.of("disputes", "upheld", "2026-Q3") == 1
    assert counts.of("put_right", "no", "2026-Q2") == counts.of("put_right", "all", "2026-Q2") == 1
    assert counts.of("put_right", "yes", "2026-Q4") == 1
    assert counts.of("promises", "late", "2026-Q2") == 2
    assert counts.of("promises", "due", "2026-Q4") == 1
    assert counts.unkept["2026-Q2"] == {} and counts.unkept["2026-Q4"] == {"2026-Q4": 1}


def year(coop: Coop, month: str = "2024-12") -> dict[str, Any]:
    """The running year of an invented co-operative, by the primary rules alone."""
    return deepcopy(_year(coop, month))


@cache
def _year(coop: Coop, month: str) -> dict[str, Any]:
    cases = counts_of(coop)
    table = release_of(
        shares_of(coop), month=month, lattice=declared(), rules=Protection(), earlier={},
        cases=cases,
    )  # fmt: skip
    hidden = table.closed(table.instance.primaries)
    found = year_of(table, hidden, cases, month=month, lattice=declared())
    assert found is not None
    return found


def test_a_year_is_rounded_or_marked_and_always_says_whether_somebody_waits() -> None:
    told = year(Coop(60, 16, 12, 2, 7))

    counts = [count for table in told["tables"].values() for count in table.values()]
    assert {count["status"] for count in counts} == {"", "c"}
    assert all(
        count["value"] % 5 == 0 and count["value"] >= 5 for count in counts if not count["status"]
    )
    assert isinstance(told["overdue"], bool)
    assert (told["period_start"], told["period_end"]) == ("2024-01-01", "2024-12-31")


def test_of_nine_people_only_that_one_sentence_is_told() -> None:
    told = year(Coop(9, 5, 12, 2, 2))

    assert {c["status"] for table in told["tables"].values() for c in table.values()} == {"c"}
    assert "overdue" in told and told["unkept"] is None


def test_running_years_of_cases_stand_the_attack_one_after_the_other() -> None:
    coop = Coop(30, 10, 6, 2, 7)
    shares, cases = shares_of(coop), counts_of(coop)

    first = judged_release(
        shares, month="2024-03", lattice=declared(), rules=Protection(), earlier={},
        cases=cases, insiders=Insiders.LEFT_OUT,
    )  # fmt: skip
    second = judged_release(
        shares, month="2024-06", lattice=declared(), rules=Protection(), earlier=first.told,
        cases=cases, insiders=Insiders.LEFT_OUT,
    )  # fmt: skip

    assert first.is_safe and second.is_safe
    shown = [name for name in second.told if "|year to 2024-Q2|" in name]
    assert "concerns|year to 2024-Q2|subject=all" in shown
    known = {each.cell for each in second.release.instance.history}
    assert any("|year to 2024-Q1|" in cell for cell in known)


def test_the_page_and_the_file_tell_the_same_year(app: Flask, browser: Browser) -> None:
    headline = make_headline()
    told = year(Coop(60, 16, 12, 2, 7))
    with app.app_context():
        first, second = make_account(), make_account()
        with transaction():
            make_release(first.account, second.account, year=told)

    page = browser.open("/reports/2026-10")
    text = browser.client.get("/reports/2026-10/complaints.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text)))

    assert "Is it resolved? Both sides" in page.main
    assert "answer was overdue" in page.main
    by_place = {(row["table"], row["part"]): row for row in rows}
    total = told["tables"]["concerns"]["all"]["value"]
    assert f"About {total} concerns came in." in page.main
    assert "Known to have gone to the body outside" in page.main
    assert "… of these, told twice" in page.main
    assert by_place["outside", "known"]["obs_status"] in {"", "c"}
    assert by_place["leaving", "told_twice"]["obs_status"] in {"", "c"}
    assert "Were promises kept?" in page.main and "promise whose day" in page.main
    assert by_place["unkept", "at_the_end"]["value"] in {"0", "1"}
    people = told["rates"]["per_100_people"]
    assert f"That is about {people['value']} for every 100 people" in page.main
    assert by_place["rates", "per_100_people"]["value"] == str(people["value"])
    assert by_place["rates", "per_1000_visits"]["obs_status"] == "x"
    assert by_place["concerns", "all"]["value"] == str(total)
    hidden = [row for row in rows if row["obs_status"] == "c"]
    assert hidden and all(row["value"] == "" for row in hidden)
    # No heading says the same as the visible caption below it.
    captions = [each for each in page.find_all("caption") if each.text and "promises" in each.text]
    assert captions == []
    assert complaints_csv(headline.as_json()) == []


def test_tables_of_which_nothing_is_shown_are_named_and_not_drawn(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        first, second = make_account(), make_account()
        with transaction():
            make_release(first.account, second.account, year=year(Coop(9, 5, 12, 2, 2)))

    page = browser.open("/reports/2026-10")

    assert "Of these every number is kept back, [c]:" in page.main
    assert "Were promises kept?" in page.main and "How many came, and how many went" in page.main
    assert not [each for each in page.find_all("table") if "year-" in (each.get("id") or "")]
    # A rate of what is hidden is not explained either, and the one sentence is there.
    assert (
        "for every" not in page.main.partition("Concerns and answers")[2].partition("How sure")[0]
    )
    assert "answer was overdue" in page.main
