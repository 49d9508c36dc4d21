"""Measures how long the worker looks at clocks: many open cases, and as many again that ended.

The rows are written without content: the worker reads none. One pass in which nothing is due, one
in which a good part is, and the first again beside the ended ones.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench import stage
from bench.measures import Line
from portal import config
from portal.app import create_app
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.calls import next_call
from portal.cases.deadlines import DeadlineKind, SetBy, due_at_receipt
from portal.cases.models import Case, Deadline
from portal.cases.routing.table import CaseType
from portal.cases.rule_packs import find_pack
from portal.cases.standing.standings import Standing
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import Model, db, new_id, transaction, write_rows
from portal.vault.models import Safe

OPEN, QUICK, MOST = 100_000, 20_000, 10.0
PACK = "ENG-LA-2009"
FIRST, DAYS, BATCH = date(2026, 10, 1), 35, 5_000
QUIET, BUSY = datetime(2026, 11, 9, 12, tzinfo=UTC), datetime(2027, 3, 27, 12, tzinfo=UTC)


def fill(cases: int, status: CaseStatus) -> None:
    """Write so many cases with their clocks, received over five weeks."""
    ended = status is CaseStatus.WITHDRAWN
    for first in range(0, cases, BATCH):
        safes, rows, clocks = [], [], []
        for number in range(first, min(first + BATCH, cases)):
            on = FIRST + timedelta(days=number % DAYS)
            safe_id, case_id = new_id(), new_id()
            safes.append({"id": safe_id, "epoch": 1, "made_on": on})
            rows.append(_case(case_id, safe_id, on, status))
            clocks += _clocks(case_id, on, ended=ended)
        with transaction():
            write_rows(Safe, safes)
            write_rows(Case, rows)
            write_rows(Deadline, clocks)


def _case(case_id: Any, safe_id: Any, on: date, status: CaseStatus) -> dict[str, Any]:
    sealed = dict.fromkeys(("telling", "home_code", "contact", "exclusions"), b"-")
    return {
        "id": case_id, "reference": case_id.hex, "kind": CaseKind.CONCERN, "area": "",
        "case_type": CaseType.CONCERN, "severity": 2, "standing": Standing.ELIGIBLE_COMPLAINANT,
        "ended_on": on if status is CaseStatus.WITHDRAWN else None,
        "language": "en", "rule_pack": PACK, "stage": 1, "status": status, "received_on": on,
        "wants_letters": False, "safe_id": safe_id, **sealed,
    }  # fmt: skip


def _clocks(case_id: Any, on: date, *, ended: bool) -> list[dict[str, Any]]:
    pack, rows = find_pack(PACK), []
    for due in due_at_receipt(pack, 1, on):
        met = on if ended or due.kind is DeadlineKind.ACKNOWLEDGE else None
        after = next_call(due.kind, due.due_on, last=None, today=on, nation=pack.nation)
        rows.append(
            {
                "case_id": case_id, "stage": 1, "kind": due.kind, "starts_on": due.starts_on,
                "due_on": due.due_on, "met_on": met, "set_by": SetBy.RULE,
                "call_on": after[1] if after and met is None else None,
            }
        )  # fmt: skip
    return rows


def seconds(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns, and how long it took by the clock on the wall."""
    before = time.perf_counter()
    found = work()
    return found, time.perf_counter() - before


def one(cases: str) -> None:
    """Measure in this process, and print what was found as the last line."""
    stage.make()
    with create_app(config.settings()).app_context():
        db.session.remove()
        fill(int(cases), CaseStatus.ACKNOWLEDGED)
        _none, quiet = seconds(lambda: look_at_clocks(QUIET))
        due, busy = seconds(lambda: look_at_clocks(BUSY))
        fill(int(cases), CaseStatus.WITHDRAWN)
        _none, beside = seconds(lambda: look_at_clocks(BUSY))
        Model.metadata.drop_all(db.engine)
    print(json.dumps({"quiet": quiet, "due": due, "busy": busy, "beside": beside}))


def lines(url: str, cases: int) -> list[Line]:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as instance:
        done = subprocess.run(
            [sys.executable, "-m", "bench.clock_rows", str(cases)],
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
            f"look at the clocks of {cases:,} open cases, {found['due']:,} steps due",
            f"{found['busy']:.1f} s",
            f"< {MOST:.0f} s",
            found["busy"] < MOST,
        ),
        Line(
            "    nothing due",
            f"{found['quiet'] * 1000:.0f} ms; beside as many that ended"
            f" {found['beside'] * 1000:.0f} ms",
            "the same",
            found["beside"] < max(2 * found["quiet"], 0.1),
        ),
    ]


if __name__ == "__main__":
    one(*sys.argv[1:])
