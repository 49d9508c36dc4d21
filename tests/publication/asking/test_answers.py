"""Every answer for programs, held against the document that describes it."""

import csv
import io
import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from audit.coops import Coop
from portal.database import transaction
from portal.i18n import speaking
from portal.publication import queries
from portal.publication.amending.services import note_error
from portal.publication.asking.views import DOCUMENT
from portal.publication.code_book import (
    breakdown_codes,
    indicator_codes,
    line_codes,
    listed_codes,
    part_codes,
    table_codes,
    unit_codes,
)
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.concerns.test_year import year
from tests.publication.test_levels import quarter
from tests.publication.test_pages import published

API = json.loads(DOCUMENT.read_text("utf-8"))
_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    while "$ref" in node:
        found: Any = API
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def require_fits(value: Any, schema: dict[str, Any], where: str = "answer") -> None:
    """JSON Schema 2020-12, as far as the document uses it; an unknown word is an error."""
    schema = resolved(schema)
    known = {
        "type", "required", "properties", "additionalProperties", "items", "pattern", "format",
        "minimum", "maximum", "maxLength", "default", "description",
    }  # fmt: skip
    assert set(schema) <= known, schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, _KINDS[kind]) for kind in kinds), f"{where}: {value!r}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        assert set(schema.get("required", ())) <= set(value), where
        if schema.get("additionalProperties") is False:
            assert set(value) <= set(properties), where
        for name in set(value) & set(properties):
            require_fits(value[name], properties[name], f"{where}.{name}")
    if isinstance(value, list):
        for place, item in enumerate(value):
            require_fits(item, schema["items"], f"{where}[{place}]")
    if isinstance(value, str):
        assert re.search(schema.get("pattern", ""), value), where
        match schema.get("format"):
            case "date":
                date.fromisoformat(value)
            case "date-time":
                assert datetime.fromisoformat(value).tzinfo
            case "uri":
                assert value.startswith("http://localhost/reports/"), where
    if isinstance(value, int):
        assert schema.get("minimum", value) <= value <= schema.get("maximum", value), where


def get(browser: Browser, path: str, operation: str, status: int = 200) -> Any:
    """Ask, and hold the answer against its description."""
    answer = browser.client.get(f"/reports/api{path}")
    described = API["paths"][operation]["get"]["responses"][str(status)]
    ((kind, content),) = resolved(described)["content"].items()
    assert (answer.status_code, answer.mimetype) == (status, kind)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.text)
    require_fits(told, content["schema"])
    return told


def test_the_document_describes_exactly_the_addresses_that_there_are(app: Flask) -> None:
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/reports/api")): rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("publication.asking.")
    }

    assert set(rules) == set(API["paths"])
    for path, rule in rules.items():
        assert (rule.methods or set()) - {"HEAD", "OPTIONS"} == {"GET"}
        operation = API["paths"][path]["get"]
        assert rule.endpoint.endswith("." + operation["operationId"])
        named = [resolved(one) for one in operation.get("parameters", ())]
        assert {one["name"] for one in named if one["in"] == "path"} == set(rule.arguments)
    assert API["openapi"].startswith("3.1.")


def test_every_answer_is_what_its_description_says(app: Flask, browser: Browser) -> None:
    published(app, month=9, delivered=75)
    published(app)
    published(app, delivered=78, reason="Visits came late.")

    listed = get(browser, "/releases", "/releases")
    one = get(browser, "/releases/2026-10", "/releases/{name}")
    newest = get(browser, "/releases/latest", "/releases/{name}")
    figures = get(
        browser,
        "/releases/2026-10/indicators?breakdown=all&indicator=visits_no_access",
        "/releases/{name}/indicators",
    )
    get(browser, "/openapi.json", "/openapi.json")

    assert [each["name"] for each in listed["releases"]] == [
        "2026-10-correction-2", "2026-10", "2026-09",
    ]  # fmt: skip
    assert (newest["name"], newest["corrects"]) == ("2026-10-correction-2", "2026-10")
    assert "release.zip" in {file["name"] for file in one["files"]}
    (hidden,) = figures["indicators"]
    assert (hidden["value"], hidden["obs_status"]) == (None, "c")


