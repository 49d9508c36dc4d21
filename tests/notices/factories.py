"""Letters that wait to leave, read as whoever is to get them reads them."""

import re

from sqlalchemy import select

from portal import config
from portal.database import db
from portal.notices.letters import Letter
from portal.notices.models import OutboxMessage

_INVITATION = re.compile(r"^\w{4}(?:-\w{4}){3}$", re.MULTILINE)


def letters_to(address: str) -> list[Letter]:
    """What waits for that address, the oldest first."""
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.made_at))
    opened = [Letter.opened(row.sealed, config.secret("outbox"), row.id) for row in rows]
    return [letter for letter in opened if letter is not None and letter.to == address]


def invitation_to(address: str) -> str:
    """The code of the newest invitation to that address; fails where there is none."""
    codes = [code for letter in letters_to(address) for code in _INVITATION.findall(letter.body)]
    assert codes, f"no invitation for {address}"
    return codes[-1]
