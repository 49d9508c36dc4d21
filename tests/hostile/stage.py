"""A whole co-operative on one SQLite file, put back as it was after every attack."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import encode_multipart

from portal.database import db
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import Committee
from tests.client import Browser, Page, PageForm, _controls, _given
from tests.reading import H

Fields = list[tuple[str, str]]

# Accepted, or refused for a reason that the answer names.
ACCEPTED = {200, 302, 303}
REFUSED = {400, 401, 403, 404, 409, 410, 413, 422}


@dataclass(frozen=True)
class Snapshot:
    """Everything that was there at one moment: the database, and the cookies of each browser."""

    content: bytes
    browsers: dict[str, tuple[Browser, dict[Any, Any]]]


@dataclass(frozen=True)
class Answer:
    """What came back at once, and the page at the end of its redirects."""

    status: int
    page: Page

    @property
    def body(self) -> str:
        return self.page.response.get_data(as_text=True)


@dataclass
class Stage:
    """The application, the people who sit, and their browsers."""

    app: Flask
    file: Path
    people: dict[str, Signer] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    committee: Committee | None = None
    lies: bytes = b""
    """What was last laid into the file."""

    def browser(self, name: str = "a stranger") -> Browser:
        """One person's browser; somebody who has a sign-in is signed in."""
        if name not in self.browsers:
            self.browsers[name] = Browser(self.app)
            if name in self.people:
                assert sign_in(self.browsers[name], self.people[name]).path == "/accounts/desk"
        return self.browsers[name]

    def keep(self) -> Snapshot:
        """Remember everything as it is."""
        self._let_go()
        browsers = {
            name: (each, dict(each.client._cookies or {})) for name, each in self.browsers.items()
        }
        self.lies = self.file.read_bytes()
        return Snapshot(self.lies, browsers)

    def go_back(self, kept: Snapshot) -> None:
        """Put everything back as it was."""
        if self.lies is not kept.content or self.is_written():
            self._let_go()
            self.file.write_bytes(kept.content)
            self.lies = kept.content
        self.app.extensions["kept"].clear()
        self.app.extensions["stored_pages"].pages.clear()
        self.browsers = {name: browser for name, (browser, _cookies) in kept.browsers.items()}
        for browser, cookies in kept.browsers.values():
            browser.client._cookies = dict(cookies)

    def is_written(self) -> bool:
        """Whether anything was committed since a content was laid into the file."""
        journal = self.file.with_name(self.file.name + "-wal")
        return journal.exists() and journal.stat().st_size > 0

    def content(self) -> str:
        """Every row of every table."""
        connection = sqlite3.connect(self.file)
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()

    def form_to(self, page: Page, endpoint: str) -> PageForm:
        """The form of the page that leads to that view, wherever on the page it is."""
        assert page.tree is not None
        addresses = self.app.url_map.bind("localhost")
        for element in page.tree.iter(H + "form"):
            action = urlsplit(urljoin(page.path, element.get("action") or page.path)).path
            try:
                found, _values = addresses.match(action, method="POST")
            except HTTPException:
                continue
            if found == endpoint and (element.get("method") or "").lower() == "post":
                return PageForm(element, page, _given(element))
        raise AssertionError(f"no form of {endpoint} on {page.path} ({page.status}): {page.main}")

    def send(self, form: PageForm, fields: Fields, address: str = "") -> Answer:
        """Send these fields as a browser does."""
        if form.element.get("enctype") != "multipart/form-data":
            return self.send_raw(form, urlencode(fields).encode(), URLENCODED, address)
        data: MultiDict[str, Any] = MultiDict(fields)
        for control in _controls(form.element):
            if control.get("type") == "file":
                data.add(control.get("name") or "", FileStorage(BytesIO(b""), ""))
        return self._send_parts(form, data, address)

    def send_raw(self, form: PageForm, body: bytes, kind: str, address: str = "") -> Answer:
        """Send these bytes and say that they are of that kind."""
        return self._answered(form, address, data=body, content_type=kind)

    def send_files(
        self, form: PageForm, fields: Fields, files: Iterable[tuple[str, bytes, str]]
    ) -> Answer:
        """Send these fields with these files: the name of a field, content, the name of a file."""
        data: MultiDict[str, Any] = MultiDict(fields)
        for name, content, called in files:
            data.add(name, FileStorage(BytesIO(content), called))
        return self._send_parts(form, data)

    def _send_parts(self, form: PageForm, data: MultiDict[str, Any], address: str = "") -> Answer:
        # In memory: the client's own way leaves a temporary file open.
        boundary, body = encode_multipart(data)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self._answered(form, address, data=body, content_type=kind)

    def _answered(self, form: PageForm, address: str, **sent: Any) -> Answer:
        browser = form.page.browser
        target = address or urljoin(form.page.path, form.action)
        response = browser._send("POST", target, **sent)
        return Answer(response.status_code, browser._page(response, target))

    def _let_go(self) -> None:
        """Close every connection, with everything in the one file."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        connection = sqlite3.connect(self.file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for left in ("-wal", "-shm"):
            self.file.with_name(self.file.name + left).unlink(missing_ok=True)


URLENCODED = "application/x-www-form-urlencoded"
