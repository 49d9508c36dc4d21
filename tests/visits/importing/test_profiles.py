"""Files of three other systems: what is read of them, what is lost, and what is rejected."""

import io
import json
import re
import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import ROOT
from portal.errors import RuleBroken
from portal.visits.figures.periods import Period
from portal.visits.importing import faults
from portal.visits.importing.faults import Doubt, Fault, FileRejected
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.recognising import recognised, shape_of
from portal.visits.importing.profiles.records import records_of
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.profiles.translating import Translator, Untranslatable
from portal.visits.importing.reading import ReadSet, open_set, read_files
from portal.visits.importing.tables import TABLES, VISITS
from portal.visits.importing.words import reason

CANONICAL = ROOT / "portal" / "demo" / "brynteg"
VENDOR = ROOT / "tests" / "data" / "vendor"
CONTRACTS = ("packages.csv", "lines.csv", "suspensions.csv")
FILES = {
    "access-claim": sorted((VENDOR / "access").glob("*.csv")),
    "ecm-council-report": [VENDOR / "ecm-council-report-2026-10.csv"],
    "openevv-visits": [VENDOR / "openevv-visits-2026-10.json"],
}
OCTOBER, AS_OF = Period.of_month("2026-10"), date(2026, 11, 9)
Change = Callable[[bytes], bytes]


def read(profile: str, *files: tuple[str, bytes]) -> ReadSet:
    """The rows of these files with the contracts of the sample."""
    with ExitStack() as opened:
        found: dict[str, BinaryIO] = {
            name: file for name, file in open_set(CANONICAL, opened).items() if name in CONTRACTS
        }
        found |= {name: io.BytesIO(content) for name, content in files}
        return read_files(found, profile=shipped_profiles()[profile])


def read_whole(profile: str) -> ReadSet:
    return read(profile, *((path.name, path.read_bytes()) for path in FILES[profile]))


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_the_sample_is_read(name: str) -> None:
    found = read_whole(name)

    assert found.findings.rejections == []
    assert len(found.records.visits) == {"access-claim": 3774}.get(name, 4083)


@pytest.mark.parametrize("name", FILES)
def test_the_sample_is_recognised(name: str) -> None:
    with ExitStack() as opened:
        files = [(path.name, opened.enter_context(path.open("rb"))) for path in FILES[name]]
        found = recognised(files, shipped_profiles().values())

    assert found is not None
    assert found.name == name


def american(content: bytes) -> bytes:
    """The council report as another office writes it: month first, sorted by day."""
    head, *rows = content.decode().splitlines(keepends=True)
    cut = [re.sub(r"^(\d\d)/(\d\d)/(\d{4})", r"\2/\1/\3", row) for row in rows]
    return (head + "".join(sorted(cut))).encode()


def test_the_order_of_days_is_settled_by_the_whole_column() -> None:
    content = american(FILES["ecm-council-report"][0].read_bytes())

    found = recognised([("report.csv", io.BytesIO(content))], shipped_profiles().values())

    assert found is not None
    assert (found.name, found.dates) == ("ecm-council-report", "MM/DD/YYYY")


def test_a_file_that_is_read_in_another_order_than_its_days_is_refused_whole() -> None:
    content = american(FILES["ecm-council-report"][0].read_bytes())

    with pytest.raises(FileRejected) as refused:
        read("ecm-council-report", ("report.csv", content))

    found = refused.value.rejection
    assert (found.kind, found.column, found.value) == (Fault.DAY_ORDER, "date", "10/13/2026")
    assert "fit the order MM/DD/YYYY" in reason(found.kind, found.meant, found.example)


def test_one_bad_day_does_not_refuse_a_file() -> None:
    content = FILES["ecm-council-report"][0].read_bytes()

    found = read("ecm-council-report", ("r.csv", content.replace(b"31/10/2026", b"10/31/2026", 1)))

    assert len(found.records.visits) == 4082
    assert [each.value for each in found.findings.rejections] == ["10/31/2026"]


@pytest.mark.parametrize("profile", shipped_profiles().values(), ids=lambda each: each.name)
def test_every_profile_says_what_is_lost(profile: Profile) -> None:
    assert len(profile.lost) >= 5
    assert all(line.endswith(".") for line in profile.lost)


