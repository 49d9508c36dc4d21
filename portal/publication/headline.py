"""The monthly headline: which ratios are published of one month, and how each is made.

Whole co-operative only, ratios only: contracted hours as a level would narrow single people down
from month to month.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.publication.disclosure.building import Release as Table
from portal.publication.disclosure.instances import figure_of
from portal.publication.disclosure.lattice import WHOLE, Lattice
from portal.publication.disclosure.primary import Percent, Protection, Shown, percent_of
from portal.visits.figures.periods import Period

METHOD_VERSION = "2"

_AGREED = "agreed"
# Lines of the shortfall, and what each is called in the lattice.
_CAUSES = {
    "not_rostered": "not_rostered",
    "missed": "missed_hours",
    "no_access": "no_access_hours",
    "missing_carer": "missing_carer",
    "short_time": "short_time",
    "other": "other",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """Everything that is published of one month; nothing here is exact."""

    period: str
    first_on: date
    last_on: date
    as_of: date
    delivered: Percent
    delivered_lower: Percent
    delivered_upper: Percent
    missed: Percent
    no_access: Percent
    causes: dict[str, Percent]
    is_unreliable: bool
    protection: dict[str, Any]
    method_version: str = METHOD_VERSION

    def as_json(self) -> dict[str, Any]:
        """The published figures as they are kept and signed."""
        return {
            "period": self.period,
            "period_start": self.first_on.isoformat(),
            "period_end": self.last_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "method_version": self.method_version,
            "reliability": "u" if self.is_unreliable else "",
            "figures": {
                "delivered": _json(self.delivered),
                "delivered_lower": _json(self.delivered_lower),
                "delivered_upper": _json(self.delivered_upper),
                "missed": _json(self.missed),
                "no_access": _json(self.no_access),
            },
            "causes": {name: _json(percent) for name, percent in self.causes.items()},
            "protection": self.protection,
        }


def headline_of(
    table: Table,
    hidden: Collection[str],
    *,
    period: Period,
    as_of: date,
    is_unreliable: bool,
    protection: dict[str, Any],
) -> Headline:
    """The published figures of a month, as its table is once some of its cells are hidden."""

    def percent(part: str, whole: str) -> Percent:
        names = [f"{measure}|{period.name}|{WHOLE}" for measure in (part, whole)]
        if not all(name in table.instance.index for name in names):
            return Percent(None, Shown.NOTHING_TO_COUNT)
        if not table.everything.issuperset(names) or any(name in hidden for name in names):
            return Percent(None, Shown.HIDDEN)
        return percent_of(*(figure_of(table.instance.cell(name)) for name in names))

    return Headline(
        period=period.name,
        first_on=period.first_on,
        last_on=period.last_on,
        as_of=as_of,
        delivered=percent("delivered", _AGREED),
        delivered_lower=percent("proven", _AGREED),
        delivered_upper=percent("possible", _AGREED),
        missed=percent("missed", "visits"),
        no_access=percent("no_access", "visits"),
        causes={cause: percent(measure, _AGREED) for cause, measure in _CAUSES.items()},
        is_unreliable=is_unreliable,
        protection=protection,
    )


def parameters_of(rules: Protection, lattice: Lattice) -> dict[str, Any]:
    """All parameters of the protection, printed with every release."""
    return {
        "people": rules.people,
        "workers": rules.workers,
        "dominance": rules.dominance,
        "smallest_count": rules.smallest_count,
        "bases": dict(lattice.base),
        "lattice": lattice.version,
    }


def _json(percent: Percent) -> dict[str, Any]:
    return {
        "value": percent.value,
        "status": percent.shown.value,
        "below_one": percent.is_below_one,
    }
