"""The page on which anybody makes a count again, and the sheet as tables and pictures."""

import json
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given, settings

from portal import config
from portal.allowances import PER_HOUR, Purpose
from portal.database import Model, db
from portal.elections.count.limits import NO_LIMITS
from portal.elections.count.lots_file import read_lots
from portal.elections.count.picture import QUOTA_HEIGHT, pictures_of
from portal.elections.count.recount import MOST_CANDIDATES, MOST_LETTERS
from portal.elections.count.sheet import UNIT, shown_votes
from portal.elections.count.tables import sheet_tables
from tests.client import Browser, Page, _text
from tests.elections.count.factories import contests, count_with_draws
from tests.elections.count.test_commands import CLASSES, GOOD, TIED
from tests.reading import H


def count(app: Flask, pasted: str = GOOD, language: str = "", **answers: str) -> Page:
    page = Browser(app, language).open("/elections/count")
    return page.form().fill(pasted=pasted, **answers).send("Count" if not language else None)


def rows(page: Page, table: str) -> dict[str, list[str]]:
    found = page.find("table", id=table)
    return {
        _text(cells[0]): [_text(cell) for cell in cells[1:]]
        for row in found.iter(H + "tr")
        for cells in [list(row)]
    }


def test_a_pasted_ballot_file_is_counted_and_every_figure_shown(app: Flask) -> None:
    page = count(app)

    assert page.status == 200
    assert page.heading == "Committee 2026"
    assert "Elected Ann Cyd Valid papers: 40. Seats: 2." in page.main
    assert rows(page, "sheet-table-1") == {
        "Candidate": ["1. First preferences", "2. Surplus of Ann", "3. Exclusion of Dai"],
        "Ann": ["20.00000Elected", "14.00000−6.00000", "14.00000"],
        "Bob": ["7.00000", "11.80000+4.80000", "11.80000"],
        "Cyd": ["8.00000", "9.20000+1.20000", "14.20000+5.00000Elected"],
        "Dai": ["5.00000", "5.00000", "0.00000−5.00000Excluded"],
        "Not transferable": ["0.00000", "0.00000", "0.00000"],
        "Together": ["40.00000", "40.00000", "40.00000"],
    }
    assert "To Bob: 16 papers at 0.30000 each, 4.80000 votes" in page.main
    assert "All seats are filled. Elected: Ann, Cyd." in page.main


def test_the_picture_names_everybody_and_says_that_the_tables_say_the_same(app: Flask) -> None:
    page = count(app)

    drawn = [_text(text) for text in page.find("main").iter("{http://www.w3.org/2000/svg}text")]
    assert {"Ann", "Bob", "Cyd", "Dai", "Not transferable", "Stage 3"} <= {*drawn}
    assert "20 ✓ Elected" in drawn
    assert "✕ Excluded" in drawn
    assert "The tables below say the same in figures." in page.main


def test_a_chosen_file_is_counted_and_comes_back_as_text(app: Flask) -> None:
    form = Browser(app).open("/elections/count").form()

    page = form.attach("file", (BytesIO(GOOD.encode()), "committee.blt")).send("Count")

    assert page.heading == "Committee 2026"
    assert _text(page.find("textarea", id="pasted")) == " ".join(GOOD.split())


def test_a_broken_file_comes_back_with_the_line_and_what_was_typed(app: Flask) -> None:
    broken = GOOD.replace("7 2 0", "7 9 0")

    page = count(app, broken, seats=CLASSES)

    assert page.status == 422
    assert page.errors == [
        "Line 4: There is no candidate 9. There are 4 candidates: take this number out."
    ]
    assert _text(page.find("textarea", id="pasted")) == " ".join(broken.split())
    assert _text(page.find("textarea", id="seats")) == " ".join(CLASSES.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe4\x00", "Line 1: This is not plain text in UTF-8."),
        (b"9" * (MOST_LETTERS + 1), "This page counts files of up to 500,000 letters."),
        (b"", "The file is empty."),
        (b"\x89PNG\r\n", "Line 1: This is not plain text"),
        (b"%PDF-1.7", "Line 1: Only whole numbers"),
    ],
)
def test_a_chosen_file_that_cannot_be_counted_is_refused(
    app: Flask, content: bytes, said: str
) -> None:
    form = Browser(app).open("/elections/count").form()

    page = form.attach("file", (BytesIO(content), "committee.blt")).send("Count")

    assert page.status == 422
    assert page.errors[0].startswith(said)


def test_nothing_at_all_is_refused(app: Flask) -> None:
    assert count(app, "").errors == ["Choose a ballot file, or paste what is in it"]


def test_more_candidates_than_the_page_shows_are_refused_with_what_to_do(app: Flask) -> None:
    many = MOST_CANDIDATES + 1
    names = "\n".join(f'"{number}"' for number in range(many))

    page = count(app, f'{many} 1\n1 1 0\n0\n{names}\n"Many"\n')

    assert page.status == 422
    assert "counts up to 50 candidates" in page.errors[0]


def test_seats_kept_for_classes_are_counted_and_refused_at_their_field(app: Flask) -> None:
    page = count(app, seats=CLASSES)
    assert "2. Exclusion of Bob" in page.main
    assert page.find("details").get("open") is not None

    refused = count(app, seats=CLASSES.replace("[3, 4]", "[3, 9]"))
    assert refused.status == 422
    assert "candidate 9 does not exist" in refused.errors[0]
    assert refused.find("p", id="seats-error") is not None


