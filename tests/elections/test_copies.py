"""What somebody learns who copies the database during a poll: whose box is whose, and nothing else.

Each test takes one kind of copy and finds every link in it that is there. None of them opens a box
(tests/elections/test_traces.py), and after the destruction there is nothing to copy.
"""

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.database import db, is_sqlite, reading, transaction
from portal.elections.advancing_services import advance
from portal.elections.models import BallotBox, Election
from portal.elections.queries import all_elections, get_election
from portal.membership.models import Member
from tests.conftest import ON_SQLITE
from tests.elections.factories import (
    READY,
    STANDING,
    make_codes,
    make_election,
    make_members,
    make_standing,
    make_vote,
)

ON_POSTGRESQL = pytest.mark.parametrize("app", ["postgresql"], indirect=True)
VOTERS = [f"Voter {number:03}" for number in (7, 2, 12, 5, 9, 1, 11, 4, 8, 3, 10, 6)]
_FRAME_HEAD, _LOG_HEAD = 24, 32


@dataclass
class Poll:
    """A poll that runs, and what each voter alone knows: the number of their box."""

    app: Flask
    codes: dict[str, str]
    known: dict[str, bytes]
    ids: dict[bytes, str]

    def vote(self, voter: str) -> None:
        """One vote, in a transaction of its own, as in life."""
        with transaction():
            before = set(db.session.scalars(select(BallotBox.key)))
            first = STANDING[VOTERS.index(voter) % len(STANDING)][0]
            make_vote(election(), self.codes, voter, first)
            [self.known[voter]] = set(db.session.scalars(select(BallotBox.key))) - before


def election() -> Election:
    return get_election(all_elections()[0].id)


@pytest.fixture
def poll(app: Flask) -> Iterator[Poll]:
    """Before the first vote."""
    with app.app_context():
        with transaction():
            made = make_election()
            make_standing(made)
            make_members(len(VOTERS))
            advance(made, at=READY)
            codes = make_codes(made)
            people = db.session.scalars(select(Member).where(Member.name.in_(VOTERS)))
            ids = {each.id.bytes: each.name for each in people}
        yield Poll(app, codes, {}, ids)
        db.session.remove()


Copy = tuple[set[str], set[bytes]]


def read_copy(poll: Poll, path: Path) -> Copy:
    """Who is marked as having voted online, and the numbers of the boxes, in a copy of a file."""
    with sqlite3.connect(path) as copied:
        marked = copied.execute("SELECT member_id FROM election_roll WHERE channel = 'online'")
        voted = {poll.ids[_as_bytes(row[0])] for row in marked}
        boxes = {row[0] for row in copied.execute("SELECT key FROM election_urn")}
    copied.close()
    return voted, boxes


def _as_bytes(stored: bytes | str) -> bytes:
    return stored if isinstance(stored, bytes) else bytes.fromhex(stored.replace("-", ""))


def dumped(poll: Poll) -> Copy:
    """The same from what a backup of PostgreSQL writes down, line by line."""
    with reading():
        driver: Any = db.session.connection().connection.dbapi_connection
        with driver.cursor() as cursor:
            found = []
            for table in ("election_roll", "election_urn"):
                with cursor.copy(f"COPY {table} TO STDOUT") as lines:
                    found.append(b"".join(lines).decode().splitlines())
    roll, urn = found
    voted = {
        poll.ids[_as_bytes(cell)]
        for line in roll
        for cell in line.split("\t")
        if line.endswith("online") and len(cell) == 36 and _as_bytes(cell) in poll.ids
    }
    boxes = {bytes.fromhex(line.split("\t")[1].removeprefix("\\\\x")) for line in urn}
    return voted, boxes


def taken(poll: Poll, folder: Path) -> Copy:
    """A copy of the whole store as it is now, and what it shows."""
    if not is_sqlite():
        return dumped(poll)
    db.session.remove()
    for each in Path(poll.app.instance_path).glob("portal.sqlite*"):
        shutil.copy(each, folder / each.name)
    return read_copy(poll, folder / "portal.sqlite")


def linked(copies: list[Copy]) -> dict[str, bytes]:
    """Whoever is marked in one copy and not in the one before it has the box that came with it."""
    found = {}
    for (voted, boxes), (voted_now, boxes_now) in pairwise(copies):
        new = voted_now - voted
        if len(new) == 1:
            [found[new.pop()]] = boxes_now - boxes
    return found


def test_copies_before_and_after_each_vote_show_whose_box_is_whose(
    poll: Poll, tmp_path: Path
) -> None:
    copies = [taken(poll, tmp_path)]
    for voter in VOTERS:
        poll.vote(voter)
        copies.append(taken(poll, tmp_path))

    assert linked(copies) == poll.known


def test_one_copy_after_the_last_vote_shows_by_names_and_numbers_alone_nothing(
    poll: Poll, tmp_path: Path
) -> None:
    for voter in VOTERS:
        poll.vote(voter)

    voted, boxes = taken(poll, tmp_path)

    assert voted == set(VOTERS)
    assert boxes == set(poll.known.values())


