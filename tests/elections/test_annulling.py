"""A challenge that is upheld: what others decided is noted by one and confirmed by another."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from portal.accounts.models import Account
from portal.committee.offices import Office
from portal.committee.queries import sitting_terms, substitutes
from portal.database import db, reading, transaction
from portal.elections.advancing_services import advance
from portal.elections.annulling.models import Annulment
from portal.elections.annulling.queries import find_annulment, find_confirmed
from portal.elections.annulling.services import (
    AnnulmentRefused,
    Decision,
    confirm_annulment,
    note_annulment,
    take_back,
)
from portal.elections.models import BallotBox, Election, RollEntry
from portal.elections.notice_services import notice_of
from portal.elections.queries import (
    all_elections,
    get_election,
    nominations_of,
    phase_at,
    sitting_classes,
)
from portal.elections.resolutions.questions import Majority
from portal.elections.resolutions.services import (
    Asked,
    announce_question,
    declare_answer,
    plan_question,
)
from portal.elections.results.services import (
    close_urn,
    decide_challenge,
    destroy_urn,
    is_due_for_destruction,
    note_challenge,
    take_ballots,
)
from portal.elections.services import set_key
from portal.elections.timetable import NotNow, Phase
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.notices.models import OutboxMessage
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser
from tests.committee.factories import THREE, make_appointed, make_candidate, make_seated
from tests.conftest import NOW
from tests.elections.factories import (
    CLOSING,
    COUNTING,
    DAYS,
    HOLDERS,
    NAMES,
    READY,
    TWELVE,
    ballots_of,
    make_counting,
    make_declared,
    make_draft,
    make_members,
    make_ready,
    make_vote,
    noon,
)
from tests.elections.test_pages import address, at, desk, moments
from tests.elections.urn.factories import KEYS
from tests.notices.factories import letters_to

__all__ = ["moments"]

VOTES = [NAMES[n % 11 :] + NAMES[: n % 11] for n in range(12)]
SITTING = noon(DAYS.terms_start_on)
MARCH = date(2027, 3, 1)


def decision(vacant_from: date = MARCH) -> Decision:
    return Decision("The general meeting", "Forty letters were never posted.", vacant_from)


def challenged() -> Election:
    election = make_counting(VOTES, people=TWELVE)
    make_declared(election)
    note_challenge(election, at=COUNTING)
    return election


def officers() -> tuple[Account, Account]:
    """Two who run elections."""
    found = db.session.scalars(select(Account).order_by(Account.name).limit(2)).all()
    return found[0], found[1]


def annulled(vacant_from: date = MARCH, at: Any = SITTING) -> Election:
    election, (one, other) = challenged(), officers()
    made = note_annulment(election, decision(vacant_from), by=one, at=at)
    confirm_annulment(made, by=other, at=at)
    return election


def test_two_set_a_result_aside_and_the_seats_end_on_their_day(database: Any) -> None:
    election = annulled()

    assert phase_at(election, SITTING) is Phase.STOPPED
    before, since = noon(MARCH - timedelta(days=1)), noon(MARCH)
    assert len(sitting_terms(before.date())) == 9
    assert sitting_terms(since.date()) == []
    assert sitting_classes(MARCH) == [], "so that another election fills all nine"
    assert substitutes(SITTING.date()) == []
    [said] = [
        row.fact
        for row in db.session.scalars(
            select(LedgerFact).where(LedgerFact.kind == EntryKind.ELECTION_STEP)
        )
        if row.fact["step"] == "annulled"
    ]
    assert (said["decided_by"], said["vacant_from"]) == ("The general meeting", "2027-03-01")


def test_seats_that_have_not_begun_never_do(database: Any) -> None:
    annulled(COUNTING.date(), at=COUNTING)

    assert sitting_terms(DAYS.terms_start_on) == []


def test_everybody_who_is_written_to_by_mail_is_told(database: Any) -> None:
    election, (one, other) = challenged(), officers()
    db.session.execute(delete(OutboxMessage))
    made = note_annulment(election, decision(), by=one, at=SITTING)
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0

    confirm_annulment(made, by=other, at=SITTING)

    member = nominations_of(election)[0].member
    assert member.account is not None
    [letter] = letters_to(member.account.email)
    assert letter.subject == "The result of our vote does not stand"
    assert "Forty letters were never posted." in letter.body
    assert "1 March 2027" in "".join(notice_of(election, at=SITTING).paragraphs)


def test_nobody_confirms_what_they_noted(database: Any) -> None:
    election, (one, _other) = challenged(), officers()
    made = note_annulment(election, decision(), by=one, at=SITTING)

    with pytest.raises(AnnulmentRefused, match="Somebody else"):
        confirm_annulment(made, by=one, at=SITTING)

    assert phase_at(election, SITTING) is Phase.DECLARED
    assert find_confirmed(election) is None
    assert len(sitting_terms(MARCH)) == 9
    with pytest.raises(AnnulmentRefused, match="already"):
        note_annulment(election, decision(), by=one, at=SITTING)


@pytest.mark.parametrize("day", [SITTING.date() - timedelta(days=1), date(2027, 6, 8)])
def test_the_day_lies_ahead_and_leaves_time_for_another_election_and_no_more(
    database: Any, day: date
) -> None:
    election, (one, _other) = challenged(), officers()

    with pytest.raises(AnnulmentRefused, match="at most 6 months"):
        note_annulment(election, decision(day), by=one, at=SITTING)

    assert find_annulment(election) is None


def test_only_a_result_that_was_challenged_is_set_aside(database: Any) -> None:
    election = make_counting(VOTES)
    one = make_declared(election)[0].member.account
    assert one is not None
    with pytest.raises(AnnulmentRefused, match="Nobody has challenged"):
        note_annulment(election, decision(), by=one, at=COUNTING)

    note_challenge(election, at=COUNTING)
    made = note_annulment(election, decision(), by=one, at=COUNTING)
    take_back(made, at=COUNTING)
    assert find_annulment(election) is None
    note_annulment(election, decision(), by=one, at=COUNTING)
    decide_challenge(election, at=COUNTING)

    assert find_annulment(election) is None, "it stands after all"
    assert phase_at(election, COUNTING) is Phase.DECLARED


def test_what_was_set_aside_is_kept_for_the_time_of_challenge_and_then_destroyed(
    database: Any,
) -> None:
    election = annulled()
    month_later = SITTING + timedelta(days=28)
    assert not is_due_for_destruction(election, month_later - timedelta(seconds=1))
    with pytest.raises(NotNow):
        note_challenge(election, at=SITTING)

    destroy_urn(election, at=month_later)

    for table in (BallotBox, RollEntry):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert election.ballots is None
    assert db.session.get(Annulment, election.id) is not None


def test_an_answer_of_the_members_is_set_aside_as_well(database: Any) -> None:
    election = answered()
    note_challenge(election, at=COUNTING)
    told = notice_of(election, at=COUNTING)
    assert told.subject == "The result of our vote"
    assert "Not carried. Things stay as they are." in told.paragraphs
    one = make_members_account("One")
    other = make_members_account("Other")

    made = note_annulment(election, decision(COUNTING.date()), by=one, at=COUNTING)
    confirm_annulment(made, by=other, at=COUNTING)

    assert phase_at(election, COUNTING) is Phase.STOPPED
    assert "vacant" not in "".join(notice_of(election, at=COUNTING).paragraphs)


def answered() -> Election:
    """A question that nobody answered, declared."""
    asked = Asked(make_draft(), "Shall we?", "", Majority.SIMPLE)
    question = plan_question(asked, at=NOW)
    election = question.election
    set_key(election, KEYS.public.hex(), HOLDERS, at=NOW)
    make_members(3)
    announce_question(question, at=NOW)
    advance(election, at=READY)
    close_urn(election, at=CLOSING)
    take_ballots(election, ballots_of(election), broken=0, at=COUNTING)
    declare_answer(election, at=COUNTING)
    return election


def make_members_account(name: str) -> Account:
    account = make_candidate(name).account
    assert account is not None
    return account


def browser_of(app: Flask, signer: Signer) -> Browser:
    browser = Browser(app)
    browser.signer = signer  # type: ignore[attr-defined]
    sign_in(browser, signer)
    return browser


def test_two_who_run_elections_do_it_through_their_pages(app: Flask, moments: list[Any]) -> None:
    with app.app_context():
        signers = [make_account(name=name) for name in ("Olwen", "Sion")]
        with transaction():
            terms = make_seated(*THREE, ends_on=DAYS.terms_start_on)
            for each in signers:
                make_appointed(
                    Office.RETURNING_OFFICER, each.account, terms, deputy=each.name == "Sion"
                )
        _election, codes = make_ready(voters=len(VOTES), people=TWELVE)
        with transaction():
            election = get_election(all_elections()[0].id)
            for number, names in enumerate(VOTES, 1):
                make_vote(election, codes, f"Voter {number:03}", *names)
            close_urn(election, at=CLOSING)
            take_ballots(election, ballots_of(election), broken=0, at=COUNTING)
            make_declared(election)
            note_challenge(election, at=COUNTING)
        db.session.remove()
    olwen, sion = (browser_of(app, each) for each in signers)
    moments.append(at(olwen, COUNTING))
    at(sion, COUNTING)
    printed = olwen.open(desk(app)).follow("Print the result")
    assert "These people get a seat on the committee from 7 December 2026" in printed.main
    assert "Voter 001" in printed.main
    assert "A key is missing" not in olwen.open(desk(app)).main
    page = olwen.open(desk(app)).follow("the result does not stand")
    said = {"decided_by": "The general meeting", "reason": "Letters were never posted."}
    wrong = page.form("reason").fill(**said, vacant_from=["1", "3", "2028"]).send()
    assert "at most 6 months from now" in " ".join(wrong.errors)
    page = wrong.form("reason").fill(vacant_from=["1", "3", "2027"]).send()
    assert "Somebody else who runs elections confirms it." in page.main
    assert "Confirm: the result is set aside" not in page.main
    assert "does not stand" not in Browser(app).open(address(app)).main

    page = sion.open(desk(app))
    assert "Noted by Olwen. Decided by: The general meeting." in page.main
    page = page.form("Confirm: the result is set aside").send()

    assert "The result is set aside" in page.text
    public = Browser(app).open(address(app))
    assert "This result does not stand" in public.main
    assert "From 1 March 2027 the seats are vacant." in public.main
    assert "Who gets a seat" not in public.main and "Stage by stage" not in public.main
    with app.app_context(), reading():
        assert find_confirmed(all_elections()[0]) is not None
