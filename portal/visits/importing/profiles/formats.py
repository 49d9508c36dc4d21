"""Rule: how days, times and lengths are written elsewhere, and what is recognised of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

# By the name of a way to write days: its pattern, and an example to show.
DATES: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "YYYY-MM-DD": (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), "2026-10-31"),
    "DD/MM/YYYY": (re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"), "31/10/2026"),
    "DD.MM.YYYY": (re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"), "31.10.2026"),
    "DD-MM-YYYY": (re.compile(r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})"), "31-10-2026"),
    "DD/MM/YY": (re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{2})"), "31/10/26"),
    "MM/DD/YYYY": (re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"), "10/31/2026"),
    "YYYYMMDD": (re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"), "20261031"),
}
ENCODINGS: Final = ("utf-8", "cp1252", "utf-16")
SEPARATORS: Final = (",", ";", "\t", "|")

_TIME: Final = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,9})?)?(?: ?([ap])\.?m\.?)?", re.IGNORECASE
).fullmatch
_LENGTH: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?").fullmatch
_MINUTES: Final = re.compile(r"\d{1,4}").fullmatch


def day_written(text: str, dates: str) -> str | None:
    """The day as YYYY-MM-DD, or None where it is no day written so."""
    found = DATES[dates][0].fullmatch(text)
    if found is None or not text.isascii():
        return None
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    try:
        return date(year, int(found["m"]), int(found["d"])).isoformat()
    except ValueError:
        return None


def time_written(text: str) -> str | None:
    """The time of day as HH:MM:SS, or None where it is none; 8:05 pm is 20:05."""
    found = _TIME(text) if text.isascii() else None
    if found is None:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if found[4] in "pP" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def length_written(text: str) -> int | None:
    """The seconds of a length written as HH:MM, HH:MM:SS or whole minutes; None for others."""
    if not text.isascii():
        return None
    if _MINUTES(text):
        return int(text) * 60
    found = _LENGTH(text)
    if found is None:
        return None
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)


def likely_dates(cells: Iterable[str]) -> list[str]:
    """The ways to write days that fit these cells, the best first; day first before month first.

    A few cells may be wrong, as in every file: two of three have to fit.
    """
    days = [part for cell in cells if cell for part in [re.split(r"[ T]", cell.strip())[0]]]
    if not days:
        return []
    fitting = {name: sum(day_written(day, name) is not None for day in days) for name in DATES}
    likely = [name for name in DATES if fitting[name] * 3 >= len(days) * 2]
    return sorted(likely, key=lambda name: -fitting[name])
