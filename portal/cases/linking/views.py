"""The page on which a member links two cases that tell of one event."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.linking.forms import LinkForm
from portal.cases.linking.links import ALIKE
from portal.cases.linking.queries import cases_alike, open_pair
from portal.cases.linking.services import link_cases
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.references import as_reference
from portal.cases.searching.services import note_search
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("linking", __name__)


@bp.route("/<string:reference>/link", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def link(reference: str) -> ResponseReturnValue:
    """Keep in two cases that they tell of one event."""
    form = LinkForm.of_request()
    opened, other = open_pair(reference, form.other.data or "", signed_in(), private_key())

    if form.submitted():
        try:
            with transaction():
                link_cases(opened, other, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("other", refusal)
        else:
            flash(_("Both cases say it now, to those who may open both."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/linking/link.html", case=opened.case, form=form), form.status


@bp.post("/<string:reference>/link/look")
@requires(Permission.HANDLE_CASES)
def look(reference: str) -> ResponseReturnValue:
    """Look for other cases about the same home and day. The ledger says that it was done."""
    if pass_until(as_reference(reference)) is None:
        return redirect(url_for("cases.show", reference=reference), 303)
    with transaction():
        opened = queries.open_case(reference, signed_in(), private_key())
        note_search(by=signed_in(), at=clock.now())
        looked = cases_alike(opened, signed_in(), private_key())
    return render_template(
        "cases/linking/link.html",
        case=opened.case,
        form=LinkForm(formdata=None),
        looked=looked,
        alike_words=ALIKE,
    )
