"""The step of opening a case to read it, after all are kept away who must not."""

from datetime import datetime
from enum import StrEnum

from portal.accounts.models import Account
from portal.cases.keys.aside_services import keep_away_known_interests
from portal.cases.letters.services import send_waiting_letters
from portal.cases.queries import OpenCase
from portal.cases.safeguarding.services import look_in_record
from portal.cases.services import note_opening


class Opening(StrEnum):
    """What came of opening a case."""

    READ = "read"
    AWAY = "away"
    """An interest of the reader has come to be known: the case is gone for them."""
    SUSPENDED = "suspended"
    """The record of visits shows danger: the safeguarding lead has it."""


def open_to_read(opened: OpenCase, *, by: Account, at: datetime) -> Opening:
    """Open a case for a member: an entry in the ledger, and its letter goes out.

    Before that all are kept away whose interest has come to be known, the reader among them.
    """
    if by in keep_away_known_interests(opened, at=at):
        return Opening.AWAY
    if look_in_record(opened, at=at):
        return Opening.SUSPENDED
    note_opening(opened.case, by=by, at=at)
    send_waiting_letters([opened], at=at)
    return Opening.READ
