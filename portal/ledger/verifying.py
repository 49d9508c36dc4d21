"""Rule: is this copy of the ledger whole, and did it keep its promises?

Needs the standard library and `cryptography` alone, no network and no database: whoever doubts the
portal runs this on a machine of their own. docs/ledger-format.md says the same in words.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from portal.ledger.chain import BEFORE_THE_FIRST, DAY_MULTIPLE, link_day
from portal.ledger.copies import Copy, CopyRefused, Day, read_copy
from portal.ledger.entries import commit_to
from portal.ledger.statements import (
    Promise,
    head_statement,
    is_signed,
    promise_statement,
    read_promise,
)


@dataclass
class Report:
    """What was found. The copy is good when there is no problem."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    days: int = 0
    links: int = 0
    openings: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    content: bytes,
    *,
    on: date,
    keys: Collection[bytes] = (),
    promise: str | None = None,
    earlier: bytes | None = None,
) -> Report:
    """Check a downloaded copy, as on one day.

    `keys` are the ledger's public keys as known from elsewhere; without them the earlier copy's key
    counts, and without that the copy's own, which is then said.
    """
    report = Report()
    try:
        copy = read_copy(content)
        before = read_copy(earlier) if earlier is not None else None
    except CopyRefused as refusal:
        report.problems.append(str(refusal))
        return report
    trusted = _trusted(copy, before, keys, report)
    report.days = len(copy.days)
    report.links = sum(len(day.commitments) for day in copy.days)
    report.openings = sum(len(day.openings) for day in copy.days)
    report.problems += check_copy(copy, trusted)
    if before is not None:
        report.problems += [f"Earlier copy: {said}" for said in check_copy(before, trusted)]
        _compare(copy, before, report)
    if promise is not None:
        _check_promise(copy, promise, trusted, on, report)
    return report


def check_copy(copy: Copy, trusted: Collection[bytes]) -> list[str]:
    """Everything that is wrong with the chain, the heads, the padding or the openings."""
    problems: list[str] = []
    size, last, seen = 0, BEFORE_THE_FIRST, set[bytes]()
    previous: Day | None = None
    for day in copy.days:
        problems += _check_order(day, previous)
        problems += _check_commitments(day, seen)
        links = link_day(day.day, day.commitments, size=size, previous=last)
        size, last = (links[-1].position, links[-1].hash) if links else (size, last)
        if day.size != size:
            problems.append(f"{day.day}: the head counts {day.size} links, the chain {size}.")
        if day.hash != last:
            problems.append(f"{day.day}: the chain does not lead to the hash in the head.")
        problems += _check_head(day, trusted)
        problems += _check_openings(day)
        size, last, previous = day.size, day.hash, day
    return problems


def _trusted(
    copy: Copy, before: Copy | None, keys: Collection[bytes], report: Report
) -> Collection[bytes]:
    if keys:
        return keys
    if before is not None:
        report.notices.append("Checked with the key in the earlier copy.")
        return (before.public_key,)
    report.notices.append(
        f"Checked with the key in the copy itself, {copy.public_key.hex()}. Compare it with the "
        "one you know from elsewhere, or give it with --key."
    )
    return (copy.public_key,)


def _check_order(day: Day, previous: Day | None) -> list[str]:
    problems = []
    # Counted in numbers: the last day that a calendar has is followed by none.
    if previous is not None and day.day.toordinal() != previous.day.toordinal() + 1:
        problems.append(f"{day.day} does not follow {previous.day}: a day is missing or moved.")
    if day.signed_on <= day.day:
        problems.append(f"{day.day} was signed on {day.signed_on}, before it had ended.")
    if previous is not None and day.signed_on < previous.signed_on:
        problems.append(f"{day.day} was signed before {previous.day}.")
    return problems


