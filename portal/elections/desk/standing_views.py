"""Nominations, as the returning officer enters them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.candidacy import (
    LONGEST_STATEMENT_WORDS,
    NominatorsRefused,
    StatementRefused,
)
from portal.elections.desk.forms import NominateForm, WithdrawForm
from portal.elections.desk.page_views import desk_page
from portal.elections.models import Election, Withdrawal
from portal.elections.standing import offering_services as offering
from portal.elections.standing import services
from portal.elections.standing.forms import portrait_in
from portal.elections.standing.queries import get_offer
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.queries import get_member
from portal.photographs import PhotographRefused

bp = Blueprint("standing", __name__, url_prefix="/<uuid:election_id>")


@bp.route("/nominate", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def nominate(election_id: UUID) -> ResponseReturnValue:
    """Enter a nomination."""
    election = queries.get_election(election_id)
    members = [("", _("Choose a member")), *_members(election)]
    form = NominateForm.of_request(
        data={"consented_on": clock.today()},
        member=members,
        first_nominator=members,
        second_nominator=members,
    )

    if form.submitted():
        try:
            candidacy = _candidacy(form)
            with transaction():
                services.enter_nomination(election, candidacy, at=clock.now())
        except NominatorsRefused as refusal:
            form.refuse("second_nominator", refusal)
        except StatementRefused as refusal:
            form.refuse("statement", refusal)
        except PhotographRefused as refusal:
            form.refuse("photograph", refusal)
        except RuleBroken as refusal:
            form.refuse("member", refusal)
        else:
            flash(_("The nomination is entered."))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    return render_template(
        "elections/desk/nominate.html",
        form=form,
        election=election,
        most_words=LONGEST_STATEMENT_WORDS,
    ), form.status


@bp.post("/offers/<uuid:offer_id>/sign-for/<int:place>")
@requires(Permission.RUN_ELECTIONS)
def sign_for(election_id: UUID, offer_id: UUID, place: int) -> ResponseReturnValue:
    """Note that somebody who was named has signed on paper that they nominate."""
    try:
        with transaction():
            election = queries.get_election(election_id)
            offer = get_offer(election, offer_id)
            if place not in (1, 2):
                raise NotFound
            entered = offering.sign(offer, place, at=clock.now())
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    flash(_("The nomination is entered.") if entered else _("The signature is noted."))
    return redirect(url_for("elections.desk.show", election_id=election_id), 303)


@bp.route("/nominations/<uuid:nomination_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def withdraw(election_id: UUID, nomination_id: UUID) -> ResponseReturnValue:
    """Say that somebody no longer stands."""
    election = queries.get_election(election_id)
    nomination = queries.get_nomination(election, nomination_id)
    form = WithdrawForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.withdraw_nomination(nomination, Withdrawal(form.why.data), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("why", refusal)
        else:
            flash(_("%(name)s no longer stands.", name=nomination.name))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    return render_template(
        "elections/desk/withdraw.html", form=form, election=election, nomination=nomination
    ), form.status


def _candidacy(form: NominateForm) -> services.Candidacy:
    member, first, second = map(get_member, form.people)
    return services.Candidacy(
        member=member,
        nominators=(first, second),
        statement=form.statement.data,
        interests=form.interests.data or "",
        consented_on=form.consented_on.data,
        photograph=portrait_in(form.photograph.data),
    )


def _members(election: Election) -> list[tuple[str, str]]:
    return [
        (str(each.id), f"{each.name} ({ONE_MEMBER[each.member_class]})")
        for each in queries.eligible_members(election, clock.now())
    ]
