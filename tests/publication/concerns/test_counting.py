"""Which cases count where: rules on plain values."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.cases import cases_of
from audit.coops import Coop
from portal.cases.counting.facts import (
    CaseFacts,
    ClockFacts,
    Ending,
    PromiseFacts,
    Stay,
    left_on,
    stays_of,
)
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind
from portal.cases.findings import Finding
from portal.cases.subjects import GROUPS, NO_CONCERN
from portal.cases.workflow import CaseKind
from portal.publication.concerns.counting import (
    HEADINGS,
    case_counts,
    first_day_of,
    headings_of,
    last_day_of,
)
from portal.publication.disclosure.attacker import audit
from portal.publication.disclosure.drafting import Draft
from portal.publication.disclosure.instances import Instance
from portal.publication.disclosure.lattice import declared, quarters_before
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.running import add_running

RECEIVED = date(2026, 8, 3)
YEAR = quarters_before("2026-Q4", 4)


def day(number: int) -> date:
    """So many days after the case was received."""
    return RECEIVED + timedelta(days=number)


def test_a_case_is_open_from_its_receipt_until_nobody_waits() -> None:
    stays = stays_of(
        RECEIVED,
        [
            (EventKind.RECEIVED, RECEIVED),
            (EventKind.REFERRED, day(4)),
            (EventKind.CLOSED, day(9)),
            (EventKind.REOPENED, day(20)),
            (EventKind.REOPENED, day(30)),
            (EventKind.WITHDRAWN, day(40)),
        ],
    )

    # Closed after it was passed on, and opened again before it was closed, change nothing.
    assert stays == [
        Stay(RECEIVED, day(4), Ending.REFERRED),
        Stay(day(20), day(40), Ending.WITHDRAWN),
    ]
    assert [left_on(stays, stage=stage) for stage in (1, 2, 3)] == [day(4), day(40), day(40)]


@pytest.mark.parametrize(
    ("met", "left", "counts", "in_time", "overdue"),
    [
        (day(5), None, True, True, False),
        (day(10), None, True, True, False),
        (day(11), None, True, False, True),
        (day(30), None, True, False, True),
        (None, None, True, False, True),
        # Withdrawn before its day: nobody waited when it came.
        (None, day(9), False, False, False),
        # Withdrawn after its day: it was late, and for a while overdue.
        (None, day(12), True, False, True),
    ],
)
def test_a_clock_is_in_time_late_or_not_owed(
    met: date | None, left: date | None, counts: bool, in_time: bool, overdue: bool
) -> None:
    clock = ClockFacts(DeadlineKind.ANSWER, day(10), met, left)

    assert (clock.counts, clock.is_in_time) == (counts, in_time)
    assert clock.is_overdue_at(day(10)) is overdue
    assert not clock.is_overdue_at(day(9))
    assert not clock.is_overdue_at(day(40)) or (met is None and left is None)


def test_a_promise_is_kept_late_or_left_undone() -> None:
    kept, late, never = (PromiseFacts(day(10), done) for done in (day(10), day(11), None))

    assert [each.is_in_time for each in (kept, late, never)] == [True, False, False]
    # On its day a promise is overdue at midnight: nobody did it by then.
    assert [each.is_overdue_at(day(10)) for each in (kept, late, never)] == [False, True, True]
    assert [each.is_overdue_at(day(9)) for each in (kept, late, never)] == [False] * 3
    assert [each.is_overdue_at(day(40)) for each in (kept, late, never)] == [False, False, True]
    # Of a case that was deleted late stays late, and nobody waits.
    assert not never._replace(is_gone=True).is_overdue_at(day(40))


def promised(*done: date | None) -> CaseFacts:
    """A concern after which something was promised for the tenth day, once for each of these."""
    stay = Stay(RECEIVED, day(1), Ending.RESOLVED)
    promises = [PromiseFacts(day(10), each) for each in done]
    return CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [stay], promises=promises)


def test_promises_are_counted_by_their_day_and_told_with_the_year() -> None:
    facts = [promised(day(10), day(200)), promised(None), promised()]

    counts = case_counts(facts, YEAR)

    found = [counts.of("promises", value, "2026-Q3") for value in ("due", "in_time", "late")]
    assert found == [3, 1, 2]
    assert counts.unkept["2026-Q3"] == counts.unkept["2026-Q4"] == {"2026-Q3": 2}
    assert counts.unkept["2026-Q2"] == {}
    known = known_to_whoever_told(*facts)
    name = "promises|year to 2026-Q3|clock={}"
    assert [each.get(name.format("due")) for each in known] == [2, 1, None]
    assert [each.get(name.format("late")) for each in known] == [1, 1, None]


def test_that_a_promise_was_not_kept_is_told_of_enough_people_alone() -> None:
    def told(*, is_unsafe: bool) -> set[str]:
        draft = Draft({})
        add_running(
            draft, case_counts([promised(None)], YEAR), new={"2026-Q4"}, is_unsafe=is_unsafe,
            lattice=declared(), rules=Protection(),
        )  # fmt: skip
        return {cell.id for cell in draft.instance(()).cells if cell.id.endswith("|2026-Q4|all")}

    assert {"overdue|2026-Q4|all", "unkept|2026-Q4|all"} <= told(is_unsafe=False)
    assert "unkept|2026-Q4|all" not in told(is_unsafe=True)


def test_a_concern_counts_once_in_the_total_and_once_under_each_heading() -> None:
    case = CaseFacts(
        CaseKind.CONCERN, ["VIS-MISS", "VIS-LATE", "MED-LATE"], RECEIVED, [Stay(RECEIVED)]
    )

    counts = case_counts([case, case], YEAR)

    assert counts.of("concerns", "all", "2026-Q3") == 2
    assert counts.of("concerns", "visits", "2026-Q3") == 2
    assert counts.of("concerns", "care", "2026-Q3") == 2
    assert counts.of("concerns", "told", "2026-Q3") == 0
    assert counts.stock == {"2026-Q1": 0, "2026-Q2": 0, "2026-Q3": 2, "2026-Q4": 2}
    assert counts.of("flow", "brought_forward", "2026-Q4") == 2


def test_praise_is_counted_as_praise_and_no_clock_of_it() -> None:
    clock = ClockFacts(DeadlineKind.ACKNOWLEDGE, day(3), None, None)
    thanks = CaseFacts(CaseKind.PRAISE, ["PRA-TEAM"], RECEIVED, [Stay(RECEIVED)], [clock])

    counts = case_counts([thanks], YEAR)

    assert counts.of("voices", "praise", "2026-Q3") == 1
    assert (
        sum(sum(by.values()) for place, by in counts.counted.items() if place[1] != "praise") == 0
    )


def test_who_went_to_the_body_outside_counts_on_the_day_on_which_it_was_written_down() -> None:
    case = CaseFacts(
        CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [Stay(RECEIVED)],
        outside_on=[day(1), day(70)],
    )  # fmt: skip
    thanks = replace(case, kind=CaseKind.PRAISE)

    counts = case_counts([case, case, thanks], YEAR)

    assert counts.of("outside", "known", "2026-Q3") == 2
    assert counts.of("outside", "known", "2026-Q4") == 2
    assert counts.of("concerns", "all", "2026-Q4") == 0, "it changes nothing of the case"


@pytest.mark.parametrize("ending", Ending)
def test_who_told_us_twice_is_among_those_that_left_and_counted_apart(ending: Ending) -> None:
    stay = Stay(RECEIVED, day(9), ending)

    counts = case_counts([CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [stay])], YEAR)

    twice = counts.of("leaving", "told_twice", "2026-Q3")
    assert twice == (ending is Ending.TOLD_TWICE)
    assert twice <= counts.of("flow", "left", "2026-Q3")


def test_every_subject_has_a_heading() -> None:
    known = {group for groups in HEADINGS.values() for group in groups}

    assert known == {group.code for group in GROUPS} - NO_CONCERN
    assert headings_of([]) == headings_of(["NEW-THING"]) == ["other"]
    assert (first_day_of("2026-Q4"), last_day_of("2026-Q4")) == (
        date(2026, 10, 1), date(2026, 12, 31),
    )  # fmt: skip


@given(st.integers(0, 10_000), st.integers(8, 60), st.integers(1, 15))
def test_what_came_is_what_went_and_what_is_still_there(
    seed: int, people: int, months: int
) -> None:
    """The stock-flow identity of KO41a, quarter by quarter, and from one to the next."""
    quarters = quarters_before("2025-Q2", 8)

    counts = case_counts(cases_of(Coop(people, 8, months, 2, seed)), quarters)

    for quarter in quarters:
        came = counts.of("concerns", "all", quarter) + sum(
            counts.of("flow", step, quarter) for step in ("brought_forward", "reopened")
        )
        went = sum(counts.of("flow", step, quarter) for step in ("resolved", "left"))
        assert came == went + counts.stock[quarter]
    for earlier, later in pairwise(quarters):
        assert counts.of("flow", "brought_forward", later) == counts.stock[earlier]


@given(st.integers(0, 10_000), st.integers(8, 60))
def test_everything_that_everybody_knows_of_the_counts_is_true(seed: int, people: int) -> None:
    """A relation that the truth breaks would make the attacker's problem empty, and look safe."""
    quarters = quarters_before("2024-Q4", 8)
    draft = Draft({})
    cases = case_counts(cases_of(Coop(people, 8, 12, 2, seed)), quarters)

    insiders = add_running(
        draft, replace(cases, own=cases.own[:2]),
        new={"2024-Q4"}, is_unsafe=False, lattice=declared(), rules=Protection(),
    )  # fmt: skip

    instance = draft.instance(insiders)
    for relation in instance.relations:
        value = sum(size * instance.cell(name).value for name, size in relation.terms.items())
        assert value == relation.equals
    for cell in instance.cells:
        assert max(0, cell.lower) <= cell.value <= cell.upper
    for insider in instance.insiders:
        assert all(known.interval.lower > 0 for known in insider.knows)


