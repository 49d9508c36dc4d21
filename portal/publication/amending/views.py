"""On the desk: say that a published report is wrong, or take it down together with somebody."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.publication import wording
from portal.publication.amending import queries, services
from portal.publication.amending.forms import AnswerForm, ErrorForm, TakeBackForm, WithdrawForm
from portal.publication.amending.models import NoticeFault
from portal.publication.models import Release

bp = Blueprint("amending", __name__)


@bp.route("/<string:name>/error", methods=["GET", "POST"])
@requires(Permission.SIGN_RELEASES)
def note(name: str) -> ResponseReturnValue:
    """Say in words that an error was found."""
    release = queries.get_standing(name)
    form = ErrorForm.of_request()

    if form.submitted():
        with transaction():
            services.note_error(release, form.words.data, by=signed_in(), at=clock.now())
        # The page of a report is the same for everybody: what is said to one stands on the desk.
        flash(_("Everybody can read it now."))
        return redirect(url_for(".note", name=name))

    return render_template(
        "publication/error.html",
        release=release,
        form=form,
        notices=queries.notices_of(release),
        wording=wording,
    ), form.status


@bp.route("/<string:name>/error/<uuid:number>", methods=["GET", "POST"])
@requires(Permission.SIGN_RELEASES)
@reauthenticated
def take_back(name: str, number: UUID) -> ResponseReturnValue:
    """Take back what was said above a report, or say it in other words."""
    release = queries.get_standing(name)
    form = TakeBackForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.take_back_notice(
                    queries.get_notice(release, number),
                    NoticeFault(form.because.data),
                    words=form.words.data or "",
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("These words are gone. That they were there can be read on the report."))
            return redirect(url_for(".note", name=name))

    notice = queries.get_notice(release, number)
    if notice.taken_back_at is not None and not form.errors:
        flash(_("This was taken back already."))
        return redirect(url_for(".note", name=name))
    return render_template(
        "publication/error_back.html", release=release, form=form, notice=notice, wording=wording
    ), form.status


@bp.route("/<string:name>/withdraw", methods=["GET", "POST"])
@requires(Permission.SIGN_RELEASES)
@reauthenticated
def ask(name: str) -> ResponseReturnValue:
    """Ask that a report be taken down, or see who has asked."""
    release = queries.get_standing(name)
    form = WithdrawForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.ask_withdrawal(release, form.reason.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason", refusal)
        else:
            flash(_("It is still there. A second member has to agree."))
            return redirect(url_for(".ask", name=name))

    return _page(release, form)


@bp.post("/<string:name>/withdraw/answer")
@requires(Permission.SIGN_RELEASES)
@reauthenticated
def answer(name: str) -> ResponseReturnValue:
    """Take a report down as the second member, or leave it where it is."""
    release = queries.get_standing(name)
    form = AnswerForm.of_request()
    agrees = request.form.get("answer") == "agree"

    if form.submitted():
        try:
            with transaction():
                if agrees:
                    services.agree_withdrawal(release, by=signed_in(), at=clock.now())
                else:
                    services.drop_withdrawal(release)
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
            return _page(release, form)
        flash(_("The report is taken down.") if agrees else _("The report stays."))
        return redirect(url_for("publication.desk.prepare"))

    return _page(release, form)


def _page(release: Release, form: WithdrawForm | AnswerForm) -> ResponseReturnValue:
    withdrawal = queries.find_withdrawal(release)
    return render_template(
        "publication/withdraw.html",
        release=release,
        form=form,
        withdrawal=withdrawal,
        is_own=withdrawal is not None and withdrawal.asked_by_id == signed_in().id,
        wording=wording,
    ), form.status
