"""When figures may be revised, and which of them changed.

One person's correction moves a rounded total half of the time, so that a revision by itself would
tell something of that person. Source: the rule on revisions of the project's disclosure control.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from portal.publication.disclosure.primary import Protection

ANNUAL_MONTH = 1
"""January: whatever changed less waits for it, and comes out together."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Of how many people and care workers records changed since a report was computed."""

    people: int
    workers: int


class Revised(NamedTuple):
    """One figure that was revised: where it stands, what it was, and what it is."""

    part: str
    name: str
    was: dict[str, Any]
    now: dict[str, Any]


def may_revise(touched: Touched, today: date, rules: Protection) -> bool:
    """Whether a correction may come out by itself, or has to wait for the annual ones."""
    is_many = touched.people >= rules.people and touched.workers >= rules.workers
    return is_many or today.month == ANNUAL_MONTH


def revised(before: dict[str, Any], now: dict[str, Any]) -> list[Revised]:
    """Every figure of the month that readers see otherwise than before; they are marked [r]."""
    return list(_revised(before, now))


def _revised(before: dict[str, Any], now: dict[str, Any]) -> Iterator[Revised]:
    for part in ("figures", "causes"):
        for name, figure in now[part].items():
            was = before[part].get(name)
            if was is not None and was != figure:
                yield Revised(part, name, was, figure)
