"""The page on which a member takes down what somebody without a computer says."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass
from portal.cases.taking_down.forms import SaidForm
from portal.cases.taking_down.sayings import SAYINGS, Saying
from portal.cases.taking_down.services import offered_in, take_down
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("taking_down", __name__)


@bp.route("/<string:reference>/said", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def said(reference: str) -> ResponseReturnValue:
    """Keep what the person told this member by telephone, by letter or in person."""
    opened = queries.open_case(reference, signed_in(), private_key())
    case = opened.case
    form = SaidForm.of_request(saying=[(each.value, SAYINGS[each]) for each in offered_in(opened)])

    if form.submitted():
        try:
            with transaction():
                saying = Saying(form.saying.data)
                asked = take_down(opened, saying, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(
                _("The other members are told. It ends as soon as one of them agrees.")
                if asked
                else _("It is kept, as if the person had written it here.")
            )
            return _back(reference)

    return render_template("cases/taking_down/said.html", case=case, form=form), form.status


def _back(reference: str) -> ResponseReturnValue:
    """To the case; to the list where it was opened again and is somebody else's now."""
    try:
        queries.get_case_for(reference, signed_in())
    except NotFound:
        return redirect(url_for("cases.queue"), 303)
    return redirect(url_for("cases.show", reference=reference), 303)
