"""Steps with letters: one waits, one is sent, one cannot be sent; members are told."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from portal.cases.letters.wording import arrival_letter, news_letter
from portal.cases.messages.models import Letter
from portal.cases.models import Case
from portal.cases.queries import OpenCase, contact_in
from portal.cases.working_days import local_day
from portal.config import settings
from portal.database import db, lock
from portal.i18n import speaking, speaking_to_staff
from portal.notices.services import send_mail, send_to_all
from portal.text import MailAddressRefused


def leave_letter(case: Case, *, at: datetime) -> None:
    """Let a letter wait, where the person left an address and none waits already."""
    if not case.wants_letters or _waiting(case):
        return
    db.session.add(
        Letter(case_id=case.id, waiting_since=local_day(at), sent_on=None, dropped_on=None)
    )
    db.session.flush()


def send_waiting_letters(opened: Iterable[OpenCase], *, at: datetime) -> int:
    """Unseal the addresses of these cases and hand each waiting letter to the outbox.

    Returns how many were sent. An address that cannot be used is dropped, not tried for ever.
    """
    sent = 0
    for each in opened:
        for letter in _waiting(each.case):
            if _sent(each, at):
                letter.sent_on = local_day(at)
                sent += 1
            else:
                letter.dropped_on = local_day(at)
    db.session.flush()
    return sent


def tell_members(addresses: Collection[str], *, at: datetime) -> None:
    """Tell members that something arrived, without a word of what."""
    with speaking_to_staff():
        subject, words = arrival_letter(settings().base_url + "/cases/")
    send_to_all(addresses, subject, words, at=at)


def _sent(opened: OpenCase, at: datetime) -> bool:
    contact = contact_in(opened)
    if not contact.email:
        return False
    with speaking(opened.case.language):
        subject, words = news_letter()
    try:
        send_mail(contact.email, subject, words, at=at)
    except MailAddressRefused:
        return False
    return True


def _waiting(case: Case) -> list[Letter]:
    asked = select(Letter).where(
        Letter.case_id == case.id, Letter.sent_on.is_(None), Letter.dropped_on.is_(None)
    )
    return list(db.session.scalars(lock(asked)))