def test_programs_are_told_what_was_said_of_a_release_since(app: Flask, browser: Browser) -> None:
    published(app)
    before = get(browser, "/releases/2026-10", "/releases/{name}")
    with app.app_context():
        member = make_account(name="Mair Lloyd").account
        with transaction():
            note_error(queries.get_release("2026-10"), "Counted twice.", by=member, at=NOW)
    published(app, delivered=78, reason="Visits came late.")

    after = get(browser, "/releases/2026-10", "/releases/{name}")
    newest = get(browser, "/releases/latest", "/releases/{name}")

    assert (before["corrected_by"], before["notices"]) == (None, [])
    assert after["corrected_by"] == newest["name"] == "2026-10-correction-2"
    assert [(each["words"], each["name"]) for each in after["notices"]] == [
        ("Counted twice.", "Mair Lloyd")
    ]
    assert (newest["corrected_by"], newest["notices"]) == (None, [])


def test_lists_come_in_pages_that_lead_to_each_other(app: Flask, browser: Browser) -> None:
    published(app)
    path, seen = "/releases/2026-10/indicators?per_page=4&breakdown=all", []

    while path:
        told = get(browser, path, "/releases/{name}/indicators")
        seen += [row["indicator_id"] for row in told["indicators"]]
        path = (told["next"] or "").removeprefix("http://localhost/reports/api")

    assert len(seen) == len(set(seen)) == told["total"] == 12


def test_counts_of_quarter_and_year_are_told_as_in_their_files(
    app: Flask, browser: Browser
) -> None:
    first = year(Coop(60, 16, 12, 2, 7))
    promises = first["tables"]["promises"]
    late = promises["late"] | {"value": promises["late"]["value"] + 5}
    other = first | {"tables": first["tables"] | {"promises": promises | {"late": late}}}
    published(app, month=9)
    published(app, quarter=quarter(), year=first)
    published(app, quarter=quarter(), year=other, reason="A promise was counted as kept.")
    operation = "/releases/{name}/counts"

    everything = get(browser, "/releases/2026-10/counts?per_page=200", operation)["counts"]
    promises_told = get(browser, "/releases/latest/counts?table=promises", operation)["counts"]
    within = get(browser, "/releases/2026-09/counts", operation)

    in_files = [
        row
        for name in ("levels.csv", "complaints.csv")
        for row in csv.DictReader(
            io.StringIO(browser.client.get(f"/reports/2026-10/{name}").get_data(as_text=True))
        )
    ]
    assert [
        (each["table"], each["part"], each["value"], each["obs_status"] or "")
        for each in everything
    ] == [
        (row["table"], row["part"], float(row["value"]) if row["value"] else None,
         row["obs_status"])
        for row in in_files
    ]  # fmt: skip
    marks = {each["part"]: each["obs_status"] for each in promises_told}
    assert marks == {"due": None, "in_time": None, "late": "r"}
    assert (within["counts"], within["total"]) == ([], 0)


def test_figures_of_a_correction_are_marked_as_in_the_file(app: Flask, browser: Browser) -> None:
    published(app)
    published(app, delivered=78, reason="Visits came late.")

    told = get(
        browser,
        "/releases/latest/indicators?indicator=hours_delivered",
        "/releases/{name}/indicators",
    )["indicators"]

    assert [(each["value"], each["obs_status"]) for each in told] == [(78, "ur")]


def test_an_unchanged_answer_costs_nothing_and_other_sites_may_ask_so(
    app: Flask, browser: Browser
) -> None:
    published(app)
    client = browser.client
    tag = client.get("/reports/api/releases").headers["ETag"]

    again = client.get("/reports/api/releases", headers={"If-None-Match": tag})
    before = client.options("/reports/api/releases")
    published(app, month=9)
    later = client.get("/reports/api/releases", headers={"If-None-Match": tag})

    assert (again.status_code, again.data, later.status_code) == (304, b"", 200)
    assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "POST" not in before.headers["Access-Control-Allow-Methods"]
    # These addresses alone: no page of ours can be read by another site.
    for path in ("/reports", "/reports/2026-10", "/", "/accounts/sign-in"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 400),
        ("page=x", 400),
        ("per_page=201", 400),
        ("page=1000001", 400),
        ("page=²", 400),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_a_sentence(
    browser: Browser, query: str, status: int
) -> None:
    told = get(browser, f"/releases?{query}", "/releases", status)
    assert "whole number" in told["detail"]


