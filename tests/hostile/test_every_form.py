"""Every form of the site takes what is honest and survives what is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask import Flask

from portal import clock, config
from portal.text import tidy
from tests.client import Page, PageForm, _controls
from tests.conftest import NOW, base_settings
from tests.hostile.every_form import WAYS, Way
from tests.hostile.stage import ACCEPTED, REFUSED, URLENCODED, Answer, Fields, Snapshot, Stage
from tests.reading import H

TEXTS = (
    "",
    "m" * 100_000,
    "שלום \u202eabc 👩🏽‍🦽 ﷽ <script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    "q{{7*7}}q {% include 'x' %} %s %(x)s {0} ${7*7} % '; DROP TABLE cases; --",
    "be\x00fore\x1b[31m\x7f\ufffe and after",
    "9" * 30,
)
DAYS = (("31", "12", "9999"), ("1", "1", "1"), ("٣", "١١", "٢٠٢٦"), ("9" * 5000, "0", "-1"))
ODD = "<b onload=x>q{{7*7}}q %(x)s שלום\u202e 👩🏽‍🦽"
NOBODY = "00000000-0000-0000-0000-000000000000"
# What machines send is no form: importing/test_door.py and ledger/witnessing attack it.
NO_FORMS = {"import_door.send", "ledger.witnessing.sign"}
TYPED = ("text", "email", "tel", "search", "url", "number")
CHOSEN = ("radio", "checkbox")
# The box that people cannot see; what machines write into it is not shown again.
TRAP = "website"


def test_every_view_that_takes_a_form_is_attacked(plain_app: Flask) -> None:
    taking = {
        rule.endpoint for rule in plain_app.url_map.iter_rules() if "POST" in (rule.methods or ())
    }

    assert taking - NO_FORMS == {way.endpoint for way in WAYS}


@dataclass
class Attack:
    """One form, filled in honestly, with everything around it as it was when it was opened."""

    stage: Stage
    way: Way
    form: PageForm
    honest: Fields
    before: Snapshot
    content: str

    @property
    def texts(self) -> list[str]:
        return [name for name in self._names(lambda each: _kind(each) in TYPED) if name != TRAP]

    @property
    def days(self) -> list[str]:
        names = [each.get("name") or "" for each in _controls(self.form.element)]
        return [name for name in self.texts if names.count(name) == 3]

    @property
    def choices(self) -> list[str]:
        return self._names(lambda each: _kind(each) in (*CHOSEN, "select"))

    @property
    def hidden(self) -> list[str]:
        return [
            name
            for name in self._names(
                lambda each: _kind(each) == "hidden" or each.get("name") == TRAP
            )
            if name != "csrf_token"
        ]

    @property
    def passwords(self) -> list[str]:
        return self._names(lambda each: _kind(each) == "password")

    def _names(self, fits: Any) -> list[str]:
        named = [each for each in _controls(self.form.element) if each.get("name")]
        return list(dict.fromkeys(each.get("name") or "" for each in named if fits(each)))

    def with_values(self, **values: str | None) -> Fields:
        """The honest fields with other values; None leaves a field out."""
        changed = [
            (name, values.get(name, value) if name in values else value)
            for name, value in self.honest
        ]
        there = {name for name, _value in self.honest}
        changed += [(name, value) for name, value in values.items() if name not in there]
        return [(name, value) for name, value in changed if value is not None]

    def send(self, fields: Fields, address: str = "") -> Answer:
        answer = self.stage.send(self.form, fields, address)
        return self.judged(answer, fields)

    def judged(self, answer: Answer, fields: Fields = []) -> Answer:  # noqa: B006  never changed
        """What holds of every answer, whatever was sent."""
        assert answer.status in ACCEPTED | REFUSED, answer.status
        assert answer.page.status in {200} | REFUSED, answer.page.status
        if answer.page.tree is not None:
            assert "q49q" not in answer.body
            assert "alert(1)" not in "".join(
                f"{each.attrib}" for each in answer.page.find_all("script")
            )
            if fields and answer.status == 422:
                self._keeps(answer.page, fields)
        return answer

    def _keeps(self, page: Page, fields: Fields) -> None:
        """Whatever was typed is still in the page that came back."""
        for name in self.texts:
            typed = [_folded(value) for each, value in fields if each == name]
            shown = [_folded(_shown(each)) for each in page.find_all("input", name=name)]
            shown += [_folded(_shown(each)) for each in page.find_all("textarea", name=name)]
            is_kept = shown == typed
            assert is_kept, f"{name} was lost: {str(typed)[:80]} became {str(shown)[:80]}"

    def undo(self) -> None:
        """Everything as it was when the form was opened."""
        self.stage.go_back(self.before)

    def unchanged(self) -> bool:
        return not self.stage.is_written() or self.stage.content() == self.content


def _kind(control: Any) -> str:
    tag = control.tag.removeprefix(H)
    return {"select": "select", "textarea": "text"}.get(tag) or control.get("type", "text")


def _shown(control: Any) -> str:
    return (
        "".join(control.itertext()) if control.tag == H + "textarea" else control.get("value", "")
    )


def _folded(words: str) -> str:
    return " ".join(tidy(words).split())


def _answers(way: Way, form: PageForm, stage: Stage) -> dict[str, Any]:
    """Honest answers: written out, worked out, or (None) the first that the page offers."""
    answers = dict(way.answers)
    for name, answer in way.answers.items():
        if callable(answer):
            answers[name] = answer(form.page if "sheet" in answer.__name__ else stage)
        elif isinstance(answer, str):
            answers[name] = answer.format(**stage.facts)
        elif answer is None:
            answers[name] = _first_offered(form, name)
    return answers


def _first_offered(form: PageForm, name: str) -> str:
    values = [
        each.get("value") or ""
        for control in _controls(form.element)
        if control.get("name") == name
        for each in ([*control.iter(H + "option")] if control.tag == H + "select" else [control])
    ]
    return next(filter(None, values))


@pytest.fixture(scope="module", params=WAYS, ids=str)
def opened(request: pytest.FixtureRequest, whole: tuple[Stage, Snapshot]) -> Attack:
    """A form of the site, opened and filled in honestly."""
    way: Way = request.param
    stage, kept = whole
    config.use(base_settings(stage.file.parent))
    with clock.stopped_at(NOW):
        stage.go_back(kept)
        form = stage.form_to(way.reach(stage), way.endpoint)
        form.fill(**_answers(way, form, stage))
        honest = [(name, value) for name, values in form.values.items() for value in values]
        stage.browser("somebody else")
        return Attack(stage, way, form, honest, stage.keep(), stage.content())


@pytest.fixture
def attack(opened: Attack) -> Iterator[Attack]:
    """The form once more, with everything as it was when it was opened."""
    config.use(base_settings(opened.stage.file.parent))
    with clock.stopped_at(NOW):
        opened.undo()
        yield opened


# What cannot be shown to be taken without a file, which is tried with the files.
NEED_FILES = ("visits.imports.begin",)
# What needs nothing that a form says: it lets go of a receipt, and that is never refused.
READ_NOTHING = ("intake.returning.finish",)


def test_honest_answers_are_taken_and_nonsense_is_not_the_end(attack: Attack) -> None:
    taken = attack.send(attack.honest)
    assert taken.status in ACCEPTED or attack.way.endpoint in NEED_FILES, taken.page.errors

    for words in TEXTS if attack.texts else ():
        attack.undo()
        attack.send(attack.with_values(**dict.fromkeys([*attack.texts, *attack.passwords], words)))
    for name in attack.texts if len(attack.texts) > 1 else ():
        attack.undo()
        attack.send(attack.with_values(**{name: ODD}))
    for name, day in product(attack.days, DAYS):
        attack.undo()
        others = [pair for pair in attack.honest if pair[0] != name]
        attack.send([*others, *((name, part) for part in day)])
    for name in attack.hidden:
        for words in ("", "nonsense\x00", NOBODY, "9" * 5000):
            attack.undo()
            attack.send(attack.with_values(**{name: words}))


def test_what_was_not_offered_cannot_be_chosen(attack: Attack) -> None:
    for value in (None, "", "nonsense\x00<script>alert(1)</script>", NOBODY):
        if attack.choices:
            attack.undo()
            attack.send(attack.with_values(**dict.fromkeys(attack.choices, value)))
    for name in attack.choices:
        attack.undo()
        answer = attack.send(attack.with_values(**{name: "never offered"}))
        boxes = attack.form.element.iter(H + "input")
        alone = [each for each in boxes if each.get("name") == name]
        if not (len(alone) == 1 and alone[0].get("type") == "checkbox"):
            assert answer.status in REFUSED
            assert attack.unchanged()


def test_without_its_own_token_a_form_changes_nothing(attack: Attack) -> None:
    other = attack.stage.browser("somebody else").open("/return").form("code")
    theirs = other.values["csrf_token"][0]
    for token in (None, "nonsense\x00 שלום" + "9" * 9000, theirs):
        attack.undo()
        attack.send(attack.with_values(csrf_token=token))
        assert attack.unchanged(), token


def test_what_is_no_form_changes_nothing(attack: Attack) -> None:
    bodies = {
        "application/json": b'{"csrf_token": ["x", {"a": null}]}',
        "multipart/form-data": b"\x00\xff\xfe no boundary",
        "multipart/form-data; boundary=abc": b"--abc\r\nno end",
        URLENCODED: b"%00%ff%zz&=&==&csrf_token=\xff\xfe&" + b"&" * 5000,
        f"{URLENCODED}; charset=utf-7": b"csrf_token=+ADw-script+AD4-",
    }
    for kind, body in bodies.items():
        attack.judged(attack.stage.send_raw(attack.form, body, kind))
        assert attack.unchanged(), kind


def test_very_many_fields_and_very_large_ones_are_survived(attack: Attack) -> None:
    many = [(f"field-{number}", "x") for number in range(5000)]
    attack.send([*attack.honest, *many])
    attack.undo()

    again = [pair for pair in attack.honest if pair[0] != "csrf_token"]
    attack.judged(attack.stage.send(attack.form, attack.honest + again * 300))
    attack.undo()

    for fields in ([*attack.honest, *many[:1500]], [*attack.honest, ("more", "m" * 5_000_000)]):
        answer = attack.judged(attack.stage.send_files(attack.form, fields, [("x", b"x", "x.txt")]))
        assert answer.status == 413 or attack.way.endpoint in READ_NOTHING
        assert attack.unchanged()
