"""From the urn to the result: what is downloaded, uploaded and drawn."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.count import wording
from portal.elections.count.blt import BltRefused
from portal.elections.count.lots import LotNeeded
from portal.elections.desk.forms import BallotsForm, LotForm
from portal.elections.models import Election
from portal.elections.results import services
from portal.elections.results.queries import (
    contest_to_count,
    count_election,
    names_on_paper,
    urn_of,
)
from portal.elections.urn.paper_sheet import blank_sheet
from portal.elections.urn.urn_file import write_urn
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("results", __name__, url_prefix="/<uuid:election_id>")


@bp.get("/urn.json")
@requires(Permission.RUN_ELECTIONS)
def urn(election_id: UUID) -> ResponseReturnValue:
    """The sealed urn, to be opened away from here."""
    election = queries.get_election(election_id)
    return _file(write_urn(urn_of(election)), "urn.json", "application/json")


@bp.get("/papers.csv")
@requires(Permission.RUN_ELECTIONS)
def papers(election_id: UUID) -> ResponseReturnValue:
    """The blank sheet in which one person types the papers."""
    election = queries.get_election(election_id)
    names = names_on_paper(election)
    if election.counts is None:
        raise NotFound
    return _file(blank_sheet(names, election.counts["papers"]), "papers.csv", "text/csv")


@bp.route("/ballots", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def ballots(election_id: UUID) -> ResponseReturnValue:
    """Take what came out of the urn."""
    election = queries.get_election(election_id)
    form = BallotsForm.of_request(data={"broken": "0"})

    if form.submitted():
        try:
            with transaction():
                services.take_ballots(
                    election, form.pasted.data, broken=int(form.broken.data), at=clock.now()
                )
        except (BltRefused, RuleBroken) as refusal:
            form.refuse("pasted", refusal)
        else:
            flash(_("The ballots are here, and the count is made."))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    return render_template("elections/desk/ballots.html", form=form, election=election), form.status


@bp.route("/lot", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def lot(election_id: UUID) -> ResponseReturnValue:
    """Write down a lot that the count asks for."""
    election = queries.get_election(election_id)
    needed = _needed(election)
    if needed is None:
        return redirect(url_for("elections.desk.show", election_id=election_id), 303)
    contest = contest_to_count(election)
    choices = [(str(number), contest.name(number)) for number in needed.candidates]
    form = LotForm.of_request(chosen=choices)

    if form.submitted():
        drawn = needed.record(
            int(form.chosen.data),
            drawn_by=form.drawn_by.data,
            witnessed_by=form.witnessed_by.data,
        )
        try:
            with transaction():
                services.record_lot(election, drawn, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("chosen", refusal)
        else:
            flash(_("The lot is written down, and the count is made again."))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    asked = wording.lot_words(contest, needed.stage, needed.why, needed.candidates)
    return render_template(
        "elections/desk/lot.html", form=form, election=election, asked=asked
    ), form.status


def _needed(election: Election) -> LotNeeded | None:
    if election.ballots is None or election.declared_at is not None:
        return None
    try:
        count_election(election)
    except LotNeeded as needed:
        return needed
    except RuleBroken:
        return None
    return None


def _file(content: str, name: str, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
