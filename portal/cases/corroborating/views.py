"""Pages for the two members who compare a sealed report with another one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.corroborating.corroboration import Likeness
from portal.cases.corroborating.forms import WeighForm
from portal.cases.corroborating.queries import Pair, get_pair, hold_cases, sides_of, standing_of
from portal.cases.corroborating.services import weigh_reports
from portal.cases.queries import OpenCase
from portal.cases.reading.services import Opening, open_to_read
from portal.cases.reading.wording import OPENINGS
from portal.cases.reading_access import begin_pass, end_pass, needs_pass, pass_until
from portal.cases.references import as_reference
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("corroborating", __name__)


@bp.route("/<string:reference>/other-report", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def weigh(reference: str) -> ResponseReturnValue:
    """Lay a sealed report beside another one, and say whether both are about the same service."""
    with reading():
        pair = get_pair(reference, signed_in())
        standing = standing_of(pair, signed_in())
    form = WeighForm.of_request(data={"likeness": standing.own})

    if form.submitted():
        try:
            with transaction():
                one, other = _opened(pair, reference)
                likeness = Likeness(form.likeness.data)
                found = weigh_reports(one, other, likeness, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("likeness", refusal)
        else:
            return _after(found, reference)

    with reading():
        is_read = all(map(pass_until, (as_reference(reference), pair.other_reference)))
        return render_template(
            "cases/corroborating/weigh.html",
            pair=pair,
            standing=standing,
            sides=sides_of(_opened(pair, reference)) if is_read else None,
            form=form,
        ), form.status


@bp.route("/<string:reference>/other-report/open", methods=["POST"])
@requires(Permission.HANDLE_CASES)
def open_both(reference: str) -> ResponseReturnValue:
    """Open both reports to compare them: an entry in the ledger for each."""
    with reading():
        pair = get_pair(reference, signed_in())
    with transaction():
        for each in _opened(pair, reference):
            opening = open_to_read(each, by=signed_in(), at=clock.now())
            if opening is not Opening.READ:
                break
    if opening is not Opening.READ:
        flash(str(OPENINGS[opening]))
        return redirect(url_for("cases.queue"), 303)
    for name in (pair.reference, pair.other_reference):
        begin_pass(name, clock.now())
    return redirect(url_for(".weigh", reference=pair.reference), 303)


def _opened(pair: Pair, reference: str) -> tuple[OpenCase, OpenCase]:
    """Both, opened with this member's key. Raises NotFound where one is gone for them by now."""
    hold_cases([pair.case_id, pair.other_id])
    reader, key = signed_in(), private_key()
    return (
        queries.open_case(reference, reader, key),
        queries.open_case(pair.other_reference, reader, key),
    )


def _after(found: Likeness | None, reference: str) -> ResponseReturnValue:
    if found is Likeness.DIFFERENT:
        end_pass(as_reference(reference))
        flash(_("Both of you found that it is something else. It is sealed again."))
        return redirect(url_for("cases.queue"), 303)
    if found is Likeness.SAME:
        flash(_("Both of you found that it is the same service. It is open to the committee now."))
        return redirect(url_for("cases.show", reference=reference), 303)
    flash(_("Written down. Nothing changes until both of you have found the same."))
    return redirect(url_for(".weigh", reference=reference), 303)
