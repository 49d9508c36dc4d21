"""A whole election through its services: from the plan to the seats, and everything refused."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from portal.committee.models import Term
from portal.committee.queries import sitting_terms, substitutes
from portal.committee.terms import TermSource
from portal.database import db
from portal.elections.advancing_services import advance
from portal.elections.count.limits import SeatsRefused
from portal.elections.count.lots import LotNeeded
from portal.elections.count.sheet_reading import read_sheet
from portal.elections.count.standing_by import standing_by
from portal.elections.models import BallotBox, Channel, Election, RollEntry, Told, Withdrawal
from portal.elections.moving_services import move_days
from portal.elections.notice_services import notice_of
from portal.elections.polling.queries import entries_named
from portal.elections.polling.roll_services import (
    mark_paper,
    print_letters,
    renew_code,
    unmark_paper,
)
from portal.elections.polling.services import PollClosed, VotedAlready, VoteRefused
from portal.elections.queries import (
    candidates_of,
    elected_without_key,
    elections_to_advance,
    members_by_post,
    nominations_of,
    phase_at,
    sitting_classes,
)
from portal.elections.results.counting import BallotsRefused
from portal.elections.results.queries import contest_to_count, count_election
from portal.elections.results.services import (
    close_urn,
    decide_challenge,
    declare_result,
    destroy_urn,
    note_challenge,
    take_ballots,
)
from portal.elections.services import (
    ElectionRefused,
    accept_empty_seats,
    announce_election,
    change_plan,
    set_key,
    stop_election,
)
from portal.elections.standing.services import close_nominations, withdraw_nomination
from portal.elections.timetable import NotNow, Phase, TimetableRefused
from portal.elections.urn.ballot_keys import hash_of_keys
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.services import cease_member
from portal.notices.models import OutboxMessage
from tests.committee.factories import NINE, make_candidate, make_seated
from tests.conftest import NOW, ON_SQLITE
from tests.elections.factories import (
    CLOSING,
    COUNTING,
    DAYS,
    HOLDERS,
    NAMES,
    NOMINATING,
    POLLING,
    READY,
    SETTLING,
    SIFTING,
    STANDING,
    TWELVE,
    ballots_of,
    make_closed,
    make_codes,
    make_counting,
    make_declared,
    make_draft,
    make_election,
    make_members,
    make_nomination,
    make_ready,
    make_standing,
    make_vote,
)
from tests.elections.urn.factories import KEYS
from tests.notices.factories import letters_to


def mail_of(member: Member) -> str:
    assert member.account is not None
    return member.account.email


VOTES = [NAMES[n % 11 :] + NAMES[: n % 11] for n in range(12)]


def steps(election: Election) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(LedgerFact).where(LedgerFact.subject_id == election.id).order_by(LedgerFact.sequence)
    )
    return [(row.kind.value, row.fact.get("step", row.fact.get("what", ""))) for row in rows]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_from_the_notice_to_the_seats(database: Any) -> None:
    election = make_counting(VOTES)

    terms = make_declared(election)

    assert phase_at(election, COUNTING) is Phase.DECLARED
    assert len(terms) == 9
    assert {each.source for each in terms} == {TermSource.ELECTED}
    assert {(each.starts_on, each.ends_on) for each in terms} == {
        (DAYS.terms_start_on, DAYS.terms_end_on)
    }
    classes = Counter(each.seat_class for each in terms)
    assert classes[MemberClass.USER] + classes[MemberClass.FAMILY_CARER] == 4
    assert classes[MemberClass.WORKER] == 2
    assert {each.member.name for each in sitting_terms(DAYS.terms_start_on)} == {
        each.name for each in nominations_of(election) if each.term_id
    }
    sheet = read_sheet(election.sheet or "")
    assert sheet.elected == count_election(election).elected
    named = [name for pair in steps(election) for name in pair if name]
    assert named[0] == "election_opened"
    assert named.count("nominated") == 11
    assert {"nominations_closed", "urn_closed", "urn_opened", "election_declared"} <= {*named}


def test_whoever_is_left_over_stands_by_for_their_class(database: Any) -> None:
    election = make_counting(VOTES, people=TWELVE)
    standing = {each.name: each.member for each in nominations_of(election)}
    before = make_candidate("Old Reserve", MemberClass.USER)
    kept = make_candidate("Kept Reserve", MemberClass.PUBLIC_BODY)
    for member in (before, kept, standing["Hal Hir"]):
        member.reserve_rank = 1
    boss = make_candidate("Gone Boss", MemberClass.WORKER)
    for member in standing.values():
        member.line_manager_id = boss.id
    cease_member(boss, ceased_on=NOW.date(), by=None, at=NOW)

    make_declared(election)

    left = [candidates_of(election)[n - 1] for n in standing_by(count_election(election))]
    assert len(left) == 3
    for each in left:
        own = [one.member for one in left if one.seat_class is each.seat_class]
        assert each.member.reserve_rank == own.index(each.member) + 1
    assert MemberClass.USER in {each.seat_class for each in left}
    assert before.reserve_rank is None, "the members have chosen others of this class"
    assert kept.reserve_rank == 1, "nobody of this class was left over"
    assert standing["Hal Hir"].reserve_rank is None, "whoever sits stands by no longer"
    assert set(substitutes(DAYS.terms_start_on)) == {kept, *(each.member for each in left)}
    [said] = db.session.scalars(
        select(LedgerFact).where(LedgerFact.kind == EntryKind.ELECTION_DECLARED)
    )
    assert sorted(said.fact["reserve"]) == sorted(each.name for each in left)


def test_where_few_voted_the_reserve_is_not_published(database: Any) -> None:
    election = make_counting(VOTES[:9])
    make_declared(election)

    assert substitutes(DAYS.terms_start_on)
    [said] = db.session.scalars(
        select(LedgerFact).where(LedgerFact.kind == EntryKind.ELECTION_DECLARED)
    )
    assert "reserve" not in said.fact


def test_declared_sheets_come_back_from_their_json(database: Any) -> None:
    election = make_counting(VOTES)
    make_declared(election)
    sheet = count_election(election)

    again = read_sheet(election.sheet or "")

    assert (again.stages, again.elected, again.closing) == (
        sheet.stages, sheet.elected, sheet.closing,
    )  # fmt: skip
    assert (again.quota, again.valid, again.candidates) == (
        sheet.quota, sheet.valid, sheet.candidates,
    )  # fmt: skip


def test_every_member_is_told_of_the_notice_by_mail_or_on_paper(database: Any) -> None:
    welsh = make_candidate("Cari Cymro", MemberClass.USER)
    post = make_candidate("Pia Post", MemberClass.USER)
    welsh.language, post.by_post = "cy", True
    election = make_election(announced=False)

    announce_election(election, at=NOW)

    assert count(OutboxMessage) == 1
    [letter] = letters_to(mail_of(welsh))
    assert "Committee 2026" in letter.body
    assert str(election.id) in letter.body
    assert [each.name for each in members_by_post(NOW.date())] == ["Pia Post"]
    assert "16 November 2026" in "".join(notice_of(election, at=NOW).paragraphs)


def test_candidates_are_told_what_became_of_it(database: Any) -> None:
    election = make_counting(VOTES)
    standing = nominations_of(election)
    db.session.execute(delete(OutboxMessage))

    make_declared(election)

    for each in standing:
        [letter] = letters_to(mail_of(each.member))
        said = "You were elected" if each.term_id else "The result of our election"
        assert letter.subject == said
    assert count(OutboxMessage) == len(STANDING)


def test_every_member_is_told_the_result_and_until_when_it_can_be_challenged(
    database: Any,
) -> None:
    election = make_counting(VOTES)
    voter = make_candidate("Cari Cymro", MemberClass.USER)
    make_candidate("Pia Post", MemberClass.USER).by_post = True
    db.session.execute(delete(OutboxMessage))

    terms = make_declared(election)

    [letter] = letters_to(mail_of(voter))
    assert letter.subject == "The result of our vote"
    assert all(each.member.name in letter.body for each in terms)
    assert "before 29 December 2026" in letter.body
    assert count(OutboxMessage) == len(STANDING) + 1
    assert "Pia Post" in [each.name for each in members_by_post(NOW.date())]


def test_whoever_was_elected_and_has_made_no_key_is_named(database: Any) -> None:
    election = make_counting(VOTES)
    terms = make_declared(election)
    assert elected_without_key(election) == []

    account = terms[0].member.account
    assert account is not None
    account.holder_id, account.sealed_private_key = None, None
    db.session.flush()

    assert elected_without_key(election) == [terms[0].member.name]


def test_a_draft_is_nobodys_business(database: Any) -> None:
    election = make_election(announced=False)

    assert phase_at(election, NOW) is Phase.DRAFT
    assert steps(election) == []


def test_no_notice_without_a_key_or_on_past_days(database: Any) -> None:
    election = make_election(announced=False)
    election.public_key = None
    with pytest.raises(ElectionRefused, match="key"):
        announce_election(election, at=NOW)

    set_key(election, KEYS.public.hex(), HOLDERS, at=NOW)
    with pytest.raises(TimetableRefused):
        announce_election(election, at=NOW + timedelta(days=1))
    assert election.announced_at is None


@pytest.mark.parametrize(
    ("key", "holders"),
    [
        ("", HOLDERS),
        ("no key", HOLDERS),
        ("00" * 32, HOLDERS),
        ("ab" * 31, HOLDERS),
        (KEYS.public.hex(), ["Ann", "ann", "Bob"]),
    ],
)
def test_a_key_that_is_none_is_refused(database: Any, key: str, holders: list[str]) -> None:
    election = make_election(announced=False)
    before = election.public_key

    with pytest.raises(ElectionRefused):
        set_key(election, key, holders, at=NOW)

    assert election.public_key == before


def test_after_the_notice_neither_plan_nor_key_is_changed(database: Any) -> None:
    election = make_election()

    with pytest.raises(NotNow):
        set_key(election, KEYS.public.hex(), HOLDERS, at=NOW)
    with pytest.raises(NotNow):
        change_plan(election, make_draft(membership_days=1), at=NOW)
    with pytest.raises(NotNow):
        announce_election(election, at=NOW)


def test_seats_that_are_held_when_terms_begin_are_not_at_stake(database: Any) -> None:
    make_seated(*NINE)

    with pytest.raises(ElectionRefused, match="no seat is vacant"):
        make_election()


def test_a_by_election_fills_what_is_vacant(database: Any) -> None:
    terms = make_seated(*NINE)
    cease_member(terms[4].member, ceased_on=NOW.date(), by=None, at=NOW)
    election = make_election(terms_end_on=date(2027, 4, 1))
    make_standing(election, [("Fay Ffowc", MemberClass.WORKER), ("Gus Gwyn", MemberClass.WORKER)])
    make_members(12)
    advance(election, at=READY)
    codes = make_codes(election)
    for number in range(1, 13):
        make_vote(election, codes, f"Voter {number:03}", "Gus Gwyn")
    close_urn(election, at=CLOSING)
    take_ballots(election, ballots_of(election), broken=0, at=COUNTING)

    [term] = declare_result(election, at=COUNTING)

    assert (term.member.name, term.seat_class) == ("Gus Gwyn", MemberClass.WORKER)
    assert len(sitting_terms(DAYS.terms_start_on)) == 9


def test_nominations_only_while_they_are_open(database: Any) -> None:
    election = make_election(nominations_from_on=date(2026, 11, 10),
                             nominations_last_on=date(2026, 11, 17))  # fmt: skip
    member, nominators = make_candidate("Ann Arch"), make_members(2)

    for instant in (NOW, READY + timedelta(days=1)):
        with pytest.raises(NotNow):
            make_nomination(election, member, nominators, at=instant)

    assert nominations_of(election) == []


def test_the_lot_fixes_the_order_and_the_roll_is_frozen(database: Any) -> None:
    election = make_election()
    make_standing(election)
    old, young = make_members(3), make_members(1, name="Young")
    young[0].admitted_on = date(2026, 8, 20)
    cease_member(old[0], ceased_on=NOW.date(), by=None, at=NOW)

    advance(election, at=SIFTING)
    late = make_members(1, name="Late")
    advance(election, at=SIFTING)

    assert [each.position for each in candidates_of(election)] == list(range(1, 12))
    on_roll = {each.member_id for each in db.session.scalars(select(RollEntry))}
    assert {each.id for each in old[1:]} <= on_roll
    assert not {old[0].id, young[0].id, late[0].id} & on_roll
    assert count(RollEntry) == 11 + 2 + 2


def test_who_has_an_address_gets_the_code_by_mail_and_the_others_a_letter(database: Any) -> None:
    election = make_election()
    make_standing(election)
    make_members(4)

    advance(election, at=SIFTING)

    told = Counter(each.told for each in db.session.scalars(select(RollEntry)))
    assert told == {Told.MAIL: 11, None: 6}
    assert count(OutboxMessage) == 11
    letters = [(each.name, code) for each, code in print_letters(election, at=READY)]
    assert [name for name, _code in letters] == [
        "Nominator 001", "Nominator 002", "Voter 001", "Voter 002", "Voter 003", "Voter 004",
    ]  # fmt: skip
    assert print_letters(election, at=READY) == []
    make_vote(election, dict(letters), "Voter 001", "Ann Arch")
    with pytest.raises(VoteRefused, match="do not know"):
        make_vote(election, {"Voter 002": dict(letters)["Voter 003"]}, "Voter 002", "Ann Arch")


def test_reminders_go_once_to_those_who_have_not_voted(database: Any) -> None:
    election = make_election()
    make_standing(election)
    make_members(3)
    advance(election, at=SIFTING)
    codes = make_codes(election)
    for entry in db.session.scalars(select(RollEntry)):
        if entry.member.account_id is not None:
            entry.told = Told.MAIL
    make_vote(election, codes, "Ann Arch", "Ann Arch")
    before = count(OutboxMessage)

    advance(election, at=POLLING)
    assert count(OutboxMessage) == before
    soon = CLOSING - timedelta(days=2)
    advance(election, at=soon)
    advance(election, at=soon + timedelta(hours=1))

    assert count(OutboxMessage) == before + 10


def test_without_candidates_for_a_class_the_poll_waits(database: Any) -> None:
    election = make_election()
    make_standing(election, [each for each in STANDING if each[1] is not MemberClass.VOLUNTEER])

    advance(election, at=SIFTING)

    assert phase_at(election, POLLING) is Phase.SIFTING
    assert count(RollEntry) == 0
    with pytest.raises(SeatsRefused, match="Volunteers"):
        close_nominations(election, at=SIFTING)


def test_nominations_are_kept_open_for_the_class_that_is_missing(database: Any) -> None:
    election = make_election()
    make_standing(election, [each for each in STANDING if each[1] is not MemberClass.VOLUNTEER])
    longer = replace(DAYS, nominations_last_on=date(2026, 11, 20), poll_from_on=date(2026, 11, 24))

    move_days(election, longer, "No volunteer stands yet.", at=SIFTING)
    assert phase_at(election, SIFTING) is Phase.NOMINATIONS
    nominators = [each.member for each in nominations_of(election)][:2]
    volunteer = make_candidate("Hal Hir", MemberClass.VOLUNTEER)
    make_nomination(election, volunteer, nominators, at=SIFTING)
    advance(election, at=SIFTING + timedelta(days=4))

    assert phase_at(election, SIFTING + timedelta(days=4)) is Phase.READY


def test_days_moved_after_codes_went_out_are_mailed_to_those_who_have_one(database: Any) -> None:
    election = make_election()
    make_standing(election)
    advance(election, at=READY)
    written = count(OutboxMessage)
    later = replace(DAYS, poll_from_on=date(2026, 11, 24))

    move_days(election, later, "The printer of the letters was ill.", at=READY)

    assert count(OutboxMessage) == written + len(STANDING)
    assert (election.days_moved_on, election.poll_from_on) == (READY.date(), later.poll_from_on)
    with pytest.raises(NotNow, match="Once members can vote"):
        move_days(election, later, "Too late.", at=POLLING)


def test_days_moved_before_there_are_codes_are_mailed_to_whoever_was_mailed_the_notice(
    database: Any,
) -> None:
    welsh = make_candidate("Cari Cymro", MemberClass.USER)
    post = make_candidate("Pia Post", MemberClass.USER)
    welsh.language, post.by_post = "cy", True
    election = make_election()
    db.session.execute(delete(OutboxMessage))

    move_days(election, replace(DAYS, poll_from_on=date(2026, 11, 24)), "Snow.", at=NOMINATING)

    [letter] = letters_to(mail_of(welsh))
    assert "Snow." in letter.body
    assert "24" in letter.body
    assert count(OutboxMessage) == 1
    on_paper = notice_of(election, at=NOMINATING)
    assert on_paper.subject == "The days of our vote have changed"
    assert "The reason: Snow." in on_paper.paragraphs
    assert "from 24 November 2026" in "".join(on_paper.paragraphs)


def test_whoever_was_told_of_a_vote_is_told_that_it_was_stopped(database: Any) -> None:
    election, _codes = make_ready()
    db.session.execute(delete(OutboxMessage))

    stop_election(election, "A name was printed wrong.", at=POLLING)

    [letter] = letters_to(mail_of(nominations_of(election)[0].member))
    assert letter.subject == "Our vote was stopped"
    assert "A name was printed wrong." in letter.body
    assert count(OutboxMessage) == len(STANDING)
    assert "is counted" in "".join(notice_of(election, at=POLLING).paragraphs)


def test_nobody_is_told_that_a_draft_was_stopped(database: Any) -> None:
    make_candidate("Ann Arch")
    election = make_election(announced=False)

    stop_election(election, "We wait a year.", at=NOW)

    assert count(OutboxMessage) == 0
    assert all_to_advance() == []


def test_urn_and_roll_of_a_vote_that_was_stopped_are_destroyed_as_well(database: Any) -> None:
    election, codes = make_ready(countback=True)
    make_vote(election, codes, "Voter 001", "Ann Arch")
    stop_election(election, "A name was printed wrong.", at=POLLING)
    assert all_to_advance() == [election.id]

    with pytest.raises(NotNow):
        destroy_urn(election, at=POLLING + timedelta(days=28) - timedelta(seconds=1))
    destroy_urn(election, at=POLLING + timedelta(days=28))

    assert (count(BallotBox), count(RollEntry)) == (0, 0)
    assert steps(election)[-1][1] == "urn_destroyed"
    assert phase_at(election, SETTLING) is Phase.STOPPED
    assert all_to_advance() == []


def all_to_advance() -> list[Any]:
    return list(elections_to_advance())


def test_seats_nobody_stands_for_can_stay_empty(database: Any) -> None:
    election = make_election()
    make_standing(election, [each for each in STANDING if each[1] is not MemberClass.VOLUNTEER])

    accept_empty_seats(election, at=SIFTING)
    advance(election, at=SIFTING)

    assert phase_at(election, SIFTING) is Phase.READY
    assert (election.stake or {})["seats"] == 8


def test_too_late_to_close_nominations_means_later_days(database: Any) -> None:
    election = make_election()
    make_standing(election)

    advance(election, at=POLLING)

    assert phase_at(election, POLLING) is Phase.SIFTING
    with pytest.raises(TimetableRefused, match="later days"):
        close_nominations(election, at=POLLING)


def test_as_many_candidates_as_seats_need_no_poll(database: Any) -> None:
    election = make_election()
    make_standing(
        election, [each for each in STANDING if each[0] not in ("Cyd Cadwal", "Kay Kerrow")]
    )

    advance(election, at=SIFTING)

    assert phase_at(election, SIFTING) is Phase.UNOPPOSED
    assert count(RollEntry) == 0
    terms = declare_result(election, at=SIFTING)
    assert len(terms) == 9
    assert election.sheet is None


def test_unopposed_and_one_withdraws(database: Any) -> None:
    election = make_election()
    make_standing(
        election, [each for each in STANDING if each[0] not in ("Cyd Cadwal", "Kay Kerrow")]
    )
    advance(election, at=SIFTING)
    withdraw_nomination(candidates_of(election)[0], Withdrawal.DIED, at=SIFTING)

    with pytest.raises(NotNow, match="1 seats would stay empty"):
        declare_result(election, at=SIFTING)

    accept_empty_seats(election, at=SIFTING)
    assert len(declare_result(election, at=SIFTING)) == 8


def test_votes_are_taken_to_the_second(database: Any) -> None:
    election, codes = make_ready()
    opens = DAYS.poll_opens_at(NOW.tzinfo)  # type: ignore[arg-type]
    closes = DAYS.poll_closes_at(NOW.tzinfo)  # type: ignore[arg-type]
    second = timedelta(seconds=1)

    for wrong in (opens - second, closes, closes + second):
        with pytest.raises(PollClosed):
            make_vote(election, codes, "Voter 001", "Ann Arch", at=wrong)
    assert count(BallotBox) == 0
    make_vote(election, codes, "Voter 001", "Ann Arch", at=opens)
    make_vote(election, codes, "Voter 002", "Ann Arch", at=closes - second)
    assert count(BallotBox) == 2


def test_nobody_votes_twice_but_the_receipt_replaces(database: Any) -> None:
    election, codes = make_ready()
    receipt = make_vote(election, codes, "Voter 001", "Ann Arch")
    with pytest.raises(VotedAlready):
        make_vote(election, codes, "Voter 001", "Bob Budge")
    assert count(BallotBox) == 1

    make_vote(election, codes, "Voter 001", "Cyd Cadwal", "Ann Arch", receipt=receipt)
    assert count(BallotBox) == 1
    make_vote(election, codes, "Voter 002", "Ann Arch")
    with pytest.raises(VotedAlready):
        make_vote(election, codes, "Voter 002", "Bob Budge", receipt=receipt)
    close_urn(election, at=CLOSING)
    lines = ballots_of(election).splitlines()
    first, second = (candidates_of(election).index(
        next(each for each in candidates_of(election) if each.name == name)) + 1
        for name in ("Cyd Cadwal", "Ann Arch"))  # fmt: skip
    assert f"1 {first} {second} 0" in lines
    assert f"1 {second} 0" in lines


def test_a_new_code_gives_no_second_vote(database: Any) -> None:
    election, codes = make_ready()
    receipt = make_vote(election, codes, "Voter 001", "Ann Arch")
    [entry] = entries_named(election, "voter 001")

    fresh = renew_code(election, entry, at=POLLING)

    with pytest.raises(VoteRefused, match="do not know"):
        make_vote(election, codes, "Voter 001", "Bob Budge", receipt=receipt)
    with pytest.raises(VotedAlready):
        make_vote(election, {"Voter 001": fresh}, "Voter 001", "Bob Budge")
    make_vote(election, {"Voter 001": fresh}, "Voter 001", "Bob Budge", receipt=receipt)
    assert count(BallotBox) == 1


def test_paper_and_screen_together_are_one_vote(database: Any) -> None:
    election, codes = make_ready()
    make_vote(election, codes, "Voter 001", "Ann Arch")
    [online] = entries_named(election, "voter 001")
    [paper] = entries_named(election, "voter 002")

    with pytest.raises(NotNow, match="voted already"):
        mark_paper(election, online, Channel.PAPER, at=POLLING)
    mark_paper(election, paper, Channel.PHONE, at=CLOSING)
    with pytest.raises(NotNow, match="voted already"):
        mark_paper(election, paper, Channel.PAPER, at=CLOSING)
    with pytest.raises(VotedAlready):
        make_vote(election, codes, "Voter 002", "Ann Arch")
    unmark_paper(election, paper, at=POLLING)
    with pytest.raises(NotNow, match="no mark"):
        unmark_paper(election, online, at=POLLING)
    make_vote(election, codes, "Voter 002", "Ann Arch")


def test_papers_are_in_the_result_and_their_number_has_to_be_right(database: Any) -> None:
    election, codes = make_ready()
    for number in range(1, 11):
        make_vote(election, codes, f"Voter {number:03}", *NAMES)
    for name in ("Voter 011", "Voter 012"):
        [entry] = entries_named(election, name)
        mark_paper(election, entry, Channel.PAPER, at=POLLING)
    close_urn(election, at=CLOSING)

    with pytest.raises(BallotsRefused, match="10 ballots"):
        take_ballots(election, ballots_of(election), broken=0, at=COUNTING)
    assert election.ballots is None
    take_ballots(election, ballots_of(election, [(3, 1), ()]), broken=0, at=COUNTING)

    papers = contest_to_count(election).papers
    assert (sum(papers.values()), papers[()], papers[(3, 1)]) == (12, 1, 1)
    assert (election.counts or {})["papers"] == 2


def test_the_urn_closes_by_itself_two_days_later(database: Any) -> None:
    election, codes = make_ready()
    make_vote(election, codes, "Voter 001", "Ann Arch")

    advance(election, at=CLOSING)
    assert election.urn_closed_at is None
    advance(election, at=CLOSING + timedelta(days=2))

    assert phase_at(election, COUNTING + timedelta(days=2)) is Phase.CLOSED
    keys = db.session.scalars(select(BallotBox.key)).all()
    assert election.keys_hash == hash_of_keys(keys)
    assert (election.counts or {})["boxes"] == 1


@pytest.mark.parametrize("change", ["candidates", "seats", "withdrawn"])
def test_a_ballot_file_of_another_election_is_refused(database: Any, change: str) -> None:
    election = make_closed(VOTES)
    text = ballots_of(election)
    changed = {
        "candidates": text.replace('"Ann Arch"', '"Ann Archer"'),
        "seats": text.replace("11 9\n", "11 8\n", 1),
        "withdrawn": text.replace("11 9\n", "11 9\n-1\n", 1),
    }[change]

    with pytest.raises(BallotsRefused):
        take_ballots(election, changed, broken=0, at=COUNTING)

    assert phase_at(election, COUNTING) is Phase.CLOSED


def test_a_tie_waits_for_the_lot_that_is_drawn(database: Any) -> None:
    users = [name for name, each in STANDING if each is MemberClass.USER]
    election = make_counting([[name] for name in NAMES])
    with pytest.raises(LotNeeded):
        declare_result(election, at=COUNTING)

    terms = make_declared(election)

    assert len(terms) == 9
    assert election.lots is not None
    assert len(json.loads(election.lots)["lots"]) >= 1
    assert sum(each.member.name in users for each in terms) >= 2
    assert "lot_drawn" in {step for _kind, step in steps(election)}


@ON_SQLITE
@pytest.mark.parametrize("why", list(Withdrawal))
@pytest.mark.parametrize(
    "moment",
    [
        Phase.NOMINATIONS,
        Phase.SIFTING,
        Phase.READY,
        Phase.POLL,
        Phase.CLOSING,
        Phase.CLOSED,
        Phase.COUNTING,
    ],
)
def test_a_candidate_who_withdraws_or_dies_is_passed_over(
    database: Any, moment: Phase, why: Withdrawal
) -> None:
    election = make_election()
    standing = {each.name: each for each in make_standing(election)}
    gone = standing["Kay Kerrow"]
    make_members(12)
    if moment is Phase.NOMINATIONS:
        withdraw_nomination(gone, why, at=NOMINATING)
    if moment is Phase.SIFTING:
        withdraw_nomination(gone, why, at=SIFTING)
    advance(election, at=READY)
    codes = make_codes(election)
    if moment is Phase.READY:
        withdraw_nomination(gone, why, at=READY)
    names = [each.name for each in candidates_of(election)]
    favourite = ["Kay Kerrow"] if gone.name in names else []
    for number in range(1, 13):
        others = [each for each in VOTES[number - 1] if each != gone.name]
        make_vote(election, codes, f"Voter {number:03}", *favourite, *others)
    if moment is Phase.POLL:
        withdraw_nomination(gone, why, at=POLLING)
    if moment is Phase.CLOSING:
        withdraw_nomination(gone, why, at=CLOSING)
    close_urn(election, at=CLOSING)
    if moment is Phase.CLOSED:
        withdraw_nomination(gone, why, at=CLOSING)
    take_ballots(election, ballots_of(election), broken=0, at=COUNTING)
    if moment is Phase.COUNTING:
        withdraw_nomination(gone, why, at=COUNTING)

    terms = make_declared(election)

    assert len(terms) == 9
    assert gone.name not in {each.member.name for each in terms}
    with pytest.raises(NotNow):
        withdraw_nomination(gone, why, at=COUNTING)


def test_somebody_elected_who_dies_before_the_first_day_leaves_a_seat_for_a_by_election(
    database: Any,
) -> None:
    election = make_counting(VOTES)
    terms = make_declared(election)
    gone = next(each for each in terms if each.seat_class is MemberClass.WORKER)

    cease_member(gone.member, ceased_on=COUNTING.date(), by=None, at=COUNTING)

    assert len(sitting_terms(DAYS.terms_start_on)) == 8
    assert gone.member.name not in {e.member.name for e in sitting_terms(DAYS.terms_start_on)}
    assert sitting_classes(DAYS.terms_start_on).count(MemberClass.WORKER) == 1
    with pytest.raises(NotNow, match="declared"):
        withdraw_nomination(candidates_of(election)[0], Withdrawal.DIED, at=COUNTING)


def test_the_last_of_a_class_withdraws_during_the_poll(database: Any) -> None:
    election = make_counting(VOTES)
    hal = next(each for each in candidates_of(election) if each.name == "Hal Hir")
    withdraw_nomination(hal, Withdrawal.DIED, at=COUNTING)

    with pytest.raises(SeatsRefused, match="Volunteers"):
        declare_result(election, at=COUNTING)

    accept_empty_seats(election, at=COUNTING)
    assert len(make_declared(election)) == 8


def test_only_a_counted_election_is_declared(database: Any) -> None:
    election, _codes = make_ready()

    for instant in (READY, POLLING, CLOSING):
        with pytest.raises(NotNow):
            declare_result(election, at=instant)

    assert count(Term) == 0


def test_a_challenge_holds_back_the_destruction(database: Any) -> None:
    election = make_counting(VOTES)
    make_declared(election)
    note_challenge(election, at=COUNTING)
    with pytest.raises(NotNow):
        note_challenge(election, at=COUNTING)

    with pytest.raises(NotNow):
        destroy_urn(election, at=SETTLING)
    decide_challenge(election, at=SETTLING)
    with pytest.raises(NotNow):
        decide_challenge(election, at=SETTLING)
    destroy_urn(election, at=SETTLING)

    assert (count(BallotBox), count(RollEntry)) == (0, 0)
    assert election.ballots is None
    assert election.sheet is not None
    assert phase_at(election, SETTLING) is Phase.SETTLED
    with pytest.raises(NotNow):
        note_challenge(election, at=SETTLING)


def test_nothing_is_destroyed_before_the_challenge_period_is_over(database: Any) -> None:
    election = make_counting(VOTES)
    with pytest.raises(NotNow):
        destroy_urn(election, at=SETTLING)
    make_declared(election)

    with pytest.raises(NotNow):
        destroy_urn(election, at=COUNTING + timedelta(days=28) - timedelta(seconds=1))
    assert count(BallotBox) == 12


def test_ballots_stay_for_a_countback_where_the_members_adopted_one(database: Any) -> None:
    election = make_counting(VOTES, countback=True)
    make_declared(election)
    destroy_urn(election, at=SETTLING)

    assert election.ballots is not None


@pytest.mark.parametrize("instant", [NOW, READY, POLLING, CLOSING])
def test_an_election_can_be_stopped_until_it_is_declared(database: Any, instant: Any) -> None:
    election, codes = make_ready()

    stop_election(election, "A name was printed wrong.", at=instant)

    assert phase_at(election, POLLING) is Phase.STOPPED
    with pytest.raises(PollClosed, match="stopped"):
        make_vote(election, codes, "Voter 001", "Ann Arch")
    with pytest.raises(NotNow):
        stop_election(election, "Again.", at=instant)
    assert steps(election)[-1] == (EntryKind.ELECTION_STEP.value, "stopped")


def test_a_declared_election_is_not_stopped(database: Any) -> None:
    election = make_counting(VOTES)
    make_declared(election)

    with pytest.raises(NotNow):
        stop_election(election, "We do not like it.", at=COUNTING)
    assert election.stopped_at is None


def test_the_seat_of_somebody_co_opted_is_at_stake_and_they_may_stand(database: Any) -> None:
    seated = make_seated(*NINE[:-1], ends_on=date(2027, 4, 1))
    make_seated(NINE[-1], source=TermSource.CO_OPTED, ends_on=date(2027, 4, 1))
    rhys = next(e.member for e in sitting_terms(NOW.date()) if e.member.name == NINE[-1][0])
    election = make_election(terms_end_on=date(2027, 4, 1))
    nominators = make_members(12)[:2]
    make_nomination(election, rhys, nominators)
    make_nomination(election, make_candidate("Jac Jarman", MemberClass.PUBLIC_BODY), nominators)
    advance(election, at=READY)
    codes = make_codes(election)
    for number in range(1, 11):
        make_vote(election, codes, f"Voter {number:03}", "Jac Jarman")
    close_urn(election, at=CLOSING)
    take_ballots(election, ballots_of(election), broken=0, at=COUNTING)

    [term] = declare_result(election, at=COUNTING)

    assert (term.member.name, term.voters, term.roll) == ("Jac Jarman", 10, 22)
    there = {each.member.name for each in sitting_terms(DAYS.terms_start_on)}
    assert there == {each.member.name for each in seated} | {"Jac Jarman"}
