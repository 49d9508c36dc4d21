"""Rule: what rejections, warnings and states are called on pages, in the coordinator's words."""

from typing import Any, Final

from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.visits.importing.faults import Doubt, Fault
from portal.visits.importing.states import ImportState

STATES: Final[dict[ImportState, Any]] = {
    ImportState.RECEIVING: _l("The files are arriving"),
    ImportState.UNMAPPED: _l("Waits to be told how the file is read"),
    ImportState.WAITING: _l("The files are being read"),
    ImportState.CHECKED: _l("Waits for your decision"),
    ImportState.ACCEPTING: _l("Is being stored"),
    ImportState.ACCEPTED: _l("Accepted"),
    ImportState.UNDONE: _l("Undone"),
    ImportState.ABANDONED: _l("Abandoned"),
    ImportState.REFUSED: _l("Refused"),
}

_FAULTS: Final[dict[Fault, Any]] = {
    Fault.EMPTY_FILE: _l("The file is empty."),
    Fault.ENCODING: _l(
        "The file is not UTF-8 text. In a spreadsheet, save it again as “CSV UTF-8”."
    ),
    Fault.LINE_ENDING: _l(
        "The lines of the file do not end as they should (a lone carriage return, or a line "
        "without end). Save it again as CSV."
    ),
    Fault.DELIMITER: _l("The columns are separated by semicolons or tabs. Use commas."),
    Fault.QUOTING: _l("A quotation mark is opened here and never closed, or text follows it."),
    Fault.MISSING_COLUMN: _l("This column is missing."),
    Fault.UNKNOWN_COLUMN: _l(
        "This column does not belong here. It might hold a name or an address, so the file is "
        "refused. Take the column out."
    ),
    Fault.DUPLICATE_COLUMN: _l("This column stands in the file twice."),
    Fault.NUL_BYTE: _l("There is a NUL character in this cell."),
    Fault.FIELD_COUNT: _l("The row has more or fewer cells than the file has columns."),
    Fault.CONTROL_CHARACTER: _l("There is an invisible control character in this cell."),
    Fault.REQUIRED: _l("This cell must not be empty."),
    Fault.NOT_ALLOWED: _l("This is not one of the codes that may stand here."),
    Fault.NONEXISTENT_TIME: _l(
        "The clocks were put forward that night: this time did not exist. Send it with its "
        "offset, for example +01:00."
    ),
    Fault.AMBIGUOUS_TIME: _l(
        "The clocks were put back that night: this time came twice. Send it with its offset, for "
        "example +01:00."
    ),
    Fault.REQUIRED_WITH: _l("This cell must not be empty because of what else the row says."),
    Fault.CONTRADICTION: _l("This contradicts something else."),
    Fault.ORDER: _l("The end is not after the beginning."),
    Fault.TOO_LONG: _l("This is longer than 25 hours."),
    Fault.DATE_MISMATCH: _l("This day is too far from the service date of the row."),
    Fault.EMPTY_ROW: _l("The row says nothing: no planned times, no recorded times, no status."),
    Fault.UNKNOWN_REFERENCE: _l(
        "This is not known: neither the files nor what is stored has it, or its own row was "
        "rejected."
    ),
    Fault.OVERLAP: _l(
        "The days of this version overlap with another version of the same line. Send the other "
        "one with its last day first."
    ),
    Fault.NOT_JSON: _l("Here the file stops being JSON: it may be cut off, or be something else."),
    Fault.UNKNOWN_SHAPE: _l("Nobody has said yet how a file of this shape is read."),
    Fault.REPEATED_FILE: _l(
        "A file with this reference was imported before. The same one is never taken twice: a "
        "corrected file needs a reference of its own."
    ),
    Fault.NO_CONTRACTS: _l(
        "Nobody in this file can be known yet: no care packages are on record. Import packages.csv "
        "and lines.csv first, or send them together with it."
    ),
    Fault.FILE_TOO_LARGE: _l(
        "The file is too large to be read at once. Send it in parts, for example one month at a "
        "time."
    ),
}

