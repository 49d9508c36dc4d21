"""Rule: from what a coordinator chose on the mapping page to a profile."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from portal.i18n import gettext as _
from portal.visits.importing.profiles.profile import COLUMNS, Profile
from portal.visits.importing.profiles.recognising import Shape
from portal.visits.records import (
    REASON_CODES,
    UNKNOWN_CARER,
    CancelledBy,
    DisputedBy,
    DisputeResult,
    LogMethod,
    RowStatus,
)

# Columns that hold one of a few words: the file's own are translated one by one.
CODED: Final[dict[str, tuple[str, ...]]] = {
    "in_method": tuple(LogMethod),
    "out_method": tuple(LogMethod),
    "in_location_ok": ("true", "false"),
    "out_location_ok": ("true", "false"),
    "status": tuple(RowStatus),
    "reason_code": REASON_CODES,
    "cancelled_by": tuple(CancelledBy),
    "disputed_by": tuple(DisputedBy),
    "dispute_result": tuple(DisputeResult),
}
MOST_WORDS: Final = 60
NOTHING: Final = "-"

# Where a time alone stands, it is put after the first or near the second of these columns.
_BESIDE: Final[dict[str, tuple[str | None, str | None]]] = {
    "planned_end": ("planned_start", None),
    "in_at": (None, "planned_start"),
    "out_at": ("in_at", "planned_end"),
    "adj_in_at": (None, "in_at"),
    "adj_out_at": ("adj_in_at", "out_at"),
}
_LENGTH_OF: Final = {"planned_end": "planned_start", "out_at": "in_at"}
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})").fullmatch

_KNOWN_AS: Final[dict[str, tuple[str, ...]]] = {
    "visit_ref": ("visitref", "visitid", "bookingid", "ourref", "visitotherid", "visit", "id"),
    "person_ref": (
        "personref", "serviceuser", "serviceuserref", "client", "clientref", "clientid",
        "customer", "customerid", "clientidentifier", "suref",
    ),
    "carer_ref": ("carerref", "carer", "carerid", "employee", "employeeid", "worker", "staff"),
    "line_ref": ("lineref", "contractline"),
    "service_date": ("servicedate", "date", "visitdate", "day"),
    "planned_start": ("plannedstart", "scheduledstart", "rotastart", "schedulestart"),
    "planned_end": ("plannedend", "scheduledend", "rotaend", "scheduleend"),
    "in_at": ("inat", "clockin", "checkin", "actualstart", "login", "timein"),
    "out_at": ("outat", "clockout", "checkout", "actualend", "logout", "timeout"),
    "status": ("status", "visitstatus"),
    "reason_code": ("reasoncode", "reason"),
    "memo": ("memo", "note", "notes", "comment", "comments"),
}  # fmt: skip
_YES: Final = frozenset({"true", "yes", "y", "1", "t"})
_NO: Final = frozenset({"false", "no", "n", "0", "f"})


class Choices(NamedTuple):
    """What was chosen: columns of the file by columns of visits.csv, lengths, words, the rest."""

    columns: Mapping[str, str]
    lengths: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    method: str
    encoding: str
    separator: str
    dates: str
    title: str


def likely_columns(shape: Shape) -> dict[str, str]:
    """By column of visits.csv, the column of the file whose name says the same."""
    plain = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in shape.header}
    return {
        column: plain[known]
        for column, names in _KNOWN_AS.items()
        for known in [next((name for name in names if name in plain), None)]
        if known is not None
    }


def likely_date_column(shape: Shape) -> str | None:
    """The first column that holds days."""
    return next((name for name in shape.header if shape.dates_of(name)), None)


def words_in(shape: Shape, column: str) -> list[str]:
    """The different words of a column of the file, in order."""
    return sorted({word for word in shape.column(column) if word})


def likely_word(column: str, word: str) -> str:
    """What a word of the file may mean; "" where nobody can say."""
    plain = re.sub(r"[^a-z0-9]", "_", word.strip().lower())
    if CODED[column] == ("true", "false"):
        return "true" if plain in _YES else "false" if plain in _NO else ""
    return next((code for code in CODED[column] if code.lower() == plain), "")


def name_for(title: str) -> str:
    """The short name of a profile: its title in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def profile_of(chosen: Choices, shape: Shape) -> Profile:
    """The profile that was chosen. Raises ProfileRefused."""
    columns = {
        column: _rule(column, chosen, shape)
        for column in COLUMNS
        if column in chosen.columns or column in chosen.lengths
    }
    day = str(chosen.columns.get("service_date", ""))
    person = str(chosen.columns.get("person_ref", ""))
    if "visit_ref" not in columns and day and person:
        others = [chosen.columns.get(name) for name in ("carer_ref", "planned_start", "in_at")]
        columns["visit_ref"] = {
            "made_of": [person, day, *filter(None, others)],
            "prefix": "row:",
        }
    if "carer_ref" not in columns and "visit_ref" in columns:
        columns["carer_ref"] = {**columns["visit_ref"], "prefix": UNKNOWN_CARER}
    for side in ("in", "out"):
        if f"{side}_method" not in columns and f"{side}_at" in columns:
            columns[f"{side}_method"] = {"value": chosen.method, "when": f"{side}_at"}
    return Profile.of(
        {
            "name": name_for(chosen.title) or "this-file",
            "title": chosen.title or _("A file of your own"),
            "lost": _lost(columns, chosen),
            "file": {
                "kind": "csv",
                "encoding": chosen.encoding,
                "separator": chosen.separator,
                "dates": chosen.dates,
                "header": list(shape.header),
            },
            "columns": columns,
        }
    )


def _rule(column: str, chosen: Choices, shape: Shape) -> dict[str, Any]:
    length = chosen.lengths.get(column)
    if length:
        return {"length": length, "after": _LENGTH_OF[column]}
    source = chosen.columns[column]
    if column == "service_date" and source in shape.header:
        cells = [cell for cell in shape.column(source) if cell]
        if cells and all(map(_INSTANT, cells)):
            return {"day_of": [source]}
    rule: dict[str, Any] = {"from": source}
    after, near = _BESIDE.get(column, (None, None))
    columns = {*chosen.columns, *chosen.lengths}
    if after in columns:
        rule["after"] = after
    if near in columns:
        rule["near"] = near
    if column in CODED:
        words = chosen.words.get(column, {})
        rule["codes"] = {word: "" if code == NOTHING else code for word, code in words.items()}
    return rule


def _lost(columns: Mapping[str, Any], chosen: Choices) -> list[str]:
    """What a file with these columns alone does not say, in words."""
    lost = []
    if "line_ref" not in columns:
        lost.append(
            _("The contracted line: it is found again by person, day and the nearest agreed start.")
        )
    if "carer_ref" not in chosen.columns:
        lost.append(_("Who came: each row stands for a carer of its own (K1, K2, X2)."))
    if "visit_ref" not in chosen.columns:
        lost.append(_("The reference of the visit: it is made from what else the row says."))
    if "in_method" not in chosen.columns:
        lost.append(_("How and where times were recorded (T1 to T3 and Q1)."))
    if "status" not in columns:
        lost.append(_("Cancelled visits, no access and refusals (V3 to V5, N1)."))
    if "planned_start" not in columns:
        lost.append(_("What was planned: a visit that nobody logged looks as if never planned."))
    return lost
