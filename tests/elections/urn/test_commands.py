"""`candour election`, as a returning officer and two scrutineers run it on a laptop."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.elections.count.blt import read_blt
from portal.elections.urn.ballot_keys import fingerprint_of
from portal.elections.urn.commands import election
from portal.elections.urn.paper_sheet import headings
from portal.elections.urn.urn_file import Box, Urn, write_urn
from portal.vault.keys import KeyPair
from tests.elections.urn.factories import ELECTION, NAMES, make_box


def run(*arguments: object) -> Result:
    return CliRunner().invoke(election, [str(argument) for argument in arguments])


@pytest.fixture
def ceremony(tmp_path: Path) -> Path:
    """A folder with the parts of a key, and an urn sealed to it with two papers beside it."""
    assert run("keys", tmp_path / "keys", "--label", "Committee 2026").exit_code == 0
    public = bytes.fromhex((tmp_path / "keys/public-key.txt").read_text("ascii").strip())
    keys = KeyPair(b"", public)
    boxes = tuple(make_box(ranking, keys=keys) for ranking in ((1, 2), (1, 2), (3,)))
    keep(tmp_path, Urn(ELECTION, "Committee 2026", 1, NAMES, public, boxes, papers=2))
    for name in ("first", "second"):
        sheet(tmp_path, name, "1,,1,", "2,1,2,")
    return tmp_path


def keep(folder: Path, urn: Urn) -> None:
    (folder / "urn.json").write_text(write_urn(urn), "utf-8")
    (folder / "published").write_text(urn.keys_hash, "ascii")


def sheet(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join([",".join(headings(NAMES)), *lines]), "utf-8")


def opening(folder: Path, *more: object, parts: tuple[int, ...] = (1, 3)) -> Result:
    chosen = [word for n in parts for word in ("--part", folder / f"keys/part-{n}.txt")]
    papers = ["--papers", folder / "first.csv", "--papers", folder / "second.csv"]
    published = (folder / "published").read_text("ascii")
    rest = ["--published", published, "--out", folder / "out.blt"]
    return run("open", folder / "urn.json", *chosen, *papers, *rest, *more)


def test_the_key_is_three_files_and_its_public_half(tmp_path: Path) -> None:
    result = run("keys", tmp_path / "keys", "--label", "Committee\n2026")

    public = bytes.fromhex((tmp_path / "keys/public-key.txt").read_text("ascii").strip())
    assert fingerprint_of(public) in result.stdout
    assert public.hex() in result.stdout
    for number in (1, 2, 3):
        part = tmp_path / f"keys/part-{number}.txt"
        text = part.read_text("ascii")
        assert text.startswith(f"# Committee 2026, part {number} of 3\n# Fingerprint")
        assert fingerprint_of(public) in text
        assert len(re.findall(r"^\d: ", text, re.MULTILINE)) == 7
        assert part.stat().st_mode & 0o077 == 0
    assert {each.name for each in (tmp_path / "keys").iterdir()} == {
        "part-1.txt", "part-2.txt", "part-3.txt", "public-key.txt",
    }  # fmt: skip


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    run("keys", tmp_path)
    before = (tmp_path / "part-1.txt").read_text("ascii")

    again = run("keys", tmp_path)

    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert (tmp_path / "part-1.txt").read_text("ascii") == before


@pytest.mark.parametrize("parts", [(1, 2), (2, 3), (3, 1)])
def test_any_two_parts_open_the_urn_and_the_papers_are_in_it(
    ceremony: Path, parts: tuple[int, ...]
) -> None:
    result = opening(ceremony, parts=parts)

    assert result.exit_code == 0, result.stderr
    assert "Boxes: 3. Votes on paper: 2." in result.stdout
    contest = read_blt((ceremony / "out.blt").read_text("utf-8"))
    assert contest.papers == {(1, 2): 3, (2,): 1, (3,): 1}
    assert contest.candidates == NAMES


@pytest.mark.parametrize("parts", [(1,), (1, 1), (1, 2, 3)])
def test_one_part_does_not_open_it(ceremony: Path, parts: tuple[int, ...]) -> None:
    result = opening(ceremony, parts=parts)

    assert result.exit_code != 0
    assert not (ceremony / "out.blt").exists()


def test_a_part_of_another_election_does_not_open_it(ceremony: Path) -> None:
    run("keys", ceremony / "other")
    (ceremony / "keys/part-3.txt").write_text((ceremony / "other/part-3.txt").read_text("ascii"))

    result = opening(ceremony)

    assert result.exit_code == 1
    assert "different keys" in result.stderr
    assert not (ceremony / "out.blt").exists()


def test_papers_that_two_people_read_otherwise_stop_it(ceremony: Path) -> None:
    sheet(ceremony, "second", "1,,1,", "2,1,,2")

    result = opening(ceremony)

    assert result.exit_code == 1
    assert "these papers: 2." in result.stderr
    assert not (ceremony / "out.blt").exists()


def test_one_sheet_or_the_same_twice_is_not_enough(ceremony: Path) -> None:
    first = ceremony / "first.csv"
    (ceremony / "second.csv").unlink()
    (ceremony / "second.csv").hardlink_to(first)

    result = opening(ceremony)

    assert result.exit_code == 2
    assert "two people" in result.stderr


def test_an_urn_that_is_not_the_published_one_is_refused(ceremony: Path) -> None:
    (ceremony / "published").write_text("0" * 64, "ascii")

    result = opening(ceremony)

    assert result.exit_code == 1
    assert "published when voting ended" in result.stderr


def test_boxes_that_were_changed_stop_it_unless_they_are_left_out(ceremony: Path) -> None:
    public = bytes.fromhex((ceremony / "keys/public-key.txt").read_text("ascii").strip())
    boxes = tuple(make_box((1,), keys=KeyPair(b"", public)) for _ in range(3))
    spoilt = (Box(boxes[0].key, boxes[1].sealed), *boxes[1:])
    keep(ceremony, Urn(ELECTION, "Committee 2026", 1, NAMES, public, spoilt, papers=2))

    stopped = opening(ceremony)
    assert stopped.exit_code == 1
    assert "1 boxes do not open" in stopped.stderr
    assert not (ceremony / "out.blt").exists()

    gone_on = opening(ceremony, "--leave-out-broken")
    assert gone_on.exit_code == 0
    assert "Boxes that did not open: 1." in gone_on.stdout
    assert sum(read_blt((ceremony / "out.blt").read_text("utf-8")).papers.values()) == 4


def test_a_result_is_never_written_over(ceremony: Path) -> None:
    (ceremony / "out.blt").write_text("something else", "utf-8")

    result = opening(ceremony)

    assert result.exit_code == 1
    assert (ceremony / "out.blt").read_text("utf-8") == "something else"


def test_a_file_that_is_no_urn_is_refused(ceremony: Path) -> None:
    (ceremony / "urn.json").write_bytes(b"\xff\xfe not an urn")

    assert opening(ceremony).exit_code == 1
