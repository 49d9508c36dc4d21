"""The page on which members read what the ledger says of their cases."""

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases.entries.queries import newest_entries
from portal.cases.entries.wording import ENTRIES

bp = Blueprint("entries", __name__, url_prefix="/entries")

SHOWN: Final = 200


@bp.get("")
@requires(Permission.READ_LEDGER)
def index() -> ResponseReturnValue:
    """Who opened which of the reader's cases, and what else was entered about them."""
    return render_template(
        "cases/entries.html",
        entries=newest_entries(signed_in(), most=SHOWN),
        words=ENTRIES,
        most=SHOWN,
    )
