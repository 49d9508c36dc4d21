"""The headline of a month: ratios of rounded parts, and nothing exact."""

from collections.abc import Collection
from datetime import date

import pytest

from portal.publication.counting import shares_of
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Percent, Protection, Shown
from portal.publication.headline import Headline, headline_of, parameters_of
from portal.visits.figures.assessment import assess
from portal.visits.figures.figures import group_figures
from portal.visits.figures.group import counted_of, whole
from portal.visits.figures.periods import Period
from portal.visits.records import UNKNOWN_CARER, VisitRecords

EXPORTED = date(2026, 11, 9)


def headline(
    records: VisitRecords, month: str, people: int | None = None, hidden: Collection[str] = ()
) -> Headline:
    if people is not None:
        chosen = sorted({package.person_ref for package in records.packages})[:people]
        packages = [package for package in records.packages if package.person_ref in chosen]
        refs = {package.package_ref for package in packages}
        lines = [line for line in records.lines if line.package_ref in refs]
        known = {line.line_ref for line in lines}
        records = records._replace(
            packages=packages,
            lines=lines,
            suspensions=[one for one in records.suspensions if one.package_ref in refs],
            visits=[
                row
                for row in records.visits
                if (row.line_ref in known if row.line_ref else row.person_ref in chosen)
            ],
        )
    period = Period.of_month(month)
    counted = counted_of(assess(records, period=period, as_of=EXPORTED))
    table = release_of(
        shares_of(counted, month), month=month, lattice=declared(), rules=Protection(), earlier={}
    )
    return headline_of(
        table,
        table.closed(table.instance.primaries.union(hidden)),
        period=period,
        as_of=EXPORTED,
        protection=parameters_of(Protection(), declared()),
    )


@pytest.mark.parametrize("month", ["2026-07", "2026-08", "2026-09", "2026-10"])
def test_stays_close_to_the_exact_figures(brynteg: VisitRecords, month: str) -> None:
    period = Period.of_month(month)
    exact = group_figures(
        whole(counted_of(assess(brynteg, period=period, as_of=EXPORTED)))
    ).indicators

    made = headline(brynteg, month)

    assert made.delivered.value is not None
    assert made.missed.value is not None
    assert abs(made.delivered.value - float(exact["D3"].value or 0)) <= 2
    assert abs(made.missed.value - float(exact["V2"].value or 0)) <= 1


def test_care_workers_whom_the_source_does_not_name_count_as_one(brynteg: VisitRecords) -> None:
    nameless = brynteg._replace(
        visits=[
            row._replace(carer_ref=f"{UNKNOWN_CARER}{row.visit_ref}") if row.carer_ref else row
            for row in brynteg.visits
        ]
    )

    made = headline(nameless, "2026-10")

    assert headline(brynteg, "2026-10").delivered.shown is Shown.VALUE
    assert made.delivered.shown is Shown.HIDDEN


def test_the_causes_and_the_delivered_hours_make_about_a_hundred(brynteg: VisitRecords) -> None:
    made = headline(brynteg, "2026-10")
    causes = [percent.value or 0 for percent in made.causes.values()]

    assert abs((made.delivered.value or 0) + sum(causes) - 100) <= 3


def test_a_very_small_co_operative_publishes_nothing(brynteg: VisitRecords) -> None:
    made = headline(brynteg, "2026-10", people=9)

    assert made.delivered.shown is Shown.HIDDEN
    assert made.missed.shown is Shown.HIDDEN
    assert {percent.shown for percent in made.causes.values()} == {Shown.HIDDEN}


def test_what_the_protector_hides_is_in_no_figure(brynteg: VisitRecords) -> None:
    plain = headline(brynteg, "2026-10")
    made = headline(brynteg, "2026-10", hidden={"delivered|2026-10|all", "other|2026-10|all"})
    nothing = headline(brynteg, "2026-10", hidden={"agreed|2026-10|all"})

    hidden = Percent(None, Shown.HIDDEN)
    assert (made.delivered, made.missed) == (hidden, plain.missed)
    assert made.delivered_lower == plain.delivered_lower
    assert set(made.causes.values()) == {hidden}
    assert nothing.delivered_upper == hidden


def test_causes_are_shown_all_together_or_not_at_all(brynteg: VisitRecords) -> None:
    seen = set()
    for people in (12, 16, 20, 30, 50):
        made = headline(brynteg, "2026-10", people)
        marks = {percent.shown for percent in made.causes.values()}
        assert len(marks) == 1
        seen |= marks

    assert seen == {Shown.VALUE, Shown.HIDDEN}


def test_nothing_that_is_kept_is_exact(brynteg: VisitRecords) -> None:
    kept = headline(brynteg, "2026-10").as_json()

    for percent in [*kept["figures"].values(), *kept["causes"].values()]:
        assert set(percent) == {"value", "status", "below_one"}
        assert percent["value"] is None or isinstance(percent["value"], int)
