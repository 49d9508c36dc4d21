"""Steps of meetings: one is noted, with who came, or taken back."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.meetings.models import Attendance, Meeting
from portal.committee.queries import find_term_of, sitting_terms
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.stored_pages import touch_public_pages


class MeetingRefused(RuleBroken):
    """This cannot be noted of a meeting."""


def note_meeting(held_on: date, came: Collection[UUID], *, by: Account, at: datetime) -> Meeting:
    """Note that the committee met, and which members came. Raises MeetingRefused."""
    today = local(at).date()
    if held_on > today:
        raise MeetingRefused(_("This day has not come yet. Note a meeting after it was held."))
    _require_seat(by, today)
    sat = {each.member_id: each.member.name for each in sitting_terms(held_on)}
    if not set(came) <= sat.keys():
        raise MeetingRefused(
            _(
                "Not everybody you ticked sat on that day. These did: %(names)s.",
                names=", ".join(sat.values()) or "–",
            )
        )
    meeting = Meeting(held_on=held_on, noted_at=at, noted_by=by)
    meeting.came = [Attendance(member_id=each) for each in set(came)]
    db.session.add(meeting)
    db.session.flush()
    touch_public_pages()
    return meeting


def take_back_meeting(meeting: Meeting, *, by: Account, at: datetime) -> None:
    """Take back a meeting that was noted wrongly. Raises MeetingRefused."""
    _require_seat(by, local(at).date())
    db.session.delete(meeting)
    db.session.flush()
    touch_public_pages()


def _require_seat(by: Account, today: date) -> None:
    if find_term_of(by.id, today) is None:
        raise MeetingRefused(_("Only members who sit on the committee note its meetings."))
