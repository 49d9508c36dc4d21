"""What a report says, sentence by sentence."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from audit.coops import Coop
from portal import config
from portal.database import transaction
from portal.publication import trend_wording, wording
from portal.publication.disclosure.primary import Percent, Shown
from portal.publication.services import prepare_release, sign_release
from portal.visits.figures.parameters import DEFAULTS
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.concerns.test_year import year
from tests.publication.factories import make_attacked, make_headline, make_release, shown
from tests.publication.offering.pdf_words import words_of
from tests.publication.test_levels import quarter

HIDDEN = Percent(None, Shown.HIDDEN)
# A figure of the factory lies in the middle of its bounds, four to each side.
UNSURE = "The records are not sure enough to say that it truly changed."


def october(delivered: int = 80) -> dict[str, Any]:
    return make_headline(delivered).as_json()


def september(delivered: int = 80) -> dict[str, Any]:
    return make_headline(delivered, month=9).as_json()


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (71, "That is about 9 more than in September 2026."),
        (72, f"That is about 8 more than in September 2026. {UNSURE}"),
        (80, "That is as many as in September 2026."),
        (88, f"That is about 8 less than in September 2026. {UNSURE}"),
        (89, "That is about 9 less than in September 2026."),
    ],
)
def test_what_changed_since_the_month_before_is_said(app: Flask, before: int, said: str) -> None:
    with app.test_request_context():
        assert trend_wording.change_sentence(october(), [october(), september(before)]) == said


def test_months_have_their_names_where_there_is_room(app: Flask) -> None:
    months = [october() | {"period_start": f"2026-{month:02}-01"} for month in range(1, 11)]

    with app.test_request_context():
        few, many = (trend_wording.months_strip(some) for some in (months[:6], months))

    assert [one["short"] for one in few] == ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    assert "".join(one["short"] for one in many) == "JFMAMJJASO"


def test_between_which_figures_it_lies_is_said_beside_it(app: Flask) -> None:
    same = replace(make_headline(), delivered_lower=shown(80), delivered_upper=shown(80))
    unsure = [
        replace(make_headline(), delivered=HIDDEN),
        replace(make_headline(), delivered_upper=HIDDEN),
    ]

    with app.test_request_context():
        said = wording.range_sentence(october())
        silent = [wording.range_sentence(each.as_json()) for each in (same, *unsure)]
        hidden_bounds = [each.as_json() for each in unsure]
        changes = [trend_wording.change_sentence(one, [september(76)]) for one in hidden_bounds]

    assert "anything from 76 to 84" in said
    assert silent == ["", "", ""]
    assert changes == ["", "That is about 4 more than in September 2026."]


def test_nothing_is_said_to_have_changed_where_that_is_not_known(app: Flask) -> None:
    hidden = replace(make_headline(month=9), delivered=HIDDEN).as_json()
    other = september() | {"method_version": "1"}
    august = september() | {"period_start": "2026-08-01", "period_end": "2026-08-31"}

    with app.test_request_context():
        for months in ([], [october()], [hidden], [other], [august]):
            assert trend_wording.change_sentence(october(), months) == ""
        kept_back = replace(make_headline(), delivered=HIDDEN).as_json()
        assert trend_wording.change_sentence(kept_back, [september()]) == ""


def test_a_figure_is_unreliable_by_what_is_published_of_the_records() -> None:
    least = DEFAULTS.reliable_share

    marks = {
        share: replace(make_headline(), evidenced=evidenced).as_json()["reliability"]
        for share, evidenced in (
            (least - 1, shown(least - 1)), (least, shown(least)), (None, HIDDEN),
        )
    }  # fmt: skip

    assert marks == {least - 1: "u", least: "", None: ""}


def test_the_mark_stands_beside_the_figure_that_it_is_about(app: Flask) -> None:
    with app.test_request_context():
        rows = dict(wording.table_rows(october()))
        reliable = dict(wording.table_rows(october() | {"reliability": ""}))
        kept_back = dict(wording.table_rows(replace(make_headline(), delivered=HIDDEN).as_json()))

    assert rows["Hours delivered, of 100 agreed"] == "80 [u]"
    assert reliable["Hours delivered, of 100 agreed"] == "80"
    assert kept_back["Hours delivered, of 100 agreed"] == "[c]"
    assert [words for words, figure in rows.items() if "[u]" in figure] == [
        "Hours delivered, of 100 agreed"
    ]


def test_an_area_has_the_name_that_the_co_operative_gives_it(app: Flask) -> None:
    config.use(replace(config.settings(), area_names="A03 = Upper Vale, F02=Harbour"))

    with app.test_request_context():
        called = [wording.part_words("area", value) for value in ("A03 + F02", "E01")]
        service = wording.part_words("service", "A03")

    assert called == ["Upper Vale and Harbour", "E01"]
    assert service == "A03"


def test_a_cause_has_the_same_pattern_whatever_its_rank(app: Flask) -> None:
    figures = october()
    others = figures | {"causes": figures["causes"] | {"no_access": figures["causes"]["other"]}}

    with app.test_request_context():
        once, again = (
            {line.words: line.kind for line in wording.cause_lines(each)}
            for each in (figures, others)
        )

    assert once == again
    assert sorted(once.values()) == list(range(6))


def publish(app: Flask, **facts: Any) -> None:
    with app.app_context():
        first, second = make_account(), make_account()
        with transaction():
            make_release(first.account, second.account, **facts)


def test_a_report_of_a_quarter_names_its_months_and_what_they_come_to(
    app: Flask, browser: Browser
) -> None:
    publish(app, month=9, quarter=quarter())

    page = browser.open("/reports/2026-09").main

    assert "July 2026 to September 2026, part by part" in page
    assert "Of every 100 hours agreed for these three months, 4 were delivered." in page
    assert "About 9,430 visits to about 55 people were agreed." in page


def test_a_report_says_what_changed_since_the_month_before(app: Flask, browser: Browser) -> None:
    publish(app, month=9, delivered=76)
    publish(app)

    assert "That is about 4 more than in September 2026." in browser.open("/reports/2026-10").main
    assert "than in" not in browser.open("/reports/2026-09").main


def test_a_report_without_concerns_leads_to_the_last_that_tells_of_them(
    app: Flask, browser: Browser
) -> None:
    publish(app, month=9, year=year(Coop(9, 5, 12, 2, 2)))
    publish(app)

    october, september = (browser.open(f"/reports/2026-{month}") for month in ("10", "09"))

    assert "Concerns and praise are told once a quarter:" in october.main
    assert october.links["September 2026"].endswith("/reports/2026-09#concerns")
    assert "told once a quarter" not in september.main


def test_where_no_report_tells_of_concerns_none_is_named(app: Flask, browser: Browser) -> None:
    publish(app)

    assert "told once a quarter" not in browser.open("/reports/2026-10").main


def test_why_a_figure_is_hidden_is_true_of_one_that_is_hidden_for_others_as_well(
    app: Flask, browser: Browser
) -> None:
    """Enough people stand behind most figures that the protector hides: nothing says otherwise."""
    report = make_headline().as_json()
    of = report["figures"]
    for name in ("missed", "no_access", "punctual", "kept_length", "evidenced"):
        of[name] = {"value": None, "status": "c", "below_one": False}
    hidden = replace(
        make_headline(), missed=HIDDEN, no_access=HIDDEN, evidenced=HIDDEN, delivered=HIDDEN
    )
    with app.app_context():
        signers = make_account().account, make_account().account
        with transaction():
            make_release(*signers, month=9)
            release = make_attacked(prepare_release(hidden, source="1", by=signers[0], at=NOW))
            for signer in signers:
                sign_release(release, source="1", by=signer, at=NOW)
    with app.test_request_context():
        sentences = [
            wording.missed_sentence(report),
            wording.no_access_sentence(report),
            *wording.kept_sentences(report),
        ]

    def read(file: str) -> bytes:
        return browser.client.get(f"/reports/2026-10/{file}").data

    # A sentence that stands alone says what holds for both; a legend says both.
    assert len(sentences) == 5
    assert all(each.endswith("is not shown: it could point to somebody.") for each in sentences)
    both = "or it would help to find out what has to stay hidden"
    with zipfile.ZipFile(io.BytesIO(read("indicators.ods"))) as packed:
        told = {"indicators.ods": packed.read("content.xml").decode()}
    told["report.pdf"] = words_of(read("report.pdf"))
    for name in ("datapackage.json", "methodology.md", "report.html"):
        told[name] = " ".join(read(name).decode().split())
    for path in ("/reports/2026-10", "/reports/beside-others"):
        told[path] = browser.open(path).main
    assert [name for name, words in told.items() if both not in words] == []
    alone = re.compile('too few [a-z, ]*stand behind (it|the figure)[.;"]')
    assert [name for name, words in told.items() if alone.search(words)] == []
    easy = browser.open("/reports/easy-read").main
    assert "to find out another number that we keep back" in easy