def access(**cells: str) -> bytes:
    """A claim of one row; the first is right as it stands."""
    head, row = FILES["access-claim"][0].read_text("utf-8").splitlines()[:2]
    values = dict(zip(head.split(","), row.split(","), strict=True)) | cells
    return f"{head}\r\n{','.join(values.values())}\r\n".encode()


def report(**cells: str) -> bytes:
    """A report of one row."""
    head, row = FILES["ecm-council-report"][0].read_text("utf-8").splitlines()[:2]
    values = dict(zip(head.split(","), row.split(","), strict=True)) | cells
    return f"{head}\r\n{','.join(values.values())}\r\n".encode()


def evv(**elements: object) -> bytes:
    """An array of one record."""
    first = json.loads(FILES["openevv-visits"][0].read_text("utf-8"))[0]
    return json.dumps([first | elements]).encode()


FAULTS = [
    ("access-claim", access(VisitDate="2026-10-01"), "VisitDate", Fault.BAD_FORMAT),
    ("access-claim", access(VisitDate="31/02/2026"), "VisitDate", Fault.BAD_FORMAT),
    ("access-claim", access(VisitDate=""), "VisitDate", Fault.REQUIRED),
    ("access-claim", access(ActualStartTime="25:10:00"), "ActualStartTime", Fault.BAD_FORMAT),
    ("access-claim", access(ActualDuration="soon"), "ActualDuration", Fault.BAD_FORMAT),
    ("access-claim", access(ActualStartTime=""), "ActualDuration", Fault.REQUIRED_WITH),
    ("access-claim", access(DurationClaimed="00:00:00"), "DurationClaimed", Fault.ORDER),
    ("access-claim", access(ActualDuration="26:00:00"), "ActualDuration", Fault.TOO_LONG),
    ("access-claim", access(ServiceUserRef="pers.9999"), "ServiceUserRef", Fault.UNKNOWN_REFERENCE),
    ("access-claim", access(ServiceUserRef="Mair Huws"), "ServiceUserRef", Fault.BAD_FORMAT),
    ("access-claim", access(OurRef=""), "OurRef", Fault.REQUIRED),
    ("access-claim", access(FileReference=""), "FileReference", Fault.REQUIRED),
    (
        "access-claim",
        access(VisitDate="25/10/2026", StartTimeClaimed="00:30:00", ActualStartTime="01:10:00"),
        "ActualStartTime",
        Fault.AMBIGUOUS_TIME,
    ),
    ("ecm-council-report", report(date="10/13/2026"), "date", Fault.BAD_FORMAT),
    ("ecm-council-report", report(clockIn="6.5"), "clockIn", Fault.BAD_FORMAT),
    ("ecm-council-report", report(scheduledEnd="late"), "scheduledEnd", Fault.BAD_FORMAT),
    ("ecm-council-report", report(carer=""), "carer", Fault.REQUIRED_WITH),
    ("ecm-council-report", report(serviceUser=""), "serviceUser", Fault.REQUIRED),
    ("ecm-council-report", report(ecmNote="x" * 2001), "ecmNote", Fault.OUT_OF_RANGE),
    ("openevv-visits", evv(VisitOtherID=None), "VisitOtherID", Fault.REQUIRED),
    ("openevv-visits", evv(ClientIdentifier={"a": 1}), "ClientIdentifier", Fault.BAD_FORMAT),
    ("openevv-visits", evv(ScheduleStartTime="1 October"), "ScheduleStartTime", Fault.BAD_FORMAT),
    ("openevv-visits", evv(VisitTimeZone="Wales"), "VisitTimeZone", Fault.NOT_ALLOWED),
    ("openevv-visits", evv(SequenceID="two"), "SequenceID", Fault.BAD_FORMAT),
    (
        "openevv-visits",
        evv(Calls=[{"CallAssignment": "Time In", "CallDateTime": "2026-10-01T05:53:42Z",
                    "CallType": "Pigeon"}]),
        "Calls[CallAssignment=Time In].CallType",
        Fault.NOT_ALLOWED,
    ),
    ("openevv-visits", evv(Calls="none"), "Calls[CallAssignment=Time In].CallDateTime",
     Fault.BAD_FORMAT),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "content", "column", "kind"), FAULTS)
