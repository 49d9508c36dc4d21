"""Rule: is a bundle whole, signed, and in the ledger?

Needs the standard library and `cryptography` alone, no network and no database: an ombudsman runs
it on a machine of their own. docs/bundle-format.md says the same in words.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.cases.bundling.bundle import manifest_statement
from portal.cases.bundling.reading import Bundle, BundleRefused, read_bundle
from portal.ledger.chain import link_hash
from portal.ledger.entries import commit_to
from portal.ledger.statements import (
    head_statement,
    is_signed,
    promise_statement,
    read_promise,
)
from portal.ledger.writing import read_day, read_hex

_RECEIVED: Final = "case_received"
_ANSWERED: Final = "case_answered"
_REOPENED: Final = "case_reopened"


@dataclass
class BundleReport:
    """What was found. The bundle is good when there is no problem."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    reference: str = ""
    files: int = 0
    entries: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_bundle(
    content: bytes,
    *,
    keys: Collection[bytes] = (),
    heads: Mapping[date, bytes] | None = None,
) -> BundleReport:
    """Check a bundle.

    `keys` are the ledger's public keys as known from elsewhere; without them the bundle's own
    counts, and that is said. `heads` are the hashes of the days of a ledger that was downloaded.
    """
    report = BundleReport()
    try:
        bundle = read_bundle(content)
    except BundleRefused as refusal:
        report.problems.append(str(refusal))
        return report
    report.reference, report.files = bundle.reference, len(bundle.files)
    trusted = keys or (bundle.public_key,)
    if not keys:
        report.notices.append(
            f"Checked with the key in the bundle itself, {bundle.public_key.hex()}. Compare it with"
            " the one on the portal's page about its ledger, or give it with --key."
        )
    report.problems += _check_manifest(bundle, trusted)
    try:
        days = _check_days(bundle.ledger["days"], trusted, heads, report)
        _check_entries(bundle, days, trusted, report)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        report.problems.append(f"The proofs are not written as the format asks: {fault!r}.")
    return report


def _check_manifest(bundle: Bundle, trusted: Collection[bytes]) -> list[str]:
    problems = []
    if bundle.public_key not in trusted:
        problems.append(f"The bundle is signed with another key, {bundle.public_key.hex()}.")
    if not is_signed(bundle.public_key, bundle.signature, manifest_statement(bundle.manifest)):
        problems.append("The signature of the manifest is false.")
    for name in sorted(bundle.listed.keys() - bundle.files.keys()):
        problems.append(f"{name} is named in the manifest, and is missing.")
    for name in sorted(bundle.files.keys() - bundle.listed.keys()):
        problems.append(f"{name} is not named in the manifest: it was put in afterwards.")
    for name in sorted(bundle.listed.keys() & bundle.files.keys()):
        content = bundle.files[name]
        if bundle.listed[name] != (len(content), hashlib.sha256(content).hexdigest()):
            problems.append(f"{name} is not what the manifest says: it was changed.")
    return problems


def _check_days(
    days: list[dict[str, Any]],
    trusted: Collection[bytes],
    heads: Mapping[date, bytes] | None,
    report: BundleReport,
) -> dict[date, set[bytes]]:
    """The commitments of each day whose chain leads to its signed head."""
    proven: dict[date, set[bytes]] = {}
    for told in days:
        day, last = read_day(told["day"]), read_hex(told["hash"], 32)
        commitments = [read_hex(each, 32) for each in told["commitments"]]
        found = read_hex(told["previous"], 32)
        for commitment in commitments:
            found = link_hash(found, day, commitment)
        head = head_statement(day, read_day(told["signed_on"]), int(told["size"]), last)
        key = read_hex(told["public_key"], 32)
        if found != last or not commitments:
            report.problems.append(f"{day}: the chain does not lead to the hash in the head.")
        elif key not in trusted or not is_signed(key, read_hex(told["signature"], 64), head):
            report.problems.append(f"{day}: the head was not signed by this ledger.")
        elif heads is not None and heads.get(day) != last:
            report.problems.append(f"{day}: the ledger that you downloaded has another head.")
        else:
            proven[day] = set(commitments)
    return proven


def _check_entries(
    bundle: Bundle,
    days: Mapping[date, set[bytes]],
    trusted: Collection[bytes],
    report: BundleReport,
) -> None:
    kinds: list[str] = []
    entries = bundle.ledger["entries"]
    if len({told["commitment"] for told in entries}) != len(entries):
        report.problems.append("An entry of the ledger is shown twice.")
    for told in entries:
        kind, fact = str(told["kind"]), dict(told["fact"])
        commitment = read_hex(told["commitment"], 32)
        if commit_to(read_hex(told["salt"], 32), kind, fact) != commitment:
            report.problems.append(f"The entry {kind!r} is not what was committed to.")
            continue
        if fact.get("reference") != bundle.reference:
            report.problems.append(f"The entry {kind!r} is about another case.")
        if told["day"] is None:
            report.problems += _check_promise(told, commitment, trusted, report)
        elif commitment not in days.get(read_day(told["day"]), ()):
            report.problems.append(f"The entry {kind!r} is not proven to be in the ledger.")
        if kind == _RECEIVED and fact.get("received_on") != bundle.case.get("received_on"):
            report.problems.append("The ledger has another day on which this was received.")
        kinds.append(kind)
    report.entries = len(kinds)
    _check_counts(bundle, kinds, report)


def _check_promise(
    told: Mapping[str, Any], commitment: bytes, trusted: Collection[bytes], report: BundleReport
) -> list[str]:
    promise = read_promise(told["promise"])
    statement = promise_statement(promise.commitment, promise.by)
    if promise.commitment != commitment or not any(
        is_signed(key, promise.signature, statement) for key in trusted
    ):
        return [f"The promise for the entry {told['kind']!r} was not signed by this ledger."]
    report.notices.append(
        f"The entry {told['kind']!r} was not in the chain yet. It is promised by {promise.by}."
    )
    return []


def _check_counts(bundle: Bundle, kinds: list[str], report: BundleReport) -> None:
    if kinds.count(_RECEIVED) != 1 or bundle.case.get("reference") != bundle.reference:
        report.problems.append("The ledger does not show that this case was received, once.")
    answers = [each for each in bundle.case["messages"] if each["kind"] == "answer"]
    if len(answers) != kinds.count(_ANSWERED):
        report.problems.append(
            f"The case has {len(answers)} answers, and the ledger {kinds.count(_ANSWERED)}."
        )
    if bundle.case.get("stage") != 1 + kinds.count(_REOPENED):
        report.problems.append("The case and the ledger differ in how often it was opened again.")
