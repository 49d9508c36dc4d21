"""What one person does on a connection, again and again."""

import itertools
import re
from collections.abc import Callable, Generator, Iterator
from urllib.parse import urlencode

from bench.load import Answer, Flow, Known, get, post
from bench.stage import HOME_CODE

WORDS = "Nobody came this morning. My mother waited at the window until noon, and nobody rang. " * 4
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_STAMP = re.compile(rb'name="stamp"[^>]*value="([^"]+)"')
_CODE = re.compile(rb'<p class="code">(.*?)</p>', re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")


def read(path: str, cookie: str = "") -> Callable[[Known], Flow]:
    """Read one page; a cookie that the server renews is sent from then on, as a browser does."""

    def flow(known: Known) -> Flow:
        answer = yield get(path, known.get("cookie", cookie.encode()))
        expect(200, answer, path)
        if answer.cookie:
            known["cookie"] = answer.cookie

    return flow


def say_something(_known: Known) -> Flow:
    """Read the bare form and send it."""
    expect(200, (yield get("/say")), "the bare form")
    expect(200, (yield post("/say", urlencode({"words": WORDS}).encode())), "the bare submission")


def report_missed_visit(codes: list[str]) -> Callable[[Known], Flow]:
    """Read the form of a missed visit, send it, and keep the code of the receipt."""

    def flow(_known: Known) -> Flow:
        form = yield get("/missed-visit")
        expect(200, form, "the form")
        told = {
            "csrf_token": found(TOKEN, form),
            "stamp": found(_STAMP, form),
            "needed": "no",
            "day": "today",
            "seen": "VIS-MISS",
            "time": "8 in the morning",
            "home_code": HOME_CODE,
            "place": "Hill Lane, the corner house",
            "more": WORDS,
            **dict.fromkeys(("website", "name", "email", "phone"), ""),
        }
        receipt = yield post("/missed-visit", urlencode(told).encode(), form.cookie)
        expect(200, receipt, "the submission")
        codes.append(_TAG.sub(b"", found(_CODE, receipt).encode()).decode())

    return flow


def ask_for_code() -> Generator[bytes, Answer, Known]:
    """Open the page that asks for a code, once for each connection."""
    form = yield get("/return")
    expect(200, form, "the page that asks for a code")
    return {"token": found(TOKEN, form), "cookie": form.cookie}


def type_code(codes: Iterator[str], expected: int) -> Callable[[Known], Flow]:
    """Send one code after another."""

    def flow(known: Known) -> Flow:
        body = urlencode({"csrf_token": known["token"], "code": next(codes)}).encode()
        expect(expected, (yield post("/return", body, known["cookie"])), "the code")

    return flow


def in_turn(codes: list[str]) -> Iterator[str]:
    """The codes, again and again."""
    return itertools.cycle(codes)


def expect(status: int, answer: Answer, what: str) -> None:
    """Raise ValueError where the answer is another one."""
    if answer.status != status:
        raise ValueError(f"{what}: {answer.status} instead of {status}")


def found(pattern: re.Pattern[bytes], answer: Answer) -> str:
    """What the page says at that place; raises ValueError where it does not say it."""
    place = pattern.search(answer.body)
    if place is None:
        raise ValueError(f"the page does not say {pattern.pattern!r}")
    return place[1].decode()
