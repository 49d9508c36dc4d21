"""Questions about tokens of machines, and what was sent with them."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.database import db
from portal.errors import NotFound
from portal.visits.importing.models import Import, ImportToken
from portal.visits.importing.tokens import digest_of


def tokens() -> Sequence[ImportToken]:
    """Every token, those that work first, the newest first."""
    return db.session.scalars(
        select(ImportToken).order_by(ImportToken.revoked_at.is_not(None), ImportToken.id.desc())
    ).all()


def get_token(number: int) -> ImportToken:
    """The token of this key."""
    found = db.session.get(ImportToken, number)
    if found is None:
        raise NotFound
    return found


def find_token(text: str) -> ImportToken | None:
    """The token that works and is written so."""
    return db.session.scalar(
        select(ImportToken).where(
            ImportToken.digest == digest_of(text), ImportToken.revoked_at.is_(None)
        )
    )


def find_import_of(token: ImportToken, key: str) -> Import | None:
    """What the machine sent under this key before."""
    return db.session.scalar(
        select(Import).where(Import.token_id == token.id, Import.idempotency_key == key)
    )


def get_import_of(token: ImportToken, number: int) -> Import:
    """An import that this machine sent. Raises NotFound for all others."""
    found = db.session.get(Import, number)
    if found is None or found.token_id != token.id:
        raise NotFound
    return found
