"""Hours of one place: agreed, delivered, at least and at most, and why some are lacking."""

from portal.publication.disclosure.building_row import Row
from portal.publication.disclosure.drafting import PERSON, WORKER, insider_of
from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.lattice import Table
from portal.publication.disclosure.people import LACKING, PROMISED, People
from portal.publication.disclosure.primary import (
    HOUR,
    Amount,
    is_safe_part,
    is_safe_population,
)


def add_hours(row: Row, table: Table, people: People) -> None:
    """Add what was agreed and delivered, each the sum of its persons' parts."""
    draft, whole, part = row.draft, row.lattice.whole, row.lattice.part
    agreed, delivered = row.agreed(), row.amount(part)
    is_hidden = not is_safe_population(agreed, row.rules)
    base = row.lattice.base[table.period]
    for measure, amount in ((whole, agreed), (part, delivered)):
        _add_figure(row, measure, amount, is_hidden=is_hidden, base=base)
    lacking = (agreed.total - delivered.total) / HOUR
    draft.add(Cell(row.name(LACKING), lacking, never_shown=True))
    for measure in (whole, part, LACKING):
        draft.sums(row.name(measure), people.parts[measure, row.period, row.place])
    row.publishes(part, whole)
    if table.bounds:
        _add_bounds(row, is_hidden=is_hidden, base=base)
    if table.levels and row.is_new:
        draft.publishes(row.name(whole), row.name(whole))
        draft.publishes(row.name(part), row.name(part))


def _add_figure(row: Row, measure: str, amount: Amount, *, is_hidden: bool, base: int) -> None:
    cell = Cell(
        row.name(measure), amount.total / HOUR, weight=row.weight, base=base,
        primary=is_hidden or not is_safe_part(amount, row.rules),
    )  # fmt: skip
    row.draft.add_figure(cell, is_new=row.is_new)


def _add_bounds(row: Row, *, is_hidden: bool, base: int) -> None:
    """What was delivered at least, and at most: with all that is in doubt.

    Nobody's own bounds need cells: whatever each person got, the bounds can be split among them, as
    long as each difference of the totals is no less than what an insider knows of it.
    """
    lattice, draft = row.lattice, row.draft
    whole, part, lower, upper = lattice.whole, lattice.part, lattice.lower, lattice.upper
    for measure in (lower, upper):
        _add_figure(row, measure, row.amount(measure), is_hidden=is_hidden, base=base)
        row.publishes(measure, whole)
        _know_own_part(row, row.name(measure), row.amount(measure))
    for more, less in ((part, lower), (upper, part), (whole, upper)):
        rest = _difference(row, more, less)
        name = draft.add(
            Cell(row.name(f"{more} without {less}"), rest.total / HOUR, never_shown=True)
        )
        draft.sums(row.name(more), [row.name(less), name])
        _know_own_part(row, name, rest)


def _difference(row: Row, more: str, less: str) -> Amount:
    """The rest of an amount; of the carers only what they delivered without proof is known."""
    first, second = row.amount(more), row.amount(less)
    rests = [
        {owner: size - parts.get(owner, 0) for owner, size in whole.items()}
        for whole, parts in (
            (first.by_person, second.by_person),
            (first.by_worker, second.by_worker),
        )
    ]
    return Amount(first.total - second.total, rests[0], rests[1])


def _know_own_part(row: Row, name: str, amount: Amount) -> None:
    """It is no less than what somebody knows to be their own."""
    for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker)):
        for owner, own in parts.items():
            if own > 0:
                row.draft.knows(insider_of(kind, owner), name, min(own, amount.total) / HOUR)


def add_causes(row: Row, table: Table) -> None:
    """Add the causes of the shortfall, which add up to it; all of them are shown, or none."""
    draft, lattice = row.draft, row.lattice
    is_unsafe = not is_safe_population(row.agreed(), row.rules)
    for cause in lattice.causes:
        _add_cause(row, cause, is_unsafe=is_unsafe)
        row.publishes(cause, lattice.whole)
    names = [row.name(cause) for cause in lattice.causes]
    draft.sums(row.name(LACKING), names)
    if row.is_new:
        draft.shows_together(names)
    if table.bounds:
        _relate_doubt(row)


def _add_cause(row: Row, cause: str, *, is_unsafe: bool) -> None:
    amount = row.amount(cause)
    is_hidden = is_unsafe or not is_safe_part(amount, row.rules)
    need = PROMISED * _largest(amount) / HOUR if is_hidden else 0.0
    value = amount.total / HOUR
    cell = Cell(
        row.name(cause), value, weight=row.weight / 10, primary=is_hidden,
        below=min(need, value), above=need, base=row.lattice.base["cause"],
    )  # fmt: skip
    name = row.draft.add_figure(cell, is_new=row.is_new)
    _know_own_part(row, name, amount)
    for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker)):
        for owner, own in parts.items() if is_hidden else ():
            # From them the largest part of the others has to be protected.
            need = PROMISED * _largest(amount, without=(kind, owner)) / HOUR
            left = max(0.0, (amount.total - own) / HOUR)
            row.draft.needs(insider_of(kind, owner), name, need, below=min(need, left))


def _relate_doubt(row: Row) -> None:
    """What is in doubt is lacking, and is counted among some of the causes."""
    lattice = row.lattice
    doubt = row.name(f"{lattice.upper} without {lattice.part}")
    causes = [row.name(cause) for cause in lattice.doubtful]
    rest = sum(row.draft.value(cause) for cause in causes) - row.draft.value(doubt)
    beyond = row.draft.add(Cell(row.name("beyond doubt"), max(0.0, rest), never_shown=True))
    row.draft.relate(dict.fromkeys(causes, 1.0) | {doubt: -1, beyond: -1})


def _largest(amount: Amount, *, without: tuple[str, str] = ("", "")) -> int:
    """The largest part of any person or worker, but for one of them."""
    return max(
        (
            part
            for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker))
            for owner, part in parts.items()
            if (kind, owner) != without
        ),
        default=0,
    )
