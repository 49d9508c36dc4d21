"""The committee for the stage: a seat that is vacant, somebody proposed for it, and a meeting."""

from sqlalchemy import select

from portal.committee.co_opting.services import Offer, propose_co_option
from portal.committee.meetings.services import note_meeting
from portal.committee.queries import find_term_of
from portal.committee.seating.services import end_term
from portal.database import db, transaction
from portal.membership.models import Member
from tests.committee.factories import TODAY, make_candidate
from tests.conftest import NOW
from tests.hostile.conftest import EVERYBODYS
from tests.hostile.stage import Stage


def vacancy(stage: Stage) -> None:
    """Gwen has stepped down, and somebody of her class could come in."""
    with transaction():
        account = stage.people["Gwen Pugh"].account
        term = find_term_of(account.id, TODAY)
        assert term is not None
        end_term(term, ends_on=TODAY, by=account, at=NOW)
        stage.facts["could_come"] = str(make_candidate("Iola Prys", term.seat_class).id)


def proposed(stage: Stage) -> None:
    """A colleague proposed her."""
    vacancy(stage)
    with transaction():
        iola = db.session.scalars(select(Member).where(Member.name == "Iola Prys")).one()
        by = stage.people["Huw Rees"].account
        propose_co_option(Offer(iola, TODAY, True), by=by, at=NOW)


def met(stage: Stage) -> None:
    """The committee met today."""
    with transaction():
        account = stage.people[EVERYBODYS].account
        term = find_term_of(account.id, TODAY)
        assert term is not None
        note_meeting(TODAY, [term.member_id], by=account, at=NOW)
