"""Rule: the first rows of a file as they would be read, to be looked at before anything is read."""

from __future__ import annotations

from itertools import islice
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from portal.visits.importing.faults import Fault, FileRejected, Rejection
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.profile import COLUMNS, Profile
from portal.visits.importing.profiles.records import records_of
from portal.visits.importing.profiles.translating import Translator, Untranslatable

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
    translator = Translator(profile, Instants(ZoneInfo(tz)))
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
                rows.append(PreviewRow(found.line, [cells[place] for place in places]))
    except FileRejected as refused:
        return Preview(columns, rows, refused.rejection)
    return Preview(columns, rows)
