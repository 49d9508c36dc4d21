"""What readers take away from a report: every file, the newest ones, a picture for their page."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.database import db, transaction
from portal.ledger.models import LedgerFact
from portal.publication.models import ReleaseFile, ReleaseIsPublished
from portal.publication.services import prepare_release
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.publication.factories import MANY, make_headline
from tests.publication.offering.pdf_words import words_of
from tests.publication.offering.test_made import SVG, year_end
from tests.publication.test_pages import published

FILES = {
    "CHANGELOG.md", "SHA256SUMS", "card-cy.svg", "card.svg", "datapackage.json", "indicators.csv",
    "indicators.csv-metadata.json", "indicators.ods", "methodology.md", "release.zip",
    "report-cy.html", "report-cy.pdf", "report.html", "report.pdf",
}  # fmt: skip


CORRECTED = ("2026-10", "2026-10-correction-2")


def test_every_file_is_there_whole_and_in_the_ledger(app: Flask, browser: Browser) -> None:
    published(app)

    sums = browser.client.get("/reports/2026-10/SHA256SUMS").text
    listed = {name: digest for digest, name in (line.split() for line in sums.splitlines())}
    with app.app_context():
        fact = next(
            fact.fact
            for fact in db.session.scalars(select(LedgerFact))
            if fact.kind == "release_published"
        )
    bodies = {name: browser.client.get(f"/reports/2026-10/{name}") for name in FILES}

    assert set(fact["files"]) == FILES
    assert set(listed) == FILES - {"SHA256SUMS", "release.zip"}
    for name, answer in bodies.items():
        digest = hashlib.sha256(answer.data).hexdigest()
        assert answer.headers["ETag"] == f'"{fact["files"][name]}"' == f'"{digest}"'
        assert listed.get(name, digest) == digest
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with zipfile.ZipFile(io.BytesIO(bodies["release.zip"].data)) as packed:
        assert set(packed.namelist()) == FILES - {"release.zip"}
        assert packed.read("indicators.csv") == bodies["indicators.csv"].data


def test_the_page_carries_its_description_and_leads_to_every_file(
    app: Flask, browser: Browser
) -> None:
    published(app)

    page = browser.open("/reports/2026-10")
    described = json.loads(page.find("script", type="application/ld+json").text or "")

    ways = {way["dct:title"]: way for way in described["dcat:distribution"]}
    assert described["@type"] == "dcat:Dataset" and set(ways) == FILES
    table = browser.client.get("/reports/2026-10/indicators.csv").data
    assert ways["indicators.csv"]["dcat:byteSize"]["@value"] == str(len(table))
    checksum = ways["indicators.csv"]["spdx:checksum"]["spdx:checksumValue"]["@value"]
    assert checksum == hashlib.sha256(table).hexdigest()
    leading = set(page.links.values())
    # To itself in another language a page leads above, not among its files.
    assert {f"/reports/2026-10/{name}" for name in FILES - {"report-cy.html"}} <= leading
    assert "/reports/2026-10/report-cy.html" not in leading
    assert page.follow("The report to print (Cymraeg)").status == 200


def test_everything_in_the_description_says_of_what_kind_it_is(
    app: Flask, browser: Browser
) -> None:
    published(app)
    page = browser.open("/reports/2026-10")
    described = json.loads(page.find("script", type="application/ld+json").text or "")
    # Addresses that are meant as such, and a number of a list.
    plain = {
        "dcat:downloadURL", "dcat:accessURL", "vcard:hasTelephone", "spdx:algorithm",
    }  # fmt: skip

    def things(name: str, found: Any) -> Iterator[tuple[str, Any]]:
        for each in found if isinstance(found, list) else [found]:
            if isinstance(each, dict) and "@value" not in each:
                yield name, each.get("@type")
                for inner, value in each.items():
                    if not inner.startswith("@"):
                        yield from things(inner, value)

    kinds = dict(things("", described))

    assert {name for name, kind in kinds.items() if not kind} == plain
    assert kinds["dct:publisher"] == ["foaf:Agent", "foaf:Organization"]
    assert kinds["dct:license"] == "dct:LicenseDocument"
    spoken = {
        way["dct:title"]: {each["@id"][-3:] for each in way.get("dct:language", ())}
        for way in described["dcat:distribution"]
    }
    assert {each["@id"][-3:] for each in described["dct:language"]} == {"ENG", "CYM"}
    assert {name for name, codes in spoken.items() if codes == {"CYM"}} == {
        name for name in FILES if "-cy." in name
    }
    assert spoken["release.zip"] == {"ENG", "CYM"} and spoken["SHA256SUMS"] == set()
    assert all(spoken[name] == {"ENG"} for name in ("report.pdf", "indicators.csv", "report.html"))
    assert {each["skos:prefLabel"]["@value"] for each in described["dcat:theme"]} == {
        "Health", "Population and society",
    }  # fmt: skip


def test_the_newest_files_have_an_address_that_stays(app: Flask, browser: Browser) -> None:
    assert browser.client.get("/reports/latest/indicators.csv").status_code == 404
    published(app, month=9)
    published(app)

    answer = browser.client.get("/reports/latest/indicators.csv")

    assert answer.headers["Location"] == "/reports/2026-10/indicators.csv"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    # A picture on another site's page is loaded by this way too.
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert browser.client.get("/reports/latest/other.csv").status_code == 404


def test_pages_of_other_sites_may_read_the_files_and_ask_whether_they_changed(
    app: Flask, browser: Browser
) -> None:
    published(app)

    for path in ("2026-10/indicators.csv", "2026-10/report.html", "latest/indicators.csv"):
        before = browser.client.options(f"/reports/{path}")
        answer = browser.client.get(f"/reports/{path}", follow_redirects=True)
        tag = {"If-None-Match": answer.headers["ETag"]}
        again = browser.client.get(f"/reports/{path}", headers=tag, follow_redirects=True)
        assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
        assert "POST" not in before.headers["Access-Control-Allow-Methods"]
        assert again.status_code == 304
        for each in (before, answer, again):
            assert each.headers["Access-Control-Allow-Origin"] == "*"
            assert each.headers["Access-Control-Expose-Headers"] == "ETag"
    assert "Access-Control-Allow-Origin" not in browser.client.options("/reports/2026-10").headers


def test_an_unchanged_document_keeps_what_may_be_done_with_it(app: Flask, browser: Browser) -> None:
    """A browser takes the headers of a 304 for those of what it kept."""
    published(app)
    first = browser.client.get("/reports/2026-10/report.html")

    again = browser.client.get(
        "/reports/2026-10/report.html", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304
    assert "style-src 'sha256-" in first.headers["Content-Security-Policy"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_another_page_may_show_the_picture_and_nothing_runs_in_it(
    app: Flask, browser: Browser
) -> None:
    published(app)

    page = browser.open("/reports/2026-10/embed")

    policy = page.response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy
    assert not page.find_all("script") and "80 were delivered" in page.heading
    assert browser.open("/reports/2026-11/embed").status == 404
    assert (
        "frame-ancestors 'none'"
        in browser.open("/reports/2026-10").response.headers["Content-Security-Policy"]
    )


def test_a_frame_may_always_show_the_newest_report(app: Flask, browser: Browser) -> None:
    assert browser.client.get("/reports/latest/embed").status_code == 404
    published(app, month=9)
    published(app, delivered=81)

    answer = browser.client.get("/reports/latest/embed")

    assert answer.headers["Location"] == "/reports/2026-10/embed"
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "81 were delivered" in browser.open("/reports/latest/embed").heading


def test_a_picture_on_another_page_says_first_whose_it_is_and_whether_it_still_holds(
    app: Flask, browser: Browser
) -> None:
    published(app)
    alone = browser.open("/reports/2026-10/embed")
    published(app, delivered=78, reason="Visits came late.")

    old, new = (browser.open(f"/reports/{name}/embed") for name in CORRECTED)

    assert "corrected" not in alone.main and "Corrects" not in alone.main
    for page in (alone, old, new):
        html = page.response.text
        before, _squares, after = html.partition("<svg")
        # What a frame that is too low cuts off is the end, and never this.
        assert "Read the whole report" in before and 'rel="noopener"' in before
        assert "not delivered, or not known" in after
    assert "20 not delivered, or not known" in old.main and "78 delivered" in new.main
    assert old.main.index("This report was corrected") < old.main.index("Of every 100")
    assert old.links["Read the corrected report"] == f"http://localhost/reports/{CORRECTED[1]}"
    assert new.main.index("Corrects an earlier report of October") < new.main.index("Of every 100")


def test_every_document_and_picture_of_a_correction_says_so(app: Flask, browser: Browser) -> None:
    report = {"year": year_end()["year"], "quarter": year_end()["quarter"]}
    published(app, **report)
    published(app, delivered=78, reason="Visits came late.", **report)

    for file in ("report.pdf", "card.svg"):
        old, new = (browser.client.get(f"/reports/{name}/{file}").data for name in CORRECTED)
        said = words_of(new) if file.endswith(".pdf") else new.decode()
        before = words_of(old) if file.endswith(".pdf") else old.decode()
        assert "orrects an earlier" in said and "orrects an earlier" not in before, file


def test_the_easy_words_stand_beside_the_reports(browser: Browser) -> None:
    page = browser.open("/reports").follow("Our report in easy words")

    assert "A full square means: this hour of care came." in page.main
    sentences = [part for part in page.main.replace(":", ".").split(".") if part.strip()]
    assert max(len(part.split()) for part in sentences) <= 25


def test_a_file_is_never_changed(app: Flask) -> None:
    published(app)

    with app.app_context(), pytest.raises(ReleaseIsPublished), transaction():
        file = db.session.scalars(select(ReleaseFile)).first()
        assert file is not None
        file.body += b" "
        db.session.flush()


def pictures_of(page: Page) -> Iterator[tuple[dict[str | None, str], list[str]]]:
    """Of each picture its title, its description, and what the table in its figure says."""
    figures = {id(part): figure for figure in page.find_all("figure") for part in figure.iter()}
    for picture in page.find("main").iter(f"{SVG}svg"):
        if picture.get("aria-hidden") == "true":
            continue
        assert picture.get("role") == "img"
        named = {part.get("id"): "".join(part.itertext()) for part in picture.iter()}
        told = [named[picture.get(name) or ""] for name in ("aria-labelledby", "aria-describedby")]
        assert all(each.strip() for each in told), page.path
        assert id(picture) in figures, f"{page.path}: a picture without a table"
        figure = figures[id(picture)]
        [table] = [part for part in figure.iter() if part.tag.endswith("}table")]
        cells = [
            " ".join("".join(part.itertext()).split())
            for part in table.iter()
            if part.tag.endswith(("}td", "}th"))
        ]
        yield told[1], cells


def quarter_split_four_ways() -> dict[str, Any]:
    quarter: dict[str, Any] = year_end()["quarter"]
    quarter["parts"] = {
        name: [part | {"value": f"{name} {part['value']}"} for part in quarter["parts"]["area"]]
        for name in ("area", "service", "commissioner", "band")
    }
    return quarter


def test_every_picture_has_a_title_a_description_and_a_table(app: Flask, browser: Browser) -> None:
    quarter = quarter_split_four_ways()
    published(app, month=9)
    published(app, quarter=quarter)
    published(app, delivered=78, reason="Visits came late.", quarter=quarter)
    signer = make_account_of(app, Permission.SIGN_RELEASES)
    with app.app_context(), transaction():
        draft = replace(make_headline(70, month=9), quarter=quarter)
        why = {"reason": "Visits came late.", "touched": MANY}
        prepare_release(draft, source="1", by=signer.account, at=NOW, **why)
    sign_in(browser, signer)
    seen = {
        prefix + path: list(pictures_of(browser.open(f"{prefix}/reports{path}")))
        for prefix in ("", "/cy")
        for path in (
            "/2026-09",
            *(f"/{name}{part}" for name in CORRECTED for part in ("", "/embed")),
            "/desk/2026-09",
        )
    }

    # The hundred squares, the causes, the months, and each of four ways to split a quarter.
    counted = [len(pictures) for pictures in seen.values()]
    assert counted[:5] == counted[6:11] == [2, 7, 1, 7, 1]
    assert min(counted[5], counted[11]) >= 6
    for path, pictures in seen.items():
        for description, cells in pictures:
            # What the picture is said to show stands in its table as well.
            for told in set(re.findall(r"\d+|\[c\]", description)) - {"100"}:
                assert any(told in cell for cell in cells), f"{path}: {told} of {description}"


def test_a_picture_in_easy_words_has_its_numbers_beside_it(app: Flask, browser: Browser) -> None:
    published(app)

    page = browser.open("/reports/easy-read")
    [picture] = page.find("main").iter(f"{SVG}svg")
    told = {part.get("id"): part.text or "" for part in picture.iter()}
    beside = page.main

    assert told["newest-title"] and "80 are filled, 20 are empty" in told["newest-shows"]
    assert "80 came." in beside and "20 did not come. Or nobody knows." in beside
