"""Judges the contract files: packages, lines and suspensions, against each other and the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.visits.importing.differences import Differences
from portal.visits.importing.faults import Fault
from portal.visits.importing.rows import KeptRow, RowReader
from portal.visits.importing.tables import LINES, PACKAGES, SUSPENSIONS
from portal.visits.records import Line, Package, Suspension

_FOREVER: Final = "9999-12-31"
Key = str | tuple[Any, ...]


@dataclass(slots=True)
class Counts:
    """What became of the rows of one file: read = the sum of the others."""

    read: int = 0
    accepted: int = 0
    unchanged: int = 0
    corrections: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Contracts:
    """The current version of every contract row: as stored, then with what a set changes."""

    packages: dict[str, KeptRow] = field(default_factory=dict)
    lines: dict[str, dict[str, KeptRow]] = field(default_factory=dict)
    suspensions: dict[tuple[str, int], KeptRow] = field(default_factory=dict)

    @classmethod
    def of(
        cls, packages: Iterable[KeptRow], lines: Iterable[KeptRow], suspensions: Iterable[KeptRow]
    ) -> Contracts:
        """The contracts that these rows make up."""
        contracts = cls()
        for row in packages:
            contracts.packages[row[0]] = row
        for row in lines:
            contracts.lines.setdefault(row[0], {})[row[2]] = row
        for row in suspensions:
            contracts.suspensions[row[0], row[1]] = row
        return contracts

    def persons(self) -> set[str]:
        """Everybody who has a package."""
        return {row[1] for row in self.packages.values()}

    def person_of_line(self) -> dict[str, str]:
        """By line, whose it is."""
        return {
            line_ref: self.packages[next(iter(versions.values()))[1]][1]
            for line_ref, versions in self.lines.items()
        }


@dataclass(slots=True)
class Changes:
    """The rows of one contract file that are to be written, in file order, and the places of those
    among them that end another version."""

    counts: Counts = field(default_factory=Counts)
    rows: list[KeptRow] = field(default_factory=list)
    corrections: set[int] = field(default_factory=set)


def judge_contract(
    reader: RowReader, contracts: Contracts, differences: Differences | None = None
) -> Changes:
    """Take the rows of one contract file into the contracts; what is bad is rejected."""
    find_fault, replace = _RULES[reader.table.name]
    changes = Changes()
    counts = changes.counts
    for line, text, cells, row in reader.rows():
        fault = find_fault(contracts, row)
        if fault is not None:
            reader.reject_column(line, text, cells, *fault)
            continue
        old = replace(contracts, row)
        if old == row:
            counts.unchanged += 1
            continue
        changes.rows.append(row)
        if old is None:
            counts.accepted += 1
        else:
            counts.corrections += 1
            changes.corrections.add(len(changes.rows) - 1)
            if differences is not None:
                differences.note(reader.table.name, reader.name, old, row)
    counts.read = reader.read
    counts.rejected = counts.read - counts.accepted - counts.unchanged - counts.corrections
    return changes


Found = tuple[str, Fault] | None


def _package_fault(contracts: Contracts, row: KeptRow) -> Found:
    return None


def _line_fault(contracts: Contracts, row: KeptRow) -> Found:
    line = Line._make(row)
    if line.package_ref not in contracts.packages:
        return "package_ref", Fault.UNKNOWN_REFERENCE
    others = [
        Line._make(version)
        for valid_from, version in contracts.lines.get(line.line_ref, {}).items()
        if valid_from != line.valid_from
    ]
    if any(other.package_ref != line.package_ref for other in others):
        return "package_ref", Fault.CONTRADICTION
    last = line.valid_to or _FOREVER
    for other in others:
        if str(other.valid_from) <= str(last) and str(line.valid_from) <= str(
            other.valid_to or _FOREVER
        ):
            return "valid_from", Fault.OVERLAP
    return None


def _suspension_fault(contracts: Contracts, row: KeptRow) -> Found:
    if Suspension._make(row).package_ref not in contracts.packages:
        return "package_ref", Fault.UNKNOWN_REFERENCE
    return None


def _replace_package(contracts: Contracts, row: KeptRow) -> KeptRow | None:
    old = contracts.packages.get(row[0])
    contracts.packages[row[0]] = row
    return old


def _replace_line(contracts: Contracts, row: KeptRow) -> KeptRow | None:
    versions = contracts.lines.setdefault(row[0], {})
    old = versions.get(row[2])
    versions[row[2]] = row
    return old


def _replace_suspension(contracts: Contracts, row: KeptRow) -> KeptRow | None:
    key = row[0], row[1]
    old = contracts.suspensions.get(key)
    contracts.suspensions[key] = row
    return old


_Rule = tuple[Callable[[Contracts, KeptRow], Found], Callable[[Contracts, KeptRow], KeptRow | None]]
_RULES: Final[dict[str, _Rule]] = {
    PACKAGES: (_package_fault, _replace_package),
    LINES: (_line_fault, _replace_line),
    SUSPENSIONS: (_suspension_fault, _replace_suspension),
}


class ContractedDays:
    """Says quickly whether a line agrees a visit on a day: asked once for each attendance row."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._versions: dict[str, list[tuple[int, int, int, int, int, int]]] = {}
        self._ordinals: dict[str, int] = {}

    def has_visit(self, line_ref: str, service_date: str) -> bool:
        """Whether a version of the line, within its package's days, lists this day."""
        # As below, written out: a million rows ask this.
        try:
            day, versions = self._ordinals[service_date], self._versions[line_ref]
        except KeyError:
            return self.agreed_start(line_ref, service_date) is not None
        for first, last, weekdays, every, anchor_week, _minute in versions:
            if first <= day <= last:
                return bool(
                    weekdays >> (day - 1) % 7 & 1
                    and (every == 1 or ((day - 1) // 7 - anchor_week) % every == 0)
                )
        return False

    def agreed_start(self, line_ref: str, service_date: str) -> int | None:
        """The agreed start of that day's visit, in minutes after midnight; None without a visit."""
        try:
            day = self._ordinals[service_date]
        except KeyError:
            day = self._ordinals[service_date] = date.fromisoformat(service_date).toordinal()
        try:
            versions = self._versions[line_ref]
        except KeyError:
            versions = self._versions[line_ref] = self._load(line_ref)
        for first, last, weekdays, every, anchor_week, minute in versions:
            if first <= day <= last:
                is_listed = weekdays >> (day - 1) % 7 & 1 and (
                    every == 1 or ((day - 1) // 7 - anchor_week) % every == 0
                )
                return minute if is_listed else None
        return None

    def _load(self, line_ref: str) -> list[tuple[int, int, int, int, int, int]]:
        """First and last day, weekdays, weeks between visits, the week they count from, start."""
        loaded = []
        for row in self._contracts.lines[line_ref].values():
            line = Line._make(row)
            package = Package._make(self._contracts.packages[line.package_ref])
            first = max(str(line.valid_from), str(package.start_date))
            last = min(str(line.valid_to or _FOREVER), str(package.end_date or _FOREVER))
            anchor = date.fromisoformat(str(line.anchor_date or line.valid_from))
            loaded.append(
                (
                    date.fromisoformat(first).toordinal(),
                    date.fromisoformat(last).toordinal(),
                    line.weekdays,
                    line.week_interval,
                    (anchor.toordinal() - 1) // 7,
                    line.agreed_start,
                )
            )
        return loaded
