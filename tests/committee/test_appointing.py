"""Offices: two members appoint, and every refusal."""

from datetime import date, timedelta

import pytest

from portal.accounts.models import Account
from portal.committee.appointments.services import (
    Post,
    confirm_appointment,
    end_appointment,
    propose_appointment,
    withdraw_appointment,
)
from portal.committee.models import Appointment, Term
from portal.committee.offices import AppointmentRefused, AppointmentState, Office
from portal.committee.queries import (
    get_appointment,
    office_holders,
    proposed_appointments,
    roster,
)
from portal.committee.seating.services import end_term
from portal.committee.services import refresh_authority
from portal.committee.terms import PeriodRefused
from portal.database import db
from portal.errors import RuleBroken
from portal.ledger.kinds import EntryKind
from portal.membership.services import cease_member
from tests.committee.factories import (
    DAY,
    ENDS,
    THREE,
    TODAY,
    account_of,
    make_appointed,
    make_candidate,
    make_seated,
)
from tests.committee.test_seating import facts
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member

pytestmark = pytest.mark.usefixtures("database")


def post(
    office: Office = Office.SECRETARY,
    *,
    deputy: bool = False,
    starts_on: date = TODAY,
    ends_on: date = ENDS,
) -> Post:
    return Post(office, deputy, starts_on, ends_on)


def refused(
    sentence: str,
    wanted: Post,
    account: Account,
    terms: list[Term],
    refusal: type[RuleBroken] = AppointmentRefused,
) -> None:
    before = db.session.query(Appointment).count()
    by = next(account_of(each) for each in terms if account_of(each) is not account)
    with pytest.raises(refusal, match=sentence):
        propose_appointment(wanted, account, by=by, at=NOW)
    assert db.session.query(Appointment).count() == before


def test_two_members_make_an_appointment_and_the_ledger_names_them() -> None:
    mair, huw, _gwen = make_seated(*THREE)
    sian = make_account("Sian Secretary")

    made = propose_appointment(post(), sian, by=account_of(mair), at=NOW)
    assert office_holders(Office.SECRETARY, TODAY) == []
    assert proposed_appointments(TODAY) == [made]

    confirm_appointment(made, by=account_of(huw), at=NOW)

    assert office_holders(Office.SECRETARY, TODAY) == [made]
    assert proposed_appointments(TODAY) == []
    (fact,) = facts(EntryKind.APPOINTMENT_MADE)
    assert (fact["name"], fact["proposed_by"], fact["confirmed_by"]) == (
        "Sian Secretary",
        "Mair Jones",
        "Huw Rees",
    )


def test_nobody_confirms_what_they_proposed_or_appoints_themselves() -> None:
    mair, huw, gwen = make_seated(*THREE)
    made = propose_appointment(post(), account_of(gwen), by=account_of(mair), at=NOW)

    with pytest.raises(AppointmentRefused, match="You proposed this"):
        confirm_appointment(made, by=account_of(mair), at=NOW)
    with pytest.raises(AppointmentRefused, match="Nobody appoints themselves"):
        confirm_appointment(made, by=account_of(gwen), at=NOW)
    with pytest.raises(AppointmentRefused, match="Nobody appoints themselves"):
        propose_appointment(post(), account_of(huw), by=account_of(huw), at=NOW)

    assert made.state is AppointmentState.PROPOSED


def test_only_members_who_sit_appoint() -> None:
    mair, _huw, _gwen = make_seated(*THREE)
    stranger, sian = make_account(), make_account()
    made = propose_appointment(post(), sian, by=account_of(mair), at=NOW)

    for step in (
        lambda: propose_appointment(post(Office.CHAIR), sian, by=stranger, at=NOW),
        lambda: confirm_appointment(made, by=stranger, at=NOW),
        lambda: withdraw_appointment(made, by=stranger, at=NOW),
    ):
        with pytest.raises(AppointmentRefused, match="Only members who sit"):
            step()

    assert made.state is AppointmentState.PROPOSED


