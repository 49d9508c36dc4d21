"""Witnesses: what they sign, what is taken from them, and what they refuse to sign."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from portal import config
from portal.database import db, transaction
from portal.errors import SettingsRefused
from portal.ledger import services
from portal.ledger.copies import read_copy
from portal.ledger.statements import SigningKey
from portal.ledger.witnessing.commands import witness
from portal.ledger.witnessing.witnesses import (
    Head,
    countersign,
    read_countersignature,
    read_witnesses,
)
from tests.client import Browser
from tests.ledger.copies import make_days, written
from tests.ledger.test_views import MONDAY, closed

__all__ = ["closed"]

WITNESS = SigningKey(b"w" * 32)
SAME = "a" * 64


def named(*keys: SigningKey) -> None:
    names = ", ".join(f"Aber Care {number}={key.public.hex()}" for number, key in enumerate(keys))
    config.use(replace(config.settings(), ledger_witnesses=names))


def head_of(browser: Browser) -> Head:
    day = read_copy(browser.client.get("/ledger/ledger.json").data).days[-1]
    return Head(day.public_key, day.day, day.signed_on, day.size, day.hash)


def send(browser: Browser, line: str) -> tuple[int, str]:
    answer = browser.client.post("/ledger/witnesses/sign", data={"line": line})
    return answer.status_code, answer.text


def test_what_a_named_witness_signed_is_kept_once_and_shown(
    closed: Flask, browser: Browser
) -> None:
    named(WITNESS)
    before = browser.open("/ledger").follow("Who countersigns it")
    line = countersign(WITNESS, head_of(browser)).written

    answers = send(browser, line), send(browser, line)

    after = browser.open("/ledger/witnesses")
    assert "none yet" in before.main
    assert [status for status, _said in answers] == [200, 200]
    assert "Aber Care 09 November 20261" in after.main
    assert browser.client.get("/ledger/witnesses/witnesses.txt").text == f"{line}\n"
    assert read_countersignature(line).is_of(head_of(browser))


@pytest.mark.parametrize("wrong", ["stranger", "rewritten", "not closed", "cut off", "empty"])
def test_anything_else_is_refused_and_not_shown(
    closed: Flask, browser: Browser, wrong: str
) -> None:
    named(WITNESS)
    head = head_of(browser)
    line = {
        "stranger": countersign(SigningKey(b"x" * 32), head).written,
        "rewritten": countersign(WITNESS, replace(head, hash=bytes(32))).written,
        "not closed": countersign(WITNESS, replace(head, day=head.day + timedelta(1))).written,
        "cut off": countersign(WITNESS, head).written[:-1],
        "empty": "",
    }[wrong]

    status, said = send(browser, line)

    assert status == 422 and said.strip().endswith(".")
    assert browser.client.get("/ledger/witnesses/witnesses.txt").text == ""


def test_nobody_countersigns_yet(browser: Browser) -> None:
    assert "Nobody countersigns this ledger yet" in browser.open("/ledger/witnesses").main


@pytest.mark.parametrize(
    "setting", ["Aber", "Aber=12", f"={'a' * 64}", f"A={'a' * 64}, B={'a' * 64}"]
)
def test_a_setting_that_names_no_witness_stops_the_start(setting: str) -> None:
    with pytest.raises(SettingsRefused):
        read_witnesses(setting)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def site(closed: Flask) -> Iterator[str]:
    """The address at which the ledger can be fetched."""
    with make_server("127.0.0.1", 0, closed.wsgi_app, handler_class=_Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(site: str, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(witness, [site, "--folder", str(folder), *more])


def test_a_computer_keeps_watch_and_signs_nothing_that_was_rewritten(
    closed: Flask, site: str, tmp_path: Path, browser: Browser
) -> None:
    folder = tmp_path / "witness"
    key = bytes.fromhex(run(site, folder, "--show-key").output.strip())
    config.use(replace(config.settings(), ledger_witnesses=f"Gwen={key.hex()}"))

    first = run(site, folder)
    with closed.app_context():
        with transaction():
            services.close_days(MONDAY + timedelta(days=2))
        db.session.remove()
    second = run(site, folder)
    (folder / "ledger.json").write_bytes(written(make_days()))
    rewritten = run(site, folder)

    assert (first.exit_code, second.exit_code, rewritten.exit_code) == (0, 0, 1)
    assert "Signed: 2026-11-10" in second.output
    assert "PROBLEM" in rewritten.output and "Nothing was signed" in rewritten.output
    assert (folder / "refused-ledger.json").exists()
    assert (folder / "witness.key").stat().st_mode & 0o077 == 0
    assert "Gwen10 November 20262" in browser.open("/ledger/witnesses").main


def test_a_countersignature_is_written_as_the_document_says() -> None:
    head = Head(b"k" * 32, date(2026, 11, 9), date(2026, 11, 10), 32, b"h" * 32)

    lines = head.statement.decode().split("\n")

    assert lines == [
        "candour witness 1", (b"k" * 32).hex(), "2026-11-09", "2026-11-10", "32",
        (b"h" * 32).hex(), "",
    ]  # fmt: skip
