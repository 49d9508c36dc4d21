"""The yearly report of each rule pack, and what others published beside ours."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from audit.coops import Coop
from portal import config
from portal.cases.rule_packs import find_pack, rule_packs
from portal.database import transaction
from portal.i18n import speaking
from portal.publication.annual.account import account_of
from portal.publication.annual.document import account_pdf, complaints_pdf
from portal.publication.annual.duties import Asked, duties, duty_of, well_founded
from portal.publication.annual.wording import parts_of
from portal.publication.benchmarks.published import benchmarks
from portal.publication.benchmarks.wording import beside_ours, not_beside_ours
from portal.publication.concerns.wording import count_tables
from portal.publication.headline import Headline
from portal.publication.offering.document import Corrected, Signed
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.concerns.test_year import year
from tests.publication.factories import make_headline, make_release
from tests.publication.offering.pdf_structure import assert_accessible
from tests.publication.offering.pdf_words import words_of
from tests.publication.test_levels import quarter


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
        assert duty.source and duty.ends in {3, 6, 9, 12}
        assert duty.checked or duty.not_checked
        assert not re.search(r"\d{4}-\d\d-\d\d|memory", duty.checked + duty.not_checked)
        assert Asked.RECEIVED in duty.asks and len(set(duty.asks)) == len(duty.asks)
    assert duty_of("IT-CARTA").period_of(2026) == "year to 2026-Q4"


# What the rules themselves ask for, clause by clause, and the part of our report that says it.
# Written from the rules and not from duties.toml, which must not lose any of it.
RULES: dict[str, dict[str, Asked]] = {
    # "Each responsible body must prepare an annual report for each year which must ..."
    "ENG-LA-2009": {
        "SI 2009/309 reg. 18(1)(a): the number of complaints received": Asked.RECEIVED,
        "reg. 18(1)(b): the number that it decided were well-founded": Asked.WELL_FOUNDED,
        "reg. 18(1)(c): the number it was informed went to a Commissioner": Asked.OMBUDSMAN,
        "reg. 18(1)(d)(i): the subject matter": Asked.SUBJECTS,
        "reg. 18(1)(d)(ii): matters of general importance": Asked.IMPORTANCE,
        "reg. 18(1)(d)(iii): action to improve services": Asked.IMPORTANCE,
    },
    # "... a summary of": when the Commission requests it, within 28 days.
    "ENG-PROVIDER-CQC16": {
        "SI 2014/2936 reg. 16(3)(a): complaints made": Asked.RECEIVED,
        "reg. 16(3)(a): complaints made, what they were": Asked.SUBJECTS,
        "reg. 16(3)(b): responses made to them": Asked.OUTCOMES,
    },
    # "... an annual report, which must include details of the records kept under regulation 20"
    "WAL-SS-2014": {
        "WSI 2014/1794 reg. 20(a): each complaint received": Asked.RECEIVED,
        "reg. 20(b): the outcome of each complaint": Asked.OUTCOMES,
        "reg. 20(c): whether the time limits were complied with": Asked.CLOCKS,
        "reg. 21(1)(b): for improving the handling of complaints": Asked.IMPORTANCE,
    },
    # "... a summary of complaints, responses and subsequent action", within 28 days of a request.
    "WAL-PROVIDER-RISCA": {
        "WSI 2017/1264 reg. 64(3): complaints": Asked.RECEIVED,
        "reg. 64(3): complaints, what they were": Asked.SUBJECTS,
        "reg. 64(3): responses": Asked.OUTCOMES,
        "reg. 64(3) and (4): subsequent action, and areas for improvement": Asked.IMPORTANCE,
    },
}
# Of these nobody has confirmed what a yearly report has to hold, and the page says so. Until
# somebody does, each is told what most of the others ask for, and nothing of it may get lost.
NOT_CONFIRMED: dict[str, set[Asked]] = {
    "ENG-LGSCO-CODE-2024": {Asked.OMBUDSMAN},
    "SCO-MCHP": set(),
    "QC-LSSSS": set(),
    "IT-CARTA": set(),
}
USUAL = {Asked.RECEIVED, Asked.SUBJECTS, Asked.OUTCOMES, Asked.CLOCKS, Asked.IMPORTANCE}
HEADINGS = {
    Asked.RECEIVED: "How many were received",
    Asked.WELL_FOUNDED: "How many were well-founded",
    Asked.OUTCOMES: "What came of them",
    Asked.CLOCKS: "Whether the time limits were met",
    Asked.OMBUDSMAN: "How many went to the ombudsman",
    Asked.SUBJECTS: "What they were about",
    Asked.IMPORTANCE: "What matters beyond one case, and what was done",
}


def test_nothing_that_the_rules_ask_for_is_missing_from_our_list() -> None:
    for pack, clauses in RULES.items():
        missing = {clause for clause, part in clauses.items() if part not in duty_of(pack).asks}
        assert not missing, pack
    for pack, more in NOT_CONFIRMED.items():
        assert set(duty_of(pack).asks) == USUAL | more
        assert "What the yearly report has to hold was not confirmed." in duty_of(pack).not_checked
    assert {*RULES, *NOT_CONFIRMED} == set(rule_packs())


@pytest.mark.parametrize("pack", sorted({*RULES, *NOT_CONFIRMED}))
def test_each_report_says_what_its_rules_ask_for(app: Flask, pack: str) -> None:
    with app.test_request_context():
        parts = parts_of(duty_of(pack), headline().as_json())

    asked = set(RULES[pack].values()) if pack in RULES else USUAL | NOT_CONFIRMED[pack]
    assert {HEADINGS[each] for each in asked} <= {part.title for part in parts}
    assert all(part.sentences or part.tables for part in parts)
    assert parts[-1].tables[0].id == "year-flow"


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ({"value": 10, "status": ""}, "Known to have gone to the body outside: 10."),
        ({"value": None, "status": "c"}, "Known to have gone to the body outside: kept back [c]."),
        (None, "Not available, [x]: it was not counted when this report came out."),
    ],
)
def test_how_many_went_to_the_ombudsman_is_told_as_every_other_count_is(
    app: Flask, counted: dict[str, Any] | None, said: str
) -> None:
    figures = headline().as_json()
    if counted is None:
        del figures["year"]["tables"]["outside"]
        del figures["year"]["tables"]["leaving"]
    else:
        figures["year"]["tables"]["outside"]["known"] = counted

    with app.test_request_context():
        parts = {part.title: part for part in parts_of(duty_of("ENG-LA-2009"), figures)}
        words = {line: value for table in count_tables(figures) for line, value in table.rows}

    assert parts["How many went to the ombudsman"].sentences[0] == said
    assert ("Known to have gone to the body outside" in words) is (counted is not None)
    assert ("… of these, told twice" in words) is (counted is not None)


def year_end() -> dict[str, Any]:
    """The report that ends a year, with its quarter."""
    return replace(
        make_headline(month=9),
        year=told(ends="2026-Q3") | {"period_end": "2026-09-30"},
        quarter=quarter(),
    ).as_json()


SIGNED = Signed("Bryn Teg", ("Mair Lloyd", "Huw Jenkins"), NOW, "https://x.example/reports/2026-09")


@pytest.mark.parametrize("pack", sorted(duties()))
def test_each_report_is_a_document_that_screen_readers_can_read(app: Flask, pack: str) -> None:
    figures, duty = year_end(), duty_of(pack)
    for language in ("en", "cy"):
        with app.test_request_context(), speaking(language):
            body = complaints_pdf(figures, duty, find_pack(pack), SIGNED)
            parts = parts_of(duty, figures)

        found = assert_accessible(body, language)
        assert found.addresses == [SIGNED.address]
        # Every part of the page, then which year, who asks, the marks and who signed.
        assert found.elements["H2"] == len(parts) + 4
        assert found.elements["Table"] == sum(len(part.tables) for part in parts)


def test_the_quality_account_puts_the_year_together_and_counts_nothing_anew(app: Flask) -> None:
    september = year_end()
    august = make_headline(77, month=9).as_json() | {
        "period": "2026-08", "period_start": "2026-08-01", "period_end": "2026-08-31",
    }  # fmt: skip
    before = make_headline(60, month=9).as_json() | {"period": "2025-09"}

    with app.test_request_context():
        sections = account_of(september, [september, before, august])
        body = account_pdf(september, [september, august], ["A program tried."], SIGNED)

    months = sections[0].tables[0].rows
    assert [row[:2] for row in months] == [("August 2026", "77"), ("September 2026", "80")]
    assert "Of 10 months of this year no report is in force" in sections[0].sentences[1]
    tables = {table.title: table for section in sections for table in section.tables}
    levels = tables["How much care it was"].rows
    assert levels == (("July 2026 to September 2026", "7,300", "5,800", "9,430", "55"),)
    met = tables["How many different care workers people met in two weeks"]
    assert met.rows == (("July 2026 to September 2026", "25", "5", "20", "[c]"),)
    with app.test_request_context():
        for table in count_tables(september):
            assert tables[table.title] == table
    assert assert_accessible(body, "en").elements["Table"] == len(tables)


def test_the_quality_account_names_what_is_kept_back_whole(app: Flask) -> None:
    figures = year_end()
    tables = figures["year"]["tables"]
    tables["outcomes"] = {part: {"value": None, "status": "c"} for part in tables["outcomes"]}

    with app.test_request_context():
        voices = account_of(figures, [figures])[-1]
        kept = [table.title for table in count_tables(figures) if table.is_kept_back]

    assert "What the committee decided" in kept
    said = voices.sentences[voices.sentences.index("Of these every number is kept back, [c]:") :]
    assert said[1:] == kept
    assert not any(table.title in kept for table in voices.tables) and voices.tables


def test_the_yearly_documents_of_a_correction_say_so_first(app: Flask) -> None:
    figures, earlier = year_end(), "https://x.example/reports/2026-08"
    corrected = Corrected(earlier, "A promise was counted twice.", None)
    duty, pack = duty_of("WAL-SS-2014"), find_pack("WAL-SS-2014")

    with app.test_request_context():
        made = [
            complaints_pdf(figures, duty, pack, SIGNED, corrected=corrected),
            account_pdf(figures, [figures], ["It tried."], SIGNED, corrected=corrected),
        ]
        first = complaints_pdf(figures, duty, pack, SIGNED)

    for body in made:
        words = words_of(body)
        said = "This report corrects an earlier one A promise was counted twice. The earlier report"
        assert said in words[:400] and earlier in words
        assert_accessible(body, "en")
    assert "corrects an earlier" not in words_of(first)


def test_the_documents_come_out_with_the_release_that_ends_the_year(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        first, second = make_account().account, make_account().account
        with transaction():
            make_release(first, second, month=9)
            make_release(first, second, year=told(ends="2026-Q1"), quarter=quarter())

    within = browser.open("/reports/2026-09/complaints-year.pdf")
    page = browser.open("/reports/annual/2026")
    document = page.follow("The year's report on complaints (English)")
    account = page.follow("The quality account of the year (Cymraeg)")

    assert within.status == 404
    assert document.path == "/reports/2026-10/complaints-year.pdf"
    assert account.path == "/reports/2026-10/quality-account-cy.pdf"
    assert_accessible(document.response.data, "en")
    assert_accessible(account.response.data, "cy")


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
    page = browser.open("/reports/annual")
    assert "None is out yet" in page.main
    assert "Text of regulations 20 and 21, read on 22 November 2026." in page.main
    assert (
        "Not yet checked against the text of the rules That the year ends with March was not "
        "confirmed." in page.main
    )
    with app.app_context():
        first, second = make_account().account, make_account().account
        with transaction():
            make_release(first, second, year=told(ends="2026-Q1"))

    page = browser.open("/reports/annual").follow("2026")

    assert "How many were received" in page.main
    received = told(ends="2026-Q1")["tables"]["concerns"]["all"]["value"]
    assert f"Received: {received}." in page.main
    assert "This is no legal advice." in page.main
    assert "Not yet checked against the text of the rules" in page.main
    assert browser.open("/reports/annual/2025").status == 404


def test_only_what_counts_the_same_stands_beside_ours(app: Flask) -> None:
    with app.test_request_context():
        rows = beside_ours(make_headline(80).as_json())
        others = not_beside_ours()

    assert rows[0][2] == "80" and rows[1][2] == "97.8"
    assert len(rows) - 1 + len(others) == len(benchmarks()) == 9
    assert all(sentence for _, sentence in others)
    # What was not found in a source is not told as if it stood there.
    said = {one.id: sentence for one, sentence in others}
    assert "meant to be, or how long the carer stayed, we did not find" in said["ni_2023"]
    assert said["unison_2014"].startswith("It tells how long visits are meant to be.")


def test_what_others_published_can_be_read(app: Flask, browser: Browser) -> None:
    page = browser.open("/reports").follow("How others did")

    assert "97.8" in page.main and "It is no ranking" in page.main
    # Whoever wants to check a figure is led to where it was read.
    assert page.main.count("Where we read it:") == len(benchmarks())
    assert 'href="https://hcci.ie"' in page.response.text and "waterfordlive.ie" in page.main
    assert "Which? (2012): It asked people" in page.main
    assert config.settings().rule_pack in duties()
