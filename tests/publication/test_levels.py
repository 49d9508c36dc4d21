"""What a quarter tells as it is: hours, visits, people, and how many care workers people met."""

import csv
import io
from typing import Any

from flask import Flask

from portal.database import transaction
from portal.publication.levels.files import levels_csv
from portal.publication.levels.wording import level_sentences, met_sentence, met_tables
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.publication.factories import make_headline, make_release


def told(value: int) -> dict[str, Any]:
    return {"value": value, "status": ""}


HIDDEN, NOT_SUPPLIED = {"value": None, "status": "c"}, {"value": None, "status": "x"}
LEVELS = {
    "agreed": told(7300), "delivered": told(5800), "visits": told(9430), "people": told(55),
}  # fmt: skip
MET = {"all": told(25), "0-5": told(5), "6-10": told(20), "11-": HIDDEN}


def quarter(levels: dict[str, Any] = LEVELS, met: dict[str, Any] = MET) -> dict[str, Any]:
    rates = {name: told(4) | {"below_one": False} for name in ("delivered", "missed", "no_access")}
    return {
        "period": "2026-Q3",
        "period_start": "2026-07-01",
        "period_end": "2026-09-30",
        "figures": rates,
        "levels": levels,
        "met": met,
        "parts": {"area": [], "service": [], "commissioner": [], "band": []},
        "groups": {},
    }


def test_hours_of_a_quarter_are_said_in_words(app: Flask) -> None:
    with app.test_request_context():
        whole = level_sentences({"quarter": quarter()})
        without = level_sentences({"quarter": quarter(LEVELS | {"visits": HIDDEN})})
        hidden = level_sentences({"quarter": quarter(LEVELS | {"delivered": HIDDEN})})

    assert whole == [
        "About 7,300 hours of care were agreed for these three months, and about 5,800 hours were "
        "delivered.",
        "About 9,430 visits to about 55 people were agreed.",
    ]
    assert without == whole[:1]
    assert hidden[0] == "How many hours of care were agreed and delivered is not shown."
    assert level_sentences({}) == level_sentences({"quarter": {"figures": {}}}) == []


def test_how_many_care_workers_people_met_is_a_table(app: Flask) -> None:
    with app.test_request_context():
        (table,) = met_tables({"quarter": quarter()})
        words = met_sentence({"quarter": quarter()})
        unnamed = {"quarter": quarter(met=dict.fromkeys(MET, NOT_SUPPLIED))}
        none, why = met_tables(unnamed), met_sentence(unnamed)

    assert table.rows == [
        ("People counted", "25"), ("up to 5", "5"), ("6 to 10", "20"),
        ("11 or more", "kept back [c]"),
    ]  # fmt: skip
    assert "at least 2 visits agreed on each of the last 14 days" in words
    assert none == [] and "do not tell which care worker came" in why
    assert met_tables({}) == [] and met_sentence({}) == ""


def test_the_page_and_the_files_tell_the_same(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction():
        first, second = make_account().account, make_account().account
        make_release(first, second, quarter=quarter())

    page = browser.open("/reports/2026-10")
    text = browser.client.get("/reports/2026-10/levels.csv").get_data(as_text=True)

    assert "About 7,300 hours of care were agreed" in page.main
    assert "How many different faces?" in page.main and "11 or more" in page.main
    rows = {(row["table"], row["part"]): row for row in csv.DictReader(io.StringIO(text))}
    assert rows["levels", "agreed"]["value"] == "7300"
    assert rows["levels", "agreed"]["unit"] == "hours"
    assert rows["met", "6-10"]["value"] == "20" and rows["met", "6-10"]["unit"] == "people"
    assert (rows["met", "11-"]["value"], rows["met", "11-"]["obs_status"]) == ("", "c")
    assert levels_csv(make_headline().as_json()) == []
