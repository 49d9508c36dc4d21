"""The monthly headline: which ratios are published of one month, and how each is made.

Whole co-operative only, ratios only: contracted hours as a level would narrow single people down
from month to month. The causes of the shortfall are shown all together or not at all, so that no
hidden one can be worked out from the others.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.publication.disclosure.primary import (
    Amount,
    Percent,
    Protection,
    Shown,
    percent_of_hours,
    percent_of_visits,
)
from portal.visits.figures.facts import VisitFacts, refs_in
from portal.visits.figures.figures import is_unreliable
from portal.visits.figures.group import Group, shortfall_of
from portal.visits.figures.statuses import WELL_EVIDENCED, Status
from portal.visits.records import UNKNOWN_CARER

METHOD_VERSION = "1"

# Lines of the shortfall, each with the parts of it that are published as one.
CAUSES: dict[str, tuple[str, ...]] = {
    "not_rostered": ("rostering",),
    "missed": ("missed",),
    "no_access": ("no_access",),
    "missing_carer": ("missing_carer",),
    "short_time": ("short_time",),
    "other": ("refused", "force_majeure", "unknown"),
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
    protection: Protection
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
            "protection": {
                "people": self.protection.people,
                "workers": self.protection.workers,
                "dominance": self.protection.dominance,
                "smallest_count": self.protection.smallest_count,
                "count_base": self.protection.count_base,
                "hour_bases": list(self.protection.hour_bases),
                "hour_share": self.protection.hour_share,
            },
        }


def headline_of(
    group: Group,
    *,
    period: str,
    first_on: date,
    last_on: date,
    as_of: date,
    protection: Protection | None = None,
) -> Headline:
    """Make the published figures of a month from its outcomes."""
    rules = protection or Protection()
    net = group.net
    agreed = _amount(net, lambda visit: visit.contracted)
    visits = _amount(net, lambda visit: 1)
    return Headline(
        period=period,
        first_on=first_on,
        last_on=last_on,
        as_of=as_of,
        delivered=percent_of_hours(_amount(net, _delivered), agreed, rules),
        delivered_lower=percent_of_hours(_amount(net, _proven), agreed, rules),
        delivered_upper=percent_of_hours(_amount(net, _possible), agreed, rules),
        missed=percent_of_visits(_amount(net, lambda visit: int(visit.is_missed)), visits, rules),
        no_access=percent_of_visits(
            _amount(net, lambda visit: int(visit.status == Status.NO_ACCESS)), visits, rules
        ),
        causes=_causes(net, agreed, rules),
        is_unreliable=is_unreliable(group),
        protection=rules,
    )


def _delivered(visit: VisitFacts) -> int:
    return visit.contribution


def _proven(visit: VisitFacts) -> int:
    """Seconds of visits that a device saw at one end or both."""
    return visit.contribution if visit.evidence in WELL_EVIDENCED else 0


def _possible(visit: VisitFacts) -> int:
    """Seconds as they would be if everything not known had been delivered."""
    if visit.status == Status.UNKNOWN:
        return visit.contracted
    if visit.status == Status.DELIVERED and visit.has_open:
        return visit.contracted
    return visit.contribution


def _causes(net: Iterable[VisitFacts], agreed: Amount, rules: Protection) -> dict[str, Percent]:
    amounts = {cause: _amount(net, _lines(lines)) for cause, lines in CAUSES.items()}
    percents = {cause: percent_of_hours(amount, agreed, rules) for cause, amount in amounts.items()}
    if any(percent.shown is Shown.HIDDEN for percent in percents.values()):
        return dict.fromkeys(percents, Percent(None, Shown.HIDDEN))
    return percents


def _lines(names: tuple[str, ...]) -> Callable[[VisitFacts], int]:
    def measure(visit: VisitFacts) -> int:
        lacking = shortfall_of(visit)
        return sum(getattr(lacking, name) for name in names)

    return measure


def _amount(visits: Iterable[VisitFacts], measure: Callable[[VisitFacts], int]) -> Amount:
    by_person: Counter[str] = Counter()
    by_worker: Counter[str] = Counter()
    for visit in visits:
        size = measure(visit)
        if not size:
            continue
        by_person[visit.person_ref] += size
        # Where a source names no care worker, all its rows may be one person's: they count as one.
        workers = {
            UNKNOWN_CARER if worker.startswith(UNKNOWN_CARER) else worker
            for worker in refs_in(visit.workers)
        }
        for worker in workers:
            # An equal share: who of two gave how much of a visit is nobody's to know.
            by_worker[worker] += size // len(workers)
    return Amount(by_person.total(), by_person, by_worker)


def _json(percent: Percent) -> dict[str, Any]:
    return {
        "value": percent.value,
        "status": percent.shown.value,
        "below_one": percent.is_below_one,
    }