def known_to_whoever_told(*facts: CaseFacts) -> list[dict[str, float]]:
    """What each of them knows at least of each count that ends with 2026-Q3, by its name."""
    draft = Draft({})
    insiders = add_running(
        draft, case_counts(facts, YEAR[:3]), new={"2026-Q3"}, is_unsafe=False,
        lattice=declared(), rules=Protection(),
    )  # fmt: skip
    instance = draft.instance(insiders)
    return [{k.cell: k.interval.lower for k in i.knows} for i in instance.insiders]


def test_whoever_told_of_a_case_knows_where_it_counts_and_where_it_does_not() -> None:
    waits = CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [Stay(RECEIVED)])
    thanks = CaseFacts(CaseKind.PRAISE, ["PRA-TEAM"], RECEIVED, [])

    # Three who know the same are one attacker.
    concern, praise = known_to_whoever_told(waits, waits, thanks, waits)

    assert concern.items() >= {
        "concerns|2026-Q3|subject=all": 1, "concerns|2026-Q3|subject=visits": 1,
        "concerns|year to 2026-Q3|subject=visits": 1,
        "flow|year to 2026-Q3|step=carried_forward": 1,
        "without concerns|2026-Q3|subject=care": 1,
    }.items()  # fmt: skip
    assert "concerns|2026-Q3|subject=care" not in concern
    assert praise == {"voices|2026-Q3|said=praise": 1, "voices|year to 2026-Q3|said=praise": 1}


