"""Measures the queue of a member, against a page that says nothing, beside few and many cases."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from bench import flows
from bench.case_rows import OPEN, Ready, in_its_own_process, site_of
from bench.measures import Effort, Line, Side, in_turns
from bench.servers import WebServer, web_server

MOST_TIMES: Final = 5
FEW, MANY = 10_000, 100_000


class Queue(NamedTuple):
    """How many bare pages one page of the queue costs: by time, and by the processor's."""

    ratio: float
    spent: float
    errors: list[str]


def lines(bare: WebServer, addresses: list[str], effort: Effort, *, quick: bool) -> list[Line]:
    """The queue beside few and beside many cases; an empty database for each."""
    sizes = (FEW, MANY // 5) if quick else (FEW, MANY)
    found = [
        _measured(bare, address, effort, cases)
        for cases, address in zip(sizes, addresses, strict=True)
    ]
    few, many = (each.ratio for each in found)
    rows = [
        Line(
            f"queue of {OPEN:,} open cases of {cases:,}, times a bare page",
            f"{each.ratio:.2f}",
            f"< {MOST_TIMES}",
            each.ratio < MOST_TIMES and not each.errors,
            f"{each.spent:.2f}",
        )
        for cases, each in zip(sizes, found, strict=True)
    ]
    same = Line("    the many of the few", f"{many / few:.2f}", "< 1.3", many / few < 1.3)
    return [*rows, same]


def _measured(bare: WebServer, address: str, effort: Effort, cases: int) -> Queue:
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        site = site_of(folder, address)
        in_its_own_process(site, "ready", str(cases), str(OPEN))
        cookie = Ready.read(Path(folder)).cookies[0]
        with web_server("wsgi:app", site, Path(folder) / "portal.log") as portal:
            sides = [
                Side(bare, flows.read("/"), 1),
                Side(portal, flows.read("/cases/", cookie), 1),
            ]
            page, queue = in_turns(sides, effort)
    ratio = median(b / a for a, b in zip(page.times, queue.times, strict=True))
    spent = median(queue.processor) / max(median(page.processor), 1e-9)
    return Queue(ratio, spent, page.errors + queue.errors)
