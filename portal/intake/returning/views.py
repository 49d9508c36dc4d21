"""Coming back with a receipt: see where it stands, read, write, withdraw, open again."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.corroborating.opening_services import open_now
from portal.cases.enquiring.mixing import Consent
from portal.cases.enquiring.services import let_ask_office
from portal.cases.following.services import answer_follow_up, hear_worse
from portal.cases.following.turns import PutRight
from portal.cases.keys.aside_services import keep_away_on_request
from portal.cases.keys.queries import who_could_read
from portal.cases.messages.services import hear_message
from portal.cases.services import reopen_case, withdraw_case
from portal.chosen_photographs import chosen_photographs
from portal.config import older_secrets
from portal.database import reading, transaction
from portal.errors import NotFound
from portal.i18n import can_be_seen_at
from portal.i18n import gettext as _
from portal.intake import browser_access
from portal.intake.handover.first_use_views import ask_page, words_for
from portal.intake.handover.queries import find_handover, may_be_used
from portal.intake.returning import queries
from portal.intake.returning.case_views import case_page, deleted_page
from portal.intake.returning.forms import (
    FollowUpForm,
    KeepAwayForm,
    NotResolvedForm,
    OfficeForm,
    OpenForm,
    ReturnForm,
    WithdrawForm,
    WorseForm,
    WriteForm,
)
from portal.intake.returning.held_views import (
    did,
    find_held_case,
    find_held_deletion,
    find_held_page,
    gone,
    question_page,
)
from portal.intake.returning.leaf_queries import find_page
from portal.intake.returning.papers_views import bp as papers
from portal.intake.returning.publishing_views import bp as publishing
from portal.intake.returning.services import renew_old_receipt
from portal.intake.services import MOST_PHOTOGRAPHS

bp = Blueprint("returning", __name__, url_prefix="/return")
bp.register_blueprint(papers)
bp.register_blueprint(publishing)


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
    page = find_held_page()
    if page is not None:
        return case_page(page)
    deletion = find_held_deletion()
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
        words, harm, at = form.words.data or "", _harm(form.harm.data), clock.now()
        if not refused and did(
            form, lambda case: hear_message(case, words, photographs=photographs, harm=harm, at=at)
        ):
            flash(
                _("The committee can read it now.")
                if harm is None
                else _("It is kept with what you told us.")
            )
            return redirect(url_for(".show"), 303)

    with reading():
        page = find_held_page()
        if page is None:
            return gone(form)
    return case_page(page, form)


@bp.route("/open-it", methods=["GET", "POST"])
@public
def open_sealed() -> ResponseReturnValue:
    """Let what was kept sealed wait no longer."""
    form = OpenForm.of_request()

    if form.submitted():
        harm, at = form.harm.data == "yes", clock.now()
        if did(form, lambda case: open_now(case, harm=harm, at=at), field="harm"):
            flash(_("It is open now, and those who may read it were told that something is there."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/open_sealed.html", form)


@bp.route("/not-resolved", methods=["GET", "POST"])
@public
def not_resolved() -> ResponseReturnValue:
    """Say that it is not resolved; it is opened again."""
    form = NotResolvedForm.of_request()

    if form.submitted():
        words, at = form.words.data, clock.now()
        if did(form, lambda case: reopen_case(case, words, at=at)):
            flash(_("It is open again, and the clock has started anew."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/not_resolved.html", form)


@bp.route("/withdraw", methods=["GET", "POST"])
@public
def withdraw() -> ResponseReturnValue:
    """Say that nobody shall go on with it."""
    form = WithdrawForm.of_request()

    if form.submitted():
        words, at = form.words.data or "", clock.now()
        if did(form, lambda case: withdraw_case(case, words, at=at)):
            flash(_("You have withdrawn it."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/withdraw.html", form)


@bp.route("/worse", methods=["GET", "POST"])
@public
def worse() -> ResponseReturnValue:
    """Say that something got worse after speaking up."""
    form = WorseForm.of_request()

    if form.submitted():
        words, at = form.words.data, clock.now()
        if did(form, lambda case: hear_worse(case, words, at=at)):
            flash(_("The committee can read it now."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/worse.html", form)


@bp.route("/the-office", methods=["GET", "POST"])
@public
def office() -> ResponseReturnValue:
    """Say whether the committee may ask the care office about the visit."""
    form = OfficeForm.of_request()

    if form.submitted():
        consent, at = Consent(form.may.data), clock.now()
        if did(form, lambda case: let_ask_office(case, consent, at=at), field="may"):
            flash(_("The committee knows it now."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/office.html", form)


@bp.route("/was-it-put-right", methods=["GET", "POST"])
@public
def follow_up() -> ResponseReturnValue:
    """Say what became of it, some time after the answer."""
    form = FollowUpForm.of_request()

    if form.submitted():
        said, at = PutRight(form.put_right.data), clock.now()
        worse, words = form.worse.data or "", form.words.data or ""
        if did(form, lambda case: answer_follow_up(case, said, worse=worse, words=words, at=at)):
            flash(_("Thank you. The committee can read it now."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/follow_up.html", form)


@bp.route("/not-this-person", methods=["GET", "POST"])
@public
def keep_away() -> ResponseReturnValue:
    """Say of one member that they should not see it any more."""
    with reading():
        opened = find_held_case()
        could = who_could_read(opened, clock.today()) if opened else []
    if opened is None:
        return redirect(url_for(".show"), 303)
    form = KeepAwayForm.of_request(person=[(str(each.person_id), each.name) for each in could])

    if form.submitted():
        person, at = UUID(form.person.data), clock.now()
        if did(form, lambda case: keep_away_on_request(case, person, at=at), field="person"):
            flash(_("From now on this person cannot read it, nor what is written from now on."))
            return redirect(url_for(".show"), 303)

    return question_page("intake/returning/keep_away.html", form)


@bp.route("/photographs/<uuid:photograph_id>.jpg")
@public
def picture(photograph_id: UUID) -> ResponseReturnValue:
    """One photograph, to whoever holds the receipt."""
    opened = find_held_case()
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


def _harm(said: str | None) -> bool | None:
    """What was said of harm; None where it was not asked, or not said."""
    return None if said is None else said == "yes"
