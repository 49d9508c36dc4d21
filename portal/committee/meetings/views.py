"""Meetings: the page on which they are noted."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.committee.meetings import services
from portal.committee.meetings.forms import MeetingForm
from portal.committee.meetings.queries import get_meeting, meetings_since
from portal.committee.round_queries import terms_between
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("meetings", __name__, url_prefix="/meetings")

SHOWN_FOR: Final = timedelta(days=400)
OFFERED_FOR: Final = timedelta(days=60)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def note() -> ResponseReturnValue:
    """Note a meeting, and see those that were noted."""
    today = clock.today()
    form = MeetingForm.of_request(data={"held_on": today}, came=_offered(today))

    if form.submitted():
        try:
            with transaction():
                services.note_meeting(
                    form.held_on.data, form.members, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("held_on", refusal)
        else:
            flash(_("The meeting is noted. Everybody can read who came."))
            return redirect(url_for(".note"), 303)

    return render_template(
        "committee/meetings/note.html", form=form, meetings=meetings_since(today - SHOWN_FOR)
    ), form.status


@bp.post("/<uuid:meeting_id>/take-back")
@requires(Permission.KEEP_COMMITTEE)
def take_back(meeting_id: UUID) -> ResponseReturnValue:
    """Take back a meeting that was noted wrongly."""
    with transaction():
        services.take_back_meeting(get_meeting(meeting_id), by=signed_in(), at=clock.now())
    flash(_("The meeting is taken back."))
    return redirect(url_for(".note"), 303)


def _offered(today: date) -> list[tuple[str, str]]:
    """Everybody who sits, or sat of late."""
    terms = terms_between(today - OFFERED_FOR, today + timedelta(days=1))
    named = {str(each.member_id): each.member.name for each in terms}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())
