"""Rule: a release as a stranger downloaded it, read strictly and with bounded memory.

Whoever made it may have lied or made a mistake: nothing is unpacked that is larger than a release
can be, and a package that contradicts itself is refused in a sentence.
"""

import csv
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from portal.publication.comparing.totals import contradictions
from portal.publication.files import COLUMNS, KEY, rows

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of a bundle, and of everything in it: a release of ours has about 300 kB."""
MOST_FILES: Final = 60
MOST_ROWS: Final = 20_000
_MOST_CELL: Final = 300
# What the standard library raises on a damaged or odd zip.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PACKAGE, _TABLE, _SUMS = "datapackage.json", "indicators.csv", "SHA256SUMS"
_STATUSES: Final = frozenset("abcefkprstuwxz")


class PackageRefused(ValueError):
    """This is not a release, or one that contradicts itself; says where."""


class Rate(NamedTuple):
    """One figure of a table."""

    period_start: date
    period_end: date
    breakdown: str
    part: str
    indicator: str
    value: int | None
    lower: int | None
    upper: int | None
    status: str


@dataclass(frozen=True, slots=True)
class Package:
    """What is known of a release once its package was read."""

    name: str
    coop: str
    method: str
    rates: tuple[Rate, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    """The checksum of each file that was looked at."""


def read_bundle(content: bytes) -> Package:
    """The release in a bundle (release.zip). Raises PackageRefused."""
    files = _unpacked(content)
    _check_sums(files)
    package = read_package(files)
    sums = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    return Package(package.name, package.coop, package.method, package.rates, sums)


def read_package(files: Mapping[str, bytes]) -> Package:
    """The release whose package and table these are. Raises PackageRefused."""
    for name in (_PACKAGE, _TABLE):
        if name not in files:
            raise PackageRefused(f"There is no {name}.")
    described = _object(files[_PACKAGE])
    table = files[_TABLE]
    resource = _resource(described)
    digest = f"sha256:{hashlib.sha256(table).hexdigest()}"
    if resource.get("bytes") != len(table) or resource.get("hash") != digest:
        raise PackageRefused(f"{_PACKAGE} describes another {_TABLE} than the one beside it.")
    own = described.get("candour")
    if not isinstance(own, dict):
        raise PackageRefused(f"{_PACKAGE} is not one of Candour.")
    method = _words(own.get("methodology_version"), "methodology_version")
    rates = _rates(table, method)
    if own.get("rows", len(rates)) != len(rates):
        raise PackageRefused(f"{_PACKAGE} counts other rows than {_TABLE} has.")
    wrong = contradictions(rates)
    if wrong:
        raise PackageRefused(wrong[0])
    return Package(
        _words(described.get("version"), "version"), _publisher(described), method, rates
    )


def package_of(name: str, coop: str, figures: dict[str, Any]) -> Package:
    """A release of our own as its readers see it."""
    method = figures["method_version"]
    table = [dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows(figures)]
    return Package(name, coop, method, tuple(_rate(row, method, 0) for row in table))


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every file of a zip; never more than MOST_BYTES of it, whatever it says of itself."""
    if len(content) > MOST_BYTES:
        raise PackageRefused("The file is larger than a release can be.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_FILES or len({one.filename for one in entries}) != len(entries):
                raise PackageRefused("The file holds too many files, or one twice.")
            files, room = {}, MOST_BYTES
            for entry in entries:
                if entry.compress_type not in _PACKED:
                    raise PackageRefused("The file is packed in a way that is not read here.")
                with packed.open(entry) as opened:
                    body = opened.read(room + 1)
                room -= len(body)
                if room < 0:
                    raise PackageRefused("What is in the file is larger than a release can be.")
                files[entry.filename] = body
            return files
    except PackageRefused:
        raise
    except _DAMAGED as fault:
        raise PackageRefused(f"The file is not a whole release.zip: {fault}.") from None


def _check_sums(files: Mapping[str, bytes]) -> None:
    if _SUMS not in files:
        raise PackageRefused(f"There is no {_SUMS}.")
    listed = {}
    for line in files[_SUMS].decode("utf-8", "replace").splitlines():
        digest, _space, name = line.partition("  ")
        listed[name] = digest
    if set(listed) != set(files) - {_SUMS}:
        raise PackageRefused(f"{_SUMS} does not list exactly the files that are there.")
    for name, digest in listed.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise PackageRefused(f"{name} was changed: its checksum is not the one in {_SUMS}.")


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise PackageRefused(f"{_PACKAGE} is not JSON.") from None
    if not isinstance(found, dict):
        raise PackageRefused(f"{_PACKAGE} is not a description.")
    return found


def _resource(described: dict[str, Any]) -> dict[str, Any]:
    resources = described.get("resources")
    for one in resources if isinstance(resources, list) else ():
        if isinstance(one, dict) and one.get("path") == _TABLE:
            return one
    raise PackageRefused(f"{_PACKAGE} does not describe {_TABLE}.")


def _publisher(described: dict[str, Any]) -> str:
    contributors = described.get("contributors")
    for one in contributors if isinstance(contributors, list) else ():
        if isinstance(one, dict):
            return _words(one.get("title"), "publisher")
    raise PackageRefused(f"{_PACKAGE} does not say who publishes.")


def _words(value: Any, what: str) -> str:
    """Words of somebody else that may be shown: short, and without signs that move a cursor."""
    if not isinstance(value, str) or not value.strip() or len(value) > 100:
        raise PackageRefused(f"{_PACKAGE}: {what} is missing or too long.")
    return "".join(sign if sign.isprintable() else " " for sign in value).strip()


def _rates(table: bytes, method: str) -> tuple[Rate, ...]:
    try:
        text = table.decode("utf-8")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise PackageRefused(f"{_TABLE} has other columns than this version reads.")
        rates, keys = [], set()
        for row in reader:
            rates.append(_rate(row, method, reader.line_num))
            keys.add(tuple(row[name] for name in KEY))
            if len(rates) > MOST_ROWS:
                raise PackageRefused(f"{_TABLE} has more rows than a release can have.")
    except (UnicodeDecodeError, csv.Error) as fault:
        raise PackageRefused(f"{_TABLE} cannot be read: {fault}.") from None
    if not rates:
        raise PackageRefused(f"{_TABLE} has no rows.")
    if len(keys) != len(rates):
        raise PackageRefused(f"{_TABLE} gives one figure twice.")
    return tuple(rates)


def _rate(row: dict[str, Any], method: str, line: int) -> Rate:
    if None in row or any(
        not isinstance(one, str) or len(one) > _MOST_CELL for one in row.values()
    ):
        raise PackageRefused(f"{_TABLE}, line {line}: another number of cells than columns.")
    if row["methodology_version"] != method:
        raise PackageRefused(f"{_TABLE}, line {line}: made by another method than is said.")
    if row["unit"] != "percent":
        raise PackageRefused(f"{_TABLE}, line {line}: the unit is not known here.")
    try:
        starts, ends = (date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
    except ValueError:
        raise PackageRefused(f"{_TABLE}, line {line}: that is not a day.") from None
    value, lower, upper = (_number(row[name], line) for name in ("value", "lower", "upper"))
    status = row["obs_status"]
    if not set(status) <= _STATUSES or (value is None and not status):
        raise PackageRefused(f"{_TABLE}, line {line}: the mark is not known or is missing.")
    return Rate(
        starts, ends, row["breakdown"], row["part"], row["indicator_id"], value, lower, upper,
        status,
    )  # fmt: skip


def _number(written: str, line: int) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) <= 3):
        raise PackageRefused(f"{_TABLE}, line {line}: {written[:20]!r} is not a whole percent.")
    return int(written)
