"""Who has an interest in a case, as far as the register and the case itself can tell.

A known interest bars a person from the case by itself. Other interests are for people to declare.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.i18n import lazy_gettext as _l

_WORDS: Final = re.compile(r"[\w’'-]+")


class Interest(StrEnum):
    """Why a person must not see a case."""

    EXCLUDED = "excluded"
    RECUSED = "recused"
    COMPLAINANT = "complainant"
    NAMED = "named"
    ROSTERED = "rostered"
    HOUSEHOLD = "household"
    LINE_MANAGER = "line_manager"


REASONS = {
    Interest.EXCLUDED: _l("The person who wrote to us asked that they should not see it."),
    Interest.RECUSED: _l("They have stepped back from this case."),
    Interest.COMPLAINANT: _l("They brought this case themselves."),
    Interest.NAMED: _l("They are named in this case."),
    Interest.ROSTERED: _l("They were to make the visit that this case is about."),
    Interest.HOUSEHOLD: _l("They live with somebody this case is about."),
    Interest.LINE_MANAGER: _l(
        "They manage somebody this case is about, or others who work here while a worker speaks up."
    ),
}


@dataclass(frozen=True)
class Person:
    """What the register says about one person; outside persons have only a key."""

    id: UUID
    care_worker_ref: str | None = None
    line_manager_id: UUID | None = None
    household: str | None = None


@dataclass(frozen=True)
class Parties:
    """What a case says about people. Persons are given by their id in the register."""

    excluded: frozenset[UUID] = frozenset()
    recused: frozenset[UUID] = frozenset()
    complainants: frozenset[UUID] = frozenset()
    named: frozenset[UUID] = frozenset()
    rostered: frozenset[str] = frozenset()
    households: frozenset[str] = frozenset()
    by_a_worker: bool = False
    """A worker discloses something, and may not have said who they are: no manager may see it."""


def known_interests(
    person: Person, parties: Parties, register: Collection[Person]
) -> frozenset[Interest]:
    """Every interest of the person in the case; empty where nothing is known against them."""
    found = set()
    if person.id in parties.excluded:
        found.add(Interest.EXCLUDED)
    if person.id in parties.recused:
        found.add(Interest.RECUSED)
    if person.id in parties.complainants:
        found.add(Interest.COMPLAINANT)
    if person.id in parties.named:
        found.add(Interest.NAMED)
    if person.care_worker_ref is not None and person.care_worker_ref in parties.rostered:
        found.add(Interest.ROSTERED)

    about = [each for each in register if _is_party(each, parties)]
    # Sharing a home with oneself is no second reason.
    homes = parties.households | {each.household for each in about if each.id != person.id}
    if person.household is not None and person.household in homes:
        found.add(Interest.HOUSEHOLD)
    line = managers_above(register, register) if parties.by_a_worker else ()
    if person.id in line or person.id in managers_above(about, register):
        found.add(Interest.LINE_MANAGER)
    return frozenset(found)


def barred(
    people: Iterable[Person], parties: Parties, register: Collection[Person]
) -> frozenset[UUID]:
    """The ids of those who must not see the case."""
    return frozenset(each.id for each in people if known_interests(each, parties, register))


def managers_above(people: Iterable[Person], register: Collection[Person]) -> frozenset[UUID]:
    """Everybody in the line of management above these people."""
    line = {each.id: each.line_manager_id for each in register}
    above: set[UUID] = set()
    for each in people:
        manager = each.line_manager_id
        while manager is not None and manager not in above:
            above.add(manager)
            manager = line.get(manager)
    return frozenset(above)


def named_in(texts: Iterable[str], names: Mapping[UUID, str]) -> frozenset[UUID]:
    """Whose whole name stands in one of these texts, however it is spelt in capitals.

    A name alone is weak: a namesake is kept away too, which costs one reader. Nobody reads first
    what is said about themselves.

    >>> mair = UUID(int=1)
    >>> named_in(["It was MAIR  Jones who decided."], {mair: "Mair Jones"}) == {mair}
    True
    >>> named_in(["Mairwen Jones-Evans"], {mair: "Mair Jones"})
    frozenset()
    """
    said = " | ".join(" ".join(_WORDS.findall(text.casefold())) for text in texts)
    return frozenset(
        each
        for each, name in names.items()
        if (sought := " ".join(_WORDS.findall(name.casefold())))
        and " " in sought
        and f" {sought} " in f" {said} "
    )


def _is_party(person: Person, parties: Parties) -> bool:
    return (
        person.id in parties.complainants
        or person.id in parties.named
        or (person.care_worker_ref is not None and person.care_worker_ref in parties.rostered)
    )
