"""Steps of voting: a sealed ballot goes into the urn, and the roll is marked in the same moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from portal.database import db, write_rows
from portal.elections.models import BallotBox, Channel, Election, RollEntry
from portal.elections.polling.queries import find_entry_by_code, has_box
from portal.elections.queries import phase_at
from portal.elections.timetable import Phase
from portal.elections.urn.ballot_keys import key_of
from portal.elections.urn.boxes import seal_ballot
from portal.errors import RuleBroken
from portal.i18n import gettext as _


class VoteRefused(RuleBroken):
    """This vote cannot be taken."""


class PollClosed(VoteRefused):
    """Votes are not taken now."""


class VotedAlready(VoteRefused):
    """This member's vote is in the urn, and the receipt that would replace it was not given."""


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A ballot ready to be stored. Nothing in it says how somebody voted."""

    member: UUID
    key: bytes
    box: bytes = field(repr=False)


def prepare_ballot(
    election: Election,
    entry: RollEntry,
    ranking: Sequence[int],
    *,
    receipt: str,
    candidates: int,
) -> SealedBallot:
    """Seal a ranking under the key of this receipt, before the first query that writes.

    The plain ranking goes no further than this. Raises PaperRefused.
    """
    if election.public_key is None:
        raise PollClosed(_("This election has no key yet, so nobody can vote."))
    key = key_of(receipt, election=election.id, member=entry.member_id)
    box = seal_ballot(
        ranking,
        candidates=candidates,
        public=election.public_key,
        election=election.id,
        key=key,
    )
    return SealedBallot(entry.member_id, key, box)


def cast_vote(election: Election, code: str, ballot: SealedBallot, *, at: datetime) -> bool:
    """Put a sealed ballot into the urn, or exchange it for the one under the same receipt.

    Returns whether an earlier vote was replaced. No time is kept with either. Raises PollClosed,
    VotedAlready, and VoteRefused where the code is no member's any more.
    """
    require_poll(election, at=at)
    entry = find_entry_by_code(election, code)
    if entry is None or entry.member_id != ballot.member:
        raise VoteRefused(unknown_code())
    if entry.channel is None:
        write_rows(BallotBox, [{"election_id": election.id, "key": ballot.key, "box": ballot.box}])
        entry.channel = Channel.ONLINE
        db.session.flush()
        return False
    if entry.channel is not Channel.ONLINE or not has_box(election, ballot.key):
        raise VotedAlready(
            _(
                "A vote was taken with this code already, and it stands. To change it, type the"
                " receipt that you got when you voted."
            )
        )
    db.session.execute(
        update(BallotBox)
        .where(BallotBox.election_id == election.id, BallotBox.key == ballot.key)
        .values(box=ballot.box)
    )
    return True


def require_poll(election: Election, *, at: datetime) -> None:
    """Refuse votes before and after the poll. Raises PollClosed."""
    match phase_at(election, at):
        case Phase.POLL:
            return
        case Phase.CLOSING | Phase.CLOSED | Phase.COUNTING | Phase.DECLARED | Phase.SETTLED:
            raise PollClosed(_("Voting is over, so this vote was not taken."))
        case Phase.STOPPED:
            raise PollClosed(_("This election was stopped, so no vote is taken."))
        case Phase.UNOPPOSED:
            raise PollClosed(_("There are as many candidates as seats, so nobody needs to vote."))
        case _:
            raise PollClosed(_("Voting has not begun yet."))


def unknown_code() -> str:
    """What to say about a code that leads nowhere."""
    return _(
        "We do not know this code. Compare it with your letter. If you were sent another letter"
        " since, use the newest."
    )
