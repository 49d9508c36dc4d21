"""Who plays in the demonstration, and how they sign in."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from portal import clock, worker
from portal.accounts.codes import code_at
from portal.config import secret, settings
from portal.database import db, reading
from portal.demo.visitor import Visitor
from portal.notices.letters import Letter
from portal.notices.models import OutboxMessage

PASSWORD: Final = "seven herons by the river"  # noqa: S105  the demonstration prints it
NOTES: Final = "demonstration.json"

_CODE_IN_LETTER = re.compile(r"^\w{4}(?:-\w{4}){3}$", re.MULTILINE)
_SECRET_SHOWN = re.compile(r"<code>([A-Z2-7 ]+)</code>")


@dataclass
class Player:
    """Somebody with a sign-in. Invented, as is the secret of the telephone."""

    name: str
    email: str
    secret: str = ""


@dataclass
class Stage:
    """The application, the players, and what is worth noting down for visitors."""

    app: Flask
    players: dict[str, Player] = field(default_factory=dict)
    receipts: list[dict[str, str]] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    votes: list[dict[str, str]] = field(default_factory=list)
    day_of_worker: str = ""
    minutes: int = 0

    def add(self, name: str) -> Player:
        """Somebody who will sign in."""
        address = name.lower().replace(" ", ".") + "@example.org"
        return self.players.setdefault(name, Player(name, address))

    @contextmanager
    def at(self, written: str) -> Iterator[datetime]:
        """Stop the clock at a local time; the worker has been by since the day before."""
        instant = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(settings().tz))
        with clock.stopped_at(instant):
            if written[:10] != self.day_of_worker:
                self.day_of_worker = written[:10]
                worker.run_once(self.app)
            yield instant

    def join(self, name: str, code: str) -> None:
        """Take up an invitation: a password, and a telephone that shows codes."""
        player = self.add(name)
        visitor = Visitor(self.app)
        visitor.open("/accounts/invitation")
        visitor.send(code=code)
        visitor.send(new_password=PASSWORD, again=PASSWORD, factor="telephone")
        found = _SECRET_SHOWN.search(visitor.text)
        player.secret = found[1].replace(" ", "") if found else ""
        visitor.send(code=code_at(player.secret, clock.now()))

    def invitation_of(self, name: str) -> str:
        """The code in the letter on its way to somebody, whom alone it reaches."""
        address = self.players[name].email
        with self.app.app_context(), reading():
            rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.made_at))
            opened = [Letter.opened(row.sealed, secret("outbox"), row.id) for row in rows]
        bodies = [letter.body for letter in opened if letter and letter.to == address]
        found = [code for body in bodies for code in _CODE_IN_LETTER.findall(body)]
        return found[-1] if found else ""

    def sign_in(self, name: str) -> Visitor:
        """Somebody's browser, signed in at this moment."""
        player = self.players[name]
        visitor = Visitor(self.app)
        visitor.open("/accounts/sign-in")
        visitor.send(
            email=player.email,
            password=PASSWORD,
            code=code_at(player.secret, clock.now()),
        )
        return visitor

    def note_down(self) -> None:
        """Keep what visitors need: sign-ins, receipts and cards. All of it is worthless."""
        noted: dict[str, Any] = {
            "what": "Sign-ins of an invented co-operative. Worthless.",
            "password": PASSWORD,
            "secrets": {player.email: player.secret for player in self.players.values()},
            "receipts": self.receipts,
            "cards": self.cards,
            "votes": self.votes,
        }
        file = Path(settings().instance) / NOTES
        file.write_text(json.dumps(noted, ensure_ascii=False, indent=1), "utf-8")


def read_notes() -> dict[str, Any]:
    """What was noted down when the demonstration was loaded; nothing where it was not."""
    file = Path(settings().instance) / NOTES
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}
