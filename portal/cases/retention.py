"""Rule: how long a case is kept after it has ended. The periods are data (`retention.toml`)."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from portal.cases.findings import Finding
from portal.cases.workflow import CaseKind
from portal.cases.working_days import months_after
from portal.i18n import lazy_gettext as _l

_FILE: Final = Path(__file__).resolve().parent / "retention.toml"
_SAFEGUARDING: Final = frozenset({"SAF"})
_ROUGH: Final = frozenset({"ATT-ROUGH"})
_FOUND: Final = frozenset({Finding.UPHELD, Finding.PARTIALLY_UPHELD})


class RetentionClass(StrEnum):
    """What a case is, as far as it matters for how long it is kept."""

    PRAISE = "praise"
    SAFEGUARDING = "safeguarding"
    COMPLAINT = "complaint"
    UNPROVEN = "unproven"


RETENTION_CLASSES: Final = {
    RetentionClass.PRAISE: _l("Thanks"),
    RetentionClass.SAFEGUARDING: _l("A concern about somebody's safety"),
    RetentionClass.COMPLAINT: _l("A concern in which the committee found something wrong"),
    RetentionClass.UNPROVEN: _l("Any other concern, also one that was withdrawn or passed on"),
}


@dataclass(frozen=True)
class Retention:
    """The periods, with where they come from."""

    years: Mapping[RetentionClass, int]
    source: str
    source_url: str
    checked: date
    checked_against: str


@cache
def retention() -> Retention:
    """The periods that hold."""
    written = tomllib.loads(_FILE.read_text("utf-8"))
    classes = written.pop("classes")
    return Retention({RetentionClass(each["class"]): each["years"] for each in classes}, **written)


def class_of(kind: CaseKind, subjects: Collection[str], outcome: Finding | None) -> RetentionClass:
    """What a case is, from its clear codes alone.

    >>> class_of(CaseKind.CONCERN, ["VIS-MISS", "SAF-NEGLECT"], None)
    <RetentionClass.SAFEGUARDING: 'safeguarding'>
    >>> class_of(CaseKind.MISSED_VISIT, ["VIS-MISS"], Finding.NOT_UPHELD)
    <RetentionClass.UNPROVEN: 'unproven'>
    """
    if kind is CaseKind.PRAISE:
        return RetentionClass.PRAISE
    groups = {each.partition("-")[0] for each in subjects}
    if _ROUGH & set(subjects) or _SAFEGUARDING & groups:
        return RetentionClass.SAFEGUARDING
    return RetentionClass.COMPLAINT if outcome in _FOUND else RetentionClass.UNPROVEN


def last_day_kept(class_: RetentionClass, ended_on: date) -> date:
    """The last day on which it is kept.

    >>> str(last_day_kept(RetentionClass.COMPLAINT, date(2026, 11, 9)))
    '2032-11-09'
    """
    return months_after(ended_on, 12 * retention().years[class_])
