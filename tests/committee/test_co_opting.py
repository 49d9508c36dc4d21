"""Co-opting and meetings: a vacant seat until the next election, and who came."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.committee.co_opting.models import CoOption
from portal.committee.co_opting.queries import open_co_options, possible_members
from portal.committee.co_opting.services import (
    CoOptionRefused,
    Offer,
    confirm_co_option,
    propose_co_option,
    withdraw_co_option,
)
from portal.committee.meetings.queries import services_of
from portal.committee.meetings.services import (
    MeetingRefused,
    note_meeting,
    take_back_meeting,
)
from portal.committee.models import Term
from portal.committee.queries import sitting_terms, substitutes
from portal.committee.seating.services import SeatRefused, appear, end_co_options, end_term
from portal.committee.seats import NoSeatLeft, classes_with_room
from portal.committee.terms import TermSource, months_after
from portal.ledger.kinds import EntryKind
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.services import change_member
from tests.committee.factories import (
    DAY,
    NINE,
    TODAY,
    account_of,
    make_candidate,
    make_seated,
)
from tests.committee.test_seating import facts
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


def make_vacancy() -> tuple[list[Term], Member]:
    """A committee whose volunteer has left, and a volunteer who could come in."""
    terms = make_seated(*NINE)
    end_term(terms[6], ends_on=TODAY, by=account_of(terms[6]), at=NOW)
    return [each for each in terms if each is not terms[6]], make_candidate(
        "Iola Prys", MemberClass.VOLUNTEER
    )


def propose(member: Member, by: Term, *, shows_class: bool = True) -> CoOption:
    return propose_co_option(Offer(member, TODAY, shows_class), by=account_of(by), at=NOW)


def test_two_members_fill_a_vacant_seat_until_the_next_election() -> None:
    terms, iola = make_vacancy()
    substitute = make_candidate("Zeb Ail", MemberClass.VOLUNTEER)
    substitute.reserve_rank = 1
    listed = [each.name for each in possible_members(TODAY)]
    assert listed[:3] == ["Zeb Ail", "Gwen Pugh", "Iola Prys"]
    proposal = propose(iola, terms[0], shows_class=False)
    with pytest.raises(CoOptionRefused, match="already"):
        propose(iola, terms[1])
    with pytest.raises(CoOptionRefused, match="You proposed this"):
        confirm_co_option(proposal, by=account_of(terms[0]), at=NOW)
    assert "Iola Prys" not in {each.member.name for each in sitting_terms(TODAY)}

    confirm_co_option(proposal, by=account_of(terms[1]), at=NOW)

    [term] = [each for each in sitting_terms(TODAY) if each.member is iola]
    assert (term.source, term.ends_on) == (TermSource.CO_OPTED, months_after(TODAY, 12))
    assert term in sitting_terms(TODAY)
    assert open_co_options() == []
    said = facts(EntryKind.TERM_BEGAN)[-1]
    assert said["source"] == "co_opted"
    assert "seat_class" not in said, "they did not agree that their class is public"
    elected_on = TODAY + timedelta(days=30)
    end_co_options(elected_on, [MemberClass.WORKER], at=NOW)
    assert term in sitting_terms(elected_on)
    end_co_options(elected_on, at=NOW)
    assert term in sitting_terms(elected_on - DAY)
    assert term not in sitting_terms(elected_on)
    assert len(sitting_terms(elected_on)) == 8, "those who were not co-opted sit on"


def test_two_members_name_a_substitute_who_is_called_after_those_the_members_chose() -> None:
    terms = make_seated(*NINE)
    chosen = make_candidate("Zeb Ail", MemberClass.VOLUNTEER)
    chosen.reserve_rank = 1
    iola = make_candidate("Iola Prys", MemberClass.VOLUNTEER)
    offer = Offer(iola, TODAY, shows_class=False, stands_by=True)
    proposal = propose_co_option(offer, by=account_of(terms[0]), at=NOW)
    with pytest.raises(CoOptionRefused, match="You proposed this"):
        confirm_co_option(proposal, by=account_of(terms[0]), at=NOW)
    assert substitutes(TODAY) == [chosen]

    confirm_co_option(proposal, by=account_of(terms[1]), at=NOW)

    assert substitutes(TODAY) == [chosen, iola]
    said = facts(EntryKind.APPOINTMENT_MADE)[-1]
    assert (said["name"], said["office"]) == ("Iola Prys", "substitute")
    with pytest.raises(CoOptionRefused, match="already"):
        propose_co_option(offer, by=account_of(terms[0]), at=NOW)
    change_member(iola, replace(iola.details, reserve_rank=None), by=account_of(terms[2]), at=NOW)
    assert facts(EntryKind.APPOINTMENT_ENDED)[-1]["name"] == "Iola Prys"
    assert substitutes(TODAY) == [chosen]


def test_who_cannot_be_co_opted_and_by_whom() -> None:
    terms, iola = make_vacancy()
    worker = make_candidate("Wil Waun", MemberClass.WORKER)
    outside = make_candidate("Una Tu", MemberClass.USER)

    with pytest.raises(CoOptionRefused, match="who sit"):
        propose_co_option(Offer(iola, TODAY, True), by=outside.account or account_of(terms[0]),
                          at=NOW)  # fmt: skip
    with pytest.raises(CoOptionRefused, match="not come yet"):
        propose_co_option(Offer(iola, TODAY + DAY, True), by=account_of(terms[0]), at=NOW)
    with pytest.raises(SeatRefused, match="already"):
        propose(terms[3].member, terms[0])
    with pytest.raises(NoSeatLeft):
        confirm_co_option(propose(worker, terms[0]), by=account_of(terms[1]), at=NOW)
    proposal = propose(iola, terms[0])
    withdraw_co_option(proposal, by=account_of(terms[2]), at=NOW)
    with pytest.raises(CoOptionRefused, match="decided"):
        confirm_co_option(proposal, by=account_of(terms[1]), at=NOW)
    assert iola.name not in {each.member.name for each in sitting_terms(TODAY)}


def test_classes_with_room_are_those_of_vacant_seats() -> None:
    full = [each for _name, each in NINE]

    assert classes_with_room(full) == frozenset()
    assert classes_with_room(full[1:]) == {MemberClass.USER}
    assert classes_with_room(full[:2] + full[3:]) == {MemberClass.USER, MemberClass.FAMILY_CARER}


def test_meetings_are_counted_from_the_day_on_which_somebody_sits() -> None:
    terms, iola = make_vacancy()
    by = account_of(terms[0])
    came = [terms[0].member_id, terms[1].member_id]
    note_meeting(TODAY, came, by=by, at=NOW)
    confirm_co_option(propose(iola, terms[0]), by=account_of(terms[1]), at=NOW)
    [late] = [each for each in sitting_terms(TODAY) if each.member is iola]
    late.starts_on = TODAY + DAY
    again = note_meeting(TODAY + DAY, [*came, iola.id], by=by, at=NOW + timedelta(days=1))
    wrong = note_meeting(TODAY + DAY, came, by=by, at=NOW + timedelta(days=1))

    with pytest.raises(MeetingRefused, match="not come yet"):
        note_meeting(TODAY + 3 * DAY, came, by=by, at=NOW)
    with pytest.raises(MeetingRefused, match="sat on that day"):
        note_meeting(TODAY, [iola.id], by=by, at=NOW)
    with pytest.raises(MeetingRefused, match="who sit"):
        take_back_meeting(again, by=make_candidate("Una Tu").account or by, at=NOW)
    take_back_meeting(wrong, by=by, at=NOW)

    served = services_of(sitting_terms(TODAY + DAY), TODAY + DAY)
    assert (served[terms[0].id].came, served[terms[0].id].held) == (2, 2)
    assert (served[terms[2].id].came, served[terms[2].id].held) == (0, 2)
    assert replace(served[late.id]) == replace(served[late.id], since=TODAY + DAY, came=1, held=1)


def test_what_everybody_reads_is_each_ones_own_choice() -> None:
    term = make_seated(*NINE)[0]

    appear(term, shows_class=False, contact="Post: the shop", at=NOW)

    assert "seat_class" not in term.fact
    assert term.contact == "Post: the shop"
