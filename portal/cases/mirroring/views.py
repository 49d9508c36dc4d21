"""The page on which the committee looks at itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.cases.mirroring.queries import mirror
from portal.cases.mirroring.spans import LABELS

bp = Blueprint("mirroring", __name__, url_prefix="/mirror")


@bp.get("")
@requires(Permission.READ_CASES)
def index() -> ResponseReturnValue:
    """How the committee did its work, term by term."""
    return render_template("cases/mirror.html", found=mirror(clock.today()), labels=LABELS)
