"""When figures may be revised.

One person's correction moves a rounded total half of the time, so that a revision by itself would
tell something of that person. Source: the rule on revisions of the project's disclosure control.
"""

from dataclasses import dataclass
from datetime import date

from portal.publication.disclosure.primary import Protection

ANNUAL_MONTH = 1
"""January: whatever changed less waits for it, and comes out together."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Of how many people and care workers records changed since a report was computed."""

    people: int
    workers: int


def may_revise(touched: Touched, today: date, rules: Protection) -> bool:
    """Whether a correction may come out by itself, or has to wait for the annual ones."""
    is_many = touched.people >= rules.people and touched.workers >= rules.workers
    return is_many or today.month == ANNUAL_MONTH
