"""Whoever answered the first round is kept away from the second, and hears nothing of it any more.

Source: a rule of our own: for whoever is recused the case is invisible from that moment, and not
only the vote is gone; day, ground and absence are written to the minutes.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from portal import config
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.events import EventKind
from portal.cases.fairness.queries import find_reply
from portal.cases.fairness.services import ask_worker, keep_reply
from portal.cases.findings import Finding
from portal.cases.messages.services import hear_message, hear_of_worse, note_case
from portal.cases.queries import recusals_of
from portal.cases.queue_queries import queue_of
from portal.cases.revealing.services import answer_identity, ask_identity
from portal.cases.seconding.asking import SecondRefused
from portal.cases.seconding.queries import count_requests_to_answer, requests_for
from portal.cases.services import answer_case, reopen_case, withdraw_case
from portal.cases.today_queries import Today, today_of
from portal.database import transaction
from portal.errors import NotFound
from tests.accounts.factories import Signer
from tests.cases.factories import Committee, Sent, acknowledge, decide, make_case, make_committee
from tests.cases.test_escalating import post
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)
SECRET = config.secret("receipt")


class Room:
    """A case that Mair Jones, who is also the chair, answered in its first round; opened again."""

    def __init__(self) -> None:
        self.committee: Committee = make_committee()
        self.sent: Sent = make_case(email="dai@example.net")
        self.mair: Signer = self.committee["Mair Jones"]
        self.huw: Signer = self.committee["Huw Rees"]
        # What she began before, and what could bring her a letter later.
        with transaction():
            opened = self.sent.opened_by(self.mair)
            self.code = ask_worker(
                opened, "Non Evans", "That she did not come.", secret=SECRET, by=self.mair.account,
                at=NOW,
            )  # fmt: skip
        with transaction():
            note_case(self.sent.opened_by(self.mair), "I rang.", by=self.mair.account, at=NOW)
        decide(self.sent, self.committee, Finding.NOT_UPHELD)
        with transaction():
            opened = self.sent.opened_by(self.mair)
            answer_case(opened, "We do not find it so.", by=self.mair.account, at=NOW)
        with transaction():
            opened = self.sent.opened_by(self.mair)
            self.request = ask_identity(opened, "To ring.", by=self.mair.account, at=NOW)
        post()

    def told(self) -> set[str]:
        """Whose letters wait, by address."""
        return {address for address, _about in post()}

    def open_again(self) -> None:
        with transaction():
            reopen_case(self.sent.opened_by_complainant(), "It is not so.", at=LATER)


def a_care_worker_answers(room: Room) -> None:
    held = find_reply(room.code)
    assert held is not None
    keep_reply(held, "I was there.", at=LATER)


def the_person_writes(room: Room) -> None:
    hear_message(room.sent.opened_by_complainant(), "And again.", at=LATER)


def something_got_worse(room: Room) -> None:
    hear_of_worse(room.sent.opened_by_complainant(), "They come later.", at=LATER)


def somebody_asks_for_a_second(room: Room) -> None:
    room_of = room.sent.opened_by(room.huw)
    ask_identity(room_of, "To ring.", by=room.huw.account, at=LATER)


def the_person_withdraws(room: Room) -> None:
    withdraw_case(room.sent.opened_by_complainant(), "", at=LATER)


@pytest.mark.parametrize(
    "step",
    [a_care_worker_answers, the_person_writes, something_got_worse, somebody_asks_for_a_second,
     the_person_withdraws],
)  # fmt: skip
def test_nothing_that_happens_in_the_second_round_is_told_to_who_answered_the_first(
    database: Any, step: Callable[[Room], None]
) -> None:
    room = Room()

    room.open_again()
    opening = room.told()
    with transaction():
        step(room)
    after = room.told()

    others = {each.email for each in room.committee.handlers} - {room.mair.email}
    assert opening >= others
    assert after & others, "the others are told"
    assert room.mair.email not in opening | after


def test_a_day_that_passes_is_not_told_to_a_chair_who_is_kept_away(database: Any) -> None:
    room = Room()
    room.open_again()
    post()

    for days in range(1, 60):
        look_at_clocks(LATER + timedelta(days=days))

    told = room.told()
    assert room.huw.email in told
    assert room.mair.email not in told


def test_for_who_answered_the_first_round_the_case_is_nowhere(database: Any) -> None:
    room = Room()
    room.open_again()
    with transaction():
        somebody_asks_for_a_second(room)

    account, today = room.mair.account, LATER.date()
    with pytest.raises(NotFound):
        room.sent.opened_by(room.mair)
    assert queue_of(account, today=today) == []
    assert requests_for(account, today) == []
    assert count_requests_to_answer(account, today) == 0
    assert today_of(account, today=today, next_day=date(2026, 11, 11)) == Today(0, 0, 0, 0, 0)


def test_what_they_asked_for_before_is_over_and_its_answer_is_not_sent_after_them(
    database: Any,
) -> None:
    room = Room()
    room.open_again()
    acknowledge(room.sent, room.huw, at=LATER)
    post()

    def answers() -> None:
        opened, huw = room.sent.opened_by(room.huw), room.huw.account
        answer_identity(opened, room.request, agrees=False, words="No.", by=huw, at=LATER)

    with pytest.raises(SecondRefused, match="the key of this case any more"), transaction():
        answers()

    assert post() == []


def test_the_minutes_tell_the_others_who_is_absent_and_why(database: Any) -> None:
    room = Room()

    room.open_again()

    [minute] = recusals_of(room.sent.case)
    events = [each for each in room.sent.case.events if each.kind is EventKind.INTEREST_FOUND]
    assert minute.account_id == room.mair.account.id
    assert minute.recused_on == LATER.date()
    assert [each.happened_on for each in events] == [LATER.date()]
