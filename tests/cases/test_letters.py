"""Letters wait for whoever can unseal the address, and say nothing but that there is news."""

from typing import Any

from sqlalchemy import delete, select

from portal.cases.letters.services import send_waiting_letters
from portal.cases.letters.wording import (
    arrival_letter,
    news_letter,
    overdue_letter,
    reminder_letter,
)
from portal.cases.messages.models import Letter
from portal.cases.messages.services import write_to_complainant
from portal.cases.queries import open_cases
from portal.cases.queue_queries import count_waiting_letters
from portal.config import secret
from portal.database import db, transaction
from portal.notices.letters import Letter as Mail
from portal.notices.models import OutboxMessage
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.conftest import NOW


def write(sent: Sent, committee: Committee, words: str = "We looked into it.") -> None:
    mair = committee["Mair Jones"]
    with transaction():
        db.session.execute(delete(OutboxMessage))
        write_to_complainant(sent.opened_by(mair), words, by=mair.account, at=NOW)


def send_all(committee: Committee, name: str = "Huw Rees", *sent: Sent) -> int:
    signer = committee[name]
    with transaction():
        opened = open_cases([each.case for each in sent], signer.account, signer.private_key)
        return send_waiting_letters(opened, at=NOW)


def test_news_waits_until_a_session_that_holds_the_key_sends_it(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="dai@example.net", name="Dai Beddoes")

    write(sent, committee)
    assert count_waiting_letters(committee["Huw Rees"].account) == 1
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert send_all(committee, "Huw Rees", sent) == 1

    assert count_waiting_letters(committee["Huw Rees"].account) == 0
    row = db.session.scalars(select(OutboxMessage)).one()
    mail = Mail.opened(row.sealed, secret("outbox"), row.id)
    assert mail is not None
    assert mail.to == "dai@example.net"
    for word in ("Dai", "Beddoes", sent.reference, "Candour", "Bryn Teg", "care", "complain"):
        assert word not in mail.subject + mail.body


def test_two_members_who_send_at_once_send_one_letter(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="dai@example.net")
    write(sent, committee)

    assert send_all(committee, "Huw Rees", sent) + send_all(committee, "Gwen Pugh", sent) == 1


def test_several_messages_are_one_letter(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="dai@example.net")

    write(sent, committee)
    write(sent, committee)

    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_nobody_waits_for_a_letter_where_no_address_was_left(database: Any) -> None:
    committee = make_committee()
    sent = make_case(name="Dai Beddoes")

    write(sent, committee)

    assert count_waiting_letters(committee["Mair Jones"].account) == 0


def test_an_address_that_cannot_be_used_is_dropped(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="not an address")
    write(sent, committee)

    assert send_all(committee, "Huw Rees", sent) == 0

    assert count_waiting_letters(committee["Huw Rees"].account) == 0
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_who_holds_no_key_sends_nothing(database: Any) -> None:
    committee = make_committee()
    sent = make_case(email="dai@example.net")
    write(sent, committee)

    assert count_waiting_letters(committee["Nia Wyn"].account) == 0
    assert send_all(committee, "Nia Wyn", sent) == 0
    assert count_waiting_letters(committee["Huw Rees"].account) == 1


def test_letters_to_members_name_no_case(database: Any) -> None:
    for letter in (arrival_letter, overdue_letter, reminder_letter):
        subject, words = letter("https://x/")
        assert "case" not in (subject + words).lower()
        assert "complain" not in (subject + words).lower()
    assert news_letter()[0] == "There is news"
