"""Standing online: a member offers, two others sign; and the photographs of those who stand."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public, signed_in_only, who
from portal.database import transaction
from portal.elections import queries
from portal.elections.candidacy import NominatorsRefused
from portal.elections.models import Election
from portal.elections.standing import offering_services as services
from portal.elections.standing.forms import StandForm, portrait_in
from portal.elections.standing.models import Offer
from portal.elections.standing.queries import (
    find_offer_of,
    get_member_of,
    get_offer,
    members_called,
)
from portal.elections.standing.services import Candidacy
from portal.elections.timetable import CANDIDATES_KNOWN, Phase
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.models import Member
from portal.photographs import PhotographRefused

bp = Blueprint("standing", __name__, url_prefix="/<uuid:election_id>")


@bp.route("/stand", methods=["GET", "POST"])
@signed_in_only
def stand(election_id: UUID) -> ResponseReturnValue:
    """Offer to stand, and see who has signed."""
    election = queries.get_public_election(election_id)
    own = get_member_of(who().account_id, clock.now())
    form = StandForm.of_request()

    if form.submitted():
        nominators = [_named(election, form, each) for each in ("first", "second")]
        if None not in nominators:
            first, second = (each for each in nominators if each is not None)
            try:
                candidacy = _candidacy(own, form, (first, second))
                with transaction():
                    services.offer_to_stand(election, candidacy, at=clock.now())
            except NominatorsRefused as refusal:
                form.refuse("second", refusal)
            except PhotographRefused as refusal:
                form.refuse("photograph", refusal)
            except RuleBroken as refusal:
                form.refuse("statement", refusal)
            else:
                flash(_("Thank you. You stand as soon as both have signed."))
                return redirect(url_for(".stand", election_id=election_id), 303)

    return render_template(
        "elections/stand.html",
        election=election,
        form=form,
        offer=find_offer_of(election, own),
        is_open=queries.phase_at(election, clock.now()) is Phase.NOMINATIONS
        and not election.is_question,
        stands=own.id in {each.member_id for each in queries.nominations_of(election)},
        own=own,
        one=ONE_MEMBER,
    ), form.status


@bp.post("/stand/take-back")
@signed_in_only
def take_back(election_id: UUID) -> ResponseReturnValue:
    """Take the offer back."""
    with transaction():
        election = queries.get_public_election(election_id)
        offer = find_offer_of(election, get_member_of(who().account_id, clock.now()))
        if offer is None:
            raise NotFound
        services.take_back(offer, at=clock.now())
    flash(_("Your offer to stand is taken back."))
    return redirect(url_for(".stand", election_id=election_id), 303)


@bp.get("/offers/<uuid:offer_id>")
@signed_in_only
def asked(election_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """What somebody says who asks to be nominated."""
    election = queries.get_public_election(election_id)
    offer = get_offer(election, offer_id)
    place = _place(offer)
    return render_template(
        "elections/asked.html",
        election=election,
        offer=offer,
        signed_on=offer.nominators[place - 1][2],
        one=ONE_MEMBER,
    )


@bp.post("/offers/<uuid:offer_id>/sign")
@signed_in_only
def sign(election_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Nominate whoever asked."""
    with transaction():
        offer = get_offer(queries.get_public_election(election_id), offer_id)
        name = offer.member.name
        entered = services.sign(offer, _place(offer), at=clock.now())
    if entered:
        flash(_("%(name)s stands in this election.", name=name))
    else:
        flash(_("You nominate %(name)s. Another signature is missing.", name=name))
    return redirect(url_for("elections.show", election_id=election_id), 303)


@bp.get("/candidates/<uuid:nomination_id>.jpg")
@public
def photograph(election_id: UUID, nomination_id: UUID) -> ResponseReturnValue:
    """The photograph of a candidate, once the candidates are known."""
    election = queries.get_public_election(election_id)
    nomination = queries.get_nomination(election, nomination_id)
    is_known = queries.phase_at(election, clock.now()) in CANDIDATES_KNOWN
    if not is_known or nomination.photograph is None:
        raise NotFound
    return Response(nomination.photograph, mimetype="image/jpeg")


def _place(offer: Offer) -> int:
    """Which of the two who were named is signed in. Raises NotFound for anybody else."""
    own = get_member_of(who().account_id, clock.now())
    for place, member, _signed_on in offer.nominators:
        if member.id == own.id:
            return place
    raise NotFound


def _named(election: Election, form: StandForm, name: str) -> Member | None:
    """The one member with the name that was typed; where there is none, the field says so."""
    found = members_called(election, form[name].data, clock.now())
    if len(found) == 1:
        return found[0]
    form.refuse(
        name,
        _(
            "No member who may nominate has this name, or several have. Write it as it stands in"
            " the register, or ask the returning officer."
        ),
    )
    return None


def _candidacy(own: Member, form: StandForm, nominators: tuple[Member, Member]) -> Candidacy:
    return Candidacy(
        member=own,
        nominators=nominators,
        statement=form.statement.data,
        interests=form.interests.data or "",
        consented_on=clock.today(),
        photograph=portrait_in(form.photograph.data),
    )
