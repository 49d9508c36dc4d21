"""The count as pictures: each candidate a lane, each stage a column, papers flowing between them.

Plain numbers for a template to draw. A bar is what somebody has at the end of a stage, a band what
stays with them until the next, a stream what moves to somebody else. All have heights that stand in
one proportion to the votes, so at every stage the bars together are equally high. A long count is
cut into pictures that fit on paper; each begins with the column that ended the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from portal.elections.count.sheet import UNIT, Fate, Sheet, Stage, StageKind, shown_votes

QUOTA_HEIGHT = 40.0
COLUMNS = 5
COLUMN = 124
BAR = 12
ROOM_FOR_WORDS = 136
HEAD = 24
LABEL = 19
LEAST_LANE = 8.0
GAP = 12
NAME_EVERY = 3

Lane = int | None
"""The number of a candidate; None is the lane of what is not transferable."""


@dataclass(frozen=True)
class Bar:
    """The votes of one lane at the end of a stage."""

    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Words:
    """Words at a place: a stage, a name, votes, or votes with which one is elected or excluded."""

    x: float
    y: float
    text: str
    kind: Literal["stage", "name", "votes"] | Fate


@dataclass
class Picture:
    """All shapes of some stages, in the order in which they are drawn."""

    first: int
    last: int
    width: float
    height: float = 0
    quotas: list[float] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def pictures_of(sheet: Sheet, non_transferable: str) -> list[Picture]:
    """Draw a sheet; `non_transferable` is what the last lane is called."""
    found = []
    for begin in range(0, max(len(sheet.stages) - 1, 1), COLUMNS - 1):
        stages = sheet.stages[begin : begin + COLUMNS]
        found.append(_Drawing(sheet, stages, non_transferable).finish())
    return found


class _Drawing:
    """One picture while it is drawn: where each lane lies, and the shapes so far."""

    def __init__(self, sheet: Sheet, stages: Sequence[Stage], non_transferable: str) -> None:
        self._sheet, self._stages, self._last_name = sheet, stages, non_transferable
        self._scale = QUOTA_HEIGHT / (sheet.quota * UNIT)
        width = COLUMN * (len(stages) - 1) + BAR + ROOM_FOR_WORDS
        self._picture = Picture(stages[0].number, stages[-1].number, width)
        self._base: dict[Lane, float] = {}
        y: float = HEAD
        for lane in [*range(1, len(sheet.candidates) + 1), None]:
            if self._is_shown(lane):
                tallest = max(self._height(stage, lane) for stage in stages)
                y += LABEL + max(tallest, LEAST_LANE) + GAP
                self._base[lane] = y - GAP
        self._picture.height = round(y)

    def finish(self) -> Picture:
        """Every stage, and the line of the quota for those who are elected."""
        before: Stage | None = None
        for place, stage in enumerate(self._stages):
            x = place * COLUMN
            self._picture.words.append(Words(x, 16, str(stage.number), "stage"))
            if before is not None:
                self._draw_moves(before, stage, x)
            for lane in self._base:
                self._draw_bar(stage, lane, x)
                if place % NAME_EVERY == 0:
                    self._draw_name(place, lane, x)
                self._draw_votes(before, stage, lane, x)
            before = stage
        self._picture.quotas = [
            round(base - QUOTA_HEIGHT, 1)
            for lane, base in self._base.items()
            if lane is not None and lane in self._sheet.elected
        ]
        return self._picture

    def _is_shown(self, lane: Lane) -> bool:
        """Whether a lane stands here: not those of candidates who were out before."""
        gone = {
            stage.source
            for stage in self._sheet.stages[: self._picture.first]
            if stage.kind is StageKind.EXCLUSION
        }
        return lane is None or lane not in self._sheet.withdrawn | gone

    def _draw_bar(self, stage: Stage, lane: Lane, x: float) -> None:
        height = self._height(stage, lane)
        if height:
            y = self._base[lane] - height
            self._picture.bars.append(Bar(x, round(y, 1), round(height, 1)))

    def _draw_name(self, place: int, lane: Lane, x: float) -> None:
        # Above the bar, and above the next one into which a long name may reach.
        near = [self._height(stage, lane) for stage in self._stages[place : place + 2]]
        if place and not near[0]:
            return
        name = self._last_name if lane is None else self._sheet.name(lane)
        y = self._base[lane] - max(*near, LEAST_LANE) - 5
        self._picture.words.append(Words(x, round(y, 1), name, "name"))

    def _draw_votes(self, before: Stage | None, stage: Stage, lane: Lane, x: float) -> None:
        """The votes where they changed, and what became of a candidate where it did."""
        votes = self._votes(stage, lane)
        outcome = None
        if lane is not None and (before is not None or stage.number == 1):
            outcome = self._sheet.outcome(lane, stage)
        is_same = before is not None and votes == self._votes(before, lane)
        if outcome is None and (not votes or is_same):
            return
        place = x + BAR + 4, round(self._base[lane] - 1, 1)
        shown = _short(votes) if votes else ""
        self._picture.words.append(Words(*place, shown, outcome or "votes"))

    def _draw_moves(self, before: Stage, stage: Stage, right: float) -> None:
        left = right - COLUMN + BAR
        for lane, base in self._base.items():
            kept = min(self._height(before, lane), self._height(stage, lane))
            if kept:
                self._picture.bands.append(_ribbon(left, base, right, base, kept))
        start = self._base[stage.source] - self._height(stage, stage.source)
        # The lowest lane leaves from the lowest part of the bar, so that streams do not cross.
        for lane in reversed(self._base):
            gained = self._votes(stage, lane) - self._votes(before, lane)
            if lane != stage.source and gained > 0:
                height = gained * self._scale
                end = self._base[lane] - self._height(before, lane)
                self._picture.streams.append(_ribbon(left, start, right, end, height))
                start -= height

    def _votes(self, stage: Stage, lane: Lane) -> int:
        return stage.non_transferable if lane is None else stage.votes[lane - 1]

    def _height(self, stage: Stage, lane: Lane) -> float:
        return self._votes(stage, lane) * self._scale


def _ribbon(x1: float, y1: float, x2: float, y2: float, height: float) -> str:
    """The path of a ribbon whose lower edge leads from one point to another."""
    middle = (x1 + x2) / 2
    low = f"M{x1:g} {y1:.1f}C{middle:g} {y1:.1f} {middle:g} {y2:.1f} {x2:g} {y2:.1f}"
    up, down = y2 - height, y1 - height
    return f"{low}V{up:.1f}C{middle:g} {up:.1f} {middle:g} {down:.1f} {x1:g} {down:.1f}Z"


def _short(units: int) -> str:
    """Votes as a picture shows them: cut off after two decimals, without closing zeros.

    >>> _short(1_250_000), _short(1_100_000), _short(1_000_000), _short(399_986), _short(12)
    ('12.5', '11', '10', '3.99', '0.00012')
    """
    written = shown_votes(units)
    return written if 0 < units < UNIT // 100 else written[:-3].rstrip("0").rstrip(".")
