"""Coming back with a receipt: see where it stands, read, write, withdraw, open again."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.deleting.models import CaseDeletion
from portal.cases.keys.aside_services import keep_away_on_request
from portal.cases.keys.queries import who_could_read
from portal.cases.messages.services import hear_message, hear_of_worse
from portal.cases.queries import OpenCase
from portal.cases.services import reopen_case, withdraw_case
from portal.config import older_secrets
from portal.database import reading, transaction
from portal.errors import NotFound, RuleBroken, TooMany
from portal.forms import Form
from portal.i18n import can_be_seen_at
from portal.i18n import gettext as _
from portal.intake import browser_access
from portal.intake.handover.first_use_views import ask_page, words_for
from portal.intake.handover.queries import find_handover, may_be_used
from portal.intake.photographs import chosen_photographs
from portal.intake.returning import queries
from portal.intake.returning.case_views import case_page, deleted_page
from portal.intake.returning.forms import (
    KeepAwayForm,
    NotResolvedForm,
    ReturnForm,
    WithdrawForm,
    WorseForm,
    WriteForm,
)
from portal.intake.returning.leaf_queries import find_page
from portal.intake.returning.services import renew_old_receipt
from portal.intake.returning.shown import CasePage
from portal.intake.services import MOST_PHOTOGRAPHS

bp = Blueprint("returning", __name__, url_prefix="/return")


@bp.route("", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Type the code of a receipt, and see where it stands."""
    form, at = ReturnForm.of_request(), clock.now()

    if form.submitted():
        if older_secrets("receipt"):
            with transaction():
                require_allowance(Purpose.TRY_CODE, at=at)
                renew_old_receipt(form.code.data, at=at)
        with reading():
            require_allowance(Purpose.TRY_CODE, at=at)
            page = find_page(form.code.data)
            deletion = None if page else queries.find_deleted(form.code.data)
        kept = form.words.data or ""
        if page is not None:
            browser_access.hold_receipt(form.code.data, at=at)
            if not kept:
                can_be_seen_at(url_for(".show"))
            return case_page(page, kept=kept)
        if deletion is not None:
            return deleted_page(deletion, kept=kept)
        with transaction():
            count_use(Purpose.TRY_CODE, at=at)
            handed_over = find_handover(form.code.data)
        if may_be_used(handed_over, form.code.data):
            return ask_page(form.code.data)
        form.refuse("code", words_for(handed_over, form.code.data))

    return render_template("intake/returning/enter.html", form=form), form.status


@bp.route("/case")
@public
def show() -> ResponseReturnValue:
    """Where it stands."""
    page = _find_page()
    if page is not None:
        return case_page(page)
    deletion = _find_deleted()
    return redirect(url_for(".enter"), 303) if deletion is None else deleted_page(deletion)


@bp.route("/write", methods=["GET", "POST"])
@public
def write() -> ResponseReturnValue:
    """Write to the committee, with photographs if there are any."""
    form = WriteForm.of_request()

    if form.submitted():
        photographs, refused = chosen_photographs(form.photographs.data, most=MOST_PHOTOGRAPHS)
        if refused:
            form.refuse("photographs", refused)
        words, at = form.words.data or "", clock.now()
        if not refused and _did(
            form, lambda case: hear_message(case, words, photographs=photographs, at=at)
        ):
            flash(_("The committee can read it now."))
            return redirect(url_for(".show"), 303)

    with reading():
        page = _find_page()
        if page is None:
            return _gone(form)
    return case_page(page, form)


@bp.route("/not-resolved", methods=["GET", "POST"])
@public
def not_resolved() -> ResponseReturnValue:
    """Say that it is not resolved; it is opened again."""
    form = NotResolvedForm.of_request()

    if form.submitted():
        words, at = form.words.data, clock.now()
        if _did(form, lambda case: reopen_case(case, words, at=at)):
            flash(_("It is open again, and the clock has started anew."))
            return redirect(url_for(".show"), 303)

    return _page("intake/returning/not_resolved.html", form)


@bp.route("/withdraw", methods=["GET", "POST"])
@public
def withdraw() -> ResponseReturnValue:
    """Say that nobody shall go on with it."""
    form = WithdrawForm.of_request()

    if form.submitted():
        words, at = form.words.data or "", clock.now()
        if _did(form, lambda case: withdraw_case(case, words, at=at)):
            flash(_("You have withdrawn it."))
            return redirect(url_for(".show"), 303)

    return _page("intake/returning/withdraw.html", form)


