"""Which counts of cases are published, and in which quarter each case counts.

Received counts on the day of receipt; a clock or a promise on the day it was due; an outcome, the
record beside it and a dispute on the day the case ended. Source: NHS Digital, KO41a, for counting a
case once in the total and once under each subject.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from portal.cases.counting.facts import RESOLVED, CaseFacts, ClockFacts, Ending
from portal.cases.deadlines import DeadlineKind
from portal.cases.findings import Finding, NoAccessDispute
from portal.cases.workflow import CaseKind
from portal.publication.disclosure.lattice import months_of, quarter_of
from portal.publication.disclosure.running import CaseCounts, Place
from portal.visits.figures.periods import Period

# Headings of the lattice, each with the groups of subjects that are published under it: in a small
# co-operative fewer headings say more.
HEADINGS: dict[str, tuple[str, ...]] = {
    "visits": ("VIS",),
    "care": ("CAR", "MED", "CON", "PLN"),
    "conduct": ("ATT", "DIG", "SAF", "SEC"),
    "told": ("COM", "ORG"),
    "other": ("FIN", "OTH"),
}
CONCERNS = frozenset({CaseKind.CONCERN, CaseKind.MISSED_VISIT})
"""Thanks are counted apart, and who asks what is held about them raises no concern."""
_HEADING_OF = {group: heading for heading, groups in HEADINGS.items() for group in groups}
_OUTCOMES = {
    Finding.UPHELD: "upheld",
    Finding.PARTIALLY_UPHELD: "partially_upheld",
    Finding.NOT_UPHELD: "not_upheld",
}
_CLOCKS = {DeadlineKind.ACKNOWLEDGE: "acknowledgements", DeadlineKind.ANSWER: "answers"}


def case_counts(facts: Iterable[CaseFacts], quarters: Sequence[str]) -> CaseCounts:
    """What is counted of all cases, and of each, in quarters that follow one another."""
    every = list(facts)
    return replace(_counted(every, quarters), own=[_counted([case], quarters) for case in every])


def _counted(facts: Iterable[CaseFacts], quarters: Sequence[str]) -> CaseCounts:
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    concerns: list[CaseFacts] = []
    for case in facts:
        if case.kind is CaseKind.PRAISE:
            found[Place("voices", "praise")][_quarter(case.received_on)] += 1
        if case.kind not in CONCERNS:
            continue
        concerns.append(case)
        for place, on in _places(case):
            found[place][_quarter(on)] += 1
    stock = {quarter: _open_at(last_day_of(quarter), concerns) for quarter in quarters}
    if quarters:
        before = first_day_of(quarters[0]) - timedelta(days=1)
        found[Place("flow", "brought_forward")][quarters[0]] = _open_at(before, concerns)
    for earlier, quarter in pairwise(quarters):
        found[Place("flow", "brought_forward")][quarter] = stock[earlier]
    overdue, unkept = _overdue(concerns, quarters), _unkept(concerns, quarters)
    return CaseCounts(quarters, found, stock, overdue, unkept)


def first_day_of(quarter: str) -> date:
    """The day a quarter begins."""
    return Period.of_month(months_of(quarter)[0]).first_on


def last_day_of(quarter: str) -> date:
    """The day a quarter ends."""
    return Period.of_month(months_of(quarter)[2]).last_on


def _places(case: CaseFacts) -> Iterator[tuple[Place, date]]:
    """Where one concern counts, and on which day."""
    yield Place("concerns", "all"), case.received_on
    for heading in headings_of(case.subjects):
        yield Place("concerns", heading), case.received_on
    for stay in case.stays[1:]:
        yield Place("flow", "reopened"), stay.began_on
    for stay in case.stays:
        if stay.ended_on is not None:
            step = "resolved" if stay.ending in RESOLVED else "left"
            yield Place("flow", step), stay.ended_on
            if stay.ending is Ending.TOLD_TWICE:
                yield Place("leaving", "told_twice"), stay.ended_on
    for on in case.outside_on:
        yield Place("outside", "known"), on
    for on in case.not_resolved_on:
        yield Place("voices", "not_resolved"), on
    for on in case.worse_on:
        yield Place("voices", "worse"), on
    for on, said in case.put_right:
        yield Place("put_right", "all"), on
        yield Place("put_right", said.value), on
    for clock in case.clocks:
        if clock.counts:
            yield Place(_CLOCKS[clock.kind], "due"), clock.due_on
            yield Place(_CLOCKS[clock.kind], _kept(clock)), clock.due_on
    for promise in case.promises:
        yield Place("promises", "due"), promise.due_on
        yield Place("promises", "in_time" if promise.is_in_time else "late"), promise.due_on
    if case.ended_on is not None:
        for place in _results(case):
            yield place, case.ended_on


def _results(case: CaseFacts) -> Iterator[Place]:
    """What came of a concern that has ended."""
    outcome = _OUTCOMES.get(case.outcome) if case.outcome else None
    yield Place("outcomes", "all")
    yield Place("outcomes", outcome or "other")
    if case.record_match is not None:
        yield Place("records", "all")
        yield Place("records", case.record_match.value)
    if case.no_access_dispute in {NoAccessDispute.RAISED, NoAccessDispute.UPHELD}:
        yield Place("disputes", "raised")
    if case.no_access_dispute is NoAccessDispute.UPHELD:
        yield Place("disputes", "upheld")


def headings_of(subjects: Iterable[str]) -> list[str]:
    """Each heading that a concern touches, once; at least one."""
    groups = (subject.partition("-")[0] for subject in subjects)
    return sorted({_HEADING_OF.get(group, "other") for group in groups}) or ["other"]


def _overdue(concerns: Sequence[CaseFacts], quarters: Sequence[str]) -> dict[str, Counter[str]]:
    """Answers that somebody still waited for at the end of each quarter, past their day."""
    answers = [
        clock for case in concerns for clock in case.clocks if clock.kind is DeadlineKind.ANSWER
    ]
    return {
        quarter: Counter(
            _quarter(clock.due_on) for clock in answers if clock.is_overdue_at(last_day_of(quarter))
        )
        for quarter in quarters
    }


def _unkept(concerns: Sequence[CaseFacts], quarters: Sequence[str]) -> dict[str, Counter[str]]:
    """Promises that were past their day at the end of each quarter, and not done."""
    promises = [promise for case in concerns for promise in case.promises]
    return {
        quarter: Counter(
            _quarter(each.due_on) for each in promises if each.is_overdue_at(last_day_of(quarter))
        )
        for quarter in quarters
    }


def _open_at(day: date, concerns: Iterable[CaseFacts]) -> int:
    """How many concerns somebody waited for at the end of a day."""
    return sum(
        1
        for case in concerns
        for stay in case.stays
        if stay.began_on <= day and (stay.ended_on is None or stay.ended_on > day)
    )


def _kept(clock: ClockFacts) -> str:
    return "in_time" if clock.is_in_time else "late"


def _quarter(day: date) -> str:
    return quarter_of(day.isoformat()[:7])
