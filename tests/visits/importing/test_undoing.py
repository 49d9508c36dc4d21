"""An import is taken back, and what it replaced is in force again, until a report rests on it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.visits import queries as visits
from portal.visits.figures.periods import Period
from portal.visits.importing import queries, services
from portal.visits.importing.effect_queries import months_touched, records_until
from portal.visits.importing.models import Import
from portal.visits.importing.states import (
    ImportState,
    ImportStateRefused,
    ImportUnderWay,
    UndoingRefused,
)
from portal.visits.importing.undoing_services import note_use, undo_import
from portal.visits.models import VERSIONS, HomeCode
from portal.visits.records import FileSet, VisitRecords
from tests.conftest import NOW
from tests.visits.importing.test_importing import GOOD, changed_copy, how_many, import_set

pytestmark = pytest.mark.usefixtures("database")
OCTOBER = Period.of_month("2026-10")
PACKAGE = "A1,"


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every version of every row, without the keys that only count."""
    with reading():
        return {
            name: sorted(
                (tuple(row)[1:] for row in db.session.execute(select(model.__table__))), key=repr
            )
            for name, model in VERSIONS.items()
        }


def undo(found: Import) -> None:
    with transaction():
        undo_import(queries.get_import_for_step(found.id), by=None, at=NOW)


def corrected_set(tmp_path: Path) -> Path:
    """The good set with another time, another package and another line."""
    folder = changed_copy(GOOD, tmp_path / "set", "visits.csv", "08:03:10", "08:20:00")
    for name, old, new in (
        ("packages.csv", "personal_care", "domestic"),
        ("lines.csv", "morning", "other"),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return folder


def same(one: VisitRecords, other: VisitRecords) -> bool:
    return one.fileset == other.fileset and all(
        sorted(mine, key=repr) == sorted(theirs, key=repr)
        for mine, theirs in zip(one[1:], other[1:], strict=True)
    )


def test_undoing_restores_exactly_what_was_in_force(tmp_path: Path) -> None:
    import_set(GOOD)
    before = everything()
    second = import_set(corrected_set(tmp_path))
    assert everything() != before

    undo(second)

    assert everything() == before
    with reading():
        undone = queries.get_import(second.id)
        assert undone.state is ImportState.UNDONE
        assert undone.undone_at == NOW
        kinds = db.session.scalars(select(LedgerFact.kind).order_by(LedgerFact.sequence)).all()
    assert kinds[-1] is EntryKind.IMPORT_UNDONE


def test_undoing_the_first_import_leaves_nothing_and_stops_its_home_codes() -> None:
    first = import_set(GOOD)

    undo(first)

    assert not any(everything().values())
    with reading():
        assert all(code.ended_at == NOW for code in db.session.scalars(select(HomeCode)))
        assert visits.newest_set().exported_on is None
    again = import_set(GOOD)
    assert again.state is ImportState.ACCEPTED


def test_a_row_that_stood_twice_in_the_undone_import_comes_back_once(tmp_path: Path) -> None:
    import_set(GOOD)
    before = everything()
    folder = changed_copy(GOOD, tmp_path / "set", "visits.csv", "08:03:10", "08:20:00")
    rows = (folder / "visits.csv").read_text("utf-8").splitlines(keepends=True)
    rows.append(rows[1].replace("08:20:00", "08:25:00"))
    (folder / "visits.csv").write_text("".join(rows), "utf-8")
    second = import_set(folder)

    undo(second)

    assert everything() == before


def test_a_later_import_has_to_be_undone_first(tmp_path: Path) -> None:
    first = import_set(GOOD)
    second = import_set(corrected_set(tmp_path))
    before = everything()

    with pytest.raises(UndoingRefused, match=f"Import {second.id} came later"):
        undo(first)

    assert everything() == before
    undo(second)
    undo(first)


def test_what_a_report_was_computed_from_stays() -> None:
    first = import_set(GOOD)
    with transaction():
        note_use(queries.imports_behind(OCTOBER), release="2026-10")
    before = everything()

    with pytest.raises(UndoingRefused, match="report 2026-10 was computed from this import"):
        undo(first)

    assert everything() == before


def test_a_report_cannot_rest_on_what_was_undone() -> None:
    first = import_set(GOOD)
    with reading():
        behind = queries.imports_behind(OCTOBER)
    undo(first)

    with pytest.raises(UndoingRefused, match="was undone"), transaction():
        note_use(behind, release="2026-10")


def test_only_an_accepted_import_is_undone_and_not_while_another_is_open() -> None:
    first = import_set(GOOD)
    with transaction():
        services.begin_import(FileSet(), by=None, at=NOW)

    with pytest.raises(ImportUnderWay):
        undo(first)
    with transaction():
        other = queries.find_open_import()
        assert other is not None
        services.abandon_import(other, by=None, at=NOW)
    with pytest.raises(ImportStateRefused):
        undo(other)


def test_the_imports_behind_a_month_are_those_that_its_figures_know(tmp_path: Path) -> None:
    first = import_set(GOOD)
    elsewhere = changed_copy(
        GOOD, tmp_path / "later", "visits.csv", "V1,LA1,,2026-10-05,", "V99,LA1,,2026-12-07,"
    )
    text = (elsewhere / "visits.csv").read_text("utf-8").splitlines(keepends=True)
    text = [text[0], text[1].replace("2026-10-05T", "2026-12-07T")]
    (elsewhere / "visits.csv").write_text("".join(text), "utf-8")
    december = import_set(elsewhere)
    unchanged = import_set(GOOD)

    with reading():
        assert queries.imports_behind(OCTOBER) == {first.id, unchanged.id}
        assert queries.imports_behind(Period.of_month("2026-12")) == {
            first.id,
            december.id,
            unchanged.id,
        }


def test_the_records_before_an_import_can_still_be_read_after_it(tmp_path: Path) -> None:
    first = import_set(GOOD)
    with reading():
        before = visits.records_of(OCTOBER)
    second = import_set(corrected_set(tmp_path))

    with reading():
        assert same(records_until(OCTOBER, second.id - 1), before)
        assert same(records_until(OCTOBER, first.id), before)
        after = visits.records_of(OCTOBER)
        assert not same(after, before)
        assert same(records_until(OCTOBER, second.id), after)
        assert months_touched(second.id) == ["2026-10"]
    assert how_many(Import) == 2
