"""The timetable at work: what is due is done, whether or not anybody presses a button."""

from datetime import datetime, timedelta
from typing import Final

from portal.clock import zone
from portal.database import reading, transaction
from portal.elections.count.limits import SeatsRefused
from portal.elections.models import BallotBox, Election, ProvisionalVote, RollEntry
from portal.elections.polling.roll_services import remind_voters
from portal.elections.queries import elections_to_advance, get_election, phase_at
from portal.elections.resolutions.services import fix_roll
from portal.elections.results.services import (
    close_urn,
    destroy_urn,
    is_due_for_destruction,
)
from portal.elections.services import record_step
from portal.elections.standing.services import close_nominations
from portal.elections.steps import Step
from portal.elections.timetable import (
    PAPERS_MARKED_FOR,
    REMIND_BEFORE,
    Phase,
    TimetableRefused,
)
from portal.jobs import Job
from portal.ledger.models import LedgerFact
from portal.rewriting import rewrite_tables


def advance(election: Election, *, at: datetime) -> None:
    """Do everything that is due. Asking twice changes nothing more.

    Where the candidates cannot fill the seats, nominations are not closed: the returning officer
    decides what to do, and the poll waits.
    """
    if phase_at(election, at) is Phase.SIFTING:
        close = fix_roll if election.is_question else close_nominations
        try:
            close(election, at=at)
        except (SeatsRefused, TimetableRefused):
            return
    closes_at = election.days.poll_closes_at(zone())
    match phase_at(election, at):
        case Phase.POLL:
            if election.poll_noted_at is None:
                election.poll_noted_at = at
                record_step(election, Step.POLL_OPENED, {}, at=at)
            if election.reminded_at is None and at >= closes_at - REMIND_BEFORE:
                remind_voters(election, at=at)
        case Phase.CLOSING if at >= closes_at + PAPERS_MARKED_FOR:
            close_urn(election, at=at)
        case _:
            pass


def go_on(at: datetime) -> None:
    """Do what is due in every election, each in a transaction of its own."""
    with reading():
        waiting = list(elections_to_advance())
    for election_id in waiting:
        with transaction():
            advance(get_election(election_id), at=at)
        with reading():
            is_due = is_due_for_destruction(get_election(election_id), at)
        if is_due:
            with transaction():
                destroy_urn(get_election(election_id), at=at)
            rewrite_tables(*_TO_REWRITE)


_TO_REWRITE: Final = tuple(
    str(model.__tablename__)
    for model in (BallotBox, RollEntry, ProvisionalVote, Election, LedgerFact)
)
JOBS: Final = (Job("elections go on", timedelta(minutes=1), go_on, own_transactions=True),)
