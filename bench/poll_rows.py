"""Measures a large poll: how long a roll takes to freeze, and how fast votes are taken.

Votes go through the services as a page calls them: the code is looked up, the ballot sealed, and
box and mark committed together, by several threads at once.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Flask

from bench import stage
from bench.measures import Line
from portal import config
from portal.app import create_app
from portal.config import THREADS
from portal.database import Model, db, new_id, reading, transaction, write_rows
from portal.elections.models import Election, Nomination, RollEntry, Told
from portal.elections.polling.codes import lookup_of
from portal.elections.polling.queries import find_entry_by_code
from portal.elections.polling.roll_services import freeze_roll
from portal.elections.polling.services import cast_vote, prepare_ballot
from portal.elections.queries import get_election, get_election_to_vote
from portal.elections.urn.ballot_keys import new_code
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.vault.keys import new_key_pair

MEMBERS, QUICK, MOST = 100_000, 20_000, 10.0
VOTES, QUICK_VOTES, FEWEST = 2_000, 300, 100
CANDIDATES, BATCH = 12, 5_000
READY, POLLING = datetime(2026, 11, 17, 12, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC)
DAYS = {
    "nominations_from_on": date(2026, 11, 9), "nominations_last_on": date(2026, 11, 16),
    "poll_from_on": date(2026, 11, 23), "poll_last_on": date(2026, 11, 30),
    "terms_start_on": date(2026, 12, 7), "terms_end_on": date(2029, 12, 7),
}  # fmt: skip


def fill(members: int) -> UUID:
    """A register of so many members, and an election whose nominations are closed."""
    with transaction():
        for first in range(0, members, BATCH):
            write_rows(Member, [_member(n) for n in range(first, min(first + BATCH, members))])
        election = Election(
            title="Committee", membership_days=90, countback=False, key_holders=["A", "B", "C"],
            public_key=new_key_pair().public, leaves_empty=False, unopposed=False, broken_boxes=0,
            announced_at=READY, nominations_closed_at=READY, **DAYS,
        )  # fmt: skip
        db.session.add(election)
        db.session.flush()
        standing = db.session.query(Member).limit(CANDIDATES + 2).all()
        one, two, *rest = standing
        for position, each in enumerate(rest, 1):
            db.session.add(
                Nomination(
                    name=each.name, seat_class=each.member_class, statement="", interests="",
                    position=position, consented_on=READY.date(), election_id=election.id,
                    member_id=each.id, first_nominator_id=one.id, second_nominator_id=two.id,
                )
            )  # fmt: skip
        return election.id


def _member(number: int) -> dict[str, Any]:
    return {
        "id": new_id(), "name": f"Member {number:06}", "member_class": MemberClass.USER,
        "admitted_on": date(2024, 1, 1),
    }  # fmt: skip


def freeze(election_id: UUID) -> int:
    """Freeze the roll."""
    with transaction():
        return freeze_roll(get_election(election_id), at=READY)


def codes_of(election_id: UUID, votes: int) -> list[str]:
    """Codes for so many of the roll."""
    codes = []
    with transaction():
        for entry in db.session.query(RollEntry).limit(votes):
            codes.append(new_code())
            entry.code_lookup = lookup_of(codes[-1], election=election_id)
            entry.told = Told.LETTER
    return codes


def cast(app: Flask, election_id: UUID, code: str) -> None:
    """One vote, from its code to the disk."""
    with app.app_context():
        with reading():
            election = get_election(election_id)
            entry = find_entry_by_code(election, code)
        assert entry is not None
        ranking = tuple(range(1, CANDIDATES + 1))
        ballot = prepare_ballot(election, entry, ranking, receipt=new_code(), candidates=CANDIDATES)
        with transaction():
            cast_vote(get_election_to_vote(election_id), code, ballot, at=POLLING)
        db.session.remove()


def seconds(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns, and how long it took by the clock on the wall."""
    before = time.perf_counter()
    found = work()
    return found, time.perf_counter() - before


def one(members: str, votes: str) -> None:
    """Measure in this process, and print what was found as the last line."""
    stage.make()
    app = create_app(config.settings())
    with app.app_context():
        db.session.remove()
        election_id = fill(int(members))
        roll, froze = seconds(lambda: freeze(election_id))
        codes = codes_of(election_id, int(votes))
        db.session.remove()

    def all_votes() -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda code: cast(app, election_id, code), codes))

    before = time.process_time()
    _none, took = seconds(all_votes)
    worked = time.process_time() - before
    with app.app_context():
        Model.metadata.drop_all(db.engine)
    print(json.dumps({"roll": roll, "froze": froze, "rate": len(codes) / took,
                      "by_processor": len(codes) / worked}))  # fmt: skip


def lines(url: str, *, quick: bool) -> list[Line]:
    """Measure in a process of its own."""
    members, votes = (QUICK, QUICK_VOTES) if quick else (MEMBERS, VOTES)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as instance:
        done = subprocess.run(
            [sys.executable, "-m", "bench.poll_rows", str(members), str(votes)],
            env={
                **os.environ,
                "CANDOUR_ENVIRONMENT": "demonstration",
                "CANDOUR_INSTANCE": instance,
                "CANDOUR_DATABASE_URL": url,
            },
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return [
        Line(
            f"freeze a roll of {found['roll']:,} members",
            f"{found['froze']:.1f} s",
            f"< {MOST:.0f} s",
            found["froze"] < MOST,
        ),
        Line(
            f"    votes taken, of {votes:,}",
            f"{found['rate']:.0f} a second",
            f">= {FEWEST}",
            found["rate"] >= FEWEST,
            f"{found['by_processor']:.0f} a second of one processor",
        ),
    ]


if __name__ == "__main__":
    one(*sys.argv[1:])
