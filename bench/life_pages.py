"""What the members do in a browser, from the submission of a case to its end.

Each page is read before its form is sent, and the page after it is read as well.
"""

import html
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlencode

from bench.flows import TOKEN, expect, found, report_missed_visit
from bench.load import Answer, Flow, Known, get, post

STEPS: Final = ("submit", "acknowledge", "message", "decide", "answer", "close")
Times = dict[str, list[float]]
"""By step: the seconds that it took, each time."""
Asking = Generator[bytes, Answer, Answer]

_CASE = re.compile(rb'href="(/cases/[0-9A-Z]{4}-[0-9A-Z]{4})"')
_VOTE = re.compile(rb'href="(/cases/[^"]*/vote)"')
_FIXED = re.compile(rb'name="words" value="([^"]*)"')
_WORDS = {
    "acknowledge": "We have it.",
    "write": "On which day was it?",
}


@contextmanager
def timed(times: Times, step: str) -> Iterator[None]:
    """Note how long a step takes."""
    began = time.perf_counter()
    yield
    times[step].append(time.perf_counter() - began)


class Member:
    """A member with a browser, which sends along the cookie that it was given last."""

    def __init__(self, cookie: str) -> None:
        self.cookie = cookie.encode()

    def read(self, path: str) -> Asking:
        """Read a page."""
        return (yield from self._after(get(path, self.cookie), 200, path))

    def send(self, path: str, page: Answer, back: str, **told: str) -> Asking:
        """Send the form of that page, and read the page that it leads back to."""
        body = urlencode({"csrf_token": found(TOKEN, page), **told}).encode()
        yield from self._after(post(path, body, self.cookie), 303, path)
        return (yield from self.read(back))

    def fill(self, path: str, back: str, **told: str) -> Asking:
        """Read a form, send it, and read the page that it leads back to."""
        form = yield from self.read(path)
        return (yield from self.send(path, form, back, **told))

    def open(self, case: str) -> Asking:
        """Open the door of a case, and read it."""
        door = yield from self.read(case)
        return (yield from self.send(f"{case}/open", door, case))

    def _after(self, request: bytes, status: int, path: str) -> Asking:
        answer = yield request
        expect(status, answer, path)
        self.cookie = answer.cookie or self.cookie
        return answer


def whole_life(cookies: list[str], times: Times) -> Callable[[Known], Flow]:
    """One life after another, of the only case that is open; the first member handles it."""

    def flow(_known: Known) -> Flow:
        with timed(times, "submit"):
            yield from report_missed_visit([])({})
        members = [Member(cookie) for cookie in cookies]
        first = members[0]
        with timed(times, "acknowledge"):
            queue = yield from first.read("/cases/")
            case = found(_CASE, queue)
            yield from first.open(case)
            yield from first.fill(f"{case}/acknowledge", case, words=_WORDS["acknowledge"])
        with timed(times, "message"):
            yield from first.fill(f"{case}/write", case, words=_WORDS["write"])
        with timed(times, "decide"):
            yield from _decide(members, case)
        with timed(times, "answer"):
            # Nobody accepted that this person may be told, so the words are those of the page.
            form = yield from first.read(f"{case}/answer")
            words = html.unescape(found(_FIXED, form))
            yield from first.send(f"{case}/answer", form, case, words=words)
        with timed(times, "close"):
            yield from first.fill(f"{case}/close", case)

    return flow


def _decide(members: list[Member], case: str) -> Generator[bytes, Answer, None]:
    record = {"record_match": "no_data", "no_access_dispute": "none"}
    yield from members[0].fill(f"{case}/compare", case, **record)
    for member in members:
        if member is not members[0]:
            yield from member.open(case)
        points = yield from member.read(f"{case}/decide")
        if _VOTE.search(points.body) is None:
            return
        vote = {"finding": "upheld", "reason": "So it is."}
        yield from member.fill(found(_VOTE, points), f"{case}/decide", **vote)
