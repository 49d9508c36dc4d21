"""Rule: the first rows of a file as they would be read, to be looked at before anything is read."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from portal.visits.importing.faults import Fault, FileRejected, Rejection
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.profile import COLUMNS, Profile
from portal.visits.importing.profiles.records import records_of
from portal.visits.importing.profiles.translating import INSTANTS, Translator, Untranslatable

ROWS_SHOWN = 20


class PreviewRow(NamedTuple):
    """One row as it would be read: what it says in the columns shown, or why it would not be."""

    line: int
    cells: list[str]
    fault: Rejection | None = None


class Preview(NamedTuple):
    """The columns that the profile reads, and the first rows; or why the file cannot be read."""

    columns: list[str]
    rows: list[PreviewRow]
    refused: Rejection | None = None


def preview(name: str, file: BinaryIO, profile: Profile, tz: str) -> Preview:
    """The first rows of a file, by a profile."""
    columns = [column for column in COLUMNS if column in profile.rules]
    places = [COLUMNS.index(column) for column in columns]
    instants = Instants(ZoneInfo(tz))
    translator = Translator(profile, instants)
    rows: list[PreviewRow] = []
    try:
        for found in islice(records_of(name, file, profile), ROWS_SHOWN):
            if found.record is None:
                fault = Rejection(name, found.line, None, None, Fault.FIELD_COUNT)
                rows.append(PreviewRow(found.line, [], fault))
                continue
            try:
                cells = translator.cells(found.record)
            except Untranslatable as wrong:
                fault = Rejection(
                    name, found.line, wrong.column, wrong.value, wrong.kind,
                    meant=wrong.name, example=wrong.example,
                )  # fmt: skip
                rows.append(PreviewRow(found.line, [], fault))
            else:
                shown = [_shown(COLUMNS[place], cells[place], instants) for place in places]
                rows.append(PreviewRow(found.line, shown))
    except FileRejected as refused:
        return Preview(columns, rows, refused.rejection)
    return Preview(columns, rows)


def _shown(column: str, cell: str, instants: Instants) -> str:
    """A cell as a person reads it: instants by the clock on the wall."""
    if not cell or column not in INSTANTS:
        return cell
    at = datetime.fromtimestamp(instants.read(cell, intended=True), instants.zone)
    return at.replace(tzinfo=None).isoformat(" ")
