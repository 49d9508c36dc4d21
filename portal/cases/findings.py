"""What the committee finds: for each issue by vote, and from these for the case.

Source: NHS Digital, KO41a (upheld: substantive evidence supports it; not upheld: none supports any
part; partially upheld: several issues, one or more but not all upheld).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.committee.quorum import Voice, decision_of, has_quorum, quorum_of
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class FindingRefused(RuleBroken):
    """No finding can be made here now."""


class Finding(StrEnum):
    """What was found about one issue, or about the case."""

    UPHELD = "upheld"
    PARTIALLY_UPHELD = "partially_upheld"
    NOT_UPHELD = "not_upheld"
    NO_FINDING = "no_finding"
    """The members were divided, so that nothing is found and things stay as they are."""


class RecordMatch(StrEnum):
    """What the record of visits says beside what was said; no day and no visit."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NO_DATA = "no_data"


class NoAccessDispute(StrEnum):
    """Whether a note that nobody could get in was disputed, and what came of it."""

    NONE = "none"
    RAISED = "raised"
    UPHELD = "upheld"


VOTES = (Finding.UPHELD, Finding.PARTIALLY_UPHELD, Finding.NOT_UPHELD)
"""What a member may vote for. That nothing is found is never voted: it is what a tie leaves."""

FINDINGS = {
    Finding.UPHELD: _l("Upheld"),
    Finding.PARTIALLY_UPHELD: _l("Partially upheld"),
    Finding.NOT_UPHELD: _l("Not upheld"),
    Finding.NO_FINDING: _l("No finding: the members were divided"),
}

RECORD_MATCHES = {
    RecordMatch.AGREES: _l("The record agrees with what the person says"),
    RecordMatch.DISAGREES: _l("The record says something else"),
    RecordMatch.NO_DATA: _l("There is no record to compare with"),
}

NO_ACCESS_DISPUTES = {
    NoAccessDispute.NONE: _l("There was no such note, or nobody disputes it"),
    NoAccessDispute.RAISED: _l("The person disputes the note"),
    NoAccessDispute.UPHELD: _l("The person disputes the note, and the committee agrees"),
}


@dataclass(frozen=True)
class Tally:
    """How a vote on one issue stands."""

    votes: int
    needed: int
    quorate: bool
    finding: Finding | None
    """What is found, once enough have voted and more than half agree."""
    tied: bool
    """Whether everybody who may vote has, and no half agrees."""


def tally(cast: Collection[tuple[Voice, Finding]], *, filled: int, eligible: int) -> Tally:
    """How the votes stand, where `filled` seats are free of interest and `eligible` may vote."""
    quorate = has_quorum([voice for voice, _vote in cast], filled=filled)
    majority = decision_of([vote for _voice, vote in cast]) if quorate else None
    tied = quorate and majority is None and len(cast) >= eligible
    return Tally(len(cast), quorum_of(filled), quorate, majority, tied)


def finding_of_case(findings: Collection[Finding]) -> Finding:
    """What was found of the whole: everything, nothing, or a part of it.

    >>> finding_of_case([Finding.UPHELD, Finding.NOT_UPHELD]).value
    'partially_upheld'
    >>> finding_of_case([Finding.NO_FINDING, Finding.NOT_UPHELD]).value
    'not_upheld'
    """
    found = set(findings)
    if not found:
        raise ValueError("A case without a finding.")
    if len(found) == 1:
        return found.pop()
    if found & {Finding.UPHELD, Finding.PARTIALLY_UPHELD}:
        return Finding.PARTIALLY_UPHELD
    return Finding.NOT_UPHELD


def require_vote(vote: Finding) -> None:
    """Refuse a vote for what cannot be voted for. Raises FindingRefused."""
    if vote not in VOTES:
        raise FindingRefused(_("Choose whether this is upheld, partially upheld or not upheld."))
