"""Loads the demonstration into an empty instance, from its founding to the present of 2026."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from flask_migrate import upgrade
from sqlalchemy import event

from portal import config
from portal.app import create_app
from portal.config import Settings, read_settings
from portal.database import db, transaction
from portal.demo.electing import Act, acts, ask_a_question
from portal.demo.months import IMPORTED, import_contracts, import_visits, publish
from portal.demo.opening import open_coop
from portal.demo.stage import Stage
from portal.demo.telling import Scene, play, scenes
from portal.errors import SettingsRefused

BEGINS: Final = datetime(2026, 11, 12, 10, tzinfo=UTC)
_WRITTEN: Final = """\
# Written by `candour demo`: an invented co-operative. Nothing in this folder is worth keeping.
environment = "demonstration"
coop_name = "Bryn Teg Care Co-operative"
office_phone = "01632 960 010"
intake_phone = "01632 960 020"
postal_address = "Oversight committee, Bryn Teg, Invented Street 1"
rule_pack = "WAL-SS-2014"
area_names = "A03=Pentre Isaf, E01=Glan yr Afon, F02=Y Bryn"
mail_sender = "news@example.org"
clock_shift = {shift}
"""


def load(say: Callable[[str], None]) -> None:
    """Load the demonstration where there is none yet, and put its settings in force.

    It is built in a folder of its own and moved into place when it is whole. Raises
    SettingsRefused where the instance holds something that is not a demonstration.
    """
    present = read_settings()
    folder = present.instance_folder
    if (folder / "settings.toml").is_file():
        if present.environment != "demonstration":
            raise SettingsRefused(f"{folder} is not a demonstration: nothing was touched.")
        config.use(present)
        return
    if (folder / "portal.sqlite").exists():
        raise SettingsRefused(f"{folder} holds a database already: nothing was touched.")
    workshop = folder / "loading"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    _play_all(_settings_in(workshop), say)
    for made in sorted(workshop.iterdir(), key=lambda path: path.name == "settings.toml"):
        made.rename(folder / made.name)
    workshop.rmdir()
    config.use(read_settings())


def _settings_in(workshop: Path) -> Settings:
    shift = round((BEGINS - datetime.now(UTC)).total_seconds())
    (workshop / "settings.toml").write_text(_WRITTEN.format(shift=shift), "utf-8")
    chosen = read_settings({"CANDOUR_INSTANCE": str(workshop)})
    # Everything is told within a minute, and from one place.
    return replace(chosen, allowances=False)


def _play_all(chosen: Settings, say: Callable[[str], None]) -> None:
    app = create_app(chosen)
    with app.app_context():
        # What breaks off half-way is loaded anew; it need not outlive a power cut meanwhile.
        event.listen(db.engine, "connect", _hurry)
        upgrade()
    stage = Stage(app)
    say("Founding the co-operative: committee, offices, register of members ...")
    open_coop(stage)
    say("Importing the care contracts, printing the cards ...")
    import_contracts(stage)
    say("Asking the members a question ...")
    ask_a_question(stage)
    say("Listening to a dozen people, working their cases, beginning an election ...")
    told, later = _parted(scenes())
    for _at, happen in sorted([*_acts(), *_told_acts(told)], key=lambda act: act[0]):
        happen(stage)
    say("Importing four months of visits, signing the reports ...")
    import_visits(stage)
    publish(stage)
    for scene in later:
        play(stage, scene)
    with stage.at(BEGINS.strftime("%Y-%m-%dT%H:%M")):
        stage.note_down()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _hurry(connection: Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _told_acts(told: Iterable[Scene]) -> list[Act]:
    return [(scene.at, partial(_play, scene)) for scene in told]


def _play(scene: Scene, stage: Stage) -> None:
    play(stage, scene)


def _acts() -> list[Act]:
    return [(at, partial(_do, at, happen)) for at, happen in acts()]


def _do(at: str, happen: Callable[[Stage], None], stage: Stage) -> None:
    with stage.at(at), stage.app.app_context(), transaction():
        happen(stage)


def _parted(several: Iterable[Scene]) -> tuple[list[Scene], list[Scene]]:
    """What happens before the visits are imported, and what happens after."""
    found = list(several)
    return (
        [scene for scene in found if scene.at < IMPORTED],
        [scene for scene in found if scene.at >= IMPORTED],
    )
