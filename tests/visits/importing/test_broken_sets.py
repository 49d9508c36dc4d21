"""Every broken set is rejected exactly as its own description says, and every good row is read."""

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from portal.visits.importing.contracts import Contracts
from portal.visits.importing.faults import FileRejected, Rejection
from portal.visits.importing.judging import count_attendance, judge_set
from portal.visits.importing.reading import open_set, read_set
from portal.visits.records import FileSet

ROOT = Path(__file__).parents[3]
BRYNTEG = ROOT / "portal/demo/brynteg"
FOLDERS = sorted(path.parent for path in (ROOT / "tests/data/bad").glob("*/expected.json"))


def as_json(rejection: Rejection) -> dict[str, Any]:
    """The rejection as the descriptions write it."""
    return {name: getattr(rejection, name) for name in ("file", "line", "column", "value", "kind")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_set_is_rejected_as_its_description_says(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))

    rejected, rejections, counts = None, [], None
    with ExitStack() as opened:
        files = open_set(folder, opened)
        try:
            with judge_set(files, Contracts(), default=FileSet()) as judged:
                count_attendance(judged, None)
        except FileRejected as fault:
            rejected = as_json(fault.rejection)
        else:
            rejections = [as_json(rejection) for rejection in judged.findings.rejections]
            counts = {name: asdict(count) for name, count in judged.counts.items()}

    assert rejected == expected["file_rejected"]
    assert rejections == expected["rejections"]
    assert counts == expected["counts"]


def test_there_is_a_description_for_every_broken_set() -> None:
    assert len(FOLDERS) == 34


def test_the_sample_has_no_fault_and_its_repeated_rows_count_once() -> None:
    found = read_set(BRYNTEG)

    assert found.findings.rejections == []
    assert len(found.records.packages) == 74
    assert len(found.records.lines) == 181
    assert len(found.records.suspensions) == 15
    assert len(found.records.visits) == 17_164
    assert str(found.records.fileset.exported_on) == "2026-11-09"
