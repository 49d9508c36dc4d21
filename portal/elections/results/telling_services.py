"""Steps of telling candidates what became of their candidacy, before they read it elsewhere."""

from collections.abc import Iterable
from datetime import datetime

from portal.committee.models import Term
from portal.config import settings
from portal.elections.models import Election, Nomination
from portal.elections.timetable import ONE_DAY
from portal.i18n import format_day, speaking
from portal.i18n import gettext as _
from portal.membership.models import Member
from portal.notices.services import send_mail


def tell_elected(election: Election, terms: Iterable[Term], *, at: datetime) -> None:
    """Write to everybody who gets a seat."""
    for term in terms:
        with speaking(term.member.speaks):
            _write(term.member, _("You were elected"), _seat_of(election, term), at=at)


def tell_substitutes(election: Election, members: Iterable[Member], *, at: datetime) -> None:
    """Write to everybody who stood, gets no seat, and stands by."""
    for member in members:
        with speaking(member.speaks):
            _write(member, _("The result of our election"), _stands_by(election), at=at)


def addresses_of(nominations: Iterable[Nomination]) -> set[str]:
    """Where whoever stood is written to by these letters."""
    return {each.member.account.email for each in nominations if each.member.account is not None}


def _write(member: Member, subject: str, body: str, *, at: datetime) -> None:
    if member.account is not None and member.account.is_open:
        send_mail(member.account.email, subject, body, at=at)


def _seat_of(election: Election, term: Term) -> str:
    return _(
        "You were elected in “%(title)s” of %(coop)s. You sit on the committee from %(first)s until"
        " %(last)s.\n\nWhat people tell us can only be sealed to you once you have made a key: if"
        " you have not taken up your invitation yet, do so before that day.\n\n%(address)s\n\nIf"
        " you cannot sit after all, tell the returning officer.",
        title=election.title,
        coop=settings().coop_name,
        first=format_day(term.starts_on),
        last=format_day(term.ends_on - ONE_DAY),
        address=settings().base_url,
    )


def _stands_by(election: Election) -> str:
    return _(
        "You stood in “%(title)s” of %(coop)s and were not elected this time. Thank you for"
        " standing.\n\nYou stand by as a substitute of your class: when too few members of the"
        " committee are free of an interest in a case, you may be called in. If you would rather"
        " not, tell the secretary.\n\nThe whole count: %(address)s",
        title=election.title,
        coop=settings().coop_name,
        address=f"{settings().base_url}/elections/{election.id}",
    )
