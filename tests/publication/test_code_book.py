"""Every code in the files of a release is explained, in the words of its page."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal import config
from portal.i18n import speaking
from portal.publication import wording
from portal.publication.code_book import (
    FORMULAS,
    LOST,
    breakdown_codes,
    indicator_codes,
    line_codes,
    part_codes,
    table_codes,
    unit_codes,
)
from portal.publication.concerns.files import KEY as COUNT_KEY
from portal.publication.concerns.files import complaints_csv, resource_of
from portal.publication.concerns.files import described_fields as count_fields
from portal.publication.concerns.wording import count_tables
from portal.publication.counting import CAUSES
from portal.publication.disclosure.lattice import declared
from portal.publication.files import (
    KEY,
    MARKS,
    File,
    datapackage_json,
    described_fields,
    indicators_csv,
)
from portal.publication.levels.files import levels_csv
from portal.publication.levels.wording import level_words
from portal.publication.offering.csvw import csvw_json
from portal.publication.offering.notes import Publisher, methodology_md
from portal.visits.figures.indicators.catalogue import INDICATOR
from tests.conftest import base_settings
from tests.publication.offering.test_made import year_end


@pytest.fixture(autouse=True)
def coop(tmp_path: Path) -> None:
    """The words of a co-operative, without a database."""
    config.use(base_settings(tmp_path))


def report() -> dict[str, Any]:
    """Every table there is, and a breakdown of each kind."""
    made = year_end()
    rates = made["quarter"]["parts"]["area"][0]
    for dimension, value in (
        ("service", "domestic + reablement"), ("commissioner", "self_funded"), ("band", "tea"),
    ):  # fmt: skip
        made["quarter"]["parts"][dimension] = [rates | {"value": value}]
    return made


def tables() -> list[File]:
    made = report()
    return [indicators_csv(made), *complaints_csv(made), *levels_csv(made)]


def rows(table: File) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(table.body.decode()))


def package() -> dict[str, Any]:
    first, *others = tables()
    made: dict[str, Any] = json.loads(
        datapackage_json(
            report(), table=first, name="2026-09", title="t", coop="c",
            made_at=datetime(2026, 11, 9, tzinfo=UTC), corrects=None, attack=None,
            others=map(resource_of, others),
        ).body
    )  # fmt: skip
    return made


def test_the_package_says_what_every_code_of_every_row_means() -> None:
    described = {
        resource["path"]: {field["name"]: field for field in resource["schema"]["fields"]}
        for resource in package()["resources"]
    }

    for table in tables():
        fields = described[table.name]
        labels = {
            name: {one["value"]: one["label"] for one in field["categories"]}
            for name, field in fields.items()
            if "categories" in field
        }
        assert {"unit"} < set(labels) and all(all(each.values()) for each in labels.values())
        assert all(len(set(each.values())) == len(each) for each in labels.values())
        for row in rows(table):
            # A list of all that may stand there: nothing else does.
            assert all(row[name] in known for name, known in labels.items()), row
            if row["part"] != "all" and row.get("breakdown") != "area":
                for code in row["part"].split(" + "):
                    assert f"{code} = " in fields["part"]["description"], row
            assert "missingValues" not in fields["obs_status"]["description"]
        assert all(
            f"{mark}: {words}" in fields["obs_status"]["description"] for mark, words in MARKS
        )


def test_the_words_are_those_of_the_page() -> None:
    shown = report()
    with speaking("en"):
        told, lines = indicator_codes(), line_codes()
        figures, causes = wording.figure_words(), wording.cause_words()
        on_page = {words for table in count_tables(shown) for words, _value in table.rows}

        assert told["visits_on_time"] == figures["punctual"]
        assert told["hours_lost_short_time"].endswith(causes["short_time"])
        assert part_codes()["band"]["tea"] == wording.part_words("band", "tea") == "Afternoon"
        assert lines["levels"] == level_words()
        assert lines["concerns"]["told"] in on_page
        assert lines["answers"]["late"] == "Answers that were due … late, or not yet"
        assert lines["leaving"]["told_twice"].startswith("Withdrawn, passed on")
    with speaking("cy"):
        assert indicator_codes()["visits_on_time"] == wording.figure_words()["punctual"]
        assert indicator_codes()["visits_on_time"] != figures["punctual"]


def test_every_count_that_can_be_published_has_its_words() -> None:
    lines, titles = line_codes(), table_codes()

    for running in declared().running:
        assert set(running.cells) <= set(lines[running.id]), running.id
    assert set(lines) == set(titles)
    assert all(row["part"] in lines[row["table"]] for each in tables()[1:] for row in rows(each))


def test_a_stock_is_explained_where_its_number_stands() -> None:
    with speaking("en"):
        said = unit_codes()["at_least"], line_codes()["overdue"]["at_the_end"]
        written = methodology_md(
            report() | {"protection": {"people": 10, "workers": 5, "dominance": 20}},
            Publisher("Bryn Teg", "https://x", "", ""),
        ).body.decode()

    assert said[0].startswith("1 where there was at least one, 0 where there was none")
    assert said[1] == "An answer was overdue at the end"
    assert all(words in written for words in said)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_programs_of_the_semantic_web_are_told_the_same(place: int) -> None:
    fields, key = ((described_fields(), KEY), (count_fields(), COUNT_KEY))[place > 0]
    made = json.loads(
        csvw_json(
            tables()[place], title="t", coop="c", language="en", issued="2026-10-09",
            fields=fields, key=key,
        ).body
    )  # fmt: skip

    said = {one["name"]: one["dc:description"] for one in made["tableSchema"]["columns"]}
    for field in fields:
        assert said[field["name"]].startswith(field["description"])
        for one in field.get("categories", ()):
            assert f"{one['value']} = {one['label']}" in said[field["name"]]


def test_the_method_says_which_figure_of_the_files_each_formula_makes() -> None:
    written = methodology_md(
        report() | {"protection": {"people": 10, "workers": 5, "dominance": 20}},
        Publisher("Bryn Teg", "https://x", "", ""),
    ).body.decode()
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in written.splitlines()
        if line.startswith("| ")
    ]
    named = {row[1].strip("`"): row for row in table[1:]}

    assert {len(row) for row in table} == {4}
    assert named["hours_delivered"][2:] == ["Hours delivered, of 100 agreed", "D3"]
    assert named["levels delivered"][0] == "levels.csv" and named["band tea"][2] == "Afternoon"
    codes = {*indicator_codes(), *(f"breakdown {code}" for code in breakdown_codes())}
    for table_name, lines in line_codes().items():
        codes |= {f"{table_name} {line}" for line in lines}
    assert codes | set(unit_codes()) <= set(named)
    assert set(FORMULAS) <= codes
    for formulas in FORMULAS.values():
        assert all(f"- {formula} " in written for formula in formulas)


def test_what_is_lost_is_made_of_the_lines_that_are_published_as_one() -> None:
    for cause in wording.cause_words():
        lines = CAUSES.get(cause) or CAUSES[f"{cause}_hours"]
        assert FORMULAS[f"{LOST}{cause}"] == tuple(f"D5_{line}" for line in lines)
    assert {formula for each in FORMULAS.values() for formula in each} <= set(INDICATOR)


def test_an_area_has_the_name_of_the_page_in_the_files_as_well(tmp_path: Path) -> None:
    with speaking("en"):
        unnamed = part_codes()
        config.use(replace(base_settings(tmp_path), area_names="N1=Pentre Isaf, N2=Y Bryn"))
        fields = {field["name"]: field["description"] for field in described_fields()}
        book = methodology_md(report(), Publisher("Bryn Teg", "https://x", "", "")).body.decode()

        # Where it has none, the page says its code.
        assert "area" not in unnamed
        assert "N1 = Pentre Isaf" in fields["part"] and "N2 = Y Bryn" in fields["part"]
        assert "Y Bryn" in book
        # As the page says, a figure below one is not none; in a file it is a 0.
        assert "0 is none, or less than 1" in fields["value"]
