"""Writes very many cases that have ended, and hands over those that are open.

`fill` writes cases without content by statements of the database itself: closed long ago, each
with safe, subject, two clocks, its steps, and keys of two members. Whatever is measured goes
through the same services as the pages do.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask import Flask
from flask.globals import request_ctx
from sqlalchemy import delete, select, text, update

from bench import stage
from bench.measures import Line
from bench.servers import ROOT
from portal import clock, config
from portal.accounts import session_access
from portal.accounts.models import Account
from portal.accounts.sign_in_services import open_sign_in
from portal.app import create_app
from portal.cases.arrivals import Statement, prepare_arrival
from portal.cases.keys.queries import facts_of_safes, readers_of_a_new_case
from portal.cases.models import NOTHING_OWED, Case
from portal.cases.services import receive_case
from portal.cases.tellings import Telling
from portal.cases.workflow import CaseKind, CaseStatus
from portal.committee.hand_over.services import pass_keys
from portal.committee.queries import grant_candidates, people
from portal.database import Model, db, is_sqlite, reading, transaction
from portal.vault.keys import new_key_pair
from portal.vault.models import Grant, Holder
from portal.vault.queries import find_safes_to_screen, safes_of
from portal.vault.receipts import code_of, new_nonce, receipt_of
from portal.vault.states import GrantState

PACK: Final = "WAL-SS-2014"
WORDS: Final = "Nobody came this morning, and my mother waited at the window until noon. " * 4
OPEN = 1_000
HAND_OVER_WANTED = 2.0
READY: Final = "ready.json"
"""In the instance folder: who works there, for the processes that measure."""
Signers = dict[UUID, tuple[UUID, bytes]]
"""By holder: the account, and its private key."""


@dataclass(frozen=True)
class Ready:
    """Who may read new cases, and what each of them holds: private keys, and cookies."""

    readers: list[UUID]
    signers: Signers
    cookies: list[str]

    def write(self) -> None:
        """Into the instance folder."""
        told = {
            "readers": [str(each) for each in self.readers],
            "signers": {
                str(holder): [str(account), key.hex()]
                for holder, (account, key) in self.signers.items()
            },
            "cookies": self.cookies,
        }
        _place(config.settings().instance_folder).write_text(json.dumps(told))

    @classmethod
    def read(cls, instance: Path) -> "Ready":
        """As it was written."""
        told = json.loads(_place(instance).read_text())
        signers = {
            UUID(holder): (UUID(account), bytes.fromhex(key))
            for holder, (account, key) in told["signers"].items()
        }
        return cls([UUID(each) for each in told["readers"]], signers, told["cookies"])


def _place(instance: Path) -> Path:
    return instance / READY


def give_keys() -> Signers:
    """Keys that are known here, in the place of those that the stage threw away."""
    signers = {}
    with transaction():
        for account in db.session.scalars(select(Account)).all():
            if account.holder_id is not None:
                pair = new_key_pair()
                db.session.execute(
                    update(Holder)
                    .where(Holder.id == account.holder_id)
                    .values(public_key=pair.public)
                )
                signers[account.holder_id] = (account.id, pair.private)
    return signers


def fill(cases: int, holders: tuple[UUID, UUID]) -> None:
    """Write so many cases that were closed in the course of three years."""
    random_id = "lower(hex(randomblob(16)))" if is_sqlite() else "gen_random_uuid()"
    day = (
        "date('2026-10-01', '-' || (n % 1000) || ' days')"
        if is_sqlite()
        else "date '2026-10-01' - (n % 1000)::int"
    )
    numbers = (
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT {cases})"
        f" SELECT n, {random_id} AS case_id, {random_id} AS safe_id, {day} AS on_day FROM numbers"
        if is_sqlite()
        else f"SELECT n, {random_id} AS case_id, {random_id} AS safe_id, {day} AS on_day"
        f" FROM generate_series(1, {cases}) AS n"
    )
    blob = "x'2d'" if is_sqlite() else "'-'::bytea"
    first, second = (each.hex if is_sqlite() else str(each) for each in holders)
    statements = [
        f"CREATE TABLE made AS {numbers}",
        "INSERT INTO safes (id, epoch, made_on) SELECT safe_id, 1, on_day FROM made",
        "INSERT INTO cases (id, reference, kind, area, language, rule_pack, stage, status, outcome,"
        " received_on, closed_on, ended_on, wants_letters, safe_id, telling, home_code, contact,"
        " exclusions, case_type, severity, standing, due_on)"
        f" SELECT case_id, 'B-' || n, 'concern', '', 'en', '{PACK}', 1, 'closed',"
        f" 'upheld', on_day, on_day, on_day, false, safe_id, {blob}, {blob}, {blob}, {blob},"
        " 'concern', 2, 'eligible_complainant', '9999-12-31'"
        " FROM made",
        f"INSERT INTO case_issues (id, case_id, position, code) SELECT {random_id}, case_id, 1,"
        " 'VIS-MISS' FROM made",
    ]
    for kind in ("acknowledge", "answer"):
        statements.append(
            "INSERT INTO deadlines (id, case_id, stage, kind, starts_on, due_on, met_on, set_by)"
            f" SELECT {random_id}, case_id, 1, '{kind}', on_day, on_day, on_day, 'rule' FROM made"
        )
    for position, kind in enumerate(("received", "decided", "answered"), start=1):
        actor = "complainant" if kind == "received" else "portal"
        statements.append(
            "INSERT INTO case_events (id, case_id, position, kind, stage, actor, happened_on)"
            f" SELECT {random_id}, case_id, {position}, '{kind}', 1, '{actor}', on_day FROM made"
        )
    for holder in (first, second):
        statements.append(
            "INSERT INTO grants (safe_id, holder_id, epoch, state, sealed_key)"
            f" SELECT safe_id, '{holder}', 1, 'awake', {blob} FROM made"
        )
    statements.append("DROP TABLE made")
    with transaction():
        for each in statements:
            db.session.execute(text(each))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def submit() -> str:
    """One concern through the doors of intake; returns its reference."""
    at = clock.now()
    secret = config.secret("receipt")
    statement = Statement(
        kind=CaseKind.CONCERN,
        subjects=("MED-LATE",),
        telling=Telling(words=WORDS),
        language="en",
        home_code=stage.HOME_CODE,
    )
    with reading():
        readers = readers_of_a_new_case(clock.today(), statement, home_code=statement.home_code)
    arrival = prepare_arrival(
        readers.statement,
        receipt=receipt_of(code_of(new_nonce(), secret), secret),
        recipients=readers.recipients,
        rule_pack=PACK,
        tell=readers.tell,
        sorting=readers.sorting,
    )
    with transaction():
        receive_case(arrival, at=at)
    return arrival.reference


def readers_of_cases(signers: Signers) -> list[UUID]:
    """Who receives a new case: those first who use care, so that any few of them are a quorum."""
    reference = submit()
    with reading():
        case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
        awake = db.session.scalars(
            select(Grant.holder_id).where(
                Grant.safe_id == case.safe_id,
                Grant.holder_id.in_(list(signers)),
                Grant.state == GrantState.AWAKE,
            )
        ).all()
        seats = {each.holder_id: each for each in grant_candidates(clock.today())}
    return sorted(awake, key=lambda each: not seats[each].voice.user_or_family)


def hand_over(signers: Signers, cases: int) -> dict[str, Any]:
    """Give so many open cases to a member whose key is new, as the page of keys does."""
    readers = readers_of_cases(signers)
    for _ in range(cases - 1):
        submit()
    giver, newcomer = readers[0], readers[-1]
    with transaction():
        db.session.execute(delete(Grant).where(Grant.holder_id == newcomer))
    account_id, key = signers[giver]
    began = time.perf_counter()
    with reading():
        safes = find_safes_to_screen(safes_of(giver), giver, key)
        facts = facts_of_safes(safes, clock.today())
    with transaction():
        today = clock.today()
        given = pass_keys(
            safes,
            facts,
            candidates=grant_candidates(today),
            register=people(today),
            only_to=newcomer,
            by=db.session.get_one(Account, account_id),
            at=clock.now(),
        )
    return {"given": given, "seconds": time.perf_counter() - began}


def cookie_of(app: Flask, signers: Signers, holder_id: UUID) -> str:
    """The cookie of a member who is signed in, for a server with the same secrets."""
    account_id, key = signers[holder_id]
    with transaction():
        account = db.session.get_one(Account, account_id)
        begun = open_sign_in(account, browser="bench", at=clock.now())
        db.session.expunge(begun)
    with app.test_request_context():
        session_access.begin(begun, key)
        answer = app.make_response("")
        app.session_interface.save_session(app, request_ctx.session, answer)
    return answer.headers["Set-Cookie"].split(";")[0]


def stand_ready(app: Flask, cases: int, open_cases: int) -> None:
    """Many cases, some of them open, and members who are signed in."""
    signers = give_keys()
    readers = readers_of_cases(signers)
    for _ in range(open_cases - 1):
        submit()
    if not open_cases:
        ended = {"status": CaseStatus.WITHDRAWN, "ended_on": clock.today(), "due_on": NOTHING_OWED}
        with transaction():
            db.session.execute(update(Case).values(ended))
    fill(cases - open_cases, (readers[0], readers[1]))
    cookies = [cookie_of(app, signers, each) for each in readers]
    Ready(readers, signers, cookies).write()


def one(what: str, *numbers: str) -> None:
    """Do one thing in this process: `ready CASES OPEN`, `hand-over OPEN` or `drop`."""
    if what != "drop":
        stage.make()
    app = create_app(config.settings() if what != "drop" else config.read_settings())
    with app.app_context():
        db.session.remove()
        if what == "ready":
            stand_ready(app, *(int(each) for each in numbers))
        elif what == "hand-over":
            print(json.dumps(hand_over(give_keys(), int(numbers[0]))))
        db.session.remove()
        if what != "ready":
            Model.metadata.drop_all(db.engine)


def in_its_own_process(site: dict[str, str], *what: str) -> bytes:
    """What `one` prints, done by a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bench.case_rows", *what],
        cwd=ROOT, env={**os.environ, **site}, stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip


def site_of(instance: str, url: str) -> dict[str, str]:
    """What tells a process where its site is."""
    return {
        "CANDOUR_ENVIRONMENT": "demonstration",
        "CANDOUR_INSTANCE": instance,
        "CANDOUR_DATABASE_URL": url,
        "CANDOUR_ALLOWANCES": "false",
    }


def handing_over(site: dict[str, str], open_cases: int) -> Line:
    """How long it takes to give so many open cases to a new member."""
    handed = json.loads(in_its_own_process(site, "hand-over", str(open_cases)).splitlines()[-1])
    return Line(
        f"handing {handed['given']:,} open cases to a new member",
        f"{handed['seconds']:.2f} s",
        f"< {HAND_OVER_WANTED:.0f} s",
        handed["seconds"] < HAND_OVER_WANTED,
    )


if __name__ == "__main__":
    one(*sys.argv[1:])