def test_few_outcomes_and_nearly_always_the_same_are_hidden() -> None:
    def ended(outcome: Finding, number: int) -> list[CaseFacts]:
        stay = Stay(RECEIVED, day(9), Ending.RESOLVED)
        one = CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [stay], (), outcome)
        return [one] * number

    def shown(facts: list[CaseFacts]) -> set[str]:
        draft = Draft({})
        add_running(
            draft, case_counts(facts, YEAR), new={"2026-Q4"}, is_unsafe=False,
            lattice=declared(), rules=Protection(),
        )  # fmt: skip
        primaries = draft.instance(()).primaries
        return {
            name.rpartition("=")[2]
            for unit in draft.units
            for name in unit.cells
            if name.startswith("outcomes|") and name not in primaries
        }

    upheld, not_upheld = Finding.UPHELD, Finding.NOT_UPHELD
    assert shown(ended(upheld, 5) + ended(not_upheld, 4)) == set()
    assert shown(ended(upheld, 60) + ended(not_upheld, 5)) == set()
    # Fewer than five are hidden, and so is none: whoever reads [c] cannot tell them apart.
    assert shown(ended(upheld, 8) + ended(not_upheld, 5)) == {"all", "upheld", "not_upheld"}


def answered(number: int, *, met_on: date | None) -> list[CaseFacts]:
    """So many concerns that were due an answer on the tenth day."""
    clock = ClockFacts(DeadlineKind.ANSWER, day(10), met_on, met_on)
    stay = Stay(RECEIVED, met_on, Ending.RESOLVED if met_on else None)
    return [CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [stay], [clock])] * number


