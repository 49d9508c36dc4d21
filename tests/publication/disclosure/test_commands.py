"""`candour protect` and `candour attack`, as somebody runs them on a table from elsewhere."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.publication.disclosure_commands import attack, protect

NEEDS = {"primary": True, "below": 3, "above": 3}
TABLE = {
    "format": "candour-instance/1",
    "cells": [
        {"id": "11", "value": 20, "weight": 20, "upper": 100},
        {"id": "12", "value": 7, "weight": 7, "upper": 100} | NEEDS,
        {"id": "13", "value": 30, "weight": 30, "upper": 100},
        {"id": "1t", "value": 57, "weight": 57, "upper": 300},
        {"id": "21", "value": 9, "weight": 9, "upper": 100},
        {"id": "22", "value": 15, "weight": 15, "upper": 100},
        {"id": "23", "value": 40, "weight": 40, "upper": 100},
        {"id": "2t", "value": 64, "weight": 64, "upper": 300},
        {"id": "t1", "value": 29, "weight": 29, "upper": 200},
        {"id": "t2", "value": 22, "weight": 22, "upper": 200},
        {"id": "t3", "value": 70, "weight": 70, "upper": 200},
        {"id": "tt", "value": 121, "weight": 121, "upper": 600},
    ],
    "relations": [
        {"terms": {"1t": -1, "11": 1, "12": 1, "13": 1}},
        {"terms": {"2t": -1, "21": 1, "22": 1, "23": 1}},
        {"terms": {"t1": -1, "11": 1, "21": 1}},
        {"terms": {"t2": -1, "12": 1, "22": 1}},
        {"terms": {"t3": -1, "13": 1, "23": 1}},
        {"terms": {"tt": -1, "1t": 1, "2t": 1}},
    ],
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two rows of three, with totals; one cell is too small to be shown."""
    path = tmp_path / "table.json"
    path.write_text(json.dumps(TABLE), "utf-8")
    return path


def pattern(table: Path, *hidden: str) -> Path:
    """A pattern that somebody wrote by hand."""
    path = table.with_name("pattern.json")
    path.write_text(json.dumps({"format": "candour-pattern/1", "hidden": hidden}), "utf-8")
    return path


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]


def test_protects_a_table_and_the_attacker_agrees(table: Path) -> None:
    protected = run(protect, table)
    path = pattern(table)
    path.write_text(protected.stdout, "utf-8")
    attacked = run(attack, table, path)

    found = json.loads(protected.stdout)
    assert protected.exit_code == 0
    assert found["hidden"] == ["11", "12", "21", "22"]
    assert found["secondary"] == ["11", "21", "22"]
    assert (found["cost"], found["method"]) == (44, "exact")
    assert attacked.exit_code == 0
    assert "outsider: 12 from 0 to 22" in attacked.stdout
    assert "Nothing was found" in attacked.stdout


def test_prints_every_interval_and_breach_and_ends_with_status_1(table: Path) -> None:
    result = run(attack, table, pattern(table, "12", "11", "22"))

    assert result.exit_code == 1
    assert "outsider: 12 from 7 to 7  BREACH: surely more than 4" in result.stdout
    assert "outsider: 22 from 15 to 15" in result.stdout
    assert "1 BREACHES" in result.stdout


def test_showing_what_must_be_hidden_is_a_breach(table: Path) -> None:
    result = run(attack, table, pattern(table), "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["cells"][0]["breach"] == "shown, but must be hidden"


def test_a_solver_that_is_stopped_half_way_ends_with_status_2(table: Path) -> None:
    stopped = run(attack, table, pattern(table, "11", "12", "21", "22"), "--seconds", "1e-9")
    unprotected = run(protect, table, "--seconds", "1e-9")

    assert stopped.exit_code == 2
    assert "NOT FINISHED: A problem was not solved" in stopped.stdout
    assert unprotected.exit_code == 2
    assert unprotected.stdout == ""


def test_judging_alone_comes_to_the_same_verdict(table: Path) -> None:
    safe = run(attack, table, pattern(table, "11", "12", "21", "22"), "--judge-only", "--json")
    unsafe = run(attack, table, pattern(table, "11", "12"), "--judge-only")

    assert safe.exit_code == 0
    assert json.loads(safe.stdout)["is_safe"]
    assert unsafe.exit_code == 1


def test_a_table_that_cannot_be_protected_ends_with_status_2(table: Path) -> None:
    known = TABLE | {"history": [{"cell": "12", "lower": 6, "upper": 8, "release": "last year"}]}
    table.write_text(json.dumps(known), "utf-8")

    result = run(protect, table)

    assert result.exit_code == 2
    assert "'12' cannot be protected from the outsider." in result.stderr


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{}", b""])
def test_a_file_that_is_no_table_ends_with_status_2_and_its_name(table: Path, body: bytes) -> None:
    table.write_bytes(body)

    for result in (run(protect, table), run(attack, table, pattern(table))):
        assert result.exit_code == 2
        assert "table.json: " in result.stderr


def test_two_runs_print_the_same_bytes(table: Path) -> None:
    assert run(protect, table).stdout == run(protect, table).stdout
