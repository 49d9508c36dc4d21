"""A setting that matters to the public does not change quietly."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import config
from portal.app import begin
from portal.config import ROOT, Settings, is_noted
from portal.database import db, transaction
from portal.ledger import services, words
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.ledger.settings_services import note_settings
from tests.client import Browser
from tests.conftest import NOW

# What the public is told of. Whoever adds a setting reads this list: a secret never stands in it.
NOTED = {
    "environment", "base_url", "coop_name", "office_phone", "intake_phone", "emergency_phone",
    "postal_address", "tz", "extra_days_off", "rule_pack", "languages", "area_names", "release_day",
    "leave_url", "ledger_witnesses", "neighbours", "mail_backend",
    "mail_sender", "smtp_starttls", "source_url", "allowances", "clock_shift",
}  # fmt: skip


def entered() -> list[dict[str, Any]]:
    db.session.rollback()
    asked = select(LedgerFact.fact).where(LedgerFact.kind == EntryKind.SETTINGS_CHANGED)
    found = list(db.session.scalars(asked.order_by(LedgerFact.sequence)))
    # Whoever goes on asking would keep the others from writing.
    db.session.rollback()
    return found


def start(app: Flask, **changed: Any) -> None:
    """A process starts with these settings instead of the test's own."""
    config.use(replace(config.settings(), **changed))
    begin(app)


def test_the_first_start_enters_every_public_setting_once(app: Flask, database: Any) -> None:
    start(app)
    start(app)

    (first,) = entered()
    assert first["setting"] == "all"
    assert set(first["setting_now"]) == NOTED
    assert first["setting_now"]["rule_pack"] == "WAL-SS-2014"


def test_a_changed_setting_is_entered_with_what_it_was(app: Flask, database: Any) -> None:
    start(app)

    start(app, rule_pack="ENG-LA-2009", allowances=True)
    start(app)

    assert entered()[1:] == [
        {"setting": "allowances", "setting_before": False, "setting_now": True},
        {"setting": "rule_pack", "setting_before": "WAL-SS-2014", "setting_now": "ENG-LA-2009"},
    ]


@pytest.mark.parametrize(
    ("environment", "address", "is_said"),
    [
        ("production", "", True),
        ("production", "https://code.example.org/candour", False),
        ("demonstration", "", False),
    ],
)
def test_an_operator_hears_at_the_start_that_nobody_is_told_where_the_software_is(
    app: Flask,
    database: Any,
    caplog: pytest.LogCaptureFixture,
    environment: str,
    address: str,
    is_said: bool,
) -> None:
    start(app, environment=environment, source_url=address)

    assert ("CANDOUR_SOURCE_URL is empty" in caplog.text) is is_said


def test_a_setting_that_is_changed_back_is_entered_again(app: Flask, database: Any) -> None:
    start(app)
    start(app, office_phone="01248 555 0111")
    start(app, office_phone="01248 555 0100")

    said = [(each["setting_before"], each["setting_now"]) for each in entered()[1:]]
    assert said == [("01248 555 0100", "01248 555 0111"), ("01248 555 0111", "01248 555 0100")]


def test_no_secret_and_no_place_of_a_secret_is_ever_entered(app: Flask, database: Any) -> None:
    start(app)
    start(
        app,
        smtp_password="heronsgate",
        smtp_user="heronsgate",
        smtp_host="heronsgate.example",
        instance="/srv/heronsgate",
        database_url="postgresql://portal:heronsgate@db/portal",
    )

    assert len(entered()) == 1
    assert "heronsgate" not in str(entered())


def test_who_adds_a_setting_says_whether_it_is_public() -> None:
    noted = {each.name for each in fields(Settings) if is_noted(each)}

    assert noted == NOTED
    assert set(words.SETTINGS) - {"all", "recovery key", "machine_sends"} == NOTED


def test_the_page_on_settings_names_what_is_entered() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    named = page.partition("## What the public ledger tells")[2].partition("##")[0]

    assert {name for name in NOTED if f"`CANDOUR_{name.upper()}`" in named} == NOTED


def start_many(app: Flask, in_force: dict[str, Any], count: int = 5) -> None:
    """So many processes start with these settings at the same moment."""
    ready, failures = threading.Barrier(count), []

    def one() -> None:
        try:
            with app.app_context():
                ready.wait()
                with transaction():
                    note_settings(in_force, at=NOW)
                db.session.remove()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_many_processes_that_start_at_once_enter_a_change_once(app: Flask, database: Any) -> None:
    known = config.settings().noted

    start_many(app, known)
    start_many(app, {**known, "rule_pack": "SCO-MCHP"})
    start_many(app, {**known, "rule_pack": "SCO-MCHP", "quorum": 3})

    assert [each["setting"] for each in entered()] == ["all", "rule_pack", "quorum"]
    assert entered()[-1] == {"setting": "quorum", "setting_before": None, "setting_now": 3}


def test_everybody_reads_what_changed_once_the_day_is_closed(app: Flask, browser: Browser) -> None:
    with app.app_context():
        start(app)
        start(app, rule_pack="ENG-LA-2009", mail_backend="smtp")
        with transaction():
            services.close_days(NOW + timedelta(days=1))
        db.session.remove()

    page = browser.open("/ledger")

    assert "A setting of this site was changed" in page.main
    assert "Rules that set the deadlines" in page.main
    assert "BeforeWAL-SS-2014" in page.main
    assert "From now onENG-LA-2009" in page.main
    assert "Name of the co-operativeBryn Teg Care Co-operative" in page.main
    assert "Limits on how often a form is sent from one placeNo" in page.main


def test_a_store_that_refuses_stops_no_start(
    app: Flask, database: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction():
        db.session.execute(db.text("ALTER TABLE noted_settings RENAME TO elsewhere"))
    try:
        start(app)
    finally:
        with transaction():
            db.session.execute(db.text("ALTER TABLE elsewhere RENAME TO noted_settings"))

    assert "could not be noted" in caplog.text
    assert entered() == []


@pytest.mark.slow
def test_web_and_worker_note_what_they_start_with(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "portal.sqlite")
    environment = {name: each for name, each in os.environ.items() if "CANDOUR_" not in name} | {
        "CANDOUR_INSTANCE": str(tmp_path),
        "CANDOUR_ENVIRONMENT": "demonstration",
    }

    def run(*command: str, **changed: str) -> None:
        subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**environment, **changed},
            check=True,
            capture_output=True,
        )

    run("-c", "import wsgi")
    run("-m", "portal.commands", "worker", "--once", CANDOUR_RULE_PACK="WAL-SS-2014")
    run("-c", "import wsgi", CANDOUR_RULE_PACK="WAL-SS-2014")

    connection = sqlite3.connect(tmp_path / "portal.sqlite")
    found = connection.execute("SELECT fact FROM ledger_facts ORDER BY sequence").fetchall()
    connection.close()
    assert len(found) == 2
    assert '"setting": "all"' in found[0][0]
    assert (
        '"setting_before": "ENG-LA-2009"' in found[1][0]
        and '"setting_now": "WAL-SS-2014"' in found[1][0]
    )
