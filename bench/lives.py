"""Measures the whole life of a case, from its submission to its end, beside very many that ended.

Several members work at once through the services, each in a process and with cases of their own;
after that one works through the pages of a server.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final
from uuid import UUID

from bench import load
from bench.case_rows import OPEN, Ready, Signers, handing_over, in_its_own_process, site_of, submit
from bench.life_pages import STEPS, Times, timed, whole_life
from bench.measures import Line
from bench.servers import ROOT, web_server
from portal import clock, config
from portal.accounts.models import Account
from portal.app import create_app
from portal.cases.deciding.services import compare_with_record, vote_on_issue
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.messages.services import write_to_complainant
from portal.cases.queries import OpenCase, open_case
from portal.cases.services import acknowledge_case, answer_case, close_case
from portal.cases.standing.standings import received_and_looked_into
from portal.database import db, transaction

ENDED, LIVES, WARM = 1_000_000, 300, 20
AT_ONCE: Final = 3
"""Processes that work through the services: so many that two cores are never idle."""
WANTED: Final = 40


@dataclass(frozen=True)
class Lived:
    """Lives a second, and what each of their steps took."""

    rate: float
    times: Times

    @property
    def slowest(self) -> str:
        """What 95 of 100 took less than, step by step, in milliseconds."""
        cuts = {step: quantiles(found, n=20)[18] * 1000 for step, found in self.times.items()}
        return ", ".join(f"{step} {cut:.1f}" for step, cut in cuts.items()) + " ms"


class Bench:
    """The members who work, and what each step of their work took."""

    def __init__(self, signers: Signers) -> None:
        self.signers = signers
        self.times: Times = {step: [] for step in STEPS}
        self.reference = ""

    @contextmanager
    def opened(self, holder_id: UUID) -> Iterator[tuple[OpenCase, Account]]:
        """The case in the hands of one member, in a transaction of its own."""
        account_id, key = self.signers[holder_id]
        with transaction():
            account = db.session.get_one(Account, account_id)
            yield open_case(self.reference, account, key), account

    def live(self, readers: list[UUID]) -> None:
        """One case from its submission to its end."""
        with timed(self.times, "submit"):
            self.reference = submit()
        first, at = readers[0], clock.now()
        with timed(self.times, "acknowledge"), self.opened(first) as (opened, by):
            acknowledge_case(opened, "We have it.", by=by, at=at)
        with timed(self.times, "message"), self.opened(first) as (opened, by):
            write_to_complainant(opened, "On which day was it?", by=by, at=at)
        with timed(self.times, "decide"):
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
        with timed(self.times, "answer"), self.opened(first) as (opened, by):
            answer_case(opened, received_and_looked_into(), by=by, at=at)
        with timed(self.times, "close"), self.opened(first) as (opened, by):
            close_case(opened.case, by=by, at=at)


def work(lives: int) -> None:
    """Say that all is warm, wait for a line, live so many lives, print what each step took."""
    settings = config.read_settings()
    ready = Ready.read(settings.instance_folder)
    with create_app(settings).app_context():
        bench = Bench(ready.signers)
        for _ in range(WARM):
            bench.live(ready.readers)
        bench.times = {step: [] for step in STEPS}
        print("warm", flush=True)
        sys.stdin.readline()
        for _ in range(lives):
            bench.live(ready.readers)
    print(json.dumps(bench.times), flush=True)


def side_by_side(site: dict[str, str], processes: int, lives: int) -> Lived:
    """Several processes that begin together, and the lives that they lived until the last ended."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.lives", str(lives)],
            cwd=ROOT, env={**os.environ, **site}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(processes)
    ]  # fmt: skip
    for each in workers:
        if each.stdout is None or each.stdout.readline() != "warm\n":
            raise RuntimeError("A process did not begin.")
    began = time.perf_counter()
    for each in workers:
        if each.stdin is not None:
            each.stdin.write("\n")
            each.stdin.flush()
    found = [json.loads(each.communicate()[0]) for each in workers]
    spent = time.perf_counter() - began
    times = {step: [one for each in found for one in each[step]] for step in STEPS}
    return Lived(processes * lives / spent, times)


def in_pages(site: dict[str, str], lives: int) -> Lived:
    """One life after another through a server."""
    folder = Path(site["CANDOUR_INSTANCE"])
    times: Times = {step: [] for step in STEPS}
    cookies = Ready.read(folder).cookies
    with web_server("wsgi:app", site, folder / "portal.log") as portal:
        load.run(portal.address, whole_life(cookies, times), connections=1, rounds=2)
        times.update({step: [] for step in STEPS})
        outcome = load.run(portal.address, whole_life(cookies, times), connections=1, rounds=lives)
    if outcome.errors:
        raise RuntimeError(f"{len(outcome.errors)} lives did not end: {outcome.errors[0]}")
    return Lived(outcome.rate, times)


def lines(url: str, *, quick: bool) -> list[Line]:
    """A whole life beside what has ended, and keys for a new member."""
    ended, lives, open_cases = (ENDED // 20, 50, OPEN // 5) if quick else (ENDED, LIVES, OPEN)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        site = site_of(folder, url)
        in_its_own_process(site, "ready", str(ended), "0")
        services = side_by_side(site, AT_ONCE, lives)
        pages = in_pages(site, lives // 10)
        in_its_own_process(site, "drop")
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        handed = handing_over(site_of(folder, url), open_cases)
    is_wanted = not url.startswith("sqlite") and url != ""
    return [
        Line(
            f"whole lives of a case beside {ended:,}, {AT_ONCE} processes at once",
            f"{services.rate:.0f} a second",
            f">= {WANTED} a second" if is_wanted else "",
            not is_wanted or services.rate >= WANTED,
        ),
        Line("    95 % of the steps took less than", services.slowest, "", met=True),
        Line("    through pages, one after another", f"{pages.rate:.1f} a second", "", met=True),
        Line("    95 % of the steps took less than", pages.slowest, "", met=True),
        handed,
    ]


if __name__ == "__main__":
    work(int(sys.argv[1]))
