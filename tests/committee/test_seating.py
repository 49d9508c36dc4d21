"""Terms begin and end: every refusal, and what follows from a seat."""

from datetime import date, timedelta

import pytest

from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.queries import find_term_of, sitting_terms
from portal.committee.seating.services import Seat, SeatRefused, begin_terms, end_term
from portal.committee.seats import NoSeatLeft, OutOfBalance
from portal.committee.terms import PeriodRefused, TermSource
from portal.database import db
from portal.errors import RuleBroken
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.membership.classes import MemberClass
from portal.membership.services import cease_member
from tests.committee.factories import (
    DAY,
    ENDS,
    NINE,
    THREE,
    TODAY,
    account_of,
    make_appointed,
    make_candidate,
    make_seated,
)
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member

pytestmark = pytest.mark.usefixtures("database")
USER, WORKER = MemberClass.USER, MemberClass.WORKER


def seat(
    *seats: Seat,
    source: TermSource = TermSource.CO_OPTED,
    starts_on: date = TODAY,
    ends_on: date = ENDS,
) -> list[Term]:
    return begin_terms(seats, source=source, starts_on=starts_on, ends_on=ends_on, at=NOW)


def refused(refusal: type[RuleBroken], sentence: str, *seats: Seat, **period: date) -> None:
    before = db.session.query(Term).count()
    with pytest.raises(refusal, match=sentence):
        seat(*seats, **period)  # type: ignore[arg-type]
    assert db.session.query(Term).count() == before


def facts(kind: EntryKind) -> list[dict[str, object]]:
    rows = db.session.query(LedgerFact).filter_by(kind=kind).order_by(LedgerFact.sequence)
    return [row.fact for row in rows]


def test_nine_sit_and_the_ledger_says_so() -> None:
    terms = make_seated(*NINE)

    assert {each.id for each in sitting_terms(TODAY)} == {each.id for each in terms}
    assert [each["name"] for each in facts(EntryKind.TERM_BEGAN)] == [name for name, _ in NINE]
    assert facts(EntryKind.TERM_BEGAN)[0] | {"term": ""} == {
        "term": "",
        "name": "Mair Jones",
        "seat_class": "user",
        "source": "demonstration",
        "starts_on": "2026-11-09",
        "ends_on": "2027-04-01",
    }


def test_a_term_counts_from_its_first_day_to_the_day_before_its_end() -> None:
    make_seated(*THREE, starts_on=TODAY + DAY)

    assert len(sitting_terms(TODAY)) == 0
    assert len(sitting_terms(TODAY + DAY)) == 3
    assert len(sitting_terms(ENDS - DAY)) == 3
    assert len(sitting_terms(ENDS)) == 0


def test_a_tenth_seat_is_refused_and_so_is_a_third_care_worker() -> None:
    make_seated(*NINE)

    refused(NoSeatLeft, "they are taken", Seat(make_candidate("Tenth"), USER))
    refused(NoSeatLeft, "they are taken", Seat(make_candidate("Third", WORKER), WORKER))


def test_a_seat_that_becomes_free_in_time_can_be_given_before() -> None:
    make_seated(*NINE)

    terms = seat(
        Seat(make_candidate("Next"), USER), starts_on=ENDS, ends_on=ENDS + timedelta(days=90)
    )

    assert sitting_terms(ENDS) == terms


def test_seats_are_counted_on_every_later_day_of_the_term_too() -> None:
    later = TODAY + timedelta(days=60)
    make_seated(("A", USER), ("B", USER), ("C", USER), ("D", USER), starts_on=later)

    refused(NoSeatLeft, "they are taken", Seat(make_candidate("Early"), USER))
    seat(Seat(make_candidate("Short"), USER), ends_on=later)


def test_a_committee_out_of_balance_is_refused_as_a_whole() -> None:
    refused(
        OutOfBalance,
        "Care workers would have 2 of 4 seats",
        Seat(make_candidate("A"), USER),
        Seat(make_candidate("B"), USER),
        Seat(make_candidate("C", WORKER), WORKER),
        Seat(make_candidate("D", WORKER), WORKER),
    )


def test_overlapping_terms_of_one_person_are_refused_and_adjoining_ones_are_not() -> None:
    (term, *_) = make_seated(*THREE)
    again = Seat(term.member, USER)

    refused(SeatRefused, "has a seat in that time already", again, ends_on=TODAY + DAY)
    refused(
        SeatRefused,
        "has a seat in that time already",
        again,
        starts_on=ENDS - DAY,
        ends_on=ENDS + DAY,
    )

    seat(again, starts_on=ENDS, ends_on=ENDS + DAY)


def test_one_person_has_no_two_seats() -> None:
    both = Seat(make_candidate("Mair"), USER)

    refused(SeatRefused, "named for two seats", both, both)


def test_nobody_sits_who_is_no_member_has_no_sign_in_or_belongs_to_another_class() -> None:
    gone = make_candidate("Gone")
    cease_member(gone, ceased_on=TODAY, by=None, at=NOW)

    refused(SeatRefused, "Gone is not a member at present", Seat(gone, USER))
    refused(SeatRefused, "No Key has no sign-in yet", Seat(make_member("No Key"), USER))
    refused(
        SeatRefused,
        "in the register as: Service user. The seat is for: Care worker",
        Seat(make_candidate("Mair"), WORKER),
    )


def test_a_coordinator_cannot_sit() -> None:
    terms = make_seated(*THREE)
    worker = make_candidate("Carys", WORKER)
    assert worker.account is not None
    make_appointed(Office.COORDINATOR, worker.account, terms)

    refused(SeatRefused, "Carys is coordinator in that time", Seat(worker, WORKER))


def test_a_term_begins_today_or_later_and_is_as_long_as_its_source_allows() -> None:
    mair = Seat(make_candidate("Mair"), USER)

    refused(SeatRefused, "cannot begin in the past", mair, starts_on=TODAY - DAY)
    refused(PeriodRefused, "has to come after", mair, ends_on=TODAY)
    refused(PeriodRefused, "at most 12 months", mair, ends_on=TODAY + timedelta(days=366))
    with pytest.raises(PeriodRefused, match="at most 6 months"):
        seat(mair, source=TermSource.FOUNDING, ends_on=date(2027, 5, 10))


def test_who_sits_can_step_down_and_nobody_else_can_end_the_term() -> None:
    mair, huw, _gwen = make_seated(*THREE)

    with pytest.raises(SeatRefused, match="Only the person who sits"):
        end_term(mair, ends_on=TODAY, by=account_of(huw), at=NOW)
    with pytest.raises(SeatRefused, match="in the past"):
        end_term(mair, ends_on=TODAY - DAY, by=account_of(mair), at=NOW)
    with pytest.raises(SeatRefused, match="ends by itself"):
        end_term(mair, ends_on=ENDS, by=account_of(mair), at=NOW)
    assert len(sitting_terms(TODAY)) == 3

    end_term(mair, ends_on=TODAY, by=account_of(mair), at=NOW)

    assert find_term_of(account_of(mair).id, TODAY) is None
    assert mair.planned_end_on == ENDS
    assert facts(EntryKind.TERM_ENDED)[0]["ends_on"] == "2026-11-09"


def test_a_committee_of_others_is_not_disturbed_by_an_account_without_a_seat() -> None:
    make_seated(*THREE)

    assert find_term_of(make_account().id, TODAY) is None