def test_a_malformed_row_is_rejected_in_the_words_of_its_file(
    profile: str, content: bytes, column: str, kind: Fault
) -> None:
    found = read(profile, ("sent.file", content)).findings

    rejected = found.rejections[0]
    assert found.rejected == {"sent.file": 1}
    assert (rejected.file, rejected.column, rejected.kind) == ("sent.file", column, kind)
    assert rejected.line == (1 if profile == "openevv-visits" else 2)
    assert reason(rejected.kind, rejected.meant or rejected.column, rejected.example)
    assert rejected.text


def test_a_reason_shows_how_the_file_writes_it() -> None:
    found = read("access-claim", ("a.csv", access(VisitDate="2026-10-01"))).findings.rejections[0]

    assert found.value == "2026-10-01"
    said = reason(found.kind, found.meant, found.example)
    assert said == "This is not written like 31/10/2026."


def test_a_row_of_another_width_is_rejected_alone() -> None:
    content = access() + b"too,short\r\n" + access(OurRef="V2").splitlines(keepends=True)[1]

    found = read("access-claim", ("a.csv", content))

    assert [(each.line, each.kind) for each in found.findings.rejections] == [
        (3, Fault.FIELD_COUNT)
    ]
    assert len(found.records.visits) == 2


BROKEN: list[tuple[str, Change, Fault]] = [
    ("access-claim", lambda content: b"", Fault.EMPTY_FILE),
    ("access-claim", lambda content: content.replace(b"OurRef", b"Ours"), Fault.MISSING_COLUMN),
    ("access-claim", lambda content: content.replace(b"Unknown1", b"OurRef"),
     Fault.DUPLICATE_COLUMN),
    ("access-claim", lambda content: content + b'"never closed', Fault.QUOTING),
    ("access-claim", lambda content: content + b"\xff\xfe\xfa\r\n", Fault.ENCODING),
    ("ecm-council-report", lambda content: content + b"x" * (1 << 21), Fault.LINE_ENDING),
    ("openevv-visits", lambda content: content[:-3], Fault.NOT_JSON),
    ("openevv-visits", lambda content: b"PK\x03\x04" + content, Fault.NOT_JSON),
    ("openevv-visits", lambda content: content + b"[]", Fault.NOT_JSON),
    ("openevv-visits", lambda content: b"[" * 100_000, Fault.NOT_JSON),
    ("openevv-visits", lambda content: b'[{"a": "' + b"x" * (3 << 20), Fault.NOT_JSON),
    ("openevv-visits", lambda content: b"[{},]", Fault.NOT_JSON),
    ("openevv-visits", lambda content: b"\xff" + content, Fault.ENCODING),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "change", "kind"), BROKEN)
def test_a_file_that_is_not_what_it_claims_is_refused_whole(
    profile: str, change: Change, kind: Fault
) -> None:
    content = {"access-claim": access, "ecm-council-report": report, "openevv-visits": evv}[
        profile
    ]()

    with pytest.raises(FileRejected) as refused:
        read(profile, ("sent.file", change(content)))

    assert refused.value.rejection.kind is kind


def test_the_same_file_reference_is_taken_once() -> None:
    with pytest.raises(FileRejected) as refused:
        read("access-claim", ("a.csv", access()), ("b.csv", access(OurRef="V2")))

    assert refused.value.rejection.kind is Fault.REPEATED_FILE
    assert refused.value.rejection.value == "BRY-2026-10-04"


def test_a_later_version_of_a_record_replaces_an_earlier_one_in_either_order() -> None:
    first = json.loads(evv())[0]
    second = first | {"SequenceID": 2, "Memo": "mended"}

    for records in ([first, second], [second, first]):
        found = read("openevv-visits", ("a.json", json.dumps(records).encode()))
        assert [row.memo for row in found.records.visits] == ["mended"]
    assert [each.kind for each in found.findings.remarks] == [Doubt.SUPERSEDED]


def test_objects_one_after_the_other_are_read_like_an_array() -> None:
    record = json.loads(evv())[0]
    lines = "\n".join(json.dumps(each) for each in (record, record | {"VisitOtherID": "V2"}))

    found = read("openevv-visits", ("a.json", lines.encode()))

    assert [row.visit_ref for row in found.records.visits] == ["V0013068", "V2"]


