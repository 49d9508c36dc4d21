"""Steps with what somebody had typed when their session ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from portal.accounts.models import KeptForm
from portal.accounts.typed import MOST_KEPT, TypedForm
from portal.database import db
from portal.vault.keys import open_sealed, seal_to


def seal_typed(typed: TypedForm, public_key: bytes, *, owner: UUID) -> bytes:
    """Seal it to its owner: the server itself cannot open it again. No query."""
    return seal_to(public_key, typed.packed, _info(owner))


def open_typed(kept: KeptForm, private_key: bytes) -> TypedForm:
    """What was typed. Raises SealBroken where it is another person's. No query."""
    return TypedForm.unpacked(open_sealed(private_key, kept.sealed, _info(kept.account_id)))


def keep_form(owner: UUID, sealed: bytes, *, at: datetime) -> KeptForm:
    """Keep it. Of very many, the oldest go."""
    kept = KeptForm(account_id=owner, sealed=sealed, kept_at=at)
    db.session.add(kept)
    db.session.flush()
    newest = (
        select(KeptForm.id)
        .where(KeptForm.account_id == owner)
        .order_by(KeptForm.kept_at.desc(), KeptForm.id)
        .limit(MOST_KEPT)
    )
    db.session.execute(
        delete(KeptForm)
        .where(KeptForm.account_id == owner, KeptForm.id.not_in(newest.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )
    return kept


def discard_form(kept_id: UUID, *, owner: UUID) -> None:
    """Throw it away, where it is this person's."""
    db.session.execute(delete(KeptForm).where(KeptForm.id == kept_id, KeptForm.account_id == owner))


def _info(owner: UUID) -> bytes:
    return b"kept form 1|" + owner.bytes
