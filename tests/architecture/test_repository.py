"""What may not stand in the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_FILES = {"uv.lock", "pylock.toml", "package-lock.json", "yarn.lock", "poetry.lock"}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_lock_file_that_records_an_address() -> None:
    assert [path for path in tracked() if path.name in FORBIDDEN_FILES] == []


def test_requirements_have_hashes_and_no_addresses() -> None:
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://", text), path.name


def test_templates_hold_no_inline_script_style_or_unescaped_text() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert not re.search(r"\sstyle=", text), path
        assert not re.search(r"\son[a-z]+=", text), path
        # A description for catalogues of open data is no program.
        run = text.replace('<script type="application/ld+json">{{ catalogue | tojson }}', "")
        assert not re.search(r"<script(?![^>]*\ssrc=)", run), path


@pytest.mark.parametrize("suffix", [".py", ".html", ".md", ".toml"])
def test_every_file_is_utf_8(suffix: str) -> None:
    for path in tracked(f"*{suffix}"):
        path.read_text("utf-8")


def test_every_decision_has_a_number_of_its_own_and_is_short() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name.split("-")[0] for path in pages]

    assert len(numbers) == len(set(numbers))
    for path, number in zip(pages, numbers, strict=True):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number} "), path.name
        assert len(text.splitlines()) <= 40, path.name
