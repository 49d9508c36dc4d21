"""Nothing of a case is kept in the clear before the privacy page says so."""

from collections import Counter
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Column

from portal.database import Model
from portal.ledger.models import LedgerEntry, LedgerFact
from portal.pages.clear import WHAT_IS_CLEAR
from tests.client import Browser
from tests.reading import H

# The tables of a case: whatever these features keep, and what the ledger's entries stand for.
FEATURES = ("portal.cases.", "portal.vault.", "portal.intake.handover.")
OF_THE_LEDGER = {LedgerEntry, LedgerFact}


def _columns_of_a_case() -> Iterator[Column[object]]:
    for mapper in Model.registry.mappers:
        kept = mapper.class_
        if kept.__module__.startswith(FEATURES) or kept in OF_THE_LEDGER:
            yield from mapper.local_table.columns


def _name(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def test_every_column_of_a_case_says_whether_it_is_clear_or_sealed(plain_app: Flask) -> None:
    unsaid = [
        _name(column)
        for column in _columns_of_a_case()
        if not (column.comment or "").startswith(("clear: ", "sealed: "))
    ]

    assert unsaid == []


def test_the_list_names_each_clear_column_of_a_case_once_and_nothing_else(plain_app: Flask) -> None:
    columns = list(_columns_of_a_case())
    clear = {_name(column) for column in columns if (column.comment or "").startswith("clear: ")}
    listed = Counter(name for each in WHAT_IS_CLEAR for name in each.columns)

    assert clear
    assert sorted(clear - set(listed)) == [], "say in portal/pages/clear.py what this is, and why"
    assert sorted(set(listed) - clear) == [], "no such column is kept in the clear"
    assert [name for name, times in listed.items() if times > 1] == []


def test_what_people_write_is_sealed(plain_app: Flask) -> None:
    sealed = {
        _name(column)
        for column in _columns_of_a_case()
        if (column.comment or "").startswith("sealed: ")
    }

    assert {
        "cases.telling",
        "cases.home_code",
        "cases.contact",
        "cases.exclusions",
        "messages.body",
        "notes.body",
        "attachments.name",
        "attachments.content",
        "votes.reason",
    } <= sealed


def test_the_privacy_page_shows_the_whole_list(plain_app: Flask) -> None:
    page = Browser(plain_app).open("/privacy")

    (table,) = page.find_all("table", id="clear")
    rows = [
        tuple(" ".join("".join(cell.itertext()).split()) for cell in row)
        for row in table.iter(H + "tr")
    ]
    assert rows[1:] == [(str(each.what), str(each.why)) for each in WHAT_IS_CLEAR]