_DATE: Final = _l("This is not a day written like 2026-10-31.")
_TIME: Final = _l("This is not a time of day written like 08:30.")
_INSTANT: Final = _l("This is not a time written like 2026-10-31T08:30:00Z.")
_NUMBER: Final = _l("This is not a whole number.")
_WEEKDAYS: Final = _l("This is not a list of weekdays written like MO;WE;FR.")
_REFERENCE: Final = _l(
    "This is not a reference. Use letters, digits and . _ : / - only: at most 64 of them, no "
    "blanks, and never a name."
)
_FORMATS: Final[dict[str, Any]] = {
    **dict.fromkeys(
        ("start_date", "end_date", "valid_from", "valid_to", "anchor_date", "service_date"), _DATE
    ),
    "exported_on": _DATE,
    **dict.fromkeys(("agreed_start", "slip_time_written"), _TIME),
    **dict.fromkeys(
        (
            "from_at", "to_at", "planned_start", "planned_end", "in_at", "out_at", "adj_in_at",
            "adj_out_at", "cancelled_at", "office_called_at", "welfare_confirmed_at",
        ),
        _INSTANT,
    ),
    **dict.fromkeys(
        (
            "week_interval", "window_before_min", "window_after_min", "duration_min",
            "carers_required", "waited_min",
        ),
        _NUMBER,
    ),
    "weekdays": _WEEKDAYS,
}  # fmt: skip
_NOT_AN_OBJECT: Final = _l("The file does not hold the description of a set.")
_NO_SUCH_NUMBER: Final = _l("This number is too small or too large.")
_NO_SUCH_YEAR: Final = _l("This year is not between 2000 and 2099.")
_TOO_LONG_TEXT: Final = _l("This text is longer than 2,000 characters.")

DOUBTS: Final[dict[Doubt, Any]] = {
    Doubt.NOT_CONTRACTED: _l("The line has no visit contracted on this day."),
    Doubt.STATUS_WITHOUT_VISIT: _l("There is a status, but no contracted visit that it is about."),
    Doubt.REPLACEMENT_NOT_FOUND: _l("The visit named as replacement cannot be found."),
    Doubt.SUPERSEDED: _l("The file has a later version of this record, which was taken instead."),
}


def reason(kind: str, column: str | None, example: str = "") -> str:
    """Why something was rejected, in a sentence about this column (as visits.csv calls it).

    `example` shows how a file of another shape writes such things.
    """
    fault = Fault(kind)
    if example and fault is Fault.BAD_FORMAT:
        return _("This is not written like %(example)s.", example=example)
    if fault is Fault.DAY_ORDER:
        return _(
            "This and other days of the file fit the order %(example)s, not the order in which it "
            "is read: rows would be stored on wrong days, so nothing is stored. Send it again and "
            "choose that order under its first rows, or write days like 2026-10-31.",
            example=example,
        )
    if fault is Fault.BAD_FORMAT:
        return str(_NOT_AN_OBJECT if column is None else _FORMATS.get(column, _REFERENCE))
    if fault is Fault.OUT_OF_RANGE:
        return str(_too_far(_FORMATS.get(column or "")))
    return str(_FAULTS[fault])


def _too_far(format_: Any) -> Any:
    # Not a table by these words: to find a place in it they would be translated, whenever it is.
    if format_ is _NUMBER:
        return _NO_SUCH_NUMBER
    return _NO_SUCH_YEAR if format_ is _DATE or format_ is _INSTANT else _TOO_LONG_TEXT


def doubt(kind: str) -> str:
    """What is doubtful, in a sentence."""
    return str(DOUBTS[Doubt(kind)])


METHODS: Final[dict[str, Any]] = {
    "manual_office": _l("typed in by the office, or not known"),
    "manual_carer": _l("typed in by the carer"),
    "paper": _l("on paper"),
    "gps_app": _l("by an app with the place"),
    "nfc_tag": _l("by a tag at the home"),
    "qr": _l("by a code at the home"),
    "landline_ivr": _l("by the telephone of the home"),
    "fob": _l("by a fob at the home"),
}

COLUMNS_IN_WORDS: Final[dict[str, Any]] = {
    "visit_ref": _l("Reference of the visit"),
    "line_ref": _l("Reference of the contracted line"),
    "person_ref": _l("Reference of the person visited"),
    "service_date": _l("Day of the visit"),
    "planned_start": _l("Planned start"),
    "planned_end": _l("Planned end"),
    "carer_ref": _l("Reference of the carer"),
    "in_at": _l("Check-in as recorded"),
    "out_at": _l("Check-out as recorded"),
    "in_method": _l("How the check-in was recorded"),
    "out_method": _l("How the check-out was recorded"),
    "in_location_ok": _l("Check-in at the address"),
    "out_location_ok": _l("Check-out at the address"),
    "adj_in_at": _l("Check-in after an edit"),
    "adj_out_at": _l("Check-out after an edit"),
    "status": _l("Status (cancelled, no access, refused)"),
    "reason_code": _l("Reason code"),
    "cancelled_at": _l("When it was cancelled"),
    "cancelled_by": _l("Who cancelled"),
    "replacement_visit_ref": _l("Reference of the visit agreed instead"),
    "slip_time_written": _l("Time on the slip at the door"),
    "office_called_at": _l("When the carer called the office"),
    "welfare_confirmed_at": _l("When it was known that the person is safe"),
    "waited_min": _l("Minutes waited at the door"),
    "disputed_by": _l("Who contests the row"),
    "dispute_result": _l("How that was settled"),
    "memo": _l("Note"),
}
