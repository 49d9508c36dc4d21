"""Steps of provisional votes: somebody who is not on the roll votes, and is admitted or refused."""

from datetime import datetime

from portal.clock import local
from portal.database import db
from portal.elections.models import Channel, Election, ProvisionalVote, RollEntry
from portal.elections.polling.queries import find_entry_of, provisional_votes
from portal.elections.services import require_phase
from portal.elections.timetable import NotNow, Phase
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.models import Member


class ProvisionalRefused(RuleBroken):
    """This cannot be said of a provisional vote."""


def note_provisional(
    election: Election, name: str, reason: str, channel: Channel, *, at: datetime
) -> ProvisionalVote:
    """Note that somebody who is not on the roll voted; the envelope stays closed. Raises NotNow."""
    require_phase(election, Phase.POLL, Phase.CLOSING, at=at)
    if channel is Channel.ONLINE:
        raise ValueError("Nobody votes online without a code.")
    made = ProvisionalVote(
        election_id=election.id,
        name=name,
        reason=reason,
        channel=channel,
        noted_on=local(at).date(),
    )
    db.session.add(made)
    db.session.flush()
    _record(made, "provisional", at=at)
    return made


def admit_provisional(
    vote: ProvisionalVote, election: Election, member: Member, grounds: str, *, at: datetime
) -> None:
    """The vote counts: its member comes onto the roll, marked as having voted.

    Raises NotNow, and ProvisionalRefused for somebody who is on the roll, or no member.
    """
    _require_open(vote, election, at)
    if not member.is_current(local(at).date()):
        raise ProvisionalRefused(_("%(name)s is not a member at present.", name=member.name))
    if find_entry_of(election, member.id) is not None:
        raise ProvisionalRefused(
            _("%(name)s is on the roll. Mark the vote there.", name=member.name)
        )
    entry = RollEntry(
        election_id=election.id,
        member_id=member.id,
        member_class=member.member_class,
        channel=vote.channel,
    )
    db.session.add(entry)
    vote.admitted, vote.grounds, vote.member_id = True, grounds, member.id
    db.session.flush()
    _record(vote, "admitted", at=at)


def refuse_provisional(
    vote: ProvisionalVote, election: Election, grounds: str, *, at: datetime
) -> None:
    """The vote does not count; the envelope stays closed for good. Raises NotNow."""
    _require_open(vote, election, at)
    vote.admitted, vote.grounds = False, grounds
    db.session.flush()
    _record(vote, "refused", at=at)


def settle_provisional(election: Election) -> list[int]:
    """Refuse what nobody decided before the urn was closed; how many there were, and admitted."""
    votes = provisional_votes(election)
    for vote in votes:
        if vote.admitted is None:
            vote.admitted, vote.grounds = False, _("Nobody decided before the urn was closed.")
    db.session.flush()
    return [len(votes), sum(bool(each.admitted) for each in votes)]


def _record(vote: ProvisionalVote, what: str, *, at: datetime) -> None:
    """Enter it where only the committee's books tell of it: it concerns one voter."""
    fact: dict[str, object] = {"election": vote.election_id, "vote": vote.id, "what": what}
    if vote.member_id is not None:
        fact["member"] = vote.member_id
    record(EntryKind.ROLL_CHANGED, fact, at=at, subject=vote.election_id)


def _require_open(vote: ProvisionalVote, election: Election, at: datetime) -> None:
    require_phase(election, Phase.POLL, Phase.CLOSING, at=at)
    if vote.admitted is not None:
        raise NotNow(_("This has been decided already."))
