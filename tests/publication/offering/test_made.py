"""The files of a release, held against what their standards and their readers want."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from audit.coops import Coop
from portal import config
from portal.i18n import speaking
from portal.publication.concerns.files import FIELDS as COUNT_FIELDS
from portal.publication.concerns.files import KEY as COUNT_KEY
from portal.publication.concerns.files import complaints_csv, resource_of
from portal.publication.concerns.wording import year_words
from portal.publication.files import (
    COLUMNS,
    FIELDS,
    KEY,
    MARKS,
    File,
    datapackage_json,
    indicators_csv,
)
from portal.publication.levels.files import levels_csv
from portal.publication.offering.bundle import bundle, checksums
from portal.publication.offering.card import HEIGHT, card_svg
from portal.publication.offering.csvw import csvw_json
from portal.publication.offering.document import Corrected, Signed, report_pdf
from portal.publication.offering.notes import Past, Publisher, changelog_md, methodology_md
from portal.publication.offering.spreadsheet import spreadsheet
from portal.publication.offering.tables import data_table, front_of, mark_words, tables_of
from tests.conftest import base_settings
from tests.publication.concerns.test_year import year
from tests.publication.offering.pdf_structure import assert_accessible
from tests.publication.offering.pdf_words import words_of
from tests.publication.test_files import figures

AT = datetime(2026, 11, 9, 10, tzinfo=UTC)
PROTECTION = {"people": 10, "workers": 5, "dominance": 20}
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def coop(tmp_path: Path) -> None:
    """The words of a co-operative, without a database."""
    config.use(base_settings(tmp_path))


def percent(value: int | None, status: str = "") -> dict[str, Any]:
    return {"value": value, "status": status, "below_one": False}


def quarter_end() -> dict[str, Any]:
    """A month that ends a quarter, with one area that is kept back."""
    rates = {"delivered": percent(82), "missed": percent(3), "no_access": percent(1)}
    kept = {"delivered": percent(None, "c"), "missed": percent(4), "no_access": percent(2)}
    parts = {
        "area": [{"value": "N1"} | rates, {"value": "N2 + N3"} | kept],
        "service": [],
        "commissioner": [],
        "band": [],
    }
    return figures(
        protection=PROTECTION,
        quarter={
            "period": "2026Q3",
            "period_start": "2026-07-01",
            "period_end": "2026-09-30",
            "figures": rates,
            "parts": parts,
        },
    )


def year_end() -> dict[str, Any]:
    """The same, with levels, whom people met, and a year of cases of which some are kept back."""
    made = quarter_end()
    made["quarter"] |= {
        "levels": {name: count(55) for name in ("agreed", "delivered", "visits", "people")},
        "met": {"all": count(25), "0-5": count(None, "c"), "6-10": count(20), "11-": count(5)},
    }
    return made | {"year": year(Coop(60, 16, 12, 2, 7)), "method_version": "4"}


def count(value: int | None, status: str = "") -> dict[str, Any]:
    return {"value": value, "status": status}


REPORTS = [figures(protection=PROTECTION), quarter_end(), year_end()]


def sheets_of(body: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """Rows of each sheet, as (type, words) of each cell."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert packed.infolist()[0].filename == "mimetype"
        assert packed.infolist()[0].compress_type == zipfile.ZIP_STORED
        content = ElementTree.fromstring(packed.read("content.xml"))  # noqa: S314
    return {
        sheet.get(f"{TABLE}name", ""): [
            [
                (cell.get(f"{OFFICE}value-type", ""), "".join(cell.itertext()))
                for cell in row.iter(f"{TABLE}table-cell")
            ]
            for row in sheet.iter(f"{TABLE}table-row")
        ]
        for sheet in content.iter(f"{TABLE}table")
    }


def beginning_of(rows: list[list[tuple[str, str]]]) -> int:
    """The first row of the table of a sheet: what stands above it has one cell."""
    return next(at for at, row in enumerate(rows) if len(row) > 1)


def made_spreadsheet(shown: dict[str, Any]) -> bytes:
    front = front_of(shown, title="Bryn Teg, 2026-09", address="https://x.example", language="en")
    return spreadsheet(front, tables_of(shown, [shown]), data_table(shown))


