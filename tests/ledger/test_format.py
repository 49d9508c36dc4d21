"""The checker in docs/ledger-format.md is run as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.copies import KEY, make_days, written

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "ledger-format.md"


@pytest.fixture
def checker(tmp_path: Path) -> Path:
    """The last example of the document, as a program."""
    program = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)[-1]
    path = tmp_path / "checker.py"
    path.write_text(program, "utf-8")
    return path


def run(checker: Path, content: bytes) -> subprocess.CompletedProcess[str]:
    copy = checker.with_name("ledger.json")
    copy.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(checker), str(copy), KEY.public.hex()],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_checker_of_the_document_agrees(checker: Path) -> None:
    result = run(checker, written(make_days()))

    assert (result.returncode, result.stdout) == (0, "whole: 96 links\n"), result.stderr


def test_the_checker_of_the_document_finds_a_change(checker: Path) -> None:
    assert run(checker, written(make_days()).replace(b"2026-10", b"2026-09")).returncode != 0
    assert run(checker, written(make_days()[1:])).returncode != 0
