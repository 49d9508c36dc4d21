"""Notices on paper, of a vote, of other days or of its end, for members written to by post."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.elections import queries
from portal.elections.models import Election
from portal.elections.notice_services import Notice, new_days_of, notice_of
from portal.elections.polling.queries import members_told_by_letter
from portal.i18n import speaking
from portal.membership.models import Member

bp = Blueprint("notices", __name__, url_prefix="/<uuid:election_id>/notices")


@dataclass(frozen=True, slots=True)
class Letter:
    """The notice to one member."""

    name: str
    language: str
    is_large: bool
    notice: Notice


@bp.get("")
@requires(Permission.RUN_ELECTIONS)
def show(election_id: UUID) -> ResponseReturnValue:
    """The notices to print, one for each member who is written to by post."""
    election = queries.get_public_election(election_id)
    is_over = election.stopped_at is not None or election.declared_at is not None
    has_codes = election.has_roll and not is_over
    members = (
        members_told_by_letter(election) if has_codes else queries.members_by_post(clock.today())
    )
    return render_template(
        "elections/desk/notices.html",
        election=election,
        letters=[_letter(election, each, has_codes=has_codes) for each in members],
    )


def _letter(election: Election, member: Member, *, has_codes: bool) -> Letter:
    with speaking(member.speaks):
        notice = new_days_of(election) if has_codes else notice_of(election, at=clock.now())
    return Letter(member.name, member.speaks, member.large_print, notice)