def test_that_an_answer_was_overdue_is_attacked_with_the_counts() -> None:
    def hidden_late(late: list[CaseFacts]) -> tuple[Instance, set[str], str]:
        draft = Draft({})
        counts = case_counts(answered(18, met_on=day(9)) + late, YEAR)
        add_running(
            draft, counts, new={"2026-Q4"}, is_unsafe=False, lattice=declared(), rules=Protection()
        )
        instance = draft.instance(())
        return instance, set(instance.primaries), "answers|year to 2026-Q4|clock=late"

    # Of 20 due 20 were in time, both rounded: from none to four may be late.
    told, hidden, late = hidden_late(answered(2, met_on=day(11)))
    assert audit(told, hidden).is_safe

    # That at least one is overdue takes none away, and what is left is surely one to four.
    told, hidden, late = hidden_late(answered(2, met_on=None))
    assert late in hidden
    assert late in {finding.cell for finding in audit(told, hidden).breaches}
    pattern = protect(told)
    assert pattern.secondary and audit(told, pattern.hidden).is_safe


def gone_outside(number: int) -> list[CaseFacts]:
    """So many concerns of which it is known that they went to the body outside."""
    case = CaseFacts(
        CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [Stay(RECEIVED)], outside_on=[day(20)]
    )
    return [case] * number


def told_twice(number: int, *, others: int) -> list[CaseFacts]:
    """So many that were told twice, beside others that were withdrawn."""
    endings = [Ending.TOLD_TWICE] * number + [Ending.WITHDRAWN] * others
    return [
        CaseFacts(CaseKind.CONCERN, ["VIS-MISS"], RECEIVED, [Stay(RECEIVED, day(9), each)])
        for each in endings
    ]


def table_of(facts: list[CaseFacts]) -> Instance:
    """The running year of these, with those who told them as attackers."""
    draft = Draft({})
    insiders = add_running(
        draft, case_counts(facts, YEAR), new={"2026-Q4"}, is_unsafe=False,
        lattice=declared(), rules=Protection(),
    )  # fmt: skip
    return draft.instance(insiders)


OUTSIDE = "outside|year to 2026-Q4|body=known"
TWICE = "leaving|year to 2026-Q4|why=told_twice"


@pytest.mark.parametrize("number", [0, 1, 4, 5, 12])
def test_how_many_went_outside_is_told_of_five_or_more_alone_and_stands_the_attack(
    number: int,
) -> None:
    table = table_of(gone_outside(number) + answered(20, met_on=day(9)))

    pattern = protect(table)

    assert (OUTSIDE in pattern.hidden) is (number < 5)
    assert audit(table, pattern.hidden).is_safe


@pytest.mark.parametrize(("number", "others"), [(0, 6), (2, 6), (4, 1), (5, 0), (7, 9)])
def test_how_many_told_us_twice_is_attacked_with_how_many_left(number: int, others: int) -> None:
    table = table_of(told_twice(number, others=others) + answered(20, met_on=day(9)))

    pattern = protect(table)

    assert number >= 5 or TWICE in pattern.hidden
    assert audit(table, pattern.hidden).is_safe


def test_every_attacker_knows_that_no_more_told_us_twice_than_left() -> None:
    table = table_of(told_twice(5, others=2) + answered(20, met_on=day(9)))

    known = [relation.terms for relation in table.relations]

    for quarter in YEAR:
        bound = {
            f"leaving|{quarter}|why=told_twice": 1,
            f"left once told|{quarter}": 1,
            f"flow|{quarter}|step=left": -1,
        }
        assert bound in known
