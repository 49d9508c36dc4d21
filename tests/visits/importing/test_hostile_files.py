"""Files that nobody writes by accident, or that everybody does: read as the format says, within
bounds of memory and work."""

import io
import json
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from portal.visits.importing import faults, tables
from portal.visits.importing.contracts import Contracts, Counts
from portal.visits.importing.faults import Fault, FileRejected, Findings, Rejection
from portal.visits.importing.judging import count_attendance, judge_set
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.scanning import LONGEST_RECORD
from portal.visits.importing.splitting import LINES_OF_A_BATCH
from portal.visits.importing.tables import FILESET, MEBIBYTE, TABLES, VISITS
from portal.visits.records import FileSet
from tests.visits.importing.test_broken_sets import FOLDERS

GOOD = next(folder for folder in FOLDERS if folder.name == "00-good")
HEADER = ",".join(TABLES[VISITS].names)


def row(ref: str, **said: str) -> str:
    """A row of visits.csv: an ordinary visit of line LA1 unless something else is said."""
    cells = {
        "visit_ref": ref,
        "line_ref": "LA1",
        "service_date": "2026-10-05",
        "planned_start": "2026-10-05T08:00Z",
        "planned_end": "2026-10-05T08:30Z",
        "carer_ref": "W1",
        **said,
    }
    return ",".join(cells.get(name, "") for name in TABLES[VISITS].names)


class Judged(NamedTuple):
    """What came of a set: counts of visits.csv, findings, kept attendance rows."""

    counts: Counts
    findings: Findings
    rows: list[KeptRow]

    @property
    def refs(self) -> list[str]:
        return [kept[0] for kept in self.rows]

    @property
    def faults(self) -> list[tuple[int, str | None, Fault]]:
        return [(found.line, found.column, found.kind) for found in self.findings.rejections]


def judge(visits: bytes, fileset: bytes | None = None) -> Judged:
    """The judged set of the good contracts with these visits."""
    files = {path.name: path.read_bytes() for path in GOOD.glob("*.csv")}
    files[VISITS] = visits
    if fileset is not None:
        files[FILESET] = fileset
    opened = {name: io.BytesIO(content) for name, content in files.items()}
    with judge_set(opened, Contracts(), default=FileSet()) as judged:
        count_attendance(judged, None)
        assert judged.spool is not None
        rows = [row for batch in judged.spool.batches() for row in batch]
        return Judged(judged.counts[VISITS], judged.findings, rows)


def file_of(*rows: str, end: str = "\n") -> bytes:
    return end.join((HEADER, *rows, "")).encode()


def rejected_file(visits: bytes, fileset: bytes | None = None) -> Rejection:
    with pytest.raises(FileRejected) as refused:
        judge(visits, fileset)
    return refused.value.rejection


def test_a_million_bad_rows_are_all_counted_and_some_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faults, "MOST_KEPT", 100)
    bad = row("V 1")

    judged = judge(file_of(*[bad] * 20_000))

    assert judged.counts.read == judged.counts.rejected == 20_000
    assert len(judged.findings.rejections) == 100
    assert judged.faults[0] == (2, "visit_ref", Fault.BAD_FORMAT)


def test_long_rejected_rows_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MOST_CHARACTERS", 100_000)
    long = row("V 1", memo="x" * 50_000)

    judged = judge(file_of(*[long] * 100))

    kept = judged.findings.rejections
    assert judged.counts.rejected == 100
    assert sum(len(found.text) for found in kept) <= 100_000 + faults.LONGEST_TEXT
    assert all(len(found.text) <= faults.LONGEST_TEXT for found in kept)


