"""Continuity: how many people met how many different care workers in two weeks.

Everybody is taken to know who came to whom, so the numbers met are known to those around a person
anyway; what is kept is the promise for small counts. A person knows their own band, and a care
worker that of everybody to whom they came. No hours follow from it, and one quarter does not follow
from another: the weeks that are counted do not overlap.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from portal.publication.disclosure.drafting import PERSON, WORKER, Draft, insider_of, name_of
from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.lattice import WHOLE, Lattice
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.running import RUN

Met = Mapping[str, frozenset[str]]
"""The care workers whom each person met who had visits on every day."""
PEOPLE = "people"
_MET, _CARERS = "met", "carers"


def bands_of(lattice: Lattice) -> list[str]:
    """What the bands are called: 0-5, 6-10, 11-."""
    starts = [0, *(most + 1 for most in lattice.met)]
    return [f"{start}-{most}" for start, most in zip(starts, [*lattice.met, ""], strict=True)]


def band_of(count: int, lattice: Lattice) -> str:
    """The band in which a number lies."""
    return bands_of(lattice)[sum(count > most for most in lattice.met)]


def met_cell(quarter: str, band: str) -> str:
    """The name of one count: met|2026-Q3|carers=6-10."""
    return name_of(_MET, quarter, _CARERS, band)


def add_met(
    draft: Draft, met: Met, quarter: str, *, lattice: Lattice, rules: Protection
) -> list[str]:
    """Add the people who had visits every day, by how many different care workers they met.

    Hidden whole where too few people, or too few care workers, stand behind it. Returns who knows
    a part of it.
    """
    workers = frozenset().union(*met.values())
    is_unsafe = len(met) < rules.people or len(workers) < rules.workers
    bands = {person: band_of(len(names), lattice) for person, names in met.items()}
    counts = Counter(bands.values())
    for band in (WHOLE, *bands_of(lattice)):
        total = len(met) if band == WHOLE else counts[band]
        # None is hidden as one to four are: a hidden figure may then be any of the five.
        name = draft.add_figure(
            Cell(
                met_cell(quarter, band), total, weight=20, integer=True,
                primary=is_unsafe or total < rules.smallest_count,
                run=RUN if 0 < total < rules.smallest_count else 0,
                base=lattice.base["count"], small=rules.smallest_count - 1,
            ),
            is_new=True,
        )  # fmt: skip
        draft.publishes(name, name)
        here = [person for person in met if band in (WHOLE, bands[person])]
        _know(draft, name, here, met)
    names = [met_cell(quarter, band) for band in bands_of(lattice)]
    draft.sums(met_cell(quarter, WHOLE), names)
    people = [insider_of(PERSON, person) for person in sorted(met)]
    return people + [insider_of(WORKER, worker) for worker in sorted(workers)]


def _know(draft: Draft, name: str, people: Sequence[str], met: Met) -> None:
    came: Counter[str] = Counter()
    for person in people:
        draft.knows(insider_of(PERSON, person), name, 1)
        came.update(met[person])
    for worker, count in came.items():
        draft.knows(insider_of(WORKER, worker), name, count)
