"""What this browser alone holds, in its sealed cookie: keys of drafts, a receipt for a while."""

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from flask import session

from portal.vault.keys import KEY_BYTES
from portal.vault.receipts import normalise

MOST_DRAFTS: Final = 3
RECEIPT_STAYS: Final = timedelta(minutes=30)

_DRAFTS: Final = "drafts"
_RECEIPT: Final = "receipt"
# Names that others gave: sentences for the next page, and the token of forms.
_SENTENCES: Final = "_flashes"
_TOKEN: Final = "csrf_token"  # noqa: S105  the name that Flask-WTF gives it


def new_key() -> bytes:
    """A key for a draft. It is never stored anywhere but in the cookie."""
    return os.urandom(KEY_BYTES)


def hold_draft(draft_id: UUID, key: bytes) -> None:
    """Keep the key of a draft; the oldest gives way where there are too many for one cookie."""
    held = [*_mapping().items(), (draft_id.hex, base64.b64encode(key).decode())]
    session[_DRAFTS] = dict(held[-MOST_DRAFTS:])


def draft_key(draft_id: UUID) -> bytes | None:
    """The key of that draft, if this browser began it."""
    return held_drafts().get(draft_id)


def held_drafts() -> dict[UUID, bytes]:
    """The drafts that this browser began, the newest last."""
    try:
        return {UUID(name): base64.b64decode(key) for name, key in _mapping().items()}
    except (ValueError, TypeError, binascii.Error):
        return {}


def forget_draft(draft_id: UUID) -> None:
    """Let go of the key of a draft: nobody can open it any more."""
    rest = {name: key for name, key in _mapping().items() if name != draft_id.hex}
    if rest:
        session[_DRAFTS] = rest
    else:
        session.pop(_DRAFTS, None)


def hold_receipt(code: str, *, at: datetime) -> None:
    """Keep a receipt while its pages are used."""
    session[_RECEIPT] = [code, int(at.timestamp())]


def held_receipt(*, at: datetime) -> str | None:
    """The receipt whose pages are in use, unless they were left alone for too long."""
    try:
        code, second = session[_RECEIPT]
        fresh = at.timestamp() - second < RECEIPT_STAYS.total_seconds()
        return normalise(code) if fresh else None
    except (KeyError, TypeError, ValueError):
        return None


def forget_receipt() -> None:
    """Let go of the receipt."""
    session.pop(_RECEIPT, None)


def forget_what_was_begun() -> None:
    """Let go of drafts, of the receipt and of what was to be said; a sign-in is left alone."""
    for name in (_DRAFTS, _RECEIPT, _SENTENCES):
        session.pop(name, None)
    if set(session) <= {_TOKEN}:
        session.clear()


def forget_everything() -> None:
    """Nothing of what was done here stays in this browser."""
    session.clear()


def _mapping() -> Mapping[str, Any]:
    kept = session.get(_DRAFTS)
    return kept if isinstance(kept, dict) else {}
