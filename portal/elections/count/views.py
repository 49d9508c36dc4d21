"""The public page on which anybody makes a count again."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import transaction
from portal.elections.count import wording
from portal.elections.count.blt import BltRefused, ballots_hash
from portal.elections.count.contest import Contest
from portal.elections.count.forms import CountForm
from portal.elections.count.limits import SeatsRefused
from portal.elections.count.lots import LotsRefused
from portal.elections.count.picture import pictures_of
from portal.elections.count.recount import Recount, TooLarge, recount
from portal.elections.count.sheet import Sheet
from portal.elections.count.sheet_json import write_sheet
from portal.elections.count.tables import sheet_tables
from portal.i18n import current_language
from portal.i18n import gettext as _

bp = Blueprint("count", __name__, url_prefix="/count")


@bp.route("", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    """Count a ballot file and show the whole sheet; nothing of it is kept."""
    form = CountForm.of_request()
    found = None

    if form.submitted():
        with transaction():
            require_allowance(Purpose.COUNT, at=clock.now())
            count_use(Purpose.COUNT, at=clock.now())
        found = _counted(form)
        if found is not None and found.sheet is not None and request.form.get("as") == "json":
            return _download(found.contest, found.sheet)

    return render_template("elections/count.html", form=form, found=found), form.status


def _counted(form: CountForm) -> Recount | None:
    """What came of it; none where the form goes back with what is wrong."""
    try:
        found = recount(
            form.pasted.data or "", form.seats.data or "", form.lots.data or "", form.drawn
        )
    except (BltRefused, TooLarge) as refusal:
        form.refuse("pasted", refusal)
    except SeatsRefused as refusal:
        form.refuse("seats", refusal)
    except LotsRefused as refusal:
        form.refuse("lots", refusal)
    else:
        form.show(found)
        return found
    return None


def _download(contest: Contest, sheet: Sheet) -> Response:
    written = write_sheet(sheet, ballots=ballots_hash(contest), language=current_language())
    answer = Response(written, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="count-sheet.json"'
    return answer


@bp.context_processor
def words_of_counts() -> dict[str, object]:
    """A sheet in words, tables and a picture, for the templates."""
    return {
        "wording": wording,
        "sheet_tables": sheet_tables,
        "pictures_of": lambda sheet: pictures_of(sheet, _("Not transferable")),
    }
