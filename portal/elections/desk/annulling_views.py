"""A challenge that was upheld, as two who run elections set the result aside."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.annulling import services
from portal.elections.annulling.models import Annulment
from portal.elections.annulling.queries import find_annulment
from portal.elections.desk.annul_forms import AnnulAnswerForm, AnnulForm
from portal.elections.desk.page_views import desk_page
from portal.elections.models import Election
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("annulling", __name__, url_prefix="/<uuid:election_id>/annulment")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def note(election_id: UUID) -> ResponseReturnValue:
    """Note that a challenge was upheld."""
    election = queries.get_election(election_id)
    form = _form(election)

    if form.submitted():
        try:
            with transaction():
                services.note_annulment(election, _decision(form), by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason" if election.is_question else "vacant_from", refusal)
        else:
            flash(_("It is noted. Somebody else who runs elections has to confirm it."))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    return render_template("elections/desk/annul.html", form=form, election=election), form.status


@bp.post("/confirm")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def confirm(election_id: UUID) -> ResponseReturnValue:
    """Confirm it: the result is set aside."""
    try:
        with transaction():
            services.confirm_annulment(_noted(election_id), by=signed_in(), at=clock.now())
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    flash(_("The result is set aside, and every member is told."))
    return redirect(url_for("elections.desk.show", election_id=election_id), 303)


@bp.post("/take-back")
@requires(Permission.RUN_ELECTIONS)
def take_back(election_id: UUID) -> ResponseReturnValue:
    """What was noted was a mistake."""
    try:
        with transaction():
            services.take_back(_noted(election_id), at=clock.now())
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    flash(_("It is taken back. The challenge is still open."))
    return redirect(url_for("elections.desk.show", election_id=election_id), 303)


def _noted(election_id: UUID) -> Annulment:
    found = find_annulment(queries.get_election(election_id))
    if found is None:
        raise NotFound
    return found


def _form(election: Election) -> AnnulAnswerForm | AnnulForm:
    if election.is_question:
        return AnnulAnswerForm.of_request()
    return AnnulForm.of_request()


def _decision(form: AnnulAnswerForm | AnnulForm) -> services.Decision:
    day = form.vacant_from.data if isinstance(form, AnnulForm) else clock.today()
    return services.Decision(form.decided_by.data, form.reason.data, day)