@pytest.mark.parametrize(
    ("path", "operation", "known"),
    [
        ("/releases?wrong=1", "/releases", "page, per_page"),
        ("/releases/2026-10?page=1", "/releases/{name}", "nothing more"),
        ("/releases/2026-10/indicators?table=met", "/releases/{name}/indicators", "breakdown"),
        ("/releases/2026-10/indicators?indicator=nope", "/releases/{name}/indicators",
         "hours_lost_short_time"),
        ("/releases/2026-10/indicators?breakdown=nope", "/releases/{name}/indicators",
         "commissioner"),
        ("/releases/2026-10/counts?table=nope", "/releases/{name}/counts", "put_right"),
        ("/releases/2026-10/counts?part=all", "/releases/{name}/counts", "table"),
    ],
)  # fmt: skip
def test_what_nobody_can_ask_is_refused_with_what_can_be_asked(
    app: Flask, browser: Browser, path: str, operation: str, known: str
) -> None:
    published(app)

    told = get(browser, path, operation, 400)

    assert known in told["detail"] and told["detail"].endswith(".")


def test_a_code_that_a_report_has_no_row_of_is_no_mistake(app: Flask, browser: Browser) -> None:
    published(app)

    for table in table_codes():
        told = get(browser, f"/releases/2026-10/counts?table={table}", "/releases/{name}/counts")
        assert told["counts"] == []


@pytest.mark.parametrize(
    "path",
    ["", "/nope", "/nope/", "/releases/2026-10/nope", "/releases/2026-10/counts/more", "/a/b"],
)
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_an_address_that_there_is_not_is_answered_as_programs_read_it(
    app: Flask, browser: Browser, path: str, prefix: str
) -> None:
    published(app)

    answer = browser.client.get(f"{prefix}/reports/api{path}", follow_redirects=True)

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "/reports/api/openapi.json" in json.loads(answer.text)["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_program_that_asks_in_another_way_is_told_so_as_it_reads(browser: Browser) -> None:
    answer = browser.client.put("/reports/api/releases")
    moved = browser.client.get("/reports/api/releases/")

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert moved.headers["Location"] == "/reports/api/releases"
    assert moved.headers["Access-Control-Allow-Origin"] == "*"


def test_whole_numbers_are_told_as_whole_numbers(app: Flask, browser: Browser) -> None:
    told = year(Coop(60, 16, 12, 2, 7))
    told["rates"]["per_1000_visits"] = {"value": 2.5, "status": ""}
    published(app, quarter=quarter(), year=told)

    answer = browser.client.get("/reports/api/releases/2026-10/counts?per_page=200")

    values = [row["value"] for row in json.loads(answer.text)["counts"]]
    numbers = [value for value in values if value is not None]
    assert {type(value) for value in numbers} == {int, float} and numbers.count(2.5) == 1
    assert ".0" not in answer.text.replace('"6.0"', "")


def test_the_document_names_every_code_and_what_it_means() -> None:
    asked = {
        parameter["name"]: parameter
        for path in API["paths"].values()
        for parameter in map(resolved, path["get"].get("parameters", ()))
        if "enum" in parameter["schema"]
    }
    schemas = API["components"]["schemas"]
    with speaking("en"):
        books = {
            "indicator": indicator_codes(), "breakdown": breakdown_codes(), "table": table_codes(),
        }  # fmt: skip
        said = {
            "Indicator": {"indicator_id": indicator_codes(), "breakdown": breakdown_codes()},
            "Count": {"table": table_codes(), "unit": unit_codes()},
        }
        grouped = {"Indicator": part_codes(), "Count": line_codes()}
    said["Indicator"]["unit"] = {"percent": said["Count"]["unit"].pop("percent")}

    assert set(asked) == set(books)
    for name, codes in books.items():
        assert asked[name]["schema"]["enum"] == list(codes)
        assert asked[name]["description"].endswith(listed_codes(codes))
    for schema, columns in said.items():
        for column, codes in columns.items():
            described = schemas[schema]["properties"][column]["description"]
            assert all(f"{code} = {words}" in described for code, words in codes.items()), column
    for schema, several in grouped.items():
        parts = schemas[schema]["properties"]["part"]["description"]
        assert all(f"{group}: {listed_codes(codes)}" in parts for group, codes in several.items())


def test_what_is_not_there_is_said(browser: Browser) -> None:
    for name in ("2026-10", "latest", "2026-10-correction-x"):
        get(browser, f"/releases/{name}", "/releases/{name}", 404)
    assert get(browser, "/releases", "/releases")["releases"] == []
