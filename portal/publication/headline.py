"""The monthly headline: which ratios are published of one month, and how each is made.

A month is told in ratios alone: contracted hours as a level would narrow single people down from
month to month. The month that ends a quarter also tells of the quarter: its levels, and its ratios
part by part, one breakdown at a time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from portal.publication.disclosure.building import Release as Table
from portal.publication.disclosure.instances import figure_of
from portal.publication.disclosure.lattice import (
    DIMENSIONS,
    WHOLE,
    Lattice,
    declared,
    months_of,
    quarter_of,
)
from portal.publication.disclosure.meeting import PEOPLE, bands_of, met_cell
from portal.publication.disclosure.merging import Groups
from portal.publication.disclosure.primary import Percent, Protection, Shown, percent_of
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.records import UNATTENDED

METHOD_VERSION = "6"

_AGREED = "agreed"
_RATES = {
    "delivered": ("delivered", _AGREED),
    "missed": ("missed", "visits"),
    "no_access": ("no_access", "visits"),
}
_KEPT = {
    "punctual": ("punctual", "timed"),
    "kept_length": ("kept_length", "measured"),
    "evidenced": ("evidenced", "recorded"),
}
"""Told of the whole co-operative alone."""
_LEVELS = (_AGREED, "delivered", "visits", PEOPLE)
"""Told of the quarter as they are: hours, visits and people."""
# Lines of the shortfall, and what each is called in the lattice.
_CAUSES = {
    "not_rostered": "not_rostered",
    "missed": "missed_hours",
    "no_access": "no_access_hours",
    "missing_carer": "missing_carer",
    "short_time": "short_time",
    "other": "other",
}
# What a source has to tell so that the first part of a ratio can be counted.
_NEEDS = {
    "missed": frozenset({UNATTENDED}),
    "no_access": frozenset({"status"}),
    "evidenced": frozenset({"in_method", "out_method"}),
    "not_rostered": frozenset({UNATTENDED}),
    "missed_hours": frozenset({UNATTENDED}),
    "no_access_hours": frozenset({"status"}),
    "other": frozenset({UNATTENDED}),
}


class Lacking(NamedTuple):
    """What no record was supplied with: of the month, and of some month of the quarter."""

    month: frozenset[str] = frozenset()
    quarter: frozenset[str] = frozenset()


ALL_TOLD = Lacking()
NOTHING = Percent(None, Shown.NOTHING_TO_COUNT)


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
    protection: dict[str, Any]
    punctual: Percent = NOTHING
    kept_length: Percent = NOTHING
    evidenced: Percent = NOTHING
    quarter: dict[str, Any] | None = None
    """The figures of the quarter that the month ends, part by part, as they are kept."""
    year: dict[str, Any] | None = None
    """The counts of cases of the year that ends with that quarter, as they are kept."""
    method_version: str = METHOD_VERSION

    @property
    def is_unreliable(self) -> bool:
        """Whether a device made too few of the records, by what is published of that itself."""
        share = self.evidenced.value
        return share is not None and share < DEFAULTS.reliable_share

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
                "punctual": _json(self.punctual),
                "kept_length": _json(self.kept_length),
                "evidenced": _json(self.evidenced),
            },
            "causes": {name: _json(percent) for name, percent in self.causes.items()},
            "protection": self.protection,
        } | {name: told for name, told in (("quarter", self.quarter), ("year", self.year)) if told}


def headline_of(
    table: Table,
    hidden: Collection[str],
    *,
    period: Period,
    as_of: date,
    protection: dict[str, Any],
    groups: Groups | None = None,
    breaks: Mapping[str, list[str]] | None = None,
    lacking: Lacking = ALL_TOLD,
    year: dict[str, Any] | None = None,
) -> Headline:
    """The published figures of a month, as its table is once some of its cells are hidden.

    What the records of the month do not tell is marked so, and not given as none. `breaks` are the
    parts that were not published so before.
    """

    quarter = _quarter(table, hidden, quarter_of(period.name), groups or {}, lacking.quarter)
    if quarter and breaks:
        quarter["breaks"] = dict(breaks)

    def percent(part: str, whole: str) -> Percent:
        return _percent(table, hidden, (part, whole), f"{period.name}|{WHOLE}", lacking.month)

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
        protection=protection,
        punctual=percent(*_KEPT["punctual"]),
        kept_length=percent(*_KEPT["kept_length"]),
        evidenced=percent(*_KEPT["evidenced"]),
        quarter=quarter,
        year=year,
    )


def _percent(
    table: Table,
    hidden: Collection[str],
    parts: tuple[str, str],
    where: str,
    lacking: frozenset[str],
) -> Percent:
    if _NEEDS.get(parts[0], frozenset()) & lacking:
        return Percent(None, Shown.NOT_SUPPLIED)
    names = [f"{measure}|{where}" for measure in parts]
    if not all(name in table.instance.index for name in names):
        return Percent(None, Shown.NOTHING_TO_COUNT)
    if not table.everything.issuperset(names) or any(name in hidden for name in names):
        return Percent(None, Shown.HIDDEN)
    return percent_of(*(figure_of(table.instance.cell(name)) for name in names))


def _quarter(
    table: Table,
    hidden: Collection[str],
    quarter: str,
    groups: Groups,
    lacking: frozenset[str],
) -> dict[str, Any] | None:
    """The figures of a quarter, of the whole and of each part; none where it is not published."""
    whole = f"{quarter}|{WHOLE}"
    if f"{_AGREED}|{whole}" not in table.everything:
        return None

    def rates(where: str, told: Mapping[str, tuple[str, str]] = _RATES) -> dict[str, Any]:
        return {
            name: _json(_percent(table, hidden, parts, where, lacking))
            for name, parts in told.items()
        }

    parts: dict[str, list[dict[str, Any]]] = {dimension: [] for dimension in DIMENSIONS}
    prefix = f"{_AGREED}|{quarter}|"
    for name in sorted(table.everything):
        if name.startswith(prefix) and name != f"{_AGREED}|{whole}":
            dimension, _, value = name.removeprefix(prefix).partition("=")
            parts[dimension].append({"value": value} | rates(f"{quarter}|{dimension}={value}"))
    months = [Period.of_month(month) for month in months_of(quarter)]
    levels = {name: f"{name}|{whole}" for name in _LEVELS}
    met = {band: met_cell(quarter, band) for band in (WHOLE, *bands_of(declared()))}
    return {
        "period": quarter,
        "period_start": months[0].first_on.isoformat(),
        "period_end": months[2].last_on.isoformat(),
        "figures": rates(whole, _RATES | _KEPT),
        "levels": {name: level_of(table, hidden, cell) for name, cell in levels.items()},
        "met": {band: level_of(table, hidden, cell) for band, cell in met.items()},
        "parts": parts,
        "groups": {dimension: dict(group_of) for dimension, group_of in groups.items()},
    }


def level_of(table: Table, hidden: Collection[str], name: str) -> dict[str, Any]:
    """A figure that is told as it is: rounded, or marked."""
    if name not in table.instance.index:
        return {"value": None, "status": Shown.NOT_SUPPLIED.value}
    if name not in table.everything or name in hidden:
        return {"value": None, "status": Shown.HIDDEN.value}
    return {"value": round(figure_of(table.instance.cell(name))), "status": Shown.VALUE.value}


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
