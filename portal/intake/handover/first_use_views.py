"""The first use of a handover code: it becomes a receipt that only the person has."""

from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import find_receipt, readers_of
from portal.cases.services import promise_of
from portal.config import secret, settings
from portal.database import reading, transaction
from portal.i18n import can_be_seen_at, format_day, format_moment
from portal.i18n import gettext as _
from portal.intake import browser_access
from portal.intake.handover import queries, services
from portal.intake.handover.forms import FirstUseForm
from portal.intake.handover.models import Handover
from portal.intake.receipt_views import receipt_page
from portal.intake.stamped_forms import new_stamp
from portal.vault.receipts import code_of, receipt_of

bp = Blueprint("first_use", __name__, url_prefix="/first-use")


@bp.route("", methods=["GET", "POST"])
@public
def use() -> ResponseReturnValue:
    """Change the code that somebody was given into a receipt of their own."""
    if request.method == "GET":
        return redirect(url_for("intake.returning.enter"), 303)
    form, at = FirstUseForm.of_request(), clock.now()

    if form.submitted():
        with reading():
            require_allowance(Purpose.TRY_CODE, at=at)
        case = _used(form, at=at)
        if case is not None:
            browser_access.hold_receipt(code_of(form.nonce, secret("receipt")), at=at)
            return _receipt(case, form)
        with reading():
            found = queries.find_handover(form.code.data or "")
        form.refuse("code", words_for(found, form.code.data or ""))

    return render_template("intake/handover/first_use/use.html", form=form), form.status


def ask_page(code: str) -> ResponseReturnValue:
    """Say what the first use does, before it is done: pen and paper should be at hand."""
    form = FirstUseForm(formdata=None, data={"code": code}).with_stamp(new_stamp())
    return render_template("intake/handover/first_use/use.html", form=form)


def words_for(found: Handover | None, typed: str) -> str:
    """What to say of a code that opens nothing: when it was first used, or what took its place.

    Whoever was given a code and never used it learns here that somebody else has.
    """
    if found is not None and not queries.is_code_of(found, typed):
        return _replaced(found.given_on)
    if found is not None and found.replaced_on is not None:
        return _replaced(found.replaced_on)
    first = queries.first_used_at(found, typed) if found else None
    if first is not None:
        return _(
            "This code was used for the first time on %(moment)s, and changed into a receipt. Use"
            " that receipt now. If it was not you, somebody else may have read what you told us:"
            " please telephone %(phone)s, and we make that receipt worthless.",
            moment=format_moment(first),
            phone=_phone(),
        )
    return _(
        "There is no receipt with this code. Please compare each letter with your receipt, and "
        "try again."
    )


def _replaced(on: date) -> str:
    return _(
        "This code stopped working on %(day)s, because somebody told us that it was lost and was"
        " given a new one. If that was not you, please telephone %(phone)s.",
        day=format_day(on),
        phone=_phone(),
    )


def _phone() -> str:
    return settings().intake_phone or settings().office_phone


def _used(form: FirstUseForm, *, at: datetime) -> Case | None:
    """The case, its code now changed; the same form sent twice changes it once."""
    code, now = form.code.data or "", secret("receipt")
    fresh = receipt_of(code_of(form.nonce, now), now)
    try:
        with transaction():
            found = queries.find_first_use(code)
            if found is not None:
                return services.use_handover(found, code, fresh, at=at)
            count_use(Purpose.TRY_CODE, at=at)
    except services.HandoverOver:
        pass  # Perhaps by this very form, sent twice.
    with reading():
        again = find_receipt([fresh.lookup])
        return again.case if again is not None and _is_repeatable(again, at) else None


def _is_repeatable(receipt: CaseReceipt, at: datetime) -> bool:
    return receipt.repeat_until is not None and receipt.repeat_until > at


def _receipt(case: Case, form: FirstUseForm) -> ResponseReturnValue:
    can_be_seen_at(url_for(".use"))
    code = form.code.data or ""
    with reading():
        names = sorted(each.name for each in readers_of(case))
        page = receipt_page(case, form.nonce, names, promise_of(case))
        found = queries.find_handover(code)
        moment = queries.first_used_at(found, code) if found else None
    return render_template(
        "intake/handover/first_use/receipt.html", receipt=page, moment=moment, code=code
    )
