"""What handlers do for people without a computer: ring, write a letter, give out a new code."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries as cases
from portal.cases.models import CaseReceipt
from portal.cases.queries import OpenCase
from portal.cases.reading_access import needs_pass, pass_until
from portal.config import secret
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.intake.handover import queries, reaching_services, services
from portal.intake.handover.forms import LetterForm, LookForm, NewCodeForm, ReachedForm
from portal.intake.handover.letter_queries import letter_in
from portal.intake.handover.ways import STEPS, WISHES
from portal.intake.receipt_views import ReceiptPage, receipt_page
from portal.intake.stamped_forms import StampedForm, new_stamp
from portal.sheets import sheet_in
from portal.vault.receipts import CodeKind, code_of, receipt_of

bp = Blueprint("reaching", __name__, url_prefix="/calls")


@bp.route("")
@requires(Permission.HANDLE_CASES)
def calls() -> ResponseReturnValue:
    """Everybody who asked to be rung or written to, and what to do next."""
    return render_template(
        "intake/handover/calls.html",
        calls=queries.calls_for(signed_in()),
        steps=STEPS,
        wishes=WISHES,
    )


@bp.route("/<string:reference>/reach", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated
def reach(reference: str) -> ResponseReturnValue:
    """Show name, number and address of somebody who asked to be reached; the ledger says who."""
    case = cases.get_case_for(reference, signed_in())
    form, contact = LookForm.of_request(), None

    if form.submitted():
        try:
            with transaction():
                opened = cases.open_case(reference, signed_in(), private_key())
                contact = reaching_services.show_how_to_reach(
                    opened, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)

    return render_template(
        "intake/handover/reach.html", case=case, form=form, contact=contact
    ), form.status


@bp.route("/<string:reference>/done", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
def done(reference: str) -> ResponseReturnValue:
    """Note that the person was rung or written to."""
    case = cases.get_case_for(reference, signed_in())
    form = ReachedForm.of_request(data={"upto": str(queries.newest_message(case.id))})

    if form.submitted():
        try:
            with transaction():
                case = cases.get_case_for(reference, signed_in())
                reaching_services.note_reached(
                    case, on=form.done_on.data, upto=form.place, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("done_on", refusal)
        else:
            flash(_("Written down."))
            return redirect(url_for(".calls"), 303)

    return render_template("intake/handover/done.html", case=case, form=form), form.status


@bp.post("/<string:reference>/undo")
@requires(Permission.HANDLE_CASES)
def undo(reference: str) -> ResponseReturnValue:
    """Take back that the person was reached: nobody was in, or the letter came back."""
    try:
        with transaction():
            case = cases.get_case_for(reference, signed_in())
            reaching_services.take_back_reached(case, by=signed_in(), at=clock.now())
    except RuleBroken as refusal:
        flash(str(refusal))
    else:
        flash(_("Taken back. The person is still to be reached."))
    return redirect(url_for(".calls"), 303)


@bp.route("/<string:reference>/letter", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated
@needs_pass
def letter(reference: str) -> ResponseReturnValue:
    """Print the letter with what the committee wrote, and a slip for the code if it is wanted."""
    case = cases.get_case_for(reference, signed_in())
    form = LetterForm.of_request()
    if request.method == "GET":
        form.with_stamp(new_stamp())

    if form.submitted():
        if pass_until(case.reference) is None:
            flash(_("The case is closed again. Open it first, then print the letter."))
            return redirect(url_for("cases.show", reference=reference), 303)
        try:
            with transaction():
                printed = _printed(form, reference)
        except RuleBroken as refusal:
            form.refuse("slip", refusal)
        else:
            return printed

    return render_template("intake/handover/letter.html", case=case, form=form), form.status


@bp.route("/<string:reference>/new-code", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated
def new_code(reference: str) -> ResponseReturnValue:
    """Give out a code in the place of a receipt that was lost; the old one dies at once."""
    case = cases.get_case_for(reference, signed_in())
    form = NewCodeForm.of_request()
    if request.method == "GET":
        form.with_stamp(new_stamp())

    if form.submitted():
        try:
            with transaction():
                receipt = queries.hold_receipt_of_reference(reference)
                opened = cases.open_case(reference, signed_in(), private_key())
                slip = _given_out(form, receipt, opened)
        except RuleBroken as refusal:
            form.refuse("called_back", refusal)
        else:
            sheet = sheet_in(case.language, "intake/handover/sheets/slip.html", slip=slip)
            return render_template("intake/handover/given.html", case=case, sheet=sheet)

    return render_template("intake/handover/new_code.html", case=case, form=form), form.status


def _printed(form: LetterForm, reference: str) -> ResponseReturnValue:
    """The letter as a page to print; asks for everything in one transaction."""
    receipt = queries.hold_receipt_of_reference(reference)
    opened = cases.open_case(reference, signed_in(), private_key())
    contact = reaching_services.show_how_to_reach(opened, by=signed_in(), at=clock.now())
    slip = _given_out(form, receipt, opened) if form.slip.data == "new" else None
    with speaking(opened.case.language):
        letter = letter_in(opened, today=clock.today())
    sheet = sheet_in(
        opened.case.language,
        "intake/handover/sheets/letter.html",
        letter=letter,
        contact=contact,
        slip=slip,
    )
    upto = queries.newest_message(opened.case.id)
    again = ReachedForm(formdata=None, data={"upto": str(upto), "done_on": clock.today()})
    return render_template(
        "intake/handover/printed.html", case=opened.case, sheet=sheet, form=again
    )


def _given_out(form: StampedForm, receipt: CaseReceipt, opened: OpenCase) -> ReceiptPage:
    """The slip of a new handover code; the same form sent twice gives out one."""
    now = secret("receipt")
    newer = receipt_of(code_of(form.nonce, now, CodeKind.HANDOVER), now, CodeKind.HANDOVER)
    given = queries.find_handover(newer.code)
    if given is None:
        services.reissue_receipt(receipt, opened, newer, by=signed_in(), at=clock.now())
    elif not given.is_open:
        raise services.HandoverOver(
            _("This page was sent before, and its code is used. Go back and begin anew.")
        )
    readers = sorted(each.name for each in cases.readers_of(opened.case))
    return receipt_page(opened.case, form.nonce, readers, "", kind=CodeKind.HANDOVER)
