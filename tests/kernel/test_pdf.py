"""Documents as PDF: what was typed stays words, in every script we have signs for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typst import TypstError

from portal import pdf

# As a clock says it, with its parts of a second.
NOW = datetime(2026, 11, 1, 9, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_press", pdf._Press(Path(__file__).parents[1] / "data" / "print"))


def probe(*lines: str, title: str = "A probe") -> bytes:
    return pdf.pdf_of("probe.typ", {"title": title, "lines": lines}, made=NOW)


def test_the_same_words_at_the_same_time_give_the_same_bytes() -> None:
    assert probe("Nobody came.") == probe("Nobody came.")
    assert probe("Nobody came.").startswith(b"%PDF")
    assert b"pdfuaid:part" in probe("Nobody came.")


def test_words_are_never_commands() -> None:
    assert probe('#panic("stop") #read("/etc/passwd") *bold* $x$ \\ " `code`').startswith(b"%PDF")


@pytest.mark.parametrize(
    "typed", ["🙂 and 🙂", "日本", "\x07 \\ \u202e", "Ŵyl ŷ", "لم يأت أحد", "क्षत्रिय"]
)
def test_a_sign_that_no_font_has_is_named_and_nothing_is_lost(typed: str) -> None:
    assert probe(f"before {typed} after").startswith(b"%PDF")


def test_a_text_in_a_script_without_a_font_is_refused_by_name() -> None:
    with pytest.raises(pdf.CannotBeSetError):
        probe("".join(chr(0x4E00 + place) for place in range(60)))


def test_a_document_that_would_not_be_accessible_is_refused() -> None:
    with pytest.raises(TypstError):
        probe("Nobody came.", title="")
