"""A correction names every figure that it changes, with what it was, in every file and table."""

import csv
import io
from dataclasses import replace
from typing import Any

from flask import Flask

from audit.coops import Coop
from portal.publication.amending.changes import compared, every_line, revised_rows
from portal.publication.concerns.files import complaints_csv
from portal.publication.files import File, indicators_csv
from portal.publication.levels.files import levels_csv
from portal.publication.offering.tables import data_table
from tests.client import Browser
from tests.publication.concerns.test_year import year
from tests.publication.factories import make_headline
from tests.publication.offering.test_made import sheets_of
from tests.publication.test_levels import quarter
from tests.publication.test_pages import published


def percent(value: int | None, status: str = "") -> dict[str, Any]:
    return {"value": value, "status": status, "below_one": False}


def count(value: int | None, status: str = "") -> dict[str, Any]:
    return {"value": value, "status": status}


def report(*, area: int | None = 82) -> dict[str, Any]:
    """A report that ends a quarter and a year."""
    part = {"value": "N1", "delivered": percent(area, "" if area else "c")}
    parts = quarter()["parts"] | {"area": [part]}
    cases = year(Coop(60, 16, 12, 2, 7))
    return replace(make_headline(), quarter=quarter() | {"parts": parts}, year=cases).as_json()


def corrected() -> dict[str, Any]:
    """The same report, of which one figure of each kind is another one now."""
    made = report(area=None)
    told = made["quarter"]
    told["figures"] = told["figures"] | {"missed": percent(5)}
    told["levels"] = told["levels"] | {"agreed": count(7350)}
    told["met"] = told["met"] | {"0-5": count(None, "c")}
    promises = made["year"]["tables"]["promises"]
    made["year"]["tables"]["promises"] = promises | {"late": count(promises["late"]["value"] + 5)}
    made["year"]["unkept"] = not made["year"]["unkept"]
    return made


def marks(file: File) -> list[str]:
    return [row["obs_status"] for row in csv.DictReader(io.StringIO(file.body.decode()))]


def test_the_month_is_told_with_what_it_was(app: Flask) -> None:
    before, now = make_headline(80).as_json(), make_headline(78).as_json()

    with app.test_request_context():
        rows = revised_rows(before, now)
        unchanged = revised_rows(before, before)

    assert rows[0] == ("Hours delivered, of 100 agreed", "80", "78 [r]")
    assert [was for _words, was, _now in rows] == ["80", "76", "84"]
    assert unchanged == []


def test_quarter_parts_levels_people_met_and_year_are_told_too(app: Flask) -> None:
    before, now = report(), corrected()
    late = before["year"]["tables"]["promises"]["late"]["value"]

    with app.test_request_context():
        rows = revised_rows(before, now)
        lines = list(every_line(now))

    assert rows[:5] == [
        ("Visits missed, of 100, over three months", "4", "5 [r]"),
        ("By area, N1: Hours delivered, of 100 agreed", "82", "[c] [r]"),
        ("Hours agreed", "7300", "7350 [r]"),
        (
            "How many different care workers people met in two weeks: up to 5",
            "5",
            "kept back [c] [r]",
        ),
        (
            "Were promises kept?: Promises whose day came … kept late, or not yet",
            str(late),
            f"{late + 5} [r]",
        ),
    ]
    assert [words for words, _was, _now in rows[5:]] == ["A promise was not kept at the end"]
    # No two figures go by the same words: none hides another.
    assert len(dict(lines)) == len(lines)


def test_what_only_one_of_both_tells_is_said_and_not_compared(app: Flask) -> None:
    month, whole = make_headline().as_json(), report()

    with app.test_request_context():
        rows = revised_rows(month, whole)
        beside = compared(whole, month)

    assert ("Hours agreed", "not told", "7300 [r]") in rows
    assert "Hours agreed" not in [each.words for each in beside]


def test_revised_rows_are_marked_in_every_file() -> None:
    before, now = report(), corrected()

    indicators = marks(indicators_csv(now, before=before))
    levels = marks(levels_csv(now, before=before)[0])
    complaints = marks(complaints_csv(now, before=before)[0])

    for found, count_of in ((indicators, 2), (levels, 2), (complaints, 2)):
        assert sum("r" in each for each in found) == count_of
    # What was shown and is hidden now is both.
    assert "cr" in indicators and "cr" in levels
    assert not any("r" in mark for mark in marks(indicators_csv(now, before=now)))


def test_a_figure_of_low_reliability_is_marked_as_revised_as_well() -> None:
    before, now = make_headline(80).as_json(), make_headline(78).as_json()

    found = marks(indicators_csv(now, before=before))

    assert found[0] == "ur"


def test_marks_stand_apart_where_people_read_them(app: Flask) -> None:
    with app.test_request_context():
        table = data_table(corrected(), before=report())

    assert "[c] [r]" in {cell for row in table.rows for cell in row}


def cells(rows: list[list[tuple[str, str]]]) -> list[list[str]]:
    return [[words for _kind, words in row] for row in rows]


def test_the_spreadsheet_of_a_correction_says_so_with_old_and_new(
    app: Flask, browser: Browser
) -> None:
    published(app, month=9, delivered=71)
    published(app, quarter=quarter(), year=report()["year"])
    cases = corrected()
    published(
        app, delivered=78, reason="Visits came late.",
        quarter=cases["quarter"] | {"parts": quarter()["parts"]}, year=cases["year"],
    )  # fmt: skip

    first, sheets = (
        sheets_of(browser.client.get(f"/reports/{name}/indicators.ods").data)
        for name in ("2026-10", "2026-10-correction-2")
    )

    cover = " ".join(words for (words,) in cells(sheets["Cover"]))
    assert "This report corrects an earlier one" in cover and "Visits came late." in cover
    assert "http://localhost/reports/2026-10 " in f"{cover} "
    changed = cells(sheets["Revised"])
    assert ["Hours delivered, of 100 agreed", "80", "78 [r]"] in changed
    figures = {row[0]: row[1:] for row in cells(sheets["Figures"]) if len(row) == 2}
    assert figures["Hours delivered, of 100 agreed"] == ["78 [r]"]
    assert figures["Visits missed, of 100"] == ["4"]
    months = {row[0]: row[1:] for row in cells(sheets["Months"]) if len(row) > 1}
    assert months["October 2026"] == ["78 [r]", "74 [r]", "82 [r]"]
    assert months["September 2026"] == ["71", "67", "75"]
    marked = [row for row in cells(sheets["Promises"]) if any("[r]" in cell for cell in row)]
    assert len(marked) == 1
    # What did not change can still be reckoned with.
    kinds = {row[0][1]: row[1][0] for row in sheets["Figures"] if len(row) == 2}
    assert kinds["Visits missed, of 100"] == "float"
    assert "Revised" not in first and "[r]" not in str(first["Figures"])
    assert "corrects" not in str(first["Cover"])
