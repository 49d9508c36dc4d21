"""From a record of another shape to the cells of visits.csv, by the rules of a profile."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.visits.importing.faults import CellFault, Fault
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.formats import (
    DATES,
    day_written,
    length_written,
    time_written,
)
from portal.visits.importing.profiles.linking import Linker
from portal.visits.importing.profiles.profile import AS_IT_STANDS, COLUMNS, Profile, Rule
from portal.visits.importing.profiles.records import Record

INSTANTS: Final = frozenset(
    {
        "planned_start", "planned_end", "in_at", "out_at", "adj_in_at", "adj_out_at",
        "cancelled_at", "office_called_at", "welfare_confirmed_at",
    }
)  # fmt: skip
_INTENDED: Final = frozenset({"planned_start", "planned_end"})
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}T.*").fullmatch
_DIGEST_BYTES: Final = 16
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}").fullmatch


class Untranslatable(Exception):
    """One record cannot be read: which column of the file, what stands there, what is wrong.

    `example` shows how it should be written.
    """

    def __init__(
        self, column: str, name: str | None, value: str | None, kind: Fault, example: str = ""
    ) -> None:
        super().__init__(column)
        self.column = column
        self.name = name
        self.value = value
        self.kind = kind
        self.example = example


class Translator:
    """Turns records into the cells of visits.csv, for one time zone."""

    def __init__(self, profile: Profile, instants: Instants, linker: Linker | None = None) -> None:
        self._profile = profile
        # Where the file names lines itself, none is looked for.
        self._linker = None if "line_ref" in profile.rules else linker
        self._instants = instants
        self._zones: dict[str, ZoneInfo] = {}
        self._rules = [(name, profile.rules.get(name)) for name in COLUMNS]

    def cells(self, record: Record) -> list[str]:
        """What visits.csv would say. Raises Untranslatable."""
        said: dict[str, str] = {}
        instants: dict[str, int] = {}
        for column, rule in self._rules:
            if rule is None:
                continue
            said[column] = text = self._cell(column, rule, record, said, instants)
            if column == "service_date" and not text:
                # Times alone are put on this day: without it nothing else can be read.
                raise self._refused(column, rule, record, Fault.REQUIRED)
            if text and column in INSTANTS:
                try:
                    instants[column] = self._instants.read(text, intended=column in _INTENDED)
                except CellFault as fault:
                    raise self._refused(column, rule, record, fault.kind) from None
        planned = instants.get("planned_start")
        if self._linker is not None and planned is not None:
            said["line_ref"] = self._linker.line_for(
                said["person_ref"], said["service_date"], planned
            )
        return [said.get(column, "") for column in COLUMNS]

    def key_and_day(self, record: Record) -> tuple[str | None, date | None]:
        """The reference and the day that the record would have as a visit, where they are right."""
        ref = self._said_alone("visit_ref", record)
        day = self._said_alone("service_date", record)
        is_day = day_written(day, "YYYY-MM-DD") is not None
        return ref if _REFERENCE(ref) else None, date.fromisoformat(day) if is_day else None

    def _said_alone(self, column: str, record: Record) -> str:
        try:
            return self._cell(column, self._profile.rules[column], record, {}, {})
        except (Untranslatable, CellFault):
            return ""

    def _cell(
        self,
        column: str,
        rule: Rule,
        record: Record,
        said: dict[str, str],
        instants: dict[str, int],
    ) -> str:
        if rule.when and not _is_so(rule.when, said):
            return ""
        if not _is_meant(rule, record):
            return ""
        if rule.value is not None:
            return rule.value
        try:
            if rule.made_of:
                return _made_of(rule, record)
            if rule.day_of:
                return self._day_of(column, rule, record)
            if rule.length:
                return self._after(column, rule, record, instants)
            text = self._first(rule, record)
        except CellFault as fault:
            raise self._refused(column, rule, record, fault.kind) from None
        if not text:
            return ""
        if column == "service_date":
            return self._day(column, rule, record, text)
        if column == "slip_time_written":
            return (time_written(text) or text)[:5]
        if column in INSTANTS:
            return self._instant(column, rule, record, text, said, instants)
        return rule.prefix + text

    def _first(self, rule: Rule, record: Record) -> str:
        """What the first source says that says something, in the portal's words."""
        for source in rule.sources:
            text = record.get(source)
            meant = text if rule.codes is None else rule.codes.get(text)
            if meant is None and text:
                if rule.otherwise is None:
                    raise CellFault(Fault.NOT_ALLOWED)
                meant = text if rule.otherwise == AS_IT_STANDS else rule.otherwise
            if meant:
                return meant
        has_default = rule.otherwise not in (None, "", AS_IT_STANDS)
        return str(rule.otherwise) if has_default else ""

    def _day(self, column: str, rule: Rule, record: Record, text: str) -> str:
        for written in (text, re.split(r"[ T]", text)[0]):
            day = day_written(written, self._profile.dates)
            if day is not None:
                return day
        raise self._refused(column, rule, record, Fault.BAD_FORMAT, DATES[self._profile.dates][1])

    def _day_of(self, column: str, rule: Rule, record: Record) -> str:
        zone = self._zone(record)
        for source in rule.day_of:
            text = record.get(source)
            if text:
                at = self._instants.read(text, intended=True)
                return datetime.fromtimestamp(at, zone).date().isoformat()
        return ""

    def _zone(self, record: Record) -> ZoneInfo:
        name = record.get(self._profile.zone) if self._profile.zone else ""
        if not name:
            return self._instants.zone
        if name not in self._zones:
            if not is_zone(name):
                raise Untranslatable(
                    str(self._profile.zone), "service_date", name, Fault.NOT_ALLOWED
                )
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]

    def _after(self, column: str, rule: Rule, record: Record, instants: dict[str, int]) -> str:
        """So long after another column: elapsed time, also in the nights of the clock changes."""
        text = record.get(str(rule.length))
        if not text:
            return ""
        seconds = length_written(text)
        if seconds is None:
            raise self._refused(column, rule, record, Fault.BAD_FORMAT, "00:45:00")
        begun = instants.get(str(rule.after))
        if begun is None:
            raise self._refused(column, rule, record, Fault.REQUIRED_WITH)
        return datetime.fromtimestamp(begun + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _instant(
        self,
        column: str,
        rule: Rule,
        record: Record,
        text: str,
        said: dict[str, str],
        instants: dict[str, int],
    ) -> str:
        if _ISO(text):
            return text
        time = time_written(text)
        if time is None:
            head, _, tail = text.partition(" ")
            day, time = day_written(head, self._profile.dates), time_written(tail.strip())
            if day is None or time is None:
                example = f"{DATES[self._profile.dates][1]} 08:30"
                raise self._refused(column, rule, record, Fault.BAD_FORMAT, example)
            return f"{day}T{time}"
        return self._on_day(said.get("service_date", ""), time, rule, instants)

    def _on_day(self, day: str, time: str, rule: Rule, instants: dict[str, int]) -> str:
        """A time alone, on the day where it belongs."""
        begun, near = instants.get(rule.after or ""), instants.get(rule.near or "")
        if not day:
            return ""
        here = datetime.fromisoformat(f"{day}T{time}")
        possible = [here + timedelta(days=days) for days in (0, -1, 1)]
        if begun is not None:
            later = [each for each in possible if self._epoch(each) > begun]
            if later:
                return min(later).isoformat()
        elif near is not None:
            return min(possible, key=lambda each: abs(self._epoch(each) - near)).isoformat()
        return here.isoformat()

    def _epoch(self, wall: datetime) -> int:
        return self._instants.read(wall.isoformat(), intended=True)

    def _refused(
        self, column: str, rule: Rule, record: Record, kind: Fault, example: str = ""
    ) -> Untranslatable:
        named = rule.named
        for name in named:
            value = said_in(record, name)
            if value:
                return Untranslatable(name, column, value, kind, example)
        return Untranslatable(named[0] if named else column, column, "", kind, example)


def said_in(record: Record, name: str) -> str:
    """What stands there, whatever it is, to be shown."""
    try:
        return record.get(name)
    except CellFault:
        return "[…]"


def _made_of(rule: Rule, record: Record) -> str:
    """A reference that the same row gets each time; whoever sees it cannot read it back."""
    parts = []
    for names in rule.made_of:
        each = (record.get(name) for name in names.split("|"))
        parts.append(next(filter(None, each), ""))
    if not any(parts):
        return ""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=_DIGEST_BYTES)
    return rule.prefix + digest.hexdigest()


def _is_meant(rule: Rule, record: Record) -> bool:
    """Whether the row says what the rule needs beside it, and not just the same once more."""
    if rule.beside and not said_in(record, rule.beside):
        return False
    if rule.unless_same and rule.sources:
        return said_in(record, rule.sources[0]) != said_in(record, rule.unless_same)
    return True


def _is_so(when: str, said: dict[str, str]) -> bool:
    column, has_value, value = when.partition("=")
    return said.get(column) == value if has_value else bool(said.get(column))