@pytest.mark.parametrize("report", REPORTS, ids=["month", "quarter", "year"])
def test_the_spreadsheet_keeps_to_the_checklist(report: dict[str, Any]) -> None:
    body = made_spreadsheet(report)

    sheets = sheets_of(body)
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        content, described = packed.read("content.xml").decode(), packed.read("meta.xml").decode()
        settings = packed.read("settings.xml").decode()
    assert list(sheets)[:4] == ["Cover", "Contents", "Notes", "Marks"]
    for unwanted in ("spanned", "visibility", "draw:", "table:display", "covered-table-cell"):
        assert unwanted not in content.replace("table:display-filter-buttons", "")
    for name, rows in sheets.items():
        empty = {at for row in rows for at, (_kind, words) in enumerate(row) if not words.strip()}
        if name == "Data":
            assert empty <= {COLUMNS.index("obs_status")} and "empty cell" in rows[2][0][1]
        else:
            assert not empty, f"{name}: empty cell"
        if name != "Cover":
            # A title, sentences, then one table to the end; every row as wide as its header.
            above, below = rows[: beginning_of(rows)], rows[beginning_of(rows) :]
            assert len(above) >= 2 and {len(row) for row in above} == {1}, name
            assert len({len(row) for row in below}) == 1, name
            assert f"{name}.A{len(above) + 1}:{name}." in content
    assert content.count("<table:table-header-rows>") == len(sheets) - 1
    assert content.count("<table:database-range ") == len(sheets) - 1
    assert "<dc:title>Bryn Teg, 2026-09</dc:title>" in described
    assert "<dc:language>en</dc:language>" in described
    assert "ActiveTable" in settings and ">Cover<" in settings
    listed = {row[0][1] for row in sheets["Contents"][3:]}
    assert listed == set(sheets) - {"Cover", "Contents"}
    marked = {words for rows in sheets.values() for row in rows for _kind, words in row}
    assert {words for words in marked if words in ("[c]", "[z]", "[u]")} <= {
        row[0][1] for row in sheets["Marks"]
    }


# What the schema of ODF 1.2 and 1.3 (OASIS, RelaxNG) says may stand in an element, in this order,
# of what we write: `python -m audit.validators --schemas` holds a release against all of it.
ORDER = {
    "office:document-content": (
        "office:scripts",
        "office:font-face-decls",
        "office:automatic-styles",
        "office:body",
    ),
    "office:document-styles": (
        "office:font-face-decls",
        "office:styles",
        "office:automatic-styles",
        "office:master-styles",
    ),
    "office:spreadsheet": ("table:table", "table:database-ranges"),
    "table:table": (
        "table:table-column",
        "table:table-row",
        "table:table-header-rows",
        "table:table-row",
    ),
    "style:style": (
        "style:table-column-properties",
        "style:table-cell-properties",
        "style:paragraph-properties",
        "style:text-properties",
    ),
}
ORDER["style:default-style"] = ORDER["style:style"]


@pytest.mark.parametrize("report", REPORTS, ids=["month", "quarter", "year"])
def test_the_spreadsheet_keeps_the_order_of_its_schema(report: dict[str, Any]) -> None:
    seen = set()
    with zipfile.ZipFile(io.BytesIO(made_spreadsheet(report))) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist() if ".xml" in name}
    for part in parts.values():
        names = {uri: prefix for prefix, uri in re.findall(r'xmlns:(\w+)="([^"]+)"', part)}

        def name_of(element: ElementTree.Element, names: dict[str, str] = names) -> str:
            uri, _brace, local = element.tag[1:].partition("}")
            return f"{names[uri]}:{local}"

        for element in ElementTree.fromstring(part).iter():  # noqa: S314
            order = list(ORDER.get(name_of(element), ()))
            for child in map(name_of, element) if order else ():
                assert child in order, f"{child} in {name_of(element)}"
                # What stands before it in the order may not come any more.
                order = order[order.index(child) :]
                seen.add(name_of(element))
    assert seen == set(ORDER)
    listed = re.findall(r"<manifest:manifest ([^>]*)>", parts["META-INF/manifest.xml"])
    version = re.findall(r'office:version="([^"]+)"', parts["content.xml"])
    assert version == ["1.2"] and 'manifest:version="1.2"' in listed[0]
    paths = re.findall(r'manifest:full-path="([^"]+)"', parts["META-INF/manifest.xml"])
    assert sorted(paths) == sorted({"/", *parts} - {"META-INF/manifest.xml"})


