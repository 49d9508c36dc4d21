"""A browser for tests: reads every page as a person's browser does, and judges each one.

Every page it opens must have one h1, a title, a language, labelled controls, unique ids, no inline
script or style, and the protecting headers. Forms are sent with what the page put into them.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from werkzeug.test import Client, TestResponse

from portal.database import db
from tests.reading import H, tree_of

CONTROLS = ("input", "select", "textarea")


@dataclass
class PageForm:
    """One form of a page, with the values that the page gave it."""

    element: ET.Element
    page: Page
    values: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)

    @property
    def action(self) -> str:
        return self.element.get("action") or self.page.path

    @property
    def method(self) -> str:
        return (self.element.get("method") or "get").upper()

    def fill(self, **answers: Any) -> PageForm:
        """Type answers; a name that the form does not have is an error of the test."""
        for name, answer in answers.items():
            wanted = name.replace("__", "-")
            names = {control.get("name") for control in _controls(self.element)}
            assert wanted in names, f"no field {wanted!r}; there are {sorted(filter(None, names))}"
            self.values[wanted] = (
                list(answer) if isinstance(answer, list | tuple) else [str(answer)]
            )
        return self

    def attach(self, name: str, *files: tuple[Any, str]) -> PageForm:
        """Choose files: (content stream, file name)."""
        self.files[name] = list(files)
        return self

    def send(self, button: str | None = None) -> Page:
        """Press a button, by its words, and follow where it leads."""
        buttons = [
            b
            for b in self.element.iter()
            if b.tag == H + "button" or (b.tag == H + "input" and b.get("type") == "submit")
        ]
        chosen = buttons[0] if buttons else None
        if button is not None:
            named = [b for b in buttons if button in _text(b)]
            assert named, f"no button {button!r}; there are {[_text(b) for b in buttons]}"
            chosen = named[0]
        data: dict[str, Any] = {name: list(values) for name, values in self.values.items()}
        action = self.action
        if chosen is not None:
            action = chosen.get("formaction") or action
            if chosen.get("name"):
                data[chosen.get("name") or ""] = [chosen.get("value", "")]
        if self.method == "GET":
            return self.page.browser.open(action, query=data)
        return self.page.browser.post(action, data, self.files, self.page.path)


@dataclass
class Page:
    """What came back."""

    response: TestResponse
    browser: Browser
    path: str
    tree: ET.Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        assert self.tree is not None
        return _text(self.tree)

    @property
    def main(self) -> str:
        """The words of the main part."""
        return _text(self.find("main"))

    @property
    def heading(self) -> str:
        return _text(self.find("h1"))

    @property
    def title(self) -> str:
        return _text(self.find("title"))

    def find_all(self, tag: str, **attributes: str) -> list[ET.Element]:
        assert self.tree is not None
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.tree.iter(H + tag)
            if all(
                value in (element.get(name) or "").split()
                if name == "class"
                else element.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def find(self, tag: str, **attributes: str) -> ET.Element:
        found = self.find_all(tag, **attributes)
        assert found, f"no <{tag}> {attributes} in {self.path}"
        return found[0]

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        assert self.tree is not None
        for element in self.tree.iter():
            if "error-summary" in (element.get("class") or "").split():
                return [_text(item) for item in element.iter(H + "li")]
        return []

    @property
    def links(self) -> dict[str, str]:
        return {_text(a): a.get("href") or "" for a in self.find_all("a")}

    def follow(self, words: str) -> Page:
        """Follow the first link whose words contain these."""
        for text, href in self.links.items():
            if words in text:
                return self.browser.open(urljoin(self.path, href))
        raise AssertionError(f"no link {words!r}; there are {list(self.links)}")

    def form(self, having: str | None = None) -> PageForm:
        """The first form in the main part, or the first that has the named field or button."""
        candidates = list(self.find("main").iter(H + "form"))
        for element in candidates:
            names = {control.get("name") for control in _controls(element)}
            words = [_text(b) for b in element.iter(H + "button")]
            if having is None or having in names or any(having in word for word in words):
                return PageForm(element, self, _given(element))
        raise AssertionError(f"no form with {having!r} in {self.path}")


class Browser:
    """One person's browser: keeps cookies, follows redirects, judges every page."""

    def __init__(self, app: Flask, language: str = "") -> None:
        self.app = app
        self.client = Client(app.wsgi_app, TestResponse)
        self.prefix = f"/{language}" if language else ""

    def open(self, path: str, query: Any = None, **kwargs: Any) -> Page:
        """Go to an address and follow redirects."""
        response = self._send("GET", path, query_string=query, **kwargs)
        return self._page(response, path)

    def post(self, path: str, data: Any, files: Any = None, referring: str = "") -> Page:
        """Send a form as a browser does."""
        target = urljoin(referring or "/", path)
        body = dict(data)
        for name, chosen in (files or {}).items():
            body[name] = chosen
        if files:
            response = self._send("POST", target, data=body, content_type="multipart/form-data")
        else:
            response = self._send("POST", target, data=body)
        return self._page(response, target)

    @property
    def cookies(self) -> list[str]:
        """Names of the cookies that the browser keeps."""
        return [cookie.key for cookie in (self.client._cookies or {}).values()]

    def _send(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        # A context of its own, as in a server: nothing that one request noted reaches the next.
        with self.app.app_context():
            return self.client.open(self._address(path), method=method, **kwargs)

    def _address(self, path: str) -> str:
        parts = urlsplit(path)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if self.prefix and not address.startswith(self.prefix + "/"):
            return self.prefix + address
        return address

    def _page(self, response: TestResponse, path: str) -> Page:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308):
            hops += 1
            assert hops < 6, "too many redirects"
            path = urljoin(path, response.location or "/")
            if urlsplit(path).netloc not in ("", "localhost"):
                return Page(response, self, path, None)
            response = self._send("GET", path)
        tree = None
        if response.mimetype == "text/html":
            tree = tree_of(response.get_data(as_text=True))
            judge(response, tree, path)
        return Page(response, self, urlsplit(path).path, tree)


