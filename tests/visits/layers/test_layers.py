"""Changes by hand and claims stand beside the record, and move no figure."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.visits import queries as visits
from portal.visits.figures.periods import Period
from portal.visits.importing.profile_queries import known_profiles
from portal.visits.importing.queries import get_import_for_step
from portal.visits.importing.undoing_services import undo_import
from portal.visits.importing.work_services import import_folder
from portal.visits.layers import queries
from portal.visits.layers.models import VisitChange, VisitClaim
from portal.visits.layers.records import Change, Claim
from portal.visits.layers.services import (
    forget_import,
    record_changes,
    record_claims,
    record_edits,
)
from portal.visits.records import FileSet
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.visits.figures.examples import DAY, attended, make_line, make_records, planned
from tests.visits.figures.storing import store
from tests.visits.outcomes.changing import NOTHING, bring

ROOT = Path(__file__).parents[3]
BRYNTEG = ROOT / "portal/demo/brynteg"
VENDOR = ROOT / "tests/data/vendor"
WEEKLY = sorted((VENDOR / "access").glob("*.csv"))
OCTOBER = Period.of_month("2026-10")
AS_OF = date(2026, 11, 9)


def change(visit_ref: str = "V1", seq: int = 1, **more: str) -> Change:
    return Change(visit_ref, seq, 1_790_000_000 + seq, "office", reason_code="S05", **more)


def how_many(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def number(database: object) -> int:
    """An import that brought a visit."""
    return bring(make_records([make_line()], [attended("08:00", "08:30")]))


def test_a_change_is_added_once_and_never_altered(number: int) -> None:
    with transaction():
        assert record_changes([change(), change(seq=2), change()], import_id=number) == 2
        assert record_changes([change()], import_id=number) == 0
        assert record_changes([change(memo="written later")], import_id=number) == 1

    with reading():
        found = queries.changes_of(["V1"])
    assert [(each.seq, each.memo) for each in found] == [(1, None), (1, "written later"), (2, None)]


def test_a_source_that_lists_its_changes_is_not_doubled(number: int) -> None:
    row = attended("08:00", "08:30")
    edited = row._replace(adj_out_at=int(row.out_at or 0) + 60)
    other = edited._replace(visit_ref="V2")
    with transaction():
        record_changes([change()], import_id=number)
        assert record_edits([edited, other], import_id=number) == 1

    with reading():
        assert [each.visit_ref for each in queries.changes_of(["V2"])] == ["V2"]
        assert how_many(VisitChange) == 2


def test_a_claim_of_another_sum_is_a_new_version(number: int) -> None:
    with transaction():
        assert record_claims([Claim("V1", None, 1800)], import_id=number) == 1
    second = bring(make_records([], [attended("08:00", "08:31")], packages=[]))
    with transaction():
        assert record_claims([Claim("V1", None, 1800)], import_id=second) == 0
        assert record_claims([Claim("V1", None, 3600)], import_id=second) == 1

    with reading():
        (found,) = queries.claimed_in(OCTOBER, as_of=AS_OF)
        assert (found.claimed, how_many(VisitClaim)) == (3600, 2)
    with transaction():
        forget_import(second)
    with reading():
        (found,) = queries.claimed_in(OCTOBER, as_of=AS_OF)
        assert (found.claimed, how_many(VisitClaim)) == (1800, 1)


def test_of_two_claims_in_the_same_files_the_last_one_counts(number: int) -> None:
    with transaction():
        record_claims([Claim("V1", None, 60), Claim("V1", None, 120)], import_id=number)
        record_claims([Claim("V1", None, 180)], import_id=number)

    with reading():
        (found,) = queries.claimed_in(OCTOBER, as_of=AS_OF)
        assert (found.claimed, how_many(VisitClaim)) == (180, 1)


def test_what_is_claimed_moves_no_figure(number: int) -> None:
    with reading():
        before = visits.figures_of_period(OCTOBER)
    with transaction():
        record_claims([Claim("V1", None, 360_000)], import_id=number)
        record_changes([change()], import_id=number)

    with reading():
        assert visits.figures_of_period(OCTOBER) == before


@pytest.mark.usefixtures("database")
def test_a_package_shows_what_was_claimed_beyond_its_record() -> None:
    later = DAY + timedelta(days=1)
    number = bring(
        make_records(
            [make_line()],
            [
                attended("08:00", "08:20"),
                planned("08:00", "08:30", "V2", service_date=later),
                attended("15:00", "15:10", "V3", line_ref=None, carer_ref="W2"),
            ],
        )
    )
    claims = [Claim("V1", None, 1800), Claim("V2", None, 1800), Claim("V9", None, 1800)]
    with transaction():
        record_claims(claims, import_id=number)

    with reading():
        (found,) = queries.claimed_in(OCTOBER, as_of=AS_OF)

    assert found.package_ref == "PK1"
    # nobody knows a row V9, so that its claim is beside nothing
    assert (found.claimed, found.claimed_without_record) == (3600, 1800)
    assert (found.recorded, found.counted) == (1800, 1200)
    assert found.beyond == 1800
    assert found.agreed == 31 * 1800


@pytest.mark.usefixtures("database")
def test_what_a_later_import_changed_is_a_change_by_hand() -> None:
    row = attended("08:00", "08:20")
    bring(make_records([make_line()], [row]))
    number = bring(
        make_records(
            [], [row._replace(adj_out_at=row.out_at + 600, reason_code="S05")], packages=[]
        )
    )

    with reading():
        found = queries.changes_of(["V1"])

    assert [(each.seq, each.changed_by_role, each.field) for each in found] == [
        (number, "import", "adj_out_at"),
        (number, "import", "reason_code"),
    ]
    assert (found[0].old, found[0].new) == (None, "2026-10-07T07:30:00Z")
    assert found[0].reason_code == "S05"


def folder_of(tmp_path: Path, *files: Path) -> Path:
    """A set with the contracts of the sample and some files of another shape."""
    for name in ("packages.csv", "lines.csv", "suspensions.csv", "fileset.json"):
        shutil.copy(BRYNTEG / name, tmp_path / name)
    for file in files:
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def import_as(profile: str, folder: Path) -> int:
    with reading():
        known = {each.name: each for each in known_profiles()}
    return import_folder(folder, default=FileSet(), at=clock.now(), profile=known[profile])


@pytest.mark.usefixtures("database")
def test_the_changes_of_visit_records_are_kept_with_who_when_and_why(tmp_path: Path) -> None:
    file = VENDOR / "openevv-visits-2026-10.json"
    listed = Counter(
        (visit["VisitOtherID"], said["SequenceID"], said["ChangeMadeBy"], said["ReasonCode"])
        for visit in json.loads(file.read_text("utf-8"))
        for said in visit.get("VisitChanges", [])
    )
    number = import_as("openevv-visits", folder_of(tmp_path, file))

    with reading():
        refs = {ref for ref, *_ in listed}
        found = queries.changes_of(refs)
        brought = how_many(VisitChange)
    assert len(listed) > 400
    assert brought == len(found) == listed.total()
    assert (
        Counter(
            (each.visit_ref, each.seq, each.changed_by_role, each.reason_code) for each in found
        )
        == listed
    )
    assert all(each.changed_at is not None for each in found)

    with transaction():
        undo_import(get_import_for_step(number), by=None, at=clock.now())
    with reading():
        assert how_many(VisitChange) == 0


@pytest.mark.usefixtures("database")
def test_times_that_files_bring_already_changed_are_changes_of_their_source() -> None:
    with (BRYNTEG / "visits.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["visit_ref"]: row for row in csv.DictReader(file)}
    changed = {
        (ref, f"adj_{end}_at"): row["reason_code"] or None
        for ref, row in rows.items()
        for end in ("in", "out")
        if row[f"adj_{end}_at"] and row[f"adj_{end}_at"] != row[f"{end}_at"]
    }
    number = import_folder(BRYNTEG, default=FileSet(), at=clock.now())

    with reading():
        found = queries.changes_of({ref for ref, _ in changed})
        brought = how_many(VisitChange)
        roles = queries.roles_that_changed(OCTOBER)
    assert len(changed) > 100
    assert brought == len(found) == len(changed)
    assert {(each.visit_ref, each.field): each.reason_code for each in found} == changed
    assert {(each.changed_by_role, each.changed_at) for each in found} == {("source", None)}
    for each in found:
        raw = rows[each.visit_ref][str(each.field).removeprefix("adj_")]
        assert (each.old is None) == (raw == "")
        assert each.old != each.new
    assert roles == {
        ref: {"source"} for ref, _ in changed if rows[ref]["service_date"][:7] == "2026-10"
    }

    with transaction():
        undo_import(get_import_for_step(number), by=None, at=clock.now())
    with reading():
        assert how_many(VisitChange) == 0


@pytest.mark.usefixtures("database")
def test_what_a_weekly_claim_asks_for_stands_beside_what_it_records(tmp_path: Path) -> None:
    lengths = [
        row["DurationClaimed"]
        for file in WEEKLY
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
        if row["DurationClaimed"]
    ]
    asked = sum(
        int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        for hours, minutes, seconds in (length.split(":") for length in lengths)
    )
    import_as("access-claim", folder_of(tmp_path, *WEEKLY))

    with reading():
        assert queries.has_claims()
        kept = db.session.scalar(select(func.sum(VisitClaim.length)))
        found = queries.claimed_in(OCTOBER, as_of=AS_OF)
    assert asked > 1_000_000
    assert kept is not None
    assert asked - kept <= 2 * 3600, "all but rows that were rejected"
    assert 0 < sum(each.claimed for each in found) <= kept
    assert len(found) > 40
    assert found[0].beyond >= found[-1].beyond


@pytest.fixture
def reader(plain_app: Flask) -> Browser:
    """Somebody who may read figures, signed in."""
    browser = Browser(plain_app)
    sign_in(browser, make_account_of(plain_app, Permission.IMPORT_VISITS))
    return browser


def test_the_page_of_claims_is_kept_from_others(plain_app: Flask) -> None:
    stranger, member = Browser(plain_app), Browser(plain_app)
    sign_in(member, make_account_of(plain_app, Permission.READ_FIGURES))

    assert "sign-in" in stranger.open("/visits/figures/claims").path
    assert member.open("/visits/figures/claims").status == 403


def test_the_page_of_claims_says_when_there_are_none(plain_app: Flask, reader: Browser) -> None:
    with plain_app.app_context():
        store(NOTHING)
        db.session.remove()

    assert "No claims are on record" in reader.open("/visits/figures/claims").main


def test_the_page_shows_claims_beside_hours_and_leads_to_the_home(
    plain_app: Flask, reader: Browser
) -> None:
    with plain_app.app_context():
        number = bring(make_records([make_line()], [attended("08:00", "08:30")]))
        with transaction():
            record_claims([Claim("V1", None, 5400)], import_id=number)
            record_changes([change(memo="carer rang in")], import_id=number)
        db.session.remove()

    page = reader.open("/visits/figures/claims")
    cells = [" ".join("".join(cell.itertext()).split()) for cell in page.find_all("td")]
    assert cells == ["15.5", "0.5", "0.5", "1.5", "1.0", "0.0"]

    page = page.follow("PK1")
    assert page.heading == "Home PK1 in October 2026"
    assert "Changed by hand" in page.main
    assert "the care office" in page.main
    assert "S05 carer rang in" in page.main
