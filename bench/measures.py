"""Two things measured in turn, and what became of each measurement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles

from bench import flows, load
from bench.load import Known, Opening, Outcome
from bench.servers import WebServer
from bench.stage import RELEASE

REPORT, MANY = f"/reports/{RELEASE}", 1000
AT_LEAST, AT_MOST = "at least", "at most"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    measured: str
    wanted: str
    met: bool
    by_processor: str = ""
    """The same ratio by processor time of the web server: what a busy machine changes least."""


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    seconds: float
    rounds: int


@dataclass(frozen=True)
class Side:
    """One of the two things that are compared."""

    server: WebServer
    make: Callable[[Known], load.Flow]
    connections: int
    opening: Opening | None = None


@dataclass
class Turns:
    """What the turns of one side showed."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    all_times: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def take(self, side: Side, count: int) -> None:
        """Measure once more."""
        before = side.server.processor_seconds()
        outcome = _run(side, count)
        spent = side.server.processor_seconds() - before
        self.rates.append(outcome.rate)
        self.times.append(median(outcome.times) if outcome.times else float("inf"))
        self.all_times += outcome.times
        self.processor.append(spent / max(outcome.rounds, 1))
        self.errors += outcome.errors


def in_turns(sides: list[Side], effort: Effort) -> list[Turns]:
    """Measure each side once, then each again, and so on."""
    turns = [Turns() for _ in sides]
    counts = []
    for side, kept in zip(sides, turns, strict=True):
        # Thrown away: the first fills what is kept, the second tells how many fit into the time.
        kept.errors += _run(side, max(10, 2 * side.connections)).errors
        first = _run(side, max(10, 2 * side.connections))
        kept.errors += first.errors
        counts.append(max(10, 2 * side.connections, int(first.rate * effort.seconds)))
    for _ in range(effort.rounds):
        for side, kept, count in zip(sides, turns, counts, strict=True):
            kept.take(side, count)
    return turns


def pages(bare: WebServer, portal: WebServer, effort: Effort) -> list[Line]:
    """The pages that most people read, against a page that says nothing."""
    found = []
    for name, path, wanted in (("front page", "/", 0.60), ("report page", REPORT, 0.70)):
        sides = [Side(bare, flows.read("/"), 8), Side(portal, flows.read(path), 8)]
        first, second = in_turns(sides, effort)
        found.append(_rate_line(f"{name}, of a bare page's rate", first, second, wanted))
    return found + files(portal, effort) + [_many_at_once(portal)]


def files(portal: WebServer, effort: Effort) -> list[Line]:
    """The files of a report, against a static file of the same server."""
    found = []
    for name in ("indicators.csv", "indicators.ods", "report.pdf"):
        sides = [
            Side(portal, flows.read("/static/candour.css"), 8),
            Side(portal, flows.read(f"{REPORT}/{name}"), 8),
        ]
        first, second = in_turns(sides, effort)
        found.append(_rate_line(f"{name}, of a static file's rate", first, second, 0.80))
    return found


def _many_at_once(portal: WebServer) -> Line:
    """Everybody at once, each over a connection of their own."""
    outcome = _run(Side(portal, flows.read(REPORT), MANY), 4 * MANY)
    wrong = outcome.errors
    shown = f"{len(wrong)} errors{f' ({wrong[0]})' if wrong else ''}, {outcome.rate:.0f} a second"
    return Line(f"report page, {MANY:,} readers at once", shown, "0 errors", not wrong)


def submissions(bare: WebServer, portal: WebServer, effort: Effort, codes: list[str]) -> list[Line]:
    """A whole submission against a form that stores one row; keeps the codes of the receipts."""
    found = []
    for connections in (1, 8, 64):
        sides = [
            Side(bare, flows.say_something, connections),
            Side(portal, flows.report_missed_visit(codes), connections),
        ]
        first, second = in_turns(sides, effort)
        what = f"submission, {connections} connections, of a bare one's rate"
        found.append(_rate_line(what, first, second, 0.25))
        wrong = first.errors + second.errors
        shown = f"{len(wrong)} ({wrong[0]})" if wrong else "0"
        found.append(Line(f"    errors, {connections} connections", shown, "0", not wrong))
    return found


def look_ups(bare: WebServer, portal: WebServer, effort: Effort, codes: list[str]) -> list[Line]:
    """From the code of a receipt to its page; and beside it codes that lead nowhere."""
    typed = partial(Side, portal, connections=1, opening=flows.ask_for_code)
    kinds = {
        "right code": typed(flows.type_code(flows.in_turn(codes[-200:]), 200)),
        "unknown code": typed(flows.type_code(flows.in_turn([_another(codes[0])]), 422)),
        "no code at all": typed(flows.type_code(flows.in_turn(["not this"]), 422)),
    }
    page, *turns = in_turns([Side(bare, flows.read("/"), 1), *kinds.values()], effort)
    right = turns[0]
    times = [b / a for a, b in zip(page.times, right.times, strict=True)]
    spent = median(right.processor) / max(median(page.processor), 1e-9)
    ratio, met = median(times), median(times) < 6
    wrong = [error for each in turns for error in each.errors]
    lines = [
        Line("receipt look-up, times a bare page", f"{ratio:.2f}", "< 6", met, f"{spent:.2f}"),
        Line("    errors", str(len(wrong)), "0", not wrong),
    ]
    lines += [
        Line(f"    {kind}: 10, 50, 90, 99 %", _distribution(each), "", met=True)
        for kind, each in zip(kinds, turns, strict=True)
    ]
    return lines


def _rate_line(what: str, bare: Turns, portal: Turns, wanted: float) -> Line:
    ratio = median(b / a for a, b in zip(bare.rates, portal.rates, strict=True) if a)
    spent = median(portal.processor)
    by_processor = f"{median(bare.processor) / spent:.1%}" if spent else "-"
    rates = f"{median(portal.rates):.0f} of {median(bare.rates):.0f} a second"
    measured = f"{ratio:.1%} ({rates})"
    return Line(what, measured, f">= {wanted:.0%}", ratio >= wanted, by_processor)


def _distribution(turns: Turns) -> str:
    cuts = quantiles(turns.all_times, n=100, method="inclusive")
    return ", ".join(f"{cuts[at] * 1000:.1f}" for at in (9, 49, 89, 98)) + " ms"


def _another(code: str) -> str:
    """A code that is written like one and was never given out."""
    return code[:-4] + ("2222" if code[-4:] != "2222" else "3333")


def _run(side: Side, count: int) -> Outcome:
    return load.run(
        side.server.address,
        side.make,
        connections=side.connections,
        rounds=count,
        opening=side.opening,
    )


def submit_some(portal: WebServer, codes: list[str]) -> None:
    """A few submissions, for the codes of their receipts."""
    _run(Side(portal, flows.report_missed_visit(codes), 4), 60)
