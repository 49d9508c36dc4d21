"""The same month in each shape gives the same figures, less what the shape loses, and no others.

What each shape loses is done here to the rows of the portal's own format, by hand and without any
profile. Whatever the profiles read has to come to the same, every key of it.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from portal.visits.figures.assessment import assess
from portal.visits.figures.figures import Dimension, figures_of
from portal.visits.figures.indicators.catalogue import INDICATORS
from portal.visits.figures.recurrence import contracted_visits
from portal.visits.figures.statuses import NoAccessEvidence
from portal.visits.figures.supplied import STATUS_NEEDS
from portal.visits.figures.wall_time import WallClock
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.reading import open_set, read_files
from portal.visits.no_access.listing import no_access_month
from portal.visits.no_access.steps import Kept, Step
from portal.visits.patterns.carers import contradicted_no_access
from portal.visits.patterns.records import edited_visits
from portal.visits.records import UNATTENDED, VisitRecords, VisitRow
from tests.visits.importing.test_profiles import AS_OF, CANONICAL, FILES, OCTOBER, read_whole

ZONE = ZoneInfo("Europe/London")
FURTHEST = 180 * 60
SUFFICES = {"memo"}
"""What no figure is counted from."""
EVIDENCE_OF_THE_DOOR = {
    "slip_time_written": None,
    "office_called_at": None,
    "welfare_confirmed_at": None,
    "waited_min": None,
    "disputed_by": None,
    "dispute_result": None,
    "replacement_visit_ref": None,
    "cancelled_at": None,
    "in_location_ok": None,
    "out_location_ok": None,
}
NO_WORDS = {"status": None, "reason_code": None, "cancelled_by": None}
BY_OPENEVV = {
    "qr": "nfc_tag", "manual_carer": "manual_office", "paper": "manual_office", "none": None,
}  # fmt: skip


@cache
def canonical() -> VisitRecords:
    with ExitStack() as opened:
        return read_files(open_set(CANONICAL, opened)).records


@cache
def read(name: str) -> VisitRecords:
    return read_whole(name).records


@cache
def starts() -> Mapping[tuple[str, object], list[tuple[int, str]]]:
    """The agreed starts of each person and day, with their lines."""
    found: dict[tuple[str, object], list[tuple[int, str]]] = {}
    visits = contracted_visits(
        canonical().lines,
        {package.package_ref: package for package in canonical().packages},
        {},
        period=OCTOBER,
        clock=WallClock(canonical().fileset.tz),
    )
    for person, theirs in visits.items():
        for visit in theirs:
            key = person, visit.service_date
            found.setdefault(key, []).append((visit.agreed_start, visit.line.line_ref))
    return found


@cache
def person_of_line() -> Mapping[str, str]:
    people = {package.package_ref: package.person_ref for package in canonical().packages}
    return {line.line_ref: people[line.package_ref] for line in canonical().lines}


def without_line(row: VisitRow) -> VisitRow:
    """The person stays; the line is the one whose agreed start is nearest to the plan."""
    person = person_of_line()[row.line_ref] if row.line_ref else row.person_ref
    near: list[tuple[int, int, str]] = []
    if row.planned_start is not None:
        near = [
            (abs(start - row.planned_start), start, line)
            for start, line in starts().get((person or "", row.service_date), [])
        ]
    nearest = min(near, default=None)
    line = nearest[2] if nearest is not None and nearest[0] <= FURTHEST else None
    return row._replace(person_ref=person, line_ref=line)


def by_hand(row: VisitRow) -> VisitRow:
    """Times alone: every one of them stands as if somebody had written it down."""
    return row._replace(
        in_method=None if row.in_at is None else "manual_office",
        out_method=None if row.out_at is None else "manual_office",
        adj_in_at=None,
        adj_out_at=None,
        memo=None,
        **NO_WORDS,
        **EVIDENCE_OF_THE_DOOR,
    )


def as_openevv(row: VisitRow) -> VisitRow | None:
    if row.carer_ref is None:
        return None
    side = None
    if row.status == "cancelled":
        side = "person" if (row.reason_code or "")[:1] in ("U", "H") else "provider"
    times = (row.planned_start, row.in_at, row.out_at, row.adj_in_at, row.adj_out_at)
    first = next(time for time in times if time is not None)
    row = row._replace(
        service_date=datetime.fromtimestamp(first, ZONE).date(),
        in_method=BY_OPENEVV.get(row.in_method or "none", row.in_method),
        out_method=BY_OPENEVV.get(row.out_method or "none", row.out_method),
        reason_code=None if row.reason_code == "Z99" else row.reason_code,
        cancelled_by=side,
        **EVIDENCE_OF_THE_DOOR,
    )
    return without_line(row)


def without_day(row: VisitRow) -> VisitRow:
    """Times alone are put on the day of the visit, also those of a plan for after midnight."""
    begins = row.in_at if row.planned_start is None else row.planned_start
    if begins is None:
        return row
    late = datetime.fromtimestamp(begins, ZONE).date() - row.service_date
    times = ("planned_start", "planned_end", "in_at", "out_at")
    return row._replace(
        **{
            name: None if at is None else at - int(late.total_seconds())
            for name in times
            for at in [getattr(row, name)]
        }
    )


def as_council_report(row: VisitRow) -> VisitRow | None:
    return None if row.carer_ref is None else without_line(without_day(by_hand(row)))


def as_weekly_claim(row: VisitRow) -> VisitRow | None:
    begins = row.in_at if row.adj_in_at is None else row.adj_in_at
    ends = row.out_at if row.adj_out_at is None else row.adj_out_at
    is_claimed = begins is not None or ends is not None or row.status in ("no_access", "refused")
    if not is_claimed:
        return None
    ends = None if begins is None else ends
    row = row._replace(in_at=begins, out_at=ends, carer_ref=f"unknown:{row.visit_ref}")
    if row.planned_start == begins:
        row = row._replace(planned_start=None, planned_end=None)
    return without_line(without_day(by_hand(row)))


LOSSES: dict[str, Callable[[VisitRow], VisitRow | None]] = {
    "openevv-visits": as_openevv,
    "ecm-council-report": as_council_report,
    "access-claim": as_weekly_claim,
}


def lessened(name: str) -> VisitRecords:
    """The rows of October after the losses, on the contracts as they are."""
    source = shipped_profiles()[name].source
    rows = [
        less
        for row in canonical().visits
        if OCTOBER.has(row.service_date) and (less := LOSSES[name](row)) is not None
    ]
    return canonical()._replace(visits=rows, sources={row.visit_ref: source for row in rows})


@pytest.mark.parametrize("name", FILES)
def test_the_figures_are_the_same_less_the_named_losses(name: str) -> None:
    wanted, found = (
        figures_of(records, period=OCTOBER, as_of=AS_OF, by=Dimension)
        for records in (lessened(name), read(name))
    )

    assert found.whole.status_counts == wanted.whole.status_counts
    assert found.as_json() == wanted.as_json()


@pytest.mark.parametrize("name", ["openevv-visits", "access-claim"])
def test_the_rows_are_the_same_less_the_named_losses(name: str) -> None:
    wanted = {row.visit_ref: row._replace(memo=None) for row in lessened(name).visits}

    assert {row.visit_ref: row._replace(memo=None) for row in read(name).visits} == wanted


DOOR = {
    "V3_NA-P", "V3_NA-S", "V3_NA-C", "V3_NA-X", "V4", "V4_median_min", "V5_disputed", "V5_upheld",
    "N1",
}  # fmt: skip
WORDS = DOOR | {
    "V3", "V3_NA-E", "V2_planned", "D5_no_access", "D5_refused", "D5_force_majeure",
    "T1", "T2_late15", "T2_late30", "T2_late45", "T2_late60", "T2_early30", "T3",
    "Q1_EV2", "Q1_EV1", "Q1_EVM", "Q1_edited",
}  # fmt: skip
NOT_TOLD = {
    "openevv-visits": DOOR,
    "ecm-council-report": WORDS,
    "access-claim": WORDS
    | {"V2", "D5_rostering", "D5_missed", "D5_unknown", "Q1_EV0", "X2", "K1", "K2"},
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_supplied_is_not_shown_as_none(name: str) -> None:
    found = figures_of(read(name), period=OCTOBER, as_of=AS_OF).as_json()

    shown = found["whole"]["indicators"]
    assert {key for key in shown if shown[key]["obs_status"] == "x"} == NOT_TOLD[name]
    for key in NOT_TOLD[name]:
        assert (shown[key]["value"], shown[key]["numerator"]) == (None, None)
    assert [source["name"] for source in found["sources"]] == [name]


def test_the_portals_own_format_supplies_everything() -> None:
    found = figures_of(canonical(), period=OCTOBER, as_of=AS_OF).as_json()

    assert not {"sources", "not_supplied"} & found.keys()
    assert "x" not in {each["obs_status"] for each in found["whole"]["indicators"].values()}


@pytest.mark.parametrize("name", FILES)
def test_a_month_of_which_some_rows_tell_everything_has_every_figure(name: str) -> None:
    """Of a mixed month, nothing is unavailable that some of its rows tell."""
    records = read(name)
    told = records.visits[0].visit_ref
    mixed = {ref: source for ref, source in records.sources.items() if ref != told}

    found = figures_of(records._replace(sources=mixed), period=OCTOBER, as_of=AS_OF)

    assert found.supply.lacking == frozenset()
    assert [source.name for source in found.supply.sources] == [name]


@pytest.mark.parametrize("name", FILES)
def test_a_profile_says_nothing_of_what_it_does_not_supply(name: str) -> None:
    source = shipped_profiles()[name].source
    stands_in = {"in_method", "out_method", "carer_ref"}

    for column in source.not_supplied - stands_in - {UNATTENDED}:
        assert {getattr(row, column) for row in read(name).visits} == {None}
    for column in set(VisitRow._fields) - source.not_supplied - SUFFICES:
        assert {getattr(row, column) for row in read(name).visits} != {None}


def test_needs_name_columns_that_there_are() -> None:
    known = {*VisitRow._fields, UNATTENDED}

    assert {need for each in INDICATORS for need in each.needs} <= known
    assert {need for needs in STATUS_NEEDS.values() for need in needs} <= known


def test_a_lost_telephone_call_contradicts_nobody() -> None:
    """A key safe speaks against a carer only where the files could say that nobody was called."""
    ours, theirs = (
        assess(records, period=OCTOBER, as_of=AS_OF)
        for records in (canonical(), read("openevv-visits"))
    )
    found = {
        (outcome.visit.line.line_ref, outcome.visit.service_date): outcome.no_access
        for outcome in theirs.outcomes
        if outcome.no_access is not None
    }
    known = [outcome for outcome in ours.outcomes if outcome.no_access is not None]

    assert len(found) == len(known) > 0
    for outcome in known:
        said = outcome.no_access
        here = found[outcome.visit.line.line_ref, outcome.visit.service_date]
        assert said is not None
        if here.evidence is NoAccessEvidence.CONTRADICTED:
            assert said.evidence is NoAccessEvidence.CONTRADICTED
            assert any(row.reason_code == "D02" for row in outcome.rows)
    seen = [
        sum(tally.rate.seen for tally in contradicted_no_access(each.outcomes, ()).values())
        for each in (ours, theirs)
    ]
    assert seen[1] <= seen[0]


def test_steps_that_the_file_cannot_tell_of_were_not_left_out() -> None:
    records = read("openevv-visits")
    month = no_access_month(
        assess(records, period=OCTOBER, as_of=OCTOBER.last_on + timedelta(days=7)),
        final=OCTOBER,
        standings={},
    )

    assert month.visits
    for visit in month.visits:
        kept = {taken.step: taken.kept for taken in visit.steps}
        for step in (Step.WAITED, Step.CALLED, Step.LEFT_SLIP, Step.MADE_SURE):
            assert kept[step] is Kept.NOT_ASKED


@pytest.mark.parametrize("name", FILES)
def test_nobody_wrote_times_of_which_the_file_does_not_say_how(name: str) -> None:
    found = assess(read(name), period=OCTOBER, as_of=AS_OF)
    tallies = edited_visits(found.outcomes, found.extras, {}, found.sources)

    looked_at = sum(tally.rate.of for tally in tallies.values())
    assert (looked_at > 0) is (name == "openevv-visits")
