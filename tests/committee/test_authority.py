"""Permissions follow from running terms and appointments, and from nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.models import Account, Authority
from portal.accounts.permissions import Permission
from portal.accounts.queries import running_permissions
from portal.accounts.services import close_account
from portal.committee import authority
from portal.committee.appointments.services import end_appointment
from portal.committee.book_services import hold_book
from portal.committee.models import CommitteeBook, Term
from portal.committee.offices import Office
from portal.committee.queries import (
    find_term_of,
    grant_candidates,
    intake_state,
    office_holders,
    roster,
    sitting_terms,
    substitutes,
)
from portal.committee.seating.services import end_term
from portal.committee.services import refresh_authority
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.membership.classes import MemberClass
from portal.membership.services import cease_member, change_member
from tests.committee.factories import (
    DAY,
    ENDS,
    NINE,
    THREE,
    TODAY,
    account_of,
    make_appointed,
    make_recovery,
    make_seated,
    make_whole,
)
from tests.committee.test_seating import facts
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member

pytestmark = pytest.mark.usefixtures("database")


def may(account: Account, at: datetime = NOW) -> frozenset[Permission]:
    return running_permissions(account.id, at)


def rows() -> list[tuple[object, ...]]:
    found = db.session.query(Authority).order_by(Authority.id)
    return [
        (each.id, each.account_id, each.permission, each.begins_at, each.ends_at, each.source)
        for each in found
    ]


def test_a_seat_allows_what_the_table_says_and_a_stranger_may_do_nothing() -> None:
    (mair, *_) = make_seated(*THREE)

    assert may(account_of(mair)) == authority.SITTING
    assert may(make_account()) == frozenset()


@pytest.mark.parametrize("office", list(Office))
def test_an_office_allows_what_the_table_says_to_holder_and_deputy(office: Office) -> None:
    terms = make_seated(*THREE)
    sits = office is Office.CHAIR
    holder = account_of(terms[0]) if sits else make_account()
    deputy = account_of(terms[1]) if sits else make_account()
    make_appointed(office, holder, terms)
    make_appointed(office, deputy, terms, deputy=True)

    expected = authority.OFFICES[office] | (authority.SITTING if sits else frozenset())
    assert may(holder) == may(deputy) == expected


def test_a_proposal_alone_allows_nothing() -> None:
    terms = make_seated(*THREE)
    sian = make_account()
    made = make_appointed(Office.SECRETARY, sian, terms)

    end_appointment(made, ends_on=TODAY, by=sian, at=NOW)

    assert may(sian) == frozenset()


def test_refreshing_again_changes_nothing() -> None:
    make_whole()
    make_member("Reserve", reserve_rank=1, account=make_account())
    refresh_authority(NOW)
    before, ledger = rows(), db.session.query(Term).count()

    refresh_authority(NOW)
    refresh_authority(NOW + timedelta(hours=3))

    assert rows() == before
    assert db.session.query(Term).count() == ledger
    assert len(facts(EntryKind.TERM_BEGAN)) == 9
    assert facts(EntryKind.TERM_ENDED) == []


@pytest.mark.parametrize(
    ("ends_on", "midnight"),
    [
        # The clock goes forward in the night to 29 March and back in the night to 25 October.
        (date(2027, 3, 28), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 23, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 30, 23, tzinfo=UTC)),
        (date(2027, 11, 1), datetime(2027, 11, 1, 0, tzinfo=UTC)),
    ],
)
def test_permission_ends_by_itself_at_midnight_on_the_co_operatives_clock(
    ends_on: date, midnight: datetime
) -> None:
    (mair, *_) = make_seated(*THREE, ends_on=ends_on)

    assert may(account_of(mair), midnight - timedelta(seconds=1)) == authority.SITTING
    assert may(account_of(mair), midnight) == frozenset()


def test_a_term_that_begins_later_allows_nothing_yet() -> None:
    (mair, *_) = make_seated(*THREE, starts_on=TODAY + DAY)

    assert may(account_of(mair)) == frozenset()
    assert may(account_of(mair), datetime(2026, 11, 10, tzinfo=UTC)) == authority.SITTING


def test_the_round_records_an_end_once_and_on_its_day() -> None:
    make_seated(*THREE, ends_on=TODAY + DAY)

    refresh_authority(NOW)
    assert facts(EntryKind.TERM_ENDED) == []

    refresh_authority(NOW + DAY)
    refresh_authority(NOW + 2 * DAY)
    assert len(facts(EntryKind.TERM_ENDED)) == 3


def test_a_worker_that_was_down_for_a_week_catches_up_once() -> None:
    terms = make_seated(*THREE, ends_on=TODAY + DAY)
    make_appointed(Office.SECRETARY, make_account(), terms, ends_on=TODAY + 2 * DAY)

    refresh_authority(NOW + timedelta(days=7))

    assert len(facts(EntryKind.TERM_ENDED)) == 3
    assert facts(EntryKind.APPOINTMENT_ENDED)[0]["ends_on"] == "2026-11-11"


def test_whoever_ceases_to_be_a_member_sits_no_more_and_the_round_closes_the_term() -> None:
    (mair, *_) = make_seated(*THREE)
    cease_member(mair.member, ceased_on=TODAY, by=None, at=NOW)

    assert find_term_of(account_of(mair).id, TODAY) is None
    refresh_authority(NOW)

    assert may(account_of(mair)) == frozenset()
    assert mair.ends_on == TODAY
    assert [each["name"] for each in facts(EntryKind.TERM_ENDED)] == ["Mair Jones"]


def test_stepping_down_on_the_first_day_leaves_no_permission_behind() -> None:
    (mair, *_) = make_seated(*THREE)

    end_term(mair, ends_on=TODAY, by=account_of(mair), at=NOW)

    assert may(account_of(mair)) == frozenset()


def test_a_term_that_is_shortened_to_a_later_day_allows_until_then() -> None:
    (mair, *_) = make_seated(*THREE)

    end_term(mair, ends_on=TODAY + DAY, by=account_of(mair), at=NOW)

    assert may(account_of(mair), NOW + timedelta(hours=13)) == authority.SITTING
    assert may(account_of(mair), datetime(2026, 11, 10, tzinfo=UTC)) == frozenset()


def test_a_closed_account_is_given_nothing() -> None:
    (mair, *_) = make_seated(*THREE)
    close_account(account_of(mair), at=NOW)

    refresh_authority(NOW)

    assert may(account_of(mair)) == frozenset()


def test_authority_that_comes_from_nowhere_is_ended() -> None:
    account = make_account()
    db.session.add(
        Authority(
            account_id=account.id,
            permission=Permission.READ_CASES,
            begins_at=NOW - DAY,
            ends_at=None,
            source="operator",
            given_at=NOW - DAY,
        )
    )
    db.session.flush()

    refresh_authority(NOW)

    assert may(account) == frozenset()


def test_a_substitute_may_be_called_until_the_rank_is_taken_back() -> None:
    account = make_account()
    member = make_member("Reserve", reserve_rank=2, account=account)
    refresh_authority(NOW)
    assert may(account) == authority.SUBSTITUTE

    change_member(member, type(member.details)("Reserve", MemberClass.USER), by=None, at=NOW)
    refresh_authority(NOW)

    assert may(account) == frozenset()


def test_substitutes_are_called_by_class_and_rank_but_not_those_who_sit_or_coordinate() -> None:
    terms = make_seated(*THREE)
    carys = make_account("Carys")
    make_appointed(Office.COORDINATOR, carys, terms)
    make_member("Carys", reserve_rank=1, account=carys)
    make_member("No sign-in", reserve_rank=2)
    second = make_member("Second", reserve_rank=4, account=make_account())
    first = make_member("First", reserve_rank=3, account=make_account())
    mair = terms[0].member
    change_member(
        mair,
        type(mair.details)("Mair Jones", MemberClass.USER, reserve_rank=9),
        by=None,
        at=NOW,
    )

    assert substitutes(TODAY) == [first, second]


def test_the_committee_of_a_day_is_asked_without_writing() -> None:
    terms = make_whole()

    assert [each.id for each in office_holders(Office.CHAIR, TODAY)]
    assert roster(TODAY).vacant == [
        Office.SECRETARY,
        Office.RETURNING_OFFICER,
        Office.COORDINATOR,
        Office.INTAKE_CLERK,
    ]
    assert len(sitting_terms(TODAY)) == len(terms)
    assert not db.session.dirty


def test_candidates_are_the_chair_first_then_who_sits_then_reserve_outside_and_recovery() -> None:
    terms = make_whole()
    make_appointed(Office.CHAIR, account_of(terms[6]), terms, deputy=True)
    make_member("Reserve", reserve_rank=1, account=make_account("Reserve"))

    found = grant_candidates(TODAY)

    assert [each.name for each in found[:2]] == ["Mair Jones", "Gwen Pugh"]
    assert [each.capacity.value for each in found] == [
        *(["sitting"] * 9),
        "substitute",
        "outside",
        "recovery",
    ]
    assert sum(each.care_worker for each in found) == 2


def test_nothing_is_sealed_to_somebody_without_a_key() -> None:
    terms = make_seated(*THREE)
    account = account_of(terms[0])
    account.holder_id, account.sealed_private_key = None, None
    db.session.flush()

    assert [each.name for each in grant_candidates(TODAY)] == ["Gwen Pugh", "Huw Rees"]


def test_intake_is_open_when_every_needed_office_is_filled() -> None:
    make_whole()

    assert intake_state(TODAY).is_open
    assert len(intake_state(TODAY).candidates) == 11


@pytest.mark.parametrize(
    ("office", "sentence"),
    [
        (Office.CHAIR, "Nobody is chair"),
        (Office.SAFEGUARDING_LEAD, "Nobody is safeguarding lead"),
        (Office.OUTSIDE_PERSON, "There is no outside person"),
    ],
)
def test_intake_is_shut_and_says_why_while_a_needed_office_is_vacant(
    office: Office, sentence: str
) -> None:
    terms = make_whole()
    (holder,) = office_holders(office, TODAY)
    end_appointment(holder, ends_on=TODAY, by=account_of(terms[8]), at=NOW)

    assert not intake_state(TODAY).is_open
    (reason,) = intake_state(TODAY).reasons
    assert sentence in reason


def test_a_deputy_keeps_intake_open() -> None:
    terms = make_whole()
    make_appointed(Office.CHAIR, account_of(terms[2]), terms, deputy=True)
    (holder, _deputy) = office_holders(Office.CHAIR, TODAY)

    end_appointment(holder, ends_on=TODAY, by=account_of(terms[8]), at=NOW)

    assert intake_state(TODAY).is_open


def test_intake_is_shut_before_there_is_anything_and_when_every_term_has_ended() -> None:
    reasons = intake_state(TODAY).reasons
    assert len(reasons) == 5

    make_whole()
    assert intake_state(ENDS - DAY).is_open
    assert not intake_state(ENDS).is_open


def test_intake_is_shut_where_too_few_may_decide() -> None:
    terms = make_seated(
        ("Nia", MemberClass.WORKER), ("Mair", MemberClass.USER), ("Tom", MemberClass.USER)
    )
    make_appointed(Office.CHAIR, account_of(terms[1]), terms)
    make_appointed(Office.SAFEGUARDING_LEAD, account_of(terms[2]), terms)
    make_recovery()
    # Two non-workers and one outside person are three, with a user among them.
    outside = make_appointed(Office.OUTSIDE_PERSON, make_account(), terms)
    assert intake_state(TODAY).is_open

    outside.account.holder_id, outside.account.sealed_private_key = None, None
    db.session.flush()

    assert intake_state(TODAY).reasons == (
        "Too few members who may decide about concerns are in office.",
    )


def test_there_is_one_book() -> None:
    hold_book()
    hold_book()

    assert db.session.query(CommitteeBook).count() == 1
    assert len(NINE) == 9