def test_numbers_of_the_spreadsheet_are_numbers_and_hidden_ones_are_marked() -> None:
    sheets = sheets_of(made_spreadsheet(quarter_end()))

    area = {row[0][1]: row[1:] for row in sheets["Area"][3:]}
    assert area["N1"][0] == ("float", "82")
    assert area["N2 and N3"][0] == ("string", "[c]")
    data = sheets["Data"][beginning_of(sheets["Data"]) :]
    assert [words for _kind, words in data[0]] == list(COLUMNS)


def test_the_sheet_of_every_figure_says_what_the_csv_says_and_nothing_more() -> None:
    rows = sheets_of(made_spreadsheet(quarter_end()))["Data"]
    told = [dict(zip(COLUMNS, (words for _kind, words in row), strict=True)) for row in rows[4:]]

    in_file = list(csv.DictReader(io.StringIO(indicators_csv(quarter_end()).body.decode())))
    assert [row["obs_status"] for row in told] == [row["obs_status"] for row in in_file]
    assert {row["obs_status"] for row in told} == {"", "c", "u"}
    # What has no range, or no mark, is not what there was nothing to count of.
    assert "[z]" not in {words for row in told for words in row.values()}
    as_in_file = [
        row
        | {name: "" for name in ("lower", "upper") if row[name] == "no range"}
        | ({"value": ""} if row["value"] == f"[{row['obs_status']}]" else {})
        for row in told
    ]
    assert as_in_file == in_file
    assert "“no range” in place of a lower and an upper value" in rows[2][0][1]


def test_tables_of_concerns_say_of_which_year_they_are() -> None:
    shown = year_end()
    period = year_words(shown)
    tables = [one for one in tables_of(shown, [shown]) if period in " ".join(one.notes)]
    sheets = sheets_of(made_spreadsheet(shown))
    words = words_of(report_pdf(shown, tables_of(shown, [shown]), [], SIGNED))

    assert len(tables) == 7
    for one in tables:
        said = [cells[0][1] for cells in sheets[one.code.capitalize()] if len(cells) == 1]
        assert any(period in sentence for sentence in said), one.code
    shown_whole = [one for one in tables if not one.is_kept_back]
    assert period.startswith("From 1 ") and shown_whole
    assert words.count(period) == len(shown_whole) + 1


def test_the_document_names_what_is_kept_back_whole_instead_of_printing_it() -> None:
    shown = year_end()
    tables = shown["year"]["tables"]
    for name in ("outcomes", "concerns", "answers", "acknowledgements"):
        tables[name] = dict.fromkeys(tables[name], count(None, "c"))
    kept = [one.title for one in tables_of(shown, [shown]) if one.is_kept_back]

    body = report_pdf(shown, tables_of(shown, [shown]), [], SIGNED)

    words = words_of(body)
    found = assert_accessible(body, "en")
    assert {"What the committee decided", "Were they answered in time?"} <= set(kept)
    said = words.partition("Of these every number is kept back, [c]:")[2]
    assert all(words.count(title) == said.count(title) == 1 for title in kept)
    assert found.elements["Table"] == len(tables_of(shown, [shown])) - len(kept)
    assert found.elements["L"] == 1 and found.elements["LI"] == len(kept)


def test_the_document_explains_what_it_shows_as_the_page_does() -> None:
    shown = quarter_end()
    shown["quarter"]["breaks"] = {"area": ["N1"]}
    words = words_of(report_pdf(shown, tables_of(shown, [shown]), [], SIGNED))

    assert "Filled: 80 delivered. Crossed: 20 not delivered, or not known." in words
    assert "Each figure is rounded by itself, so they may not add up exactly." in words
    assert "Hours delivered, of 100 agreed 80 [u]" in words
    # Which three months, and what they come to together, stands before what is told of them.
    whole = shown["quarter"]["figures"]["delivered"]["value"]
    assert (
        f"July 2026 to September 2026: Of every 100 hours agreed for these three months, {whole}"
        in (words)
    )
    # Neither is a bound of what was really delivered.
    assert "On a device's record alone" in words and "… at least" not in words
    assert "N1 [b]" in words and "Marks that stand in place of a figure, or beside it" in words
    assert ("[b]", "Break: this part was not published so before") in mark_words()


def test_the_spreadsheet_and_the_bundle_are_the_same_bytes_again() -> None:
    first, again = made_spreadsheet(quarter_end()), made_spreadsheet(quarter_end())

    assert first == again
    assert bundle([File("a", "text/plain", b"x")]) == bundle([File("a", "text/plain", b"x")])


TABLES = [
    (indicators_csv(year_end()), FIELDS, KEY),
    (complaints_csv(year_end())[0], COUNT_FIELDS, COUNT_KEY),
    (levels_csv(year_end())[0], COUNT_FIELDS, COUNT_KEY),
]


