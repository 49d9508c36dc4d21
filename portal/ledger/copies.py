"""Rule: a downloaded copy of the ledger as values, read strictly.

A name that nobody knows, a number with a fraction or a name twice is refused: what a checker does
not look at must not stand there.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from portal.ledger.writing import read_day, read_hex

FORMAT: Final = "candour-ledger-1"
_COPY_NAMES: Final = {"format", "public_key", "days"}
_DAY_NAMES: Final = {
    "day",
    "signed_on",
    "size",
    "hash",
    "public_key",
    "signature",
    "commitments",
    "openings",
}
_OPENING_NAMES: Final = {"commitment", "salt", "kind", "fact"}


class CopyRefused(ValueError):
    """The file is not a copy of a ledger."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The fact behind one commitment, for everyone to check."""

    commitment: bytes
    salt: bytes
    kind: str
    fact: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """One closed day: its signed head, its commitments, what is opened of them."""

    day: date
    signed_on: date
    size: int
    hash: bytes
    public_key: bytes
    signature: bytes
    commitments: tuple[bytes, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The whole ledger as it was downloaded."""

    public_key: bytes
    days: tuple[Day, ...]


def write_copy(public_key: bytes, days: Iterable[Day]) -> Iterator[str]:
    """The copy as JSON, a day at a time."""
    yield f'{{"format":"{FORMAT}","public_key":"{public_key.hex()}","days":['
    for position, day in enumerate(days):
        yield (",\n" if position else "\n") + _json(_day_as_json(day))
    yield "\n]}\n"


def read_copy(content: bytes) -> Copy:
    """The copy. Raises CopyRefused, and says where it is not one."""
    try:
        whole = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
    except (ValueError, RecursionError) as fault:
        raise CopyRefused(f"The file is not the JSON of a ledger: {fault}.") from None
    found = _named(whole, _COPY_NAMES, "The file")
    if found["format"] != FORMAT:
        raise CopyRefused(f"The file is not of the format {FORMAT}.")
    days = _listed(found["days"], "The list of days")
    return Copy(_bytes(found["public_key"], 32, "The key"), tuple(_day(day) for day in days))


def _day_as_json(day: Day) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "signed_on": day.signed_on.isoformat(),
        "size": day.size,
        "hash": day.hash.hex(),
        "public_key": day.public_key.hex(),
        "signature": day.signature.hex(),
        "commitments": [commitment.hex() for commitment in day.commitments],
        "openings": [
            {
                "commitment": opening.commitment.hex(),
                "salt": opening.salt.hex(),
                "kind": opening.kind,
                "fact": opening.fact,
            }
            for opening in day.openings
        ],
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(value: Any) -> Day:
    found = _named(value, _DAY_NAMES, "A day")
    day = _date(found["day"], "A day")
    where = f"Day {day}"
    size = found["size"]
    if type(size) is not int or size < 0:
        raise CopyRefused(f"{where}: the size is not a number.")
    return Day(
        day=day,
        signed_on=_date(found["signed_on"], where),
        size=size,
        hash=_bytes(found["hash"], 32, where),
        public_key=_bytes(found["public_key"], 32, where),
        signature=_bytes(found["signature"], 64, where),
        commitments=tuple(_bytes(one, 32, where) for one in _listed(found["commitments"], where)),
        openings=tuple(_opening(one, where) for one in _listed(found["openings"], where)),
    )


def _opening(value: Any, where: str) -> Opening:
    found = _named(value, _OPENING_NAMES, f"{where}: an opening")
    kind, fact = found["kind"], found["fact"]
    if not isinstance(kind, str) or not isinstance(fact, dict):
        raise CopyRefused(f"{where}: an opening has no kind or no fact.")
    return Opening(
        _bytes(found["commitment"], 32, where), _bytes(found["salt"], 32, where), kind, fact
    )


def _named(value: Any, names: set[str], where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != names:
        raise CopyRefused(f"{where} does not have exactly the names {', '.join(sorted(names))}.")
    return value


def _listed(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise CopyRefused(f"{where}: a list is missing.")
    return value


def _bytes(value: Any, size: int, where: str) -> bytes:
    try:
        return read_hex(value, size)
    except ValueError as fault:
        raise CopyRefused(f"{where}: {fault}.") from None


def _date(value: Any, where: str) -> date:
    try:
        return read_day(value)
    except ValueError as fault:
        raise CopyRefused(f"{where}: {fault}.") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_fraction(written: str) -> NoReturn:
    raise ValueError(f"{written} is not a whole number")
