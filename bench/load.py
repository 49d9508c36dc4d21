"""A load generator: so many connections, each going through one person's requests again and again.

Closed loop over plain sockets with keep-alive, in one thread: it costs a fraction of what a Flask
page costs, so the server is what is measured. Bounded in count; talks to this machine alone.
"""

import re
import selectors
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

LONGEST = 120
"""Seconds after which a run is given up."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r\n]+)", re.IGNORECASE)

Flow = Generator[bytes, "Answer", None]
Known = dict[str, Any]
"""What one connection found out before the clock was started."""
Opening = Callable[[], Generator[bytes, "Answer", Known]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    @property
    def cookie(self) -> bytes:
        """The cookies set, ready to be sent back."""
        return b"; ".join(_COOKIE.findall(self.head))


@dataclass
class Outcome:
    """What a run measured."""

    rounds: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Rounds a second."""
        return self.rounds / self.seconds if self.seconds else 0.0


def get(path: str, cookie: bytes = b"") -> bytes:
    """A GET request."""
    extra = b"Cookie: " + cookie + b"\r\n" if cookie else b""
    return b"GET " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + extra + b"\r\n"


def post(path: str, body: bytes, cookie: bytes = b"") -> bytes:
    """A POST request of a form."""
    extra = b"Cookie: " + cookie + b"\r\n" if cookie else b""
    return (
        b"POST " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n" + extra
        + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + str(len(body)).encode() + b"\r\n\r\n" + body
    )  # fmt: skip


class _Connection:
    def __init__(self, address: tuple[str, int], make: Callable[[Known], Flow]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.make = make
        self.known: Known = {}
        self.buffer = b""
        self.flow: Flow | None = None
        self.began = 0.0

    def open(self, opening: Opening) -> None:
        """Go through what comes before the clock is started, one request after another."""
        flow = opening()
        request = next(flow)
        while True:
            self.socket.sendall(request)
            answer = None
            while answer is None:
                received = self.socket.recv(1 << 20)
                if not received:
                    raise RuntimeError("The server hung up.")
                self.buffer += received
                answer = self.answer()
            try:
                request = flow.send(answer)
            except StopIteration as done:
                self.known = done.value
                return

    def begin(self) -> None:
        self.flow = self.make(self.known)
        self.began = time.perf_counter()
        self.socket.sendall(next(self.flow))

    def answer(self) -> Answer | None:
        """The next whole answer, if it has arrived."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.buffer[:end]
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        if len(self.buffer) < end + 4 + length:
            return None
        body = self.buffer[end + 4 : end + 4 + length]
        self.buffer = self.buffer[end + 4 + length :]
        return Answer(int(head[9:12]), head, body)


def run(
    address: tuple[str, int],
    make: Callable[[Known], Flow],
    *,
    connections: int,
    rounds: int,
    opening: Opening | None = None,
) -> Outcome:
    """Do `rounds` rounds over so many connections; a flow that raises ValueError is an error."""
    outcome = Outcome()
    selector = selectors.DefaultSelector()
    opened = [_Connection(address, make) for _ in range(min(connections, rounds))]
    for connection in opened:
        if opening is not None:
            connection.open(opening)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    began = time.perf_counter()
    for connection in opened:
        connection.begin()
    started = len(opened)
    while outcome.rounds + len(outcome.errors) < rounds:
        for key, _events in selector.select(timeout=30) or ():
            started += _advance(key.data, outcome, may_begin=started < rounds)
        if time.perf_counter() - began > LONGEST:
            outcome.errors.append("the run took too long")
            break
    outcome.seconds = time.perf_counter() - began
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return outcome


def _advance(connection: _Connection, outcome: Outcome, *, may_begin: bool) -> int:
    """Take what arrived; returns 1 where a new round was begun."""
    received = connection.socket.recv(1 << 20)
    if not received:
        raise RuntimeError("The server hung up.")
    connection.buffer += received
    answer = connection.answer()
    if answer is None or connection.flow is None:
        return 0
    try:
        connection.socket.sendall(connection.flow.send(answer))
    except StopIteration:
        outcome.rounds += 1
        outcome.times.append(time.perf_counter() - connection.began)
    except ValueError as wrong:
        outcome.errors.append(str(wrong))
    else:
        return 0
    connection.flow = None
    if may_begin:
        connection.begin()
        return 1
    return 0
