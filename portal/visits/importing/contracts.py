"""Judges the contract files: packages, lines and suspensions, against each other and the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.visits.importing.checks import PLAIN_VISIT
from portal.visits.importing.differences import Differences
from portal.visits.importing.faults import Fault
from portal.visits.importing.rows import KeptRow, RowReader
from portal.visits.importing.tables import LINES, PACKAGES, SUSPENSIONS
from portal.visits.records import Line, Package, Suspension, VisitRow

_FOREVER: Final = "9999-12-31"
_LINE: Final = VisitRow._fields.index("line_ref")
_PERSON: Final = VisitRow._fields.index("person_ref")
_DAY: Final = VisitRow._fields.index("service_date")
_REPLACEMENT: Final = VisitRow._fields.index("replacement_visit_ref")
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


class _Days(dict[str, tuple[int, int]]):
    """By day its number, and the bit of its weekday."""

    def __missing__(self, day: str) -> tuple[int, int]:
        number = date.fromisoformat(day).toordinal()
        self[day] = found = number, 1 << (number - 1) % 7
        return found


class _PlainLines(dict[str | None, tuple[int, int, int, str] | None]):
    """By line with a single version of every week: its first and last day, its weekdays, whose it
    is. None for every other line, and for one that nobody knows."""

    def __init__(self, contracts: Contracts) -> None:
        super().__init__({None: None})
        self._contracts = contracts

    def __missing__(self, line_ref: str) -> tuple[int, int, int, str] | None:
        versions = list(self._contracts.lines.get(line_ref, {}).values())
        found = None
        if len(versions) == 1:
            first, last, weekdays, every, *_ = _ruling(self._contracts, versions[0])
            if every == 1:
                owner = self._contracts.packages[Line._make(versions[0]).package_ref][1]
                found = first, last, weekdays, owner
        self[line_ref] = found
        return found


class ContractedDays:
    """Says quickly whether a line agrees a visit on a day: asked once for each attendance row."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._versions: dict[str, list[_Ruling]] = {}
        self._days = _Days()
        self._plain_lines = _PlainLines(contracts)

    def are_agreed(self, rows: Iterable[KeptRow]) -> list[bool]:
        """Of each attendance row whether it certainly names a visit that is agreed, of the person
        it names, and no other visit; what needs a closer look is not certain.

        A million rows ask this: no function is called for each of them.
        """
        plain_lines, days = self._plain_lines, self._days
        return [
            (len(row) == PLAIN_VISIT or row[_REPLACEMENT] is None)
            and (line := plain_lines[row[_LINE]]) is not None
            and line[0] <= (day := days[row[_DAY]])[0] <= line[1]
            and line[2] & day[1] != 0
            and (row[_PERSON] is None or row[_PERSON] == line[3])
            for row in rows
        ]

    def has_visit(self, line_ref: str, service_date: str) -> bool:
        """Whether a version of the line, within its package's days, lists this day."""
        return self.agreed_start(line_ref, service_date) is not None

    def agreed_start(self, line_ref: str, service_date: str) -> int | None:
        """The agreed start of that day's visit, in minutes after midnight; None without a visit."""
        day, bit = self._days[service_date]
        try:
            versions = self._versions[line_ref]
        except KeyError:
            versions = self._versions[line_ref] = [
                _ruling(self._contracts, row) for row in self._contracts.lines[line_ref].values()
            ]
        for first, last, weekdays, every, anchor_week, minute in versions:
            if first <= day <= last:
                is_listed = weekdays & bit and (
                    every == 1 or ((day - 1) // 7 - anchor_week) % every == 0
                )
                return minute if is_listed else None
        return None


# First and last day, weekdays, weeks between visits, the week they count from, agreed start.
_Ruling = tuple[int, int, int, int, int, int]


def _ruling(contracts: Contracts, row: KeptRow) -> _Ruling:
    """What a version of a line rules, within the days of its package."""
    line = Line._make(row)
    package = Package._make(contracts.packages[line.package_ref])
    first = max(str(line.valid_from), str(package.start_date))
    last = min(str(line.valid_to or _FOREVER), str(package.end_date or _FOREVER))
    anchor = date.fromisoformat(str(line.anchor_date or line.valid_from))
    return (
        date.fromisoformat(first).toordinal(),
        date.fromisoformat(last).toordinal(),
        line.weekdays,
        line.week_interval,
        (anchor.toordinal() - 1) // 7,
        line.agreed_start,
    )
