"""A seat that falls vacant: the same ballots once more, where the members adopted that."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.accounts.permissions import Permission
from portal.committee.queries import sitting_terms
from portal.committee.seating.services import end_term
from portal.committee.terms import TermSource
from portal.database import db, reading, transaction
from portal.elections.advancing_services import advance, go_on
from portal.elections.count.limits import SeatsRefused
from portal.elections.count.lots import LotNeeded
from portal.elections.count.sheet_reading import read_sheet
from portal.elections.count.vacancies import CountbackRefused
from portal.elections.models import Election
from portal.elections.queries import all_elections, candidates_of, stake_now
from portal.elections.results.services import close_urn, take_ballots
from portal.elections.services import Draft, announce_election, plan_election, set_key
from portal.elections.timetable import NotNow, Timetable
from portal.elections.vacating.models import Countback
from portal.elections.vacating.queries import bench_of, countbacks_of, find_open_countback
from portal.elections.vacating.services import begin_countback, declare_countback, note_lot
from portal.membership.classes import USERS_AND_FAMILIES, MemberClass
from portal.membership.services import cease_member
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.committee.factories import make_candidate
from tests.elections.factories import (
    COUNTING,
    DAYS,
    HOLDERS,
    NAMES,
    SETTLING,
    STANDING,
    TWELVE,
    ballots_of,
    drawn,
    make_codes,
    make_counting,
    make_declared,
    make_nomination,
    make_vote,
    noon,
)
from tests.elections.urn.factories import KEYS

LATER = noon(DAYS.terms_start_on) + timedelta(days=100)
VOTES = [NAMES[n % 11 :] + NAMES[: n % 11] for n in range(12)]
USERS = [name for name, each in STANDING if each is MemberClass.USER]


def make_sitting(votes: list[list[str]] = VOTES, *, countback: bool = True) -> Election:
    """An election whose committee sits."""
    election = make_counting(votes, countback=countback)
    make_declared(election)
    return election


def leave(election: Election, member_class: MemberClass, at: datetime = LATER) -> str:
    """Somebody of that class leaves the co-operative, and so the seat."""
    gone = next(
        each for each in candidates_of(election) if each.term and each.seat_class is member_class
    )
    cease_member(gone.member, ceased_on=at.date(), by=None, at=at)
    return gone.name


def declared(countback: Countback, at: datetime = LATER) -> list[Any]:
    while True:
        try:
            return declare_countback(countback, at=at)
        except LotNeeded as needed:
            election = db.session.get_one(Election, countback.election_id)
            note_lot(countback, needed.record(drawn(election, needed.candidates)), at=at)


def seated(at: datetime = LATER) -> set[str]:
    return {each.member.name for each in sitting_terms(at.date())}


def test_the_seat_goes_to_somebody_of_its_class_and_the_others_stay(database: Any) -> None:
    election = make_sitting()
    before = seated(noon(DAYS.terms_start_on))
    gone = leave(election, MemberClass.WORKER)

    [term] = declared(begin_countback(election, at=LATER))

    assert (term.source, term.seat_class) == (TermSource.ELECTED, MemberClass.WORKER)
    assert (term.starts_on, term.ends_on) == (LATER.date(), DAYS.terms_end_on)
    assert seated() == before - {gone} | {term.member.name}
    [kept] = countbacks_of(election)
    assert read_sheet(kept.sheet or "").sitting
    assert find_open_countback(election) is None


def test_without_a_countback_the_seat_is_filled_by_an_election_of_its_own(database: Any) -> None:
    before = make_sitting(countback=False)
    gone = leave(before, MemberClass.WORKER)
    with pytest.raises(CountbackRefused, match="by-election"):
        begin_countback(before, at=LATER)
    days = [LATER.date() + timedelta(days=each) for each in (0, 7, 12, 19, 25)]
    draft = Draft("One seat", Timetable(*days, DAYS.terms_end_on), membership_days=0)
    election = plan_election(draft, at=LATER)
    set_key(election, KEYS.public.hex(), HOLDERS, at=LATER)
    announce_election(election, at=LATER)
    nominators = [each.member for each in candidates_of(before) if each.name != gone][:2]
    for name in ("Wil Waun", "Win Wern"):
        make_nomination(election, make_candidate(name, MemberClass.WORKER), nominators, at=LATER)

    advance(election, at=LATER + timedelta(days=8))
    assert stake_now(election).seats == 1
    codes = make_codes(election)
    for voter in ("Voter 001", "Voter 002"):
        make_vote(election, codes, voter, "Win Wern", at=LATER + timedelta(days=14))
    close_urn(election, at=LATER + timedelta(days=20))
    counting = LATER + timedelta(days=21)
    take_ballots(election, ballots_of(election), broken=0, at=counting)
    [term] = make_declared(election, at=counting)

    assert (term.member.name, term.seat_class) == ("Win Wern", MemberClass.WORKER)
    assert (term.starts_on, term.ends_on) == (days[-1], DAYS.terms_end_on)
    assert len(seated(noon(days[-1]))) == 9
    assert gone not in seated(noon(days[-1]))


def test_a_tie_waits_for_the_lot(database: Any) -> None:
    election = make_counting([[name] for name, _class in TWELVE], countback=True, people=TWELVE)
    make_declared(election)
    leave(election, MemberClass.USER)
    countback = begin_countback(election, at=LATER)

    with pytest.raises(LotNeeded):
        declare_countback(countback, at=LATER)
    [term] = declared(countback)

    assert len(json.loads(countback.lots or "")["lots"]) == 1
    assert term.seat_class in USERS_AND_FAMILIES


def test_who_steps_down_is_no_candidate_any_more(database: Any) -> None:
    election = make_sitting()
    there = [each for each in candidates_of(election) if each.term and each.name in USERS]
    term = there[0].term
    assert term is not None
    end_term(term, ends_on=LATER.date(), by=there[0].member.account, at=LATER)  # type: ignore[arg-type]

    [came] = declared(begin_countback(election, at=LATER))

    assert came.member.name != there[0].name
    assert came.seat_class in USERS_AND_FAMILIES
    assert len(seated()) == 9
    with pytest.raises(CountbackRefused, match="No seat is vacant"):
        begin_countback(election, at=LATER)


def test_where_nobody_of_the_class_is_left_a_by_election_is_needed(database: Any) -> None:
    election = make_sitting()
    leave(election, MemberClass.VOLUNTEER)
    countback = begin_countback(election, at=LATER)

    with pytest.raises(SeatsRefused, match="Volunteers"):
        declare_countback(countback, at=LATER)

    assert countback.declared_at is None
    assert len(seated()) == 8


def test_a_member_who_left_meanwhile_is_passed_over(database: Any) -> None:
    election = make_sitting()
    workers = [each for each in candidates_of(election) if each.seat_class is MemberClass.WORKER]
    [spare] = [each for each in workers if each.term is None]
    cease_member(spare.member, ceased_on=LATER.date(), by=None, at=LATER)
    leave(election, MemberClass.WORKER)

    assert bench_of(election, LATER.date()).gone
    with pytest.raises(SeatsRefused, match="Care workers"):
        declared(begin_countback(election, at=LATER))


def test_not_without_the_members_decision_nor_without_a_vacancy(database: Any) -> None:
    election = make_sitting(countback=False)
    leave(election, MemberClass.WORKER)
    with pytest.raises(CountbackRefused, match="did not adopt"):
        begin_countback(election, at=LATER)

    election.countback = True
    begin_countback(election, at=LATER)
    with pytest.raises(CountbackRefused, match="begun already"):
        begin_countback(election, at=LATER)


def test_nothing_to_count_while_everybody_sits(database: Any) -> None:
    election = make_sitting()

    with pytest.raises(CountbackRefused, match="No seat is vacant"):
        begin_countback(election, at=LATER)


def test_not_before_the_result(database: Any) -> None:
    election = make_counting(VOTES, countback=True)

    with pytest.raises(NotNow):
        begin_countback(election, at=COUNTING)


def test_it_works_after_urn_and_roll_are_gone_through_its_pages(app: Flask) -> None:
    with app.app_context():
        with transaction():
            make_sitting()
        go_on(SETTLING)
        with transaction():
            gone = leave(all_elections()[0], MemberClass.WORKER)
        signer = make_account(Permission.RUN_ELECTIONS)
        with reading():
            number = all_elections()[0].id
        db.session.remove()
    browser = Browser(app)
    with clock.stopped_at(LATER):
        sign_in(browser, signer)
        page = browser.open(f"/elections/desk/{number}").follow("Count again for a vacant seat")
        assert gone in page.main
        page = page.form("Count again").send()
        for _round in range(40):
            if "A lot is needed" not in page.main:
                break
            form = page.follow("A lot is needed").form("chosen")
            offered = form.page.find_all("input", name="chosen")[0].get("value")
            page = form.fill(chosen=offered, drawn_by="Ann Other", witnessed_by="Beca").send()
        page = page.form("Declare the result").send()
        assert "The seats are filled" in page.text
        public = Browser(app).open(f"/elections/{number}")
        assert "the same ballots were counted again on" in public.text
