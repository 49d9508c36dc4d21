"""Words that nobody else says, planted in a journey, and every place in which one could lie."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.config import settings
from portal.database import Model, db


class Planted:
    """Makes words that nobody else says, and remembers where each was planted."""

    def __init__(self, stem: str = "quoxly") -> None:
        self.stem = stem
        self.places: dict[str, str] = {}

    def word(self, place: str) -> str:
        """A new word for that place."""
        word = f"{self.stem}{len(self.places):02}zindrap"
        self.places[word] = place
        return word

    def found_in(self, held: bytes) -> set[str]:
        """The places whose word these bytes hold, in any common spelling."""
        lower = held.lower()
        return {
            place
            for word, place in self.places.items()
            if any(each in lower for each in _plain(word)) or any(e in held for e in _base64(word))
        }


def _plain(word: str) -> tuple[bytes, ...]:
    raw = word.encode()
    return raw, word.encode("utf-16-le"), word.encode("utf-16-be"), raw.hex().encode()


def _base64(word: str) -> Iterator[bytes]:
    """What stands in base64 of the word wherever it begins; its edges depend on neighbours."""
    for lead in range(3):
        yield b64encode(b"\0" * lead + word.encode())[4:-4]


def at_rest(app: Flask) -> bytes:
    """All that lies on the disk: rows of every table, and the files of the instance folder."""
    with app.app_context():
        rows = [
            b" ".join(bytes_of(value) for value in row)
            for table in Model.metadata.sorted_tables
            for row in db.session.execute(select(table))
        ]
        db.session.remove()
        files = [path.read_bytes() for path in _files() if path.suffix != ".eml"]
    return b"\n".join(rows + files)


def files_beside_the_store(app: Flask) -> bytes:
    """What lies in the instance folder beside the database and the letters."""
    with app.app_context():
        kept = [path for path in _files() if not path.name.startswith("portal.sqlite")]
        return b"\n".join(path.read_bytes() for path in kept if path.suffix != ".eml")


def mail(app: Flask) -> list[bytes]:
    """The letters that were sent."""
    with app.app_context():
        return [path.read_bytes() for path in _files() if path.suffix == ".eml"]


def _files() -> list[Path]:
    return [path for path in settings().instance_folder.rglob("*") if path.is_file()]


def bytes_of(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
