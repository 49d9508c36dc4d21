"""Every care worker's hours as an instance of their own, at the attacker's best.

No figure of the lattice depends on which worker came: two workers who share a person can trade
hours, and nothing published changes. So the attacker is first given every person's exact hours of
every month, which is far more than any release tells. What is safe then is safe whatever is
published; where it is not (a worker who alone looks after somebody), the release itself is attacked
with the workers' hours added to it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal.publication.disclosure.drafting import PERSON, WORKER, Draft, insider_of, name_of
from portal.publication.disclosure.instances import Cell, Instance
from portal.publication.disclosure.lattice import months_of, quarter_of
from portal.publication.disclosure.people import MOST_HOURS, PROMISED
from portal.publication.disclosure.primary import HOUR
from portal.publication.disclosure.shares import Share


def workers_of(
    shares: Sequence[Share],
    *,
    quarter: str,
    measure: str,
    also: Mapping[str, str] | None = None,
) -> Instance:
    """Every worker's hours of a quarter and its months, with every person's hours known to all."""
    draft = Draft({})
    mine = [share for share in shares if share.month in months_of(quarter)]
    for month in sorted({share.month for share in mine}):
        for person in sorted({share.person for share in mine if share.month == month}):
            here = [share for share in mine if (share.month, share.person) == (month, person)]
            total = sum(share.amounts.get(measure, 0) for share in here) / HOUR
            name = name_of(measure, month, PERSON, person)
            draft.add(Cell(name, total, lower=total, upper=total, never_shown=True))
    add_workers(draft, mine, quarter=quarter, measure=measure)
    for worker, person in (also or {}).items():
        draft.joins(insider_of(WORKER, worker), insider_of(PERSON, person))
    return draft.instance(insiders_of(mine))


def insiders_of(shares: Sequence[Share]) -> list[str]:
    """Every person cared for, then every worker."""
    people = sorted({share.person for share in shares})
    workers = sorted({worker for share in shares for worker in share.by_worker})
    found = [insider_of(PERSON, name) for name in people]
    return found + [insider_of(WORKER, name) for name in workers]


def add_workers(draft: Draft, shares: Sequence[Share], *, quarter: str, measure: str) -> None:
    """Split the hours of persons that a draft has among the workers who came."""
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    known: dict[tuple[str, str, str], float] = defaultdict(float)
    mine = [share for share in shares if quarter_of(share.month) == quarter]
    for (month, person), by_worker in sorted(_split(mine, measure).items()):
        names = []
        for worker, hours in sorted(by_worker.items()):
            name = f"{name_of(measure, month, PERSON, person)}|{WORKER}={worker}"
            names.append(draft.add(Cell(name, hours, upper=MOST_HOURS, never_shown=True)))
            parts[worker][month].append(name)
            for insider in (insider_of(PERSON, person), insider_of(WORKER, worker)):
                draft.knows(insider, name, hours, hours)
            known[insider_of(PERSON, person), worker, month] += hours
        draft.sums(name_of(measure, month, PERSON, person), names)
    for worker, by_month in sorted(parts.items()):
        names = [
            _add_worker(draft, measure, month, worker, cells)
            for month, cells in sorted(by_month.items())
        ]
        _add_worker(draft, measure, quarter, worker, names)
    _need_what_is_unknown(draft, measure, quarter, known)


def _add_worker(draft: Draft, measure: str, period: str, worker: str, cells: list[str]) -> str:
    hours = sum(draft.value(cell) for cell in cells)
    name = draft.add(
        Cell(
            name_of(measure, period, WORKER, worker), hours, upper=3 * MOST_HOURS,
            below=PROMISED * hours, above=PROMISED * hours, never_shown=True, owner=worker,
        )
    )  # fmt: skip
    draft.sums(name, cells)
    draft.knows(insider_of(WORKER, worker), name, hours, hours)
    return name


def _need_what_is_unknown(
    draft: Draft, measure: str, quarter: str, known: dict[tuple[str, str, str], float]
) -> None:
    """A person knows their own carers' hours with them: the rest has to be protected."""
    seen: dict[tuple[str, str, str], float] = defaultdict(float)
    for (insider, worker, month), hours in known.items():
        seen[insider, worker, month] += hours
        seen[insider, worker, quarter] += hours
    for (insider, worker, period), hours in seen.items():
        name = name_of(measure, period, WORKER, worker)
        left = draft.value(name) - hours
        draft.needs(insider, name, PROMISED * left if left > 1e-6 else 0.0)


def _split(shares: Sequence[Share], measure: str) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for share in shares:
        total = share.amounts.get(measure, 0)
        for worker, amounts in share.by_worker.items():
            if total and amounts.get(measure):
                found[share.month, share.person][worker] += amounts[measure] / HOUR
    return found
