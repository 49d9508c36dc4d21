"""A thief with the database: what links a voter to a ballot while members vote, and what is left.

Everything here is committed vote by vote, as in life.
"""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.database import Model, db, is_sqlite, reading, transaction
from portal.elections.advancing_services import advance, go_on
from portal.elections.count.blt import read_blt
from portal.elections.models import BallotBox, Election, RollEntry
from portal.elections.polling.queries import entries_named
from portal.elections.polling.roll_services import renew_code
from portal.elections.queries import all_elections, get_election, phase_at
from portal.elections.results.queries import urn_of
from portal.elections.results.services import close_urn, take_ballots
from portal.elections.services import stop_election
from portal.elections.timetable import Phase
from portal.elections.urn.boxes import BoxBroken, box_length, open_box
from portal.elections.urn.urn_file import write_urn
from portal.membership.models import Member
from portal.rewriting import fold_in_log
from portal.vault.keys import KeyHolder, new_key_pair
from tests.elections.factories import (
    CLOSING,
    COUNTING,
    POLLING,
    READY,
    SETTLING,
    STANDING,
    ballots_of,
    make_codes,
    make_declared,
    make_election,
    make_members,
    make_standing,
    make_vote,
)

VOTERS = [f"Voter {number:03}" for number in range(1, 13)]
FIRST = [STANDING[n % len(STANDING)][0] for n in range(len(VOTERS))]


@pytest.fixture
def codes(app: Flask) -> Iterator[dict[str, str]]:
    """An election before its first vote, and everybody's code."""
    with app.app_context():
        with transaction():
            election = make_election()
            make_standing(election)
            make_members(len(VOTERS))
            advance(election, at=READY)
            made = make_codes(election)
        yield made
        db.session.remove()


@pytest.fixture
def untouched(codes: dict[str, str]) -> dict[str, list[str]]:
    """What the database says of the voters before anybody votes."""
    return said_of_voters()


@pytest.fixture
def voted(codes: dict[str, str]) -> dict[str, bytes]:
    """Twelve votes, each in its own transaction, and who has which key: nobody else knows.

    The last of the register votes first: the order of the votes is no other order.
    """
    known: dict[str, bytes] = {}
    for voter, first in reversed(list(zip(VOTERS, FIRST, strict=True))):
        with transaction():
            before = keys()
            make_vote(the_election(), codes, voter, first)
            [known[voter]] = keys() - before
    return known


def the_election() -> Election:
    return get_election(all_elections()[0].id)


def keys() -> set[bytes]:
    return set(db.session.scalars(select(BallotBox.key)))


def finish() -> None:
    """To the declaration, each step committed."""
    with transaction():
        close_urn(the_election(), at=CLOSING)
    with transaction():
        take_ballots(the_election(), ballots_of(the_election()), broken=0, at=COUNTING)
    with transaction():
        make_declared(the_election())


def said_of_voters() -> dict[str, list[str]]:
    """By table: every row that names a voter, in the order in which the rows lie there.

    On PostgreSQL with the place in the file and the transaction that wrote it.
    """
    hidden, order = ("", "") if is_sqlite() else ("ctid, xmin, ", " ORDER BY ctid")
    found: dict[str, list[str]] = {}
    with reading():
        ids = db.session.scalars(select(Member.id).where(Member.name.in_(VOTERS)))
        marks = [*VOTERS, *(mark for each in ids for mark in (str(each), each.hex))]
        for table in Model.metadata.tables:
            rows = db.session.execute(text(f'SELECT {hidden}* FROM "{table}"{order}'))
            found[table] = [row for row in map(repr, rows) if any(mark in row for mark in marks)]
    return {table: rows for table, rows in found.items() if rows}


def raw_bytes(app: Flask) -> bytes:
    """Every byte of the store that a thief could carry off."""
    if is_sqlite():
        folder = Path(app.instance_path)
        return b"".join(path.read_bytes() for path in sorted(folder.glob("portal.sqlite*")))
    with db.engine.connect() as opened:
        folder = Path(opened.scalar(text("SHOW data_directory")))
        opened.execute(text("CHECKPOINT"))
        named = [opened.scalar(text(f"SELECT pg_relation_filepath('{table}')"))
                 for table in ("election_urn", "election_roll", "elections")]  # fmt: skip
    return b"".join((folder / str(name)).read_bytes() for name in named)


def test_a_copy_made_during_the_poll_links_and_the_page_says_so(
    voted: dict[str, bytes], browser: Any
) -> None:
    """What cannot be avoided is shown here, so that nobody promises otherwise."""
    if not is_sqlite():
        with reading():
            linked = db.session.execute(text(
                "SELECT m.name, u.key FROM election_roll r"
                " JOIN election_urn u ON r.xmin::text = u.xmin::text"
                " JOIN members m ON m.id = r.member_id"
            )).all()  # fmt: skip
        assert {row[0]: bytes(row[1]) for row in linked} == voted
    said = browser.open("/elections/secrecy").main
    assert "can see which locked ballot belongs to whom, but cannot open it" in said


