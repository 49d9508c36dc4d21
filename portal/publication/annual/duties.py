"""What the rules ask to be reported once a year, and which running year answers them.

The figures are those of the report that ended the year: the same number never stands in two ways.
Source: SI 2009/309 reg. 18; WSI 2014/1794 regs 20 and 21; the others in duties.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from portal.publication.disclosure.primary import Shown
from portal.publication.disclosure.running import year_to

_FILE = Path(__file__).with_name("duties.toml")


class Asked(StrEnum):
    """One thing that a yearly report has to say."""

    RECEIVED = "received"
    WELL_FOUNDED = "well_founded"
    OUTCOMES = "outcomes"
    CLOCKS = "clocks"
    OMBUDSMAN = "ombudsman"
    SUBJECTS = "subjects"
    IMPORTANCE = "importance"


@dataclass(frozen=True, slots=True)
class Duty:
    """What one set of rules asks for."""

    source: str
    ends: int
    """The last month of the reported year."""
    asks: tuple[Asked, ...]
    checked: str = ""
    """What was read of it, and when."""
    not_checked: str = ""
    """What nobody has compared with the text yet. What is empty has nothing of the kind."""

    def period_of(self, year: int) -> str:
        """The running year that is reported, by the calendar year in which it ends.

        >>> duty_of("ENG-LA-2009").period_of(2027)
        'year to 2027-Q1'
        """
        return year_to(f"{year}-Q{self.ends // 3}")


@cache
def duties() -> Mapping[str, Duty]:
    """The duties of every rule pack."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        code: Duty(**row | {"asks": tuple(Asked(each) for each in row["asks"])})
        for code, row in read.items()
    }


def duty_of(pack: str) -> Duty:
    """The duty of one rule pack."""
    return duties()[pack]


def ends_year(figures: Mapping[str, Any], duty: Duty) -> bool:
    """Whether a report is the one that ends the year these rules ask about."""
    told = figures.get("year")
    return told is not None and told["period"] == duty.period_of(int(told["period_end"][:4]))


def well_founded(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Upheld and partly upheld together, from the figures that are shown; hidden where one is."""
    parts = [tables["outcomes"][name] for name in ("upheld", "partially_upheld")]
    if any(part["status"] for part in parts):
        return {"value": None, "status": Shown.HIDDEN.value}
    return {"value": sum(part["value"] for part in parts), "status": Shown.VALUE.value}
