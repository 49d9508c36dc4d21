"""What a cell may say, and what is kept of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.visits.importing import cells
from portal.visits.importing.cells import Kept, Parser
from portal.visits.importing.faults import CellFault, Fault
from portal.visits.importing.instants import Instants

LONDON = ZoneInfo("Europe/London")
INSTANTS = Instants(LONDON)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MOMENTS = st.builds(
    datetime.combine,
    st.dates(date(2000, 1, 2), date(2099, 12, 30)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)
OFFSETS = st.integers(-14 * 60, 14 * 60)


def fault_of(parse: Parser, text: str) -> Fault | None:
    """Why the text is refused; None if it is accepted."""
    try:
        parse(text)
    except CellFault as fault:
        return fault.kind
    return None


def written_offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@given(MOMENTS, OFFSETS, st.sampled_from(["", ".5", ".999999999"]))
def test_an_offset_is_always_believed_and_fractions_are_cut_off(
    moment: datetime, minutes: int, fraction: str
) -> None:
    assume(2000 < moment.year < 2099)
    text = moment.isoformat() + fraction + written_offset(minutes)

    kept = INSTANTS.recorded()(text)

    meant = moment.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert kept == int(meant.timestamp())


@given(MOMENTS)
def test_local_times_are_told_apart_by_the_clock_of_the_zone(moment: datetime) -> None:
    readings = {int(moment.replace(tzinfo=LONDON, fold=fold).timestamp()) for fold in (0, 1)}

    if len(readings) == 1:
        assert INSTANTS.recorded()(moment.isoformat()) in readings
    else:
        assert fault_of(INSTANTS.recorded(), moment.isoformat()) in {
            Fault.NONEXISTENT_TIME,
            Fault.AMBIGUOUS_TIME,
        }
    first = int(moment.replace(tzinfo=LONDON, fold=0).timestamp())
    assert INSTANTS.planned()(moment.isoformat()) == first


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-03-29T00:59:59", None),
        ("2026-03-29T01:00", Fault.NONEXISTENT_TIME),
        ("2026-03-29T01:59:59", Fault.NONEXISTENT_TIME),
        ("2026-03-29T02:00", None),
        ("2026-10-25T00:59:59", None),
        ("2026-10-25T01:00", Fault.AMBIGUOUS_TIME),
        ("2026-10-25T01:59:59", Fault.AMBIGUOUS_TIME),
        ("2026-10-25T02:00", None),
        ("2026-10-25T01:30+01:00", None),
        ("2026-10-25T01:30Z", None),
    ],
)
def test_a_recorded_time_must_name_one_instant(text: str, fault: Fault | None) -> None:
    assert fault_of(INSTANTS.recorded(), text) is fault


def test_a_planned_time_moves_over_the_gap_or_is_the_first_of_two() -> None:
    planned = INSTANTS.planned()

    assert planned("2026-03-29T01:30") == planned("2026-03-29T02:30")
    assert planned("2026-10-25T01:30") == planned("2026-10-25T01:30+01:00")


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-12 08:00",
        "2026-10-12T24:00",
        "2026-10-12T08:00:60",
        "2026-10-12T8:00",
        "2026-10-12T08:00+0100",
        "2026-10-12T08:00+14:01",
        "2026-10-12T08:00+15:00",
        "2026-10-12T08:00z",
        "2026-10-12T08:00:00.",
        "2026-10-12T08:00:00.1234567890",
        "2026-10-12T08:00Z ",
        "2026-02-29T08:00Z",
        "٢٠٢٦-10-12T08:00Z",
        "1926-10-12 08:00",
        "2026-10-12",
    ],
)
def test_what_is_not_written_as_an_instant_is_refused(text: str) -> None:
    assert fault_of(INSTANTS.recorded(), text) is Fault.BAD_FORMAT
    with pytest.raises(CellFault):
        INSTANTS.recorded_column()([text])


def test_an_instant_of_another_century_is_out_of_range() -> None:
    assert fault_of(INSTANTS.recorded(), "1999-12-31T23:59Z") is Fault.OUT_OF_RANGE
    assert fault_of(INSTANTS.recorded(), "2100-01-01T00:00") is Fault.OUT_OF_RANGE


@given(st.lists(st.one_of(st.just(""), MOMENTS.map(datetime.isoformat)), max_size=20))
def test_a_whole_column_is_parsed_as_each_of_its_cells(texts: list[str]) -> None:
    parse = INSTANTS.recorded()
    assume(all(fault_of(parse, text) is None for text in texts))

    assert list(INSTANTS.recorded_column()(texts)) == [parse(text) for text in texts]


@given(DAYS)
def test_a_day_is_kept_as_it_is_written(day: date) -> None:
    assert cells.day()(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-02-30", Fault.BAD_FORMAT),
        ("06/10/2026", Fault.BAD_FORMAT),
        ("2026-1-1", Fault.BAD_FORMAT),
        ("20260101", Fault.BAD_FORMAT),
        ("2026-01-01\n", Fault.BAD_FORMAT),
        ("1999-12-31", Fault.OUT_OF_RANGE),
        ("0000-01-01", Fault.OUT_OF_RANGE),
        ("2100-01-01", Fault.OUT_OF_RANGE),
        ("", Fault.REQUIRED),
    ],
)
def test_a_day_that_is_none_is_refused(text: str, fault: Fault) -> None:
    assert fault_of(cells.day(), text) is fault


@pytest.mark.parametrize(
    ("parse", "text", "kept"),
    [
        (cells.integer(0, 1440, None), "", None),
        (cells.integer(1, 12, 1), "", 1),
        (cells.integer(0, 240), "-0", 0),
        (cells.integer(0, 240), "007", 7),
        (cells.boolean(None), "", None),
        (cells.boolean(False), "", False),
        (cells.boolean(None), "true", True),
        (cells.time_of_day(), "23:59", 23 * 60 + 59),
        (cells.weekdays(), "SU;MO", 0b1000001),
        (cells.memo(), "", None),
        (cells.memo(), " =1+1\n", " =1+1\n"),
        (cells.memo(), "x" * 2000, "x" * 2000),
        (cells.ref(None), "a" * 64, "a" * 64),
        (cells.ref(None), "A.b_c:d/e-f", "A.b_c:d/e-f"),
    ],
)
def test_what_is_kept_of_a_cell(parse: Parser, text: str, kept: Kept) -> None:
    assert parse(text) == kept
    assert parse(text) is parse(text) or kept is not None


@pytest.mark.parametrize(
    ("parse", "text", "fault"),
    [
        (cells.integer(0, 240), "30.0", Fault.BAD_FORMAT),
        (cells.integer(0, 240), "+5", Fault.BAD_FORMAT),
        (cells.integer(0, 240), "1234567890", Fault.BAD_FORMAT),
        (cells.integer(0, 240), "٣", Fault.BAD_FORMAT),
        (cells.integer(0, 240), "241", Fault.OUT_OF_RANGE),
        (cells.integer(0, 240), "-5", Fault.OUT_OF_RANGE),
        (cells.boolean(None), "yes", Fault.NOT_ALLOWED),
        (cells.boolean(None), "True", Fault.NOT_ALLOWED),
        (cells.time_of_day(), "24:00", Fault.BAD_FORMAT),
        (cells.time_of_day(), "8:00", Fault.BAD_FORMAT),
        (cells.weekdays(), "MO;MO", Fault.BAD_FORMAT),
        (cells.weekdays(), "MO;", Fault.BAD_FORMAT),
        (cells.weekdays(), "mo", Fault.BAD_FORMAT),
        (cells.weekdays(), "", Fault.REQUIRED),
        (cells.code(["a"]), "A", Fault.NOT_ALLOWED),
        (cells.code(["a"]), "", Fault.REQUIRED),
        (cells.memo(), "x" * 2001, Fault.OUT_OF_RANGE),
        (cells.ref(), "", Fault.REQUIRED),
        (cells.ref(), "=A1", Fault.BAD_FORMAT),
        (cells.ref(), "Siân", Fault.BAD_FORMAT),
        (cells.ref(), "a b", Fault.BAD_FORMAT),
        (cells.ref(), "a" * 65, Fault.BAD_FORMAT),
        (cells.ref(), "a\n", Fault.BAD_FORMAT),
    ],
)
def test_why_a_cell_is_refused(parse: Parser, text: str, fault: Fault) -> None:
    assert fault_of(parse, text) is fault
    assert fault_of(parse, text) is fault


@given(st.text(max_size=40))
def test_no_text_breaks_a_parser(text: str) -> None:
    parsers: list[Parser] = [
        cells.parse_ref,
        cells.ref(None),
        cells.day(),
        cells.time_of_day(),
        cells.weekdays(),
        cells.integer(0, 10),
        cells.boolean(None),
        cells.memo(),
        INSTANTS.recorded(),
        INSTANTS.planned(),
    ]

    for parse in parsers:
        fault_of(parse, text)
