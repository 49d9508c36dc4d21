"""The files of a release: tidy, described, and reproducible byte for byte."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from portal.publication.files import COLUMNS, datapackage_json, indicators_csv

AT = datetime(2026, 11, 9, 10, tzinfo=UTC)


def figures(**changes: Any) -> dict[str, Any]:
    def percent(value: int | None, status: str = "") -> dict[str, Any]:
        return {"value": value, "status": status, "below_one": False}

    made: dict[str, Any] = {
        "period": "2026-10",
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        "as_of": "2026-11-09",
        "method_version": "1",
        "reliability": "u",
        "figures": {
            "delivered": percent(80),
            "delivered_lower": percent(76),
            "delivered_upper": percent(85),
            "missed": percent(4),
            "no_access": percent(None, "c"),
        },
        "causes": {
            "not_rostered": percent(3),
            "missed": percent(2),
            "no_access": percent(1),
            "missing_carer": percent(3),
            "short_time": percent(7),
            "other": percent(4),
        },
        "protection": {"people": 10},
    }
    return made | changes


def table(content: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(indicators_csv(content).body.decode())))


def test_a_number_and_its_mark_stand_in_two_columns() -> None:
    rows = {row["indicator_id"]: row for row in table(figures())}

    assert rows["hours_delivered"]["value"] == "80"
    assert rows["hours_delivered"]["obs_status"] == "u"
    assert (rows["hours_delivered"]["lower"], rows["hours_delivered"]["upper"]) == ("76", "85")
    assert rows["visits_no_access"]["value"] == ""
    assert rows["visits_no_access"]["obs_status"] == "c"


def test_the_description_fits_the_table() -> None:
    made = indicators_csv(figures())
    described = json.loads(
        datapackage_json(
            figures(),
            table=made,
            name="2026-10",
            title="t",
            coop="c",
            made_at=AT,
            corrects=None,
            attack=None,
        ).body
    )
    resource = described["resources"][0]

    assert [field["name"] for field in resource["schema"]["fields"]] == list(COLUMNS)
    [source] = described["sources"]
    assert source["title"].startswith("Records of the care office: contracts, rota, and")
    assert source["version"] == figures()["as_of"]
    assert resource["bytes"] == len(made.body)
    assert resource["hash"] == f"sha256:{made.sha256}"
    keys = [tuple(row[key] for key in resource["schema"]["primaryKey"]) for row in table(figures())]
    assert len(keys) == len(set(keys))


def test_the_same_figures_make_the_same_bytes() -> None:
    assert indicators_csv(figures()).body == indicators_csv(figures()).body
