"""The roll: letters with codes, votes on paper, a new code for somebody who lost theirs."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires
from portal.accounts.permissions import Permission
from portal.config import settings
from portal.database import transaction
from portal.elections import queries
from portal.elections.desk.forms import MarkForm, RollSearchForm
from portal.elections.desk.page_views import desk_page
from portal.elections.models import Channel, Election
from portal.elections.polling import queries as polling
from portal.elections.polling import roll_services
from portal.errors import RuleBroken
from portal.i18n import format_day, speaking
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.models import Member
from portal.qr import Picture, picture_of

bp = Blueprint("roll", __name__, url_prefix="/<uuid:election_id>/roll")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with a code, to be printed now: it is kept nowhere."""

    name: str
    language: str
    is_large: bool
    days: str
    how: str
    code: str
    picture: Picture
    alternative: str
    yours: str
    where: str


@bp.route("", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def search(election_id: UUID) -> ResponseReturnValue:
    """Look for somebody on the roll."""
    election = queries.get_election(election_id)
    form = RollSearchForm.of_request()
    found = polling.entries_named(election, form.name.data) if form.submitted() else None
    return render_template(
        "elections/desk/roll.html", form=form, election=election, found=found, one=ONE_MEMBER
    ), form.status


@bp.route("/<uuid:member_id>", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def mark(election_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Note that a vote came on paper or by telephone."""
    election = queries.get_election(election_id)
    entry = polling.get_entry(election, member_id)
    form = MarkForm.of_request()

    if form.submitted():
        try:
            with transaction():
                roll_services.mark_paper(
                    election, entry, Channel(form.channel.data), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("channel", refusal)
        else:
            flash(_("%(name)s has voted.", name=entry.member.name))
            return redirect(url_for(".search", election_id=election_id), 303)

    return render_template(
        "elections/desk/mark.html", form=form, election=election, entry=entry, one=ONE_MEMBER
    ), form.status


@bp.post("/<uuid:member_id>/take-back")
@requires(Permission.RUN_ELECTIONS)
def unmark(election_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Take back a mark that was set for the wrong person."""
    try:
        with transaction():
            election = queries.get_election(election_id)
            entry = polling.get_entry(election, member_id)
            roll_services.unmark_paper(election, entry, at=clock.now())
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    flash(_("The mark is taken back."))
    return redirect(url_for(".mark", election_id=election_id, member_id=member_id), 303)


@bp.post("/letters")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def letters(election_id: UUID) -> ResponseReturnValue:
    """Letters with new codes for everybody who has none yet, to be printed at once."""
    try:
        with transaction():
            election = queries.get_election(election_id)
            made = roll_services.print_letters(election, at=clock.now())
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    return _letters(election, made)


@bp.post("/<uuid:member_id>/new-code")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def renew(election_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """A letter with a new code for one member; the old code stops working."""
    try:
        with transaction():
            election = queries.get_election(election_id)
            entry = polling.get_entry(election, member_id)
            code = roll_services.renew_code(election, entry, at=clock.now())
            member = entry.member
    except RuleBroken as refusal:
        return desk_page(queries.get_election(election_id), refusal=str(refusal))
    return _letters(election, [(member, code)])


def _letters(election: Election, made: list[tuple[Member, str]]) -> str:
    address = settings().base_url + url_for("elections.vote")
    return render_template(
        "elections/desk/letters.html",
        election=election,
        letters=[_letter(election, member, code, address) for member, code in made],
    )


def _letter(election: Election, member: Member, code: str, address: str) -> Letter:
    """What one member is told, in the language that they wish."""
    with speaking(member.speaks):
        return Letter(
            name=member.name,
            language=member.speaks,
            is_large=member.large_print,
            days=_(
                "%(coop)s votes. You can vote in “%(title)s” from %(first)s until the end of"
                " %(last)s.",
                coop=settings().coop_name,
                title=election.title,
                first=format_day(election.poll_from_on),
                last=format_day(election.poll_last_on),
            ),
            how=_(
                "Point the camera of a telephone at the picture, or open %(address)s and type this"
                " code:",
                address=address,
            ),
            code=code,
            picture=picture_of(f"{address}#{code}"),
            alternative=_("The same code as a picture"),
            yours=_(
                "The code is yours alone: please give it to no one. If you would rather vote on"
                " paper or by telephone, or lose the code, tell the returning officer:"
                " %(officer)s.",
                officer=queries.returning_officers(clock.today()),
            ),
            where=_("Write to: %(address)s.", address=settings().postal_address)
            if settings().postal_address
            else "",
        )
