"""The front door: three ways to speak, the receipt, and the way out."""

import logging

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.rule_packs import find_pack
from portal.config import settings
from portal.database import transaction
from portal.i18n import current_language
from portal.intake import browser_access, services
from portal.intake.alerts import views as alerts
from portal.intake.blank_views import blank_form
from portal.intake.concerns import views as concerns
from portal.intake.forms import MissedVisitForm, PraiseForm
from portal.intake.handover import views as handover
from portal.intake.held import views as held
from portal.intake.receipt_views import receipt_text, receive, show_again, shut_page
from portal.intake.returning import views as returning
from portal.intake.stamped_forms import ReceiptForm
from portal.intake.turned_away import views as turned_away
from portal.intake.worker_reply import views as worker_reply
from portal.security import has_form_token

log = logging.getLogger(__name__)

bp = Blueprint("intake", __name__)
bp.register_blueprint(concerns.bp)
bp.register_blueprint(returning.bp)
bp.register_blueprint(alerts.bp)
bp.register_blueprint(turned_away.bp)
bp.register_blueprint(held.bp)
bp.register_blueprint(handover.bp)
bp.register_blueprint(worker_reply.bp)


@bp.route("/tell-us")
@public
def start() -> ResponseReturnValue:
    """Choose a way to speak."""
    shut = shut_page()
    if shut is not None:
        return shut
    return render_template("intake/start.html", pack=find_pack(settings().rule_pack, clock.today()))


@bp.route("/missed-visit", methods=["GET", "POST"])
@public
def missed_visit() -> ResponseReturnValue:
    """Say on one page that a visit was not as agreed."""
    if request.method == "GET":
        return shut_page() or blank_form("intake/missed_visit.html", MissedVisitForm)
    form = MissedVisitForm.of_request()

    if form.submitted():
        received = receive(form, form.statement(current_language()), alert=form.wants_alert)
        if received is not None:
            return received

    return render_template("intake/missed_visit.html", form=form), form.status


@bp.route("/praise", methods=["GET", "POST"])
@public
def praise() -> ResponseReturnValue:
    """Say thank you."""
    if request.method == "GET":
        return shut_page() or blank_form("intake/praise.html", PraiseForm)
    form = PraiseForm.of_request()

    if form.submitted():
        received = receive(form, form.statement(current_language()))
        if received is not None:
            return received

    return render_template("intake/praise.html", form=form), form.status


@bp.route("/receipt", methods=["GET", "POST"])
@public
def receipt() -> ResponseReturnValue:
    """Hand out the receipt again, for the few minutes in which it can be: as a text or a page."""
    form = ReceiptForm.of_request()
    asked = form.submitted()
    if asked and form.as_page.data:
        page = show_again(form.nonce, alerted=bool(form.alerted.data))
        return page or redirect(url_for("intake.returning.enter"), 303)
    text = receipt_text(form.nonce) if asked else None
    if text is None:
        return redirect(url_for("intake.returning.enter"), 303)
    response = Response(text, mimetype="text/plain")
    response.headers["Content-Disposition"] = "attachment; filename=receipt.txt"
    return response


@bp.route("/lost-receipt")
@public
def lost_receipt() -> ResponseReturnValue:
    """Say what can be done without the receipt, and what cannot."""
    return render_template("intake/lost_receipt.html")


@bp.route("/leave", methods=["GET", "POST"])
@public
def leave() -> ResponseReturnValue:
    """Drop what was begun and go somewhere ordinary. Nothing that a form carries stops it."""
    if request.method == "POST":
        if has_form_token():
            _drop_drafts()
        browser_access.forget_everything()
    else:
        # A link may be opened from anywhere, and ends nobody's sign-in.
        browser_access.forget_what_was_begun()
    # Not a redirect: a form may only lead to this site, so that no page can send it elsewhere.
    response = make_response(render_template("intake/leave.html", href=settings().leave_url))
    response.headers["Refresh"] = f"0; url={settings().leave_url}"
    return response


def _drop_drafts() -> None:
    try:
        with transaction():
            for draft_id in browser_access.held_drafts():
                services.drop_draft(draft_id)
    except Exception:
        # Somebody may be looking over a shoulder: go on. The key goes with the cookie, so nobody
        # can open these rows, and the worker deletes them within the hour.
        log.exception("A draft could not be deleted when its writer left.")
