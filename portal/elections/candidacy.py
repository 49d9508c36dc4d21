"""Rule: who may stand, who may nominate, and what a candidate may say.

Source: the co-operative's own rules. Two members nominate; whoever stands has consented; the
statement has at most 250 words; at most three elected terms follow each other (Code for consumer
co-operatives: terms of three years, three at most).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from portal.errors import RuleBroken
from portal.i18n import gettext as _

LONGEST_STATEMENT_WORDS: Final = 250
MOST_TERMS_IN_A_ROW: Final = 3


class NominationRefused(RuleBroken):
    """This person cannot stand in this election, or not like this."""


class NominatorsRefused(NominationRefused):
    """These two cannot nominate them."""


class StatementRefused(NominationRefused):
    """What they say to the members cannot be printed like this."""


@dataclass(frozen=True)
class Person:
    """A member, as far as it matters for standing and nominating."""

    id: UUID
    name: str
    is_member: bool
    admitted_on: date
    has_sign_in: bool = True
    runs_the_election: bool = False


def require_candidate(
    person: Person,
    *,
    admitted_before: date,
    standing: Collection[UUID],
    names: Collection[str],
    key_holders: Collection[str],
) -> None:
    """Refuse somebody who cannot stand. Raises NominationRefused."""
    _require_eligible(person, admitted_before)
    if person.id in standing:
        raise NominationRefused(_("%(name)s has been nominated already.", name=person.name))
    if person.runs_the_election:
        raise NominationRefused(
            _("%(name)s is returning officer and cannot stand.", name=person.name)
        )
    if _folded(person.name) in {_folded(each) for each in key_holders}:
        raise NominationRefused(
            _(
                "%(name)s holds a part of the key of this election. No key-holder is a candidate.",
                name=person.name,
            )
        )
    if _folded(person.name) in {_folded(each) for each in names}:
        raise NominationRefused(
            _(
                "Another candidate is called %(name)s. Add something in the register that tells"
                " them apart, such as a middle name or a village.",
                name=person.name,
            )
        )
    if not person.has_sign_in:
        raise NominationRefused(
            _(
                "%(name)s has no sign-in yet. Whoever is elected holds keys: ask the secretary to"
                " send the invitation first.",
                name=person.name,
            )
        )


def require_nominators(
    candidate: Person, nominators: Sequence[Person], *, admitted_before: date
) -> None:
    """Refuse nominators who are not two other members. Raises NominatorsRefused."""
    if len({each.id for each in nominators}) != 2:
        raise NominatorsRefused(_("Two different members nominate a candidate."))
    for each in nominators:
        if each.id == candidate.id:
            raise NominatorsRefused(_("Nobody nominates themselves."))
        _require_eligible(each, admitted_before, NominatorsRefused)


def require_statement(statement: str) -> None:
    """Refuse a statement that is too long. Raises StatementRefused."""
    words = len(statement.split())
    if words > LONGEST_STATEMENT_WORDS:
        raise StatementRefused(
            _(
                "The statement has %(words)s words. Shorten it to %(most)s.",
                words=words,
                most=LONGEST_STATEMENT_WORDS,
            )
        )


def require_terms_in_a_row(
    name: str, elected: Sequence[tuple[date, date]], starts_on: date
) -> None:
    """Refuse somebody who was elected so often without a break. Raises NominationRefused.

    `elected` are the first day of each elected term and the first day after it.
    """
    begins, in_a_row = starts_on, 0
    for first, end in sorted(elected, reverse=True):
        if first < begins <= end:
            begins, in_a_row = first, in_a_row + 1
    if in_a_row >= MOST_TERMS_IN_A_ROW:
        raise NominationRefused(
            _(
                "%(name)s has been elected %(count)s times without a break, which is the most."
                " They can stand again after one election without them.",
                name=name,
                count=in_a_row,
            )
        )


def _require_eligible(
    person: Person,
    admitted_before: date,
    refusal: type[NominationRefused] = NominationRefused,
) -> None:
    if not person.is_member:
        raise refusal(_("%(name)s is not a member at present.", name=person.name))
    if person.admitted_on > admitted_before:
        raise refusal(_("%(name)s has not been a member for long enough.", name=person.name))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
