"""Rule: is this downloaded file what was published, and does its ledger say so?

Needs neither network nor database. docs/release-format.md says the same in words.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.ledger.copies import Copy, Opening, read_copy
from portal.ledger.verifying import verify
from portal.publication.comparing.packages import (
    MOST_BYTES,
    Package,
    PackageRefused,
    read_bundle,
)

_PUBLISHED: Final = ("release_published", "release_corrected")
_WITHDRAWN: Final = "release_withdrawn"
BUNDLE: Final = "release.zip"


@dataclass
class Checked:
    """What was found. The file is good where there is no problem."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    package: Package | None = None
    copy: Copy | None = None
    """The ledger, once it was found whole."""
    corrected: list[str] = field(default_factory=list)
    """Sentences that it was corrected since; they stand among the notices too."""
    taken_down: str = ""
    """That it was taken down since, and why; likewise."""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_release(
    content: bytes,
    *,
    name: str,
    on: date,
    ledger: bytes | None = None,
    keys: Collection[bytes] = (),
) -> Checked:
    """Check one downloaded file of a release, a bundle (release.zip) with everything in it.

    With a copy of the ledger: whether the release was entered there with exactly these bytes.
    """
    checked = Checked()
    if len(content) > MOST_BYTES:
        checked.problems.append("The file is larger than a release can be.")
        return checked
    is_bundle = name.endswith(".zip")
    if is_bundle and not _unpack(checked, content):
        return checked
    if ledger is None:
        checked.notices.append(
            "Not looked up in the ledger: download it too (/ledger/ledger.json) and give it with "
            "--ledger."
        )
        if not is_bundle:
            checked.problems.append("One file alone says nothing of itself: the ledger is needed.")
        return checked
    report = verify(ledger, on=on, keys=keys)
    checked.notices += report.notices
    checked.problems += [f"Ledger: {problem}" for problem in report.problems]
    if report.is_good:
        copy = read_copy(ledger)
        checked.copy = copy
        _look_up(checked, [opening for day in copy.days for opening in day.openings], content)
    return checked


def _unpack(checked: Checked, content: bytes) -> bool:
    try:
        checked.package = read_bundle(content)
    except PackageRefused as refusal:
        checked.problems.append(str(refusal))
        return False
    return True


def _look_up(checked: Checked, openings: list[Opening], content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    for fact in (opening.fact for opening in openings if opening.kind in _PUBLISHED):
        files = fact.get("files")
        if not isinstance(files, dict) or digest not in files.values():
            continue
        listed = next(name for name, entered in files.items() if entered == digest)
        # Whatever it was called when it was saved.
        if checked.package is None and listed.endswith(".zip") and not _unpack(checked, content):
            return
        package = checked.package
        if package is not None and not _says_the_same(package, fact):
            checked.problems.append(
                "The ledger has this file, but as another release or with other files in it."
            )
        signed = fact.get("signed_by")
        names = " and ".join(map(str, signed)) if isinstance(signed, list) else ""
        release = fact.get("release")
        checked.notices.append(
            f"Published as {listed} of {release}, signed by {names}: the ledger says so."
        )
        _say_what_became_of_it(checked, openings, fact)
        return
    checked.problems.append(
        "No release in this ledger has this file: it was changed, or published after the ledger "
        "was downloaded. A release stands in the ledger from the next day on."
    )


def _says_the_same(package: Package, fact: dict[str, Any]) -> bool:
    """Whether nothing was altered, added or left out of what was published."""
    published = {name: digest for name, digest in fact["files"].items() if name != BUNDLE}
    return package.name == fact.get("release") and dict(package.files) == published


def _say_what_became_of_it(
    checked: Checked, openings: list[Opening], published: dict[str, Any]
) -> None:
    name = published.get("release")
    for opening in openings:
        fact = opening.fact
        if opening.kind in _PUBLISHED and fact.get("corrects") == name:
            checked.corrected.append(f"It was corrected since, by {fact.get('release')}.")
        if opening.kind == _WITHDRAWN and fact.get("release") == name:
            checked.taken_down = f"It was taken down since, because of this: {fact.get('reason')}"
    checked.notices += checked.corrected
    if checked.taken_down:
        checked.notices.append(checked.taken_down)
