"""Rule: where an import stands, and what may follow."""

from enum import StrEnum
from typing import Final

from portal.errors import RuleBroken


class ImportState(StrEnum):
    """Where an import stands."""

    RECEIVING = "receiving"
    UNMAPPED = "unmapped"
    WAITING = "waiting"
    CHECKED = "checked"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    ABANDONED = "abandoned"
    REFUSED = "refused"


class SetAside(StrEnum):
    """What became of a rejected row that no import will ever bring as it stood."""

    ELSEWHERE = "elsewhere"
    NOTHING = "nothing"


class ImportStateRefused(RuleBroken):
    """The import is not ready for this step, or has gone past it."""


class ImportUnderWay(RuleBroken):
    """Another import is neither accepted nor abandoned yet."""


class FilesRefused(RuleBroken):
    """These are not the files of a set."""


class UndoingRefused(RuleBroken):
    """The import cannot be undone: something rests on it."""


# Nothing of these may change any more, and another import may begin.
ENDED: Final = frozenset(
    {ImportState.ACCEPTED, ImportState.UNDONE, ImportState.ABANDONED, ImportState.REFUSED}
)
# Work that goes on without the person who began it.
UNDER_WAY: Final = frozenset({ImportState.WAITING, ImportState.ACCEPTING})
