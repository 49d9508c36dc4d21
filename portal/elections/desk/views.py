"""The returning officer's desk: prepare an election, give notice, and see what is due."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries, services
from portal.elections.advancing_services import advance
from portal.elections.count.lots import LotNeeded
from portal.elections.desk import (
    annulling_views,
    countback_views,
    notice_views,
    paper_views,
    provisional_views,
    question_views,
    result_views,
    roll_views,
    standing_views,
)
from portal.elections.desk.forms import (
    KeyForm,
    MoveDaysForm,
    PlanForm,
    StopForm,
    typed_days,
    typed_plan,
)
from portal.elections.desk.page_views import desk_page
from portal.elections.models import Election
from portal.elections.moving_services import move_days
from portal.elections.resolutions.forms import MoveQuestionForm, typed_question_days
from portal.elections.resolutions.queries import get_question
from portal.elections.resolutions.services import announce_question, declare_answer
from portal.elections.results import services as results
from portal.elections.wording import DESK_PHASES, DESK_QUESTION_PHASES
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("desk", __name__, url_prefix="/desk")
bp.register_blueprint(annulling_views.bp)
bp.register_blueprint(notice_views.bp)
bp.register_blueprint(paper_views.bp)
bp.register_blueprint(provisional_views.bp)
bp.register_blueprint(question_views.bp)
bp.register_blueprint(standing_views.bp)
bp.register_blueprint(roll_views.bp)
bp.register_blueprint(result_views.bp)
bp.register_blueprint(countback_views.bp)

DONE: Final = {
    "announce": _l("Notice is given. The timetable runs by itself from now on."),
    "leave-empty": _l("Seats for which nobody stands stay empty until the next election."),
    "close-urn": _l("The urn is closed. The box numbers are public."),
    "forget-lots": _l("The lots are drawn anew."),
    "declare": _l("The result is declared, and it stands in the ledger."),
    "challenge": _l("The challenge is noted. Nothing is destroyed until it is decided."),
    "challenge-decided": _l("The challenge is decided."),
}


def _announce(election: Election, at: datetime) -> None:
    services.require_voters(election)
    if election.is_question:
        announce_question(get_question(election), at=at)
    else:
        services.announce_election(election, at=at)


def _declare(election: Election, at: datetime) -> object:
    if election.is_question:
        return declare_answer(election, at=at)
    return results.declare_result(election, at=at)


_STEPS: Final[dict[str, Callable[[Election, datetime], object]]] = {
    "announce": _announce,
    "leave-empty": lambda election, at: services.accept_empty_seats(election, at=at),
    "close-urn": lambda election, at: results.close_urn(election, at=at),
    "forget-lots": lambda election, at: results.forget_lots(election, at=at),
    "declare": _declare,
    "challenge": lambda election, at: results.note_challenge(election, at=at),
    "challenge-decided": lambda election, at: results.decide_challenge(election, at=at),
}


@bp.get("")
@requires(Permission.RUN_ELECTIONS)
def index() -> ResponseReturnValue:
    """Every election, and how far each is."""
    at = clock.now()
    return render_template(
        "elections/desk/index.html",
        elections=[(each, queries.phase_at(each, at)) for each in queries.all_elections()],
        phases=DESK_PHASES,
        question_phases=DESK_QUESTION_PHASES,
    )


@bp.route("/plan", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def plan() -> ResponseReturnValue:
    """Begin to prepare an election."""
    form = PlanForm.of_request(data=typed_plan(None))

    if form.submitted():
        try:
            with transaction():
                election = services.plan_election(form.draft, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("nominations_from_on", refusal)
        else:
            flash(_("The election is in preparation. Nobody outside sees it yet."))
            return redirect(url_for(".show", election_id=election.id), 303)

    return render_template("elections/desk/plan.html", form=form, election=None), form.status


@bp.get("/<uuid:election_id>")
@requires(Permission.RUN_ELECTIONS)
def show(election_id: UUID) -> ResponseReturnValue:
    """One election: how far it is, and what is to be done."""
    return desk_page(queries.get_election(election_id))


@bp.route("/<uuid:election_id>/change", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def change(election_id: UUID) -> ResponseReturnValue:
    """Change what is being prepared."""
    election = queries.get_election(election_id)
    form = PlanForm.of_request(data=typed_plan(election))

    if form.submitted():
        try:
            with transaction():
                services.change_plan(election, form.draft, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("nominations_from_on", refusal)
        else:
            flash(_("The election is changed."))
            return redirect(url_for(".show", election_id=election_id), 303)

    return render_template("elections/desk/plan.html", form=form, election=election), form.status


@bp.route("/<uuid:election_id>/key", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def key(election_id: UUID) -> ResponseReturnValue:
    """Say which key seals the ballots, and who holds its parts."""
    election = queries.get_election(election_id)
    form = KeyForm.of_request()

    if form.submitted():
        holders = [form.first.data, form.second.data, form.third.data]
        try:
            with transaction():
                services.set_key(election, form.public_key.data, holders, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("public_key", refusal)
        else:
            flash(_("Compare the fingerprint with the one that the laptop showed."))
            return redirect(url_for(".show", election_id=election_id), 303)

    return render_template("elections/desk/key.html", form=form, election=election), form.status


@bp.route("/<uuid:election_id>/days", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def days(election_id: UUID) -> ResponseReturnValue:
    """Change days that have not come yet."""
    election = queries.get_election(election_id)
    form = _days_form(election)

    if form.submitted():
        try:
            with transaction():
                move_days(election, form.days, form.why.data, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("poll_from_on", refusal)
        else:
            flash(_("The days are changed, and everybody can read it."))
            return redirect(url_for(".show", election_id=election_id), 303)

    return render_template("elections/desk/days.html", form=form, election=election), form.status


def _days_form(election: Election) -> MoveDaysForm | MoveQuestionForm:
    if election.is_question:
        return MoveQuestionForm.of_request(data=typed_question_days(election))
    return MoveDaysForm.of_request(data=typed_days(election))


@bp.route("/<uuid:election_id>/stop", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def stop(election_id: UUID) -> ResponseReturnValue:
    """End an election without a result."""
    election = queries.get_election(election_id)
    form = StopForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.stop_election(election, form.reason.data, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason", refusal)
        else:
            flash(_("The election is stopped."))
            return redirect(url_for(".show", election_id=election_id), 303)

    return render_template("elections/desk/stop.html", form=form, election=election), form.status


@bp.post("/<uuid:election_id>/step/<string:step>")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def take_step(election_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step that needs no words: give notice, close the urn, declare, and so on."""
    if step not in _STEPS:
        raise NotFound
    at = clock.now()
    try:
        with transaction():
            election = queries.get_election(election_id)
            _STEPS[step](election, at)
            advance(election, at=at)
    except LotNeeded:
        return redirect(url_for(".results.lot", election_id=election_id), 303)
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    flash(str(DONE[step]))
    return redirect(url_for(".show", election_id=election_id), 303)
