"""`candour count`, as somebody runs it who does not believe the result."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.elections.count.commands import count
from portal.elections.count.lots import Lot, LotsRefused, Why
from portal.elections.count.lots_file import read_lots, write_lots

GOOD = """\
4 2
16 1 2 0
4 1 3 0
7 2 0
8 3 0
5 4 3 0
0
"Ann"
"Bob"
"Cyd"
"Dai"
"Committee 2026"
"""
TIED = '3 1\n1 1 0\n1 2 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cyd"\n"Everyone tied"\n'
CLASSES = """\
[classes.worker]
most = 1
candidates = [1, 2]

[classes.family_carer]
candidates = [3, 4]
title = "Families"

[groups.all]
classes = ["worker", "family_carer"]
least = 2
most = 2
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A ballot file that needs no lot."""
    return written(tmp_path, "good.blt", GOOD)


@pytest.fixture
def tied(tmp_path: Path) -> Path:
    """A ballot file that needs two lots."""
    return written(tmp_path, "tied.blt", TIED)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(count, [str(argument) for argument in arguments])


def test_it_prints_every_stage_with_every_figure(good: Path) -> None:
    result = run(good)

    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "The quota is 40 divided by 3" in said
    assert "one added: 14 votes" in said
    assert "Stage 2: Surplus of Ann" in said
    assert "To Bob: 16 papers at 0.30000 each, 4.80000 votes" in said
    assert "2 Bob +4.80000 11.80000" in said
    assert "Together 40.00000" in said
    assert "All seats are filled. Elected: Ann, Cyd." in said
    assert result.stderr == ""


def test_its_json_says_the_same_exactly(good: Path) -> None:
    sheet = json.loads(run(good, "--json").stdout)

    assert sheet["format"] == "candour-count-1"
    assert (sheet["seats"], sheet["quota"], sheet["elected"]) == (2, "14.00000", [1, 3])
    assert sheet["papers"] == {"valid": 40, "without_preference": 0}
    assert [stage["votes"] for stage in sheet["stages"]] == [
        ["20.00000", "7.00000", "8.00000", "5.00000"],
        ["14.00000", "11.80000", "9.20000", "5.00000"],
        ["14.00000", "11.80000", "14.20000", "0.00000"],
    ]
    assert sheet["stages"][1]["transfers"] == [
        {"to": 2, "papers": 16, "value": "0.30000", "votes": "4.80000"},
        {"to": 3, "papers": 4, "value": "0.30000", "votes": "1.20000"},
    ]
    assert sheet["stages"][2]["words"][-1] == "Elected with the quota or more: Cyd."
    assert [each["fate"] for each in sheet["candidates"]] == [
        "elected", "not_elected", "elected", "excluded",
    ]  # fmt: skip


def test_the_hash_of_the_papers_does_not_depend_on_how_the_file_is_written(
    good: Path, tmp_path: Path
) -> None:
    head, *lines = GOOD.split("\n")
    other = "\n".join([head, "9 1 2 0", *lines[1:4], "7 1 2 0 # the rest", *lines[4:]])

    one, two = run(good, "--json"), run(written(tmp_path, "other.blt", other), "--json")

    assert json.loads(one.stdout)["ballots_sha256"]
    assert one.stdout == two.stdout


def test_lots_are_drawn_from_a_seed_that_is_printed_and_replayed_to_the_same_bytes(
    tied: Path, tmp_path: Path
) -> None:
    for form in ([], ["--json"]):
        lots = tmp_path / f"lots{len(form)}.json"

        first = run(tied, "--lots", lots, "--seed", "2026", *form)
        kept = lots.read_bytes()
        again = run(tied, "--lots", lots, "--no-lots", *form)

        assert first.exit_code == again.exit_code == 0
        assert again.stdout_bytes == first.stdout_bytes
        assert lots.read_bytes() == kept
        assert "candour count --seed 2026" in first.stdout
        assert f"The lots are recorded in {lots}." in first.stderr
        assert again.stderr == ""
        assert len(read_lots(kept.decode())) == 2


def test_without_a_seed_one_is_made_and_said(tied: Path) -> None:
    result = run(tied)

    assert result.exit_code == 0
    seed = result.stderr.split("--seed ")[1].split(".")[0].split()[0]
    assert "The lots are not kept" in result.stderr
    assert run(tied, "--seed", seed).stdout == result.stdout


def test_lots_that_cannot_be_kept_are_said_and_nothing_is_printed(
    tied: Path, tmp_path: Path
) -> None:
    result = run(tied, "--lots", tmp_path / "nowhere" / "lots.json")

    assert result.exit_code == 1
    assert "The lots cannot be written" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("seed", ["", "x" * 101, "a\nb"])
def test_a_seed_that_could_not_be_read_again_is_refused(tied: Path, seed: str) -> None:
    assert run(tied, "--seed", seed).exit_code == 2


def test_without_lots_it_stops_and_says_what_has_to_be_drawn(tied: Path, tmp_path: Path) -> None:
    lots = tmp_path / "lots.json"

    result = run(tied, "--no-lots", "--lots", lots)

    assert result.exit_code == 1
    assert "For stage 2 a lot has to decide who is excluded: Ann, Bob, Cyd." in result.stderr
    assert result.stdout == ""
    assert not lots.exists()


def test_lots_that_the_returning_officer_recorded_decide(tied: Path, tmp_path: Path) -> None:
    drawn = [
        Lot(2, Why.EXCLUDE, (1, 2, 3), 1, "Nia Ellis", "Huw Rees"),
        Lot(3, Why.EXCLUDE, (2, 3), 3, "Nia Ellis", "Huw Rees"),
    ]

    result = run(tied, "--no-lots", "--lots", written(tmp_path, "l.json", write_lots(drawn)))

    assert "Elected: Bob." in result.stdout
    assert "The lot fell on Cyd. Drawn by: Nia Ellis. Seen by: Huw Rees." in result.stdout


def test_lots_of_another_count_are_refused(good: Path, tied: Path, tmp_path: Path) -> None:
    lot = Lot(2, Why.EXCLUDE, (1, 2), 1)
    lots = written(tmp_path, "lots.json", write_lots([lot]))

    for file in (good, tied):
        result = run(file, "--lots", lots)
        assert result.exit_code == 1
        assert "A lot is recorded for stage 2 that this count does not need." in result.stderr
    assert read_lots(lots.read_text()) == (lot,)


def test_seats_are_kept_for_classes(good: Path, tmp_path: Path) -> None:
    result = run(good, "--seats-by-class", written(tmp_path, "seats.toml", CLASSES))

    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "Seats for Care workers: at most 1." in said
    assert "Seats for Families" not in said
    assert "Seats for all: 2." in said
    # Ann takes the one seat of care workers: Bob is excluded before her surplus is transferred.
    assert "Stage 2: Exclusion of Bob Bob is excluded: with the seats kept for classes" in said
    assert "Elected: Ann, Cyd." in said


@pytest.mark.parametrize(
    ("seats", "said"),
    [
        ("[classes.worker", "cannot be read as TOML"),
        ("[", "cannot be read as TOML"),
        ("seats = 2", "and nothing else"),
        ("classes = 2", "and nothing else"),
        ("[classes]\nworker = 2", "“worker” may hold candidates, least, most, title"),
        (CLASSES.replace("most = 1", "mast = 1"), "“worker” may hold"),
        (CLASSES.replace("most = 1", "most = -1"), "whole numbers"),
        (CLASSES.replace("most = 1", "most = true"), "whole numbers"),
        (CLASSES.replace("most = 1", "most = 1.5"), "whole numbers"),
        (CLASSES.replace("[1, 2]", "1"), "as numbers, like [1, 4]"),
        (CLASSES.replace("[1, 2]", '["Ann"]'), "as numbers, like [1, 4]"),
        (CLASSES.replace("[1, 2]", "[1, 5]"), "candidate 5 does not exist"),
        (CLASSES.replace("[1, 2]", "[1, 2, 3]"), "candidate 3 does not exist, or has a class"),
        (CLASSES.replace("[1, 2]", "[1]"), "These candidates have no class: 2."),
        (CLASSES.replace('["worker", "family_carer"]', '["worker", "user"]'), "table of its own"),
        (CLASSES.replace('"Families"', "5"), "short title"),
        (CLASSES.replace("least = 2\nmost = 2", "least = 3\nmost = 2"), "at least 3 and at most 2"),
        (CLASSES.replace("most = 1", "most = 1\nleast = 1").replace("2]", "2, 3, 4]", 1)
         .replace("[3, 4]", "[]").replace("least = 2\nmost", "most"), "1 of them can be filled"),
    ],
)  # fmt: skip
def test_broken_limits_are_refused_with_what_to_do(
    good: Path, tmp_path: Path, seats: str, said: str
) -> None:
    result = run(good, "--seats-by-class", written(tmp_path, "seats.toml", seats))

    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize(
    "lots",
    [
        "{",
        "[" * 100_000,
        "[]",
        '{"format": "candour-count-1", "lots": []}',
        '{"format": "candour-lots-1"}',
        '{"format": "candour-lots-1", "lots": {}}',
        '{"format": "candour-lots-1", "lots": [1]}',
        '{"format": "candour-lots-1", "lots": [{}]}',
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)]).replace('"exclude"', '"include"'),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)]).replace('"exclude"', "[]"),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)]).replace('"stage": 2', '"stage": true'),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)]).replace('"stage": 2', '"stage": 2.5'),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)]).replace('"drawn_by"', '"drawn"'),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1, drawn_by="x" * 501)]),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 3)]),
        write_lots([Lot(2, Why.EXCLUDE, (1, 2), 1)] * 2),
    ],
)
def test_broken_records_of_lots_are_refused(good: Path, tmp_path: Path, lots: str) -> None:
    result = run(good, "--lots", written(tmp_path, "lots.json", lots))

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ") and result.stdout == ""


def test_a_countback_is_counted_again_with_who_left_withdrawn(tmp_path: Path) -> None:
    left = written(tmp_path, "left.blt", GOOD.replace("4 2\n", "4 2\n-1\n"))

    result = run(left, "--sitting", 3)

    assert "They have a seat already and keep it: Cyd." in result.stdout
    assert "Elected: Bob, Cyd." in result.stdout
    refused = run(left, "--sitting", 1)
    assert refused.exit_code == 1
    assert "Somebody who sits or has left" in refused.stderr


def test_a_broken_ballot_file_is_refused_by_line(tmp_path: Path) -> None:
    result = run(written(tmp_path, "broken.blt", GOOD.replace("7 2 0", "7 9 0")))

    assert result.exit_code == 1
    assert "Line 4: There is no candidate 9." in result.stderr


def test_a_record_of_lots_is_read_as_it_was_written() -> None:
    lots = (Lot(2, Why.ELECT, (1, 2), 2, "Łucja", "李"), Lot(4, Why.TRANSFER, (3, 7), 7))

    assert read_lots(write_lots(lots)) == lots
    assert read_lots(" \n") == ()
    with pytest.raises(LotsRefused):
        read_lots(write_lots(lots)[:-5])
