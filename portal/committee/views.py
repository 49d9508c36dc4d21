"""The committee: the public page about it, and the desk of those who sit."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public, requires, who
from portal.accounts.permissions import Permission
from portal.committee import queries
from portal.committee.appointments import views as appointments_views
from portal.committee.authority import OFFICES
from portal.committee.co_opting import views as co_opting_views
from portal.committee.co_opting.queries import open_co_options
from portal.committee.declarations import views as declarations_views
from portal.committee.declarations.queries import declared_interests
from portal.committee.founding import views as founding_views
from portal.committee.hand_over import views as hand_over_views
from portal.committee.meetings import views as meetings_views
from portal.committee.meetings.queries import services_of
from portal.committee.offices import DUTIES, TITLES, Office
from portal.committee.patterns import views as patterns_views
from portal.committee.renewals import views as renewals_views
from portal.committee.renewals.queries import waiting_renewals
from portal.committee.seating import views as seating_views
from portal.committee.seats import balance, vacancies
from portal.committee.terms import SOURCES, TermSource
from portal.config import settings
from portal.membership.classes import ONE_MEMBER

bp = Blueprint("committee", __name__, url_prefix="/committee")
bp.register_blueprint(appointments_views.bp)
bp.register_blueprint(co_opting_views.bp)
bp.register_blueprint(declarations_views.bp)
bp.register_blueprint(founding_views.bp)
bp.register_blueprint(hand_over_views.bp)
bp.register_blueprint(meetings_views.bp)
bp.register_blueprint(patterns_views.bp)
bp.register_blueprint(renewals_views.bp)
bp.register_blueprint(seating_views.bp)


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Who sits, for whom, since when, by what right, and what is vacant."""
    today = clock.today()
    roster = queries.roster(today)
    seated = [each.seat_class for each in roster.terms]
    return render_template(
        "committee/show.html",
        roster=roster,
        vacancies=vacancies(seated),
        standings=balance(seated) if seated else [],
        state=queries.intake_state(today),
        founding=any(each.source is TermSource.FOUNDING for each in roster.terms),
        interests=declared_interests(today),
        others=[each for each in _in_office(roster) if each[1] not in roster.account_ids],
        service=services_of(roster.terms, today),
        post_address=settings().postal_address,
        substitutes=queries.substitutes(today),
        offices=Office,
        titles=TITLES,
        duties=DUTIES,
        sources=SOURCES,
        one=ONE_MEMBER,
        last_day=last_day,
    )


@bp.get("/desk")
@requires(Permission.KEEP_COMMITTEE)
def desk() -> ResponseReturnValue:
    """What the committee has to do about itself."""
    today = clock.today()
    return render_template(
        "committee/desk.html",
        roster=queries.roster(today),
        proposals=queries.proposed_appointments(today),
        co_options=open_co_options(),
        vacancies=vacancies([each.seat_class for each in queries.sitting_terms(today)]),
        one=ONE_MEMBER,
        state=queries.intake_state(today),
        own=who().account_id,
        renewals=waiting_renewals(clock.now()),
        offices=Office,
        titles=TITLES,
        last_day=last_day,
    )


def _in_office(roster: queries.Roster) -> list[tuple[str, UUID]]:
    """Everybody who may see cases, by name, with their account."""
    found = {
        each.member.account_id: each.member.name for each in roster.terms if each.member.account_id
    }
    for each in roster.appointments:
        if Permission.READ_CASES in OFFICES[each.office]:
            found.setdefault(each.account_id, each.account.name)
    return sorted((name, account_id) for account_id, name in found.items())


def last_day(ends_on: date) -> date:
    """The last day that counts, as people say it; `ends_on` is the first that does not."""
    return ends_on - timedelta(days=1)
