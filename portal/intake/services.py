"""Keeping drafts while people write, and passing on alerts."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select

from portal.accounts.models import Account
from portal.chosen_photographs import too_many_photographs
from portal.config import settings
from portal.database import db, new_id
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import speaking_to_staff
from portal.intake.models import Alert, DraftPhotograph, IntakeDraft
from portal.intake.queries import IDLE, OpenDraft, answers_place, drawer_of, photograph_place
from portal.notices.services import send_to_all
from portal.photographs import Photograph
from portal.vault.receipts import new_nonce
from portal.vault.sealing import Drawer

MOST_PHOTOGRAPHS: Final = 6
ALERTS_KEPT: Final = timedelta(days=7)


class TooManyPhotographs(RuleBroken):
    """A draft holds only so many photographs."""


class AlertTakenUp(RuleBroken):
    """Somebody looks after this alert already."""


def begin_draft(
    key: bytes, answers: Mapping[str, Mapping[str, Any]], *, at: datetime
) -> IntakeDraft:
    """Open a draft under a key that only the writer's browser keeps."""
    draft_id = new_id()
    drawer = drawer_of(draft_id, key)
    draft = IntakeDraft(
        id=draft_id, answers=_sealed(drawer, draft_id, new_nonce(), answers), touched_at=at
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def keep_answers(
    draft: OpenDraft, answers: Mapping[str, Mapping[str, Any]], *, at: datetime
) -> None:
    """Put these answers in the place of those the draft had."""
    draft.row.answers = _sealed(draft.drawer, draft.id, draft.nonce, answers)
    draft.row.touched_at = at
    db.session.flush()


def add_photographs(
    draft: OpenDraft, photographs: list[tuple[str, Photograph]], *, at: datetime
) -> None:
    """Let photographs wait with the draft, each under the name of its file.

    Raises TooManyPhotographs where the draft would hold more than it may; then none is added.
    """
    there = db.session.scalar(select(func.count()).where(DraftPhotograph.draft_id == draft.id))
    count = there or 0
    if count + len(photographs) > MOST_PHOTOGRAPHS:
        raise TooManyPhotographs(too_many_photographs(MOST_PHOTOGRAPHS))
    for position, (name, photograph) in enumerate(photographs, start=count):
        row_id = new_id()
        db.session.add(
            DraftPhotograph(
                id=row_id,
                draft_id=draft.id,
                position=position,
                name=draft.drawer.seal(photograph_place(row_id, "name"), name),
                picture=draft.drawer.seal(photograph_place(row_id, "picture"), photograph.jpeg),
            )
        )
    draft.row.touched_at = at
    db.session.flush()


def remove_photograph(draft: OpenDraft, photograph_id: UUID, *, at: datetime) -> None:
    """Take one photograph out of the draft again."""
    db.session.execute(
        delete(DraftPhotograph).where(
            DraftPhotograph.id == photograph_id, DraftPhotograph.draft_id == draft.id
        )
    )
    draft.row.touched_at = at
    db.session.flush()


def drop_draft(draft_id: UUID) -> None:
    """Delete a draft and its photographs."""
    db.session.execute(delete(DraftPhotograph).where(DraftPhotograph.draft_id == draft_id))
    db.session.execute(delete(IntakeDraft).where(IntakeDraft.id == draft_id))


def drop_stale_drafts(at: datetime) -> None:
    """Delete the drafts whose writers have been away for too long."""
    stale = select(IntakeDraft.id).where(IntakeDraft.touched_at <= at - IDLE)
    db.session.execute(delete(DraftPhotograph).where(DraftPhotograph.draft_id.in_(stale)))
    db.session.execute(delete(IntakeDraft).where(IntakeDraft.touched_at <= at - IDLE))


def raise_alert(home_code: str, *, tell: Iterable[str], at: datetime) -> Alert:
    """Tell whoever is on duty that somebody at this home still needs a visit today."""
    alert = Alert(home_code=home_code, raised_at=at, seen_at=None, seen_by_id=None)
    db.session.add(alert)
    db.session.flush()
    with speaking_to_staff():
        subject = _("A visit may still be needed today")
        words = _(
            "Hello,\n\nsomebody may still need a visit today. Please sign in to see where:\n\n"
            "%(address)s",
            address=settings().base_url + "/alerts",
        )
    send_to_all(list(tell), subject, words, at=at)
    return alert


def take_up_alert(alert: Alert, *, by: Account, at: datetime) -> None:
    """Say that somebody is looking after it. The first one stays on record.

    Raises AlertTakenUp where a colleague was quicker.
    """
    if alert.seen_at is not None:
        raise AlertTakenUp(_("A colleague has already taken this up."))
    alert.seen_at, alert.seen_by_id = at, by.id
    db.session.flush()


def forget_old_alerts(at: datetime) -> None:
    """Delete the alerts of more than a week ago."""
    db.session.execute(delete(Alert).where(Alert.raised_at <= at - ALERTS_KEPT))


def _sealed(
    drawer: Drawer, draft_id: UUID, nonce: str, answers: Mapping[str, Mapping[str, Any]]
) -> bytes:
    kept = json.dumps({"nonce": nonce, "answers": answers}, ensure_ascii=False)
    return drawer.seal(answers_place(draft_id), kept)
