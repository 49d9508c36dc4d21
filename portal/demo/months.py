"""What was agreed and delivered at Bryn Teg: imported, computed, signed, published."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import select

from portal import clock
from portal.database import db, reading
from portal.demo.stage import Stage
from portal.visits.home_codes import show_home_code
from portal.visits.importing.work_services import import_folder
from portal.visits.models import HomeCode
from portal.visits.records import FileSet

FILES: Final = Path(__file__).with_name("brynteg")
CONTRACTS: Final = ("packages.csv", "lines.csv")
IMPORTED: Final = "2026-11-10T09:00"
PUBLISHED: Final = ("2026-07", "2026-08", "2026-09", "2026-10")


def import_contracts(stage: Stage) -> None:
    """The contracts come first, and with them the cards for the homes."""
    with stage.at("2026-09-03T09:00"), stage.app.app_context():
        with tempfile.TemporaryDirectory() as folder:
            for name in CONTRACTS:
                shutil.copy(FILES / name, folder)
            import_folder(Path(folder), default=FileSet(), at=clock.now())
        with reading():
            codes = db.session.scalars(select(HomeCode).where(HomeCode.ended_at.is_(None)))
            stage.cards = {code.package_ref: show_home_code(code.code) for code in codes}


def import_visits(stage: Stage) -> None:
    """The visits of four months."""
    with stage.at(IMPORTED), stage.app.app_context():
        import_folder(FILES, default=FileSet(), at=clock.now())


def publish(stage: Stage) -> None:
    """Each month is computed by one member and signed by two."""
    for position, month in enumerate(PUBLISHED):
        with stage.at(f"2026-11-{10 + position // 3}T{11 + 2 * (position % 3)}:00"):
            first = stage.sign_in("Huw Jenkins")
            first.open("/reports/desk")
            first.send(period=month)
            first.send("Sign this report", button="Sign this report")
            second = stage.sign_in("Gwen Parry")
            second.open(f"/reports/desk/{month}")
            second.send("Sign this report", button="Sign this report")