@ON_SQLITE
def test_the_log_of_sqlite_alone_shows_it_too(poll: Poll, tmp_path: Path) -> None:
    """Every commit stands in it one after the other, until it is folded in."""
    db.session.remove()
    folder = Path(poll.app.instance_path)
    with sqlite3.connect(folder / "portal.sqlite") as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    shutil.copy(folder / "portal.sqlite", tmp_path / "before.sqlite")
    for voter in VOTERS:
        poll.vote(voter)
    log = (folder / "portal.sqlite-wal").read_bytes()

    copies = []
    for number, end in enumerate(ends_of_commits(log)):
        shutil.copy(tmp_path / "before.sqlite", tmp_path / f"{number}.sqlite")
        (tmp_path / f"{number}.sqlite-wal").write_bytes(log[:end])
        copies.append(read_copy(poll, tmp_path / f"{number}.sqlite"))

    assert linked([(set(), set()), *copies]) == poll.known


def ends_of_commits(log: bytes) -> list[int]:
    """Where in a log each transaction ends. Source: sqlite.org/fileformat2.html, section 4."""
    page = int.from_bytes(log[8:12], "big")
    found = []
    for start in range(_LOG_HEAD, len(log), _FRAME_HEAD + page):
        if int.from_bytes(log[start + 4 : start + 8], "big"):
            found.append(start + _FRAME_HEAD + page)
    return found


@ON_SQLITE
def test_where_things_lie_in_the_file_of_sqlite_shows_it_too(poll: Poll, tmp_path: Path) -> None:
    """A page is filled from its end: what came later lies before, whatever its key says."""
    for voter in VOTERS:
        poll.vote(voter)
    _voted, boxes = taken(poll, tmp_path)
    with sqlite3.connect(tmp_path / "portal.sqlite") as copied:
        copied.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copied.close()
    stored = (tmp_path / "portal.sqlite").read_bytes()

    by_box = sorted(boxes, key=lambda key: -stored.rindex(key))

    assert by_box != sorted(boxes)
    assert by_box == [poll.known[voter] for voter in VOTERS]


@ON_POSTGRESQL
def test_transactions_and_places_in_the_file_of_postgresql_show_it_too(poll: Poll) -> None:
    for voter in VOTERS:
        poll.vote(voter)
    with reading():
        pairs = db.session.execute(text(
            "SELECT m.name, u.key FROM election_roll r JOIN members m ON m.id = r.member_id"
            " JOIN election_urn u ON r.xmin::text = u.xmin::text"
        )).all()  # fmt: skip
        placed = db.session.scalars(text("SELECT key FROM election_urn ORDER BY ctid")).all()

    assert {row[0]: bytes(row[1]) for row in pairs} == poll.known
    assert [bytes(key) for key in placed] == [poll.known[voter] for voter in VOTERS]


@ON_POSTGRESQL
def test_the_log_of_postgresql_shows_it_too(poll: Poll) -> None:
    """With one copy of the tables, the log alone says which line and which box changed together."""
    with reading():
        lines = dict(db.session.execute(text(
            "SELECT r.ctid::text, m.name FROM election_roll r JOIN members m ON m.id = r.member_id"
        )).all())  # fmt: skip
    start = log_position()
    for voter in VOTERS:
        poll.vote(voter)
    changes = read_log(start, log_position())
    with reading():
        boxes = {
            row[0]: bytes(row[1])
            for row in db.session.execute(text("SELECT ctid::text, key FROM election_urn"))
        }

    found = {lines[line]: boxes[box] for line, box in changes}
    assert found == poll.known


def log_position() -> str:
    """Where the log of the server ends, after everything in it reached the disk."""
    with db.engine.connect() as opened:
        opened.execute(text("CHECKPOINT"))
        return str(opened.scalar(text("SELECT pg_current_wal_lsn()")))


def read_log(start: str, end: str) -> list[tuple[str, str]]:
    """The line of the roll and the box that each transaction wrote, by their places in the file."""
    with db.engine.connect() as opened:
        folder = opened.scalar(text("SHOW data_directory"))
        tools = opened.scalar(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
        roll, urn = (
            str(opened.scalar(text(f"SELECT pg_relation_filenode('{table}')")))
            for table in ("election_roll", "election_urn")
        )
    said = subprocess.run(
        [f"{tools}/pg_waldump", "-p", f"{folder}/pg_wal", "-s", start, "-e", end],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    wrote: dict[str, dict[str, str]] = {}
    for line in said.splitlines():
        seen = re.search(
            r"tx: +(\d+),.* desc: (?:HOT_)?(?:INSERT|UPDATE) .*?off:? (\d+).*"
            r" rel \d+/\d+/(\d+) blk (\d+)",
            line,
        )
        if seen and seen[3] in (roll, urn):
            wrote.setdefault(seen[1], {})[seen[3]] = f"({seen[4]},{seen[2]})"
    return [(each[roll], each[urn]) for each in wrote.values() if len(each) == 2]