@pytest.mark.parametrize(("table", "fields", "key"), TABLES, ids=[each[0].name for each in TABLES])
def test_every_row_of_a_table_is_what_csvw_says_it_is(
    table: File, fields: Any, key: tuple[str, ...]
) -> None:
    described = json.loads(
        csvw_json(
            table, title="t", coop="c", language="en", issued="2026-10-09", fields=fields, key=key
        ).body
    )
    columns = described["tableSchema"]["columns"]

    assert described["url"] == table.name
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    reader = csv.DictReader(io.StringIO(table.body.decode()))
    assert reader.fieldnames == [column["titles"] for column in columns]
    seen = set()
    for row in reader:
        for column in columns:
            value = row[column["name"]]
            assert value or not column["required"]
            if value and column["datatype"] in ("integer", "decimal"):
                assert Decimal(value) >= 0
                assert column["datatype"] == "decimal" or value.isdecimal()
            if isinstance(column["datatype"], dict):
                date.fromisoformat(value)
        seen.add(tuple(row[name] for name in described["tableSchema"]["primaryKey"]))
    assert len(seen) == reader.line_num - 1


def test_the_package_describes_each_table_as_it_is() -> None:
    package = json.loads(
        datapackage_json(
            year_end(), table=TABLES[0][0], name="2026-09", title="t", coop="c", made_at=AT,
            corrects=None, attack=None, others=[resource_of(file) for file, _f, _k in TABLES[1:]],
        ).body
    )  # fmt: skip

    assert [resource["path"] for resource in package["resources"]] == [t[0].name for t in TABLES]
    for resource, (file, _fields, _key) in zip(package["resources"], TABLES, strict=True):
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        reader = csv.DictReader(io.StringIO(file.body.decode()))
        assert reader.fieldnames == list(fields)
        assert resource["bytes"] == len(file.body) and resource["hash"] == f"sha256:{file.sha256}"
        seen = set()
        for row in reader:
            for name, value in row.items():
                assert value or not fields[name]["constraints"].get("required"), name
                if value and fields[name]["type"] in {"integer", "number"}:
                    assert Decimal(value) >= fields[name]["constraints"]["minimum"]
                if fields[name]["type"] == "date":
                    date.fromisoformat(value)
            assert row["value"] or row["obs_status"]
            seen.add(tuple(row[name] for name in resource["schema"]["primaryKey"]))
        assert len(seen) == reader.line_num - 1


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("delivered", [percent(80), percent(0), percent(100), percent(None, "c")])
def test_the_document_is_accessible_in_each_language(
    language: str, delivered: dict[str, Any]
) -> None:
    shown = quarter_end()
    shown["figures"] = shown["figures"] | {"delivered": delivered}
    signed = Signed(
        "Bryn Teg", ("Mair Lloyd", "Huw <#panic()> https://y.example"), AT, "https://x.example"
    )

    with speaking(language):
        tables = tables_of(shown, [shown])
        body = report_pdf(shown, tables, ["A program tried."], signed)
        again = report_pdf(shown, tables, ["A program tried."], signed)

    # Typst refuses a document that is not PDF/UA-1; here is that it was asked to.
    found = assert_accessible(body, language)
    assert found.elements["Figure"] == (delivered["value"] is not None)
    assert found.elements["Table"] == len(tables)
    assert body == again
    # Where the report stands can be followed; what somebody typed cannot.
    assert found.addresses == ["https://x.example"]
    assert found.elements["Link"] == 1


SIGNED = Signed("Bryn Teg", ("Mair Lloyd", "Huw Jenkins"), AT, "https://x.example/2026-10-b")
EARLIER = "https://x.example/2026-10"


def corrected_pdf(before: dict[str, Any] | None, reason: str = "Visits came late.") -> bytes:
    """The document of a report that says 78, and corrects one."""
    now = figures(protection=PROTECTION)
    now["figures"] = now["figures"] | {"delivered": percent(78)}
    corrected = Corrected(EARLIER, reason, before)
    return report_pdf(now, tables_of(now, [now]), ["A program tried."], SIGNED, corrected=corrected)


