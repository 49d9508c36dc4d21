"""Questions about drafts and alerts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select

from portal.committee.offices import Office
from portal.committee.queries import office_holders
from portal.database import connection, db, lock
from portal.errors import NotFound
from portal.intake.models import Alert, DraftPhotograph, IntakeDraft
from portal.vault.sealing import Drawer, Place
from portal.visits.home_codes import normalise_home_code
from portal.visits.models import HomeCode, PackageVersion

IDLE: Final = timedelta(minutes=60)
"""How long a draft waits for its writer."""


_AREA_OF_HOME: Final = (
    select(PackageVersion.area_code)
    .join(HomeCode, HomeCode.package_ref == PackageVersion.package_ref)
    .where(
        HomeCode.code == bindparam("code"),
        HomeCode.ended_at.is_(None),
        PackageVersion.replaced_in_id.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft under its key: what was answered, and which photographs wait with it."""

    row: IntakeDraft
    drawer: Drawer
    nonce: str
    answers: Mapping[str, Mapping[str, Any]]

    @property
    def id(self) -> UUID:
        """The draft's own id, as in the address of its pages."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class WaitingPhotograph:
    """A photograph of a draft, by the name that its file had."""

    id: UUID
    name: str


def drawer_of(draft_id: UUID, key: bytes) -> Drawer:
    """What opens a draft: the key never lies in the database."""
    return Drawer(key, f"draft {draft_id}")


def answers_place(draft_id: UUID) -> Place:
    """Where the answers of a draft lie."""
    return Place("intake_drafts", draft_id, "answers")


def photograph_place(photograph_id: UUID, column: str) -> Place:
    """Where a photograph of a draft lies, and the name of its file."""
    return Place("intake_draft_photographs", photograph_id, column)


def find_draft(draft_id: UUID, key: bytes, *, at: datetime) -> OpenDraft | None:
    """The draft, unless it was sent, left, or idle for too long."""
    row = db.session.scalar(lock(select(IntakeDraft).where(IntakeDraft.id == draft_id)))
    if row is None or row.touched_at <= at - IDLE:
        return None
    drawer = drawer_of(row.id, key)
    kept = json.loads(drawer.open_text(answers_place(row.id), row.answers))
    return OpenDraft(row, drawer, kept["nonce"], kept["answers"])


def photographs_of(draft: OpenDraft) -> list[WaitingPhotograph]:
    """The photographs that wait with a draft, in the order in which they came."""
    rows = db.session.execute(
        select(DraftPhotograph.id, DraftPhotograph.name)
        .where(DraftPhotograph.draft_id == draft.id)
        .order_by(DraftPhotograph.position, DraftPhotograph.id)
    )
    return [
        WaitingPhotograph(row_id, draft.drawer.open_text(photograph_place(row_id, "name"), name))
        for row_id, name in rows
    ]


def get_picture(draft: OpenDraft, photograph_id: UUID) -> bytes:
    """One photograph of the draft as JPEG. Raises NotFound."""
    sealed = db.session.scalar(
        select(DraftPhotograph.picture).where(
            DraftPhotograph.id == photograph_id, DraftPhotograph.draft_id == draft.id
        )
    )
    if sealed is None:
        raise NotFound
    return draft.drawer.open(photograph_place(photograph_id, "picture"), sealed)


def recent_alerts() -> Sequence[Alert]:
    """The alerts that are kept: those that nobody took up first, then the newest."""
    return db.session.scalars(
        select(Alert).order_by(Alert.seen_at.is_not(None), Alert.raised_at.desc(), Alert.id)
    ).all()


def get_alert(alert_id: UUID) -> Alert:
    """One alert. Raises NotFound."""
    alert = db.session.scalar(lock(select(Alert).where(Alert.id == alert_id)))
    if alert is None:
        raise NotFound
    return alert


@dataclass(frozen=True, slots=True)
class Home:
    """A home by its code: what the code leads to, and in which part of the district it is."""

    code: str
    area: str


def find_home(typed: str) -> Home | None:
    """The home with that code on its card today, however it was typed; one query at most."""
    code = normalise_home_code(typed)
    if code is None:
        return None
    area = connection().scalar(_AREA_OF_HOME, {"code": code})
    return None if area is None else Home(code, area)


def on_duty(on: date) -> list[str]:
    """The addresses of whoever may be on duty in the care office that day."""
    return [each.account.email for each in office_holders(Office.COORDINATOR, on)]
