"""Boxes, tables and pictures: what they show, they also say."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string

from portal.publication.trend_wording import months_strip
from tests.publication.factories import make_headline
from tests.reading import SVG, H, tree_of

Draw = Callable[..., ET.Element]


@pytest.fixture
def draw(plain_app: Flask) -> Draw:
    """Draws a piece of template and reads it."""

    def drawn(source: str, **values: Any) -> ET.Element:
        start = "".join(
            f'{{% import "macros/{name}.html" as {name} with context %}}'
            for name in ("charts", "panels", "tables")
        )
        with plain_app.test_request_context("/"):
            return tree_of(render_template_string(start + source, **values))

    return drawn


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def table(tree: ET.Element) -> list[list[str]]:
    """The rows of the only table, without its headings."""
    (body,) = tree.iter(H + "tbody")
    return [[words(cell) for cell in row] for row in body.iter(H + "tr")]


@pytest.mark.parametrize("delivered", [0, 1, 96, 100])
def test_a_hundred_squares_are_a_hundred_and_so_many_are_filled(draw: Draw, delivered: int) -> None:
    tree = draw('{{ charts.hundred("h", n, "So many came.") }}', n=delivered)

    (picture,) = [e for e in tree.iter(SVG + "svg") if e.get("role") == "img"]
    squares = [e.get("class") for e in picture.iter(SVG + "rect")]
    assert len(squares) == 100
    assert squares.count("done-shape") == delivered
    assert table(tree) == [
        ["Delivered", str(delivered)],
        ["Not delivered, or not known", str(100 - delivered)],
    ]


def test_every_picture_names_itself_and_has_its_table(draw: Draw) -> None:
    bounds = {"lower": 80, "upper": 95, "least": "80", "most": "95"}
    months = [{"words": "May 2026", "letter": "M", "value": 90, "shown": "90", **bounds}]
    sources = [
        '{{ charts.hundred("p", 90, "A sentence.") }}',
        '{{ charts.waterfall("p", [("Missed", 3, "3 hours", 1)], 97, "A sentence.") }}',
        '{{ charts.twelve_months("p", months, "A sentence.") }}',
    ]

    for source in sources:
        tree = draw(source, months=months)
        (figure,) = tree.iter(H + "figure")
        (picture,) = [e for e in figure.iter(SVG + "svg") if e.get("role") == "img"]
        named = picture.get("aria-labelledby")
        (title,) = [e for e in picture.iter(SVG + "title") if e.get("id") == named]
        assert words(title)
        assert words(next(figure.iter(H + "figcaption"))) == "A sentence."
        assert table(figure)


def test_the_steps_lead_from_what_was_agreed_to_what_was_delivered(draw: Draw) -> None:
    shares = (15, 10, 7, 5, 2, 1)
    causes = [(f"Cause {n}", share, str(share), n) for n, share in enumerate(shares)]

    tree = draw('{{ charts.waterfall("c", causes, 60, "Why") }}', causes=causes)

    (picture,) = [e for e in tree.iter(SVG + "svg") if e.get("role") == "img"]
    bars = [e for e in picture.iter(SVG + "rect") if e.get("class")]
    (_agreed, *steps, delivered) = [
        (float(e.get("x") or 0), float(e.get("width") or 0)) for e in bars
    ]
    ends = 282.0
    for begins, width in steps:
        assert begins + width == pytest.approx(ends, abs=0.11)
        ends = begins
    assert ends == pytest.approx(sum(delivered), abs=0.11)
    # Told apart without colour, too.
    patterns = [e.get("fill") for e in picture.iter(SVG + "rect") if not e.get("class")]
    assert patterns == [f"url(#c-p{n})" for n in range(1, 6)]
    shown = [[words, shown] for words, _value, shown, _kind in causes]
    assert table(tree) == [["Agreed", "100"], *shown, ["Delivered", "60"]]


def test_what_was_delivered_may_be_kept_back(draw: Draw) -> None:
    tree = draw('{{ charts.waterfall("c", [("Missed", 3, "3", 1)], none, "Why") }}')

    assert table(tree) == [["Agreed", "100"], ["Missed", "3"]]


def test_a_month_that_is_kept_back_leaves_a_gap_and_no_trace_of_its_figure(draw: Draw) -> None:
    told = [(90, "90"), (None, "[c]"), (95, "95"), (96, "96")]
    months = [
        {"words": f"Month {n}", "letter": "M", "value": value, "shown": shown,
         "lower": value, "upper": value, "least": shown, "most": shown}
        for n, (value, shown) in enumerate(told)
    ]  # fmt: skip

    tree = draw('{{ charts.twelve_months("t", months, "Months") }}', months=months)

    (picture,) = [e for e in tree.iter(SVG + "svg") if e.get("role") == "img"]
    lines = [e for e in picture.iter(SVG + "path") if e.get("class") == "line"]
    assert len(lines) == 1
    assert len([e for e in picture.iter(SVG + "rect") if e.get("class") == "kept-back"]) == 1
    assert table(tree)[1] == ["Month 1", "[c]", "[c]", "[c]"]
    bounds = [e for e in picture.iter(SVG + "path") if e.get("class") == "gap-shape"]
    assert len(bounds) == 3
    assert "A month with a question mark is kept back" in words(tree)


def test_no_line_leads_over_a_month_that_is_not_there(draw: Draw, plain_app: Flask) -> None:
    told = [
        make_headline().as_json() | {"period_start": f"{month}-01", "period_end": f"{month}-31"}
        for month in ("2026-07", "2026-08", "2026-10")
    ]
    with plain_app.test_request_context("/"):
        months = months_strip(told)

    tree = draw('{{ charts.twelve_months("t", months, "Months") }}', months=months)

    lines = [e for e in tree.iter(SVG + "path") if e.get("class") == "line"]
    assert len(lines) == 1
    assert [row[0] for row in table(tree)] == ["July 2026", "August 2026", "October 2026"]


def test_an_overdue_step_says_so_in_words(draw: Draw) -> None:
    steps = [
        {"words": "We had it", "when": "9 November 2026", "state": "done"},
        {"words": "You have an answer by", "when": "23 November 2026", "state": "overdue"},
    ]

    tree = draw("{{ panels.clock(steps) }}", steps=steps)

    assert [words(item) for item in tree.iter(H + "li")] == [
        "We had it (done) 9 November 2026",
        "You have an answer by Overdue 23 November 2026",
    ]


def test_a_receipt_shows_its_code_in_four_groups_that_can_be_copied_whole(draw: Draw) -> None:
    tree = draw(
        '{% call panels.receipt("ABCD-EFGH-JKMN-PQRS", qr_path="M0 0h1v1h-1z", qr_size=29) %}'
        "<p>Keep it.</p>{% endcall %}"
    )

    (code,) = [e for e in tree.iter(H + "p") if e.get("class") == "code"]
    assert words(code).replace(" ", "") == "ABCD-EFGH-JKMN-PQRS"
    assert len([e for e in code if e.get("class") is None]) == 4
    (picture,) = tree.iter(SVG + "svg")
    assert picture.get("role") == "img"
    assert "ABCD" not in ET.tostring(picture, encoding="unicode")


def test_an_answer_in_the_summary_keeps_its_lines_and_is_never_a_page(draw: Draw) -> None:
    tree = draw(
        "{{ panels.summary_list(rows) }}",
        rows=[("What happened", "<b>one</b>\ntwo", "/change"), ("Where", "")],
    )

    answers = ["".join(e.itertext()) for e in tree.iter(H + "dd") if e.get("class") == "said"]
    assert answers == ["<b>one</b>\ntwo", "Nothing was entered"]
    (link,) = tree.iter(H + "a")
    assert words(link) == "Change: What happened"


def test_a_table_has_a_name_and_can_be_scrolled_by_keyboard(draw: Draw) -> None:
    tree = draw('{{ tables.data_table("q", "Cases", ["Case", "Days"], [["A", 3]], numbers=(1,)) }}')

    (frame,) = [e for e in tree.iter(H + "div") if e.get("role") == "region"]
    assert frame.get("tabindex") == "0"
    assert words(next(tree.iter(H + "caption"))) == "Cases"
    assert frame.get("aria-labelledby") == next(tree.iter(H + "caption")).get("id")
    assert [e.get("scope") for e in tree.iter(H + "th")] == ["col", "col", "row"]


def test_no_number_no_box(draw: Draw) -> None:
    assert words(draw('{{ panels.phone_box("", "Ring us") }}')) == ""
