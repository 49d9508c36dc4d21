"""What was agreed and delivered at Bryn Teg: imported, computed, signed, published."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final

from sqlalchemy import select

from portal import worker
from portal.database import db, reading
from portal.demo.stage import Stage
from portal.visits.home_codes import show_home_code
from portal.visits.models import HomeCode

FILES: Final = Path(__file__).with_name("brynteg")
CONTRACTS: Final = ("packages.csv", "lines.csv")
IMPORTED: Final = "2026-11-10T09:00"
PUBLISHED: Final = ("2026-07", "2026-08", "2026-09", "2026-10")


def import_contracts(stage: Stage) -> None:
    """The contracts come first, and with them the cards for the homes."""
    _import(stage, CONTRACTS, day="2026-09-03")
    with stage.app.app_context(), reading():
        codes = db.session.scalars(select(HomeCode).where(HomeCode.ended_at.is_(None)))
        stage.cards = {code.package_ref: show_home_code(code.code) for code in codes}


def import_visits(stage: Stage) -> None:
    """The visits of four months."""
    _import(stage, [file.name for file in sorted(FILES.iterdir())], day=IMPORTED[:10])


def _import(stage: Stage, names: Iterable[str], *, day: str) -> None:
    """The coordinator sends files, looks at the counts once the worker has read them, accepts."""
    with stage.at(f"{day}T09:00"):
        coordinator = stage.sign_in("Carys Davies")
        coordinator.open("/visits/imports/begin")
        files = [(BytesIO((FILES / name).read_bytes()), name) for name in names]
        coordinator.send("files", files={"files": files})
    with stage.at(f"{day}T09:02"):
        worker.run_once(stage.app)
    with stage.at(f"{day}T09:05"):
        coordinator.open(coordinator.path)
        coordinator.send(button="Accept and store")
    with stage.at(f"{day}T09:07"):
        worker.run_once(stage.app)


def publish(stage: Stage) -> None:
    """Each month is computed by one member, attacked by the worker, and signed by two."""
    for position, month in enumerate(PUBLISHED):
        hour = f"2026-11-{10 + position // 3}T{11 + 2 * (position % 3)}"
        with stage.at(f"{hour}:00"):
            member = stage.sign_in("Huw Jenkins")
            member.open("/reports/desk")
            member.send(period=month)
        with stage.at(f"{hour}:05"):
            worker.run_once(stage.app)
        with stage.at(f"{hour}:10"):
            for name in ("Huw Jenkins", "Gwen Parry"):
                member = stage.sign_in(name)
                member.open(f"/reports/desk/{month}")
                member.send("Sign this report", button="Sign this report")
