"""Other co-operatives' figures beside ours: by name, with bounds, never a rank."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.access import public
from portal.config import settings
from portal.publication.comparing import queries, wording
from portal.stored_pages import stored_page
from portal.visits.figures.wording import low_reliability

bp = Blueprint("comparing", __name__, url_prefix="/beside-others")


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Show the newest figures of each co-operative that we read, and of ours."""

    def make() -> str:
        known = queries.neighbours_of(settings().neighbour_addresses)
        troubles = [
            wording.trouble_sentence(one.trouble, one.coop or one.address)
            for one in known
            if one.trouble
        ]
        if queries.is_ours_of_another_method():
            troubles.append(wording.ours_sentence())
        return render_template(
            "publication/beside.html",
            beside=queries.everybody_beside(known),
            neighbours=known,
            troubles=troubles,
            wording=wording,
            low_reliability=low_reliability,
        )

    return stored_page("beside", make)
