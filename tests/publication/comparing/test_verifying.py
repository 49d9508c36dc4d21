"""`candour verify-release` and `candour compare`, as strangers run them."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.copies import Opening
from portal.publication.comparing.commands import compare, verify_release_command
from portal.publication.comparing.packages import MOST_BYTES
from portal.publication.comparing.verifying import verify_release
from tests.ledger.copies import FIRST, KEY, OTHER_KEY, make_day, make_opening, written
from tests.publication.comparing.releases import (
    described_anew,
    files_of,
    ledger_of,
    make_bundle,
    make_ledger,
)
from tests.publication.offering.test_made import percent
from tests.publication.test_files import figures

BUNDLE = make_bundle(figures())
LEDGER = ledger_of(BUNDLE)
ON = date(2026, 11, 12)


def run(command: click.Command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--on", ON.isoformat()])


def put(folder: Path, bundle: bytes, ledger: bytes) -> Path:
    folder.mkdir()
    (folder / "release.zip").write_bytes(bundle)
    (folder / "ledger.json").write_bytes(ledger)
    return folder


def test_what_was_published_is_told_with_who_signed_it(tmp_path: Path) -> None:
    folder = put(tmp_path / "a", BUNDLE, LEDGER)

    result = run(
        verify_release_command,
        folder / "release.zip",
        "--ledger",
        folder / "ledger.json",
        "--key",
        KEY.public.hex(),
    )

    assert result.exit_code == 0
    assert "2026-10, signed by Mair Lloyd and Huw Jenkins" in result.output


@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_one_altered_byte_anywhere_is_found(place: int, by: int) -> None:
    altered = bytearray(BUNDLE)
    altered[place] ^= by

    assert not verify_release(bytes(altered), name="release.zip", on=ON, ledger=LEDGER).is_good


def test_a_single_file_is_looked_up_by_its_bytes(tmp_path: Path) -> None:
    table = tmp_path / "indicators.csv"
    table.write_bytes(b"a,b\r\n1,2\r\n")
    ledger = tmp_path / "ledger.json"
    ledger.write_bytes(ledger_of(table.read_bytes(), name=table.name))

    good = run(verify_release_command, table, "--ledger", ledger)
    table.write_bytes(b"a,b\r\n1,3\r\n")
    altered = run(verify_release_command, table, "--ledger", ledger)
    alone = run(verify_release_command, table)

    assert (good.exit_code, altered.exit_code, alone.exit_code) == (0, 1, 1)
    assert "it was changed" in altered.output and "the ledger is needed" in alone.output


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (LEDGER.replace(b"Mair", b"Mwir"), "Ledger:"),
        (b"{}", "Ledger:"),
        (ledger_of(BUNDLE, release="2026-09"), "as another release"),
        (
            make_ledger(
                {
                    "release.zip": hashlib.sha256(BUNDLE).hexdigest(),
                    "indicators.csv": hashlib.sha256(b"other").hexdigest(),
                }
            ),
            "with other files in it",
        ),
        (
            make_ledger(files_of(BUNDLE, "release.zip") | {"report.pdf": "0" * 64}),
            "with other files in it",
        ),
        (make_ledger(files_of(BUNDLE, "other.zip")), "with other files in it"),
        (make_ledger(files_of(BUNDLE, "release.zip"), kind="release_withdrawn"), "it was changed"),
        (ledger_of(b"another file"), "it was changed"),
    ],
)
def test_a_ledger_that_says_otherwise_is_told(ledger: bytes, says: str) -> None:
    checked = verify_release(BUNDLE, name="release.zip", on=ON, ledger=ledger)

    assert any(says in problem for problem in checked.problems)


def test_a_bundle_is_taken_apart_whatever_it_is_called() -> None:
    for name in ("release.zip", "download"):
        checked = verify_release(BUNDLE, name=name, on=ON, ledger=LEDGER)
        assert checked.is_good and checked.package
        assert "Published as release.zip of 2026-10" in checked.notices[-1]

    other = verify_release(BUNDLE, name="download", on=ON, ledger=ledger_of(BUNDLE, release="2026"))
    broken = verify_release(b"PK", name="download", on=ON, ledger=ledger_of(b"PK"))
    assert "as another release" in other.problems[0]
    assert "not a whole release.zip" in broken.problems[0]


def test_a_file_that_is_larger_than_a_release_can_be_is_not_looked_up() -> None:
    large = bytes(MOST_BYTES + 1)
    checked = verify_release(large, name="a.pdf", on=ON, ledger=ledger_of(large, name="a.pdf"))

    assert checked.problems == ["The file is larger than a release can be."]


WITHDRAWN = make_opening(
    "release_withdrawn", release="2026-10", reason="One home \x1b[31mcan be seen."
)
CORRECTED = make_opening(
    "release_corrected", release="2026-10-correction-2", corrects="2026-10", files={}
)


def later(opening: Opening) -> bytes:
    """A ledger that goes on after the release was entered."""
    published = make_opening(
        "release_published",
        release="2026-10",
        files=files_of(BUNDLE, "release.zip"),
        signed_by=["Mair Lloyd", "Huw Jenkins"],
    )
    return written([make_day(FIRST, openings=[published, opening])])


def test_a_report_that_was_taken_down_since_is_told_with_the_reason() -> None:
    checked = verify_release(BUNDLE, name="release.zip", on=ON, ledger=later(WITHDRAWN))

    assert checked.is_good, checked.problems
    assert any("taken down" in each and "One home" in each for each in checked.notices)


def test_what_was_taken_down_is_set_beside_nothing(tmp_path: Path) -> None:
    result = run(compare, put(tmp_path / "a", BUNDLE, later(WITHDRAWN)))

    assert result.exit_code == 1
    assert "REFUSED" in result.output and "It was taken down since" in result.output
    assert "Bryn Teg, 2026" not in result.output and "\x1b" not in result.output


def test_of_what_was_corrected_it_is_said_beside_its_figures(tmp_path: Path) -> None:
    result = run(compare, put(tmp_path / "a", BUNDLE, later(CORRECTED)))

    assert result.exit_code == 0
    assert "NOTE" in result.output
    assert "It was corrected since, by 2026-10-correction-2." in result.output
    assert "Bryn Teg, 2026-10-01 to 2026-10-31: 80" in result.output


def test_a_ledger_signed_by_somebody_else_is_told() -> None:
    checked = verify_release(
        BUNDLE, name="release.zip", on=ON, ledger=LEDGER, keys=[OTHER_KEY.public]
    )

    assert not checked.is_good


def _other_method(bodies: dict[str, bytes]) -> None:
    bodies["indicators.csv"] = bodies["indicators.csv"].replace(b",1\r\n", b",9\r\n")
    described_anew(bodies, methodology_version="9")


def _other_figures() -> bytes:
    shown = figures()
    shown["figures"] = shown["figures"] | {"delivered": percent(79)}
    return make_bundle(shown, coop="Aber \x1b[31mCare")


def test_rates_stand_side_by_side_by_name_with_their_bounds(tmp_path: Path) -> None:
    other = _other_figures()
    sources = [put(tmp_path / "a", BUNDLE, LEDGER), put(tmp_path / "b", other, ledger_of(other))]

    result = run(compare, *sources)

    assert result.exit_code == 0
    assert "Bryn Teg, 2026-10-01 to 2026-10-31: 80 (76 to 85) [u]" in result.output
    assert result.output.index("Aber") < result.output.index("Bryn Teg")
    assert "This is no ranking" in result.output and "\x1b" not in result.output


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: (BUNDLE, ledger_of(b"another file")), "it was changed"),
        (lambda: (BUNDLE[:-9], LEDGER), "not a whole release.zip"),
        (lambda: (b"", b""), "not a whole release.zip"),
    ],
)
def test_what_does_not_verify_is_refused_and_the_others_are_shown(
    tmp_path: Path, make: Callable[[], tuple[bytes, bytes]], says: str
) -> None:
    result = run(
        compare, put(tmp_path / "a", BUNDLE, LEDGER), put(tmp_path / "b", *make()), tmp_path / "c"
    )

    assert result.exit_code == 1
    assert says in result.output and "There is no release.zip" in result.output
    assert "Bryn Teg, 2026-10-01" in result.output


def test_figures_made_in_another_way_are_not_set_beside_ours(tmp_path: Path) -> None:
    other = make_bundle(figures(), coop="Aber Care", change=_other_method)

    result = run(
        compare,
        put(tmp_path / "a", BUNDLE, LEDGER),
        put(tmp_path / "b", other, ledger_of(other)),
    )

    assert result.exit_code == 1
    assert "version 9 of the method" in result.output and "of 100" not in result.output
