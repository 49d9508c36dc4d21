"""Each table of a release described for programs of the semantic web (CSVW).

Source: W3C Recommendation "Metadata Vocabulary for Tabular Data", 17 December 2015.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from portal.publication.code_book import listed_codes
from portal.publication.files import LICENCE, File

_TYPES: Final = {"date": "date", "string": "string", "integer": "integer", "number": "decimal"}
# What other vocabularies call some of our columns.
_MEANINGS: Final = {
    "value": "http://purl.org/linked-data/sdmx/2009/measure#obsValue",
    "obs_status": "http://purl.org/linked-data/sdmx/2009/attribute#obsStatus",
    "unit": "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure",
    "geography_code": "http://purl.org/linked-data/sdmx/2009/dimension#refArea",
}


def csvw_json(
    table: File,
    *,
    title: str,
    coop: str,
    language: str,
    issued: str,
    fields: Sequence[dict[str, Any]],
    key: Sequence[str],
) -> File:
    """The description that stands beside the table under the name that the standard wants.

    `fields` and `key` are those of the table, as its Data Package gives them.
    """
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": table.name,
        "dc:title": title,
        "dc:publisher": coop,
        "dc:issued": {"@value": issued, "@type": "xsd:date"},
        "dc:license": {"@id": LICENCE["path"]},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [_column(field) for field in fields],
            "primaryKey": list(key),
        },
    }
    body = json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n"
    return File(f"{table.name}-metadata.json", "application/csvm+json", body)


def _column(field: dict[str, Any]) -> dict[str, Any]:
    name = field["name"]
    column: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": _description(field),
        "datatype": _TYPES[field["type"]],
        "required": field.get("constraints", {}).get("required", False),
    }
    if column["datatype"] == "date":
        column["datatype"] = {"base": "date", "format": "yyyy-MM-dd"}
    if name in _MEANINGS:
        column["propertyUrl"] = _MEANINGS[name]
    return column


def _description(field: dict[str, Any]) -> str:
    codes = {one["value"]: one["label"] for one in field.get("categories", ())}
    return f"{field['description']}. {listed_codes(codes)}" if codes else str(field["description"])
