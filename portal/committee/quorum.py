"""How many must be there to decide, and what a vote decides."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from portal.errors import RuleBroken
from portal.i18n import gettext as _

FEWEST = 3

Choice = TypeVar("Choice", bound=Hashable)


class NoQuorum(RuleBroken):
    """Too few are present, or not the right ones, to decide anything."""


@dataclass(frozen=True)
class Voice:
    """One person who takes part in a decision, and for whom."""

    user_or_family: bool
    care_worker: bool


def quorum_of(filled: int) -> int:
    """How many must be present where that many seats are filled and not recused."""
    return max(FEWEST, (filled + 1) // 2)


def has_quorum(present: Collection[Voice], *, filled: int) -> bool:
    """Whether these may decide: enough of them, a user or family member, and a non-worker."""
    return (
        len(present) >= quorum_of(filled)
        and any(voice.user_or_family for voice in present)
        and any(not voice.care_worker for voice in present)
    )


def require_quorum(present: Collection[Voice], *, filled: int) -> None:
    """Refuse a decision by too few, naming what is missing. Raises NoQuorum."""
    needed = quorum_of(filled)
    if len(present) < needed:
        raise NoQuorum(
            _(
                "%(needed)s members have to take part in this decision, and %(present)s have.",
                needed=needed,
                present=len(present),
            )
        )
    if not any(voice.user_or_family for voice in present):
        raise NoQuorum(_("A service user or a family member has to take part in this decision."))
    if all(voice.care_worker for voice in present):
        raise NoQuorum(_("Someone who is not a care worker has to take part in this decision."))


def decision_of(votes: Sequence[Choice]) -> Choice | None:
    """What more than half of the votes say; None where they do not: things stay as they are."""
    if not votes:
        return None
    choice, count = Counter(votes).most_common(1)[0]
    return choice if 2 * count > len(votes) else None