def judge(response: TestResponse, tree: ET.Element, path: str) -> None:
    """What must hold of every page."""
    where = f"{path} ({response.status_code})"
    headers = response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"], where
    assert "unsafe" not in headers["Content-Security-Policy"], where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "no-referrer", where
    assert "Cache-Control" in headers, where
    root = tree if tree.tag == H + "html" else tree.find(H + "html")
    assert root is not None, f"no page: {where}"
    assert root.get("lang"), f"no language: {where}"
    assert len(list(tree.iter(H + "h1"))) == 1, f"one h1 is wanted: {where}"
    assert _text(next(tree.iter(H + "title"))), f"no title: {where}"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), (
        f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})} {where}"
    )
    for element in tree.iter():
        assert element.get("style") is None, f"inline style: {where}"
        assert not any(name.startswith("on") for name in element.attrib), f"handler: {where}"
        for attribute in ("aria-describedby", "aria-labelledby"):
            named = (element.get(attribute) or "").split()
            assert all(name in ids for name in named), f"{attribute} {named}: {where}"
            assert attribute not in element.attrib or named, f"empty {attribute}: {where}"
    for script in tree.iter(H + "script"):
        # A description for catalogues is not a program: browsers never run it.
        is_described = script.get("type") == "application/ld+json"
        assert script.get("src") or is_described, f"inline script: {where}"
    labelled = {label.get("for") for label in tree.iter(H + "label")}
    inside = {id(c) for label in tree.iter(H + "label") for c in _controls(label)}
    for control in _controls(tree):
        if control.get("type") in ("hidden", "submit", "button"):
            continue
        known = control.get("id") in labelled or id(control) in inside
        known = known or control.get("aria-label") or control.get("aria-labelledby")
        assert known, f"no label: {control.attrib} {where}"
    for form in tree.iter(H + "form"):
        if (form.get("method") or "get").lower() == "post":
            names = {control.get("name") for control in _controls(form)}
            assert "csrf_token" in names, f"form without token: {where}"
    if has_app_context():
        assert not db.session.new, f"left uncommitted: {where}"


def _text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _controls(element: ET.Element) -> list[ET.Element]:
    return [e for e in element.iter() if e.tag in {H + name for name in CONTROLS}]


def _given(form: ET.Element) -> dict[str, list[str]]:
    """The values a browser would send if nothing was changed."""
    values: dict[str, list[str]] = {}
    for control in _controls(form):
        name = control.get("name")
        kind = control.get("type", "text")
        if not name or control.get("disabled") is not None or kind in ("file", "submit", "button"):
            continue
        if control.tag == H + "textarea":
            values.setdefault(name, []).append("".join(control.itertext()).removeprefix("\n"))
        elif control.tag == H + "select":
            options = list(control.iter(H + "option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            values.setdefault(name, []).extend(o.get("value", _text(o)) for o in chosen)
        elif kind in ("radio", "checkbox"):
            if control.get("checked") is not None:
                values.setdefault(name, []).append(control.get("value", "on"))
        else:
            values.setdefault(name, []).append(control.get("value", ""))
    return values
