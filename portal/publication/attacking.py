"""What came of attacking the figures of a month, and what readers are told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.publication.disclosure.instances import Interval
from portal.publication.disclosure.meeting import Met
from portal.publication.disclosure.releasing import Judged
from portal.publication.disclosure.running import CaseCounts
from portal.publication.disclosure.shares import Share


class AttackOutcome(StrEnum):
    """What the attackers say. Only the first lets a release be signed."""

    SAFE = "safe"
    FOUND = "found"
    UNFINISHED = "unfinished"


class AttackNote(StrEnum):
    """What there is to say beside numbers. Never a name: what the solver says has pseudonyms."""

    NOTHING = ""
    NOT_SOLVED = "not_solved"
    """A problem was not solved, or the figures contradict each other."""
    NO_PROBLEM = "no_problem"
    """There was nothing to attack: nothing is known."""
    HIDDEN_WHOLE = "hidden_whole"
    """Nothing else could protect somebody, so every figure is hidden."""


class Assumption(StrEnum):
    """What the attackers were given, or were not."""

    EVERYBODY_KNOWS_WHO = "everybody_knows_who"
    EARLIER_RELEASES = "earlier_releases"
    ROUNDED_PARTS = "rounded_parts"
    STEADY_AND_NOT = "steady_and_not"
    OWN_PART = "own_part"
    TWO_DO_NOT_POOL = "two_do_not_pool"
    """What several know together was not tried."""
    EARLIER_GUESSED = "earlier_guessed"
    """A release from before there were attacks counts as if all had been shown that might be."""
    RECORDS_CHANGED = "records_changed"
    """A release told of records that are others now."""
    LEARNT_SINCE = "learnt_since"
    """Somebody who learnt more can tell others' hours better than is promised by what came out
    before. The release adds nothing to it."""


ALWAYS = (
    Assumption.EVERYBODY_KNOWS_WHO,
    Assumption.EARLIER_RELEASES,
    Assumption.ROUNDED_PARTS,
    Assumption.STEADY_AND_NOT,
    Assumption.OWN_PART,
    Assumption.TWO_DO_NOT_POOL,
)
"""What is taken for granted of every report."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a month's release is made and attacked from."""

    shares: Sequence[Share]
    month: str
    until: str
    """The newest month of which anything is published."""
    earlier: Mapping[str, Interval]
    """What other releases tell of each cell that they show."""
    changed: frozenset[str]
    """Periods whose records have changed since they were published."""
    was: Mapping[str, float] = field(default_factory=dict)
    """What was true of those cells when they were told, as far as it was kept."""
    assumed: tuple[Assumption, ...] = ALWAYS
    cases: CaseCounts = field(default_factory=CaseCounts)
    met: Met | None = None
    """The care workers whom people met in the last weeks; none where the records do not tell."""
    knew: frozenset[str] = frozenset()
    """The names of the releases that are out."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The report of an attack."""

    outcome: AttackOutcome
    attackers: int
    problems: int
    seconds: float
    narrowest: int | None
    """To the outsider the hours of every person and care worker could be anything within at least
    so wide an interval, in percent of the true hours."""
    found: int
    shown: int
    units: int
    note: AttackNote = AttackNote.NOTHING
    assumed: tuple[str, ...] = ALWAYS
    told: Mapping[str, Interval] = field(default_factory=dict)
    truth: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def findings_of(
    judged: Judged, *, seconds: float, assumed: Sequence[Assumption] = ALWAYS
) -> Findings:
    """The report on a release that was protected and attacked."""
    reports = list(judged.reports.values())
    found = sum(len(report.breaches) for report in reports)
    problems = sum(report.effort.problems for report in reports)
    outcome, note = AttackOutcome.SAFE, AttackNote.NOTHING
    if judged.note:
        note = AttackNote.HIDDEN_WHOLE
    if found:
        outcome = AttackOutcome.FOUND
    if not problems and not judged.unfinished:
        return nothing_attacked(assumed)
    if judged.unfinished or any(report.failure for report in reports):
        outcome, note = AttackOutcome.UNFINISHED, AttackNote.NOT_SOLVED
    return Findings(
        outcome,
        max((report.attackers for report in reports), default=0),
        problems,
        seconds,
        min(_widths(judged), default=None),
        found,
        judged.coverage.shown,
        judged.coverage.units,
        note,
        (*assumed, Assumption.LEARNT_SINCE) if judged.learnt_since else tuple(assumed),
        judged.told,
        judged.truth,
        judged.hidden,
    )


def nothing_attacked(assumed: Sequence[Assumption] = ALWAYS) -> Findings:
    """Nothing solved is nothing known: an attack without a single problem is none."""
    return Findings(
        AttackOutcome.UNFINISHED, 0, 0, 0.0, None, 0, 0, 0, AttackNote.NO_PROBLEM, tuple(assumed)
    )


def _widths(judged: Judged) -> Iterator[int]:
    for report in judged.reports.values():
        finding = report.narrowest
        if finding is not None:
            yield int(100 * (finding.upper - finding.lower) / abs(finding.true))


def about(number: int) -> int:
    """A number as it is told in public: to two digits, and never finer than to five.

    The exact number of attackers would be that of people and care workers.
    """
    step: int = max(5, 10 ** max(0, len(str(number)) - 2))
    return (number + step // 2) // step * step