def _check_commitments(day: Day, seen: set[bytes]) -> list[str]:
    problems = []
    count = len(day.commitments)
    if count == 0 or count % DAY_MULTIPLE:
        problems.append(f"{day.day} has {count} links, not a multiple of {DAY_MULTIPLE}.")
    if list(day.commitments) != sorted(day.commitments):
        problems.append(f"{day.day}: the links do not stand in order of commitment.")
    if len(set(day.commitments)) != count or seen.intersection(day.commitments):
        problems.append(f"{day.day}: a commitment stands in the chain twice.")
    seen.update(day.commitments)
    return problems


def _check_head(day: Day, trusted: Collection[bytes]) -> list[str]:
    if day.public_key not in trusted:
        return [f"{day.day}: the head is signed with another key, {day.public_key.hex()}."]
    statement = head_statement(day.day, day.signed_on, day.size, day.hash)
    if not is_signed(day.public_key, day.signature, statement):
        return [f"{day.day}: the signature of the head is false."]
    return []


def _check_openings(day: Day) -> list[str]:
    problems = []
    for opening in day.openings:
        try:
            found = commit_to(opening.salt, opening.kind, opening.fact)
        except ValueError as fault:
            problems.append(f"{day.day}: an opening cannot be checked. {fault}")
            continue
        if found != opening.commitment:
            problems.append(
                f"{day.day}: the opening {opening.kind!r} is not what was committed to."
            )
        elif opening.commitment not in day.commitments:
            problems.append(f"{day.day}: the opening {opening.kind!r} is not in that day's chain.")
    if len({opening.commitment for opening in day.openings}) != len(day.openings):
        problems.append(f"{day.day}: something is opened twice.")
    return problems


def _compare(copy: Copy, before: Copy, report: Report) -> None:
    """The earlier copy must be the beginning of this one, day for day and link for link."""
    if len(copy.days) < len(before.days):
        report.problems.append(
            f"The earlier copy has {len(before.days)} days, this one only {len(copy.days)}."
        )
    withdrawn = 0
    for old, new in zip(before.days, copy.days, strict=False):
        if (old.day, old.hash, old.commitments) != (new.day, new.hash, new.commitments):
            report.problems.append(
                f"{old.day}: the two copies differ. Two heads were signed for one day: the past "
                "was rewritten, and these two files prove it."
            )
            return
        if (old.signed_on, old.size) != (new.signed_on, new.size):
            report.problems.append(f"{old.day}: the head was signed again in other words.")
        now_open = {opening.commitment for opening in new.openings}
        withdrawn += sum(opening.commitment not in now_open for opening in old.openings)
    if withdrawn:
        report.notices.append(
            f"{withdrawn} openings of the earlier copy are no longer shown. Their commitments "
            "stand: the earlier copy still proves what they said."
        )


def _check_promise(
    copy: Copy, written: str, trusted: Collection[bytes], on: date, report: Report
) -> None:
    try:
        promise = read_promise(written)
    except ValueError as fault:
        report.problems.append(str(fault))
        return
    statement = promise_statement(promise.commitment, promise.by)
    if not any(is_signed(key, promise.signature, statement) for key in trusted):
        report.problems.append("The promise was not signed by this ledger.")
        return
    linked = next((day for day in copy.days if promise.commitment in day.commitments), None)
    if linked is not None and linked.signed_on <= promise.by:
        report.notices.append(f"The promise was kept: the entry is in the chain of {linked.day}.")
    elif linked is not None:
        report.problems.append(
            f"The promise was broken: the entry was to be linked by {promise.by}, and was linked "
            f"on {linked.signed_on}."
        )
    else:
        _report_missing(copy, promise, on, report)


def _report_missing(copy: Copy, promise: Promise, on: date, report: Report) -> None:
    ends = copy.days[-1].signed_on if copy.days else None
    if on <= promise.by and (ends is None or ends <= promise.by):
        report.notices.append(
            f"The entry is not in the chain yet. It is promised by {promise.by}: download the "
            "ledger again after that day."
        )
        return
    said = (
        f"The promise was broken: the entry was to be linked by {promise.by}, and is not in "
        "this copy."
    )
    if ends is None or ends <= promise.by:
        said += " If the copy was downloaded before that day, download it again first."
    report.problems.append(said)