def test_a_proposal_is_decided_once() -> None:
    mair, huw, gwen = make_seated(*THREE)
    made = propose_appointment(post(), make_account(), by=account_of(mair), at=NOW)
    withdraw_appointment(made, by=account_of(huw), at=NOW)

    for step in (confirm_appointment, withdraw_appointment):
        with pytest.raises(AppointmentRefused, match="decided already"):
            step(made, by=account_of(gwen), at=NOW)

    assert office_holders(Office.SECRETARY, TODAY) == []


def test_a_post_is_held_by_one_person_at_a_time() -> None:
    terms = make_seated(*THREE)
    first, second = make_account("First"), make_account("Second")
    make_appointed(Office.SECRETARY, first, terms)

    refused("First has this post in that time", post(), second, terms)
    refused("First has this post", post(starts_on=ENDS - DAY, ends_on=ENDS + DAY), second, terms)
    refused("The deputy has to be somebody else", post(deputy=True), first, terms)

    make_appointed(Office.SECRETARY, second, terms, deputy=True)
    make_appointed(Office.SECRETARY, second, terms, starts_on=ENDS, ends_on=ENDS + DAY)
    assert [each.account for each in office_holders(Office.SECRETARY, TODAY)] == [first, second]


def test_of_two_proposals_for_one_post_only_one_can_be_confirmed() -> None:
    mair, huw, _gwen = make_seated(*THREE)
    one = propose_appointment(post(), make_account("One"), by=account_of(mair), at=NOW)
    two = propose_appointment(post(), make_account("Two"), by=account_of(mair), at=NOW)
    confirm_appointment(one, by=account_of(huw), at=NOW)

    with pytest.raises(AppointmentRefused, match="One has this post"):
        confirm_appointment(two, by=account_of(huw), at=NOW)

    assert two.state is AppointmentState.PROPOSED


@pytest.mark.parametrize("office", [Office.SAFEGUARDING_LEAD, Office.INTAKE_CLERK])
def test_a_coordinator_is_never_safeguarding_lead_or_intake_clerk(office: Office) -> None:
    terms = make_seated(*THREE)
    carys, sian = make_account("Carys"), make_account("Sian")
    make_appointed(Office.COORDINATOR, carys, terms)
    make_appointed(office, sian, terms)

    refused("A coordinator is never", post(office, deputy=True), carys, terms)
    refused("A coordinator is never", post(Office.COORDINATOR, deputy=True), sian, terms)
    make_appointed(office, carys, terms, deputy=True, starts_on=ENDS, ends_on=ENDS + DAY)


def test_the_chair_sits_for_the_whole_time() -> None:
    terms = make_seated(*THREE)

    refused("does not sit", post(Office.CHAIR), make_account(), terms)
    refused("does not sit", post(Office.CHAIR, ends_on=ENDS + DAY), account_of(terms[0]), terms)

    make_appointed(Office.CHAIR, account_of(terms[0]), terms)


def test_the_outside_person_is_no_member_and_holds_nothing_else() -> None:
    terms = make_seated(*THREE)
    bethan, member = make_account("Bethan"), make_candidate("Member")
    assert member.account is not None
    make_appointed(Office.OUTSIDE_PERSON, bethan, terms)

    refused("must not be one", post(Office.OUTSIDE_PERSON, deputy=True), member.account, terms)
    refused("holds no other office", post(Office.SECRETARY), bethan, terms)


def test_neither_who_sits_nor_a_substitute_is_coordinator() -> None:
    terms = make_seated(*THREE)
    reserve = make_account("Reserve")
    make_member("Reserve", reserve_rank=1, account=reserve)

    refused("cannot be either", post(Office.COORDINATOR), account_of(terms[2]), terms)
    refused("cannot be either", post(Office.COORDINATOR), reserve, terms)


