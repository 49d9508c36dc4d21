"""Every control has its question, its hint and its error, and names them to those who listen."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from wtforms import DateField, Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import BooleanField, PasswordField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from tests.reading import H, tree_of


class Several(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def offered(*values: str) -> list[SelectChoice]:
    return [SelectChoice(value, value.capitalize()) for value in values]


class Sample(Form):
    """One of each."""

    place = StringField("Where was it?", [InputRequired("Say where.")], description="A street.")
    plain = StringField("Anything else?")
    story = TextAreaField("What happened?")
    needed = RadioField(
        "Still needed?",
        [InputRequired("Choose one.")],
        choices=offered("yes", "no"),
    )
    seen = Several("What did you see?", choices=offered("late", "none"))
    day = DateField("Which day?", [InputRequired("Enter the day.")], format=["%d %m %Y"])
    area = SelectField("Area", choices=offered("north", "south"))
    told = BooleanField("You may tell the office")
    word = PasswordField("Password")


@pytest.fixture
def page(plain_app: Flask) -> Callable[..., ET.Element]:
    """Draws a piece of template with a form, and reads it."""

    def draw(source: str, **typed: Any) -> ET.Element:
        form = Sample(_Typed(typed) if typed else None)
        if typed:
            form.validate()
        start = '{% import "macros/forms.html" as f with context %}'
        with plain_app.test_request_context("/"):
            return tree_of(render_template_string(start + source, form=form))

    return draw


class _Typed(dict[str, Any]):
    def getlist(self, name: str) -> list[Any]:
        value = self[name]
        return value if isinstance(value, list) else [value]


def by_id(tree: ET.Element, wanted: str) -> ET.Element:
    return next(element for element in tree.iter() if element.get("id") == wanted)


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_hint_describes_its_field(page: Any) -> None:
    tree = page("{{ f.text_field(form.place) }}")

    assert by_id(tree, "place").get("aria-describedby") == "place-hint"
    assert words(by_id(tree, "place-hint")) == "A street."


def test_nothing_describes_a_field_that_has_neither_hint_nor_error(page: Any) -> None:
    tree = page("{{ f.text_field(form.plain) }}")

    assert "aria-describedby" not in by_id(tree, "plain").attrib
    assert "aria-invalid" not in by_id(tree, "plain").attrib


def test_an_error_stands_at_its_field_and_in_the_summary(page: Any) -> None:
    tree = page(
        "{{ f.error_summary(form) }}{{ f.text_field(form.place) }}", area="north", plain="x"
    )

    assert by_id(tree, "place").get("aria-describedby") == "place-hint place-error"
    assert by_id(tree, "place").get("aria-invalid") == "true"
    assert words(by_id(tree, "place-error")) == "Error: Say where."
    links = {a.get("href"): words(a) for a in by_id(tree, "error-summary").iter(H + "a")}
    assert links == {"#place": "Say where.", "#needed-0": "Choose one.", "#day": "Enter the day."}


def test_each_line_of_the_summary_leads_to_something_on_the_page(page: Any) -> None:
    tree = page(
        "{{ f.error_summary(form) }}{{ f.text_field(form.place) }}{{ f.radios(form.needed) }}"
        "{{ f.date_field(form.day) }}",
        area="north",
        plain="x",
    )

    for link in by_id(tree, "error-summary").iter(H + "a"):
        assert by_id(tree, (link.get("href") or "")[1:]).tag == H + "input"


def test_a_form_without_errors_has_no_summary(page: Any) -> None:
    assert words(page("{{ f.error_summary(form) }}")) == ""


def test_what_was_typed_comes_back_as_text_and_never_as_a_page(page: Any) -> None:
    typed = '"><script>alert(1)</script>'

    tree = page(
        "{{ f.text_field(form.plain) }}{{ f.text_area(form.story) }}", plain=typed, story=typed
    )

    assert by_id(tree, "plain").get("value") == typed
    assert by_id(tree, "story").text == typed
    assert list(tree.iter(H + "script")) == []


def test_lines_of_a_long_text_survive(page: Any) -> None:
    tree = page("{{ f.text_area(form.story) }}", story="\none\n  two")

    assert by_id(tree, "story").text == "\none\n  two"


def test_a_password_is_never_sent_back(page: Any) -> None:
    tree = page("{{ f.text_field(form.word) }}", word="secret")

    assert by_id(tree, "word").get("type") == "password"
    assert "value" not in by_id(tree, "word").attrib


@pytest.mark.parametrize("macro", ["radios(form.needed)", "checkboxes(form.seen)"])
def test_a_group_has_one_legend_and_a_label_for_each_choice(page: Any, macro: str) -> None:
    tree = page("{{ f." + macro + " }}")

    assert len(list(tree.iter(H + "legend"))) == 1
    labelled = [label.get("for") for label in tree.iter(H + "label")]
    assert labelled == [control.get("id") for control in tree.iter(H + "input")]
    assert len(labelled) == 2


def test_a_choice_that_was_made_stays_made(page: Any) -> None:
    tree = page(
        "{{ f.radios(form.needed) }}{{ f.checkboxes(form.seen) }}{{ f.select_field(form.area) }}"
        "{{ f.checkbox(form.told) }}",
        needed="no",
        seen=["late", "none"],
        area="south",
        told="y",
    )

    chosen = [c.get("value") for c in tree.iter(H + "input") if c.get("checked") is not None]
    assert chosen == ["no", "late", "none", "y"]
    assert [o.text for o in tree.iter(H + "option") if o.get("selected") is not None] == ["South"]


def test_help_for_one_choice_stands_under_that_choice(page: Any) -> None:
    tree = page(
        "{% call(value) f.radios(form.needed) %}"
        "{% if value == 'yes' %}<p>Ring now</p>{% endif %}{% endcall %}"
    )

    boxes = [e for e in tree.iter(H + "div") if e.get("class") == "if-chosen"]
    assert [words(box) for box in boxes] == ["Ring now"]


def test_a_day_is_asked_in_three_boxes_and_understood_as_one(page: Any) -> None:
    tree = page("{{ f.date_field(form.day) }}", day=["9", "11", "2026"])

    boxes = list(tree.iter(H + "input"))
    assert [box.get("value") for box in boxes] == ["9", "11", "2026"]
    assert {box.get("name") for box in boxes} == {"day"}
    assert {box.get("inputmode") for box in boxes} == {"numeric"}
    form = Sample(_Typed(day=["9", "11", "2026"]))
    assert form.day.data is not None
    assert form.day.data.isoformat() == "2026-11-09"


def test_a_day_that_does_not_exist_comes_back_as_it_was_typed(page: Any) -> None:
    tree = page("{{ f.date_field(form.day) }}", day=["31", "2", "2026"])

    assert [box.get("value") for box in tree.iter(H + "input")] == ["31", "2", "2026"]


def test_the_question_may_be_the_heading_of_its_page(page: Any) -> None:
    tree = page("{{ f.text_area(form.story, heading=true) }}{{ f.radios(form.needed) }}")

    headings = list(tree.iter(H + "h1"))
    assert [words(heading) for heading in headings] == ["What happened?"]


def test_a_page_that_came_back_says_so_in_its_title(plain_app: Flask) -> None:
    form = Sample(_Typed(area="north", plain="x"))
    form.validate()

    with plain_app.test_request_context("/"):
        html = render_template_string('{% extends "base.html" %}', form=form)

    assert "<title>Error: " in html