@bp.route("/worse", methods=["GET", "POST"])
@public
def worse() -> ResponseReturnValue:
    """Say that something got worse after speaking up."""
    form = WorseForm.of_request()

    if form.submitted():
        words, at = form.words.data, clock.now()
        if _did(form, lambda case: hear_of_worse(case, words, at=at)):
            flash(_("The committee can read it now."))
            return redirect(url_for(".show"), 303)

    return _page("intake/returning/worse.html", form)


@bp.route("/not-this-person", methods=["GET", "POST"])
@public
def keep_away() -> ResponseReturnValue:
    """Say of one member that they should not see it any more."""
    with reading():
        opened = _find_case()
        could = who_could_read(opened, clock.today()) if opened else []
    if opened is None:
        return redirect(url_for(".show"), 303)
    form = KeepAwayForm.of_request(person=[(str(each.person_id), each.name) for each in could])

    if form.submitted():
        person, at = UUID(form.person.data), clock.now()
        if _did(form, lambda case: keep_away_on_request(case, person, at=at), field="person"):
            flash(_("From now on this person cannot read it, nor what is written from now on."))
            return redirect(url_for(".show"), 303)

    return _page("intake/returning/keep_away.html", form)


@bp.route("/photographs/<uuid:photograph_id>.jpg")
@public
def picture(photograph_id: UUID) -> ResponseReturnValue:
    """One photograph, to whoever holds the receipt."""
    opened = _find_case()
    if opened is None:
        raise NotFound
    return Response(queries.get_picture(opened, photograph_id), mimetype="image/jpeg")


@bp.route("/finish", methods=["POST"])
@public
def finish() -> ResponseReturnValue:
    """Let go of the receipt, so that nobody after you opens it in this browser."""
    browser_access.forget_receipt()
    flash(_("Your receipt is no longer in this browser. Keep it safe elsewhere."))
    return redirect(url_for(".enter"), 303)


def _held_code() -> str | None:
    """The code of the receipt that this browser holds; its pages are in use, so it stays."""
    at = clock.now()
    code = browser_access.held_receipt(at=at)
    if code is not None:
        browser_access.hold_receipt(code, at=at)
    return code


def _find_case() -> OpenCase | None:
    """The case of the receipt that this browser holds."""
    code = _held_code()
    return None if code is None else queries.find_case(code)


def _find_page() -> CasePage | None:
    """What is shown of it."""
    code = _held_code()
    return None if code is None else find_page(code)


def _find_deleted() -> CaseDeletion | None:
    """The deletion of the case whose receipt this browser holds."""
    code = _held_code()
    return None if code is None else queries.find_deleted(code)


def _did(form: Form, do: Callable[[OpenCase], object], *, field: str = "words") -> bool:
    """Whether it was done; where it was refused, the form says why."""
    try:
        with transaction():
            opened = _find_case()
            if opened is None:
                return False
            # Counted by case: whoever holds a receipt may come from many places.
            about, at = str(opened.case.id), clock.now()
            require_allowance(Purpose.WRITE, at=at, about=about)
            count_use(Purpose.WRITE, at=at, about=about)
            do(opened)
    except RuleBroken as refusal:
        form.refuse(field, refusal)
        return False
    except TooMany:
        form.refuse("words", _too_many())
        return False
    return True


def _too_many() -> str:
    return _(
        "Very much was sent with this receipt within the last hour, so this was not. What you "
        "wrote is still here: please send it again later, or telephone."
    )


def _page(template: str, form: Form) -> ResponseReturnValue:
    """A page with one question about the case."""
    with reading():
        opened = _find_case()
        if opened is None:
            return _gone(form)
        return render_template(template, form=form, case=opened.case), form.status


def _gone(form: Form) -> ResponseReturnValue:
    """There is no case to show: it was deleted, or this browser holds no receipt any more."""
    deletion = _find_deleted()
    if deletion is None:
        return _asked_for_code(form)
    return deleted_page(deletion, kept=_typed(form))


def _typed(form: Form) -> str:
    return (form["words"].data or "") if "words" in form else ""


def _asked_for_code(form: Form) -> ResponseReturnValue:
    """Ask for the code again; what was typed meanwhile is not lost."""
    typed = _typed(form)
    if not typed:
        return redirect(url_for(".enter"), 303)
    again = ReturnForm(formdata=None, data={"words": typed})
    return render_template("intake/returning/enter.html", form=again), 422
