"""What the records of a month do not tell is published as not available, never as none."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.publication import queries, wording
from portal.publication.counting import shares_of
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.files import rows
from portal.publication.headline import Lacking, headline_of, parameters_of
from portal.visits.figures.assessment import assess
from portal.visits.figures.group import counted_of
from portal.visits.figures.periods import Period
from portal.visits.records import VisitRecords
from tests.publication.test_headline import EXPORTED
from tests.visits.importing.test_losses_stored import bring

OCTOBER = Period.of_month("2026-10")


def marked(figures: dict[str, Any]) -> set[str]:
    """The published figures that are marked as not available, by their name in the table."""
    return {row[5] for row in rows(figures) if row[10] == "x" and row[7] == ""}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("openevv-visits", set()),
        ("ecm-council-report", {"visits_no_access", "hours_lost_no_access", "records_by_device"}),
        (
            "access-claim",
            {
                "visits_no_access", "hours_lost_no_access", "visits_missed",
                "hours_lost_not_rostered", "hours_lost_missed", "hours_lost_other",
                "records_by_device",
            },
        ),
    ],
)  # fmt: skip
def test_a_report_marks_what_the_shape_does_not_tell(
    app: Flask, tmp_path: Path, profile: str, expected: set[str]
) -> None:
    bring(app, tmp_path / "set", profile)

    with app.test_request_context():
        figures = queries.headline_of_period(OCTOBER).as_json()
        said = wording.missed_sentence(figures), wording.no_access_sentence(figures)

    assert marked(figures) == expected
    assert ("do not tell how many visits were missed" in said[0]) is ("visits_missed" in expected)
    assert ("do not tell how often" in said[1]) is ("visits_no_access" in expected)
    assert "No carer reported" not in said[1]


def test_a_quarter_lacks_what_one_of_its_months_lacks(brynteg: VisitRecords) -> None:
    shares = [
        share
        for month in ("2026-07", "2026-08", "2026-09")
        for share in shares_of(
            counted_of(assess(brynteg, period=Period.of_month(month), as_of=EXPORTED)), month
        )
    ]
    rules, lattice = Protection(), declared()
    table = release_of(shares, month="2026-09", lattice=lattice, rules=rules, earlier={})

    made = headline_of(
        table,
        table.closed(table.instance.primaries),
        period=Period.of_month("2026-09"),
        as_of=EXPORTED,
        protection=parameters_of(rules, lattice),
        lacking=Lacking(quarter=frozenset({"status"})),
    ).as_json()

    assert made["figures"]["no_access"]["status"] != "x"
    assert made["quarter"]["figures"]["no_access"]["status"] == "x"
    assert made["quarter"]["figures"]["missed"]["status"] != "x"
    parts = [part for found in made["quarter"]["parts"].values() for part in found]
    assert parts
    assert {part["no_access"]["status"] for part in parts} == {"x"}
