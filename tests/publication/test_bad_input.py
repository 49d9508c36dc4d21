"""Co-operatives and moments that are awkward for a report: what comes out then, and what does not.

Others stand where they belong: one person with half the hours, everyone in one area, an area that
empties, a care worker who is cared for, a missing month and a solver that stops in
`disclosure/test_releasing` and `test_mutations`; two who sign at once, and who may not sign, in
`test_amending`; an altered byte and packages that lie in `comparing`.
"""

import csv
import io
from typing import Any

import pytest
from flask import Flask

from portal.database import reading, transaction
from portal.publication import attack_queries, queries
from portal.publication.attack_services import attack_waiting
from portal.publication.services import RecordsChanged, prepare_release, sign_release
from portal.visits.importing import queries as imports
from portal.visits.importing.undoing_services import undo_import
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet, VisitRecords
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_headline import headline
from tests.visits.importing.test_undoing import GOOD


def test_nine_people_get_a_page_that_says_why_nothing_is_shown(
    app: Flask, browser: Browser, brynteg: VisitRecords
) -> None:
    few = headline(brynteg, "2026-10", people=9)
    with app.app_context(), transaction():
        first, second = make_account().account, make_account().account
        release = make_attacked(prepare_release(few, source="1", by=first, at=NOW))
        for by in (first, second):
            sign_release(release, source="1", by=by, at=NOW)

    page = browser.open("/reports/2026-10")
    table = browser.client.get("/reports/2026-10/indicators.csv").get_data(as_text=True)
    front, framed = browser.open("/"), browser.open("/reports/2026-10/embed")

    assert "cannot be shown" in page.heading
    assert "cannot be shown" in framed.heading and "The figure is kept back" in framed.main
    assert "too few people stand behind it, or it would help to find out" in page.main
    assert "How many visits were missed is not shown: it could point to somebody." in page.main
    assert "The causes are kept back this month" in page.main
    assert page.find_all("figure") == []
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows and all((row["value"], row["lower"], row["upper"]) == ("", "", "") for row in rows)
    assert {mark for row in rows for mark in row["obs_status"]} <= {"c", "u", "z"}
    assert front.status == 200 and "cannot be shown" in front.main


def test_an_import_undone_after_a_draft_leaves_nothing_that_can_be_signed(database: Any) -> None:
    import_folder(GOOD, default=FileSet(), at=NOW)
    with reading():
        source = queries.newest_import()
    first = make_account().account
    with transaction():
        draft = prepare_release(make_headline(), source=source, by=first, at=NOW)
        make_attacked(draft)
    with transaction():
        undo_import(imports.get_import_for_step(int(source)), by=None, at=NOW)

    with reading():
        now = queries.newest_import()
    with pytest.raises(RecordsChanged), transaction():
        sign_release(queries.get_draft("2026-10"), source=now, by=first, at=NOW)

    with reading():
        assert now != source and queries.get_draft("2026-10").signatures == []


def test_a_draft_whose_import_was_undone_is_not_even_attacked(database: Any) -> None:
    import_folder(GOOD, default=FileSet(), at=NOW)
    with reading():
        source = queries.newest_import()
    with transaction():
        prepare_release(make_headline(), source=source, by=make_account().account, at=NOW)
    with transaction():
        undo_import(imports.get_import_for_step(int(source)), by=None, at=NOW)

    with reading():
        waiting = attack_queries.find_draft_to_attack(NOW)
    attack_waiting(NOW)

    assert waiting is None
    with reading():
        assert queries.get_draft("2026-10").attack is None
