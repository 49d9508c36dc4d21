"""Two people at the same instant: the committee's book lets one after the other."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask

from portal.accounts.queries import find_account_by_email, get_account
from portal.committee.appointments.services import (
    Post,
    confirm_appointment,
    propose_appointment,
)
from portal.committee.founding.queries import find_waiting_founding
from portal.committee.founding.services import prepare_founding, sign_founding
from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.queries import get_appointment, office_holders
from portal.committee.services import refresh_authority
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from tests.committee.factories import ENDS, THREE, TODAY, account_of, make_seated
from tests.committee.test_founding import FOUNDERS
from tests.committee.test_seating import facts
from tests.conftest import NOW
from tests.membership.factories import make_account
from tests.races import at_once


def test_of_two_confirmations_for_one_post_one_is_refused(app: Flask) -> None:
    with app.app_context(), transaction():
        mair, huw, gwen = (account_of(each).id for each in make_seated(*THREE))
        post = Post(Office.SECRETARY, False, TODAY, ENDS)
        proposals = [
            propose_appointment(post, make_account(name), by=get_account(mair), at=NOW).id
            for name in ("One", "Two")
        ]

    def confirm(appointment_id: UUID, by: UUID) -> Callable[[], object]:
        return lambda: confirm_appointment(
            get_appointment(appointment_id), by=get_account(by), at=NOW
        )

    refusals = at_once(app, confirm(proposals[0], huw), confirm(proposals[1], gwen))

    assert len(refusals) == 1
    with app.app_context():
        assert len(office_holders(Office.SECRETARY, TODAY)) == 1


def test_three_signatures_at_once_seat_the_committee_once(app: Flask) -> None:
    with app.app_context(), transaction():
        prepare_founding(FOUNDERS, at=NOW)

    def sign(email: str) -> Callable[[], object]:
        def step() -> None:
            founding, by = find_waiting_founding(TODAY), find_account_by_email(email)
            assert by is not None
            if founding is not None:
                sign_founding(founding, by=by, at=NOW)

        return step

    at_once(app, *(sign(each.email) for each in FOUNDERS))

    with app.app_context():
        assert db.session.query(Term).count() == 3
        assert len(facts(EntryKind.TERM_BEGAN)) == 3


def test_two_workers_record_an_end_once(app: Flask) -> None:
    with app.app_context(), transaction():
        make_seated(*THREE)
    later = NOW + (ENDS - TODAY)

    refusals = at_once(app, lambda: refresh_authority(later), lambda: refresh_authority(later))

    assert refusals == []
    with app.app_context():
        assert len(facts(EntryKind.TERM_ENDED)) == 3