def test_a_cell_of_half_a_mebibyte_rejects_its_row_alone() -> None:
    judged = judge(file_of(row("V1"), row("V2", memo="x" * (MEBIBYTE // 2)), row("V3")))

    assert judged.faults == [(3, "memo", Fault.OUT_OF_RANGE)]
    assert judged.refs == ["V1", "V3"]


def test_a_quote_that_swallows_a_mebibyte_is_taken_for_one_never_closed() -> None:
    swallowed = row("V2", memo='"' + "x\n" * LONGEST_RECORD)

    found = rejected_file(file_of(row("V1"), swallowed, row("V3")))

    assert (found.line, found.kind) == (3, Fault.QUOTING)


def test_a_line_without_end_is_refused_before_it_is_held() -> None:
    found = rejected_file(file_of(row("V1")) + b"x" * (3 * LONGEST_RECORD))

    assert (found.line, found.kind) == (3, Fault.LINE_ENDING)


def test_text_after_a_closing_quote_is_refused() -> None:
    found = rejected_file(file_of(row("V1"), row("V2", memo='"a"b')))

    assert (found.line, found.kind) == (3, Fault.QUOTING)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quoted_and_bare_cells_say_the_same(end: str) -> None:
    bare = judge(file_of(*(row(f"V{n}") for n in range(20)), end=end))
    quoted = judge(file_of(*(row(f"V{n}", carer_ref='"W1"') for n in range(20)), end=end))

    assert bare.rows == quoted.rows


def test_columns_may_stand_in_any_order() -> None:
    names = list(TABLES[VISITS].names)
    backwards = [",".join(reversed(line.split(","))) for line in (HEADER, row("V1"), row("V 2"))]

    judged = judge("\n".join(backwards).encode())

    assert names[-1] == "memo"
    assert judged.refs == ["V1"]
    assert judged.faults == [(3, "visit_ref", Fault.BAD_FORMAT)]


def test_a_row_with_as_many_cells_as_a_plain_one_keeps_has_the_wrong_number() -> None:
    plain = row("V2").rstrip(",")
    short = plain + "," * (TABLES[VISITS].plain - 1 - plain.count(","))

    judged = judge(file_of(row("V1"), short, row("V3") + ","))

    assert judged.faults == [(3, None, Fault.FIELD_COUNT), (4, None, Fault.FIELD_COUNT)]
    assert judged.refs == ["V1"]


def test_lines_are_numbered_over_blank_lines_quoted_lines_and_batches() -> None:
    many = [row(f"V{n}") for n in range(LINES_OF_A_BATCH)]
    memo = row("W1", reason_code="Z99", memo='"three\nlines\n\nhere"')

    judged = judge(file_of("", *many, memo, "", row("V x")))

    assert judged.faults == [(LINES_OF_A_BATCH + 8, "visit_ref", Fault.BAD_FORMAT)]
    assert judged.counts.read == LINES_OF_A_BATCH + 2


def test_the_last_line_may_lack_its_end() -> None:
    assert judge(file_of(row("V1"), row("V2")).rstrip(b"\n")).refs == ["V1", "V2"]


def test_rejections_stand_in_the_order_of_the_file() -> None:
    rows = [row("V 1"), row("V2", line_ref="LX"), row("V3", memo="a\x01"), "x", row("V 5")]

    judged = judge(file_of(*rows))

    assert [line for line, _, _ in judged.faults] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("character", ["\x01", "\x7f", "\x85", "\x9f"])
def test_control_characters_reject_their_row_before_anything_else(character: str) -> None:
    judged = judge(file_of(row("V 1", memo=f"a{character}"), row("V2", memo='"a\tb\nc"')))

    assert judged.faults == [(2, "memo", Fault.CONTROL_CHARACTER)]


@pytest.mark.parametrize("padding", range(4))
def test_a_fault_at_the_edge_of_a_piece_is_found(padding: int) -> None:
    start = file_of(row("V1")) + b"\n" * padding
    lines = start.count(b"\n")
    filling = b"\n" * (LONGEST_RECORD - len(start) - 1)
    begun = lines + len(filling) + 1

    lone_return = rejected_file(start + filling + b"\rx\n")
    bad_byte = rejected_file(start + filling + b"\xc3\n")
    cut_off = rejected_file(start + filling + b"\xc3")

    assert (lone_return.kind, lone_return.line) == (Fault.LINE_ENDING, begun)
    assert (bad_byte.kind, bad_byte.line) == (Fault.ENCODING, begun)
    assert (cut_off.kind, cut_off.line) == (Fault.ENCODING, begun)


def test_a_line_end_cut_in_two_by_a_piece_is_one() -> None:
    start = file_of(row("V1"), end="\r\n")
    filling = b"\n" * (LONGEST_RECORD - len(start) - 1)

    assert judge(start + filling + b"\r\n" + row("V2").encode()).refs == ["V1", "V2"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"\xef\xbb\xbf\r\n"])
def test_a_file_without_a_character_is_empty(content: bytes) -> None:
    assert rejected_file(content).kind is Fault.EMPTY_FILE


def test_a_header_of_a_million_commas_is_refused_quickly() -> None:
    assert rejected_file(b"," * 1_000_000 + b"\n").kind is Fault.DUPLICATE_COLUMN


def test_a_header_without_rows_is_accepted() -> None:
    assert judge((HEADER + "\n").encode()).counts.read == 0


def test_a_file_beyond_its_size_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    smaller = TABLES[VISITS]._replace(most_bytes=1000)
    monkeypatch.setitem(tables.TABLES, VISITS, smaller)

    found = rejected_file(b"\xff" * 1001)

    assert found.kind is Fault.FILE_TOO_LARGE


def test_half_a_file_sent_twice_is_followed_exactly() -> None:
    rows = [row(f"V{n}") for n in range(1500)]
    changed = [row(f"V{n}", carer_ref="W2") for n in range(0, 1500, 2)]

    judged = judge(file_of(*rows, *changed, *changed))

    counts = judged.counts
    assert (counts.accepted, counts.corrections, counts.unchanged) == (1500, 750, 750)


@pytest.mark.parametrize(
    ("text", "column", "kind"),
    [
        ("[]", None, Fault.BAD_FORMAT),
        ("{", None, Fault.BAD_FORMAT),
        ("[" * 10_000, None, Fault.BAD_FORMAT),
        ("", None, Fault.EMPTY_FILE),
        ('{"name": "x"}', "name", Fault.UNKNOWN_COLUMN),
        ('{"format": "care-visits/2"}', "format", Fault.NOT_ALLOWED),
        ('{"tz": "../../etc/passwd"}', "tz", Fault.NOT_ALLOWED),
        ('{"tz": "Europe"}', "tz", Fault.NOT_ALLOWED),
        ('{"tz": 1}', "tz", Fault.NOT_ALLOWED),
        ('{"tz": ""}', "tz", Fault.NOT_ALLOWED),
        ('{"exported_on": "2026-02-30"}', "exported_on", Fault.BAD_FORMAT),
        ('{"exported_on": 20260101}', "exported_on", Fault.BAD_FORMAT),
        ('{"provider": 5}', "provider", Fault.BAD_FORMAT),
    ],
)
def test_a_faulty_description_rejects_the_set(text: str, column: str | None, kind: Fault) -> None:
    found = rejected_file(file_of(row("V1")), text.encode())

    assert (found.file, found.line, found.column, found.kind) == (FILESET, 1, column, kind)


def test_the_zone_of_the_set_is_used_for_times_without_offset() -> None:
    text = json.dumps({"format": "care-visits/1", "tz": "Pacific/Auckland"}).encode()
    local = row("V1", planned_start="2026-10-05T08:00", planned_end="2026-10-05T08:30")

    kept = judge(file_of(local), text).rows[0]

    there = datetime(2026, 10, 5, 8, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert kept[4] == int(there.timestamp())
