"""The files of a release: a tidy table and the package that describes it."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portal.publication.attack_wording import attack_told
from portal.publication.code_book import (
    KEPT,
    LOST,
    RATES,
    breakdown_codes,
    indicator_codes,
    part_codes,
    unit_codes,
    with_codes,
)
from portal.publication.models import ReleaseAttack
from portal.visits.figures.parameters import DEFAULTS

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
MARKS = (
    (
        "c",
        "Hidden: too few visits, people or care workers stand behind it, or it would help to find "
        "out what has to stay hidden",
    ),
    ("z", "Not applicable: there was nothing to count"),
    ("x", "Not available: the records do not tell"),
    ("b", "Break: this part was not published so before"),
    ("r", "Revised: this figure was published otherwise before"),
    (
        "u",
        f"Low reliability: fewer than {DEFAULTS.reliable_share} % of the records were made by a "
        "device at the address",
    ),
)

MARKS_TOLD = "Marks, one letter each, several where several hold. " + ". ".join(
    f"{mark}: {words}" for mark, words in MARKS
)


def bracketed(marks: str) -> str:
    """Marks as they stand in place of a figure: [c] [r]."""
    return " ".join(f"[{mark}]" for mark in marks)


def field_of(name: str, kind: str, description: str, *, required: bool = False) -> dict[str, Any]:
    """A column as a Table Schema describes it."""
    rules: dict[str, Any] = {"required": True} if required else {}
    if kind in {"integer", "number"}:
        rules["minimum"] = 0
    return {"name": name, "type": kind, "description": description, "constraints": rules}


# Each column of the table: what it is, what it may hold.
FIELDS = (
    field_of("period_start", "date", "First day of the month, or quarter", required=True),
    field_of("period_end", "date", "Last day of the month, or quarter", required=True),
    field_of("geography_code", "string", "all, or an area", required=True),
    field_of("breakdown", "string", "all, or what it is split by", required=True),
    field_of("part", "string", "all, or which one: + joins several", required=True),
    field_of("indicator_id", "string", "Which figure", required=True),
    field_of("unit", "string", "percent: whole percents of rounded parts", required=True),
    field_of("value", "integer", "The figure, empty where hidden; 0 is none, or less than 1"),
    field_of("lower", "integer", "As it would be on device records alone"),
    field_of("upper", "integer", "As it would be if all unknown came"),
    field_of("obs_status", "string", MARKS_TOLD),
    field_of("methodology_version", "string", "Version of the method page", required=True),
)
COLUMNS = tuple(field["name"] for field in FIELDS)
# What tells the rows of the table apart.
KEY = ("period_start", "period_end", "breakdown", "part", "indicator_id")


def described_fields() -> list[dict[str, Any]]:
    """The columns, and what each code in them means."""
    return with_codes(
        FIELDS,
        codes={
            "breakdown": breakdown_codes(),
            "indicator_id": indicator_codes(),
            "unit": {"percent": unit_codes()["percent"]},
        },
        grouped={"part": part_codes()},
    )


class File(NamedTuple):
    """A finished file."""

    name: str
    mimetype: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The checksum, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


def indicators_csv(figures: dict[str, Any], *, before: dict[str, Any] | None = None) -> File:
    """The figures as a tidy table.

    `before` are the figures that they correct: what differs from them is marked as revised.
    """
    return table_file("indicators.csv", COLUMNS, rows_marked(figures, before))


def table_file(name: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> File:
    """A tidy table: UTF-8, commas, one header row, ISO dates, marks apart."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return File(name, "text/csv; charset=utf-8", out.getvalue().encode())


def rows_marked(figures: dict[str, Any], before: dict[str, Any] | None) -> list[tuple[Any, ...]]:
    """The rows, of which those that differ from what was published before are marked [r]."""
    if before is None:
        return rows(figures)
    return marked_revised(rows(figures), rows(before), COLUMNS, KEY)


