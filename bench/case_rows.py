"""Measures the committee's work beside very many cases that have ended.

`fill` writes cases without content by statements of the database itself: closed long ago, each
with safe, subject, two clocks, its steps, and keys of two members. Whatever is measured goes
through the same services as the pages do.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from typing import Any, Final
from uuid import UUID

from flask import Flask
from flask.globals import request_ctx
from sqlalchemy import delete, select, text, update

from bench import stage
from bench.measures import Line
from portal import clock, config
from portal.accounts import session_access
from portal.accounts.models import Account
from portal.accounts.sign_in_services import open_sign_in
from portal.app import create_app
from portal.cases.arrivals import Statement, prepare_arrival
from portal.cases.deciding.services import compare_with_record, vote_on_issue
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.keys.queries import facts_of_safes, readers_of_a_new_case
from portal.cases.messages.services import write_to_complainant
from portal.cases.models import Case
from portal.cases.queries import OpenCase, open_case
from portal.cases.services import acknowledge_case, answer_case, close_case, receive_case
from portal.cases.standing.standings import received_and_looked_into
from portal.cases.tellings import Telling
from portal.cases.workflow import CaseKind
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
ENDED, LIVES, OPEN = 1_000_000, 400, 1_000
LIVES_WANTED, HAND_OVER_WANTED = 40, 2.0
STEPS: Final = ("submit", "acknowledge", "message", "decide", "answer", "close")
Signers = dict[UUID, tuple[UUID, bytes]]
"""By holder: the account, and its private key."""


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


class Bench:
    """The members who work, and what each step of their work took."""

    def __init__(self, signers: Signers) -> None:
        self.signers = signers
        self.times: dict[str, list[float]] = {step: [] for step in STEPS}
        self.reference = ""

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes."""
        began = time.perf_counter()
        yield
        self.times[step].append(time.perf_counter() - began)

    @contextmanager
    def opened(self, holder_id: UUID) -> Iterator[tuple[OpenCase, Account]]:
        """The case in the hands of one member, in a transaction of its own."""
        account_id, key = self.signers[holder_id]
        with transaction():
            account = db.session.get_one(Account, account_id)
            yield open_case(self.reference, account, key), account

    def live(self, readers: list[UUID]) -> None:
        """One case from its submission to its end."""
        with self.timed("submit"):
            self.reference = submit()
        first, at = readers[0], clock.now()
        with self.timed("acknowledge"), self.opened(first) as (opened, by):
            acknowledge_case(opened, "We have it.", by=by, at=at)
        with self.timed("message"), self.opened(first) as (opened, by):
            write_to_complainant(opened, "On which day was it?", by=by, at=at)
        with self.timed("decide"):
            with self.opened(first) as (opened, by):
                compare_with_record(
                    opened.case, RecordMatch.NO_DATA, NoAccessDispute.NONE, by=by, at=at
                )
            for voter in readers:
                with self.opened(voter) as (opened, by):
                    issue_id = opened.case.issues[0].id
                    counted = vote_on_issue(
                        opened, issue_id, Finding.UPHELD, reason="So it is.", by=by, at=at
                    )
                if counted.finding is not None:
                    break
        with self.timed("answer"), self.opened(first) as (opened, by):
            answer_case(opened, received_and_looked_into(), by=by, at=at)
        with self.timed("close"), self.opened(first) as (opened, by):
            close_case(opened.case, by=by, at=at)


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


def lives(signers: Signers, count: int) -> dict[str, Any]:
    """Several lives one after another: how many a second, and what each step takes at p95."""
    readers = readers_of_cases(signers)
    bench = Bench(signers)
    for _ in range(20):
        bench.live(readers)
    bench.times = {step: [] for step in STEPS}
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(count):
        bench.live(readers)
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    p95 = {step: quantiles(found, n=20)[18] * 1000 for step, found in bench.times.items()}
    return {"rate": count / spent, "p95": p95, "worked": worked / count}


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


def stand_ready(app: Flask, cases: int, open_cases: int) -> dict[str, Any]:
    """Many cases, some of them open, and the cookie of a member who may read them."""
    signers = give_keys()
    readers = readers_of_cases(signers)
    for _ in range(open_cases - 1):
        submit()
    fill(cases - open_cases, (readers[0], readers[1]))
    db.session.remove()
    return {"cookie": cookie_of(app, signers, readers[0])}


def one(what: str, cases: str) -> None:
    """Measure in this process, and print what was found as the last line."""
    stage.make()
    app = create_app(config.settings())
    with app.app_context():
        db.session.remove()
        found: dict[str, Any]
        if what == "ready":
            print(json.dumps(stand_ready(app, int(cases), OPEN)))
            return
        signers = give_keys()
        if what == "hand-over":
            found = hand_over(signers, int(cases))
        else:
            readers = readers_of_cases(signers)
            began = time.perf_counter()
            fill(int(cases), (readers[0], readers[1]))
            found = lives(signers, LIVES) | {"filled": time.perf_counter() - began}
        db.session.remove()
        Model.metadata.drop_all(db.engine)
    print(json.dumps(found))


def measured(url: str, what: str, cases: int) -> dict[str, Any]:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as instance:
        done = subprocess.run(
            [sys.executable, "-m", "bench.case_rows", what, str(cases)],
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
    return found


def lines(url: str, *, quick: bool) -> list[Line]:
    """A whole life beside what has ended, and keys for a new member."""
    ended, open_cases = (ENDED // 20, OPEN // 5) if quick else (ENDED, OPEN)
    life, handed = measured(url, "lives", ended), measured(url, "hand-over", open_cases)
    steps = ", ".join(f"{step} {spent:.1f}" for step, spent in life["p95"].items())
    is_wanted = not url.startswith("sqlite") and url != ""
    return [
        Line(
            f"whole lives of a case beside {ended:,}, one after another",
            f"{life['rate']:.0f} a second",
            f">= {LIVES_WANTED} a second" if is_wanted else "",
            not is_wanted or life["rate"] >= LIVES_WANTED,
            f"{life['worked'] * 1000:.0f} ms a life",
        ),
        Line("    95 % of the steps took less than", f"{steps} ms", "", met=True),
        Line(
            f"handing {handed['given']:,} open cases to a new member",
            f"{handed['seconds']:.2f} s",
            f"< {HAND_OVER_WANTED:.0f} s",
            handed["seconds"] < HAND_OVER_WANTED,
        ),
    ]


if __name__ == "__main__":
    one(*sys.argv[1:])
