"""`candour verify-ledger`, as somebody runs it who doubts the portal."""

import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.ledger.commands import verify_ledger
from portal.ledger.statements import promise_to_link, write_promise
from tests.ledger.copies import FIRST, KEY, make_day, make_days, written


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of a whole ledger."""
    path = tmp_path / "ledger.json"
    path.write_bytes(written(make_days()))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(verify_ledger, [str(argument) for argument in arguments])


def test_a_whole_ledger_ends_with_status_0(file: Path) -> None:
    result = run(file, "--key", KEY.public.hex())

    assert result.exit_code == 0
    assert "3 days, 96 links, 1 openings were checked." in result.output
    assert "The ledger is whole." in result.output


def test_a_changed_ledger_ends_with_status_1(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"2026-10", b"2026-09"))

    result = run(file)

    assert result.exit_code == 1
    assert "PROBLEM: 2026-11-01: the opening 'release_published'" in result.output
    assert "whole" not in result.output


def test_another_key_ends_with_status_1(file: Path) -> None:
    assert run(file, "--key", "00" * 32).exit_code == 1


def test_a_broken_promise_ends_with_status_1(file: Path) -> None:
    promise = write_promise(promise_to_link(KEY, os.urandom(32), FIRST))

    early = run(file, "--promise", promise, "--on", "2026-11-04")
    late = run(file, "--promise", promise, "--on", "2026-11-05")

    assert (early.exit_code, late.exit_code) == (0, 1)
    assert "The promise was broken" in late.output


def test_a_rewritten_past_ends_with_status_1(file: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_bytes(written([make_day(date(2026, 11, 1))]))

    result = run(file, "--earlier", earlier)

    assert result.exit_code == 1
    assert "rewritten" in result.output


@pytest.mark.parametrize("key", ["", "zz", "00" * 31])
def test_what_is_no_key_is_a_mistake_of_the_command(file: Path, key: str) -> None:
    assert run(file, "--key", key).exit_code == 2


def test_a_file_that_is_not_there_is_a_mistake_of_the_command(tmp_path: Path) -> None:
    assert run(tmp_path / "none.json").exit_code == 2