def marked_revised(
    now: Iterable[tuple[Any, ...]],
    before: Iterable[tuple[Any, ...]],
    columns: Sequence[str],
    key: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Rows of a table; [r] is added to the marks of those that were published otherwise before."""
    keys = [columns.index(name) for name in key]
    value, mark = columns.index("value"), columns.index("obs_status")

    def figure(row: tuple[Any, ...]) -> tuple[str, bool]:
        # Whether it is hidden is part of a figure; what else is said of it is not.
        return row[value], "c" in row[mark]

    old = {tuple(row[at] for at in keys): figure(row) for row in before}
    return [
        (*row[:mark], f"{row[mark]}r", *row[mark + 1 :])
        if old.get(tuple(row[at] for at in keys), figure(row)) != figure(row)
        else row
        for row in now
    ]


def rows(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of the table, in the order of COLUMNS."""
    published = figures["figures"]
    bounds = (published["delivered_lower"]["value"], published["delivered_upper"]["value"])
    measured = [
        ("hours_delivered", published["delivered"], bounds, figures["reliability"]),
        ("visits_missed", published["missed"], (None, None), ""),
        ("visits_no_access", published["no_access"], (None, None), ""),
    ]
    measured += [
        (indicator, published[name], (None, None), "")
        for name, indicator in KEPT.items()
        if name in published
    ]
    measured += [
        (f"{LOST}{cause}", percent, (None, None), "")
        for cause, percent in figures["causes"].items()
    ]
    period = figures["period_start"], figures["period_end"]
    version = figures["method_version"]
    found = [
        _row(period, ("all", "all"), indicator, percent, bounds, mark, version)
        for indicator, percent, bounds, mark in measured
    ]
    return found + _rows_of_quarter(figures.get("quarter"), version)


def _rows_of_quarter(quarter: dict[str, Any] | None, version: str) -> list[tuple[Any, ...]]:
    """The whole co-operative over the quarter, then each part."""
    if quarter is None:
        return []
    period = quarter["period_start"], quarter["period_end"]
    places = [(("all", "all"), quarter["figures"])] + [
        ((dimension, part["value"]), part)
        for dimension, parts in quarter["parts"].items()
        for part in parts
    ]
    breaks = quarter.get("breaks", {})
    return [
        _row(
            period, place, indicator, rates[name], (None, None),
            "b" if place[1] in breaks.get(place[0], ()) else "", version,
        )
        for place, rates in places
        for name, indicator in (RATES | KEPT).items()
        if name in rates
    ]  # fmt: skip


def _row(
    period: tuple[str, str],
    place: tuple[str, str],
    indicator: str,
    percent: dict[str, Any],
    bounds: tuple[int | None, int | None],
    mark: str,
    version: str,
) -> tuple[Any, ...]:
    breakdown, part = place
    return (
        *period,
        part if breakdown == "area" else "all",
        breakdown,
        part,
        indicator,
        "percent",
        written(percent["value"]),
        *map(written, bounds),
        percent["status"] or mark,
        version,
    )


def datapackage_json(
    figures: dict[str, Any],
    *,
    table: File,
    name: str,
    title: str,
    coop: str,
    made_at: datetime,
    corrects: str | None,
    attack: ReleaseAttack | None,
    others: Iterable[dict[str, Any]] = (),
) -> File:
    """The Data Package (version 2) that describes the table.

    `others` are the resources of other tables that go with it.
    """
    described: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"candour-{name}",
        "title": title,
        "created": made_at.isoformat(timespec="seconds"),
        "version": name,
        "licenses": [LICENCE],
        "contributors": [{"title": coop, "roles": ["publisher"]}],
        "sources": _sources(figures, coop),
        "resources": [
            table_resource(table, fields=described_fields(), key=KEY),
            *others,
        ],
        "candour": _own_part(figures, corrects=corrects, attack=attack),
    }
    body = json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n"
    return File("datapackage.json", "application/json", body)


def table_resource(
    table: File, *, fields: Sequence[dict[str, Any]], key: Sequence[str]
) -> dict[str, Any]:
    """What a Data Package says of a table."""
    return {
        "name": table.name.removesuffix(".csv"),
        "path": table.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.body),
        "hash": f"sha256:{table.sha256}",
        "schema": {
            "fields": fields,
            "primaryKey": list(key),
            "missingValues": [{"value": "", "label": "See obs_status"}],
        },
    }


def _sources(figures: dict[str, Any], coop: str) -> list[dict[str, str]]:
    """What the figures were made from, as it stood on the day that the figures name."""
    kept = ["Records of the care office: contracts, rota, and when carers came and went"]
    if figures.get("year"):
        kept.append("Cases of the oversight committee")
    return [{"title": f"{words} ({coop})", "version": figures["as_of"]} for words in kept]


def _own_part(
    figures: dict[str, Any], *, corrects: str | None, attack: ReleaseAttack | None
) -> dict[str, Any]:
    """What no standard has a place for."""
    own: dict[str, Any] = {
        "rows": len(rows(figures)),
        "as_of": figures["as_of"],
        "methodology_version": figures["method_version"],
        "protection": figures["protection"],
        "obs_status": dict(MARKS),
    }
    if attack is not None:
        own["attack"] = attack_told(attack)
    if corrects:
        own["corrects"] = corrects
    return own


def written(value: float | None) -> str:
    """A number as it stands in a table; empty where there is none."""
    return "" if value is None else str(value)
