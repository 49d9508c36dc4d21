"""When figures may be revised.

One person's correction moves a rounded total half of the time, so that a revision by itself would
tell something of that person. Source: the rule on revisions of the project's disclosure control.
"""

from dataclasses import dataclass
from typing import Final

from portal.errors import RuleBroken
from portal.publication.disclosure.primary import Protection

ANNUAL_MONTH: Final = 1
"""January: whatever changed less waits for it, and comes out together or not at all."""


class RevisionMustWait(RuleBroken):
    """So few records changed that the correction would tell something of somebody."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Of how many people and care workers records changed since a report was computed."""

    people: int
    workers: int


def is_many(touched: Touched, rules: Protection) -> bool:
    """Whether corrections of so many may come out: of one month by itself, of all in January."""
    return touched.people >= rules.people and touched.workers >= rules.workers
