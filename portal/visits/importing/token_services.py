"""Steps with tokens of machines: made, used, revoked."""

from datetime import datetime
from uuid import UUID

from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger import services as ledger
from portal.ledger.kinds import EntryKind
from portal.visits.importing.models import ImportToken
from portal.visits.importing.tokens import digest_of, new_token


class TokenIsRevoked(RuleBroken):
    """The token does not work any more."""


def make_token(name: str, *, by: UUID, at: datetime) -> tuple[ImportToken, str]:
    """Let a machine send files; the token itself is returned and never seen again."""
    text = new_token()
    made = ImportToken(name=name, digest=digest_of(text), made_at=at, made_by_id=by)
    db.session.add(made)
    db.session.flush()
    _enter(made, may_send=True, at=at)
    return made, text


def revoke_token(token: ImportToken, *, by: UUID, at: datetime) -> None:
    """The machine may not send files any more. What it sent stays."""
    if token.revoked_at is not None:
        raise TokenIsRevoked(_("This token was revoked before."))
    token.revoked_at = at
    token.revoked_by_id = by
    db.session.flush()
    _enter(token, may_send=False, at=at)


def _enter(token: ImportToken, *, may_send: bool, at: datetime) -> None:
    # Everyone may know that a machine is let in, and when it no longer is. Its name is the
    # coordinator's own words and stays out.
    fact = {
        "setting": "machine_sends",
        "machine": token.id,
        "setting_before": not may_send,
        "setting_now": may_send,
    }
    ledger.record(EntryKind.SETTINGS_CHANGED, fact, at=at)


def note_token_use(token: ImportToken, *, at: datetime) -> None:
    """Note that the machine has come."""
    token.used_at = at
    db.session.flush()