def test_the_document_of_a_correction_begins_with_what_was_wrong_and_what_changed() -> None:
    shown = figures(protection=PROTECTION)
    body = corrected_pdf(shown)

    words = words_of(body)
    first = words_of(report_pdf(shown, tables_of(shown, [shown]), ["A program tried."], SIGNED))
    assert_accessible(body, "en")
    begins = words[: words.index("Each square is one hour")]
    assert "This report corrects an earlier one Visits came late. The earlier report:" in begins
    assert EARLIER in begins
    assert "Figure It was It is Hours delivered, of 100 agreed 80 78 [r]" in begins
    assert begins.count("[r]") == 2 and "[r] means revised." in begins
    assert "corrects" not in first and "What changed" not in first


def test_a_correction_of_what_was_taken_down_tells_no_old_value() -> None:
    words = words_of(corrected_pdf(None))

    assert "This report corrects an earlier one Visits came late." in words
    assert "What changed" not in words and "80 78" not in words


def test_what_somebody_gave_as_a_reason_is_never_a_command_nor_a_link() -> None:
    reason = "#panic() https://y.example *late*"
    body = corrected_pdf(None, reason)

    assert reason in words_of(body)
    assert assert_accessible(body, "en").addresses == [EARLIER, SIGNED.address]


def test_the_card_of_a_correction_says_that_it_is_one() -> None:
    first = card_svg(figures(), coop="Bryn Teg", address="https://x.example")
    second = card_svg(figures(), coop="Bryn Teg", address="https://x.example", is_correction=True)

    picture = ElementTree.fromstring(second)  # noqa: S314
    shown = [part.text for part in picture.iter(f"{SVG}text")]
    assert "Corrects an earlier report of October 2026" in shown
    assert "Corrects an earlier report" in (picture.findtext(f"{SVG}desc") or "")
    assert b"Corrects" not in first


@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_line_of_the_card_touches_another(language: str) -> None:
    for month in range(1, 13):
        shown = figures(period_start=f"2026-{month:02}-01")
        with speaking(language):
            body = card_svg(shown, coop="Bryn Teg", address="https://x.example", is_correction=True)

        picture = ElementTree.fromstring(body)  # noqa: S314
        foot = 0.0
        for line in picture.iter(f"{SVG}text"):
            base, size = int(line.get("y", "")), int(line.get("font-size", ""))
            # Letters reach no further from the line they stand on, above it and below.
            assert base - 0.95 * size >= foot, line.text
            foot = base + 0.25 * size
        assert foot <= HEIGHT - 12


@pytest.mark.parametrize("delivered", [percent(80), percent(100), percent(None, "c")])
def test_the_card_names_itself_and_loads_nothing(delivered: dict[str, Any]) -> None:
    shown = figures()
    shown["figures"] = shown["figures"] | {"delivered": delivered}

    body = card_svg(shown, coop="Care <& Co>", address="https://x.example/reports/2026-10")

    picture = ElementTree.fromstring(body)  # noqa: S314
    assert picture.find(f"{SVG}title") is not None and picture.find(f"{SVG}desc") is not None
    assert "Care <& Co>, October 2026" in "".join(picture.itertext())
    assert not {"script", "image", "style", "a"} & {
        element.tag.removeprefix(SVG) for element in picture.iter()
    }
    assert b"href" not in body and b"url(" not in body


def test_the_list_of_changes_names_old_and_new_values() -> None:
    after = figures()
    after["figures"] = after["figures"] | {"delivered": percent(78)}

    made = changelog_md(
        [
            Past("2026-10", date(2026, 11, 9), figures()),
            Past("2026-10-correction-2", date(2026, 11, 12), after, "Late\n# visits.", figures()),
        ]
    ).body.decode()

    assert made.index("2026-10-correction-2") < made.index("## 2026-10,")
    assert "[r] Hours delivered, of 100 agreed: 80 → 78" in made
    assert "Late # visits." in made
    assert made.count("[r]") == 1


def test_the_method_beside_the_figures_has_every_heading() -> None:
    made = methodology_md(
        figures(protection=PROTECTION), Publisher("Bryn Teg", "https://x", "", "")
    ).body.decode()

    assert made.count("\n## ") == 12
    assert "at least 10 people and 5 care workers" in made
    assert "%(" not in made


def test_marks_mean_the_same_in_every_file() -> None:
    assert [mark for mark, _words in mark_words()] == [f"[{mark}]" for mark, _words in MARKS]


def test_the_list_of_checksums_is_what_sha256sum_reads() -> None:
    made = checksums([File("b.csv", "text/csv", b"b"), File("a.csv", "text/csv", b"a")])

    assert made.body.decode().splitlines() == [
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.csv",
        "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.csv",
    ]
