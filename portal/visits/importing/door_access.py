"""Who may come through the door for machines: whoever carries a token that works."""

from typing import Any, Final

from flask import g, request

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.importing import token_queries, token_services
from portal.visits.importing.models import ImportToken

_SCHEME: Final = "bearer"
_LONGEST: Final = 200


class TokenRefused(RuleBroken):
    """There is no token, or it does not work."""


def machine(*, sends: bool) -> ImportToken:
    """The machine that asks. Raises TokenRefused and TooMany.

    Sessions do not count here, and so no form token can be asked for: nobody's browser sends a
    token of a machine by itself.
    """
    g.token_exempt = True
    at = clock.now()
    with reading():
        require_allowance(Purpose.OPEN_DOOR, at=at)
        token = token_queries.find_token(_shown())
        if token is not None and sends:
            require_allowance(Purpose.SEND_FILES, at=at, about=_about(token))
    with transaction():
        if token is None:
            count_use(Purpose.OPEN_DOOR, at=at)
        elif sends:
            count_use(Purpose.SEND_FILES, at=at, about=_about(token))
            token_services.note_token_use(token_queries.get_token(token.id), at=at)
    if token is None:
        raise TokenRefused(
            _("Send a token that works as “Authorization: Bearer …”. Nothing was read.")
        )
    return token


def _shown() -> str:
    said: Any = request.authorization
    if said is None or said.type != _SCHEME or not said.token:
        return ""
    return str(said.token)[:_LONGEST]


def _about(token: ImportToken) -> str:
    return f"import token {token.id}"