def test_a_call_after_midnight_is_put_on_the_next_day() -> None:
    content = report(
        date="17/10/2026", scheduledStart="23:15", scheduledEnd="00:15",
        clockIn="00:05:00", clockOut="00:50:00",
    )  # fmt: skip

    row = read("ecm-council-report", ("a.csv", content)).records.visits[0]

    assert row.planned_end is not None and row.planned_start is not None
    assert row.planned_end - row.planned_start == 3600
    assert (row.in_at or 0) - row.planned_start == 50 * 60
    assert (row.out_at or 0) - (row.in_at or 0) == 45 * 60
    assert row.service_date == date(2026, 10, 17)


def test_a_length_is_elapsed_time_in_the_night_of_the_clock_change() -> None:
    content = access(
        VisitDate="25/10/2026", StartTimeClaimed="00:30:00", DurationClaimed="02:00:00",
        ActualStartTime="00:40:00", ActualDuration="02:00:00",
    )  # fmt: skip

    row = read("access-claim", ("a.csv", content)).records.visits[0]

    assert (row.out_at or 0) - (row.in_at or 0) == 7200


def test_two_carers_of_one_visit_find_the_same_line() -> None:
    rows = read_whole("ecm-council-report").records.visits

    first, second = rows[0], rows[1]
    assert first.carer_ref != second.carer_ref
    assert first.line_ref is not None
    assert first.line_ref == second.line_ref


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "Our Rota"},
        {"name": "x", "file": {"dates": "guess"}},
        {"name": "x", "file": {"encoding": "rot13"}},
        {"name": "x", "columns": {"nothing": {"from": "a"}}},
        {"name": "x", "columns": {"visit_ref": "a"}},
        {"name": "x", "columns": {"visit_ref": {"from": "a"}, "person_ref": {"from": "b"}}},
    ],
)
def test_a_profile_without_sense_is_refused_with_a_sentence(data: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        Profile.of(data)

    assert str(refused.value).endswith(".")


def test_profiles_are_shipped_beside_their_reader() -> None:
    shipped = {path.stem for path in Path(ROOT, "portal/visits/importing/profiles").glob("*.toml")}

    assert shipped == set(shipped_profiles()) == set(FILES)


def peak(profile: str, content: bytes) -> int:
    """The most memory that reading a file took beyond the file itself, in bytes."""
    tracemalloc.start()
    try:
        read(profile, ("sent.file", content))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("profile", "bad"),
    [
        ("access-claim", access(VisitDate="x").splitlines(keepends=True)[1]),
        ("openevv-visits", evv(VisitTimeZone="x")[1:-1] + b",\n"),
    ],
)
def test_very_many_bad_rows_are_counted_and_cost_no_more_memory(
    profile: str, bad: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "MOST_KEPT", 50)
    head = b"[" if profile == "openevv-visits" else access().splitlines(keepends=True)[0]
    end = evv()[1:] if profile == "openevv-visits" else b""

    found = read(profile, ("sent.file", head + bad * 3_000 + end)).findings

    assert found.rejected["sent.file"] == 3_000
    assert len(found.rejections) == 50
    few, many = (peak(profile, head + bad * count + end) for count in (1_000, 8_000))
    assert many < few * 1.5 + len(bad) * 7_000


def test_a_file_beyond_its_size_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    table = TABLES[VISITS]
    monkeypatch.setitem(TABLES, VISITS, table._replace(most_bytes=100))

    with pytest.raises(FileRejected) as refused:
        read("access-claim", ("a.csv", access()))

    assert refused.value.rejection.kind is Fault.FILE_TOO_LARGE


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    for profile in shipped_profiles().values():
        head = ",".join(profile.header).encode() + b"\n" if profile.kind == "csv" else b"["
        for sent in (content, head + content):
            with suppress(FileRejected):
                records = records_of("a", io.BytesIO(sent), profile)
                translator = Translator(profile, Instants(ZoneInfo("Europe/London")))
                for found in records:
                    if found.record is not None:
                        with suppress(Untranslatable):
                            translator.cells(found.record)
            with suppress(FileRejected):
                shape_of("a", io.BytesIO(sent))
