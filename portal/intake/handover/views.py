"""The pages of the intake clerk: take down what somebody says, hand over a code, add later."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.arrivals import Statement
from portal.cases.models import Case
from portal.cases.queries import readers_of
from portal.cases.services import AlreadyReceived, promise_of
from portal.chosen_photographs import chosen_photographs
from portal.config import secret
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.intake.concerns.draft_views import member_names
from portal.intake.handover import first_use_views, queries, reaching_views, services
from portal.intake.handover.forms import AddForm, TakeConcernForm, TakeMissedVisitForm, TakingForm
from portal.intake.queries import on_duty
from portal.intake.receipt_views import prepare, receipt_page, shut_page
from portal.intake.services import MOST_PHOTOGRAPHS, raise_alert
from portal.intake.stamped_forms import new_stamp
from portal.ledger.services import promise
from portal.photographs import Photograph
from portal.sheets import sheet_in
from portal.vault.receipts import CodeKind, code_of
from portal.visits.home_codes import normalise_home_code

bp = Blueprint("handover", __name__, url_prefix="/handover")
bp.register_blueprint(first_use_views.bp)
bp.register_blueprint(reaching_views.bp)


@bp.route("")
@requires(Permission.TAKE_INTAKE)
def start() -> ResponseReturnValue:
    """What to say before somebody speaks, and the two questions that lead on."""
    return shut_page() or render_template("intake/handover/start.html")


@bp.route("/missed-visit", methods=["GET", "POST"])
@requires(Permission.TAKE_INTAKE)
def missed_visit() -> ResponseReturnValue:
    """Take down that a visit was missed."""
    form = TakeMissedVisitForm.of_request()
    if request.method == "GET":
        form.with_stamp(new_stamp())

    if form.submitted():
        taken = _taken_down(form, form.stated(by=who().name), alert=form.wants_alert)
        if taken is not None:
            return taken

    return render_template("intake/handover/missed_visit.html", form=form), form.status


@bp.route("/concern", methods=["GET", "POST"])
@requires(Permission.TAKE_INTAKE)
def concern() -> ResponseReturnValue:
    """Take down a concern, every question on one page."""
    with reading():
        form = TakeConcernForm.of_request(members=member_names().items())
    if request.method == "GET":
        form.with_stamp(new_stamp())

    if form.submitted():
        taken = _taken_down(form, form.stated(by=who().name))
        if taken is not None:
            return taken

    return render_template("intake/handover/concern.html", form=form), form.status


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.TAKE_INTAKE)
def add() -> ResponseReturnValue:
    """Add a note, or a photograph of the letter, with the handover code. Nothing is shown."""
    form, at = AddForm.of_request(), clock.now()

    if form.submitted():
        photographs, refused = chosen_photographs(form.photographs.data, most=MOST_PHOTOGRAPHS)
        if refused:
            form.refuse("photographs", refused)
        elif _added(form, photographs, at=at):
            flash(_("It is added. The committee can read it; here it cannot be read again."))
            return redirect(url_for(".start"), 303)

    return render_template("intake/handover/add.html", form=form), form.status


def _added(form: AddForm, photographs: list[tuple[str, Photograph]], *, at: datetime) -> bool:
    with reading():
        require_allowance(Purpose.TRY_CODE, at=at)
    try:
        with transaction():
            found = queries.find_adding_handover(form.code.data, clock.today())
            if found is not None:
                services.add_to_case(
                    found, form.words.data or "", photographs=photographs, by=signed_in(), at=at
                )
                return True
            count_use(Purpose.TRY_CODE, at=at)
    except RuleBroken as refusal:
        form.refuse("words", refusal)
    else:
        form.refuse("code", services.nothing_to_add())
    return False


def _taken_down(
    form: TakingForm, statement: Statement, *, alert: bool = False
) -> ResponseReturnValue | None:
    """Store it and show the slip; None where the form has to come back."""
    at = clock.now()
    prepared = prepare(form, statement, at=at, kind=CodeKind.HANDOVER)
    if prepared is None:
        return None
    try:
        with transaction():
            count_use(Purpose.SUBMIT, at=at)
            received = services.take_down_case(
                prepared.arrival,
                wish=form.wished,
                came_on=form.came_on.data,
                by=signed_in(),
                at=at,
            )
            if alert:
                code = normalise_home_code(statement.home_code) or ""
                raise_alert(code, tell=on_duty(clock.today()), at=at)
    except AlreadyReceived:
        return _slip_again(form.nonce)
    return _slip(received.case, form.nonce, prepared.readers, promise(received.entry))


def _slip_again(nonce: str) -> ResponseReturnValue:
    """The slip of a form that came before, for ten minutes and until its code is used."""
    with reading():
        found = queries.find_first_use(code_of(nonce, secret("receipt"), CodeKind.HANDOVER))
        if found is None or found.given_by_id != who().account_id:
            return render_template("intake/handover/already.html")
        receipt = queries.hold_receipt_of(found.case_id)
        if receipt.repeat_until is None or receipt.repeat_until <= clock.now():
            return render_template("intake/handover/already.html")
        readers = sorted(each.name for each in readers_of(receipt.case))
        return _slip(receipt.case, nonce, readers, promise_of(receipt.case))


def _slip(case: Case, nonce: str, readers: list[str], promised: str) -> ResponseReturnValue:
    """What is read out, and the slip in the language of the person who is to have it."""
    slip = receipt_page(case, nonce, readers, promised, kind=CodeKind.HANDOVER)
    sheet = sheet_in(case.language, "intake/handover/sheets/slip.html", slip=slip, is_new=True)
    return render_template("intake/handover/slip.html", slip=slip, sheet=sheet, case=case)
