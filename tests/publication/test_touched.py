"""Of how many the figures changed since a report: by what they give to it, not by what came in."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.amending.queries import source_now, touched_of
from portal.publication.amending.revising import Touched, refs_differing
from portal.publication.amending.wording import touched_sentence
from portal.publication.disclosure.shares import Share
from portal.publication.record_queries import imports_since
from portal.publication.services import prepare_release
from portal.visits.figures.periods import Period
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked
from tests.publication.later_files import Row, bring, cut_short, of_day, rows_of
from tests.publication.test_out_of_date import published
from tests.snapshots import remembered
from tests.visits.importing.test_broken_sets import BRYNTEG


def share(person: str, worker: str, size: int, *, area: str = "A") -> Share:
    """One person's month, all of it one care worker's."""
    amounts = {"delivered": size}
    return Share(person, "2026-10", area, "home", "council", "morning", amounts, {worker: amounts})


DRAFTS = ("2026-09", "2026-10")
WAS = [share("P1", "W1", 60), share("P2", "W2", 60)]


@pytest.mark.parametrize(
    ("now", "people", "workers"),
    [
        (WAS, set(), set()),
        (WAS[::-1], set(), set()),
        ([share("P1", "W1", 59), WAS[1]], {"P1"}, {"W1"}),
        ([share("P1", "W2", 60), WAS[1]], {"P1"}, {"W1", "W2"}),
        ([share("P1", "W1", 60, area="B"), WAS[1]], {"P1"}, {"W1"}),
        ([*WAS, share("P3", "W1", 60)], {"P3"}, {"W1"}),
        ([WAS[0]], {"P2"}, {"W2"}),
        ([], {"P1", "P2"}, {"W1", "W2"}),
    ],
)
def test_whoever_gives_another_part_is_counted(
    now: list[Share], people: set[str], workers: set[str]
) -> None:
    assert refs_differing(WAS, now) == (people, workers)
    assert refs_differing(now, WAS) == (people, workers)


parts = st.dictionaries(
    st.sampled_from("PQRS"), st.tuples(st.sampled_from("XYZ"), st.integers(0, 3))
)


@given(parts, parts)
def test_nobody_else_is_counted(
    before: dict[str, tuple[str, int]], now: dict[str, tuple[str, int]]
) -> None:
    people, workers = refs_differing(
        [share(person, *part) for person, part in before.items()],
        [share(person, *part) for person, part in now.items()],
    )

    assert people == {who for who in before | now if before.get(who) != now.get(who)}
    concerned = {each[who][0] for each in (before, now) for who in people if who in each}
    assert workers == concerned


def test_what_it_means_for_a_correction_is_said() -> None:
    few, many = touched_sentence(Touched(1, 2)), touched_sentence(Touched(10, 5))

    assert "the visits of 1 person and of 2 care workers" in few and "only in January" in few
    assert "the visits of 10 people and of 5 care workers" in many and "January" not in many
    assert touched_sentence(Touched(0, 0)) == "Nobody's visits count otherwise because of that."


@pytest.mark.slow
def test_the_files_of_the_next_month_do_not_make_a_correction_of_one_one_of_many(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    first = published(app)
    rows = rows_of("visits.csv")
    next_month = [a_day_later(row) for row in of_day(rows, "2026-10-31")]
    assert len({row["line_ref"] for row in next_month}) > 10

    with app.app_context():
        bring(tmp_path / "november", {"visits.csv": next_month})
        assert imports_since_october() == [2]
        assert touched_of("2026-10") == Touched(0, 0)
    with app.app_context():
        bring(tmp_path / "late", {"visits.csv": [cut_short(rows, "2026-10-14")]})
        assert imports_since_october() == [2, 3]
        assert touched_of("2026-10") == Touched(1, 1)

    sign_in(browser, first)
    page = browser.open("/reports/desk").follow("See what would differ")
    assert "the visits of 1 person and of 1 care worker count otherwise" in page.main


@pytest.mark.slow
def test_a_draft_goes_on_where_later_files_change_nothing_that_it_tells(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    rows = rows_of("visits.csv")
    with app.app_context():
        remembered("bryn teg", lambda: import_folder(BRYNTEG, default=FileSet(), at=NOW))
        db.session.rollback()
        for month in DRAFTS:
            prepare(month)
        first = make_account(Permission.SIGN_RELEASES)
    with app.app_context():
        bring(
            tmp_path / "november",
            {"visits.csv": [a_day_later(row) for row in of_day(rows, "2026-10-31")]},
        )
        assert {month: until(month) for month in DRAFTS} == {"2026-09": "1", "2026-10": "1"}
    sign_in(browser, first)
    page = browser.open("/reports/desk/2026-10").form("Sign").send()
    assert "You have signed" in page.main

    with app.app_context():
        bring(tmp_path / "july", {"visits.csv": [cut_short(rows, "2026-07-14")]})
        # September ends a quarter, and tells of July as well.
        assert {month: until(month) for month in DRAFTS} == {"2026-09": "3", "2026-10": "1"}
        db.session.rollback()


def prepare(month: str) -> None:
    """A draft of the records that are there now, attacked."""
    with reading():
        headline = queries.headline_of_period(Period.of_month(month))
    with transaction():
        by = make_account().account
        make_attacked(prepare_release(headline, source="1", by=by, at=NOW))


def until(month: str) -> str:
    return source_now(queries.get_draft(month))


def imports_since_october() -> list[int]:
    return imports_since(queries.get_release("2026-10"))


def a_day_later(row: Row) -> Row:
    """The same visit on the next day."""
    moved = {name: _a_day_later(text) for name, text in row.items()}
    return moved | {"visit_ref": f"N{row['visit_ref']}"}


def _a_day_later(text: str) -> str:
    if not text.startswith("2026-10-"):
        return text
    day = datetime.fromisoformat(text[:10]) + timedelta(days=1)
    return f"{day:%Y-%m-%d}{text[10:]}"
