"""Rule: several co-operatives' figures beside each other: by name, with bounds, never a rank."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Self

from portal.publication.code_book import RATES
from portal.publication.comparing.packages import Package, PackageRefused, Rate
from portal.publication.files import bracketed

# What is compared, in the order of a report; of the newest period that a release tells of.
COMPARED: Final = tuple(RATES.values())


class Beside(NamedTuple):
    """One co-operative's figure."""

    coop: str
    starts: date
    ends: date
    value: int | None
    lower: int | None
    upper: int | None
    status: str

    def as_json(self) -> dict[str, Any]:
        """The figure as it is kept."""
        return self._asdict() | {
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        """The figure as it was kept."""
        days = {name: date.fromisoformat(kept[name]) for name in ("starts", "ends")}
        return cls(**kept | days)

    @property
    def shown(self) -> str:
        """The figure as it is read: 80 (76 to 85) [u]."""
        mark = bracketed(self.status)
        if self.value is None:
            return mark
        between = f" ({self.lower} to {self.upper})" if None not in (self.lower, self.upper) else ""
        return f"{self.value}{between} {mark}".rstrip()


def require_alike(packages: Sequence[Package]) -> None:
    """Raises PackageRefused where figures were not made in the same way."""
    first = packages[0]
    for other in packages[1:]:
        if other.method != first.method:
            raise PackageRefused(
                f"{other.coop} makes figures by version {other.method} of the method, {first.coop} "
                f"by {first.method}: they cannot be set side by side."
            )


def side_by_side(packages: Iterable[Package]) -> dict[str, list[Beside]]:
    """Each figure of the whole of each co-operative, in the order of their names."""
    ordered = sorted(packages, key=lambda one: (one.coop.casefold(), one.name))
    return {
        indicator: [
            _beside(package.coop, rate)
            for package in ordered
            if (rate := _month_of(package, indicator)) is not None
        ]
        for indicator in COMPARED
    }


def _month_of(package: Package, indicator: str) -> Rate | None:
    """The figure of the month: the shortest period that the release tells of."""
    found = [
        rate for rate in package.rates if rate.breakdown == "all" and rate.indicator == indicator
    ]
    return min(found, key=lambda rate: rate.period_end - rate.period_start, default=None)


def _beside(coop: str, rate: Rate) -> Beside:
    return Beside(
        coop, rate.period_start, rate.period_end, rate.value, rate.lower, rate.upper, rate.status
    )
