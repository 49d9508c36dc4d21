"""`candour indicators` and `candour outcomes`, from files and from the store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from portal.database import db
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures_commands import indicators, outcomes
from portal.visits.records import VisitRecords
from tests.conftest import ON_SQLITE
from tests.snapshots import remembered
from tests.visits.figures.storing import store

ROOT = Path(__file__).parents[3]
BRYNTEG = ("--files", str(ROOT / "portal/demo/brynteg"))
FEW = ("--files", str(ROOT / "tests/data/bad/00-good"))
"""A good set of eight rows."""
OCTOBER = ("--period", "2026-10")


def count(*arguments: str) -> Result:
    return CliRunner().invoke(indicators, arguments)


def test_figures_of_files_need_no_store(expected: list[dict[str, Any]]) -> None:
    result = count(*OCTOBER, *BRYNTEG, "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["whole"] == expected[3]["whole"]
    assert (found["period"], found["as_of"]) == ("2026-10", "2026-11-09")
    assert "split" not in found


@pytest.mark.parametrize("entry", range(5))
def test_each_entry_of_the_figures_expected_is_met_by_the_command(
    entry: int, expected: list[dict[str, Any]]
) -> None:
    wanted = expected[entry]

    result = count("--period", wanted["period"], "--as-of", wanted["as_of"], *BRYNTEG, "--json")

    found = json.loads(result.stdout)
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("named", [(), ("--profile", "openevv-visits")])
def test_a_folder_may_hold_files_of_another_shape(
    named: tuple[str, ...], tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    for name in ("packages.csv", "lines.csv", "suspensions.csv", "fileset.json"):
        shutil.copy(ROOT / "portal/demo/brynteg" / name, tmp_path / name)
    shutil.copy(ROOT / "tests/data/vendor/openevv-visits-2026-10.json", tmp_path / "october.json")

    result = count(*OCTOBER, "--files", str(tmp_path), *named, "--json")

    whole = json.loads(result.stdout)["whole"]
    assert whole["contracted_visits"] == expected[3]["whole"]["contracted_visits"]
    assert whole["status_counts"]["DELIVERED"] > 2_000
    assert (whole["indicators"]["V4"]["value"], whole["indicators"]["V4"]["obs_status"]) == (
        None,
        "x",
    )
    told = count(*OCTOBER, "--files", str(tmp_path), *named).stdout
    assert "From OpenEVV visit records (JSON), which loses something" in told
    assert "- Replacements, and rows without a carer." in told
    assert f"{'CANCELLED_PERSON_NOTICE':24} {'x':>10}" in told


@pytest.mark.parametrize(
    ("name", "words"),
    [("rota.csv", "Nobody has said how rota.csv is read"), ("rota.doc", "No files lie here")],
)
def test_a_folder_that_cannot_be_read_is_not_counted_as_empty(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n", "utf-8")

    result = count(*OCTOBER, "--files", str(tmp_path), "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_the_day_may_be_named() -> None:
    result = count(*OCTOBER, *FEW, "--as-of", "2026-10-14", "--json")

    found = json.loads(result.stdout)
    assert found["as_of"] == "2026-10-14"
    # two lines a day up to the 7th, and one on the 2nd
    assert found["whole"]["contracted_visits"] == 15


def test_splits_are_counted_where_they_are_asked_for() -> None:
    one = count(*OCTOBER, *FEW, "--by", "area_code", "--json")
    every = count(*OCTOBER, *FEW, "--by", "all", "--json")

    assert list(json.loads(one.stdout)["split"]) == ["area_code"]
    assert list(json.loads(every.stdout)["split"]) == [
        "area_code",
        "service_type",
        "commissioner",
    ]


def test_people_get_a_table() -> None:
    result = count(*OCTOBER, *FEW, "--by", "area_code")

    assert "2026-10, as of 2026-11-09" in result.stdout
    assert "area_code " in result.stdout
    assert "D3" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--period", "2026-1"), "Write the month as year and month"),
        ((*OCTOBER, "--as-of", "yesterday"), "yesterday"),
        ((*OCTOBER, "--by", "person"), "person"),
        ((*OCTOBER, "--files", "/nowhere"), "/nowhere"),
        ((), "--period"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], words: str) -> None:
    result = count(*arguments)

    assert result.exit_code == 2
    assert words in result.stderr


def test_a_file_that_is_not_what_it_should_be_stops_the_command(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_bytes(b"\xff\xfe")

    result = count(*OCTOBER, "--files", str(tmp_path))

    assert result.exit_code == 1
    assert "visits.csv, line 1" in result.stderr


def test_a_folder_without_contracts_is_not_counted_as_nothing(tmp_path: Path) -> None:
    vendor = count(*OCTOBER, "--files", str(ROOT / "tests/data/vendor/access"))
    shutil.copy(ROOT / "portal/demo/brynteg/visits.csv", tmp_path / "visits.csv")
    canonical = count(*OCTOBER, "--files", str(tmp_path))

    for result in (vendor, canonical):
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "Import packages.csv and lines.csv first" in result.stderr


def test_a_truncated_file_of_another_shape_stops_the_command(tmp_path: Path) -> None:
    whole = (ROOT / "tests/data/vendor/openevv-visits-2026-10.json").read_bytes()
    (tmp_path / "cut.json").write_bytes(whole[:40_000])

    result = count(*OCTOBER, "--files", str(tmp_path))

    assert result.exit_code == 1
    assert "cut.json, line" in result.stderr
    assert "stops being JSON" in result.stderr


def test_rejected_rows_are_said_aloud_beside_the_figures() -> None:
    result = count(*OCTOBER, "--files", str(ROOT / "tests/data/bad/15-dates"), "--json")

    assert result.exit_code == 0
    assert "rows were rejected and are not counted" in result.stderr
    assert json.loads(result.stdout)["period"] == "2026-10"


@ON_SQLITE
def test_figures_of_the_store_are_the_same(
    app: Flask, brynteg: VisitRecords, expected: list[dict[str, Any]]
) -> None:
    with app.app_context():
        remembered("brynteg stored", lambda: store(brynteg))
        db.session.remove()
    make: Callable[[], Flask] = lambda: app  # noqa: E731

    result = CliRunner().invoke(indicators, [*OCTOBER, "--json"], obj=ScriptInfo(create_app=make))

    assert json.loads(result.stdout)["whole"] == expected[3]["whole"]


def test_every_contracted_visit_is_listed_with_its_outcome() -> None:
    result = CliRunner().invoke(outcomes, [*OCTOBER, *FEW, "--json"])

    rows = json.loads(result.stdout)["outcomes"]
    # two lines on each of 31 days, and one on three Fridays
    assert len(rows) == 65
    assert [row for row in rows if row["visit_refs"] == ["V1"]] == [
        {
            "service_date": "2026-10-05",
            "line_ref": "LA1",
            "package_ref": "PKA",
            "person_ref": "A1",
            "agreed_start": "2026-10-05T07:00:00Z",
            "duration_min": 30,
            "carers_required": 1,
            "service_type": "personal_care",
            "status": "DELIVERED",
            "m1": 1790,
            "mk": 1790,
            "start_eff": "2026-10-05T07:03:10Z",
            "counted_seconds": 1790,
            "counted_minutes": 29.8,
            "evidence": "EV2",
            "no_access": None,
            "visit_refs": ["V1"],
        }
    ]


def test_the_list_alone_adds_up_to_the_figures(expected: list[dict[str, Any]]) -> None:
    result = CliRunner().invoke(outcomes, [*OCTOBER, *BRYNTEG, "--json"])

    rows = json.loads(result.stdout)["outcomes"]
    counted = [row for row in rows if row["service_type"] in DEFAULTS.service_types]
    whole = expected[3]["whole"]
    assert 0 < len(counted) < len(rows), "other kinds of service are listed and not counted"
    assert len(counted) == whole["contracted_visits"]
    delivered = whole["indicators"]["D2"]["numerator"]
    assert sum(row["counted_seconds"] for row in counted) == delivered


def test_outcomes_as_lines() -> None:
    result = CliRunner().invoke(outcomes, [*OCTOBER, *FEW])

    assert "2026-10-05\tLA1\tPKA\tA1\t2026-10-05T07:00:00Z" in result.stdout


@ON_SQLITE
def test_outcomes_of_the_store_are_the_same(app: Flask, brynteg: VisitRecords) -> None:
    with app.app_context():
        remembered("brynteg stored", lambda: store(brynteg))
        db.session.remove()
    make: Callable[[], Flask] = lambda: app  # noqa: E731
    of_files = CliRunner().invoke(outcomes, [*OCTOBER, *BRYNTEG, "--json"])

    before = CliRunner().invoke(outcomes, [*OCTOBER, "--json"], obj=ScriptInfo(create_app=make))
    again = CliRunner().invoke(
        outcomes, [*OCTOBER, "--again", "--json"], obj=ScriptInfo(create_app=make)
    )

    assert json.loads(before.stdout) == json.loads(of_files.stdout)
    assert json.loads(again.stdout) == json.loads(of_files.stdout)
    assert again.stderr.splitlines()[-1] == "0 days left"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say which month"),
        (("--again", *FEW), "choose one"),
        (("--period", "October"), "Write the month as year and month"),
    ],
)
def test_outcomes_of_nothing_are_refused(arguments: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(outcomes, arguments)

    assert result.exit_code == 2
    assert words in result.stderr
