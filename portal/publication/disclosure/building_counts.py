"""Counts of one place: each with what it is a part of, and the rest that every reader subtracts."""

from portal.publication.disclosure.building_row import Row
from portal.publication.disclosure.drafting import PERSON, WORKER, insider_of
from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.lattice import Table
from portal.publication.disclosure.meeting import PEOPLE
from portal.publication.disclosure.primary import Amount, is_safe_part, is_safe_population
from portal.publication.disclosure.running import RUN


def add_counts(row: Row, table: Table) -> list[str]:
    """Add the counts of a table; the measures that were added."""
    added: list[str] = []
    for part in table.counts:
        whole = row.lattice.whole_of[part]
        amounts = row.amount(part), row.amount(whole)
        is_unsafe = not is_safe_population(amounts[1], row.rules)
        _add_count(row, part, amounts[0], is_unsafe=is_unsafe)
        added.append(part)
        if whole not in added:
            _add_count(row, whole, amounts[1], is_unsafe=is_unsafe)
            added.append(whole)
        _add_rest(row, part, whole, amounts[1].total - amounts[0].total)
        row.publishes(part, whole)
    return added


def add_levels(row: Row) -> None:
    """Tell how many visits there were, and to how many people.

    Who is cared for is known to everybody, so that their number is known exactly.
    """
    people = len(row.agreed().by_person)
    is_unsafe = not is_safe_population(row.agreed(), row.rules)
    name = row.draft.add_figure(
        Cell(
            row.name(PEOPLE), people, weight=row.weight, primary=is_unsafe, integer=True,
            lower=people, upper=people, base=row.lattice.base["count"],
        ),
        is_new=row.is_new,
    )  # fmt: skip
    if row.is_new:
        row.draft.publishes(name, name)
        row.draft.publishes(row.name("visits"), row.name("visits"))


def _add_rest(row: Row, part: str, whole: str, rest: int) -> None:
    small = row.rules.smallest_count
    name = row.draft.add(
        Cell(
            row.name(f"{whole} without {part}"), rest, integer=True, never_shown=True,
            run=RUN if 1 <= rest < small else 0, small=small - 1,
        )
    )  # fmt: skip
    row.draft.sums(row.name(whole), [row.name(part), name])


def _add_count(row: Row, measure: str, amount: Amount, *, is_unsafe: bool) -> None:
    is_small = 0 < amount.total < row.rules.smallest_count
    name = row.draft.add_figure(
        Cell(
            row.name(measure), amount.total, weight=row.weight,
            primary=is_unsafe or is_small or not is_safe_part(amount, row.rules),
            run=RUN if is_small else 0, integer=True, base=row.lattice.base["count"],
            small=row.rules.smallest_count - 1,
        ),
        is_new=row.is_new,
    )  # fmt: skip
    for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker)):
        for owner, own in parts.items():
            row.draft.knows(insider_of(kind, owner), name, min(own, amount.total))
