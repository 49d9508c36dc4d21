"""How many must be there to decide, and what a vote decides."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

FEWEST = 3

Choice = TypeVar("Choice", bound=Hashable)


class Missing(StrEnum):
    """What those who are present lack to decide anything."""

    VOICES = "voices"
    USER_OR_FAMILY = "user_or_family"
    NON_WORKER = "non_worker"


@dataclass(frozen=True)
class Voice:
    """One person who takes part in a decision, and for whom."""

    user_or_family: bool
    care_worker: bool


def quorum_of(filled: int) -> int:
    """How many must be present where that many seats are filled and not recused."""
    return max(FEWEST, (filled + 1) // 2)


def missing_voices(present: Collection[Voice], *, filled: int) -> tuple[Missing, ...]:
    """What keeps these from deciding; nothing where they may.

    >>> [each.value for each in missing_voices([Voice(True, False)], filled=9)]
    ['voices']
    """
    found = {
        Missing.VOICES: len(present) < quorum_of(filled),
        Missing.USER_OR_FAMILY: not any(voice.user_or_family for voice in present),
        Missing.NON_WORKER: all(voice.care_worker for voice in present),
    }
    return tuple(each for each, is_missing in found.items() if is_missing)


def has_quorum(present: Collection[Voice], *, filled: int) -> bool:
    """Whether these may decide: enough of them, a user or family member, and a non-worker."""
    return not missing_voices(present, filled=filled)


def decision_of(votes: Sequence[Choice]) -> Choice | None:
    """What more than half of the votes say; None where they do not: things stay as they are."""
    if not votes:
        return None
    choice, count = Counter(votes).most_common(1)[0]
    return choice if 2 * count > len(votes) else None
