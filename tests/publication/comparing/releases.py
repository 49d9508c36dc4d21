"""Releases as they are downloaded, made without a database."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.publication.files import File, datapackage_json, indicators_csv
from portal.publication.offering.bundle import bundle, checksums
from tests.ledger.copies import FIRST, make_day, make_opening, written

Change = Callable[[dict[str, bytes]], None]


def make_bundle(
    figures: dict[str, Any], *, coop: str = "Bryn Teg", change: Change | None = None
) -> bytes:
    """A release.zip; `change` alters files before their checksums are written, as a liar would."""
    table = indicators_csv(figures)
    package = datapackage_json(
        figures,
        table=table,
        name=figures["period"],
        title="t",
        coop=coop,
        made_at=datetime(2026, 11, 9, tzinfo=UTC),
        corrects=None,
        attack=None,
    )
    bodies = {file.name: file.body for file in (table, package)}
    if change:
        change(bodies)
    files = [File(name, "", body) for name, body in bodies.items()]
    return bundle([*files, checksums(files)]).body


def described_anew(bodies: dict[str, bytes], **changes: Any) -> None:
    """Make the package fit its table again, after the table was changed."""
    package = json.loads(bodies["datapackage.json"])
    table = bodies["indicators.csv"]
    package["resources"][0] |= {
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
    }
    package["candour"] |= changes
    bodies["datapackage.json"] = json.dumps(package).encode()


def make_ledger(files: Mapping[str, str], *, release: str = "2026-10", **more: Any) -> bytes:
    """A ledger in which a release with these files is entered."""
    opening = make_opening(
        more.pop("kind", "release_published"),
        release=release,
        files=dict(files),
        signed_by=["Mair Lloyd", "Huw Jenkins"],
        **more,
    )
    return written([make_day(FIRST, openings=[opening])])


def files_of(content: bytes, name: str) -> dict[str, str]:
    """The checksum of a file, and of everything in it where it is a zip."""
    files = {name: hashlib.sha256(content).hexdigest()}
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inside in packed.namelist():
                files[inside] = hashlib.sha256(packed.read(inside)).hexdigest()
    return files


def ledger_of(content: bytes, *, name: str = "release.zip", release: str = "2026-10") -> bytes:
    """A ledger in which exactly this file is entered, and what is in it."""
    return make_ledger(files_of(content, name), release=release)
