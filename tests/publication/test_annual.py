"""The yearly report of each rule pack, and what others published beside ours."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from audit.coops import Coop
from portal import config
from portal.cases.deadlines import rule_packs
from portal.database import transaction
from portal.publication.annual.duties import Asked, duties, duty_of, well_founded
from portal.publication.annual.wording import parts_of
from portal.publication.benchmarks.published import benchmarks
from portal.publication.benchmarks.wording import beside_ours, not_beside_ours
from portal.publication.headline import Headline
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.publication.concerns.test_year import year
from tests.publication.factories import make_headline, make_release


def told(*, ends: str) -> dict[str, Any]:
    """An invented year with many cases, given out for the year that ends then."""
    found = year(Coop(60, 16, 12, 2, 7))
    return found | {"period": f"year to {ends}", "period_end": f"{ends[:4]}-03-31"}


def headline() -> Headline:
    """A month that ends a year."""
    return replace(make_headline(), year=told(ends="2026-Q1"))


def test_every_rule_pack_has_its_duty_with_a_source() -> None:
    assert set(duties()) == set(rule_packs())
    for duty in duties().values():
        assert duty.source and duty.checked and duty.ends in {3, 6, 9, 12}
        assert Asked.RECEIVED in duty.asks and len(set(duty.asks)) == len(duty.asks)
    assert duty_of("IT-CARTA").period_of(2026) == "year to 2026-Q4"


@pytest.mark.parametrize("pack", sorted(duties()))
def test_each_report_says_what_its_rules_ask_for(app: Flask, pack: str) -> None:
    with app.test_request_context():
        parts = parts_of(duty_of(pack), headline().as_json())

    assert len(parts) == len(duty_of(pack).asks) + 1
    assert all(part.sentences or part.tables for part in parts)
    assert parts[-1].tables[0].id == "year-flow"


@pytest.mark.parametrize(
    ("upheld", "partially", "sum_"), [(10, 5, 15), (10, None, None), (None, 5, None)]
)
def test_well_founded_is_never_more_than_is_shown(
    upheld: int | None, partially: int | None, sum_: int | None
) -> None:
    def count(value: int | None) -> dict[str, Any]:
        return {"value": value, "status": "" if value is not None else "c"}

    tables = {"outcomes": {"upheld": count(upheld), "partially_upheld": count(partially)}}

    assert well_founded(tables) == count(sum_)


def test_the_page_of_a_year_comes_with_the_release_that_ends_it(
    app: Flask, browser: Browser
) -> None:
    assert "None is out yet" in browser.open("/reports/annual").main
    with app.app_context():
        first, second = make_account().account, make_account().account
        with transaction():
            make_release(first, second, year=told(ends="2026-Q1"))

    page = browser.open("/reports/annual").follow("2026")

    assert "How many were received" in page.main
    received = told(ends="2026-Q1")["tables"]["concerns"]["all"]["value"]
    assert f"Received: {received}." in page.main
    assert "This is no legal advice." in page.main
    assert browser.open("/reports/annual/2025").status == 404


def test_only_what_counts_the_same_stands_beside_ours(app: Flask) -> None:
    with app.test_request_context():
        rows = beside_ours(make_headline(80).as_json())
        others = not_beside_ours()

    assert rows[0][2] == "80" and rows[1][2] == "97.8"
    assert len(rows) - 1 + len(others) == len(benchmarks()) == 9
    assert all(sentence for _, sentence in others)


def test_what_others_published_can_be_read(app: Flask, browser: Browser) -> None:
    page = browser.open("/reports").follow("How others did")

    assert "97.8" in page.main and "It is no ranking" in page.main
    assert config.settings().rule_pack in duties()
