"""Votes of people who are not on the roll: noted, then admitted or refused before the count."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.desk.forms import DecideForm, ProvisionalForm
from portal.elections.models import Channel, Election
from portal.elections.polling import provisional_services as services
from portal.elections.polling.queries import (
    get_provisional,
    members_not_on_roll,
    provisional_votes,
)
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.queries import get_member

bp = Blueprint("provisional", __name__, url_prefix="/<uuid:election_id>/provisional")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def note(election_id: UUID) -> ResponseReturnValue:
    """Note such a vote, and see those that were noted."""
    election = queries.get_election(election_id)
    form = ProvisionalForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.note_provisional(
                    election,
                    form.name.data,
                    form.reason.data,
                    Channel(form.channel.data),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("name", refusal)
        else:
            flash(_("The vote is noted. Keep the envelope closed until you have decided."))
            return redirect(url_for(".note", election_id=election_id), 303)

    return render_template(
        "elections/desk/provisional.html",
        form=form,
        election=election,
        votes=provisional_votes(election),
    ), form.status


@bp.route("/<uuid:vote_id>", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def decide(election_id: UUID, vote_id: UUID) -> ResponseReturnValue:
    """Admit such a vote, or refuse it."""
    election = queries.get_election(election_id)
    vote = get_provisional(election, vote_id)
    form = DecideForm.of_request(member=_offered(election))

    if form.submitted():
        at, grounds = clock.now(), form.grounds.data
        try:
            with transaction():
                if form.member.data:
                    member = get_member(UUID(form.member.data))
                    services.admit_provisional(vote, election, member, grounds, at=at)
                else:
                    services.refuse_provisional(vote, election, grounds, at=at)
        except RuleBroken as refusal:
            form.refuse("member", refusal)
        else:
            flash(_("It is decided."))
            return redirect(url_for(".note", election_id=election_id), 303)

    return render_template(
        "elections/desk/decide_provisional.html", form=form, election=election, vote=vote
    ), form.status


def _offered(election: Election) -> list[tuple[str, str]]:
    found = members_not_on_roll(election, clock.today())
    return [
        ("", _("Nobody: the vote is refused")),
        *((str(each.id), f"{each.name} ({ONE_MEMBER[each.member_class]})") for each in found),
    ]
