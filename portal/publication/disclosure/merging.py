"""Merges of areas and services: proposed from counts, adopted by the committee, kept.

Areas are nested ("north/harbour" lies in "north"), and only neighbours in the nest are merged. A
merge is sticky: what was merged stays merged, so that no figure of one month can be taken from
another's. The committee adopts a proposal; wherever it differs from what is in force, the series is
marked with a break.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.shares import Share, by_value, merged


class Behind(NamedTuple):
    """Who stands behind the figures of one area or service."""

    people: frozenset[str]
    workers: frozenset[str]


class Merge(NamedTuple):
    """Which group each value belongs to, and whether that is new."""

    group_of: Mapping[str, str]
    breaks: tuple[str, ...]
    """Groups that were not published so before."""


Groups = Mapping[str, Mapping[str, str]]
"""For each breakdown that is merged, the group of each of its values."""
MERGED = ("area", "service")
SPARE_PEOPLE = 2
"""A group that is only just large enough would have to be merged again after one death."""


def propose_merges(
    behind: Mapping[str, Behind],
    rules: Protection,
    *,
    in_force: Mapping[str, str] | None = None,
) -> Merge:
    """The finest nested partition whose groups are all large enough; groups in force only grow.

    The last group may stay too small: then nothing of the breakdown can be published.
    """
    before = dict(in_force or {})
    groups: dict[frozenset[str], None] = {}
    for value in sorted(set(behind) | set(before)):
        name = before.get(value, value)
        together = frozenset(
            other for other in {*behind, *before} if before.get(other, other) == name
        )
        groups[together] = None
    found = list(groups)
    while (small := _smallest_unsafe(found, behind, rules, before)) and len(found) > 1:
        neighbour = _neighbour(small, found, behind)
        found = [group for group in found if group not in (small, neighbour)]
        found.append(small | neighbour)
    group_of = {value: _name(group) for group in found for value in group}
    # Before anything is in force there is no series that could break.
    known = set(before.values())
    breaks = sorted({name for name in group_of.values() if before and name not in known})
    return Merge(dict(sorted(group_of.items())), tuple(breaks))


def propose_groups(shares: Sequence[Share], rules: Protection, in_force: Groups) -> Groups:
    """The groups of areas and of services that these figures need."""
    found = {}
    for dimension in MERGED:
        behind = {
            value: Behind(
                frozenset(share.person for share in here),
                frozenset(worker for share in here for worker in share.by_worker),
            )
            for value, here in by_value(shares, dimension).items()
        }
        before = in_force.get(dimension, {})
        found[dimension] = dict(propose_merges(behind, rules, in_force=before).group_of)
    return found


def breaks_of(groups: Groups, before: Groups) -> dict[str, list[str]]:
    """The groups that were not published so before; none where nothing was published before."""
    found = {
        dimension: sorted(set(group_of.values()) - set(before[dimension].values()))
        for dimension, group_of in groups.items()
        if before.get(dimension)
    }
    return {dimension: names for dimension, names in found.items() if names}


def in_groups(shares: Sequence[Share], groups: Groups) -> list[Share]:
    """Figures with the groups in place of the values."""
    found = list(shares)
    for dimension, group_of in groups.items():
        found = merged(found, dimension, group_of)
    return found


def _smallest_unsafe(
    groups: Iterable[frozenset[str]],
    behind: Mapping[str, Behind],
    rules: Protection,
    before: Mapping[str, str],
) -> frozenset[str] | None:
    unsafe = [
        group
        for group in groups
        if not _is_safe(_behind(group, behind), rules, spare=_name(group) not in before.values())
    ]
    return min(unsafe, key=lambda each: (_size(each, behind), sorted(each)), default=None)


def _is_safe(who: Behind, rules: Protection, *, spare: bool) -> bool:
    people = rules.people + (SPARE_PEOPLE if spare else 0)
    return len(who.people) >= people and len(who.workers) >= rules.workers


def _neighbour(
    small: frozenset[str], groups: Collection[frozenset[str]], behind: Mapping[str, Behind]
) -> frozenset[str]:
    """The smallest group of those that share the longest way down the nest."""
    return min(
        (group for group in groups if group != small),
        key=lambda each: (-_shared(small, each), _size(each, behind), sorted(each)),
    )


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    return len(_common([*one, *other]))


def _common(values: Iterable[str]) -> list[str]:
    paths = [value.split("/") for value in values]
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return shared


def _name(group: frozenset[str]) -> str:
    return " + ".join(sorted(group))


def _size(group: frozenset[str], behind: Mapping[str, Behind]) -> int:
    return len(_behind(group, behind).people)


def _behind(group: frozenset[str], behind: Mapping[str, Behind]) -> Behind:
    parts = [behind[value] for value in group if value in behind]
    return Behind(
        frozenset().union(*(part.people for part in parts)),
        frozenset().union(*(part.workers for part in parts)),
    )
