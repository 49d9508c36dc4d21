"""Steps of standing online: somebody offers to stand, and two members sign that they nominate."""

from datetime import datetime

from portal.clock import local
from portal.config import settings
from portal.database import db
from portal.elections.candidacy import NominationRefused
from portal.elections.models import Election
from portal.elections.services import require_phase
from portal.elections.standing.models import Offer
from portal.elections.standing.queries import find_offer_of
from portal.elections.standing.services import Candidacy, enter_nomination, require_possible
from portal.elections.timetable import Phase
from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.membership.models import Member
from portal.notices.services import send_mail


def offer_to_stand(election: Election, candidacy: Candidacy, *, at: datetime) -> Offer:
    """Keep what somebody says of themselves until both who nominate have signed.

    Both are written to where they have a sign-in. Raises NotNow, NominationRefused and SeatRefused,
    as for a nomination on paper.
    """
    if find_offer_of(election, candidacy.member) is not None:
        raise NominationRefused(
            _("You have offered to stand already. Take that back to say something else.")
        )
    require_possible(election, candidacy, at=at)
    first, second = candidacy.nominators
    offer = Offer(
        election=election,
        member=candidacy.member,
        statement=candidacy.statement,
        interests=candidacy.interests,
        photograph=candidacy.photograph,
        consented_on=candidacy.consented_on,
        first_nominator=first,
        second_nominator=second,
    )
    db.session.add(offer)
    db.session.flush()
    for nominator in (first, second):
        _write_to(nominator, offer, at=at)
    return offer


def take_back(offer: Offer, *, at: datetime) -> None:
    """Whoever offered does not want to stand any more. Raises NotNow."""
    require_phase(offer.election, Phase.NOMINATIONS, at=at)
    db.session.delete(offer)
    db.session.flush()


def sign(offer: Offer, place: int, *, at: datetime) -> bool:
    """The first or the second who was named nominates; with both it is a nomination.

    Returns whether it is one now. Raises NotNow, NominationRefused and SeatRefused.
    """
    require_phase(offer.election, Phase.NOMINATIONS, at=at)
    today = local(at).date()
    if place == 1:
        offer.first_signed_on = offer.first_signed_on or today
    else:
        offer.second_signed_on = offer.second_signed_on or today
    db.session.flush()
    if offer.first_signed_on is None or offer.second_signed_on is None:
        return False
    candidacy = Candidacy(
        member=offer.member,
        nominators=(offer.first_nominator, offer.second_nominator),
        statement=offer.statement,
        interests=offer.interests,
        consented_on=offer.consented_on,
        photograph=offer.photograph,
    )
    enter_nomination(offer.election, candidacy, at=at)
    db.session.delete(offer)
    db.session.flush()
    return True


def _write_to(nominator: Member, offer: Offer, *, at: datetime) -> None:
    if nominator.account is None or not nominator.account.is_open:
        return
    with speaking(nominator.speaks):
        send_mail(
            nominator.account.email,
            _("Will you nominate somebody?"),
            _(
                "%(name)s wants to stand in “%(title)s” of %(coop)s and asks you to nominate them."
                " Sign in to read what they say, and to answer:\n\n%(address)s\n\nIf you would"
                " rather not, there is nothing to do.",
                name=offer.member.name,
                title=offer.election.title,
                coop=settings().coop_name,
                address=f"{settings().base_url}/elections/{offer.election_id}/offers/{offer.id}",
            ),
            at=at,
        )
