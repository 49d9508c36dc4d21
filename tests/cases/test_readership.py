"""Who may read a case and whether they can decide it: by class, with what is missing, in words."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.events import RecusalGround
from portal.cases.keys.queries import key_state
from portal.cases.keys.services import recuse_member
from portal.cases.reading.readership import Reader, Readership
from portal.cases.reading.readership_queries import readership_of
from portal.cases.workflow import CaseKind
from portal.committee.grants import Candidate, Capacity
from portal.committee.quorum import Missing, has_quorum, quorum_of
from portal.database import db, new_id, transaction
from portal.membership.classes import MemberClass
from tests.accounts.factories import sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    make_statement,
    send,
    suspend,
)
from tests.client import Browser, Page
from tests.conftest import NOW

_CAPACITIES = st.sampled_from([Capacity.SITTING, Capacity.SUBSTITUTE, Capacity.OUTSIDE])


def make_reader(
    member_class: MemberClass | None = MemberClass.USER,
    capacity: Capacity = Capacity.SITTING,
    *,
    care_worker: bool = False,
    answered_before: bool = False,
) -> Reader:
    candidate = Candidate(
        new_id(), b"", capacity, member_class=member_class, care_worker=care_worker
    )
    return Reader("Somebody", candidate, answered_before=answered_before)


READERS = st.builds(
    make_reader,
    st.sampled_from([None, *MemberClass]),
    _CAPACITIES,
    care_worker=st.booleans(),
    answered_before=st.booleans(),
) | st.just(Reader("The safeguarding lead"))


@given(readers=st.lists(READERS, max_size=12), free=st.integers(0, 9), away=st.integers(0, 9))
def test_everybody_who_reads_is_counted_once_and_what_is_missing_is_what_a_vote_would_miss(
    readers: list[Reader], free: int, away: int
) -> None:
    who = Readership(tuple(readers), sitting=free + away, free=free)

    counted = [each for _heading, several in who.by_class for each in several]
    voices = [each.voice for each in who.deciding]
    assert sorted(map(id, counted)) == sorted(map(id, readers))
    assert who.kept_away == away
    assert who.needed == quorum_of(free)
    assert (who.missing == ()) is has_quorum(voices, filled=free)
    assert len(who.deciding) == sum(
        each.candidate is not None and not each.answered_before for each in readers
    )


@pytest.mark.parametrize(
    ("readers", "missing"),
    [
        ([make_reader()] * 3, ()),
        ([make_reader()] * 2, (Missing.VOICES,)),
        ([make_reader(MemberClass.VOLUNTEER)] * 3, (Missing.USER_OR_FAMILY,)),
        ([make_reader(care_worker=True)] * 3, (Missing.NON_WORKER,)),
        ([make_reader(), make_reader(), make_reader(answered_before=True)], (Missing.VOICES,)),
        ([make_reader(), make_reader(), Reader("The lead")], (Missing.VOICES,)),
        ([make_reader(), make_reader(), make_reader(None, Capacity.OUTSIDE)], ()),
        ([], tuple(Missing)),
    ],
)
def test_what_the_readers_of_a_case_lack(
    readers: list[Reader], missing: tuple[Missing, ...]
) -> None:
    assert Readership(tuple(readers), sitting=6, free=6).missing == missing


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee(
        reserve=(("Nia Reserve", MemberClass.USER), ("Owain Reserve", MemberClass.VOLUNTEER))
    )


def seen(sent: Sent, committee: Committee, by: str) -> Readership:
    opened = sent.opened_by(committee[by])
    return readership_of(opened.case, key_state(opened, NOW.date()))


def test_the_seats_that_nothing_keeps_away_are_those_from_which_the_quorum_is_counted(
    committee: Committee,
) -> None:
    sent = make_case()
    before = seen(sent, committee, "Mair Jones")

    for signer in committee.handlers[1:6]:
        with transaction():
            recuse_member(
                sent.opened_by(signer),
                ground=RecusalGround.OTHER,
                by=signer.account,
                at=NOW,
            )

    after = seen(sent, committee, "Mair Jones")
    assert (len(before.readers), before.sitting, before.free, before.kept_away) == (7, 9, 9, 0)
    assert (before.needed, before.missing) == (5, ())
    assert (after.sitting, after.free, after.kept_away, after.needed) == (9, 4, 5, 3)
    assert [each.name for each in after.readers if each.is_called_in] == ["Nia Reserve"]
    assert after.missing == ()


def test_a_case_without_a_home_is_read_by_two_who_cannot_decide_it(committee: Committee) -> None:
    who = seen(send(make_statement(home_code="")), committee, "Mair Jones")

    assert len(who.readers) == 2
    assert who.missing == (Missing.VOICES,)


def member(app: Flask, committee: Committee, name: str) -> Browser:
    browser = Browser(app)
    sign_in(browser, committee[name])
    return browser


def page_of(browser: Browser, sent: Sent) -> Page:
    return browser.open(f"/cases/{sent.reference}").form().send()


def test_the_page_says_in_one_place_who_reads_and_whether_they_can_decide(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        two = send(make_statement(home_code=""))
        db.session.remove()

    mair = member(app, committee, "Mair Jones")
    full = page_of(mair, sent).main.partition("Who can read it")[2]
    few = page_of(mair, two).main.partition("Who can read it")[2]

    assert "7 people can read it" in full
    assert "Service users: 2" in full
    assert "To decide, 5 members have to vote" in full
    assert "those who sit and may see this case (now 9)" in full
    assert "Enough 7 of those who can read it may vote, so they can decide it." in full
    assert "2 people can read it" in few
    assert "Not enough Of those who can read it 2 may vote, and 5 are needed." in few
    assert "Let more members read it. Until then nothing can be decided." in few


def test_where_nothing_can_be_decided_now_the_page_says_why_and_asks_for_nobody(
    app: Flask,
) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        alone, done, thanks = (
            make_case(),
            make_case(),
            make_case(kind=CaseKind.PRAISE, subjects=("PRA-TEAM",)),
        )
        acknowledge(alone, committee["Mair Jones"])
        suspend(alone, committee["Mair Jones"])
        decide(done, committee)
        db.session.remove()

    elin = member(app, committee, "Elin Parry")
    pages = [
        page_of(elin, each).main.partition("Who can read it")[2] for each in (alone, done, thanks)
    ]

    assert "Nothing is decided while the committee does not have it." in pages[0]
    assert "It is decided, so nobody votes any more." in pages[1]
    for page in pages:
        assert "have to vote" not in page
        assert "Not enough" not in page
