"""Ledgers and releases that were altered, each with what a checker has to say of it."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from portal.ledger.copies import Day, read_copy, write_copy
from portal.ledger.statements import (
    SigningKey,
    head_statement,
    promise_to_link,
    read_promise,
    write_promise,
)
from portal.ledger.verifying import verify
from portal.ledger.witnessing.witnesses import Head, countersign, read_countersignature
from portal.publication.comparing.verifying import verify_release
from tests.ledger.copies import FIRST, KEY, OTHER_KEY, make_day, written
from tests.publication.comparing.releases import files_of, make_bundle, make_ledger
from tests.publication.offering.test_made import percent
from tests.publication.test_files import figures

TODAY: Final = date(2026, 11, 22)


@dataclass(frozen=True)
class Asked:
    """What somebody has downloaded, and the keys that they trust."""

    ledger: bytes
    keys: tuple[bytes, ...] = (KEY.public,)
    earlier: bytes | None = None
    promise: str | None = None
    witness: str | None = None
    file: bytes | None = None

    @property
    def for_browser(self) -> dict[str, Any]:
        """As a page can be given it."""
        parts = {"ledger": self.ledger, "earlier": self.earlier, "file": self.file}
        return {name: body and base64.b64encode(body).decode() for name, body in parts.items()} | {
            "keys": [key.hex() for key in self.keys],
            "today": TODAY.isoformat(),
            "promise": self.promise,
            "witness": self.witness,
        }

    @property
    def is_good(self) -> bool:
        """What our own checker finds."""
        if self.witness is not None:
            head = head_of(read_copy(self.ledger).days[0])
            return read_countersignature(self.witness).is_of(head)
        if self.file is not None:
            return verify_release(
                self.file, name="release.zip", on=TODAY, ledger=self.ledger, keys=self.keys
            ).is_good
        return verify(
            self.ledger, on=TODAY, keys=self.keys, promise=self.promise, earlier=self.earlier
        ).is_good


Altered = Iterator[tuple[str, Asked]]


def head_of(day: Day) -> Head:
    """What a witness signs."""
    return Head(day.public_key, day.day, day.signed_on, day.size, day.hash)


def altered_bytes(true: Asked) -> Altered:
    """Written otherwise than the format says."""

    def instead(old: bytes, new: bytes) -> Asked:
        assert old in true.ledger
        return replace(true, ledger=true.ledger.replace(old, new, 1))

    commitment = read_copy(true.ledger).days[0].commitments[5].hex().encode()
    short = written([make_day(FIRST, [b"\xff" * 31])]).replace(b"f" * 62, b"f" * 60 + b"  ff")
    yield "is not what was committed to", instead(b"Mair Lloyd", b"Mair Llwyd")
    yield 'the name "size" stands twice', instead(b'"size":32', b'"size":32,"size":32')
    yield "32.0 is no number of this format", instead(b'"size":32', b'"size":32.0')
    yield "has not exactly the names", instead(b'"size":32', b'"size":32,"more":1')
    yield "small hexadecimal digits", instead(commitment, commitment.upper())
    yield "2026-02-30 is not a day", instead(b'"day":"2026-11-09"', b'"day":"2026-02-30"')
    yield "is not JSON", replace(true, ledger=true.ledger[:-9])
    yield "is not JSON", replace(true, ledger=b"\xef\xbb\xbf" + true.ledger)
    yield "small hexadecimal digits", Asked(short)


def altered_days(true: Asked) -> Altered:
    """Left out, swapped, changed, or signed by somebody else."""
    copy = read_copy(true.ledger)
    one, two, three = copy.days
    first, second, *rest = one.commitments
    statement = head_statement(one.day, one.signed_on, one.size, one.hash)
    forged = replace(one, signature=OTHER_KEY.sign(statement))

    def days(*changed: Day) -> Asked:
        return replace(true, ledger="".join(write_copy(copy.public_key, changed)).encode())

    yield "does not follow", days(one, three)
    yield "does not follow", days(one, three, two)
    yield "counts 64 links, the chain 32", days(two, three)
    yield "are not in order", days(replace(one, commitments=(second, first, *rest)), two, three)
    yield "has not a multiple of 32", days(replace(one, commitments=(first, *rest)), two, three)
    yield "does not end in the hash", days(replace(one, hash=two.hash), two, three)
    yield "counts 32 links, the chain 64", days(one, replace(two, size=32), three)
    yield "before it had ended", days(replace(one, signed_on=one.day), two, three)
    yield "the signature of 2026-11-09 is false", days(forged, two, three)
    yield "that you do not trust", days(replace(forged, public_key=OTHER_KEY.public), two, three)
    yield "is opened twice", days(replace(one, openings=one.openings * 2), two, three)
    yield (
        "does not stand in 2026-11-10",
        days(replace(one, openings=()), replace(two, openings=one.openings), three),
    )
    fork = written([make_day(one.day)])
    yield "the past was rewritten", Asked(fork, (KEY.public, *true.keys), earlier=true.ledger)


def altered_words(true: Asked, promise: str) -> Altered:
    """Promises that were not kept or not given, and a witness who saw something else."""
    given = read_promise(promise)

    def promised(commitment: bytes, days: int, key: SigningKey) -> Asked:
        text = write_promise(promise_to_link(key, commitment, TODAY - timedelta(days)))
        return replace(true, keys=(KEY.public, *true.keys), promise=text)

    head = head_of(read_copy(true.ledger).days[0])
    other = countersign(OTHER_KEY, replace(head, hash=bytes(32))).written
    yield "is not signed by a key that you trust", promised(given.commitment, 0, OTHER_KEY)
    yield "the entry stands nowhere", promised(bytes(32), 4, KEY)
    yield "was signed after 2026-11-04", promised(given.commitment, 21, KEY)
    yield "this is not a promise", replace(true, promise=promise.replace("2026-11-12", "20261112"))
    yield "signed another past", replace(true, witness=other)


def _packed(files: Mapping[str, bytes], *, sums: bool = True) -> bytes:
    """A bundle of these files, with their checksums made anew or left as they were."""
    lines = [
        f"{hashlib.sha256(body).hexdigest()}  {name}\n"
        for name, body in files.items()
        if name != "SHA256SUMS"
    ]
    anew = {"SHA256SUMS": "".join(lines).encode()} if sums else {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in {**files, **anew}.items():
            target.writestr(name, body)
    return out.getvalue()


def _entered(bundle: bytes, names: Mapping[str, str] | None = None) -> Asked:
    """As a liar enters it: the ledger lists this bundle, and such files."""
    listed = files_of(bundle, "release.zip") if names is None else names
    fact = {**listed, "release.zip": hashlib.sha256(bundle).hexdigest()}
    return Asked(make_ledger(fact), file=bundle)


def altered_releases(true: Asked) -> Altered:
    """Altered after it was published, or published by somebody who lies."""
    assert true.file is not None
    listed = files_of(true.file, "release.zip")
    with zipfile.ZipFile(io.BytesIO(true.file)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    table = files["indicators.csv"].replace(b"percent,80", b"percent,81")
    changed = files | {"indicators.csv": table}
    less = _packed({name: body for name, body in files.items() if name != "report.pdf"})
    for bundle in (true.file[:-1], _packed(changed, sums=False), _packed(changed), less):
        yield "no release in this ledger has this file", replace(true, file=bundle)
    yield "indicators.csv was changed", _entered(_packed(changed, sums=False), listed)
    yield "is not what the ledger says of it", _entered(_packed(changed), listed)
    left_out = {"report.pdf": listed["report.pdf"], **files_of(less, "release.zip")}
    yield "report.pdf was published, and is not in the bundle", _entered(less, left_out)
    yield "describes another indicators.csv", _entered(_packed(changed))
    yield "../a is no name of a file", _entered(_packed(files | {"../a": b""}))
    yield "larger than a release can be", _entered(_packed({"a": bytes(9 << 20)}))
    yield "says that it is 2026-09", _entered(make_bundle(figures(period="2026-09")))
    yield "do not make 100", _entered(make_bundle(figures(causes={"missed": percent(80)})))
