"""Rule: a release as a stranger downloaded it, read strictly and with bounded memory.

Whoever made it may have lied or made a mistake: nothing is unpacked that is larger than a release
can be, and a package that contradicts itself is refused in a sentence.
"""

import csv
import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, NoReturn

from portal.ledger.writing import read_day
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
# No way out of a folder, and no sign that ends a line of the checksums.
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
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
    _check_described(described, files)
    own = described.get("candour")
    if not isinstance(own, dict):
        raise PackageRefused(f"{_PACKAGE} is not one of Candour.")
    method = _words(own.get("methodology_version"), "methodology_version")
    rates = _rates(files[_TABLE], method)
    if own.get("rows") != len(rates):
        raise PackageRefused(f"{_PACKAGE} counts other rows than {_TABLE} has.")
    wrong = contradictions(rates)
    if wrong:
        raise PackageRefused(wrong[0])
    version = _words(described.get("version"), "version")
    if version != described["version"]:
        raise PackageRefused(f"{_PACKAGE}: version has a sign in it that is not shown.")
    return Package(version, _publisher(described), method, rates)


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
                if not _FILE.fullmatch(entry.orig_filename):
                    raise PackageRefused("The name of a file in it could lead somewhere else.")
                with packed.open(entry) as opened:
                    body = opened.read(room + 1)
                room -= len(body)
                if room < 0:
                    raise PackageRefused("What is in the file is larger than a release can be.")
                if len(body) != entry.file_size:
                    raise PackageRefused(f"{entry.filename} has another size than the file says.")
                files[entry.filename] = body
            if min((entry.header_offset for entry in entries), default=0):
                raise PackageRefused("Something else stands before the files in it.")
            return files
    except PackageRefused:
        raise
    except _DAMAGED as fault:
        raise PackageRefused(f"The file is not a whole release.zip: {fault}.") from None


def _check_sums(files: Mapping[str, bytes]) -> None:
    if _SUMS not in files:
        raise PackageRefused(f"There is no {_SUMS}.")
    # As `sha256sum` writes it: what else one reader takes for the end of a line, another does not.
    *lines, rest = files[_SUMS].decode("utf-8", "replace").split("\n")
    listed = {line[66:]: line[:64] for line in lines if line[64:66] == "  "}
    if rest or len(listed) != len(lines) or set(listed) != set(files) - {_SUMS}:
        raise PackageRefused(f"{_SUMS} does not list exactly the files that are there.")
    for name, digest in listed.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise PackageRefused(f"{name} was changed: its checksum is not the one in {_SUMS}.")


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PackageRefused(f"{_PACKAGE} is not JSON.") from None
    if not isinstance(found, dict):
        raise PackageRefused(f"{_PACKAGE} is not a description.")
    return found


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is not JSON")


def _check_described(described: dict[str, Any], files: Mapping[str, bytes]) -> None:
    """Every table that is described is there, and is the one that is described."""
    resources = described.get("resources")
    listed = resources if isinstance(resources, list) else []
    for one in listed:
        path = one.get("path") if isinstance(one, dict) else None
        body = files.get(path) if isinstance(path, str) else None
        if body is None:
            raise PackageRefused(f"{_PACKAGE} describes a table that is not there.")
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        if one.get("bytes") != len(body) or one.get("hash") != digest:
            raise PackageRefused(f"{_PACKAGE} describes another {path} than the one beside it.")
    schemas = [one.get("schema") for one in listed if one["path"] == _TABLE]
    if not schemas:
        raise PackageRefused(f"{_PACKAGE} does not describe {_TABLE}.")
    for schema in schemas:
        if not isinstance(schema, dict) or _columns(schema) != COLUMNS:
            raise PackageRefused(f"{_PACKAGE} describes other columns than {_TABLE} has.")
        if schema.get("primaryKey") != list(KEY):
            raise PackageRefused(f"{_PACKAGE} names other columns that tell rows apart.")


def _columns(schema: dict[str, Any]) -> tuple[Any, ...]:
    fields = schema.get("fields")
    listed = fields if isinstance(fields, list) else []
    return tuple(one.get("name") if isinstance(one, dict) else None for one in listed)


def _publisher(described: dict[str, Any]) -> str:
    contributors = described.get("contributors")
    first = contributors[0] if isinstance(contributors, list) and contributors else None
    if not isinstance(first, dict):
        raise PackageRefused(f"{_PACKAGE} does not say who publishes.")
    return _words(first.get("title"), "publisher")


def _words(value: Any, what: str) -> str:
    """Words of somebody else that may be shown: short, and without signs that move a cursor."""
    if not isinstance(value, str) or not value.strip() or len(value) > 100:
        raise PackageRefused(f"{_PACKAGE}: {what} is missing or too long.")
    return "".join(sign if sign.isprintable() else " " for sign in value).strip()


def _rates(table: bytes, method: str) -> tuple[Rate, ...]:
    try:
        text = table.decode("utf-8")
        if "\r" in text.replace("\r\n", ""):
            raise PackageRefused(f"{_TABLE} ends a line as no other table does.")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        if tuple(next(reader, ())) != COLUMNS:
            raise PackageRefused(f"{_TABLE} has other columns than this version reads.")
        rates, keys = [], set()
        for cells in reader:
            row = _row(cells, reader.line_num)
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


def _row(cells: list[str], line: int) -> dict[str, str]:
    if len(cells) != len(COLUMNS):
        raise PackageRefused(f"{_TABLE}, line {line}: another number of cells than columns.")
    if any(len(cell) > _MOST_CELL for cell in cells):
        raise PackageRefused(f"{_TABLE}, line {line}: a cell is longer than a cell can be.")
    return dict(zip(COLUMNS, cells, strict=True))


def _rate(row: Mapping[str, str], method: str, line: int) -> Rate:
    if row["methodology_version"] != method:
        raise PackageRefused(f"{_TABLE}, line {line}: made by another method than is said.")
    if row["unit"] != "percent":
        raise PackageRefused(f"{_TABLE}, line {line}: the unit is not known here.")
    try:
        starts, ends = (read_day(row[name]) for name in ("period_start", "period_end"))
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