def test_where_a_lot_is_needed_the_page_asks_and_goes_on(app: Flask) -> None:
    first = count(app, TIED)
    assert first.status == 200
    assert "For stage 2 a lot has to decide who is excluded: Ann, Bob, Cyd." in first.main

    asked = first.form().fill(chosen="2", drawn_by="Nia Ellis", witnessed_by="Huw Rees")
    second = asked.send("Go on counting")
    assert "For stage 3 a lot has to decide who is excluded: Ann, Cyd." in second.main
    assert not second.find_all("input", name="chosen", checked="")

    last = second.form().fill(chosen="1").send("Go on counting")
    assert "Elected: Cyd." in last.main
    assert "The lot fell on Bob. Drawn by: Nia Ellis. Seen by: Huw Rees." in last.main
    lots = read_lots("".join(last.find("textarea", id="lots").itertext()))
    assert [(lot.stage, lot.chosen) for lot in lots] == [(2, 2), (3, 1)]


def test_an_answer_to_another_question_is_not_taken_for_this_one(app: Flask) -> None:
    form = count(app, TIED).form()
    form.values["asked"] = ["9 exclude 1 2"]

    page = form.fill(chosen="2").send("Go on counting")

    assert "For stage 2 a lot has to decide" in page.main


def test_a_lot_on_somebody_who_was_not_in_it_is_refused(app: Flask) -> None:
    form = count(app, TIED).form()
    form.values["chosen"] = ["7"]

    page = form.send("Go on counting")

    assert page.status == 422
    assert "fell on somebody who was not in it" in page.errors[0]


def test_recorded_lots_are_used_and_foreign_ones_refused_at_their_field(app: Flask) -> None:
    form = count(app, TIED).form().fill(chosen="2")
    page = form.send("Go on counting").form().fill(chosen="1").send("Go on counting")
    recorded = "".join(page.find("textarea", id="lots").itertext()).strip()

    assert "Elected: Cyd." in count(app, TIED, lots=recorded).main
    refused = count(app, GOOD, lots=recorded)
    assert refused.status == 422
    assert "A lot is recorded for stage 2 that this count does not need." in refused.errors[0]


def test_the_sheet_is_downloaded_as_the_json_that_the_command_prints(app: Flask) -> None:
    page = count(app).form().send("Download the sheet")

    assert page.response.mimetype == "application/json"
    assert "count-sheet.json" in page.response.headers["Content-Disposition"]
    sheet = json.loads(page.response.get_data())
    assert sheet["elected"] == [1, 3]
    assert sheet["stages"][2]["votes"][2] == "14.20000"


def test_the_same_figures_stand_in_every_language(app: Flask) -> None:
    welsh = count(app, language="cy")

    assert welsh.status == 200
    assert rows(welsh, "sheet-table-1")["Bob"] == rows(count(app), "sheet-table-1")["Bob"]


def test_nothing_that_is_handed_in_is_kept(app: Flask) -> None:
    count(app, GOOD.replace("Ann", "Planted Name"))
    count(app, GOOD.replace("7 2 0", "planted"))

    with app.app_context(), db.engine.begin() as connection:
        filled = {
            table.name
            for table in Model.metadata.sorted_tables
            if connection.execute(table.select().limit(1)).first()
        }
    assert filled <= {"allowance_uses", "allowance_keys"}


def test_nobody_can_keep_the_site_busy_with_counting(app: Flask) -> None:
    config.use(replace(config.settings(), allowances=True))
    form = Browser(app).open("/elections/count").form().fill(pasted=GOOD)

    statuses = [form.send("Count").status for _each in range(PER_HOUR[Purpose.COUNT] + 1)]

    assert statuses == [200] * PER_HOUR[Purpose.COUNT] + [429]


@settings(max_examples=100, deadline=None)
@given(contests())
def test_tables_and_pictures_show_the_whole_of_every_sheet(contest: object) -> None:
    sheet, _lots = count_with_draws(contest, NO_LIMITS)  # type: ignore[arg-type]

    tables = sheet_tables(sheet)
    assert [stage for table in tables for stage in table.stages] == list(sheet.stages)
    for table in tables:
        *candidates, lost, together = table.rows
        assert len(candidates) == len(sheet.candidates)
        for place, stage in enumerate(table.stages):
            assert [row.cells[place].votes for row in candidates] == [
                *map(shown_votes, stage.votes)
            ]
            assert lost.cells[place].votes == shown_votes(stage.non_transferable)
            assert together.cells[place].votes == shown_votes(sheet.valid * UNIT)

    pictures = pictures_of(sheet, "Lost")
    assert (pictures[0].first, pictures[-1].last) == (1, len(sheet.stages))
    whole = QUOTA_HEIGHT * sheet.valid / sheet.quota
    for before, after in pairwise(pictures):
        assert before.last == after.first
    for picture in pictures:
        columns: dict[float, float] = {}
        for bar in picture.bars:
            columns[bar.x] = columns.get(bar.x, 0) + bar.height
            assert bar.y >= 0 and bar.y + bar.height <= picture.height
        assert len(columns) == picture.last - picture.first + 1
        for height in columns.values():
            assert abs(height - whole) < 0.1 * (len(sheet.candidates) + 1)
    decided = [words.kind for each in pictures for words in each.words]
    assert decided.count("elected") == sheet.seats
    assert decided.count("excluded") == len(sheet.excluded)
