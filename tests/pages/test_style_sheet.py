"""The style sheet: small, ours alone, and readable in light and dark."""

import re
from itertools import product
from pathlib import Path

import pytest

SHEET = Path(__file__).resolve().parents[2] / "static" / "candour.css"
AAA = 7.0
EDGE = 3.0

PAGES = ("paper", "card")
TONES = ("calm", "wait-bg", "bad-bg", "good-bg")
TEXT = [
    *product(("ink", "soft", "brand", "visited", "bad", "good", "wait"), PAGES),
    *product(("ink", "soft"), TONES),
    ("brand", "calm"),
    ("wait", "wait-bg"),
    ("bad", "bad-bg"),
    ("good", "good-bg"),
    ("on-brand", "brand"),
    ("on-band", "band"),
    ("white", "alarm"),
    ("dark", "focus"),
]
EDGES = [*product(("edge", "brand", "bad", "amber"), PAGES), ("sun", "band")]


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", text))


def _schemes() -> dict[str, dict[str, str]]:
    light, _, dark = SHEET.read_text("utf-8").partition("@media (prefers-color-scheme: dark)")
    bright = {"white": "#ffffff"} | _colours(light)
    return {"light": bright, "dark": bright | _colours(dark.partition("\n}")[0])}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_stands_out_seven_to_one(scheme: str, front: str, back: str) -> None:
    colours = _schemes()[scheme]

    assert _contrast(colours[front], colours[back]) >= AAA


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), EDGES)
def test_edges_stand_out_three_to_one(scheme: str, front: str, back: str) -> None:
    colours = _schemes()[scheme]

    assert _contrast(colours[front], colours[back]) >= EDGE


def test_the_sheet_is_small_and_asks_for_nothing_else() -> None:
    text = SHEET.read_text("utf-8")

    assert len(text.encode()) <= 12 * 1024
    assert "@import" not in text
    assert "url(" not in text
    assert "@font-face" not in text


@pytest.mark.parametrize(
    "wish",
    ["prefers-color-scheme: dark", "forced-colors: active", "media print", ":focus-visible"],
)
def test_the_sheet_answers_what_readers_ask_of_their_browser(wish: str) -> None:
    assert wish in SHEET.read_text("utf-8")
