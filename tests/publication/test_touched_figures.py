"""Who changed one figure is not one of the many who changed another, whatever a year brings."""

from datetime import date
from pathlib import Path

import pytest

from portal.publication import queries
from portal.publication.amending.queries import touched_of
from portal.publication.amending.revising import Touched, differing
from portal.publication.amending.rounds import touched_together
from portal.publication.attack_queries import material_of
from portal.publication.disclosure.primary import Protection
from portal.publication.record_queries import imports_since
from tests.conftest import ON_SQLITE
from tests.publication.later_files import bring, cut_short, rows_of
from tests.publication.test_touched import share

JANUARY = date(2027, 1, 12)
NOBODY, ONE = Touched(0, 0), Touched(1, 1)
RULES = Protection()


@pytest.mark.slow
@ON_SQLITE
def test_many_who_count_in_another_area_now_do_not_hide_one(
    four_months_out: None, tmp_path: Path
) -> None:
    renamed = [row | {"area_code": f"N{row['area_code']}"} for row in rows_of("packages.csv")]
    contracts = {"packages.csv": renamed, "lines.csv": rows_of("lines.csv")}
    bring(tmp_path / "areas", contracts, made_on=date(2026, 12, 1))
    assert touched_of("2026-10") == NOBODY
    assert touched_of("2026-09") == NOBODY

    bring(tmp_path / "late", {"visits.csv": [cut_short(rows_of("visits.csv"), "2026-10-14")]})

    assert touched_of("2026-10") == ONE
    assert touched_together(JANUARY) == ONE


@pytest.mark.slow
@ON_SQLITE
def test_older_files_that_come_late_do_not_make_everybody_count_otherwise(
    four_months_out: None, tmp_path: Path
) -> None:
    before = material_of("2026-09")
    late = {"visits.csv": [cut_short(rows_of("visits.csv"), "2026-10-14")]}

    bring(tmp_path / "late", late, made_on=date(2026, 10, 20))

    assert touched_of("2026-10") == ONE
    assert touched_together(JANUARY) == ONE
    # The attackers know the whole of the month that those files saw only the half of.
    assert len(material_of("2026-09").shares) == len(before.shares)


@pytest.mark.slow
@ON_SQLITE
def test_a_quarter_is_touched_by_each_of_its_months(four_months_out: None, tmp_path: Path) -> None:
    bring(tmp_path / "late", {"visits.csv": [cut_short(rows_of("visits.csv"), "2026-07-14")]})

    assert [touched_of(f"2026-{month}") for month in ("07", "08", "09")] == [ONE, NOBODY, ONE]
    assert imports_since(queries.get_release("2026-09")) == [2]
    assert imports_since(queries.get_release("2026-10")) == []


@pytest.mark.slow
@ON_SQLITE
def test_a_visit_that_belongs_to_another_month_now_changed_the_one_it_left(
    four_months_out: None, tmp_path: Path
) -> None:
    day = [row for row in rows_of("visits.csv") if row["service_date"] == "2026-10-14"]
    found = next(row for row in day if row["in_at"] and row["out_at"])
    moved = {name: text.replace("2026-10-14", "2026-08-14") for name, text in found.items()}

    bring(tmp_path / "late", {"visits.csv": [moved]})

    assert imports_since(queries.get_release("2026-10")) == [2]
    touched = touched_of("2026-10")
    assert touched and touched.people == 1


def test_the_figure_of_the_fewest_is_looked_at() -> None:
    month, rest = "2026-10", "2026-08"
    many = [share(f"P{number}", f"W{number}", 60) for number in range(30)]
    other = [each._replace(month=rest) for each in many]

    def fewest(now: list, *, tells_quarter: bool = True) -> Touched:
        found = differing([*many, *other], now, month=month, tells_quarter=tells_quarter)
        return found.fewest(RULES)

    fewer = [each._replace(amounts={"delivered": 50}) for each in other]
    moved = [each._replace(area="B") for each in many]
    one = [share("P0", "W0", 59), *many[1:]]

    assert fewest([*many, *other]) == NOBODY
    assert fewest([*many, *fewer]) == Touched(30, 0)
    assert fewest([*one, *fewer]) == ONE
    assert fewest([*moved, *other]) == Touched(30, 30)
    assert fewest([*moved, *other], tells_quarter=False) == NOBODY
    assert fewest([moved[0], *many[1:], *fewer]) == Touched(30, 0)
