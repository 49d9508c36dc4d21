"""Figures as plain values: what one person's month gave to each measure, and who did it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portal.publication.disclosure.lattice import WHOLE
from portal.publication.disclosure.primary import Amount


class Share(NamedTuple):
    """One person's part of one month, in one area, service, commissioner and time of day."""

    person: str
    month: str
    area: str
    service: str
    commissioner: str
    band: str
    amounts: Mapping[str, int]
    """Seconds or visits, by measure."""
    by_worker: Mapping[str, Mapping[str, int]]
    """The same, as far as one care worker's."""

    def value(self, dimension: str) -> str:
        """Where it belongs in one breakdown."""
        return WHOLE if dimension == WHOLE else str(getattr(self, dimension))


def amount_of(shares: Iterable[Share], measure: str) -> Amount:
    """A measure's total, by person and by worker."""
    people: Counter[str] = Counter()
    workers: Counter[str] = Counter()
    for share in shares:
        size = share.amounts.get(measure, 0)
        if size:
            people[share.person] += size
        for worker, amounts in share.by_worker.items():
            part = amounts.get(measure, 0)
            if part:
                workers[worker] += part
    return Amount(people.total(), people, workers)


def both_of(shares: Iterable[Share]) -> dict[str, str]:
    """Care workers who are cared for as well: the files have one reference for both."""
    here = list(shares)
    people = {share.person for share in here}
    return {name: name for share in here for name in share.by_worker if name in people}


def by_value(shares: Iterable[Share], dimension: str) -> dict[str, list[Share]]:
    """Shares by where they belong in one breakdown."""
    found: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        found[share.value(dimension)].append(share)
    return dict(sorted(found.items()))


def merged(shares: Iterable[Share], dimension: str, group_of: Mapping[str, str]) -> list[Share]:
    """Shares with the adopted groups in place of the values of one breakdown."""
    found = []
    for share in shares:
        value = share.value(dimension)
        found.append(Share(**share._asdict() | {dimension: group_of.get(value, value)}))
    return found
