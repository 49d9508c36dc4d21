"""Somebody at a browser: opens pages, fills in their forms, presses their buttons.

The demonstration is loaded this way, so that nothing in it came about otherwise than it would for
real people. Reads only what it needs of a page: forms and their controls.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse


class DoorShut(Exception):
    """A page did not answer as the demonstration expects: the text says which, and how."""


@dataclass
class Form:
    """One form of a page: where it goes, and what the page put into it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each list to choose from: the words of a line, and its value."""


class _Reader(HTMLParser):
    """Finds the forms that are posted."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.current: Form | None = None
        self.open_name: str | None = None
        self.first_option = False
        self.button: tuple[str, str] | None = None
        self.option: str | None = None
        self.boxes: dict[str, tuple[Form, str, str]] = {}
        self.label = ""
        self.words: list[str] = []
        self.errors: list[str] = []
        self.in_error = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note a control of the one that is open."""
        given = {name: value or "" for name, value in attrs}
        if "field-error" in given.get("class", ""):
            self.in_error = True
        if tag == "label":
            self.label, self.words = given.get("for", ""), []
        if tag == "form":
            self.current = Form(given.get("action", ""))
            if given.get("method", "").lower() == "post":
                self.forms.append(self.current)
        elif self.current is not None:
            self._control(self.current, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "button":
            self.button, self.words = (name, given.get("value", "")), []
        if not name:
            if tag == "option" and self.open_name:
                self._option(form, given)
            return
        form.names.add(name)
        if tag == "select":
            self.open_name, self.first_option = name, True
        elif tag == "textarea":
            self.open_name, self.words = name, []
        elif tag == "input":
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox"):
                self.boxes[given.get("id", "")] = (form, name, given.get("value", "on"))
                if "checked" in given:
                    form.values.setdefault(name, []).append(given.get("value", "on"))
            elif kind not in ("submit", "file"):
                form.values.setdefault(name, []).append(given.get("value", ""))

    def _option(self, form: Form, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if self.open_name and ("selected" in given or self.first_option):
            form.values[self.open_name] = [value]
        self.first_option, self.option, self.words = False, value, []

    def handle_data(self, data: str) -> None:
        """Keep the words of a text area, a button or an error."""
        self.words.append(data)
        if self.in_error and data.strip():
            self.errors.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self.current = None
        elif tag == "p":
            self.in_error = False
        elif tag == "label" and self.label in self.boxes:
            form, name, value = self.boxes[self.label]
            form.options.setdefault(name, {})[" ".join("".join(self.words).split())] = value
        elif tag == "select":
            self.open_name = None
        elif tag == "option" and self.option is not None and self.open_name and self.current:
            words = " ".join("".join(self.words).split())
            self.current.options.setdefault(self.open_name, {})[words] = self.option
            self.option = None
        elif tag == "textarea" and self.open_name and self.current is not None:
            self.current.values[self.open_name] = ["".join(self.words).removeprefix("\n")]
            self.open_name = None
        elif tag == "button" and self.button is not None and self.current is not None:
            self.current.buttons[" ".join("".join(self.words).split())] = self.button
            self.button = None


class Visitor:
    """One person with one browser."""

    def __init__(self, app: Flask) -> None:
        self.client = Client(app.wsgi_app, TestResponse)
        self.path = "/"
        self.text = ""
        self.forms: list[Form] = []
        self.errors: list[str] = []

    def open(self, path: str) -> str:
        """Go to an address, follow where it leads, and return the page's text."""
        return self._arrive(self.client.get(path), path)

    def send(
        self,
        having: str | None = None,
        *,
        button: str | None = None,
        files: dict[str, list[tuple[BytesIO, str]]] | None = None,
        **answers: Any,
    ) -> str:
        """Fill in a form of this page and press its button.

        `having` names a field or the words of a button of the form that is meant. Raises DoorShut
        where there is no such form, no such field, or the form comes back with an error.
        """
        form = self._form(having or button or next(iter(answers), None))
        data: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
        for name, answer in answers.items():
            if name not in form.names:
                raise DoorShut(f"{self.path} has no field {name!r}, only {sorted(form.names)}")
            chosen = list(answer) if isinstance(answer, list) else [str(answer)]
            data[name] = [form.options.get(name, {}).get(one, one) for one in chosen]
        pressed = [value for words, value in form.buttons.items() if button and button in words]
        if pressed and pressed[0][0]:
            data[pressed[0][0]] = [pressed[0][1]]
        target = urljoin(self.path, form.action or self.path)
        if files:
            data |= files
            answer = self.client.post(target, data=data, content_type="multipart/form-data")
        else:
            answer = self.client.post(target, data=data)
        return self._arrive(answer, target)

    def _form(self, having: str | None) -> Form:
        for form in self.forms:
            if having is None or having in form.names or having in form.buttons:
                return form
        for form in self.forms:
            if having is not None and any(having in words for words in form.buttons):
                return form
        known = [sorted(form.names) + list(form.buttons) for form in self.forms]
        raise DoorShut(f"{self.path} has no form with {having!r}, only {known}")

    def _arrive(self, answer: TestResponse, path: str) -> str:
        for _hop in range(6):
            if answer.status_code not in (301, 302, 303):
                break
            path = urljoin(path, answer.location or "/")
            answer = self.client.get(urlsplit(path).path)
        self.path = urlsplit(path).path
        self.text = answer.get_data(as_text=True)
        reader = _Reader()
        reader.feed(self.text)
        self.forms, self.errors = reader.forms, reader.errors
        if answer.status_code >= 400:
            raise DoorShut(f"{self.path} answered {answer.status_code}: {self.errors or ''}")
        return self.text
