"""Ties: what earlier stages decide, and what only a lot can. The count itself never draws.

Source: SSI 2011/399, Schedule 1, rules 50(2) and (3), and 52(2).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.errors import RuleBroken
from portal.i18n import gettext as _


class Why(StrEnum):
    """What has to be decided between candidates with equal votes."""

    ELECT = "elect"
    TRANSFER = "transfer"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Lot:
    """A lot as it was drawn: for which stage, between whom, on whom it fell, and who saw it."""

    stage: int
    why: Why
    candidates: tuple[int, ...]
    chosen: int
    drawn_by: str = ""
    witnessed_by: str = ""

    @property
    def question(self) -> tuple[int, Why, tuple[int, ...]]:
        """What the lot decides."""
        return self.stage, self.why, self.candidates


class LotNeeded(Exception):
    """The count has come to a tie that no earlier stage decides: the returning officer draws.

    `stage` is the stage that the lot decides about. The count begins anew with the lot recorded.
    """

    def __init__(self, stage: int, why: Why, candidates: Sequence[int]) -> None:
        super().__init__(f"stage {stage}, {why}: {', '.join(map(str, candidates))}")
        self.stage, self.why, self.candidates = stage, why, tuple(candidates)

    def record(self, chosen: int, *, drawn_by: str = "", witnessed_by: str = "") -> Lot:
        """The lot that decides this tie."""
        return Lot(self.stage, self.why, self.candidates, chosen, drawn_by, witnessed_by)


class LotsRefused(RuleBroken):
    """Recorded lots that do not belong to this count."""


@dataclass(frozen=True)
class Choice:
    """How one of several candidates with equal votes was found.

    `stages` are the earlier stages that decided, the latest first; `lot` what they left open.
    """

    chosen: int
    tied: tuple[int, ...]
    stages: tuple[int, ...] = ()
    lot: Lot | None = None


class RecordedLots:
    """The lots of one count, each to be used once and all to be used."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self._lots: dict[object, Lot] = {}
        for lot in lots:
            if lot.chosen not in lot.candidates:
                raise LotsRefused(
                    _(
                        "The lot for stage %(stage)s fell on somebody who was not in it. Correct"
                        " the record.",
                        stage=lot.stage,
                    )
                )
            if lot.question in self._lots:
                raise LotsRefused(
                    _("Stage %(stage)s has two lots. Keep the one that was drawn.", stage=lot.stage)
                )
            self._lots[lot.question] = lot
        self._unused = dict(self._lots)

    def take(self, stage: int, why: Why, candidates: Sequence[int]) -> Lot:
        """The lot that decides this. Raises LotNeeded where none was recorded."""
        asked = LotNeeded(stage, why, sorted(candidates))
        lot = self._unused.pop((stage, why, asked.candidates), None)
        if lot is None:
            self.require_all_used()
            raise asked
        return lot

    def require_all_used(self) -> None:
        """Refuse lots that this count had no use for. Raises LotsRefused."""
        for lot in self._unused.values():
            raise LotsRefused(
                _(
                    "A lot is recorded for stage %(stage)s that this count does not need. It may"
                    " belong to another count: take it out.",
                    stage=lot.stage,
                )
            )


def decide(
    tied: Sequence[int],
    *,
    best: Callable[[Iterable[int]], int],
    history: Sequence[Sequence[int]],
    stage: int,
    why: Why,
    lots: RecordedLots,
) -> Choice:
    """Choose among candidates with equal votes: by the latest stage at which they differed.

    Where some share the extreme at that stage, they alone go on, and still earlier stages decide
    between them; a lot between those whom no stage parts. `best` is `max` or `min`; `history` holds
    the votes of all candidates after each stage before this moment, the first stage first.

    >>> history = [(5, 4, 4), (6, 6, 5), (6, 6, 6)]
    >>> decide([1, 2, 3], best=min, history=history, stage=4, why=Why.EXCLUDE,
    ...        lots=RecordedLots([])).stages
    (2,)
    >>> decide([1, 2], best=min, history=history, stage=4, why=Why.EXCLUDE,
    ...        lots=RecordedLots([])).chosen
    2
    """
    left = sorted(tied)
    looked: list[int] = []
    for number in range(len(history), 0, -1):
        if len(left) == 1:
            break
        votes = history[number - 1]
        extreme = best(votes[each - 1] for each in left)
        sharing = [each for each in left if votes[each - 1] == extreme]
        if len(sharing) < len(left):
            looked.append(number)
            left = sharing
    if len(left) == 1:
        return Choice(left[0], tuple(sorted(tied)), tuple(looked))
    lot = lots.take(stage, why, left)
    return Choice(lot.chosen, tuple(sorted(tied)), tuple(looked), lot)


def draw(needed: LotNeeded, seed: str) -> int:
    """Draw by a seed that is published, so that anybody can draw the same again.

    The candidates' numbers are hashed with the seed, the stage and the purpose; the smallest hash
    is drawn. For trying a count out, and where the rules of the co-operative allow it.

    >>> draw(LotNeeded(3, Why.EXCLUDE, (2, 5)), seed="2026")
    5
    """
    return min(needed.candidates, key=lambda each: _drawn_hash(needed, seed, each))


def _drawn_hash(needed: LotNeeded, seed: str, candidate: int) -> bytes:
    written = f"candour lot 1\n{seed}\n{needed.stage}\n{needed.why}\n{candidate}\n"
    return hashlib.sha256(written.encode()).digest()