def test_no_row_says_when_or_in_which_order(voted: dict[str, bytes]) -> None:
    columns = {each.name for table in (BallotBox, RollEntry) for each in table.__table__.columns}

    assert not {name for name in columns if name.endswith(("_at", "_on"))}
    if is_sqlite():
        with reading(), pytest.raises(Exception, match="no such column: rowid"):
            db.session.execute(text("SELECT rowid FROM election_urn"))
        with reading():
            stored = list(db.session.scalars(select(BallotBox.key)))
        assert stored == sorted(voted.values())


def test_no_copy_opens_a_box(voted: dict[str, bytes]) -> None:
    with reading():
        election = the_election()
        boxes = db.session.scalars(select(BallotBox)).all()
        public = election.public_key
    assert {len(each.box) for each in boxes} == {box_length(len(STANDING))}
    for each in boxes:
        for guess in (new_key_pair().private, public):
            with pytest.raises(BoxBroken):
                open_box(
                    each.box,
                    candidates=len(STANDING),
                    holder=KeyHolder(guess or b""),
                    election=each.election_id,
                    key=each.key,
                )


def test_what_leaves_the_server_names_nobody(voted: dict[str, bytes]) -> None:
    with transaction():
        close_urn(the_election(), at=CLOSING)
    with reading():
        election = the_election()
        written, ballots = write_urn(urn_of(election)), ballots_of(election)
        entries = db.session.scalars(select(RollEntry)).all()
        people = [(str(each.member_id), each.member.name) for each in entries]

    standing = {name for name, _class in STANDING}
    for member_id, name in people:
        assert member_id not in written + ballots
        assert name in standing or name not in written + ballots
    assert not [key for key in voted.values() if key.hex() in ballots]
    assert sum(read_blt(ballots).papers.values()) == len(VOTERS)


def test_after_the_destruction_nothing_is_left_to_link(app: Flask, voted: dict[str, bytes]) -> None:
    finish()
    with reading():
        entries = db.session.scalars(select(RollEntry)).all()
        boxes = [each.box for each in db.session.scalars(select(BallotBox))]
        lookups = [each.code_lookup for each in entries if each.code_lookup]
    if is_sqlite():
        fold_in_log()
    secret = [*voted.values(), *boxes, *lookups]
    before = raw_bytes(app)
    assert all(each in before for each in boxes)

    go_on(SETTLING)

    db.session.remove()
    left = raw_bytes(app)
    assert not [each for each in secret if each in left]
    with reading():
        assert keys() == set()
        assert db.session.scalars(select(RollEntry)).all() == []
        assert phase_at(the_election(), SETTLING) is Phase.SETTLED
        assert the_election().ballots is None


def test_an_urn_that_was_stopped_leaves_nothing_either(app: Flask, voted: dict[str, bytes]) -> None:
    with transaction():
        stop_election(the_election(), "A name was printed wrong.", at=POLLING)
    with reading():
        boxes = [each.box for each in db.session.scalars(select(BallotBox))]
    if is_sqlite():
        fold_in_log()
    before = raw_bytes(app)
    assert all(each in before for each in boxes)

    go_on(POLLING + timedelta(days=28))

    db.session.remove()
    left = raw_bytes(app)
    assert not [each for each in (*voted.values(), *boxes) if each in left]
    with reading():
        assert db.session.scalars(select(RollEntry)).all() == []


def test_what_is_left_of_the_voters_is_what_was_there_before_anybody_voted(
    untouched: dict[str, list[str]], voted: dict[str, bytes]
) -> None:
    """So the live database links no better than chance: it does not depend on who cast what.

    No row that names a voter was written, moved or put in another order by a vote.
    """
    assert len(untouched["election_roll"]) == len(VOTERS)
    with transaction():
        [entry] = entries_named(the_election(), VOTERS[0])
        renew_code(the_election(), entry, at=POLLING)
    during = said_of_voters()
    assert during["election_roll"] != untouched["election_roll"], "while it runs, marks are there"
    assert during["ledger_facts"], "and that somebody was given a new code"
    finish()

    go_on(SETTLING)

    assert said_of_voters() == {
        table: rows for table, rows in untouched.items() if table != "election_roll"
    }


def test_the_timetable_runs_without_anybody(app: Flask, voted: dict[str, bytes]) -> None:
    """The worker alone closes the urn; asked twice it does nothing more."""
    for instant in (POLLING, CLOSING, CLOSING + timedelta(days=2), CLOSING + timedelta(days=3)):
        go_on(instant)
        go_on(instant)
    with reading():
        election = the_election()
        assert election.poll_noted_at == POLLING
        assert election.urn_closed_at == CLOSING + timedelta(days=2)
        assert (election.counts or {})["boxes"] == len(VOTERS)


def test_writing_tables_anew_needs_nothing_to_be_there(app: Flask) -> None:
    with app.app_context():
        go_on(POLLING)


def test_sqlite_itself_can_read_the_urn(app: Flask, voted: dict[str, bytes]) -> None:
    if not is_sqlite():
        return
    with sqlite3.connect(Path(app.instance_path) / "portal.sqlite") as connection:
        [(sql,)] = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'election_urn'"
        ).fetchall()
    connection.close()
    assert "WITHOUT ROWID" in sql
