"""Rule: the codes of the demonstration's people, whose secrets are written down in the open."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from portal.accounts.codes import code_at
from portal.errors import RuleBroken
from portal.i18n import gettext as _

FILE: Final = "demonstration.json"


class NoDemonstration(RuleBroken):
    """There is no such sign-in in a demonstration."""


def demonstration_code(instance: Path, environment: str, email: str, at: datetime) -> str:
    """The code that an invented person's telephone shows at that instant.

    Raises NoDemonstration anywhere but in a demonstration, and for an address that is not one of
    its people.
    """
    if environment != "demonstration":
        raise NoDemonstration(_("This is not a demonstration: nobody's codes are known here."))
    file = instance / FILE
    secrets = json.loads(file.read_text("utf-8"))["secrets"] if file.is_file() else {}
    secret = secrets.get(email.strip().lower())
    if secret is None:
        raise NoDemonstration(
            _("Nobody in this demonstration signs in with %(email)s.", email=email)
        )
    return code_at(secret, at)
