"""Two things at one instant: the same code from two places, and a vote beside the closing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from portal.database import db, reading, transaction
from portal.elections.models import BallotBox, RollEntry
from portal.elections.polling.queries import find_entry_by_code
from portal.elections.polling.services import VoteRefused, cast_vote, prepare_ballot
from portal.elections.queries import all_elections, get_election, get_election_to_vote
from portal.elections.results.services import close_urn
from portal.elections.urn.ballot_keys import new_code
from tests.elections.factories import CLOSING, POLLING, STANDING, make_ready


def vote(code: str) -> str:
    """One vote as the page casts it; says how it ended."""
    with reading():
        election = all_elections()[0]
        entry = find_entry_by_code(election, code)
    assert entry is not None
    ballot = prepare_ballot(election, entry, (1, 2), receipt=new_code(), candidates=len(STANDING))
    try:
        with transaction():
            cast_vote(get_election_to_vote(election.id), code, ballot, at=POLLING)
    except VoteRefused:
        return "refused"
    return "taken"


def close() -> str:
    with transaction():
        close_urn(get_election(all_elections()[0].id), at=CLOSING)
    return "closed"


def at_once(app: Flask, *works: Callable[[], str]) -> list[str]:
    together = Barrier(len(works))

    def start(work: Callable[[], str]) -> str:
        with app.app_context():
            together.wait(20)
            try:
                return work()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(start, works))


def test_one_code_gives_one_vote_and_no_vote_slips_past_the_closing(app: Flask) -> None:
    with app.app_context():
        with transaction():
            _election, codes = make_ready(voters=4)
        db.session.remove()

    twice = at_once(app, *(lambda: vote(codes["Voter 001"]) for _place in range(3)))
    beside = at_once(app, lambda: vote(codes["Voter 002"]), close, lambda: vote(codes["Voter 003"]))

    assert sorted(twice) == ["refused", "refused", "taken"]
    with app.app_context(), reading():
        election = all_elections()[0]
        boxes = db.session.scalar(select(func.count(BallotBox.key)))
        marked = db.session.scalar(select(func.count(RollEntry.channel)))
        assert boxes == marked == 1 + beside.count("taken")
        # What was taken before the closing was counted by it; what came after was refused.
        assert (election.counts or {})["boxes"] == boxes
        assert "differs" not in (election.counts or {})