def test_a_post_begins_today_or_later_and_lasts_three_years_at_most() -> None:
    terms = make_seated(*THREE)
    sian = make_account("Sian")

    refused("cannot begin in the past", post(starts_on=TODAY - DAY), sian, terms)
    refused("has to come after", post(ends_on=TODAY), sian, terms, PeriodRefused)
    refused("at most 36", post(ends_on=TODAY.replace(year=2030)), sian, terms, PeriodRefused)


def test_a_proposal_confirmed_late_begins_on_that_day() -> None:
    mair, huw, _gwen = make_seated(*THREE)
    made = propose_appointment(post(), make_account(), by=account_of(mair), at=NOW)

    confirm_appointment(made, by=account_of(huw), at=NOW + timedelta(days=3))

    assert made.starts_on == TODAY + 3 * DAY


def test_a_proposal_whose_time_has_passed_cannot_be_confirmed() -> None:
    mair, huw, _gwen = make_seated(*THREE)
    made = propose_appointment(
        post(ends_on=TODAY + DAY), make_account(), by=account_of(mair), at=NOW
    )

    with pytest.raises(PeriodRefused):
        confirm_appointment(made, by=account_of(huw), at=NOW + timedelta(days=2))

    assert proposed_appointments(TODAY + 2 * DAY) == []


def test_an_office_is_given_up_by_its_holder_or_ended_by_the_committee() -> None:
    terms = make_seated(*THREE)
    sian, ann = make_account("Sian"), make_account("Ann")
    first = make_appointed(Office.SECRETARY, sian, terms)
    second = make_appointed(Office.INTAKE_CLERK, ann, terms)

    with pytest.raises(AppointmentRefused, match="Only members who sit"):
        end_appointment(first, ends_on=TODAY, by=ann, at=NOW)
    with pytest.raises(AppointmentRefused, match="in the past"):
        end_appointment(first, ends_on=TODAY - DAY, by=sian, at=NOW)
    with pytest.raises(AppointmentRefused, match="ends by itself"):
        end_appointment(first, ends_on=ENDS, by=sian, at=NOW)
    assert first.ends_on == ENDS

    end_appointment(first, ends_on=TODAY, by=sian, at=NOW)
    end_appointment(second, ends_on=TODAY + DAY, by=account_of(terms[0]), at=NOW)

    assert Office.SECRETARY in roster(TODAY).vacant
    assert Office.INTAKE_CLERK not in roster(TODAY).vacant
    assert Office.INTAKE_CLERK in roster(TODAY + DAY).vacant
    assert [each["name"] for each in facts(EntryKind.APPOINTMENT_ENDED)] == ["Sian"]


def test_whoever_loses_the_seat_is_no_longer_chair() -> None:
    terms = make_seated(*THREE)
    made = make_appointed(Office.CHAIR, account_of(terms[0]), terms)

    end_term(terms[0], ends_on=TODAY, by=account_of(terms[0]), at=NOW)

    assert office_holders(Office.CHAIR, TODAY) == []
    assert get_appointment(made.id).ends_on == TODAY
    assert len(facts(EntryKind.APPOINTMENT_ENDED)) == 1


def test_an_outside_person_who_becomes_a_member_leaves_the_office() -> None:
    terms = make_seated(*THREE)
    bethan = make_account("Bethan")
    made = make_appointed(Office.OUTSIDE_PERSON, bethan, terms)
    make_member("Bethan", account=bethan)

    refresh_authority(NOW)

    assert made.ends_on == TODAY
    assert Office.OUTSIDE_PERSON in roster(TODAY).vacant


def test_a_chair_who_leaves_the_co_operative_is_chair_no_more_even_before_the_next_round() -> None:
    terms = make_seated(*THREE)
    make_appointed(Office.CHAIR, account_of(terms[0]), terms)

    cease_member(terms[0].member, ceased_on=TODAY, by=None, at=NOW)

    assert office_holders(Office.CHAIR, TODAY) == []
